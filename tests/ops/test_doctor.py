"""`nacre doctor`: what would go wrong is said before it does, without touching Discord."""

import io
import os
import socket
import time
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import insert

from bot.commands import doctor
from bot.config import Settings, WebServer
from bot.stopped import Stopped
from bot.store import migrate
from bot.store.database import engine_for
from bot.store.schema import agenda, community
from tests.conftest import NOW

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"


def settings(folder: Path, **changes: object) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    given: dict[str, object] = {"data_dir": folder, "web": {"port": free}} | changes
    if "token_file" not in given:
        given.setdefault("token", TOKEN)
    return Settings(**given)  # type: ignore[arg-type]  # pydantic turns them into what they have to be


@pytest.fixture
def ready(tmp_path: Path) -> Settings:
    made = settings(tmp_path / "data")
    migrate.upgrade(made.database)
    return made


def examined(about: Settings) -> str:
    out = io.StringIO()
    try:
        doctor.examine(about, Console(file=out, width=300, highlight=False))
    except Stopped as stopped:
        out.write(f"{stopped} ({stopped.code.name})")
    return out.getvalue()


def test_all_is_well(ready: Settings) -> None:
    said = examined(ready)
    assert "LOOK" not in said
    assert "WRONG" not in said
    assert "of application 123456789012345678" in said
    assert "nothing is late" in said
    assert TOKEN not in said


def test_a_missing_token_and_a_missing_database_are_named_together(tmp_path: Path) -> None:
    said = examined(settings(tmp_path, token=None))
    assert "nacre run" in said
    assert "There is no database at" in said
    assert "2 things to put right before Nacre can run. (FAILED)" in said
    assert not (tmp_path / "nacre.db").exists(), "looking makes nothing"


def test_a_token_of_the_wrong_shape_is_not_shown(ready: Settings, tmp_path: Path) -> None:
    said = examined(settings(tmp_path / "data", token="client-secret"))
    assert "Not of a token's shape" in said
    assert "client-secret" not in said


def test_a_database_of_a_newer_version_is_named(ready: Settings) -> None:
    with engine_for(ready.database).begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "Install the newer version again" in examined(ready)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "nacre.db").write_bytes(b"no database at all" * 100)
    assert "cannot be used: file is not a database" in examined(settings(tmp_path))


def test_what_is_overdue_is_counted(ready: Settings) -> None:
    with engine_for(ready.database).begin() as conn:
        conn.execute(
            insert(community).values(
                id=1, language="en", zone="UTC", organiser_role_ids=[], mentor_role_ids=[], dm_policy="never"
            )
        )
        conn.execute(
            insert(agenda).values(
                key="k",
                community_id=1,
                step="remind:10",
                due_at=NOW.replace(year=2020),
                grace_seconds=60,
                status="planned",
                attempts=0,
                reason="",
            )
        )
    assert "overdue: 1, the oldest by" in examined(ready)


def test_a_port_in_use_is_named(ready: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = ready.model_copy(update={"web": WebServer(port=taken.getsockname()[1])})
        assert "cannot be listened on" in examined(busy)


def test_a_web_server_that_is_off_is_something_to_look_at(ready: Settings) -> None:
    assert "Switched off" in examined(ready.model_copy(update={"web": WebServer(enabled=False)}))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "may not write to" in examined(settings(tmp_path / "data"))


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "may not write to" in examined(settings(tmp_path / "data"))


def test_a_secret_that_everybody_can_read_is_something_to_look_at(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(TOKEN)
    secret.chmod(0o644)
    assert "Everybody on this machine can read" in examined(settings(tmp_path, token_file=str(secret)))


def test_a_clock_that_went_back_is_named(ready: Settings) -> None:
    ahead = time.time() + 86_400
    os.utime(ready.data_dir / "nacre.db", (ahead, ahead))
    assert "but the database was last written" in examined(ready)
