"""Files that nobody refers to any more go, once a day; and a chore that fails stops nobody."""

import asyncio
import logging
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot import files
from bot.client import Client
from bot.clock import MovableClock
from bot.domain.materials import File, Material, MaterialKind
from bot.domain.retention import Retention
from bot.services import materials, privacy
from bot.worker.chores import Chores
from bot.worker.leftovers import Leftovers
from tests.factories import make_community, organiser


def a_document(conn: Connection, now: datetime, file: File) -> Material:
    make_community(conn, now)
    return materials.add(conn, now, organiser(), MaterialKind.DOCUMENT, None, title="A", file=file)


async def test_a_removed_material_s_file_goes_when_nobody_can_bring_it_back(
    client: Client, clock: MovableClock
) -> None:
    folder = await client.ask(materials.folder)
    file = files.keep(folder, "a.pdf", b"%PDF-1")
    made = await client.do(a_document, file)
    os.utime(files.path_of(folder, file.digest), (time.time() - 2 * files.AGE,) * 2)
    leftovers = Leftovers(client)
    await client.do(materials.remove, organiser(), made.id)
    assert await leftovers.do() == 0
    clock.advance(days=1, seconds=1)
    await client.do(privacy.sweep, Retention())
    assert await leftovers.do() == 1
    assert list(files.there(folder)) == []


async def test_it_looks_once_a_day(client: Client, clock: MovableClock) -> None:
    folder: Path = await client.ask(materials.folder)
    leftovers = Leftovers(client)
    assert await leftovers.do() == 0
    orphan = files.keep(folder, "a.pdf", b"%PDF-1")
    os.utime(files.path_of(folder, orphan.digest), (time.time() - 2 * files.AGE,) * 2)
    clock.advance(hours=23)
    assert await leftovers.do() == 0
    clock.advance(hours=2)
    assert await leftovers.do() == 1


class Failing:
    def __init__(self) -> None:
        self.tried, self.closed = asyncio.Event(), False

    async def do(self) -> int:
        self.tried.set()
        raise RuntimeError("no")

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What the chores log, whatever else was set up for logs."""
    heard: list[str] = []

    class Hearing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    handler, log = Hearing(), logging.getLogger("bot.worker.chores")
    log.addHandler(handler)
    yield heard
    log.removeHandler(handler)


async def test_a_chore_that_fails_stops_nobody(said: list[str]) -> None:
    failing, other = Failing(), Failing()
    chores = Chores([failing, other])
    chores.start()
    await asyncio.wait_for(asyncio.gather(failing.tried.wait(), other.tried.wait()), 5)
    await chores.stop()
    assert (failing.closed, other.closed) == (True, True)
    assert said == ["Failing failed and is tried again later"] * 2
