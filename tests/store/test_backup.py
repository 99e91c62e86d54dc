"""A backup is made while the bot runs; a restore brings all of it back, but nobody who was erased since."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Connection, func, insert, select, text, update

from bot.domain.people import Actor
from bot.services import backups, preferences, privacy
from bot.store import alive, backup, facts, migrate, restoring, schema, tombstones
from bot.store.database import engine_for, is_sqlite, open_database
from bot.store.restoring import ID_GAP
from tests.services.people_everywhere import ANNA, BERND, everything, fill


@contextmanager
def _at(url: str) -> Iterator[Connection]:
    engine = engine_for(url)
    with engine.begin() as conn:
        yield conn
    engine.dispose()


@pytest.fixture
def source_url(empty_url: str, now: datetime) -> str:
    """A database with people in every table, on each kind."""
    migrate.upgrade(empty_url)
    with _at(empty_url) as conn:
        fill(conn, now, 1)
        fill(conn, now, 2)
    return empty_url


@pytest.fixture(params=["sqlite", "postgresql"])
def target_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where to restore to: nothing yet on SQLite; tables without rows on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'nacre.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def small_url(tmp_path: Path, now: datetime) -> str:
    """An SQLite database with people in it, where the kind does not matter."""
    url = f"sqlite:///{tmp_path / 'small' / 'nacre.db'}"
    migrate.upgrade(url)
    with _at(url) as conn:
        fill(conn, now, 1)
    return url


def test_what_was_backed_up_comes_back_on_either_kind_of_database(
    source_url: str, target_url: str, tmp_path: Path, now: datetime
) -> None:
    """The form is our own: this is also the way from SQLite to PostgreSQL."""
    manifest = backups.backup(source_url, tmp_path / "backup.zip", now)
    earlier = now - timedelta(hours=1)  # nothing is due yet
    restored = backups.restore(tmp_path / "backup.zip", target_url, earlier, folder=tmp_path)
    with _at(source_url) as source, _at(target_url) as target:
        assert everything(target) == everything(source)
    assert restored.manifest == manifest
    assert restored.erased == 0
    assert manifest.rows > 50
    assert migrate.pending(target_url) == ()


def test_a_restored_database_gives_no_id_away_again(
    source_url: str, target_url: str, tmp_path: Path, now: datetime
) -> None:
    """Messages posted after the backup name ids it does not know; their buttons must never mean something else."""
    backups.backup(source_url, tmp_path / "backup.zip", now)
    backups.restore(tmp_path / "backup.zip", target_url, now, folder=tmp_path)
    with _at(target_url) as conn:
        event = schema.event
        last = conn.execute(select(event).order_by(event.c.id.desc())).mappings().first()
        assert last is not None
        again = {**last, "uid": "new"}
        del again["id"]
        fresh = conn.execute(insert(event).values(again).returning(event.c.id)).scalar_one()
        assert fresh == last["id"] + ID_GAP + 1
        entry = {"community_id": 1, "at": now, "action": "x", "details": {}}
        conn.execute(insert(schema.log_entry).values(entry))  # other ids simply go on


def _both(conn: Connection) -> None:
    for name in ("left", "right"):
        facts.put(conn, name, str(int(facts.get(conn, name) or 0) + 1))


async def test_a_backup_is_of_one_moment_while_others_write(source_url: str, tmp_path: Path, now: datetime) -> None:
    database = await open_database(source_url)
    stop = asyncio.Event()

    async def write() -> int:
        done = 0
        while not stop.is_set() or done < 10:
            await database.write(_both)
            done += 1
        return done

    writing = asyncio.create_task(write())
    for number in range(3):
        await asyncio.to_thread(backups.backup, source_url, tmp_path / f"{number}.zip", now)
    stop.set()
    assert await writing >= 10
    await database.close()
    for number in range(3):
        backup.inspect(tmp_path / f"{number}.zip")
        with ZipFile(tmp_path / f"{number}.zip") as archive:
            rows = [json.loads(line) for line in archive.read("fact.jsonl").splitlines()]
        values = {row["name"]: row["value"] for row in rows}
        assert values.get("left") == values.get("right")


def test_a_backup_is_for_its_owner_only_and_a_failed_one_leaves_nothing(
    tmp_path: Path, small_url: str, now: datetime
) -> None:
    target = tmp_path / "backup.zip"
    backups.backup(small_url, target, now)
    assert target.stat().st_mode & 0o777 == 0o600
    with _at(small_url) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(migrate.UnknownSchema):
        backups.backup(small_url, tmp_path / "second.zip", now)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["backup.zip"]


# --- a living bot ---------------------------------------------------------------------------------------------------

_BOT = """
import asyncio, sys
from bot.store.database import open_database
from bot.store.facts import put

async def main():
    database = await open_database(sys.argv[1])
    await database.write(put, "alive", "yes")
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


