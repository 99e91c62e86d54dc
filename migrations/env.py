"""How Alembic runs our migrations: in one transaction, on a connection it is given or on NACRE_DATABASE_URL.

For developers: `alembic revision --autogenerate -m "what changed"` writes a step, `alembic check` says if one is
missing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from bot.store.database import engine_for
from bot.store.migrate import ours
from bot.store.schema import metadata
from bot.store.types import Flag, Json, UTCDateTime

_LOCK = 0x6E616372  # any number of our own: two processes that start together migrate one after the other


def _render(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    if kind == "type" and isinstance(thing, Flag | Json | UTCDateTime):
        return f"types.{type(thing).__name__}()"
    if kind == "type" and getattr(thing, "_variant_mapping", None):
        return "types.Snowflake"
    return False


@contextmanager
def _without_foreign_keys(conn: Connection) -> Iterator[None]:
    """SQLite changes a table by making a new one and dropping the old, which would take the rows that refer to it.

    https://www.sqlite.org/lang_altertable.html#otheralter
    """
    raw = conn.connection.dbapi_connection
    assert raw is not None  # noqa: S101 - it is connected
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def _migrate(conn: Connection) -> None:
    sqlite = conn.dialect.name == "sqlite"
    context.configure(
        connection=conn,
        target_metadata=metadata,
        render_as_batch=sqlite,
        transactional_ddl=True,
        compare_type=True,
        render_item=_render,
        include_name=ours,
    )
    with nullcontext() if conn.in_transaction() else conn.begin():  # a restore migrates within its own
        if not sqlite:
            conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        context.run_migrations()
        if sqlite and (broken := conn.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"a migration left a row of {broken[0]} that refers to nothing")


def _run(conn: Connection) -> None:
    if conn.dialect.name == "sqlite":
        with _without_foreign_keys(conn):
            _migrate(conn)
    else:
        _migrate(conn)


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:  # `alembic revision --autogenerate`, by a developer
    engine = engine_for(os.environ.get("NACRE_DATABASE_URL", "sqlite:///data/nacre.db"))
    with engine.connect() as connection:
        _run(connection)
    engine.dispose()
