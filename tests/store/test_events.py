"""Events, answers and cards come back from both databases as they went in."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.domain.events import Audience, Card, Event, Mode, Reach, Status
from bot.domain.rsvps import Choice, Rsvp
from bot.store import cards, event_lists, events, rsvps
from bot.store.event_lists import Side, Wanted
from bot.store.schema import reminder, skipped_step
from tests import factories
from tests.factories import assert_counters_agree, make_event, make_rsvp

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def community(any_conn: Connection, now: datetime) -> None:
    factories.make_community(any_conn, now)


def test_every_field_of_an_event_is_kept(any_conn: Connection, now: datetime) -> None:
    event = factories.event_of(
        now,
        title="Łódź 🎭",
        summary="s",
        description="d",
        mode=Mode.HYBRID,
        place="p",
        lead_minutes=(60, 5),
        link_opens_minutes=3,
        speakers="x",
        host_id=2**62,
        language="pl",
        capacity=7,
        closes_at=now + DAY,
        registration_open=False,
        audience=Audience.ROLES,
        role_ids=frozenset({2**62, 5}),
        cancel_reason="r",
        version=3,
        sequence=4,
        created_by=None,
    )
    event_id = events.add(any_conn, event)
    assert events.get(any_conn, event_id) == replace(event, id=event_id)
    changed = replace(event, id=event_id, title="Ósma", status=Status.CANCELLED, capacity=None, role_ids=frozenset())
    events.save(any_conn, changed)
    filled = events.hold(any_conn, event_id)
    assert filled is not None
    assert (filled.event, filled.seats.capacity, filled.last_ticket) == (changed, None, 0)
    assert events.read(any_conn, event_id) == filled
    wanted = Wanted(event.community_id, now, Side.COMING, frozenset(Status), words=("osma",))
    assert event_lists.part(any_conn, wanted, 9, 0) == [filled]
    for look in (events.get, events.read, events.hold):
        assert look(any_conn, event_id + 1) is None


def test_a_search_takes_those_to_come_first(any_conn: Connection, now: datetime) -> None:
    made = [
        make_event(any_conn, now, title=f"{days:+}", starts_in=days * DAY, status=Status.PUBLISHED)
        for days in (-2, 3, -9, 1, 2)
    ]
    found = events.search(any_conn, made[0].community_id, now, statuses=frozenset(Status))
    assert [filled.event.title for filled in found] == ["+1", "+2", "+3", "-2", "-9"]
    assert events.search(any_conn, made[0].community_id, now, statuses=frozenset(Status), ids=frozenset()) == []


def test_answers_and_counters_change_as_told(any_conn: Connection, now: datetime) -> None:
    event = make_event(any_conn, now)
    first = make_rsvp(any_conn, now, event, 11, Choice.WAITING, note="hi")
    second = make_rsvp(any_conn, now, event, 12, Choice.WAITING)
    assert rsvps.get(any_conn, event.id, 11) == first
    assert rsvps.own(any_conn, event.id, 11) == (first, ())
    assert rsvps.own(any_conn, event.id, 99) == (None, ())
    assert [rsvps.position(any_conn, row) for row in (first, second)] == [1, 2]
    assert rsvps.queue(any_conn, event.id, Choice.WAITING, 1) == (first,)
    assert rsvps.with_ticket(any_conn, event.id, 2) == second
    offered = replace(first, choice=Choice.OFFERED, offered_until=now + DAY, updated_at=now + DAY)
    rsvps.save(any_conn, offered)
    events.count(any_conn, event.id, {Choice.WAITING: -1, Choice.OFFERED: 1}, 2)
    assert rsvps.of_event(any_conn, event.id) == (offered, second)
    assert_counters_agree(any_conn, event.id)
    rsvps.remove(any_conn, event.id, 12)
    for _ in range(2):
        rsvps.add_erased(any_conn, event.id, Choice.WAITING)
    assert rsvps.erased(any_conn, event.id) == {Choice.WAITING: 2}
    assert rsvps.of_person(any_conn, event.community_id, 11) == (offered,)
    assert rsvps.of_person(any_conn, event.community_id, 11, [event.id + 1]) == ()


def test_the_rows_refuse_what_the_rules_forbid(any_conn: Connection, now: datetime) -> None:
    """One answer a person, one ticket an answer: the tables hold it even against a mistake in the code."""
    event = make_event(any_conn, now)
    make_rsvp(any_conn, now, event, 11)
    for wrong in (Rsvp(event.id, 11, Choice.MAYBE, 2, now), Rsvp(event.id, 12, Choice.GOING, 1, now)):
        savepoint = any_conn.begin_nested()
        with pytest.raises(Exception, match=r"(?i)unique"):
            rsvps.add(any_conn, wrong)
        savepoint.rollback()


def test_a_card_is_remembered_replaced_and_forgotten(any_conn: Connection, now: datetime) -> None:
    event = make_event(any_conn, now)
    assert cards.get(any_conn, event.id) is None
    cards.put(any_conn, Card(event.id, 700))
    cards.put(any_conn, Card(event.id, 701, 2**62, 2**62))
    assert cards.of_events(any_conn, [event.id, 999]) == {event.id: Card(event.id, 701, 2**62, 2**62)}
    cards.forget(any_conn, event.id)
    assert cards.get(any_conn, event.id) is None


def test_reminders_and_skipped_steps_are_copied(any_conn: Connection, now: datetime) -> None:
    source, target = make_event(any_conn, now), make_event(any_conn, now)
    said = {"minutes": 5, "text": "Now!", "target": "role", "role_id": 2**62, "created_by": 1, "created_at": now}
    any_conn.execute(insert(reminder).values(event_id=source.id, **said))
    any_conn.execute(insert(skipped_step).values(event_id=source.id, step="remind:60"))
    events.copy_steps(any_conn, source.id, target.id, 2**61, now + DAY)
    copied: Event = target
    row = any_conn.execute(select(reminder).where(reminder.c.event_id == copied.id)).one()
    assert (row.text, row.role_id, row.created_by, row.created_at) == ("Now!", 2**62, 2**61, now + DAY)
    assert any_conn.scalars(select(skipped_step.c.step).where(skipped_step.c.event_id == copied.id)).all() == [
        "remind:60"
    ]


def test_a_list_knows_whom_its_events_are_for_and_leaves_some_out(any_conn: Connection, now: datetime) -> None:
    """So that what a reader may not see is neither counted nor in a page, without reading the rest."""
    for_some = [
        make_event(any_conn, now, title=f"{n}", starts_in=n * DAY, audience=Audience.ROLES, role_ids=frozenset({7, 70}))
        for n in (1, 3)
    ]
    for_others = make_event(
        any_conn, now, title="2", starts_in=2 * DAY, audience=Audience.ROLES, role_ids=frozenset({70})
    )
    for_all = make_event(any_conn, now, title="4", starts_in=4 * DAY)
    wanted = Wanted(for_all.community_id, now, Side.COMING, frozenset({Status.PUBLISHED}))
    some, others, everybody = (
        Reach(each.community_id, each.status, each.audience, each.role_ids)
        for each in (for_some[0], for_others, for_all)
    )
    assert event_lists.reaches(any_conn, wanted) == {some: 2, others: 1, everybody: 1}
    seen = replace(wanted, but=frozenset({others}))
    assert event_lists.count(any_conn, seen) == 3
    assert [filled.event.title for filled in event_lists.part(any_conn, seen, 2, 1)] == ["3", "4"]
    assert [filled.event.title for filled in event_lists.each(any_conn, seen)] == ["1", "3", "4"]


@pytest.mark.parametrize(("side", "found"), [(Side.COMING, ["+1", "+2"]), (Side.PAST, ["-1", "-2"])])
def test_a_horizon_keeps_what_is_nearest_to_now(
    any_conn: Connection, now: datetime, side: Side, found: list[str]
) -> None:
    for days in (-3, 2, -1, 3, 1, -2):
        made = make_event(any_conn, now, title=f"{days:+}", starts_in=days * DAY)
    wanted = Wanted(made.community_id, now, side, frozenset({Status.PUBLISHED}))
    near = event_lists.horizon(any_conn, wanted, 2)
    assert [filled.event.title for filled in event_lists.part(any_conn, near, 9, 0)] == found
    assert event_lists.horizon(any_conn, wanted, 3) == wanted
