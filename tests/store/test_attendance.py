"""Attendance in both databases."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.domain.attendance import Source
from bot.store import attendance
from tests.factories import COMMUNITY, make_community, make_event


def test_what_several_sources_say_is_one_record(any_conn: Connection, now: datetime) -> None:
    make_community(any_conn, now)
    event_id = make_event(any_conn, now).id
    later = now + timedelta(hours=1)
    attendance.note(any_conn, now, event_id, 11, Source.CODE, None, None)
    attendance.note(any_conn, later, event_id, 11, Source.VOICE, 40, None)
    attendance.note(any_conn, later, event_id, 11, Source.HAND, None, 1)
    attendance.note(any_conn, later, event_id, 12, Source.VOICE, 3, None)
    first, second = attendance.of_event(any_conn, event_id)
    assert (first.user_id, first.minutes, first.noted_by, first.updated_at) == (11, 40, 1, later)
    assert first.shown_sources == (Source.VOICE, Source.CODE, Source.HAND)
    assert second.user_id == 12
    assert attendance.of_person(any_conn, COMMUNITY, 11) == (first,)
    assert attendance.of_person(any_conn, COMMUNITY, 11, [event_id + 1]) == ()


def test_the_same_again_is_not_a_change(any_conn: Connection, now: datetime) -> None:
    make_community(any_conn, now)
    event_id = make_event(any_conn, now).id
    attendance.note(any_conn, now, event_id, 11, Source.VOICE, 40, None)
    attendance.note(any_conn, now + timedelta(hours=1), event_id, 11, Source.VOICE, 40, None)
    assert attendance.of_event(any_conn, event_id)[0].updated_at == now


def test_totals_count_those_whose_row_is_gone(any_conn: Connection, now: datetime) -> None:
    make_community(any_conn, now)
    event_id = make_event(any_conn, now).id
    for user_id in (11, 12, 13):
        attendance.note(any_conn, now, event_id, user_id, Source.HAND, None, 1)
    assert attendance.remove(any_conn, event_id, 11)
    assert not attendance.remove(any_conn, event_id, 11)
    attendance.add_erased(any_conn, event_id)
    assert attendance.remove(any_conn, event_id, 12)
    attendance.add_erased(any_conn, event_id, 2)
    assert not attendance.was_there(any_conn, event_id, 11)
    assert attendance.was_there(any_conn, event_id, 13)
    assert (attendance.erased(any_conn, event_id), attendance.total(any_conn, event_id)) == (3, 4)
