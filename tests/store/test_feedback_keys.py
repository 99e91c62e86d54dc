"""The key of an anonymous survey: a file of its own, and gone when it is not needed."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.store import feedback_keys
from bot.store.backup import backup
from bot.store.database import open_database
from bot.store.migrate import upgrade


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / feedback_keys.FOLDER


def test_a_key_is_a_file_that_nobody_else_may_read(conn: Connection, folder: Path) -> None:
    key = feedback_keys.make(conn, 7)
    assert (folder / "7").read_bytes() == key == feedback_keys.get(conn, 7)
    assert len(key) == 32
    assert stat.S_IMODE((folder / "7").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_every_survey_has_a_key_of_its_own_and_a_new_one_replaces_it(conn: Connection) -> None:
    keys = [feedback_keys.make(conn, number) for number in (7, 8, 7)]
    assert len(set(keys)) == 3
    assert feedback_keys.get(conn, 7) == keys[2]
    assert feedback_keys.token(keys[0], 11) not in (feedback_keys.token(keys[1], 11), feedback_keys.token(keys[0], 12))


def test_a_key_that_is_lost_or_broken_is_none(conn: Connection, folder: Path) -> None:
    assert feedback_keys.get(conn, 7) is None
    feedback_keys.make(conn, 7)
    (folder / "7").write_bytes(b"short")
    assert feedback_keys.get(conn, 7) is None


def test_a_removed_key_was_overwritten_first(conn: Connection, folder: Path) -> None:
    """Whoever still has the file open reads nothing of it."""
    feedback_keys.make(conn, 7)
    with (folder / "7").open("rb") as still_open:
        feedback_keys.remove(*feedback_keys.place(conn, 7))
        assert still_open.read() == bytes(32)
    assert not (folder / "7").exists()
    feedback_keys.remove(*feedback_keys.place(conn, 7))  # twice is harmless


def test_what_a_crash_left_behind_is_cleared_away(conn: Connection, folder: Path) -> None:
    assert feedback_keys.clear(conn, (), 0) == 0
    for number in (7, 8, 9):
        feedback_keys.make(conn, number)
    (folder / "10.new").write_bytes(os.urandom(32))
    assert feedback_keys.clear(conn, {8}) == 0, "they are young: a survey may be on its way"
    assert feedback_keys.clear(conn, {8}, 0) == 3
    assert sorted(path.name for path in folder.iterdir()) == ["8", "CACHEDIR.TAG"]
    assert feedback_keys.clear(conn, {8}, 0) == 0


async def test_it_is_in_the_data_folder_of_both_databases(any_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    database = await open_database(any_url, data)
    try:
        key = await database.write(feedback_keys.make, 7)
        assert await database.read(feedback_keys.get, 7) == key
        assert (data / feedback_keys.FOLDER / "7").read_bytes() == key
    finally:
        await database.close()


async def test_without_a_folder_it_lives_as_long_as_the_process(postgres_url: str) -> None:
    database = await open_database(postgres_url)
    try:
        key = await database.write(feedback_keys.make, 7)
        assert await database.read(feedback_keys.get, 7) == key
        feedback_keys.remove(*await database.read(feedback_keys.place, 7))
        assert await database.read(feedback_keys.get, 7) is None
    finally:
        await database.close()


async def test_no_backup_has_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nacre.db'}"
    upgrade(url)
    database = await open_database(url)
    try:
        key = await database.write(feedback_keys.make, 7)
        backup(url, tmp_path / "backup.zip")
    finally:
        await database.close()
    packed = (tmp_path / "backup.zip").read_bytes()
    assert key not in packed
    assert feedback_keys.FOLDER.encode() not in packed
