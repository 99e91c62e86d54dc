"""Retention is carried out once a day, in parts, so that nobody waits for it."""

from datetime import datetime, timedelta

from bot.domain.retention import Retention
from bot.services import facts, privacy
from bot.store.database import Connection

EVERY = timedelta(days=1)
_DONE_AT = "swept_at"


def sweep(conn: Connection, now: datetime, retention: Retention) -> bool:
    """Remove one part of what has been kept for long enough, if it is time for that; True when there may be more.

    If the process dies, the parts that were committed are gone, and the rest is found again: the day only counts as
    done when nothing was left.
    """
    done_at = facts.get(conn, now, _DONE_AT)
    if done_at is not None and now < datetime.fromisoformat(done_at) + EVERY:
        return False
    if privacy.sweep(conn, now, retention):
        return True
    facts.put(conn, now, _DONE_AT, now.isoformat())
    return False
