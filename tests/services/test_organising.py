"""What organisers do with an event, from its draft to calling it off."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from bot.domain.events import Audience, Card, Event, Mode, Status
from bot.domain.kinds import Kind
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.services import events, rsvps
from bot.store import cards
from bot.store.schema import agenda, log_entry, outbox, reminder, skipped_step
from bot.store.schema import event as event_table
from tests import factories
from tests.factories import answers, assert_counters_agree, make_event, make_rsvp, mentor, organiser, participant

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEBINAR = Kind("webinar", minutes=90, audience=Audience.PUBLIC, reminders=(60, 10))


@pytest.fixture(autouse=True)
def community(conn: Connection, now: datetime) -> None:
    factories.make_community(conn, now)


def draft_of(conn: Connection, now: datetime, **details: Any) -> Event:
    return events.create(conn, now, organiser(), WEBINAR, "Stories", now + 7 * DAY, None, "Europe/Warsaw", **details)


def published(conn: Connection, now: datetime, **details: Any) -> Event:
    draft = draft_of(conn, now, **details)
    return events.publish(conn, now, organiser(), draft.id, channel_id=700, channel_open_to_all=False)


def planned(conn: Connection, event: Event) -> set[str]:
    query = select(agenda.c.step).where(agenda.c.event_id == event.id, agenda.c.status == "planned")
    return set(conn.scalars(query))


def pending(conn: Connection, event: Event) -> list[str]:
    query = select(outbox.c.kind).where(outbox.c.event_id == event.id, outbox.c.status == "pending")
    return sorted(conn.scalars(query))


def log_of(conn: Connection, event: Event) -> list[str]:
    return list(
        conn.scalars(select(log_entry.c.action).where(log_entry.c.event_id == event.id).order_by(log_entry.c.id))
    )


def test_a_new_event_is_a_draft_with_what_its_kind_gives(conn: Connection, now: datetime) -> None:
    draft = draft_of(conn, now, capacity=30, place="  Town   hall ", mode=Mode.HYBRID)
    assert (draft.status, draft.audience, draft.lead_minutes) == (Status.DRAFT, Audience.PUBLIC, (60, 10))
    assert draft.ends_at - draft.starts_at == timedelta(minutes=90)
    assert (draft.place, draft.capacity, draft.version, draft.sequence) == ("Town hall", 30, 1, 0)
    assert events.show(conn, now, organiser(), draft.id).event == draft
    assert planned(conn, draft) == set()
    assert pending(conn, draft) == []
    assert log_of(conn, draft) == ["event.create"]


def test_details_given_at_creation_win_over_the_kind(conn: Connection, now: datetime) -> None:
    draft = draft_of(conn, now, audience=Audience.ROLES, role_ids=frozenset({77}), lead_minutes=(5,))
    assert (draft.audience, draft.role_ids, draft.lead_minutes) == (Audience.ROLES, frozenset({77}), (5,))


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "title", "key"),
    [
        (-HOUR, None, "Europe/Warsaw", "x", "event.past"),
        (HOUR, HOUR, "Europe/Warsaw", "x", "event.end_before_start"),
        (HOUR, None, "Mars/Base", "x", "zone.unknown"),
        (HOUR, None, "Europe/Warsaw", " ", "event.title_empty"),
    ],
)
def test_an_event_that_cannot_be_is_not_made(
    conn: Connection, now: datetime, starts: timedelta, ends: timedelta | None, zone: str, title: str, key: str
) -> None:
    ends_at = None if ends is None else now + ends
    with pytest.raises(Refused) as refused:
        events.create(conn, now, organiser(), WEBINAR, title, now + starts, ends_at, zone)
    assert refused.value.key == key
    assert conn.execute(select(func.count()).select_from(event_table)).scalar_one() == 0


def test_publishing_announces_plans_and_is_harmless_twice(conn: Connection, now: datetime) -> None:
    draft = draft_of(conn, now)
    for _ in range(2):
        event = events.publish(conn, now, organiser(), draft.id, channel_id=700, channel_open_to_all=True)
    assert (event.status, event.published_at, event.channel_id) == (Status.PUBLISHED, now, 700)
    assert {"remind:60", "remind:10", "start", "end"} <= planned(conn, event)
    assert pending(conn, event) == ["card"]
    assert log_of(conn, event) == ["event.create", "event.publish"]


def test_a_draft_whose_time_has_passed_is_not_published(conn: Connection, now: datetime) -> None:
    draft = draft_of(conn, now)
    with pytest.raises(Refused, match=r"event\.past"):
        events.publish(conn, draft.starts_at + HOUR, organiser(), draft.id, channel_id=700, channel_open_to_all=False)


def test_a_restricted_event_needs_roles_and_a_channel_that_is_not_open(conn: Connection, now: datetime) -> None:
    draft = draft_of(conn, now, audience=Audience.ROLES)
    with pytest.raises(Refused, match=r"event\.no_roles"):
        events.publish(conn, now, organiser(), draft.id, channel_id=700, channel_open_to_all=False)
    events.edit(conn, now, organiser(), draft.id, role_ids=frozenset({77}))
    with pytest.raises(Refused, match=r"event\.channel_open"):
        events.publish(conn, now, organiser(), draft.id, channel_id=700, channel_open_to_all=True)
    event = events.publish(conn, now, organiser(), draft.id, channel_id=700, channel_open_to_all=False)
    with pytest.raises(Refused, match=r"event\.channel_open"):
        events.repost(conn, now, organiser(), event.id, channel_id=701, channel_open_to_all=True)


def test_who_has_seen_an_event_cannot_be_made_to_forget_it(conn: Connection, now: datetime) -> None:
    """A published event can be opened to more people, never restricted to fewer than its channel has."""
    event = published(conn, now)
    with pytest.raises(Refused, match=r"event\.audience_fixed"):
        events.edit(conn, now, organiser(), event.id, audience=Audience.ROLES, role_ids=frozenset({77}))
    closed = published(conn, now, audience=Audience.ROLES, role_ids=frozenset({77}))
    with pytest.raises(Refused, match=r"event\.no_roles"):
        events.edit(conn, now, organiser(), closed.id, role_ids=frozenset())
    opened = events.edit(conn, now, organiser(), closed.id, audience=Audience.COMMUNITY)
    assert opened.audience is Audience.COMMUNITY


def test_a_discarded_draft_can_be_brought_back(conn: Connection, now: datetime) -> None:
    draft = draft_of(conn, now)
    for _ in range(2):
        assert events.discard(conn, now, organiser(), draft.id).status is Status.DISCARDED
    with pytest.raises(Refused, match=r"event\.discarded"):
        events.publish(conn, now, organiser(), draft.id, channel_id=700, channel_open_to_all=False)
    for _ in range(2):
        assert events.restore(conn, now, organiser(), draft.id) == draft
    event = published(conn, now)
    with pytest.raises(Refused, match=r"event\.not_draft"):
        events.discard(conn, now, organiser(), event.id)
    with pytest.raises(Refused, match=r"event\.not_discarded"):
        events.restore(conn, now, organiser(), event.id)


@pytest.mark.parametrize(
    ("changes", "sequence"),
    [
        ({"title": "Other stories"}, 1),
        ({"place": "Riga"}, 1),
        ({"join_link": "https://meet.example.org/2"}, 1),
        ({"mode": Mode.ON_SITE}, 1),
        ({"summary": "Short"}, 0),
        ({"speakers": "A. Ozola"}, 0),
        ({"lead_minutes": (30,)}, 0),
    ],
)
def test_changes_calendars_must_hear_of_raise_the_sequence(
    conn: Connection, now: datetime, changes: Any, sequence: int
) -> None:
    """RFC 5546 section 2.1.4: SEQUENCE rises with each significant change, and only then."""
    event = published(conn, now)
    after = events.edit(conn, now + HOUR, organiser(), event.id, **changes)
    assert (after.sequence, after.version, after.updated_at) == (sequence, 1, now + HOUR)
    assert log_of(conn, event)[-1] == "event.edit"
    details = conn.scalars(select(log_entry.c.details).order_by(log_entry.c.id.desc())).first()
    assert details == {"fields": list(changes)}


def test_an_edit_that_changes_nothing_leaves_no_trace(conn: Connection, now: datetime) -> None:
    event = published(conn, now)
    assert events.edit(conn, now + HOUR, organiser(), event.id, title=event.title) == event
    assert log_of(conn, event) == ["event.create", "event.publish"]


def test_other_reminder_times_are_planned_anew(conn: Connection, now: datetime) -> None:
    event = published(conn, now)
    events.edit(conn, now, organiser(), event.id, lead_minutes=(30, 10))
    assert {"remind:30", "remind:10"} <= planned(conn, event)
    assert "remind:60" not in planned(conn, event)


def test_the_channel_of_what_is_announced_changes_by_reposting(conn: Connection, now: datetime) -> None:
    draft = draft_of(conn, now)
    assert events.edit(conn, now, organiser(), draft.id, channel_id=701).channel_id == 701
    event = published(conn, now)
    with pytest.raises(Refused, match=r"event\.channel_fixed"):
        events.edit(conn, now, organiser(), event.id, channel_id=701)
    cards.put(conn, Card(event.id, 700, 1, 2))
    assert events.repost(conn, now, organiser(), event.id, channel_id=701).channel_id == 701
    assert cards.get(conn, event.id) is None
    assert events.repost(conn, now, organiser(), event.id).channel_id == 701


def test_more_seats_let_people_in_in_order_and_tell_them(conn: Connection, now: datetime) -> None:
    """Those with an offer are further in front than those who wait."""
    event = published(conn, now, capacity=1)
    for user_id in (11, 12, 13, 14, 15):
        rsvps.respond(conn, now, participant(user_id), event.id, Choice.GOING)
    rsvps.undo(conn, now, participant(11), event.id)
    events.edit(conn, now, organiser(), event.id, capacity=3)
    assert answers(conn, event.id) == {12: Choice.GOING, 13: Choice.GOING, 14: Choice.GOING, 15: Choice.WAITING}
    assert pending(conn, event).count("promoted") == 3
    assert_counters_agree(conn, event.id)
    events.edit(conn, now, organiser(), event.id, capacity=None)
    assert answers(conn, event.id)[15] is Choice.GOING
    assert_counters_agree(conn, event.id)


def test_fewer_seats_throw_nobody_out(conn: Connection, now: datetime) -> None:
    event = published(conn, now, capacity=3)
    for user_id in (11, 12, 13, 14):
        rsvps.respond(conn, now, participant(user_id), event.id, Choice.GOING)
    events.edit(conn, now, organiser(), event.id, capacity=1)
    rsvps.undo(conn, now, participant(11), event.id)
    assert answers(conn, event.id) == {12: Choice.GOING, 13: Choice.GOING, 14: Choice.WAITING}
    rsvps.undo(conn, now, participant(12), event.id)
    rsvps.undo(conn, now, participant(13), event.id)
    assert answers(conn, event.id) == {14: Choice.OFFERED}
    assert_counters_agree(conn, event.id)


def test_a_move_plans_anew_and_tells_those_who_come_or_wait(conn: Connection, now: datetime) -> None:
    event = published(conn, now, closes_at=now + 6 * DAY)
    rsvps.respond(conn, now, participant(11), event.id, Choice.GOING)
    moved = events.move(conn, now, organiser(), event.id, now + 9 * DAY)
    assert (moved.version, moved.sequence) == (2, 1)
    assert moved.ends_at - moved.starts_at == timedelta(minutes=90)  # it keeps its length
    assert moved.closes_at == now + 8 * DAY  # and closes as long before the start as it did
    assert "moved" in pending(conn, event)
    keys = set(conn.scalars(select(agenda.c.key).where(agenda.c.step == "remind:60", agenda.c.status == "planned")))
    assert keys == {f"event:{event.id}@v2/remind:60"}
    assert log_of(conn, event)[-1] == "event.move"


def test_a_move_to_the_same_time_changes_nothing(conn: Connection, now: datetime) -> None:
    event = published(conn, now)
    assert events.move(conn, now + HOUR, organiser(), event.id, event.starts_at) == event
    assert "moved" not in pending(conn, event)


def test_another_end_or_zone_is_no_move(conn: Connection, now: datetime) -> None:
    event = published(conn, now)
    after = events.move(conn, now, organiser(), event.id, event.starts_at, event.ends_at + HOUR, "Europe/Riga")
    assert (after.version, after.sequence, after.zone) == (1, 1, "Europe/Riga")
    assert "moved" not in pending(conn, event)
    late = event.starts_at + HOUR
    with pytest.raises(Refused, match=r"event\.end_past"):
        events.move(conn, late, organiser(), event.id, event.starts_at, event.starts_at + timedelta(minutes=5))


def test_registration_does_not_close_in_the_past_because_of_a_move(conn: Connection, now: datetime) -> None:
    event = published(conn, now, closes_at=now + DAY)
    assert events.move(conn, now, organiser(), event.id, now + 2 * DAY).closes_at is None


def test_offers_get_the_time_that_the_new_start_allows(conn: Connection, now: datetime) -> None:
    event = published(conn, now, capacity=1)
    for user_id in (11, 12):
        rsvps.respond(conn, now, participant(user_id), event.id, Choice.GOING)
    rsvps.undo(conn, now, participant(11), event.id)
    events.move(conn, now, organiser(), event.id, now + 5 * HOUR)
    mine = events.show(conn, now, participant(12), event.id).mine
    assert mine is not None
    assert mine.offered_until == now + timedelta(minutes=15)
    rsvps.lapse(conn, now + timedelta(minutes=15), event.id, mine.ticket)
    assert answers(conn, event.id) == {12: Choice.MAYBE}


def test_a_running_event_can_be_put_off_and_its_free_seats_are_offered_again(conn: Connection, now: datetime) -> None:
    event = published(conn, now, capacity=1)
    for user_id in (11, 12):
        rsvps.respond(conn, now, participant(user_id), event.id, Choice.GOING)
    late = event.starts_at + timedelta(minutes=5)
    conn.execute(update(event_table).values(status=Status.LIVE.value))
    rsvps.undo(conn, late, participant(11), event.id)
    assert answers(conn, event.id) == {12: Choice.WAITING}
    moved = events.move(conn, late, organiser(), event.id, event.starts_at + 7 * DAY)
    assert moved.status is Status.PUBLISHED
    assert answers(conn, event.id) == {12: Choice.OFFERED}
    assert_counters_agree(conn, event.id)


def test_moving_a_draft_tells_nobody(conn: Connection, now: datetime) -> None:
    draft = draft_of(conn, now)
    moved = events.move(conn, now, organiser(), draft.id, now + DAY)
    assert (moved.version, moved.sequence, moved.status) == (1, 0, Status.DRAFT)
    assert pending(conn, draft) == []


def test_nothing_moves_into_the_past(conn: Connection, now: datetime) -> None:
    event = published(conn, now)
    with pytest.raises(Refused, match=r"event\.past"):
        events.move(conn, now, organiser(), event.id, now - HOUR)


def test_a_cancelled_event_leaves_an_empty_plan_and_one_notice(conn: Connection, now: datetime) -> None:
    event = published(conn, now, capacity=1)
    for user_id in (11, 12):
        rsvps.respond(conn, now, participant(user_id), event.id, Choice.GOING)
    rsvps.undo(conn, now, participant(11), event.id)  # an offer waits to be said
    after = events.cancel(conn, now, organiser(), event.id, " Snow\x00storm ")
    assert (after.status, after.cancel_reason, after.sequence) == (Status.CANCELLED, "Snowstorm", 1)
    assert planned(conn, event) == set()
    assert pending(conn, event) == ["cancelled", "card"]
    with pytest.raises(Refused, match=r"event\.cancelled"):
        events.cancel(conn, now, organiser(), event.id)
    assert pending(conn, event) == ["cancelled", "card"]


def test_a_draft_is_discarded_and_not_cancelled(conn: Connection, now: datetime) -> None:
    draft = draft_of(conn, now)
    with pytest.raises(Refused, match=r"event\.not_published"):
        events.cancel(conn, now, organiser(), draft.id)


def test_a_copy_keeps_everything_but_times_answers_and_status(conn: Connection, now: datetime) -> None:
    event = published(conn, now, capacity=5, description="Bring a story.", closes_at=now + 6 * DAY)
    rsvps.respond(conn, now, participant(11), event.id, Choice.GOING)
    words = {"minutes": 5, "text": "Now!", "target": "going", "created_by": 1, "created_at": now}
    conn.execute(insert(reminder).values(event_id=event.id, **words))
    conn.execute(insert(skipped_step).values(event_id=event.id, step="remind:60"))
    events.cancel(conn, now, organiser(), event.id)
    later = now + 3 * HOUR
    copy = events.duplicate(conn, later, organiser(7), event.id, now + 30 * DAY)
    assert (copy.status, copy.created_by, copy.version, copy.sequence) == (Status.DRAFT, 7, 1, 0)
    assert (copy.title, copy.capacity, copy.description) == (event.title, 5, "Bring a story.")
    assert (copy.ends_at - copy.starts_at, copy.starts_at - (copy.closes_at or now)) == (timedelta(minutes=90), DAY)
    assert copy.uid != event.uid
    assert (copy.cancel_reason, copy.published_at) == ("", None)
    assert answers(conn, copy.id) == {}
    assert conn.scalars(select(reminder.c.text).where(reminder.c.event_id == copy.id)).all() == ["Now!"]
    assert conn.scalars(select(skipped_step.c.step).where(skipped_step.c.event_id == copy.id)).all() == ["remind:60"]
    with pytest.raises(Refused, match=r"event\.past"):
        events.duplicate(conn, now, organiser(), event.id, now - DAY)


def test_closing_and_reopening_twice_is_harmless(conn: Connection, now: datetime) -> None:
    event = published(conn, now)
    for _ in range(2):
        assert not events.close(conn, now, organiser(), event.id).registration_open
    for _ in range(2):
        assert events.reopen(conn, now, organiser(), event.id).registration_open
    assert log_of(conn, event)[2:] == ["event.close", "event.reopen"]
    with pytest.raises(Refused, match=r"event\.started"):
        events.reopen(conn, event.starts_at, organiser(), event.id)


Act = Callable[[Connection, datetime, Actor, int], object]
CHANGES: dict[str, Act] = {
    "edit": lambda conn, now, actor, event_id: events.edit(conn, now, actor, event_id, title="x"),
    "move": lambda conn, now, actor, event_id: events.move(conn, now, actor, event_id, now + 9 * DAY),
    "cancel": events.cancel,
    "publish": lambda conn, now, actor, event_id: events.publish(
        conn, now, actor, event_id, channel_id=1, channel_open_to_all=False
    ),
    "close": events.close,
    "reopen": events.reopen,
    "repost": events.repost,
    "discard": events.discard,
    "restore": events.restore,
    "duplicate": lambda conn, now, actor, event_id: events.duplicate(conn, now, actor, event_id, now + 9 * DAY),
    "roster": events.roster,
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_organisers_of_this_community_may(conn: Connection, now: datetime, name: str) -> None:
    """Neither a participant, nor a mentor, nor somebody who organises another server learns whether it exists."""
    event = published(conn, now)
    factories.make_community(conn, now, 999)
    for actor in (participant(), mentor()):
        for event_id in (event.id, 12345):
            with pytest.raises(Refused, match=r"permission\.organiser"):
                CHANGES[name](conn, now, actor, event_id)
    for event_id in (event.id, 12345, 0, -1, 2**70):
        with pytest.raises(Refused, match=r"event\.unknown"):
            CHANGES[name](conn, now, organiser(community_id=999), event_id)


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (Status.ENDED, "event.ended"),
        (Status.ARCHIVED, "event.ended"),
        (Status.CANCELLED, "event.cancelled"),
        (Status.DISCARDED, "event.discarded"),
    ],
)
@pytest.mark.parametrize("name", ["edit", "move", "cancel", "publish", "close", "reopen"])
def test_what_is_over_is_not_changed(conn: Connection, now: datetime, name: str, status: Status, key: str) -> None:
    event = make_event(conn, now, status=status)
    with pytest.raises(Refused) as refused:
        CHANGES[name](conn, now, organiser(), event.id)
    assert refused.value.key == key


@pytest.mark.parametrize("name", ["cancel", "close", "reopen", "repost"])
def test_what_needs_an_announced_event_says_so_of_a_draft(conn: Connection, now: datetime, name: str) -> None:
    with pytest.raises(Refused, match=r"event\.not_published"):
        CHANGES[name](conn, now, organiser(), draft_of(conn, now).id)


def test_the_roster_lists_everybody_in_order(conn: Connection, now: datetime) -> None:
    event = published(conn, now)
    for user_id, choice in ((13, Choice.GOING), (11, Choice.MAYBE), (12, Choice.DECLINED)):
        make_rsvp(conn, now, event, user_id, choice, note="hello")
    roster = events.roster(conn, now, organiser(), event.id)
    assert [(rsvp.user_id, rsvp.choice, rsvp.note) for rsvp in roster.rsvps] == [
        (13, Choice.GOING, "hello"),
        (11, Choice.MAYBE, "hello"),
        (12, Choice.DECLINED, "hello"),
    ]
