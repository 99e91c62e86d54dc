"""`nacre export-archive`: everything in it, readable without us, and nothing public that is not."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot import archive_files, files
from bot.archive_files import Kept, Shelf
from bot.commands import archiving, database
from bot.config import Settings
from bot.domain.events import Audience, Status
from bot.domain.materials import Material, MaterialAudience, MaterialKind, Passage
from bot.domain.people import Community
from bot.stopped import Stopped
from bot.store import materials
from bot.store.database import Connection, connected
from tests.factories import COMMUNITY, make_community, make_event

THEN = datetime(2026, 3, 4, 12, tzinfo=UTC)
PDF = b"%PDF-1.7 slides"


@pytest.fixture
def folder(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with an archive in it; its tables come from the schema."""
    monkeypatch.setattr(database, "require_up_to_date", lambda settings: None)
    with connected(database_url) as conn, conn.begin():
        fill(conn, tmp_path)
    return tmp_path


def fill(conn: Connection, data: Path) -> None:
    make_community(conn, THEN)
    make_community(conn, THEN, 999)
    past: dict[str, Any] = {"starts_at": THEN - timedelta(hours=3), "status": Status.ARCHIVED}
    public = make_event(conn, THEN, title="Baking: for towns?", audience=Audience.PUBLIC, **past)
    cohort = make_event(conn, THEN, title="Quokka hour", audience=Audience.ROLES, role_ids=frozenset({77}), **past)
    make_event(conn, THEN, title="Draft", status=Status.DRAFT)
    make_event(conn, THEN, title="To come", starts_at=datetime(2090, 1, 1, tzinfo=UTC))
    slides = files.keep(data, "notes.txt", b"Bring flour")
    given: dict[str, Any] = {"file_name": "slides.pdf", "file_size": slides.size, "media_type": "application/pdf"}
    add(conn, "Slides", public.id, kind=MaterialKind.SLIDES, file_digest=slides.digest, **given)
    add(conn, "Slides", public.id, kind=MaterialKind.SLIDES, file_digest="0" * 64, **given)
    film = add(conn, "Film", public.id, link="https://youtu.be/aaaaaaaaaaa", text="Ask <@123456789>")
    materials.put_passages(conn, film, [Passage(0, "Hello"), Passage(65, "a < b <@123456789>")])
    add(conn, "Quokka film", cohort.id, text="secret")
    add(conn, "Quokka slides", cohort.id, audience=MaterialAudience.PUBLIC, text="for all")
    add(conn, "Removed", public.id, removed_at=THEN)
    add(conn, "Elsewhere", None, community_id=999, audience=MaterialAudience.COMMUNITY, text="x")


def add(conn: Connection, title: str, event_id: int | None, **more: Any) -> int:
    values: dict[str, Any] = {
        "community_id": COMMUNITY,
        "kind": MaterialKind.RECORDING,
        "audience": MaterialAudience.EVENT,
        "held_at": THEN,
        "created_at": THEN,
        "updated_at": THEN,
        "event_id": event_id,
        **more,
    }
    return materials.add(conn, Material(id=0, title=title, **values))


def export(folder: Path, name: str, community: int | None = None, *, public: bool = False) -> dict[str, Any]:
    archiving.export(Settings(data_dir=folder), folder / name, community, public=public)
    if name.endswith(".zip"):
        with ZipFile(folder / name) as found:
            return dict(json.loads(found.read("archive.json")))
    return dict(json.loads((folder / name / "archive.json").read_text()))


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_everything_is_in_it_with_who_may_see_it(folder: Path, name: str) -> None:
    index = export(folder, name)
    here, elsewhere = index["communities"]
    assert (index["format"], index["public_only"]) == (1, False)
    assert [each["title"] for each in here["events"]] == ["Baking: for towns?", "Quokka hour"]
    titles = [each["title"] for each in here["materials"]]
    assert titles == ["Slides", "Slides", "Film", "Quokka film", "Quokka slides"]
    assert [each["title"] for each in elsewhere["materials"]] == ["Elsewhere"]
    assert here["events"][1]["access"] == {"audience": "roles", "role_ids": ["77"]}
    assert here["materials"][4]["access"] == {"audience": "public", "role_ids": []}
    assert here["materials"][1]["files"] == [
        {"what": "upload", "name": "slides.pdf", "sha256": "0" * 64, "missing": True}
    ]
    if name == "out":
        for each in [*here["materials"], *elsewhere["materials"]]:
            for file in each["files"]:
                if not file.get("missing"):
                    content = (folder / name / file["path"]).read_bytes()
                    assert (len(content), sha256(content).hexdigest()) == (file["size"], file["sha256"])
    assert not list(folder.glob("*.part"))


