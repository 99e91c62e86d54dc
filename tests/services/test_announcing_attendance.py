"""That people are told beforehand that it is noted who is there, on SQLite and on PostgreSQL."""

from datetime import datetime, timedelta

import pytest

from bot.domain.attendance import Source
from bot.domain.events import Event, Status
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import attendance, events
from bot.store import attendance as attendance_store
from bot.store.database import Connection
from tests.factories import make_community, make_event, mentor, organiser, participant

BOSS, ANNA = organiser(), participant(11)


@pytest.fixture(autouse=True)
def community(any_conn: Connection, now: datetime) -> None:
    make_community(any_conn, now)


def told(conn: Connection, now: datetime, event: Event) -> bool:
    """By the card; the same is asked for reminders."""
    said = events.show(conn, now, BOSS, event.id).noted
    assert attendance.is_noted(conn, now, event) == said
    return said


def test_an_organiser_announces_it_and_takes_it_back(any_conn: Connection, now: datetime) -> None:
    event, other = make_event(any_conn, now), make_event(any_conn, now)
    assert not told(any_conn, now, event)
    for _ in range(2):
        assert attendance.announce(any_conn, now, BOSS, event.id) == (event, True)
    assert told(any_conn, now, event)
    assert not told(any_conn, now, other)
    for _ in range(2):
        assert attendance.announce(any_conn, now, BOSS, event.id, noted=False) == (event, False)
    assert not told(any_conn, now, event)


def test_a_copy_of_an_event_announces_what_the_event_does(any_conn: Connection, now: datetime) -> None:
    event = make_event(any_conn, now)
    attendance.announce(any_conn, now, BOSS, event.id)
    copy = events.duplicate(any_conn, now, BOSS, event.id, now + timedelta(days=9))
    plain = events.duplicate(any_conn, now, BOSS, make_event(any_conn, now).id, now + timedelta(days=9))
    assert told(any_conn, now, copy)
    assert not told(any_conn, now, plain)


@pytest.mark.parametrize("begun", [True, False])
def test_what_was_said_when_it_began_stays_said(any_conn: Connection, now: datetime, begun: bool) -> None:
    """A code that is closed, or a channel that is taken off, before the start announces nothing."""
    event = make_event(any_conn, now, starts_in=timedelta(minutes=10))
    room = make_event(any_conn, now, starts_in=timedelta(minutes=10), voice_channel_id=800)
    attendance.open_code(any_conn, now, BOSS, event.id)
    then = now + timedelta(minutes=20 if begun else 5)
    attendance.close_code(any_conn, then, BOSS, event.id)
    after = attendance.set_channel(any_conn, then, BOSS, room.id, None)
    assert told(any_conn, then, event) == begun
    assert told(any_conn, then, after) == begun


def test_whoever_was_noted_reads_whether_they_were_told(any_conn: Connection, now: datetime) -> None:
    """Who was seen in a channel or typed a code was; so were all others of an event that announces it."""
    silent = make_event(any_conn, now, starts_in=timedelta(hours=-3), status=Status.ENDED)
    attendance.mark(any_conn, now, BOSS, silent.id, [11])
    attendance_store.note(any_conn, now, silent.id, 12, Source.CODE, None, None)
    spoken = make_event(any_conn, now, starts_in=timedelta(minutes=10))
    attendance.announce(any_conn, now, BOSS, spoken.id)
    attendance.mark(any_conn, now, BOSS, spoken.id, [11])
    own = {each.event.id: each.told for each in attendance.mine(any_conn, now, ANNA).items}
    assert own == {silent.id: False, spoken.id: True}
    assert [each.told for each in attendance.mine(any_conn, now, participant(12)).items] == [True]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.DISCARDED, "event.discarded"),
        (Status.CANCELLED, "event.cancelled"),
        (Status.ENDED, "event.ended"),
    ],
)
def test_an_event_that_does_not_come_announces_nothing(
    any_conn: Connection, now: datetime, status: Status, reason: str
) -> None:
    event = make_event(any_conn, now, status=status, starts_in=timedelta(hours=-3))
    with pytest.raises(Refused, match=reason):
        attendance.announce(any_conn, now, BOSS, event.id)


@pytest.mark.parametrize("actor", [ANNA, mentor()])
def test_only_organisers_announce_it(any_conn: Connection, now: datetime, actor: Actor) -> None:
    event = make_event(any_conn, now)
    with pytest.raises(Refused, match=r"permission\.organiser"):
        attendance.announce(any_conn, now, actor, event.id)
