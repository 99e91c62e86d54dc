"""Reminders that organisers added to events."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from bot.domain.reminders import Reminder, Target
from bot.store.database import Connection
from bot.store.schema import reminder

_ALL = select(
    reminder.c.id,
    reminder.c.event_id,
    reminder.c.minutes,
    reminder.c.text,
    reminder.c.target,
    reminder.c.created_at,
    reminder.c.role_id,
    reminder.c.created_by,
)


def get(conn: Connection, reminder_id: int) -> Reminder | None:
    row = conn.execute(_ALL.where(reminder.c.id == reminder_id)).first()
    return None if row is None else _reminder(row)


def of_event(conn: Connection, event_id: int) -> tuple[Reminder, ...]:
    """The earliest first."""
    ordered = _ALL.where(reminder.c.event_id == event_id).order_by(reminder.c.minutes.desc(), reminder.c.id)
    return tuple(_reminder(row) for row in conn.execute(ordered))


def add(conn: Connection, new: Reminder) -> int:
    """Insert it; `new.id` is ignored. Returns its id."""
    values = {
        "event_id": new.event_id,
        "minutes": new.minutes,
        "text": new.text,
        "target": new.target.value,
        "role_id": new.role_id,
        "created_by": new.created_by,
        "created_at": new.created_at,
    }
    return int(conn.execute(insert(reminder).values(values).returning(reminder.c.id)).scalar_one())


def remove(conn: Connection, reminder_id: int) -> None:
    conn.execute(delete(reminder).where(reminder.c.id == reminder_id))


def _reminder(row: Sequence[Any]) -> Reminder:
    values = list(row)
    values[4] = Target(values[4])
    return Reminder(*values)
