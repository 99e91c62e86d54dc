"""What organisers note by hand, what they read, and what each person reads of themselves."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.domain.attendance import Source
from bot.domain.events import Audience, Event, Status
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.services import attendance, communities, privacy
from bot.store import attendance as attendance_store
from tests.factories import COMMUNITY, make_community, make_event, make_rsvp, organiser, participant

BOSS, ANNA = organiser(), participant(11)


def past(conn: Connection, now: datetime, **details: object) -> Event:
    """An event that ended half an hour ago; 11, 12 and 13 had said they would come."""
    make_community(conn, now)
    event = make_event(conn, now, **{"starts_in": timedelta(hours=-2), "status": Status.ENDED, **details})
    for user_id in (11, 12, 13):
        make_rsvp(conn, now, event, user_id)
    return event


def test_marking_unmarking_and_walk_ins(any_conn: Connection, now: datetime) -> None:
    event = past(any_conn, now)
    attendance.mark(any_conn, now, BOSS, event.id, [11, 12, 99])
    attendance.mark(any_conn, now, BOSS, event.id, [12], minutes=45)
    attendance.unmark(any_conn, now, BOSS, event.id, [11, 404])
    turnout = attendance.roster(any_conn, now, BOSS, event.id)
    assert {record.user_id: (record.minutes, record.noted_by) for record in turnout.there} == {
        12: (45, 1),
        99: (None, 1),
    }
    assert set(turnout.absent) == {11, 13}
    assert (turnout.going, turnout.total, turnout.begun) == (3, 2, True)
    actions = [entry.action for entry in communities.log(any_conn, now, BOSS).items]
    assert actions == ["attendance.unmark", "attendance.mark", "attendance.mark"]


def test_the_organisers_minutes_stand_over_longer_ones(any_conn: Connection, now: datetime) -> None:
    """Over what was measured, and over their own slip of the pen; without minutes, what is known stays."""
    event = past(any_conn, now)
    attendance_store.note(any_conn, now, event.id, 11, Source.VOICE, 90, None)
    attendance.mark(any_conn, now, BOSS, event.id, [11, 12], minutes=450)
    attendance.mark(any_conn, now, BOSS, event.id, [11, 12], minutes=45)
    attendance.mark(any_conn, now, BOSS, event.id, [11])
    records = attendance_store.of_event(any_conn, event.id)
    assert {record.user_id: record.minutes for record in records} == {11: 45, 12: 45}
    assert records[0].sources == {Source.HAND}  # the minutes are no longer the channel's


def test_the_organisers_no_stands_over_what_was_seen(any_conn: Connection, now: datetime) -> None:
    make_community(any_conn, now)
    event = make_event(any_conn, now, voice_channel_id=800, starts_in=timedelta())
    for minutes in range(31):
        moment = now + timedelta(minutes=minutes)
        attendance.look(any_conn, moment, [COMMUNITY], {event.id: {11}})
    live = attendance.roster(any_conn, moment, BOSS, event.id)
    assert [(record.user_id, record.minutes) for record in live.there] == [(11, 30)]
    assert live.here == {11}
    attendance.unmark(any_conn, moment, BOSS, event.id, [11])
    for minutes in range(31, 60):  # they are in the channel still
        attendance.look(any_conn, now + timedelta(minutes=minutes), [COMMUNITY], {event.id: {11}})
    attendance.settle(any_conn, event.ends_at, event)
    assert attendance_store.of_event(any_conn, event.id) == ()


def test_while_it_is_on_the_channel_adds_to_what_is_noted(any_conn: Connection, now: datetime) -> None:
    make_community(any_conn, now)
    event = make_event(any_conn, now, voice_channel_id=800, starts_in=timedelta())
    attendance.mark(any_conn, now, BOSS, event.id, [11])
    for minutes in range(11):
        moment = now + timedelta(minutes=minutes)
        attendance.look(any_conn, moment, [COMMUNITY], {event.id: {11}})
    [record] = attendance.roster(any_conn, moment, BOSS, event.id).there
    assert (record.minutes, record.sources) == (10, frozenset({Source.HAND, Source.VOICE}))


def test_nobody_is_absent_before_it_begins(any_conn: Connection, now: datetime) -> None:
    make_community(any_conn, now)
    event = make_event(any_conn, now)
    make_rsvp(any_conn, now, event, 11)
    turnout = attendance.roster(any_conn, now, BOSS, event.id)
    assert (turnout.absent, turnout.begun) == ((), False)


def test_what_cannot_be_noted_is_refused(any_conn: Connection, now: datetime) -> None:
    event = past(any_conn, now)
    coming = make_event(any_conn, now)
    draft = make_event(any_conn, now, status=Status.DRAFT)
    for do in (attendance.mark, attendance.unmark):
        with pytest.raises(Refused, match=r"permission\.organiser"):
            do(any_conn, now, ANNA, event.id, [11])
        with pytest.raises(Refused, match=r"event\.unknown"):
            do(any_conn, now, BOSS, 999, [11])
        with pytest.raises(Refused, match=r"attendance\.not_yet"):
            do(any_conn, now, BOSS, coming.id, [11])
        with pytest.raises(Refused, match=r"event\.not_published"):
            do(any_conn, now, BOSS, draft.id, [11])
    for minutes in (0, -1, 44_641):
        with pytest.raises(Refused, match=r"attendance\.minutes"):
            attendance.mark(any_conn, now, BOSS, event.id, [11], minutes=minutes)
    with pytest.raises(Refused, match=r"permission\.organiser"):
        attendance.roster(any_conn, now, ANNA, event.id)


def test_everybody_reads_their_own_only(any_conn: Connection, now: datetime) -> None:
    """Of events they may still see, and that took place."""
    event = past(any_conn, now)
    hidden = make_event(any_conn, now, audience=Audience.ROLES, role_ids=frozenset({77}), status=Status.ENDED)
    called_off = make_event(any_conn, now, status=Status.CANCELLED)
    for each in (event, hidden, called_off):
        attendance_store.note(any_conn, now, each.id, 11, Source.CODE, None, None)
    attendance_store.note(any_conn, now, event.id, 12, Source.CODE, None, None)
    page = attendance.mine(any_conn, now, ANNA)
    assert [(own.event.id, own.record.user_id) for own in page.items] == [(event.id, 11)]
    assert page.total == 1
    assert attendance.mine(any_conn, now, participant(13)).items == ()


def test_an_erased_person_stays_counted_of_what_has_begun(any_conn: Connection, now: datetime) -> None:
    event = past(any_conn, now)
    soon = make_event(any_conn, now, starts_in=timedelta(minutes=10))
    attendance.mark(any_conn, now, BOSS, event.id, [11, 12])
    attendance.mark(any_conn, now, BOSS, soon.id, [11])
    privacy.erase(any_conn, now, ANNA)
    turnout = attendance.roster(any_conn, now, BOSS, event.id)
    assert ([record.user_id for record in turnout.there], turnout.erased, turnout.total) == ([12], 1, 2)
    assert attendance_store.total(any_conn, soon.id) == 0


def test_an_erased_organiser_takes_nobodys_attendance_along(any_conn: Connection, now: datetime) -> None:
    event = past(any_conn, now)
    attendance.mark(any_conn, now, BOSS, event.id, [11, 12])
    held = privacy.export(any_conn, now, BOSS)["held"]["attendance"]
    assert len(held) == 2
    assert {row["user_id"] for row in held} == {None}, "whom they noted is not theirs to take along"
    privacy.erase(any_conn, now, BOSS)
    assert {record.user_id: record.noted_by for record in attendance_store.of_event(any_conn, event.id)} == {
        11: None,
        12: None,
    }


def test_a_maybe_who_stayed_away_is_not_absent(any_conn: Connection, now: datetime) -> None:
    event = past(any_conn, now)
    make_rsvp(any_conn, now, event, 14, Choice.MAYBE)
    assert 14 not in attendance.roster(any_conn, now, BOSS, event.id).absent
