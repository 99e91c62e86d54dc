"""Runs use cases, each as one transaction; the only file that knows SQLite from PostgreSQL.

A use case is a plain function of a connection. `write` runs it in a transaction that is durable when the call
returns; `read` runs it on a connection that cannot write.

SQLite: one aiosqlite connection writes, and a use case runs in that connection's own thread in one hop. What waits
meanwhile is committed together: one `BEGIN IMMEDIATE … COMMIT` for the group and a savepoint around each use case, so
that one that fails is rolled back alone, and everybody's answer waits for the commit. If the process dies before the
commit, nobody was told that it worked.
PostgreSQL: psycopg in a small thread pool, a transaction each, tried again when the server broke a deadlock.

On both, a caller that is cancelled does not take its write back: what was asked for is done, and `close` waits for it.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import aiosqlite
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Insert,
    StaticPool,
    Table,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

__all__ = ["Connection", "Database", "engine_for", "is_sqlite", "open_database", "stir", "upsert"]

P = ParamSpec("P")
R = TypeVar("R")
UseCase = Callable[Concatenate[Connection, P], R]

_GROUP = 128  # use cases in one commit at most: bounds how long the first of them waits for the last
_STIRRED = "nacre.stirred"
_DISCREET: Any = {"hide_parameters": True}  # what people wrote stays out of error messages, and so out of logs


def stir(conn: Connection) -> None:
    """Say that this transaction wrote something that may be due: once committed, the worker is woken."""
    conn.info[_STIRRED] = True


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


class Database(Protocol):
    on_stir: Callable[[], None]

    async def write(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...

    async def read(self, query: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...

    async def close(self) -> None: ...


async def open_database(url: str) -> Database:
    """Open the database at a SQLAlchemy URL, `sqlite:///path` or `postgresql://…`; its schema must be up to date."""
    parsed = make_url(url)
    if not is_sqlite(parsed):
        return await PostgresDatabase.open(parsed)
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("an SQLite database needs a file: each connection to :memory: would see its own")
    return await SqliteDatabase.open(parsed.database)


def engine_for(url: str) -> Engine:
    """A plain synchronous engine, for migrations, backup and the command line."""
    parsed = make_url(url)
    if is_sqlite(parsed):
        engine = create_engine(parsed, connect_args={"isolation_level": None, "timeout": 15}, **_DISCREET)
        event.listen(engine, "connect", lambda raw, _record: _prepare(raw, writer=True))
        event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
        return engine
    return create_engine(_psycopg(parsed), **_DISCREET)


def _psycopg(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


def _prepare(raw: sqlite3.Connection, *, writer: bool) -> None:
    statements = ["PRAGMA foreign_keys = ON", "PRAGMA busy_timeout = 15000", "PRAGMA temp_store = MEMORY"]
    if writer:
        statements += ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"]
    else:
        statements += ["PRAGMA query_only = ON"]
    for statement in statements:
        raw.execute(statement).close()


# --- SQLite ---------------------------------------------------------------------------------------------------------

# aiosqlite runs everything in its connection's thread through this private method; there is no public way to run a
# whole function there. Checked at import, so that an upgrade which takes it away is noticed at once.
if not asyncio.iscoroutinefunction(getattr(aiosqlite.Connection, "_execute", None)):  # pragma: no cover
    raise ImportError("this aiosqlite has no Connection._execute; see bot/store/database.py")


class _Job:
    __slots__ = ("error", "future", "result", "stirred", "work")

    def __init__(self, work: Callable[[Connection], object], future: "asyncio.Future[Any]") -> None:
        self.work, self.future = work, future
        self.result: object = None
        self.error: BaseException | None = None
        self.stirred = False


class _Handle:
    """One aiosqlite connection, and a synchronous SQLAlchemy connection over the same handle, used in its thread."""

    def __init__(self, link: aiosqlite.Connection) -> None:
        self._link = link
        self._conn: Connection | None = None

    @classmethod
    async def open(cls, path: str, *, writer: bool) -> "_Handle":
        handle = cls(await aiosqlite.connect(path, isolation_level=None, timeout=15))
        try:
            await handle.run(handle._prepare, writer)
        except BaseException:
            await handle.close()  # its thread would outlive the loop
            raise
        return handle

    async def run(self, function: Callable[..., R], *args: object) -> R:
        return cast(R, await self._link._execute(function, *args))  # type: ignore[no-untyped-call]

    def _prepare(self, writer: bool) -> None:
        raw = self._link._conn
        _prepare(raw, writer=writer)
        self._conn = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, **_DISCREET).connect()

    @property
    def conn(self) -> Connection:
        assert self._conn is not None  # noqa: S101 - set by open()
        return self._conn

    def one(self, begin: str, work: Callable[[Connection], R]) -> R:
        conn = self.conn
        try:
            conn.exec_driver_sql(begin)
            result = work(conn)
            conn.commit()
        except StopIteration as error:
            conn.rollback()
            raise RuntimeError("a query raised StopIteration") from error  # no future can carry that one (PEP 479)
        except BaseException:
            conn.rollback()
            raise
        return result

    def group(self, jobs: list[_Job]) -> None:
        """Run all jobs in one transaction, each in its savepoint; raise only if the whole of it failed.

        That is: it could not begin, a savepoint was lost (SQLite itself rolls everything back when the disk is full),
        or the commit failed. Then nothing of it is in the database.
        """
        conn = self.conn
        try:
            conn.exec_driver_sql("BEGIN IMMEDIATE")
            for job in jobs:
                _run_in_savepoint(conn, job)
            conn.commit()
        except BaseException:
            conn.rollback()
            raise

    async def close(self) -> None:
        if self._conn is not None:
            await self.run(self._conn.close)
        await self._link.close()


def _run_in_savepoint(conn: Connection, job: _Job) -> None:
    conn.exec_driver_sql("SAVEPOINT use_case")
    conn.info.pop(_STIRRED, None)
    try:
        job.result = job.work(conn)
        job.stirred = conn.info.pop(_STIRRED, False)
    except StopIteration as error:
        job.error = RuntimeError("a use case raised StopIteration")  # no future can carry that one (PEP 479)
        job.error.__cause__ = error
    except BaseException as error:
        job.error = error
    if job.error is not None:
        conn.exec_driver_sql("ROLLBACK TO use_case")
    conn.exec_driver_sql("RELEASE use_case")


class SqliteDatabase:
    def __init__(self, writer: _Handle, readers: list[_Handle]) -> None:
        self.on_stir: Callable[[], None] = lambda: None
        self._writer = writer
        self._readers = readers
        self._idle: asyncio.Queue[_Handle] = asyncio.Queue()
        for reader in readers:
            self._idle.put_nowait(reader)
        self._waiting: deque[_Job] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._closed = False

    @classmethod
    async def open(cls, path: str, readers: int = 2) -> "SqliteDatabase":
        handles: list[_Handle] = []
        try:
            for number in range(readers + 1):
                handles.append(await _Handle.open(path, writer=number == 0))  # noqa: PERF401 - closed if the next fails
        except BaseException:
            await _close_all(handles)
            raise
        return cls(handles[0], handles[1:])

    async def write(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        _refuse_when(self._closed)
        job = _Job(lambda conn: use_case(conn, *args, **kwargs), asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._write_groups())
        # a cancelled caller cancels this future only: the pump carries on, with this job too
        return cast(R, await job.future)

    async def _write_groups(self) -> None:
        while self._waiting:
            jobs = [self._waiting.popleft() for _ in range(min(_GROUP, len(self._waiting)))]
            failure: BaseException | None = None
            try:
                await self._writer.run(self._writer.group, jobs)
            except asyncio.CancelledError:  # the loop is being torn down: nobody may be left waiting
                for job in [*jobs, *self._waiting]:
                    job.future.cancel()
                raise
            except BaseException as error:
                failure = error
            for job in jobs:
                _settle(job, failure)
            if failure is None and any(job.stirred for job in jobs):
                # not called from here: what it raises must not stop the pump
                asyncio.get_running_loop().call_soon(self.on_stir)

    async def read(self, query: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        _refuse_when(self._closed)
        reader = await self._idle.get()
        try:
            return await reader.run(reader.one, "BEGIN", lambda conn: query(conn, *args, **kwargs))
        finally:
            self._idle.put_nowait(reader)

    async def close(self) -> None:
        """Finish what was asked for, then close; an open aiosqlite connection would hang the interpreter at exit."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._pump is not None:
                await asyncio.wait([self._pump])
            for _ in self._readers:
                await self._idle.get()  # those who wait for a reader are served first
        finally:
            await _close_all([self._writer, *self._readers])