def test_names_can_be_read_and_taken_by_every_system(folder: Path) -> None:
    export(folder, "out")
    found = sorted(str(path.relative_to(folder / "out")) for path in (folder / "out").rglob("*") if path.is_file())
    assert "500/2026/2026-03-04 Baking for towns/slides Slides.pdf" in found
    assert "500/2026/2026-03-04 Baking for towns/recording Film.vtt" in found
    assert "500/2026/2026-03-04 Quokka hour/recording Quokka film.md" in found
    said = (folder / "out" / "500/2026/2026-03-04 Baking for towns/recording Film.vtt").read_text()
    assert said.startswith("WEBVTT\n\n00:00:00.000 --> 00:01:05.000\nHello\n\n00:01:05.000 --> 00:02:05.000\n")
    assert "a &lt; b @…" in said


def test_no_id_of_a_person_is_in_it(folder: Path) -> None:
    export(folder, "out")
    for path in (folder / "out").rglob("*"):
        assert not path.is_file() or b"123456789" not in path.read_bytes()


def test_only_what_is_public(folder: Path) -> None:
    index = export(folder, "public", public=True)
    here, elsewhere = index["communities"]
    assert [each["title"] for each in here["events"]] == ["Baking: for towns?"]
    assert [each["title"] for each in here["materials"]] == ["Slides", "Slides", "Film", "Quokka slides"]
    assert here["materials"][3]["event_id"] is None
    assert elsewhere["materials"] == []
    everything = "\n".join(f"{path} {path.read_text()}" for path in (folder / "public").rglob("*") if path.is_file())
    assert "Quokka hour" not in everything
    assert "secret" not in everything


def test_one_community(folder: Path) -> None:
    assert [each["id"] for each in export(folder, "one", 999)["communities"]] == ["999"]
    with pytest.raises(Stopped, match="No server with the id 5"):
        export(folder, "none", 5)


def test_nothing_is_written_over(folder: Path) -> None:
    export(folder, "out")
    with pytest.raises(Stopped, match="is there already"):
        export(folder, "out")


def test_what_was_lost_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export(folder, "out.zip")
    told = capsys.readouterr()
    assert "2 events, 6 materials" in told.out
    assert "slides.pdf (#2)" in told.err
    assert "for some roles only" in told.out


def test_a_failed_export_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Any:
        raise OSError("the disk is full")
        yield

    with pytest.raises(OSError, match="disk is full"):
        archive_files.export(tmp_path / "out.zip", [Shelf(Community(1), (), broken())], THEN, tmp_path, public=False)
    assert list(tmp_path.iterdir()) == []


def test_equal_names_get_numbers_and_awkward_ones_become_harmless(tmp_path: Path) -> None:
    def kept(title: str) -> Kept:
        made = Material(1, 1, MaterialKind.TOOL, title, THEN, THEN, THEN, text="x")
        return Kept(made, None)

    titles = ["CON", "a/../b", "A/..\\B", "\u202e…", ".", "x" * 200, "ęł ü"]
    shelf = Shelf(Community(1), (), [kept(each) for each in titles])
    archive_files.export(tmp_path / "out", [shelf], THEN, tmp_path, public=False)
    found = list((tmp_path / "out").rglob("*.md"))
    assert len(found) == len(titles)
    assert all(len(path.name) <= 90 for path in found)
    assert len({str(path).casefold() for path in found}) == len(titles)
