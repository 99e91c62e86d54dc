"""Runs use cases, each as one transaction; the only file that knows SQLite from PostgreSQL.

A use case is a plain function of a connection. `write` runs it in a transaction that is durable when the call
returns; `read` runs it on a connection that cannot write.

SQLite: one aiosqlite connection writes, and a use case runs in that connection's own thread in one hop. What waits
meanwhile is committed together: one `BEGIN IMMEDIATE … COMMIT` for the group and a savepoint around each use case, so
that one that fails is rolled back alone, and everybody's answer waits for the commit. If the process dies before the
commit, nobody was told that it worked.
PostgreSQL: psycopg in a small thread pool, a transaction each.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import aiosqlite
from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url

__all__ = ["Connection", "Database", "engine_for", "open_database", "stir"]

P = ParamSpec("P")
R = TypeVar("R")
UseCase = Callable[Concatenate[Connection, P], R]

_GROUP = 128  # use cases in one commit at most: bounds how long the first of them waits for the last
_STIRRED = "nacre.stirred"


def stir(conn: Connection) -> None:
    """Say that this transaction wrote something that may be due: once committed, the worker is woken."""
    conn.info[_STIRRED] = True


class Database(Protocol):
    on_stir: Callable[[], None]

    async def write(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...

    async def read(self, query: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...

    async def close(self) -> None: ...


async def open_database(url: str) -> Database:
    """Open the database at a SQLAlchemy URL, `sqlite:///path` or `postgresql://…`; its schema must be up to date."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return await SqliteDatabase.open(parsed.database or ":memory:")
    return PostgresDatabase(parsed)


def engine_for(url: str) -> Engine:
    """A plain synchronous engine, for migrations, backup and the command line."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"isolation_level": None, "timeout": 15})
        event.listen(engine, "connect", lambda raw, _record: _prepare(raw, writer=True))
        event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
        return engine
    return create_engine(_psycopg(parsed))


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
        await handle.run(handle._prepare, writer)
        return handle

    async def run(self, function: Callable[..., R], *args: object) -> R:
        return cast(R, await self._link._execute(function, *args))  # type: ignore[no-untyped-call]

    def _prepare(self, writer: bool) -> None:
        raw = self._link._conn
        _prepare(raw, writer=writer)
        self._conn = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool).connect()

    @property
    def conn(self) -> Connection:
        assert self._conn is not None  # noqa: S101 - set by open()
        return self._conn

    def one(self, begin: str, work: Callable[[Connection], R]) -> R:
        conn = self.conn
        conn.exec_driver_sql(begin)
        try:
            result = work(conn)
        except BaseException:
            conn.rollback()
            raise
        conn.commit()
        return result

    def group(self, jobs: list[_Job]) -> None:
        """Run all jobs in one transaction, each in its savepoint; raise only if the commit itself failed."""
        conn = self.conn
        conn.exec_driver_sql("BEGIN IMMEDIATE")
        try:
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
    except BaseException as error:
        job.error = error
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

    @classmethod
    async def open(cls, path: str, readers: int = 2) -> "SqliteDatabase":
        writer = await _Handle.open(path, writer=True)
        return cls(writer, [await _Handle.open(path, writer=False) for _ in range(readers)])

    async def write(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        job = _Job(lambda conn: use_case(conn, *args, **kwargs), asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._write_groups())
        # a caller that is cancelled must not take the group with it
        return cast(R, await job.future)

    async def _write_groups(self) -> None:
        while self._waiting:
            jobs = [self._waiting.popleft() for _ in range(min(_GROUP, len(self._waiting)))]
            failure: BaseException | None = None
            try:
                await self._writer.run(self._writer.group, jobs)
            except Exception as error:
                failure = error
            for job in jobs:
                _settle(job, failure)
            if failure is None and any(job.stirred for job in jobs):
                self.on_stir()

    async def read(self, query: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        reader = await self._idle.get()
        try:
            return await reader.run(reader.one, "BEGIN", lambda conn: query(conn, *args, **kwargs))
        finally:
            self._idle.put_nowait(reader)

    async def close(self) -> None:
        """Finish what was asked for, then close; an open aiosqlite connection would hang the interpreter at exit."""
        if self._pump is not None:
            await self._pump
        for handle in [self._writer, *self._readers]:
            await handle.close()


def _settle(job: _Job, failure: BaseException | None) -> None:
    if job.future.done():  # its caller was cancelled
        return
    error = failure or job.error
    if error is not None:
        job.future.set_exception(error)
    else:
        job.future.set_result(job.result)


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


class PostgresDatabase:
    def __init__(self, url: URL, threads: int = 4) -> None:
        self.on_stir: Callable[[], None] = lambda: None
        self._engine = create_engine(_psycopg(url), pool_size=threads, max_overflow=0, pool_pre_ping=True)
        self._reading = self._engine.execution_options(postgresql_readonly=True)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="postgres")

    async def write(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        def work() -> tuple[R, bool]:
            with self._engine.begin() as conn:
                conn.info.pop(_STIRRED, None)
                return use_case(conn, *args, **kwargs), bool(conn.info.pop(_STIRRED, False))

        result, stirred = await asyncio.get_running_loop().run_in_executor(self._threads, work)
        if stirred:
            self.on_stir()
        return result

    async def read(self, query: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        def work() -> R:
            with self._reading.connect() as conn:
                return query(conn, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._engine.dispose()
