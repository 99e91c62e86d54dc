"""The steps lead from nothing to exactly the schema, on both databases, with data in it."""

import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, delete, insert, select, text

from bot.store import migrate, tombstones
from bot.store.database import engine_for, is_sqlite
from bot.store.schema import community, event, member, metadata, rsvp


@pytest.fixture
def migrated(empty_url: str) -> Iterator[Connection]:
    migrate.upgrade(empty_url)
    engine = engine_for(empty_url)
    with engine.connect() as conn:
        yield conn
    engine.dispose()


def test_from_empty_to_the_latest(empty_url: str) -> None:
    assert migrate.current(empty_url) is None
    assert migrate.pending(empty_url) == migrate.steps()
    assert migrate.upgrade(empty_url) == migrate.steps()
    assert migrate.current(empty_url) == migrate.latest()
    assert migrate.pending(empty_url) == ()
    assert migrate.upgrade(empty_url) == ()


def test_the_steps_lead_to_the_schema(migrated: Connection) -> None:
    """What `alembic check` looks at: tables, columns, types, indexes, keys."""
    context = MigrationContext.configure(migrated, opts={"compare_type": True, "include_name": migrate.ours})
    assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize(("made", "grown"), [("database_url", "fresh_file"), ("postgres_url", "empty_postgres_url")])
def test_the_steps_make_the_very_tables_of_the_schema(made: str, grown: str, request: pytest.FixtureRequest) -> None:
    """Autogenerate is blind to CHECKs, STRICT and AUTOINCREMENT: here the databases' own words are compared."""
    migrate.upgrade(request.getfixturevalue(grown))
    assert _in_its_own_words(request.getfixturevalue(grown)) == _in_its_own_words(request.getfixturevalue(made))


@pytest.fixture
def fresh_file(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'fresh.db'}"


def _in_its_own_words(url: str) -> set[frozenset[str]]:
    engine = engine_for(url)
    try:
        with engine.connect() as conn:
            queries = _SQLITE_WORDS if is_sqlite(url) else _POSTGRES_WORDS
            words = [str(sql) for query in queries for sql in conn.execute(text(query)).scalars()]
    finally:
        engine.dispose()
    # a table's constraints may come in any order
    # and SQLite puts the name of a table that was made anew in quotes
    plain = [sql.replace('"event"', "event") for sql in words if "alembic" not in sql]
    return {frozenset(line.strip(" \t,") for line in sql.splitlines()) for sql in plain}


_SQLITE_WORDS = ("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL",)
_POSTGRES_WORDS = (
    "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
)


def test_every_sqlite_table_is_strict(database_url: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'strict.db'}"
    migrate.upgrade(url)
    engine = engine_for(url)
    with engine.connect() as conn:
        query = "SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main' AND type = 'table'"
        loose = conn.execute(text(query)).scalars()
        assert {name for name in loose if not name.startswith("sqlite_")} <= {"alembic_version"}
    engine.dispose()


def test_upgrading_keeps_what_is_there(empty_url: str, now: datetime) -> None:
    """From every released step on, with data in it. (Nothing is released before the first.)"""
    for start in migrate.steps():
        engine = engine_for(empty_url)
        with engine.connect() as conn:
            migrate.upgrade_on(conn, start)
            with conn.begin():
                if not conn.execute(select(community.c.id)).first():
                    conn.execute(insert(community).values(_COMMUNITY))
                    conn.execute(insert(member).values(community_id=1, user_id=2, direct_messages=True, updated_at=now))
        migrate.upgrade(empty_url)
        with engine.connect() as conn:
            assert conn.execute(select(community.c.zone)).scalars().all() == ["Europe/Riga"]
            assert conn.execute(select(member.c.direct_messages)).scalars().all() == [True]
        engine.dispose()


def test_events_outlive_the_step_that_makes_their_table_anew(empty_url: str, now: datetime) -> None:
    """With their answers, which go when an event goes; and a number that was given away is not given away again."""
    moments = {"starts_at": now, "ends_at": now + timedelta(hours=1), "created_at": now, "updated_at": now}
    engine = engine_for(empty_url)
    with engine.connect() as conn:
        migrate.upgrade_on(conn, "0001")
        with conn.begin():
            conn.execute(insert(community).values(_COMMUNITY))
            for uid in ("kept", "removed"):
                conn.execute(insert(event).values(**_EVENT, **moments, uid=uid))
            answered = {"event_id": 1, "user_id": 2, "choice": "going", "ticket": 1, "note": "", "updated_at": now}
            conn.execute(insert(rsvp).values(answered))
            conn.execute(delete(event).where(event.c.uid == "removed"))
    migrate.upgrade(empty_url)
    with engine.connect() as conn, conn.begin():
        kept = conn.execute(select(event)).one()
        assert (kept.uid, kept.starts_at, kept.feedback, kept.recorded) == ("kept", now, "anonymous", False)
        assert conn.execute(select(rsvp.c.user_id)).scalars().all() == [2]
        new = insert(event).values(**_EVENT, **moments, uid="new", feedback="none", recorded=True)
        assert conn.execute(new.returning(event.c.id)).scalar_one() == 3
    engine.dispose()


_EVENT: dict[str, Any] = {
    **dict.fromkeys(("title", "folded_title"), "Storytelling"),
    **dict.fromkeys(("summary", "description", "place", "join_link", "speakers", "cancel_reason"), ""),
    **dict.fromkeys(("going", "maybe", "declined", "waiting", "offered", "last_ticket", "sequence"), 0),
    "community_id": 1,
    "kind": "webinar",
    "zone": "Europe/Riga",
    "mode": "online",
    "lead_minutes": [60],
    "link_opens_minutes": 15,
    "language": "en",
    "registration_open": True,
    "audience": "community",
    "role_ids": [],
    "status": "published",
    "version": 1,
}

_COMMUNITY: dict[str, Any] = {
    "id": 1,
    "language": "en",
    "zone": "Europe/Riga",
    "organiser_role_ids": [],
    "mentor_role_ids": [],
    "dm_policy": "opt_in",
}


def test_a_database_of_a_newer_version_is_refused(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    engine = engine_for(empty_url)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for ask in (migrate.pending, migrate.upgrade):
        with pytest.raises(migrate.UnknownSchema, match="9999"):
            ask(empty_url)


def test_the_salt_is_there_from_the_first_day(migrated: Connection) -> None:
    assert len(tombstones.salt(migrated)) == 32


def test_the_folder_of_an_sqlite_database_is_made(tmp_path: Path) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path}/some/where/nacre.db")
    assert (tmp_path / "some" / "where" / "nacre.db").exists()


@pytest.mark.slow
def test_an_installed_wheel_brings_its_migrations(tmp_path: Path) -> None:
    """They lie beside the package `bot`, where `migrate.py` looks for them."""
    import subprocess
    import sys

    root = Path(migrate.__file__).parents[2]
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if built.returncode and b"No module named hatchling" in built.stderr:
        pytest.skip("hatchling is not installed here")
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = "from bot.store import migrate; print(migrate.upgrade('sqlite:///there.db'), migrate.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "installed",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'0001'" in done.stdout
    assert str(tmp_path) in done.stdout
