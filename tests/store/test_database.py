"""The database runs use cases as transactions; nobody loses a write and nobody waits forever."""

import asyncio
import sqlite3
import sys
import threading
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store.database import Database, after_commit, open_database, stir
from bot.store.facts import get, put
from bot.store.schema import community, fact, log_entry


async def _value(database: Database, name: str) -> str | None:
    return await database.read(get, name)


def _increment(conn: Connection) -> int:
    count = int(conn.execute(select(fact.c.value).where(fact.c.name == "n").with_for_update()).scalar_one()) + 1
    conn.execute(update(fact).where(fact.c.name == "n").values(value=str(count)))
    return count


def _put_and_fail(conn: Connection, name: str, error: BaseException) -> None:
    put(conn, name, "half done")
    stir(conn)
    raise error


class _Gate:
    """Holds the writer in the middle of a use case until it is opened."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._opened = asyncio.Event()

    def __call__(self, conn: Connection) -> None:
        put(conn, "gate", "passed")
        self._loop.call_soon_threadsafe(self.entered.set)
        asyncio.run_coroutine_threadsafe(self._opened.wait(), self._loop).result(timeout=30)

    def open(self) -> None:
        self._opened.set()


async def test_no_increment_is_lost_among_many_at_once(any_database: Database) -> None:
    await any_database.write(put, "n", "0")
    counts = await asyncio.gather(*(any_database.write(_increment) for _ in range(300)))
    assert sorted(counts) == list(range(1, 301))
    assert await _value(any_database, "n") == "300"


async def test_a_use_case_that_fails_is_undone_alone(any_database: Database) -> None:
    """On SQLite they share one commit; the savepoint around each keeps them apart."""
    results = await asyncio.gather(
        *(any_database.write(put, f"good {number}", "done") for number in range(5)),
        *(any_database.write(_put_and_fail, f"bad {number}", ValueError("no")) for number in range(5)),
        *(any_database.write(put, f"late {number}", "done") for number in range(5)),
        return_exceptions=True,
    )
    assert [type(result) for result in results[5:10]] == [ValueError] * 5
    names = await any_database.read(lambda conn: conn.execute(select(fact.c.name)).scalars().all())
    assert sorted(names) == sorted([f"good {n}" for n in range(5)] + [f"late {n}" for n in range(5)])


async def test_a_broken_statement_spoils_no_neighbour(any_database: Database) -> None:
    broken = any_database.write(lambda conn: conn.execute(insert(fact).values(name=None, value="x")))
    fine = any_database.write(put, "fine", "done")
    results = await asyncio.gather(broken, fine, return_exceptions=True)
    assert isinstance(results[0], IntegrityError)
    assert await _value(any_database, "fine") == "done"


async def test_a_caller_who_goes_away_takes_nothing_back(any_database: Database, any_url: str) -> None:
    """What was asked for is done, and the others of the same commit are answered."""
    gate = _Gate()
    waiting = [asyncio.create_task(any_database.write(gate)), asyncio.create_task(any_database.write(put, "b", "done"))]
    await gate.entered.wait()
    other = asyncio.create_task(any_database.write(put, "c", "done"))
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    gate.open()
    results = await asyncio.gather(*waiting, other, return_exceptions=True)
    assert [isinstance(result, asyncio.CancelledError) for result in results] == [True, True, False]
    await any_database.close()
    again = await open_database(any_url)
    assert [await _value(again, name) for name in ("gate", "b", "c")] == ["passed", "done", "done"]
    await again.close()


async def test_closing_finishes_what_was_asked_for(any_url: str) -> None:
    database = await open_database(any_url)
    gate = _Gate()
    writes = [asyncio.create_task(database.write(gate))]
    await gate.entered.wait()
    writes += [asyncio.create_task(database.write(put, f"w{number}", "done")) for number in range(3)]
    reads = [asyncio.create_task(database.read(get, "nothing")) for _ in range(6)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    gate.open()
    assert await asyncio.gather(*writes, *reads) == [None] * 10
    await closing
    await database.close()  # twice is fine
    for refused in (database.write(put, "late", "x"), database.read(get, "late")):
        with pytest.raises(RuntimeError, match="closed"):
            await refused
    again = await open_database(any_url)
    assert [await _value(again, f"w{number}") for number in range(3)] == ["done"] * 3
    await again.close()


async def test_stop_iteration_reaches_its_caller_as_an_error(any_database: Database) -> None:
    """No future can carry StopIteration (PEP 479): unnoticed, its caller and all after it would wait forever."""
    for call in (any_database.write, any_database.read):
        with pytest.raises(RuntimeError, match="StopIteration"):
            await call(lambda conn: next(iter(())))
    await any_database.write(put, "after", "done")


async def test_readers_cannot_write(any_database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        await any_database.read(put, "name", "value")
    await any_database.write(put, "name", "written")
    assert await _value(any_database, "name") == "written"


async def test_a_reader_sees_what_was_committed_when_the_write_returned(any_database: Database) -> None:
    for number in range(20):
        await any_database.write(put, "n", str(number))
        assert await _value(any_database, "n") == str(number)


async def test_a_naive_datetime_is_refused(any_database: Database, now: datetime) -> None:
    naive = now.replace(tzinfo=None)
    await any_database.write(lambda conn: conn.execute(insert(community).values(**_COMMUNITY)))
    entry = {"community_id": 1, "actor_id": 2, "action": "x", "details": {}}
    with pytest.raises(Exception, match="naive datetime"):
        await any_database.write(lambda conn: conn.execute(insert(log_entry).values(at=naive, **entry)))
    await any_database.write(lambda conn: conn.execute(insert(log_entry).values(at=now, **entry)))
    assert await any_database.read(lambda conn: conn.execute(select(log_entry.c.at)).scalar_one()) == now


_COMMUNITY = {
    "id": 1,
    "language": "en",
    "zone": "Europe/Riga",
    "organiser_role_ids": [],
    "mentor_role_ids": [],
    "dm_policy": "opt_in",
}


# --- what follows a commit ------------------------------------------------------------------------------------------


def _stirring(conn: Connection) -> None:
    put(conn, "due", "now")
    stir(conn)


async def test_the_worker_is_woken_after_the_commit_and_only_by_what_was_committed(any_database: Database) -> None:
    woken: list[str | None] = []
    seen = asyncio.Event()

    def on_stir() -> None:
        woken.append("woken")
        seen.set()

    any_database.on_stir = on_stir
    with pytest.raises(ValueError, match="no"):
        await any_database.write(_put_and_fail, "bad", ValueError("no"))
    await any_database.write(put, "quiet", "x")
    assert woken == []
    await any_database.write(_stirring)
    await asyncio.wait_for(seen.wait(), 5)
    assert woken == ["woken"]
    await any_database.write(put, "quiet", "y")
    await asyncio.sleep(0)
    assert woken == ["woken"], "a stir does not stick to the connection"


async def test_a_cancelled_caller_still_wakes_the_worker(any_database: Database) -> None:
    seen = asyncio.Event()
    any_database.on_stir = seen.set
    gate = _Gate()

    def use_case(conn: Connection) -> None:
        gate(conn)
        stir(conn)

    task = asyncio.create_task(any_database.write(use_case))
    await gate.entered.wait()
    task.cancel()
    gate.open()
    await asyncio.wait_for(seen.wait(), 5)


async def test_what_follows_a_commit_runs_once_it_is_durable_and_may_fail(
    any_database: Database, any_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def use_case(conn: Connection, name: str, *, fails: bool) -> None:
        put(conn, name, "x")
        after_commit(conn, lambda: 1 / 0)  # type: ignore[arg-type]
        after_commit(conn, lambda: done.append(name))
        if fails:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await any_database.write(use_case, "bad", fails=True)
    await any_database.write(use_case, "good", fails=False)
    assert done == ["good"]
    assert await _value(any_database, "good") == "x"
    assert "division by zero" in caplog.text


# --- SQLite alone ---------------------------------------------------------------------------------------------------


@pytest.fixture
def locked(database_url: str) -> Iterator[sqlite3.Connection]:
    """Somebody else who holds the write lock."""
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


async def test_a_transaction_that_cannot_begin_answers_everybody(
    database: Database, locked: sqlite3.Connection
) -> None:
    await _impatient(database)
    results = await asyncio.gather(*(database.write(put, str(n), "x") for n in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [sqlite3.OperationalError] * 3
    locked.execute("ROLLBACK")
    await database.write(put, "after", "done")
    assert await _value(database, "after") == "done"


async def _impatient(database: Database) -> None:
    handle = database._writer  # type: ignore[attr-defined]
    await handle.run(lambda: handle._link._conn.execute("PRAGMA busy_timeout = 1").close())


async def test_a_use_case_that_ends_the_transaction_is_an_error_and_the_writer_goes_on(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="savepoint"):
        await database.write(lambda conn: conn.rollback())
    await database.write(put, "after", "done")
    assert await _value(database, "after") == "done"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
async def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        await open_database(url)


async def test_what_cannot_be_opened_leaves_no_thread_behind(tmp_path: Path) -> None:
    """A thread of aiosqlite that is left hangs the interpreter at exit."""
    before = set(threading.enumerate())
    (tmp_path / "nacre.db").write_text("this is no database, but it is long enough to be looked at as one" * 20)
    with pytest.raises(sqlite3.DatabaseError):
        await open_database(f"sqlite:///{tmp_path / 'nacre.db'}")
    for thread in set(threading.enumerate()) - before:
        await asyncio.to_thread(thread.join, 5)
        assert not thread.is_alive()


async def test_the_writer_is_durable_and_readers_are_read_only(database: Database) -> None:
    """WAL with synchronous=FULL: what was answered survives a power cut."""

    def pragmas(conn: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "query_only")
        return [conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await database.write(pragmas) == ["wal", 2, 1, 0]
    assert await database.read(pragmas) == ["wal", 2, 1, 1]


# --- a process that dies --------------------------------------------------------------------------------------------

_WRITER = """
import asyncio, sys
from bot.store.database import open_database
from bot.store.facts import put

async def main():
    database = await open_database(sys.argv[1])

    async def write(worker):
        for number in range(100_000):
            await database.write(put, f"{worker}/{number}", "x")
            print(f"{worker}/{number}", flush=True)

    await asyncio.gather(*(write(worker) for worker in range(8)))

asyncio.run(main())
"""


@pytest.mark.slow
async def test_what_was_answered_is_there_after_the_process_was_killed(any_url: str) -> None:
    """Nobody is told that it worked before it is committed."""
    writer = await asyncio.create_subprocess_exec(sys.executable, "-c", _WRITER, any_url, stdout=PIPE)
    assert writer.stdout is not None
    answered = {(await writer.stdout.readline()).decode().strip() for _ in range(500)}
    writer.kill()
    await writer.wait()
    database = await open_database(any_url)
    there = set(await database.read(lambda conn: conn.execute(select(fact.c.name)).scalars().all()))
    await database.close()
    assert len(answered) == 500
    assert answered <= there
