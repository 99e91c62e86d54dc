"""PostgreSQL: psycopg in a small thread pool, a transaction each, tried again when the server broke a deadlock."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from bot.store import alive
from bot.store.transaction import DISCREET, FOLDER, Aftermath, P, R, UseCase, take

_TRIES = 5
_AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock: nothing was done, the same call may succeed


# one snapshot for all statements of a query, as on SQLite
_READING: Any = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}


def engine(url: URL, **options: Any) -> Engine:
    return create_engine(url.set(drivername="postgresql+psycopg"), **DISCREET, **options)


def plain_engine(url: URL, reading: bool) -> Engine:
    made = engine(url)
    return made.execution_options(**_READING) if reading else made


class PostgresDatabase:
    def __init__(self, url: URL, folder: Path | None, threads: int) -> None:
        self.on_stir: Callable[[], None] = lambda: None
        self._engine = engine(url, pool_size=threads, max_overflow=0, pool_pre_ping=True)
        event.listen(self._engine, "connect", lambda raw, _record: alive.hold_postgres(raw))
        event.listen(self._engine, "connect", lambda _raw, record: record.info.update({FOLDER: folder}))
        self._reading = self._engine.execution_options(**_READING)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="postgres")
        self._closed = False

    @classmethod
    async def open(cls, url: URL, folder: Path | None = None, threads: int = 4) -> "PostgresDatabase":
        database = cls(url, folder, threads)
        try:
            await database.read(lambda conn: conn.exec_driver_sql("SELECT 1").scalar())
        except BaseException:
            await database.close()
            raise
        return database

    async def write(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()

        def work() -> R:
            result, aftermath = self._write(lambda conn: use_case(conn, *args, **kwargs))
            aftermath.carry_out()
            if aftermath.stirred:  # said from here, so that it is said even when the caller was cancelled
                loop.call_soon_threadsafe(self.on_stir)
            return result

        return await self._run(work)

    def _write(self, use_case: Callable[[Connection], R]) -> tuple[R, Aftermath]:
        for attempt in range(1, _TRIES + 1):
            try:
                with self._engine.begin() as conn:
                    take(conn)
                    return use_case(conn), take(conn)
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
        if self._closed:
            raise RuntimeError("the database is closed")

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
