"""What this installation remembers about itself, such as which commands Discord was last told."""

from datetime import datetime

from bot.store import facts
from bot.store.database import Connection


def get(conn: Connection, now: datetime, name: str) -> str | None:
    """The value kept under a name, or None."""
    return facts.get(conn, name)


def put(conn: Connection, now: datetime, name: str, value: str) -> None:
    """Keep a value under a name, replacing what was there."""
    facts.put(conn, name, value)
