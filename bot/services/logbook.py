"""Who did what: every service writes here what organisers do, and /log shows it."""

from datetime import datetime

from bot.domain.people import Actor, LogEntry
from bot.store import communities, log
from bot.store.database import Connection


def write(
    conn: Connection, now: datetime, actor: Actor, action: str, event_id: int | None = None, **details: object
) -> None:
    """Note an action; `action` is the key of its text below `log.`, `details` fill that text's placeholders.

    Details are str, int, bool, aware datetimes or lists of them: ids and settings, never what people wrote.
    """
    communities.ensure(conn, actor.community_id)
    log.add(conn, actor.community_id, LogEntry(now, actor.user_id, action, event_id, details))
