"""Brings a database to the schema of this version of Nacre (Alembic; the steps are in `migrations/`).

Synchronous: it runs before the bot starts. A step and its number are one transaction on both databases, so a process
that dies in the middle leaves the database as it was.
"""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, make_url

from bot.store import tombstones
from bot.store.database import connected, is_sqlite

if (
    TYPE_CHECKING
):  # Alembic is imported where it is used: the bot looks once, in a process of its own, and needs it no more
    from alembic.config import Config
    from alembic.script import ScriptDirectory

_FOLDER = Path(__file__).parents[2] / "migrations"  # beside `bot`, in a checkout and in an installed wheel alike


class UnknownSchema(Exception):  # noqa: N818 - it is an answer, not an error
    """The database was made by a newer version of Nacre than this one."""


def upgrade(url: str) -> tuple[str, ...]:
    """Take all pending steps; returns their numbers. Makes an SQLite file and its folder where there is none.

    Raises UnknownSchema.
    """
    if is_sqlite(url):
        Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)
    with connected(url) as conn:
        taken = _after(current_of(conn))
        if taken:
            upgrade_on(conn)
            with conn.begin():
                tombstones.salt(conn)  # from the first day, so that it is in every backup
    return taken


def upgrade_on(conn: Connection, to: str = "head") -> None:
    """Take the pending steps up to one on a connection: in its transaction if it has begun one, else in their own."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = conn
    command.upgrade(config, to)


def pending(url: str) -> tuple[str, ...]:
    """The numbers of the steps still to be taken, in their order; empty when up to date. Raises UnknownSchema."""
    return _after(current(url))


def current(url: str) -> str | None:
    """The number of the last step taken; None for a database without our tables, or none at all."""
    if is_sqlite(url) and not Path(make_url(url).database or "").exists():
        return None  # asking must not make the file
    with connected(url, reading=True) as conn:
        return current_of(conn)


def current_of(conn: Connection) -> str | None:
    """The same, on a connection."""
    from alembic.runtime.migration import MigrationContext

    with nullcontext() if conn.in_transaction() else conn.begin():
        return MigrationContext.configure(conn).get_current_revision()


def latest() -> str:
    """The number of this version's last step."""
    return _script().get_current_head() or ""


def steps() -> tuple[str, ...]:
    """The numbers of all steps, first to last."""
    return tuple(step.revision for step in reversed(list(_script().walk_revisions())))


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic compares something with the schema: not the search indexes, which are the databases' own."""
    return kind != "table" or name is None or not name.startswith("archive_")


def _after(taken: str | None) -> tuple[str, ...]:
    every = steps()
    if taken is None:
        return every
    if taken not in every:
        raise UnknownSchema(f"the database is at step {taken}, which this version of Nacre does not know")
    return every[every.index(taken) + 1 :]


def _script() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
