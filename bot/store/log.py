"""Rows of `log_entry`: who did what. Instants in the details come back as instants."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select

from bot.domain.people import LogEntry, Page
from bot.store.database import Connection
from bot.store.schema import log_entry

_INSTANT = "instant"  # {"instant": "2026-12-03T12:00:00+00:00"} stands for a datetime among the details


def add(conn: Connection, community_id: int, entry: LogEntry) -> None:
    conn.execute(
        insert(log_entry).values(
            community_id=community_id,
            at=entry.at,
            actor_id=entry.actor_id,
            action=entry.action,
            event_id=entry.event_id,
            details={name: _packed(value) for name, value in entry.details.items()},
        )
    )


def page(conn: Connection, community_id: int, number: int, size: int) -> Page[LogEntry]:
    """The latest entries first; a page beyond the last is empty."""
    of_community = log_entry.c.community_id == community_id
    total = conn.execute(select(func.count()).select_from(log_entry).where(of_community)).scalar_one()
    rows = conn.execute(
        select(log_entry)
        .where(of_community)
        .order_by(log_entry.c.at.desc(), log_entry.c.id.desc())
        .limit(size)
        .offset(number * size)
    )
    entries = tuple(
        LogEntry(
            at=row.at,
            actor_id=row.actor_id,
            action=row.action,
            event_id=row.event_id,
            details={name: _unpacked(value) for name, value in row.details.items()},
        )
        for row in rows
    )
    return Page(entries, number, size, total)


def _packed(value: object) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime reached the log: {value!r}")
        return {_INSTANT: value.astimezone(UTC).isoformat()}
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_packed(item) for item in value]
    return value


def _unpacked(value: Any) -> object:
    if isinstance(value, dict) and value.keys() == {_INSTANT}:
        return datetime.fromisoformat(value[_INSTANT])
    if isinstance(value, list):
        return [_unpacked(item) for item in value]
    return value
