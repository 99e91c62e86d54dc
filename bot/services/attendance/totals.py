"""Totals of attendance outlive the people in them."""

from datetime import datetime

from bot.store import attendance, events
from bot.store.database import Connection


def keep_totals(conn: Connection, now: datetime, community_id: int, user_id: int) -> None:
    """A person's data is about to be erased: of events that have begun they stay counted, as nobody in particular."""
    for record in attendance.of_person(conn, community_id, user_id):
        event = events.get(conn, record.event_id)
        if attendance.remove(conn, record.event_id, user_id) and event is not None and event.starts_at <= now:
            attendance.add_erased(conn, record.event_id)
