"""SQLite: one connection writes, and what waits meanwhile is committed together.

A use case runs in the writer's own thread in one hop. One `BEGIN IMMEDIATE … COMMIT` for the group and a savepoint
around each use case, so that one that fails is rolled back alone, and everybody's answer waits for the commit. If the
process dies before the commit, nobody was told that it worked. Readers are further connections that cannot write.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, cast

import aiosqlite
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

from bot.store import alive
from bot.store.prepared import RAW
from bot.store.transaction import DISCREET, FOLDER, Aftermath, P, R, UseCase, take

_GROUP = 128  # use cases in one commit at most: bounds how long the first of them waits for the last

# aiosqlite runs everything in its connection's thread through this private method; there is no public way to run a
# whole function there. Checked at import, so that an upgrade which takes it away is noticed at once.
if not asyncio.iscoroutinefunction(getattr(aiosqlite.Connection, "_execute", None)):  # pragma: no cover
    raise ImportError("this aiosqlite has no Connection._execute; see bot/store/_sqlite.py")


def path_of(url: URL) -> str:
    if not url.database or url.database == ":memory:":
        raise ValueError("an SQLite database needs a file: each connection to :memory: would see its own")
    return url.database


def engine(url: URL, reading: bool) -> Engine:
    made = create_engine(url, connect_args={"isolation_level": None, "timeout": 15}, **DISCREET)
    event.listen(made, "connect", lambda raw, _record: _prepare(raw, writer=not reading))
    event.listen(made, "begin", lambda conn: conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE"))
    return made


def _prepare(raw: sqlite3.Connection, *, writer: bool) -> None:
    statements = ["PRAGMA foreign_keys = ON", "PRAGMA busy_timeout = 15000", "PRAGMA temp_store = MEMORY"]
    if writer:
        # secure_delete: what was erased is overwritten, not left in free pages of the file
        statements += ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON"]
    else:
        statements += ["PRAGMA query_only = ON"]
    for statement in statements:
        raw.execute(statement).close()


class _Job:
    __slots__ = ("aftermath", "error", "future", "result", "work")

    def __init__(self, work: Callable[[Connection], object], future: "asyncio.Future[Any]") -> None:
        self.work, self.future = work, future
        self.result: object = None
        self.error: BaseException | None = None
        self.aftermath = Aftermath()


class _Words:
    """One engine for all connections of a database, so that each statement is turned into SQL once."""

    def __init__(self) -> None:
        self._next: sqlite3.Connection | None = None
        self._lock = Lock()
        self._engine = create_engine("sqlite://", creator=self._take, poolclass=NullPool, **DISCREET)

    def over(self, raw: sqlite3.Connection) -> Connection:
        """A synchronous connection over this one, which is closed with it."""
        with self._lock:
            self._next = raw
            return self._engine.connect()

    def _take(self) -> Any:
        return self._next


class _Handle:
    """One aiosqlite connection, and a synchronous SQLAlchemy connection over the same handle, used in its thread."""

    def __init__(self, link: aiosqlite.Connection) -> None:
        self._link = link
        self._conn: Connection | None = None

    @classmethod
    async def open(cls, path: str, folder: Path, words: "_Words", *, writer: bool) -> "_Handle":
        handle = cls(await aiosqlite.connect(path, isolation_level=None, timeout=15))
        try:
            await handle.run(handle._prepare, folder, words, writer)
        except BaseException:
            await handle.close()  # its thread would outlive the loop
            raise
        return handle

    async def run(self, function: Callable[..., R], *args: object) -> R:
        return cast(R, await self._link._execute(function, *args))  # type: ignore[no-untyped-call]

    def _prepare(self, folder: Path, words: "_Words", writer: bool) -> None:
        raw = self._link._conn
        _prepare(raw, writer=writer)
        self._conn = words.over(raw)
        self._conn.info[FOLDER] = folder
        self._conn.info[RAW] = raw

    @property
    def conn(self) -> Connection:
        assert self._conn is not None  # noqa: S101 - set by open()
        return self._conn

    def one(self, begin: str, work: Callable[[Connection], R]) -> R:
        conn = self.conn
        try:
            self._begin(begin)
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
            self._begin("BEGIN IMMEDIATE")
            for job in jobs:
                _run_in_savepoint(conn, job)
            conn.commit()
        except BaseException:
            conn.rollback()
            raise
        for job in jobs:
            job.aftermath.carry_out()

    def _begin(self, begin: str) -> None:
        self.conn.begin()  # SQLAlchemy has to know of it, but says nothing to SQLite by itself
        self._raw.execute(begin).close()

    @property
    def _raw(self) -> sqlite3.Connection:
        return self._link._conn

    async def close(self) -> None:
        if self._conn is not None:
            await self.run(self._conn.close)
        await self._link.close()


def _run_in_savepoint(conn: Connection, job: _Job) -> None:
    raw: sqlite3.Connection = conn.info[RAW]
    raw.execute("SAVEPOINT use_case")
    take(conn)
    try:
        job.result = job.work(conn)
        job.aftermath = take(conn)
    except StopIteration as error:
        job.error = RuntimeError("a use case raised StopIteration")  # no future can carry that one (PEP 479)
        job.error.__cause__ = error
    except BaseException as error:
        job.error = error
    if job.error is not None:
        raw.execute("ROLLBACK TO use_case")
    raw.execute("RELEASE use_case")


class SqliteDatabase:
    def __init__(self, writer: _Handle, readers: list[_Handle], held: alive.Held) -> None:
        self.on_stir: Callable[[], None] = lambda: None
        self._writer = writer
        self._readers = readers
        self._idle: asyncio.Queue[_Handle] = asyncio.Queue()
        for reader in readers:
            self._idle.put_nowait(reader)
        self._waiting: deque[_Job] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._held = held
        self._closed = False

    @classmethod
    async def open(cls, path: str, folder: Path | None = None, readers: int = 2) -> "SqliteDatabase":
        data = folder or Path(path).parent
        held = alive.hold(path)
        handles: list[_Handle] = []
        words = _Words()
        try:
            for number in range(readers + 1):
                handles.append(await _Handle.open(path, data, words, writer=number == 0))  # noqa: PERF401 - closed if the next fails
        except BaseException:
            await _close_all(handles)
            held.close()
            raise
        return cls(handles[0], handles[1:], held)

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
                self._waiting.clear()
                raise
            except BaseException as error:
                failure = error
            for job in jobs:
                _settle(job, failure)
            if failure is None and any(job.aftermath.stirred for job in jobs):
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
            self._held.close()


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
