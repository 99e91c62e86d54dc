"""Taking a seat, waiting for one, leaving, coming back: as the person who clicks sees it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.domain.events import Event, Status
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.services import events, rsvps
from bot.store.schema import agenda, member, outbox
from bot.store.schema import event as event_table
from tests import factories
from tests.factories import answers, assert_counters_agree, make_event, make_rsvp, organiser, participant

HOUR = timedelta(hours=1)


@pytest.fixture
def full(conn: Connection, now: datetime) -> Event:
    """An event with two seats, both taken by 11 and 12, for which 13 and 14 wait."""
    factories.make_community(conn, now)
    event = make_event(conn, now, capacity=2)
    for user_id in (11, 12, 13, 14):
        rsvps.respond(conn, now, participant(user_id), event.id, Choice.GOING)
    return event


def said(conn: Connection, event: Event) -> list[tuple[str, int | None]]:
    """What is in the outbox for an event, but for its card."""
    query = select(outbox.c.kind, outbox.c.user_id).where(outbox.c.event_id == event.id, outbox.c.kind != "card")
    return [(kind, user_id) for kind, user_id in conn.execute(query.order_by(outbox.c.id))]


def test_first_come_first_served(conn: Connection, now: datetime, full: Event) -> None:
    """Who comes first has a seat, who comes later waits and knows their place."""
    assert answers(conn, full.id) == {
        11: Choice.GOING,
        12: Choice.GOING,
        13: Choice.WAITING,
        14: Choice.WAITING,
    }
    outcome = rsvps.respond(conn, now, participant(15), full.id, Choice.GOING)
    assert outcome.now_rsvp is not None
    assert (outcome.now_rsvp.choice, outcome.position) == (Choice.WAITING, 3)
    assert (outcome.seats.left, outcome.seats.waiting) == (0, 3)
    assert_counters_agree(conn, full.id)


@pytest.mark.parametrize("user_id", [11, 13])
def test_the_same_answer_again_changes_nothing_and_is_answered_kindly(
    conn: Connection, now: datetime, full: Event, user_id: int
) -> None:
    before = conn.execute(select(outbox.c.generation)).scalar_one()
    outcome = rsvps.respond(conn, now + HOUR, participant(user_id), full.id, Choice.GOING)
    assert not outcome.changed
    assert outcome.now_rsvp == outcome.before
    assert outcome.position == (None if user_id == 11 else 1)
    assert conn.execute(select(outbox.c.generation)).scalar_one() == before  # the card is not edited for nothing
    assert_counters_agree(conn, full.id)


@pytest.mark.parametrize("leave", [Choice.MAYBE, Choice.DECLINED, None])
def test_a_freed_seat_is_offered_to_who_waits_longest(
    conn: Connection, now: datetime, full: Event, leave: Choice | None
) -> None:
    if leave is None:
        rsvps.undo(conn, now, participant(11), full.id)
    else:
        rsvps.respond(conn, now, participant(11), full.id, leave)
    assert answers(conn, full.id).get(11) is leave
    assert answers(conn, full.id)[13] is Choice.OFFERED
    assert answers(conn, full.id)[14] is Choice.WAITING
    offered = events.show(conn, now, participant(13), full.id).mine
    assert offered is not None
    assert offered.offered_until == now + timedelta(days=1)  # a week ahead there is a day to think about it
    assert said(conn, full) == [("offer", 13)]
    planned = conn.execute(select(agenda.c.step, agenda.c.due_at)).one()
    assert tuple(planned) == (f"lapse:{offered.ticket}", offered.offered_until)
    assert_counters_agree(conn, full.id)


def test_an_offer_is_accepted_with_going_and_only_once(conn: Connection, now: datetime, full: Event) -> None:
    rsvps.undo(conn, now, participant(11), full.id)
    for _ in range(2):
        outcome = rsvps.respond(conn, now + HOUR, participant(13), full.id, Choice.GOING)
        assert outcome.now_rsvp is not None
        assert (outcome.now_rsvp.choice, outcome.now_rsvp.offered_until) == (Choice.GOING, None)
    assert (outcome.seats.going, outcome.seats.offered, outcome.seats.waiting) == (2, 0, 1)
    assert_counters_agree(conn, full.id)


def test_a_declined_offer_passes_on_at_once(conn: Connection, now: datetime, full: Event) -> None:
    rsvps.undo(conn, now, participant(11), full.id)
    rsvps.respond(conn, now, participant(13), full.id, Choice.DECLINED)
    assert answers(conn, full.id) == {12: Choice.GOING, 13: Choice.DECLINED, 14: Choice.OFFERED}
    assert said(conn, full) == [("offer", 13), ("offer", 14)]
    assert_counters_agree(conn, full.id)


def test_a_lapsed_offer_passes_on_and_the_person_is_told(conn: Connection, now: datetime, full: Event) -> None:
    """They are off the waitlist as a "maybe": nothing they did not say stands there as a refusal."""
    rsvps.undo(conn, now, participant(11), full.id)
    ticket = conn.execute(select(agenda.c.step)).scalar_one().removeprefix("lapse:")
    later = now + timedelta(days=1)
    rsvps.lapse(conn, later - timedelta(seconds=1), full.id, int(ticket))
    assert answers(conn, full.id)[13] is Choice.OFFERED
    for _ in range(2):
        rsvps.lapse(conn, later, full.id, int(ticket))
    assert answers(conn, full.id) == {12: Choice.GOING, 13: Choice.MAYBE, 14: Choice.OFFERED}
    assert said(conn, full) == [("offer", 13), ("offer", 14), ("offer_lapsed", 13)]
    assert_counters_agree(conn, full.id)
    again = rsvps.respond(conn, later, participant(13), full.id, Choice.GOING)
    assert again.position == 1  # one click queues them again, behind those who waited meanwhile


def test_accepting_too_late_queues_again_behind_the_others(conn: Connection, now: datetime, full: Event) -> None:
    """The seat went to the next, even when the agenda has not said so yet."""
    rsvps.undo(conn, now, participant(11), full.id)
    outcome = rsvps.respond(conn, now + timedelta(days=2), participant(13), full.id, Choice.GOING)
    assert answers(conn, full.id) == {12: Choice.GOING, 13: Choice.WAITING, 14: Choice.OFFERED}
    assert outcome.position == 1
    assert ("offer_lapsed", 13) not in said(conn, full)  # they are being answered
    assert_counters_agree(conn, full.id)


def test_accepting_too_late_still_gets_a_seat_that_nobody_else_wants(
    conn: Connection, now: datetime, full: Event
) -> None:
    rsvps.undo(conn, now, participant(11), full.id)
    rsvps.undo(conn, now, participant(14), full.id)
    rsvps.respond(conn, now + timedelta(days=2), participant(13), full.id, Choice.GOING)
    assert answers(conn, full.id) == {12: Choice.GOING, 13: Choice.GOING}
    assert_counters_agree(conn, full.id)


def test_accepting_too_late_after_registration_closed_is_refused(conn: Connection, now: datetime, full: Event) -> None:
    rsvps.undo(conn, now, participant(11), full.id)
    events.close(conn, now, organiser(), full.id)
    with pytest.raises(Refused, match=r"rsvp\.offer_lapsed"):
        rsvps.respond(conn, now + timedelta(days=2), participant(13), full.id, Choice.GOING)


def test_the_waitlist_moves_while_registration_is_closed(conn: Connection, now: datetime, full: Event) -> None:
    """Who waits has registered already."""
    events.close(conn, now, organiser(), full.id)
    rsvps.respond(conn, now, participant(11), full.id, Choice.DECLINED)
    outcome = rsvps.respond(conn, now, participant(13), full.id, Choice.GOING)
    assert outcome.now_rsvp is not None
    assert outcome.now_rsvp.choice is Choice.GOING


def test_no_seat_is_offered_after_the_start_but_leaving_works_until_the_end(
    conn: Connection, now: datetime, full: Event
) -> None:
    conn.execute(update(event_table).values(status=Status.LIVE.value))
    for user_id, choice in ((11, Choice.DECLINED), (12, Choice.MAYBE), (14, Choice.DECLINED)):
        rsvps.respond(conn, full.starts_at + HOUR, participant(user_id), full.id, choice)
    assert answers(conn, full.id) == {
        11: Choice.DECLINED,
        12: Choice.MAYBE,
        13: Choice.WAITING,
        14: Choice.DECLINED,
    }
    assert said(conn, full) == []
    with pytest.raises(Refused, match=r"event\.ended"):
        rsvps.undo(conn, full.ends_at, participant(13), full.id)
    assert_counters_agree(conn, full.id)


def test_an_offer_that_lapses_at_the_start_ends_without_a_word(conn: Connection, now: datetime, full: Event) -> None:
    """Queueing again would be no use then."""
    soon = full.starts_at - timedelta(minutes=10)
    rsvps.undo(conn, soon, participant(11), full.id)
    ticket = conn.execute(select(agenda.c.step)).scalar_one().removeprefix("lapse:")
    rsvps.lapse(conn, full.starts_at, full.id, int(ticket))
    assert answers(conn, full.id) == {12: Choice.GOING, 13: Choice.MAYBE, 14: Choice.WAITING}
    assert said(conn, full) == [("offer", 13)]
    assert_counters_agree(conn, full.id)


def test_who_leaves_the_queue_and_comes_back_waits_behind_the_others(
    conn: Connection, now: datetime, full: Event
) -> None:
    rsvps.respond(conn, now, participant(13), full.id, Choice.MAYBE)
    outcome = rsvps.respond(conn, now, participant(13), full.id, Choice.GOING)
    assert outcome.position == 2


def test_undo_leaves_nothing_behind_and_is_harmless_twice(conn: Connection, now: datetime, full: Event) -> None:
    outcome = rsvps.undo(conn, now, participant(14), full.id)
    assert (outcome.now_rsvp, outcome.changed) == (None, True)
    assert not rsvps.undo(conn, now, participant(14), full.id).changed
    assert 14 not in answers(conn, full.id)
    assert_counters_agree(conn, full.id)


def test_closed_registration_refuses_new_answers_only(conn: Connection, now: datetime, full: Event) -> None:
    events.close(conn, now, organiser(), full.id)
    for choice in (Choice.GOING, Choice.MAYBE):
        with pytest.raises(Refused, match=r"rsvp\.closed"):
            rsvps.respond(conn, now, participant(15), full.id, choice)
    rsvps.respond(conn, now, participant(15), full.id, Choice.DECLINED)
    events.reopen(conn, now, organiser(), full.id)
    assert rsvps.respond(conn, now, participant(15), full.id, Choice.GOING).position == 3


def test_registration_closes_by_its_time(conn: Connection, now: datetime) -> None:
    factories.make_community(conn, now)
    event = make_event(conn, now, closes_at=now + HOUR)
    rsvps.respond(conn, now + HOUR - timedelta(seconds=1), participant(11), event.id, Choice.GOING)
    with pytest.raises(Refused, match=r"rsvp\.closed"):
        rsvps.respond(conn, now + HOUR, participant(12), event.id, Choice.GOING)
    events.reopen(conn, now + HOUR, organiser(), event.id)
    rsvps.respond(conn, now + HOUR, participant(12), event.id, Choice.GOING)
    with pytest.raises(Refused, match=r"rsvp\.started"):
        rsvps.respond(conn, event.starts_at, participant(13), event.id, Choice.GOING)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.ENDED, Status.ARCHIVED, Status.DRAFT])
def test_an_event_out_of_its_time_takes_no_answer(conn: Connection, now: datetime, status: Status) -> None:
    factories.make_community(conn, now)
    event = make_event(conn, now, status=status)
    key = {Status.CANCELLED: "event.cancelled", Status.DRAFT: "event.unknown"}.get(status, "event.ended")
    for act in (
        lambda: rsvps.respond(conn, now, participant(), event.id, Choice.GOING),
        lambda: rsvps.respond(conn, now, participant(), event.id, Choice.DECLINED),
        lambda: rsvps.undo(conn, now, participant(), event.id),
        lambda: rsvps.note(conn, now, participant(), event.id, "hello"),
        lambda: rsvps.join_link(conn, now, participant(), event.id),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.key == key


def test_a_note_stays_with_the_answer_until_it_is_taken_back(conn: Connection, now: datetime, full: Event) -> None:
    assert rsvps.note(conn, now, participant(11), full.id, " I come by\u200b train ").note == "I come by train"
    rsvps.respond(conn, now, participant(11), full.id, Choice.MAYBE)
    view = events.show(conn, now, participant(11), full.id)
    assert view.mine is not None
    assert view.mine.note == "I come by train"
    assert rsvps.note(conn, now, participant(11), full.id, "").note == ""
    rsvps.undo(conn, now, participant(11), full.id)
    with pytest.raises(Refused, match=r"rsvp\.no_answer"):
        rsvps.note(conn, now, participant(11), full.id, "again")
    with pytest.raises(Refused, match=r"event\.note_long"):
        rsvps.note(conn, now, participant(12), full.id, "x" * 301)


def test_the_join_link_is_for_seats_and_from_its_time_on(conn: Connection, now: datetime, full: Event) -> None:
    opens = full.starts_at - timedelta(minutes=15)
    rsvps.respond(conn, now, participant(15), full.id, Choice.MAYBE)
    for user_id in (13, 15, 16):
        with pytest.raises(Refused, match=r"link\.no_seat"):
            rsvps.join_link(conn, opens, participant(user_id), full.id)
    with pytest.raises(Refused) as refused:
        rsvps.join_link(conn, opens - timedelta(seconds=1), participant(11), full.id)
    assert refused.value.key == "link.not_yet"
    assert refused.value.values["opens"] == opens
    assert rsvps.join_link(conn, opens, participant(11), full.id) == full.join_link
    assert rsvps.join_link(conn, now, organiser(), full.id) == full.join_link
    rsvps.undo(conn, now, participant(11), full.id)
    with pytest.raises(Refused, match=r"link\.accept_first"):
        rsvps.join_link(conn, opens, participant(13), full.id)
    with pytest.raises(Refused, match=r"event\.ended"):
        rsvps.join_link(conn, full.ends_at, participant(12), full.id)


def test_an_event_without_a_link_says_so(conn: Connection, now: datetime) -> None:
    factories.make_community(conn, now)
    event = make_event(conn, now, join_link="")
    with pytest.raises(Refused, match=r"link\.none"):
        rsvps.join_link(conn, now, organiser(), event.id)


def test_who_comes_is_reminded_at_the_times_they_chose(conn: Connection, now: datetime) -> None:
    factories.make_community(conn, now)
    event = make_event(conn, now, lead_minutes=(60,))
    values = {"community_id": 500, "user_id": 11, "direct_messages": True, "updated_at": now, "lead_minutes": [30]}
    conn.execute(member.insert().values(values))
    rsvps.respond(conn, now, participant(11), event.id, Choice.DECLINED)
    assert conn.execute(select(agenda.c.step)).all() == []
    rsvps.respond(conn, now, participant(11), event.id, Choice.MAYBE)
    assert conn.execute(select(agenda.c.step)).scalars().all() == ["remind:30"]


def test_my_events_are_those_to_come_that_i_did_not_decline(conn: Connection, now: datetime) -> None:
    factories.make_community(conn, now)
    for choice in (Choice.GOING, Choice.MAYBE, Choice.DECLINED, Choice.WAITING):
        make_rsvp(conn, now, make_event(conn, now, title=choice.value), 11, choice)
    make_rsvp(conn, now, make_event(conn, now, title="over", starts_in=-3 * HOUR, status=Status.ENDED), 11)
    make_rsvp(conn, now, make_event(conn, now, title="off", status=Status.CANCELLED), 11)
    page = rsvps.mine(conn, now, participant(11), size=2)
    assert [view.event.title for view in page.items] == ["going", "maybe"]
    assert (page.total, page.last) == (3, 1)
    waiting = rsvps.mine(conn, now, participant(11), page=1, size=2).items[0]
    assert (waiting.event.title, waiting.position) == ("waiting", 1)


def test_promote_offers_what_is_free(conn: Connection, now: datetime, full: Event) -> None:
    conn.execute(update(event_table).values(capacity=3))
    rsvps.promote(conn, now, full)
    assert answers(conn, full.id)[13] is Choice.OFFERED
    assert answers(conn, full.id)[14] is Choice.WAITING
    assert_counters_agree(conn, full.id)
