"""From the outbox to Discord and back: taking what is due, and recording what became of it."""

from datetime import datetime

from bot.store import outbox
from bot.store.database import Connection


def depth(conn: Connection, now: datetime) -> dict[str, int]:
    """How much waits in agenda and outbox, and by how many seconds the oldest due item is late."""
    return outbox.depth(conn, now)
