"""`nacre backup` and `nacre restore`, in the operator's words; what they do is tested in tests/store."""

from pathlib import Path

import pytest

from bot.commands import backups
from bot.config import Settings
from bot.stopped import Stopped
from bot.store import communities, migrate
from bot.store.alive import hold
from bot.store.database import engine_for
from tests.conftest import NOW
from tests.factories import make_community


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path / "data")
    migrate.upgrade(made.database)
    add_community(made, 1)
    return made


def add_community(settings: Settings, community_id: int) -> None:
    engine = engine_for(settings.database)
    with engine.begin() as conn:
        make_community(conn, NOW, community_id)
    engine.dispose()


def there(settings: Settings) -> list[int]:
    engine = engine_for(settings.database)
    with engine.connect() as conn:
        found = communities.ids(conn)
    engine.dispose()
    return found


def backed_up(settings: Settings) -> Path:
    backups.backup(settings, None)
    (file,) = (settings.data_dir / "backups").iterdir()
    return file


def test_a_backup_is_named_after_the_time_and_for_its_owner_alone(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    file = backed_up(settings)
    assert file.match("nacre-2???????-??????.zip")
    assert file.stat().st_mode & 0o077 == 0
    assert str(file) in capsys.readouterr().out


def test_one_row_is_one_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = Settings(data_dir=tmp_path)
    migrate.upgrade(new.database)
    backed_up(new)
    assert ": 1 row, " in capsys.readouterr().out


def test_a_backup_replaces_no_file(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "mine.zip").write_text("precious")
    with pytest.raises(Stopped, match="there already"):
        backups.backup(settings, tmp_path / "mine.zip")
    assert (tmp_path / "mine.zip").read_text() == "precious"


def test_a_backup_of_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="There is no database"):
        backups.backup(Settings(data_dir=tmp_path), None)


def test_a_backup_can_be_restored_on_another_machine(settings: Settings, tmp_path: Path) -> None:
    elsewhere = Settings(data_dir=tmp_path / "elsewhere")
    backups.restore(elsewhere, backed_up(settings), replace=False)
    assert there(elsewhere) == [1]


def test_data_is_only_replaced_when_asked_for_and_kept_even_then(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    file = backed_up(settings)
    add_community(settings, 2)
    with pytest.raises(Stopped, match="--replace"):
        backups.restore(settings, file, replace=False)
    assert there(settings) == [1, 2]
    backups.restore(settings, file, replace=True)
    assert there(settings) == [1]
    (kept,) = (settings.data_dir / "backups").glob("before-restore-*.zip")
    assert str(kept) in capsys.readouterr().out
    backups.restore(settings, kept, replace=True)
    assert there(settings) == [1, 2]


def test_a_restore_refuses_while_the_bot_runs(settings: Settings) -> None:
    file = backed_up(settings)
    held = hold(str(settings.data_dir / "nacre.db"))
    try:
        with pytest.raises(Stopped, match="in use"):
            backups.restore(settings, file, replace=True)
    finally:
        held.close()
    assert there(settings) == [1]


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_changes_nothing(settings: Settings, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(Stopped, match="Nothing was changed"):
        backups.restore(settings, tmp_path / "x.zip", replace=True)
    assert there(settings) == [1]


def test_a_file_that_is_not_there_is_named(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(Stopped, match=r"There is no file .*nowhere\.zip"):
        backups.restore(settings, tmp_path / "nowhere.zip", replace=False)


def test_a_database_that_is_broken_can_still_be_replaced(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """That may be why somebody restores."""
    file = backed_up(settings)
    for path in settings.data_dir.glob("nacre.db*"):
        path.unlink()
    (settings.data_dir / "nacre.db").write_bytes(b"broken" * 1000)
    backups.restore(settings, file, replace=True)
    assert there(settings) == [1]
    assert "is not kept" in capsys.readouterr().err
