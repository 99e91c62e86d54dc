"""Checking in with a code: for whom, when, and how often somebody may guess."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.domain.attendance import Source
from bot.domain.checkin import TRIES, CheckedIn, Code, NotNow, Wait, Wrong
from bot.domain.events import Audience, Event, Status
from bot.domain.refused import Refused
from bot.services import attendance, communities, events
from bot.store import attendance as attendance_store
from bot.store.schema import outbox
from tests.factories import COMMUNITY, make_community, make_event, organiser, participant

BOSS, ANNA = organiser(), participant(11)


def with_code(conn: Connection, now: datetime, **details: Any) -> tuple[Event, Code]:
    if communities.get(conn, now, COMMUNITY).set_up_at is None:
        make_community(conn, now)
    event = make_event(conn, now, **{"starts_in": timedelta(minutes=20), **details})
    return attendance.open_code(conn, now, BOSS, event.id)


def test_a_code_works_from_half_an_hour_before_to_half_an_hour_after(any_conn: Connection, now: datetime) -> None:
    event, code = with_code(any_conn, now, starts_in=timedelta(days=1))
    half = timedelta(minutes=30)
    assert (code.opens_at, code.closes_at) == (event.starts_at - half, event.ends_at + half)
    for moment, kind in (
        (code.opens_at - timedelta(seconds=1), NotNow),
        (code.opens_at, CheckedIn),
        (code.closes_at - timedelta(seconds=1), CheckedIn),
        (code.closes_at, NotNow),
    ):
        assert isinstance(attendance.check_in(any_conn, moment, ANNA, code.text), kind)


def test_checking_in_is_noted_once_and_a_second_time_is_fine(any_conn: Connection, now: datetime) -> None:
    event, code = with_code(any_conn, now)
    assert attendance.check_in(any_conn, now, ANNA, code.shown) == CheckedIn(event, again=False)
    assert attendance.check_in(any_conn, now, ANNA, code.shown) == CheckedIn(event, again=True)
    [record] = attendance_store.of_event(any_conn, event.id)
    assert (record.user_id, record.minutes, record.sources) == (11, None, frozenset({Source.CODE}))


@pytest.mark.parametrize("twist", [str.upper, str.lower, str.title, " ".join, "–".join, "-".join])
def test_how_it_is_typed_does_not_matter(conn: Connection, now: datetime, twist: Any) -> None:
    _, code = with_code(conn, now)
    assert isinstance(attendance.check_in(conn, now, ANNA, twist(code.text)), CheckedIn)


def test_five_wrong_codes_and_one_has_to_wait(any_conn: Connection, now: datetime) -> None:
    """For ten minutes from the first one, even with the right code; then it is as if nothing had been."""
    _, code = with_code(any_conn, now)
    for left in range(TRIES - 1, 0, -1):
        assert attendance.check_in(any_conn, now, ANNA, "wrong") == Wrong(left)
    until = now + timedelta(minutes=10)
    assert attendance.check_in(any_conn, now, ANNA, "wrong") == Wait(until)
    late = until - timedelta(seconds=1)
    assert attendance.check_in(any_conn, late, ANNA, code.text) == Wait(until)
    assert isinstance(attendance.check_in(any_conn, late, participant(12), code.text), CheckedIn), "others may"
    assert attendance.check_in(any_conn, until, ANNA, "wrong") == Wrong(TRIES - 1)
    assert isinstance(attendance.check_in(any_conn, until, ANNA, code.text), CheckedIn)


def test_the_right_code_forgives_wrong_ones(any_conn: Connection, now: datetime) -> None:
    _, code = with_code(any_conn, now)
    for _ in range(TRIES - 1):
        attendance.check_in(any_conn, now, ANNA, "wrong")
    attendance.check_in(any_conn, now, ANNA, code.text)
    assert attendance.check_in(any_conn, now, ANNA, "wrong") == Wrong(TRIES - 1)


def test_slow_guessing_is_forgotten(any_conn: Connection, now: datetime) -> None:
    with_code(any_conn, now)
    for number in range(20):
        moment = now + timedelta(minutes=3 * number)
        assert isinstance(attendance.check_in(any_conn, moment, ANNA, "wrong"), Wrong)


def test_the_code_of_an_event_one_may_not_see_is_a_wrong_code(any_conn: Connection, now: datetime) -> None:
    event, code = with_code(any_conn, now, audience=Audience.ROLES, role_ids=frozenset({77}))
    assert attendance.check_in(any_conn, now, ANNA, code.text) == Wrong(TRIES - 1)
    assert attendance_store.of_event(any_conn, event.id) == ()
    insider = participant(12, roles=[77])
    assert isinstance(attendance.check_in(any_conn, now, insider, code.text), CheckedIn)


def test_a_code_works_in_its_own_community_only(any_conn: Connection, now: datetime) -> None:
    _, code = with_code(any_conn, now)
    assert isinstance(attendance.check_in(any_conn, now, participant(11, community_id=501), code.text), Wrong)


@pytest.mark.parametrize("typed", ["", "-", "💡", "1234", "x" * 5000, "ß"])
def test_nonsense_is_a_wrong_code(any_conn: Connection, now: datetime, typed: str) -> None:
    with_code(any_conn, now)
    assert isinstance(attendance.check_in(any_conn, now, ANNA, typed), Wrong)


def test_asking_again_shows_the_same_code_and_a_new_one_ends_it(any_conn: Connection, now: datetime) -> None:
    event, code = with_code(any_conn, now)
    assert attendance.open_code(any_conn, now, BOSS, event.id)[1] == code
    _, fresh = attendance.new_code(any_conn, now, BOSS, event.id)
    assert fresh.text != code.text
    assert (fresh.opens_at, fresh.closes_at) == (code.opens_at, code.closes_at)
    assert isinstance(attendance.check_in(any_conn, now, ANNA, code.text), Wrong)
    assert isinstance(attendance.check_in(any_conn, now, ANNA, fresh.text), CheckedIn)
    attendance.close_code(any_conn, now, BOSS, event.id)
    attendance.close_code(any_conn, now, BOSS, event.id)
    assert isinstance(attendance.check_in(any_conn, now, ANNA, fresh.text), Wrong)
    assert attendance.code_of(any_conn, now, BOSS, event.id) == (event, None)


def test_the_times_can_be_chosen(any_conn: Connection, now: datetime) -> None:
    event, code = with_code(any_conn, now)
    later = event.starts_at + timedelta(minutes=10)
    _, changed = attendance.open_code(any_conn, now, BOSS, event.id, later, None)
    assert (changed.text, changed.opens_at, changed.closes_at) == (code.text, later, code.closes_at)
    with pytest.raises(Refused, match=r"checkin\.window"):
        attendance.open_code(any_conn, now, BOSS, event.id, later, later)
    with pytest.raises(Refused, match=r"checkin\.over"):
        attendance.open_code(any_conn, code.closes_at, BOSS, event.id, None, code.closes_at)
    with pytest.raises(Refused, match=r"checkin\.over"):
        attendance.new_code(any_conn, code.closes_at, BOSS, event.id)


def test_only_organisers_and_only_events_that_take_place(any_conn: Connection, now: datetime) -> None:
    event, _ = with_code(any_conn, now)
    for do in (attendance.open_code, attendance.new_code, attendance.close_code, attendance.code_of):
        with pytest.raises(Refused, match=r"permission\.organiser"):
            do(any_conn, now, ANNA, event.id)
        with pytest.raises(Refused, match=r"event\.unknown"):
            do(any_conn, now, BOSS, 999)
    draft = make_event(any_conn, now, status=Status.DRAFT)
    with pytest.raises(Refused, match=r"event\.not_published"):
        attendance.open_code(any_conn, now, BOSS, draft.id)


def test_a_moved_event_takes_its_code_along_and_begins_anew(any_conn: Connection, now: datetime) -> None:
    event, code = with_code(any_conn, now)
    attendance.check_in(any_conn, now, ANNA, code.text)
    day = timedelta(days=1)
    events.move(any_conn, now, BOSS, event.id, event.starts_at + day)
    assert isinstance(attendance.check_in(any_conn, now, ANNA, code.text), NotNow)
    assert attendance_store.of_event(any_conn, event.id) == (), "nobody was at an event that is to come"
    assert isinstance(attendance.check_in(any_conn, now + day, ANNA, code.text), CheckedIn)


def test_a_later_end_keeps_the_code_open(any_conn: Connection, now: datetime) -> None:
    event, code = with_code(any_conn, now)
    attendance.check_in(any_conn, now, ANNA, code.text)
    events.move(any_conn, now, BOSS, event.id, event.starts_at, event.ends_at + timedelta(hours=1))
    assert isinstance(attendance.check_in(any_conn, code.closes_at, participant(12), code.text), CheckedIn)
    assert len(attendance_store.of_event(any_conn, event.id)) == 2


def test_the_code_of_a_cancelled_event_is_a_wrong_code(any_conn: Connection, now: datetime) -> None:
    event, code = with_code(any_conn, now)
    events.cancel(any_conn, now, BOSS, event.id)
    assert isinstance(attendance.check_in(any_conn, now, ANNA, code.text), Wrong)


def test_a_week_after_it_closed_a_code_is_unknown(any_conn: Connection, now: datetime) -> None:
    """Checking in looks at few codes, however many events there were."""
    _, code = with_code(any_conn, now)
    week = timedelta(days=7)
    late = attendance.check_in(any_conn, code.closes_at + week - timedelta(minutes=1), ANNA, code.text)
    assert isinstance(late, NotNow)
    assert isinstance(attendance.check_in(any_conn, code.closes_at + week, ANNA, code.text), Wrong)


def test_the_card_says_it_at_once(any_conn: Connection, now: datetime) -> None:
    """Attendance is announced: a code brings the card up to date."""
    with_code(any_conn, now)
    assert any_conn.scalars(select(outbox.c.kind)).all() == ["card"]
