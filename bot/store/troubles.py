"""Rows of `trouble`: what stands in Nacre's way in a community, noticed once, until it is gone."""

from datetime import datetime

from sqlalchemy import delete, select, update

from bot.domain.people import Trouble
from bot.store.database import Connection, upsert
from bot.store.schema import trouble

_KEY = ("community_id", "subject", "code")


def note(conn: Connection, now: datetime, community_id: int, subject: str, code: str) -> bool:
    """Remember that it happened (again). True the first time. The community's row must exist."""
    this = (trouble.c.community_id == community_id, trouble.c.subject == subject, trouble.c.code == code)
    fresh = {"since": now, "last_seen": now, "count": 1}
    row = {"community_id": community_id, "subject": subject, "code": code, **fresh}
    if upsert(conn, trouble, row, conflict=_KEY):
        return True
    conn.execute(update(trouble).where(*this).values(last_seen=now, count=trouble.c["count"] + 1))
    return False


def clear(conn: Connection, community_id: int, subject: str) -> None:
    """It works again: forget all troubles with this subject."""
    conn.execute(delete(trouble).where(trouble.c.community_id == community_id, trouble.c.subject == subject))


def listing(conn: Connection, community_id: int) -> tuple[Trouble, ...]:
    """The latest seen first."""
    rows = conn.execute(
        select(trouble).where(trouble.c.community_id == community_id).order_by(trouble.c.last_seen.desc())
    ).mappings()
    return tuple(Trouble(**row) for row in rows)
