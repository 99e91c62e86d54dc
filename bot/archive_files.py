"""The archive as files: a folder or a zip that can be read without Nacre, and `archive.json` with all that is known.

Files are streamed one after the other. The target has its name only once it is complete; if the process dies, what is
left is named `….part`, and the next export begins anew.
"""

import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from bot import files
from bot.domain.events import Event
from bot.domain.materials import Material, Passage
from bot.domain.people import Community

FORMAT = 1
INDEX = "archive.json"
_LONGEST = 80  # characters of one part of a path: what every system takes, with a folder before it
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE
)  # names that Windows keeps for itself
_MENTION = re.compile(r"<@!?\d{1,20}>")  # of a person in a text: ids of people are not in an export
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


@dataclass(frozen=True, slots=True)
class Kept:
    """One material as it goes into the export; `event` is left out where its readers may not know of it."""

    material: Material
    event: Event | None
    passages: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """What of one community goes into the export."""

    community: Community
    events: Iterable[Event]
    kept: Iterable[Kept]


@dataclass(slots=True)
class Written:
    """What an export holds."""

    events: int = 0
    materials: int = 0
    files: int = 0
    size: int = 0  # bytes of the files
    missing: list[str] = field(default_factory=list)  # of uploads that are lost or damaged


class Place(Protocol):
    """Where files are written to."""

    def add(self, path: str, content: bytes, *, packed: bool = False) -> None: ...

    def add_file(self, path: str, source: Path) -> None: ...


def export(target: Path, shelves: Iterable[Shelf], now: datetime, data_folder: Path | None, *, public: bool) -> Written:
    """Write a zip where `target` ends with .zip, else a folder. FileExistsError when it is there already."""
    if target.exists():
        raise FileExistsError(str(target))
    unfinished = target.with_name(f"{target.name}.part")
    _remove(unfinished)
    try:
        if target.suffix.lower() == ".zip":
            with ZipFile(unfinished, "w", ZIP_DEFLATED) as archive:
                written = write(_Zip(archive), shelves, now, data_folder, public=public)
        else:
            unfinished.mkdir(mode=0o700, parents=True)
            written = write(_Folder(unfinished), shelves, now, data_folder, public=public)
        unfinished.rename(target)
    finally:
        _remove(unfinished)
    return written


def export_to(stream: IO[bytes], shelves: Iterable[Shelf], now: datetime, data_folder: Path | None) -> Written:
    """Write a zip into a stream, everything in it."""
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        return write(_Zip(archive), shelves, now, data_folder, public=False)


def write(place: Place, shelves: Iterable[Shelf], now: datetime, data_folder: Path | None, *, public: bool) -> Written:
    """Files shelf by shelf, then the index of them all, which is put together in a file beside."""
    written = Written()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json", delete=False) as index:
        path = Path(index.name)
        try:
            head = {"format": FORMAT, "made_at": now.astimezone(UTC).isoformat(), "public_only": public}
            index.write(f'{json.dumps(head)[:-1]}, "communities": [')
            for number, shelf in enumerate(shelves):
                index.write("," if number else "")
                _shelve(place, index, shelf, data_folder, written)
            index.write("\n]}\n")
            index.close()
            place.add_file(INDEX, path)
        finally:
            path.unlink(missing_ok=True)
    return written


def _shelve(place: Place, index: IO[str], shelf: Shelf, data_folder: Path | None, written: Written) -> None:
    community = shelf.community
    about = {"id": str(community.id), "language": community.language, "zone": community.zone}
    index.write(f'\n{json.dumps(about)[:-1]},\n"events": [')
    for number, event in enumerate(shelf.events):
        index.write(("," if number else "") + "\n" + _dumped(_event(event)))
        written.events += 1
    index.write('],\n"materials": [')
    taken: set[str] = set()
    for number, kept in enumerate(shelf.kept):
        found = _material(place, kept, f"{community.id}", data_folder, taken, written)
        index.write(("," if number else "") + "\n" + _dumped(found))
        written.materials += 1
    index.write("]}")


def _event(event: Event) -> dict[str, Any]:
    names = ("id", "kind", "title", "zone", "mode", "place", "speakers", "language", "summary", "description", "status")
    return {
        **{name: getattr(event, name) for name in names},
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "access": {"audience": event.audience, "role_ids": [str(each) for each in sorted(event.role_ids)]},
    }


