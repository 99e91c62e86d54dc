"""The one door to the database, and what differs between SQLite (`_sqlite.py`) and PostgreSQL (`_postgres.py`).

A use case is a plain function of a connection. `write` runs it in a transaction that is durable when the call
returns; `read` runs it on a connection that cannot write.

On both, a caller that is cancelled does not take its write back: what was asked for is done, and `close` waits for it.
While it is open, a database is held (`alive.py`), so that no restore runs over it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, ColumnElement, Connection, Engine, Insert, Table, UnaryExpression, make_url
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.searching import Terms
from bot.store import _postgres, _search_postgres, _search_sqlite, _sqlite
from bot.store.transaction import P, R, UseCase, after_commit, stir

__all__ = [
    "Connection",
    "Database",
    "Searching",
    "after_commit",
    "connected",
    "engine_for",
    "is_sqlite",
    "open_database",
    "searching",
    "stir",
    "upsert",
]


def upsert(
    conn: Connection,
    table: Table,
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    conflict: Sequence[str],
    update: Sequence[str] = (),
) -> int:
    """Insert a row (or several); where one with the same `conflict` columns is there, set its `update` columns instead.

    Without `update`, an existing row is left as it is. `conflict` must be a primary key or a unique constraint.
    Several rows must all name the same columns. Returns how many rows were inserted or changed.
    """
    return conn.execute(_upserting(conn.dialect.name, table, tuple(conflict), tuple(update)), values).rowcount


@lru_cache(maxsize=256)
def _upserting(dialect: str, table: Table, conflict: tuple[str, ...], update: tuple[str, ...]) -> Insert:
    # the two dialects' inserts speak the same words, but share no class that says so
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table).inline()
    insert = insert.execution_options(preserve_rowcount=True)
    if not update:
        return insert.on_conflict_do_nothing(index_elements=conflict)
    return insert.on_conflict_do_update(
        index_elements=conflict, set_={column: insert.excluded[column] for column in update}
    )


def is_sqlite(url: str | URL) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


class Searching(Protocol):
    """A database's full-text search over the words that `store/archive.py` gives it; conditions and columns of it."""

    MAKE: tuple[str, ...]  # the statements that make its tables
    heading_id: ColumnElement[int]  # of which material a heading is
    minute_id: ColumnElement[int]  # of which material a minute is
    minute_second: ColumnElement[int]
    newest_minutes: UnaryExpression[int]  # the order in which those of the newest material come first

    def in_heading(self, terms: Terms, field: str = "") -> ColumnElement[bool]: ...

    def heading_rank(self, terms: Terms) -> ColumnElement[float]: ...

    def in_minute(self, terms: Terms) -> ColumnElement[bool]: ...

    def minutes_of(self, material_id: int) -> ColumnElement[bool]: ...

    def minutes_before(self, material_id: int) -> ColumnElement[bool]: ...

    def holds_any(self, ids: ColumnElement[Any], wanted: Iterable[int]) -> ColumnElement[bool]: ...

    def put(
        self,
        conn: Connection,
        material_id: int,
        heading: Mapping[str, Sequence[str]],
        minutes: Mapping[int, Sequence[str]],
    ) -> None: ...

    def drop(self, conn: Connection, material_id: int) -> None: ...

    def clear(self, conn: Connection) -> None: ...


def searching(conn: Connection) -> Searching:
    """How this connection's database searches."""
    return _search_sqlite if conn.dialect.name == "sqlite" else _search_postgres


class Database(Protocol):
    on_stir: Callable[[], None]

    async def write(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...

    async def read(self, query: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...

    async def close(self) -> None: ...


async def open_database(url: str, folder: Path | None = None) -> Database:
    """Open the database at a SQLAlchemy URL, `sqlite:///path` or `postgresql://…`; its schema must be up to date.

    `folder` is the data folder, where what outlives the database is kept (tombstones). By default it is that of the
    SQLite file; on PostgreSQL there is none.
    Raises `alive.InUse` while a restore is under way.
    """
    parsed = make_url(url)
    if is_sqlite(parsed):
        return await _sqlite.SqliteDatabase.open(_sqlite.path_of(parsed), folder)
    return await _postgres.PostgresDatabase.open(parsed, folder)


def engine_for(url: str, *, reading: bool = False) -> Engine:
    """A plain synchronous engine, for migrations, backup and the command line.

    Its transactions begin with the write lock; those of a `reading` one cannot write, see one moment, hold nobody up.
    """
    parsed = make_url(url)
    return _sqlite.engine(parsed, reading) if is_sqlite(parsed) else _postgres.plain_engine(parsed, reading)


@contextmanager
def connected(url: str, *, reading: bool = False) -> Iterator[Connection]:
    """One connection of such an engine; both are closed behind it."""
    engine = engine_for(url, reading=reading)
    try:
        with engine.connect() as conn:
            yield conn
    finally:
        engine.dispose()
