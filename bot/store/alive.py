"""Is anybody using this database? Who has it open holds it; a restore needs it alone.

SQLite: a read transaction on an empty database beside it (`nacre.db-alive`), whose lock works between processes on
every system. PostgreSQL: a shared advisory lock of each of the bot's connections. Both end with the process, however
it ends.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Engine

Held = sqlite3.Connection

_KEY = 0x6E61637265  # "nacre": advisory locks are numbers, and each database has its own
_HOLD = f"SELECT pg_try_advisory_lock_shared({_KEY})"
_ALONE = f"SELECT pg_try_advisory_lock({_KEY})"


class InUse(Exception):  # noqa: N818 - it is an answer, not an error
    """The database is in use: by a running bot, where it is wanted alone; by a restore, where it is to be opened."""


def hold(path: str) -> Held:
    """Hold an SQLite database until the result is closed; InUse while somebody has it alone."""
    return _transaction(path, "BEGIN")


@contextmanager
def alone(path: str) -> Iterator[None]:
    """Have an SQLite database alone; InUse if anybody holds it."""
    with closing(_transaction(path, "BEGIN EXCLUSIVE")):
        yield


def hold_postgres(raw: Any) -> None:
    """Hold a PostgreSQL database for as long as this psycopg connection lives; InUse while somebody has it alone."""
    held = raw.execute(_HOLD).fetchone()[0]
    raw.commit()
    if not held:
        raise InUse("the database is being restored")


@contextmanager
def alone_postgres(engine: Engine) -> Iterator[None]:
    """Have a PostgreSQL database alone; InUse if anybody holds it."""
    with engine.connect() as conn:
        if not conn.exec_driver_sql(_ALONE).scalar_one():
            raise InUse("the database is in use; stop the bot first")
        conn.commit()  # the lock is the session's; no transaction needs to stay open for it
        try:
            yield
        finally:
            conn.invalidate()  # the session ends, and the lock with it


def _transaction(path: str, begin: str) -> sqlite3.Connection:
    link = sqlite3.connect(f"{path}-alive", isolation_level=None, timeout=0, check_same_thread=False)
    try:
        link.execute(begin)
        link.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # a plain BEGIN locks with its first read
    except sqlite3.OperationalError as error:
        link.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise InUse("the database is in use or being restored; stop the bot first") from None
    return link
