"""What the log speaks of, by name."""

from collections.abc import Iterable

from sqlalchemy import select

from bot.store.database import Connection
from bot.store.schema import event


def titles(conn: Connection, community_id: int, event_ids: Iterable[int]) -> dict[int, str]:
    """The titles of a community's events; those that were removed are left out."""
    query = select(event.c.id, event.c.title).where(event.c.community_id == community_id)
    return {row.id: row.title for row in conn.execute(query.where(event.c.id.in_(set(event_ids))))}
