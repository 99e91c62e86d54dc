"""What most tests need: a clock that stands still, a database with the tables in it, and the client over both."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.client import Client
from bot.clock import MovableClock
from bot.store.database import Database, engine_for, open_database
from bot.store.schema import metadata

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Warsaw, a week after the clocks went back


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def now(clock: MovableClock) -> datetime:
    return clock.now()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """A fresh SQLite database with the tables made straight from the schema (migrations have their own tests)."""
    url = f"sqlite:///{tmp_path / 'nacre.db'}"
    engine = engine_for(url)
    with engine.begin() as conn:
        metadata.create_all(conn)
    engine.dispose()
    return url


@pytest.fixture
def conn(database_url: str) -> Iterator[Connection]:
    """One transaction on a fresh database, for tests of store and services: no loop needed."""
    engine = engine_for(database_url)
    with engine.connect() as connection, connection.begin():
        yield connection
    engine.dispose()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def client(database: Database, clock: MovableClock) -> Client:
    return Client(database, clock)