def _material(
    place: Place, kept: Kept, top: str, data_folder: Path | None, taken: set[str], written: Written
) -> dict[str, Any]:
    """What is known of a material; its files are written on the way."""
    material = kept.material
    folder = f"{top}/{material.held_at:%Y}/{_name(f'{material.held_at:%Y-%m-%d} {_headline(kept)}')}"
    base = f"{folder}/{_name(f'{material.kind} {material.title}')}"
    found: dict[str, Any] = {
        **{name: getattr(material, name) for name in ("id", "kind", "title", "link", "text", "language", "speakers")},
        "event_id": kept.event.id if kept.event is not None else None,
        "tags": list(material.tags),
        "topic": material.topic,
        "held_at": material.held_at.isoformat(),
        "added_at": material.created_at.isoformat(),
        "link_state": material.link_state,
        "access": {"audience": material.audience, "role_ids": [str(each) for each in sorted(material.role_ids)]},
        "files": [],
    }

    def put(path: str, content: bytes, what: str, *, packed: bool = False, **more: str) -> None:
        path = _free(path, taken)
        place.add(path, content, packed=packed)
        digest = sha256(content).hexdigest()
        found["files"].append({"what": what, "path": path, "size": len(content), "sha256": digest, **more})
        written.files += 1
        written.size += len(content)

    if material.file_digest:
        content = _upload(data_folder, material.file_digest)
        if content is None:
            written.missing.append(f"{material.file_name} (#{material.id})")
            lost = {"what": "upload", "name": material.file_name, "sha256": material.file_digest, "missing": True}
            found["files"].append(lost)
        else:
            extension = Path(material.file_name).suffix[:10]
            named = {"name": material.file_name, "media_type": material.media_type}
            put(f"{base}{_name(extension) if extension else ''}", content, "upload", packed=True, **named)
    if material.text:
        text = _MENTION.sub("@…", f"# {material.title}\n\n{material.text}\n")
        put(f"{base}.md", text.encode(), "text", media_type="text/markdown")
    if kept.passages:
        put(f"{base}.vtt", subtitles(kept.passages).encode(), "transcript", media_type="text/vtt")
    return found


def subtitles(passages: Sequence[Passage]) -> str:
    """A transcript as WebVTT, each passage until the next one begins. https://www.w3.org/TR/webvtt1/"""
    blocks = ["WEBVTT"]
    for number, each in enumerate(passages):
        later = passages[number + 1].at_seconds if number + 1 < len(passages) else each.at_seconds + 60
        text = (
            _MENTION.sub("@…", " ".join(each.text.split()))
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
        )
        blocks.append(f"{_clock(each.at_seconds)} --> {_clock(max(later, each.at_seconds + 1))}\n{text}")
    return "\n\n".join(blocks) + "\n"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


def _headline(kept: Kept) -> str:
    return kept.event.title if kept.event is not None else kept.material.title


def _upload(data_folder: Path | None, digest: str) -> bytes | None:
    try:
        return files.read(data_folder, digest) if data_folder is not None else None
    except (files.Missing, ValueError):
        return None


def _name(text: str) -> str:
    """One part of a path that every system takes, readable."""
    shown = "".join(
        " " if unicodedata.category(letter)[0] == "C" else letter for letter in unicodedata.normalize("NFC", text)
    )
    cleaned = " ".join(_FORBIDDEN.sub(" ", shown).split())[:_LONGEST]
    cleaned = cleaned.rstrip(". ") or "untitled"
    return f"_{cleaned}" if _RESERVED.fullmatch(cleaned) else cleaned


def _free(path: str, taken: set[str]) -> str:
    """The path, or one with a number where another file has it; systems differ about case."""
    stem, dot, extension = path.rpartition(".")
    if "/" in extension:
        stem, dot, extension = path, "", ""
    number, chosen = 1, path
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{stem} ({number}){dot}{extension}"
    taken.add(chosen.casefold())
    return chosen


def _dumped(value: object) -> str:
    return _MENTION.sub("@…", json.dumps(value, ensure_ascii=False))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, path: str, content: bytes, *, packed: bool = False) -> None:
        file = self._folder / path
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_bytes(content)

    def add_file(self, path: str, source: Path) -> None:
        shutil.copyfile(source, self._folder / path)


class _Zip:
    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def add(self, path: str, content: bytes, *, packed: bool = False) -> None:
        """`packed`: it is of a kind that is pressed already, as slides and PDF are."""
        self._archive.writestr(path, content, ZIP_STORED if packed else ZIP_DEFLATED)

    def add_file(self, path: str, source: Path) -> None:
        self._archive.write(source, path)