async def test_a_restore_refuses_over_a_running_bot_and_works_once_it_was_killed(
    source_url: str, tmp_path: Path, now: datetime
) -> None:
    """The lock ends with the process, however it ends; what it left in a write-ahead log is not taken for the new."""
    archive = tmp_path / "backup.zip"
    backups.backup(source_url, archive, now)
    bot = await asyncio.create_subprocess_exec(sys.executable, "-c", _BOT, source_url, stdin=PIPE, stdout=PIPE)
    assert bot.stdout is not None
    assert await bot.stdout.readline() == b"open\n"
    with pytest.raises(alive.InUse):
        backups.restore(archive, source_url, now, folder=tmp_path, replace=True)
    bot.send_signal(signal.SIGKILL)
    await bot.wait()
    await _restore_once_it_is_free(archive, source_url, now, tmp_path)
    with _at(source_url) as conn:
        assert facts.get(conn, "alive") is None
        assert conn.execute(select(func.count()).select_from(schema.event)).scalar_one() == 8


async def _restore_once_it_is_free(archive: Path, url: str, now: datetime, folder: Path) -> None:
    for _ in range(200):  # a PostgreSQL server needs a moment to notice that its client is gone
        try:
            backups.restore(archive, url, now, folder=folder, replace=True)
        except alive.InUse:
            await asyncio.sleep(0.02)
        else:
            return
    raise AssertionError("the lock outlived its process")


async def test_nobody_opens_a_database_that_is_being_restored(any_url: str) -> None:
    engine = engine_for(any_url)
    path = any_url.removeprefix("sqlite:///")
    with alive.alone(path) if is_sqlite(any_url) else alive.alone_postgres(engine), pytest.raises(alive.InUse):
        await open_database(any_url)
    engine.dispose()
    database = await open_database(any_url)
    second = await open_database(any_url)  # two that only use it do not mind each other
    await second.close()
    await database.close()


# --- refusing -------------------------------------------------------------------------------------------------------


def test_data_is_replaced_only_when_that_is_asked_for(source_url: str, tmp_path: Path, now: datetime) -> None:
    archive = tmp_path / "backup.zip"
    backups.backup(source_url, archive, now)
    with _at(source_url) as conn:
        facts.put(conn, "later", "yes")
    with pytest.raises(restoring.NotEmpty):
        backups.restore(archive, source_url, now, folder=tmp_path)
    with _at(source_url) as conn:
        assert facts.get(conn, "later") == "yes"
    backups.restore(archive, source_url, now, folder=tmp_path, replace=True)
    with _at(source_url) as conn:
        assert facts.get(conn, "later") is None


def _spoil_a_row(archive: Path) -> None:
    _rewrite(archive, "member.jsonl", b'"pl"', b'"en"')


def _rewrite(archive: Path, name: str, old: bytes, new: bytes) -> None:
    with ZipFile(archive) as before:
        files = {each: before.read(each) for each in before.namelist()}
    assert old in files[name]
    files[name] = files[name].replace(old, new)
    with ZipFile(archive, "w") as after:
        for each, content in files.items():
            after.writestr(each, content)


def _cut(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-100])


def _make_nonsense(archive: Path) -> None:
    archive.write_text("nonsense")


@pytest.mark.parametrize("spoil", [_spoil_a_row, _cut, _make_nonsense])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(
    small_url: str, tmp_path: Path, now: datetime, spoil: Any
) -> None:
    archive = tmp_path / "backup.zip"
    backups.backup(small_url, archive, now)
    spoil(archive)
    with _at(small_url) as conn:
        before = everything(conn)
    with pytest.raises(backup.Damaged):
        backups.restore(archive, small_url, now, folder=tmp_path, replace=True)
    with _at(small_url) as conn:
        assert everything(conn) == before


