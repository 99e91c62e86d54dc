"""Announcements of their own, once or repeating."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from bot.domain.announcements import Announcement
from bot.store.database import Connection
from bot.store.schema import announcement

_ALL = select(
    announcement.c.id,
    announcement.c.community_id,
    announcement.c.channel_id,
    announcement.c.text,
    announcement.c.starts_local,
    announcement.c.zone,
    announcement.c.created_at,
    announcement.c.rule,
    announcement.c.next_at,
    announcement.c.created_by,
)


def get(conn: Connection, announcement_id: int) -> Announcement | None:
    row = conn.execute(_ALL.where(announcement.c.id == announcement_id)).first()
    return None if row is None else _announcement(row)


def coming(conn: Connection, community_id: int) -> tuple[Announcement, ...]:
    """Those of a community with something still to come, the next first."""
    mine = _ALL.where(announcement.c.community_id == community_id, announcement.c.next_at.is_not(None))
    return tuple(_announcement(row) for row in conn.execute(mine.order_by(announcement.c.next_at, announcement.c.id)))


def count(conn: Connection, community_id: int) -> int:
    mine = (announcement.c.community_id == community_id) & announcement.c.next_at.is_not(None)
    return conn.execute(select(func.count()).select_from(announcement).where(mine)).scalar_one()


def add(conn: Connection, new: Announcement) -> int:
    """Insert it; `new.id` is ignored. Returns its id."""
    values = {
        "community_id": new.community_id,
        "channel_id": new.channel_id,
        "text": new.text,
        "starts_local": new.starts_local.isoformat(timespec="minutes"),
        "zone": new.zone,
        "rule": new.rule,
        "next_at": new.next_at,
        "created_by": new.created_by,
        "created_at": new.created_at,
    }
    return int(conn.execute(insert(announcement).values(values).returning(announcement.c.id)).scalar_one())


def set_next(conn: Connection, announcement_id: int, next_at: datetime | None) -> None:
    conn.execute(update(announcement).where(announcement.c.id == announcement_id).values(next_at=next_at))


def remove(conn: Connection, announcement_id: int) -> None:
    """Its agenda and outbox items go with it."""
    conn.execute(delete(announcement).where(announcement.c.id == announcement_id))


def _announcement(row: Sequence[Any]) -> Announcement:
    values = list(row)
    values[4] = datetime.fromisoformat(values[4])
    return Announcement(*values)
