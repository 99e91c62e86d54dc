"""Nothing about people stays for longer than its time, and it goes in parts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from bot.domain.retention import Retention
from bot.domain.rsvps import Choice
from bot.services import communities, privacy
from bot.store import attendance, rsvps, schema
from bot.store import retention as retention_store
from tests.services.people_everywhere import ANNA, BERND, everything, fill

KEEP = Retention()


def _sweep_all(conn: Connection, now: datetime, retention: Retention = KEEP) -> int:
    total = 0
    for _ in range(100):
        done = privacy.sweep(conn, now, retention)
        if not done:
            return total
        total += done
    raise AssertionError("sweeping never ends")


def _count(conn: Connection, table: Table) -> int:
    return conn.execute(select(func.count()).select_from(table)).scalar_one()


def _forget_the_shortest(conn: Connection) -> None:
    """What goes within a week anyway, for tests of something else."""
    for table in (schema.presence, schema.checkin_guess):
        conn.execute(delete(table))


def test_what_is_fresh_stays(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, 1)
    before = everything(any_conn)
    assert _sweep_all(any_conn, now) == 0
    assert everything(any_conn) == before


@pytest.mark.parametrize(
    ("table", "days"),
    [
        (schema.form, KEEP.forms),
        (schema.log_entry, KEEP.log),
        (schema.attendance_import, KEEP.imports),
        (schema.attendance_import_row, KEEP.imports),
        (schema.certificate, KEEP.certificates),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_what_has_been_kept_for_its_days_goes_and_not_a_day_sooner(
    any_conn: Connection, now: datetime, table: Table, days: int
) -> None:
    fill(any_conn, now, 1)
    held = _count(any_conn, table)
    assert held
    _sweep_all(any_conn, now + timedelta(days=days))
    assert _count(any_conn, table) == held
    _sweep_all(any_conn, now + timedelta(days=days, seconds=1))
    assert _count(any_conn, table) == 0


def test_notes_go_before_the_answers_they_were_written_with(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, 1)
    _sweep_all(any_conn, now + timedelta(days=30))  # the past events ended 3 days before
    notes = any_conn.execute(
        select(schema.rsvp.c.note, schema.event.c.starts_at).join(
            schema.event, schema.event.c.id == schema.rsvp.c.event_id
        )
    ).all()
    assert len(notes) == 8
    assert all((note == "") == (starts_at < now) for note, starts_at in notes)


def test_answers_of_long_ago_become_totals(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, 1)
    events = any_conn.execute(select(schema.event.c.id).where(schema.event.c.starts_at < now)).scalars().all()
    _sweep_all(any_conn, now + timedelta(days=363))
    assert _count(any_conn, schema.rsvp) == 4
    for event_id in events:
        assert rsvps.erased(any_conn, event_id) == {Choice.GOING: 1, Choice.WAITING: 1}
        assert any_conn.execute(select(schema.event.c.going).where(schema.event.c.id == event_id)).scalar_one() == 1


def test_what_was_said_goes_once_its_event_is_over_but_what_waits_stays(any_conn: Connection, now: datetime) -> None:
    """While an event is to come, its rows keep things from being said twice."""
    fill(any_conn, now, 1)
    for table in (schema.outbox, schema.agenda):
        any_conn.execute(update(table).where(table.c.status != "pending").values(settled_at=now - timedelta(days=400)))
    before = _count(any_conn, schema.outbox), _count(any_conn, schema.agenda)
    assert _sweep_all(any_conn, now) == 0
    _sweep_all(any_conn, now + timedelta(days=88))  # 3 days before, past events ended: 91 days
    assert _count(any_conn, schema.outbox) == before[0] - 4
    _sweep_all(any_conn, now + timedelta(days=300))
    statuses = any_conn.execute(select(schema.outbox.c.status)).scalars().all()
    assert statuses == ["pending"] * 8
    assert _count(any_conn, schema.agenda) == 0


def test_a_card_is_remembered_for_as_long_as_its_event(conn: Connection, now: datetime) -> None:
    fill(conn, now, 1)
    conn.execute(update(schema.outbox).values(kind="card", status="sent", settled_at=now))
    _sweep_all(conn, now + timedelta(days=360))
    assert _count(conn, schema.outbox) == 16


def test_a_discarded_draft_goes_with_all_that_refers_to_it(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, 1)
    any_conn.execute(update(schema.event).values(status="discarded", updated_at=now))
    _sweep_all(any_conn, now + timedelta(days=90))
    assert _count(any_conn, schema.event) == 4
    _sweep_all(any_conn, now + timedelta(days=91))
    assert [_count(any_conn, table) for table in (schema.event, schema.card, schema.reminder)] == [0, 0, 0]


def test_a_server_that_removed_nacre_is_forgotten_after_the_grace_and_others_stay(
    any_conn: Connection, now: datetime
) -> None:
    fill(any_conn, now, 1)
    fill(any_conn, now, 2, anna=3, bernd=4)
    communities.left(any_conn, now, 1)
    _sweep_all(any_conn, now + timedelta(days=30), Retention(forms=999, notes=999))
    assert _count(any_conn, schema.community) == 2
    _sweep_all(any_conn, now + timedelta(days=31), Retention(forms=999, notes=999))
    left = repr(everything(any_conn))
    assert str(ANNA) not in left
    assert str(BERND) not in left
    for table in (schema.member, schema.form, schema.log_entry, schema.announcement):
        assert set(any_conn.execute(select(table.c.community_id)).scalars()) == {2}
    assert _count(any_conn, schema.rsvp) == 8


def test_a_server_that_came_back_is_kept(conn: Connection, now: datetime) -> None:
    fill(conn, now, 1)
    _forget_the_shortest(conn)
    communities.left(conn, now, 1)
    communities.returned(conn, now, 1)
    assert _sweep_all(conn, now + timedelta(days=6, hours=1)) == 0


def test_one_sweep_does_a_bounded_part(conn: Connection, now: datetime) -> None:
    fill(conn, now, 1)
    _forget_the_shortest(conn)
    rows: list[dict[str, Any]] = [
        {"community_id": 1, "user_id": 9, "name": str(number), "fields": {}, "kept_at": now} for number in range(8)
    ]
    conn.execute(insert(schema.form), rows)
    later = now + timedelta(days=8)
    done = [retention_store.sweep(conn, later, KEEP, part=3) for _ in range(5)]
    assert done == [3, 3, 3, 1, 0]


@pytest.mark.parametrize("days", [0, -1])
def test_keeping_for_less_than_a_day_is_a_mistake(days: int) -> None:
    with pytest.raises(ValueError, match="forms must be at least 1 day"):
        Retention(forms=days)


def test_whose_a_named_answer_is_goes_and_the_answer_stays(any_conn: Connection, now: datetime) -> None:
    """Counted from when feedback closed, in parts; names of surveys that closed later stay."""
    fill(any_conn, now, 1)
    any_conn.execute(update(schema.survey).values(closed_at=now))
    answers = _count(any_conn, schema.answer)
    named = select(func.count()).where(schema.answer.c.user_id.is_not(None))
    _sweep_all(any_conn, now + timedelta(days=KEEP.answers))
    assert any_conn.execute(named).scalar_one() == answers > 1
    assert retention_store._forget_names(any_conn, now + timedelta(seconds=1), 1) == 1
    _sweep_all(any_conn, now + timedelta(days=KEEP.answers, seconds=1))
    assert any_conn.execute(named).scalar_one() == 0
    assert _count(any_conn, schema.answer) == answers


def test_a_removed_material_goes_after_a_day_with_its_transcript(any_conn: Connection, now: datetime) -> None:
    """Until then it can be brought back. What is not removed stays for good."""
    fill(any_conn, now, 1)
    kept = _count(any_conn, schema.material)
    assert kept
    any_conn.execute(update(schema.material).values(removed_at=now))
    _sweep_all(any_conn, now + timedelta(days=1))
    assert _count(any_conn, schema.material) == kept
    _sweep_all(any_conn, now + timedelta(days=1, seconds=1))
    assert (_count(any_conn, schema.material), _count(any_conn, schema.passage)) == (0, 0)


def test_attendance_of_long_ago_becomes_a_total(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, 1)
    events = any_conn.execute(select(schema.event.c.id).where(schema.event.c.starts_at < now)).scalars().all()
    before = {event_id: attendance.total(any_conn, event_id) for event_id in events}
    _sweep_all(any_conn, now + timedelta(days=361))  # they ended 3 days before
    assert _count(any_conn, schema.attendance) == 8
    _sweep_all(any_conn, now + timedelta(days=363))
    assert _count(any_conn, schema.attendance) == 4
    for event_id in events:
        assert attendance.erased(any_conn, event_id) == before[event_id] == 2
        assert attendance.total(any_conn, event_id) == 2


def test_who_came_and_went_when_is_kept_for_a_week(any_conn: Connection, now: datetime) -> None:
    """How long they were there stays; of an event that is to come nothing goes."""
    fill(any_conn, now, 1)
    _sweep_all(any_conn, now + timedelta(days=3))
    assert _count(any_conn, schema.presence) == 4
    _sweep_all(any_conn, now + timedelta(days=5))
    assert _count(any_conn, schema.presence) == 2


def test_wrong_codes_are_forgotten_after_a_day(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, 1)
    _sweep_all(any_conn, now + timedelta(days=1))
    assert _count(any_conn, schema.checkin_guess) == 2
    _sweep_all(any_conn, now + timedelta(days=1, seconds=1))
    assert _count(any_conn, schema.checkin_guess) == 0
