"""Files that people give: what they are, by which name they are kept, and that a backup has them."""

import io
import os
import time
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot import files
from bot.domain.materials import MaterialKind
from bot.domain.refused import Refused
from bot.filetypes import typed
from bot.services import backups, materials
from bot.store import backup, migrate
from bot.store.backup import Damaged
from bot.store.database import engine_for
from tests.factories import make_community, organiser

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


PPTX = zipped(("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b""))
ODP = zipped(("mimetype", b"application/vnd.oasis.opendocument.presentation"), ("content.xml", b""))


@pytest.mark.parametrize(
    ("name", "content", "kept", "media_type"),
    [
        ("slides.pdf", b"%PDF-1.7", "slides.pdf", "application/pdf"),
        ("slides.PDF", b"%PDF-1.7", "slides.pdf", "application/pdf"),
        ("photo.exe", PNG, "photo.exe.png", "image/png"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0", "photo.jpg", "image/jpeg"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", "image/webp"),
        (
            "talk.pptx",
            PPTX,
            "talk.pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        ("talk.zip", ODP, "talk.zip.odp", "application/vnd.oasis.opendocument.presentation"),
        ("old.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8), "old.ppt", "application/vnd.ms-powerpoint"),
        ("notes.md", "# Łódź".encode(), "notes.md", "text/markdown"),
        ("talk.txt", b"WEBVTT\n\n", "talk.txt.vtt", "text/vtt"),
        ("talk.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHi", "talk.srt", "application/x-subrip"),
        ("nothing", b"Just text", "nothing.txt", "text/plain"),
        ("stare.srt", "1\n00:00:01,000 --> 00:00:02,000\nŹródło".encode("cp1250"), "stare.srt", "application/x-subrip"),
        ("../../etc/passwd", b"Just text", "passwd.txt", "text/plain"),
        ("C:\\Users\\x\\plan.txt", b"Just text", "plan.txt", "text/plain"),
        ("evil\u202efdp.txt", b"Just text", "evilfdp.txt", "text/plain"),
        ('a<b>:"|?*.txt', b"Just text", "a_b______.txt", "text/plain"),
        ("CON.txt", b"Just text", "file CON.txt", "text/plain"),
        ("...", b"Just text", "file.txt", "text/plain"),
        ("Žuvų šventė 2026.pdf", b"%PDF-1.4", "Žuvų šventė 2026.pdf", "application/pdf"),
    ],
)
def test_a_file_is_what_is_in_it(name: str, content: bytes, kept: str, media_type: str) -> None:
    known = typed(name, content)
    assert (known.name, known.media_type) == (kept, media_type)


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.pdf", b"", "file.empty"),
        ("a.pdf", b"MZ\x90\x00", "file.kind"),
        ("a.txt", b"\x7fELF\x02", "file.kind"),
        ("a.txt", b"<!DOCTYPE html><p>", "file.kind"),
        ("a.txt", b"\xef\xbb\xbf  <html>", "file.kind"),
        ("a.svg", b"<?xml version='1.0'?><svg onload='x'/>", "file.kind"),
        ("a.pptx", zipped(("run.exe", b"MZ")), "file.kind"),
        ("a.pptx", b"PK\x03\x04 broken", "file.kind"),
        ("a.docm", zipped(("[Content_Types].xml", b""), ("word/vbaProject.bin", b"")), "file.macros"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "file.macros"),
        ("a.xyz", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8), "file.kind"),
    ],
)
def test_what_runs_or_is_not_known_is_refused(name: str, content: bytes, key: str) -> None:
    with pytest.raises(Refused, match=f"^{key}$"):
        typed(name, content)


@settings(max_examples=200, deadline=None)
@given(name=st.text(max_size=200))
def test_a_name_is_always_one_a_folder_takes(name: str) -> None:
    kept = typed(name, b"%PDF-1.7").name
    assert kept.endswith(".pdf")
    assert 5 <= len(kept) <= 100
    assert not set('/\\<>:"|?*\x00\n') & set(kept)
    assert kept.strip(". ") == kept


def test_the_same_file_is_kept_once(tmp_path: Path) -> None:
    one, two = files.keep(tmp_path, "a.pdf", b"%PDF-1"), files.keep(tmp_path, "b.pdf", b"%PDF-1")
    assert one.digest == two.digest == sha256(b"%PDF-1").hexdigest()
    assert list(files.there(tmp_path)) == [one.digest]
    assert files.read(tmp_path, one.digest) == b"%PDF-1"
    assert files.path_of(tmp_path, one.digest).stat().st_mode & 0o777 == 0o600


def test_what_is_too_large_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^file\.large$"):
        files.keep(tmp_path, "a.pdf", b"%PDF-" + bytes(files.MOST_BYTES))
    assert list(files.there(tmp_path)) == []


def test_only_a_digest_names_a_file(tmp_path: Path) -> None:
    for wrong in ("../nacre.db", "", "x" * 64, "A" * 64):
        with pytest.raises(ValueError, match="no digest"):
            files.path_of(tmp_path, wrong)


def test_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    kept = files.keep(tmp_path, "a.pdf", b"%PDF-1")
    files.path_of(tmp_path, kept.digest).write_bytes(b"%PDF-2")
    with pytest.raises(files.Missing):
        files.read(tmp_path, kept.digest)
    assert files.keep(tmp_path, "a.pdf", b"%PDF-1") == kept, "kept again, it is whole again"
    assert files.read(tmp_path, kept.digest) == b"%PDF-1"


def test_only_old_files_that_nobody_refers_to_are_swept(tmp_path: Path) -> None:
    """A young one may be about to get its row; so may one that was kept again just now."""
    used, orphan, young, again = (
        files.keep(tmp_path, "a.pdf", b"%PDF-" + each).digest for each in (b"1", b"2", b"3", b"4")
    )
    (tmp_path / "files" / f"{'0' * 64}.abcd.part").write_bytes(b"half")
    (tmp_path / "files" / "readme.txt").write_bytes(b"somebody else's")
    long_ago = time.time() - 2 * files.AGE
    for path in (tmp_path / "files").iterdir():
        if path.name != young:
            os.utime(path, (long_ago, long_ago))
    files.keep(tmp_path, "a.pdf", b"%PDF-4")
    assert files.sweep(tmp_path, {used}) == 2
    assert set(files.there(tmp_path)) == {used, young, again}
    assert orphan not in files.there(tmp_path)
    assert (tmp_path / "files" / "readme.txt").exists()
    assert files.sweep(tmp_path / "none", set()) == 0


# --- backup and restore


@pytest.fixture
def live(tmp_path: Path, now: datetime) -> tuple[str, Path]:
    """A database with two materials that have files, one of them removed, and a file nobody refers to."""
    folder = tmp_path / "live"
    folder.mkdir()
    url = f"sqlite:///{folder / 'nacre.db'}"
    migrate.upgrade(url)
    engine = engine_for(url)
    with engine.begin() as conn:
        make_community(conn, now)
        for content in (b"%PDF-1", b"%PDF-2"):
            file = files.keep(folder, "a.pdf", content)
            made = materials.add(conn, now, organiser(), MaterialKind.DOCUMENT, None, title="A", file=file)
        materials.remove(conn, now, organiser(), made.id)
    engine.dispose()
    files.keep(folder, "orphan.pdf", b"%PDF-3")
    return url, folder


def test_a_backup_has_the_files_that_rows_speak_of(live: tuple[str, Path], tmp_path: Path, now: datetime) -> None:
    url, folder = live
    manifest = backups.backup(url, tmp_path / "backup.zip", now, folder=folder)
    assert len(manifest.files) == 2
    assert manifest.lost == ()
    target = tmp_path / "new"
    restored = backups.restore(tmp_path / "backup.zip", f"sqlite:///{target / 'nacre.db'}", now, folder=target)
    assert restored.manifest == manifest
    assert tuple(files.there(target)) == manifest.files
    assert {files.read(target, digest) for digest in manifest.files} == {b"%PDF-1", b"%PDF-2"}


def test_a_lost_file_stops_no_backup_and_is_named(live: tuple[str, Path], tmp_path: Path, now: datetime) -> None:
    url, folder = live
    gone, damaged = (sha256(content).hexdigest() for content in (b"%PDF-1", b"%PDF-2"))
    files.path_of(folder, gone).unlink()
    files.path_of(folder, damaged).write_bytes(b"%PDF-X")
    manifest = backups.backup(url, tmp_path / "backup.zip", now, folder=folder)
    assert manifest.lost == tuple(sorted((gone, damaged)))
    assert backup.inspect(tmp_path / "backup.zip").files == ()


def test_a_damaged_file_in_a_backup_is_noticed_before_anything_changes(
    live: tuple[str, Path], tmp_path: Path, now: datetime
) -> None:
    url, folder = live
    whole = tmp_path / "backup.zip"
    backups.backup(url, whole, now, folder=folder)
    target = tmp_path / "new"
    for wrong in (b"%PDF-X", None):
        broken = tmp_path / "broken.zip"
        with ZipFile(whole) as source, ZipFile(broken, "w") as copy:
            for each in source.infolist():
                is_file = each.filename.startswith("files/")
                if not is_file:
                    copy.writestr(each, source.read(each))
                elif wrong is not None:
                    copy.writestr(each.filename, wrong)
        with pytest.raises(Damaged):
            backups.restore(broken, f"sqlite:///{target / 'nacre.db'}", now, folder=target)
        assert not target.exists() or list(files.there(target)) == []


def test_a_restore_repairs_what_is_damaged_and_leaves_what_is_whole(
    live: tuple[str, Path], tmp_path: Path, now: datetime
) -> None:
    url, folder = live
    manifest = backups.backup(url, tmp_path / "backup.zip", now, folder=folder)
    one, other = (files.path_of(folder, digest) for digest in manifest.files)
    one.write_bytes(b"damaged")
    before = other.stat().st_mtime_ns
    backups.restore(tmp_path / "backup.zip", url, now, folder=folder, replace=True)
    assert files.read(folder, one.name)
    assert other.stat().st_mtime_ns == before


def test_without_a_data_folder_there_is_no_place_for_files(conn: Connection, now: datetime) -> None:
    with pytest.raises(Refused, match=r"^file\.no_folder$"):
        materials.folder(conn, now)