def test_no_flipped_bit_goes_unnoticed(small_url: str, tmp_path: Path, now: datetime) -> None:
    """Either it is found, or it stood where nothing is read (a time in the zip's own directory, say)."""
    archive = tmp_path / "backup.zip"
    manifest = backups.backup(small_url, archive, now)
    whole = archive.read_bytes()
    found = 0
    for position in range(0, len(whole), len(whole) // 150):
        spoilt = bytearray(whole)
        spoilt[position] ^= 1 << (position % 8)
        archive.write_bytes(bytes(spoilt))
        try:
            assert backup.inspect(archive) == manifest
        except backup.Damaged:
            found += 1
    assert found > 75


def test_a_backup_of_a_newer_version_is_refused(small_url: str, tmp_path: Path, now: datetime) -> None:
    archive = tmp_path / "backup.zip"
    backups.backup(small_url, archive, now)
    _rewrite(archive, "manifest.json", f'"{migrate.latest()}"'.encode(), b'"9999"')
    with pytest.raises(migrate.UnknownSchema, match="9999"):
        backups.restore(archive, small_url, now, folder=tmp_path, replace=True)


def test_a_restore_that_fails_half_way_leaves_the_old_database(source_url: str, tmp_path: Path, now: datetime) -> None:
    archive = tmp_path / "backup.zip"
    backups.backup(source_url, archive, now)
    with _at(source_url) as conn:
        facts.put(conn, "later", "yes")
        privacy.erase(conn, now, Actor(1, ANNA))
        before = everything(conn)

    def fails(*_: object) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        restoring.restore(archive, source_url, now, fails, folder=tmp_path, replace=True)
    with _at(source_url) as conn:
        assert everything(conn) == before
    assert not list(tmp_path.glob("**/*.restoring*"))


# --- erased stays erased --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("remembered_by", ["the database", "the folder"])
def test_who_was_erased_since_the_backup_is_erased_again(
    source_url: str, target_url: str, tmp_path: Path, now: datetime, remembered_by: str
) -> None:
    """The tombstone comes from the database that is replaced or, when that is lost, from the data folder."""
    archive, later = tmp_path / "backup.zip", now + timedelta(days=1)
    backups.backup(source_url, archive, now)
    with _at(source_url) as conn:
        privacy.erase(conn, later, Actor(1, ANNA))
        if remembered_by == "the folder":
            tombstones.write_file(tmp_path, tombstones.every(conn))
    url = source_url if remembered_by == "the database" else target_url
    restored = backups.restore(archive, url, later, folder=tmp_path, replace=True)
    assert restored.erased == 1
    with _at(url) as conn:
        held = privacy.export(conn, later, Actor(1, ANNA))["held"]
        assert not any(held.values())
        assert privacy.export(conn, later, Actor(2, ANNA))["held"]["rsvp"], "another community is another matter"
        assert privacy.export(conn, later, Actor(1, BERND))["held"]["rsvp"]
        key = tombstones.salt(conn)
        assert tombstones.digest(key, 1, ANNA) in tombstones.every(conn)
    assert tombstones.digest(key, 1, ANNA) in tombstones.read_file(tmp_path)


def test_who_came_back_before_the_backup_is_not_erased(small_url: str, tmp_path: Path, now: datetime) -> None:
    """Their tombstone is older than the backup: it is in it."""
    archive, anna = tmp_path / "backup.zip", Actor(1, ANNA)
    with _at(small_url) as conn:
        privacy.erase(conn, now, anna)
        preferences.change(conn, now, anna, language="pl")
    backups.backup(small_url, archive, now + timedelta(days=1))
    assert backups.restore(archive, small_url, now, folder=tmp_path, replace=True).erased == 0
    with _at(small_url) as conn:
        assert preferences.get(conn, now, anna).language == "pl"
        privacy.erase(conn, now + timedelta(days=2), anna)
    assert backups.restore(archive, small_url, now, folder=tmp_path, replace=True).erased == 1


def test_what_was_due_in_the_lost_time_is_missed_and_not_said_again(
    small_url: str, tmp_path: Path, now: datetime
) -> None:
    archive, agenda, outbox = tmp_path / "backup.zip", schema.agenda, schema.outbox
    with _at(small_url) as conn:
        conn.execute(update(agenda).where(agenda.c.id == 1).values(step="archive"))
        conn.execute(update(outbox).where(outbox.c.id == 1).values(kind="card", message_id=7))
        conn.execute(update(outbox).where(outbox.c.id == 2).values(due_at=now + timedelta(days=9), status="pending"))
    backups.backup(small_url, archive, now)
    backups.restore(archive, small_url, now + timedelta(days=1), folder=tmp_path, replace=True)
    with _at(small_url) as conn:
        steps = {row.id: (row.status, row.reason) for row in conn.execute(select(agenda))}
        said = {row.id: row.status for row in conn.execute(select(outbox))}
    assert steps.pop(1) == ("planned", ""), "what is done, not said, is still done"
    assert set(steps.values()) == {("missed", "restored")}
    assert (said.pop(1), said.pop(2)) == ("pending", "pending"), "an edit of a card; what is to come"
    assert set(said.values()) == {"missed", "sent"}


def test_a_database_that_cannot_be_read_is_replaced_when_asked(small_url: str, tmp_path: Path, now: datetime) -> None:
    archive, path = tmp_path / "backup.zip", Path(small_url.removeprefix("sqlite:///"))
    backups.backup(small_url, archive, now)
    path.write_bytes(os.urandom(8192))
    with pytest.raises(restoring.NotEmpty, match="cannot be read"):
        backups.restore(archive, small_url, now, folder=tmp_path)
    backups.restore(archive, small_url, now, folder=tmp_path, replace=True)
    assert migrate.pending(small_url) == ()