async def _close_all(handles: list[_Handle]) -> None:
    for handle in handles:
        await handle.close()


def _refuse_when(closed: bool) -> None:
    if closed:
        raise RuntimeError("the database is closed")


def _settle(job: _Job, failure: BaseException | None) -> None:
    if job.future.done():  # its caller was cancelled
        return
    error = failure or job.error
    if error is not None:
        job.future.set_exception(error)
    else:
        job.future.set_result(job.result)


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


_TRIES = 5
_AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock: nothing was done, the same call may succeed


class PostgresDatabase:
    def __init__(self, url: URL, threads: int) -> None:
        self.on_stir: Callable[[], None] = lambda: None
        self._engine = create_engine(_psycopg(url), pool_size=threads, max_overflow=0, pool_pre_ping=True, **_DISCREET)
        # one snapshot for all statements of a query, as on SQLite
        self._reading = self._engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="postgres")
        self._closed = False

    @classmethod
    async def open(cls, url: URL, threads: int = 4) -> "PostgresDatabase":
        database = cls(url, threads)
        try:
            await database.read(lambda conn: conn.exec_driver_sql("SELECT 1").scalar())
        except BaseException:
            await database.close()
            raise
        return database

    async def write(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()

        def work() -> R:
            result, stirred = self._write(lambda conn: use_case(conn, *args, **kwargs))
            if stirred:  # said from here, so that it is said even when the caller was cancelled
                loop.call_soon_threadsafe(self.on_stir)
            return result

        return await self._run(work)

    def _write(self, use_case: Callable[[Connection], R]) -> tuple[R, bool]:
        for attempt in range(1, _TRIES + 1):
            try:
                with self._engine.begin() as conn:
                    conn.info.pop(_STIRRED, None)
                    return use_case(conn), bool(conn.info.pop(_STIRRED, False))
            except DBAPIError as error:
                if attempt == _TRIES or getattr(error.orig, "sqlstate", None) not in _AGAIN:
                    raise
        raise AssertionError("unreachable")

    async def read(self, query: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        def work() -> R:
            with self._reading.connect() as conn:
                return query(conn, *args, **kwargs)

        return await self._run(work)

    async def _run(self, work: Callable[[], R]) -> R:
        _refuse_when(self._closed)

        def carried() -> R:
            try:
                return work()
            except StopIteration as error:
                raise RuntimeError("a use case raised StopIteration") from error

        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._threads, carried))

    async def close(self) -> None:
        """Finish what was asked for, then close."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)  # in a thread: callers' answers need the loop meanwhile
        self._engine.dispose()
