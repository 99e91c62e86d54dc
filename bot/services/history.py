"""/log: who did what, with the names of the events it was done to."""

from datetime import datetime

from bot.domain.people import Actor, LogEntry, Page
from bot.services import communities
from bot.store import history
from bot.store.database import Connection


def shown(conn: Connection, now: datetime, actor: Actor, page: int = 0) -> tuple[Page[LogEntry], dict[int, str]]:
    """A page of the log, the latest first, and the titles of its events by id. Refused: permission.organiser."""
    entries = communities.log(conn, now, actor, page)
    ids = [entry.event_id for entry in entries.items if entry.event_id is not None]
    return entries, history.titles(conn, actor.community_id, ids)
