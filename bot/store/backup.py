"""Backups: one zip file that both databases can be restored from, made while the bot runs.

`manifest.json` says what is in it; `<table>.jsonl` has one row a line; `files/<digest>` are the files that people gave
(`bot/files.py`), of which those count that a row speaks of. The form is our own, not the database's, so a
backup of SQLite can be restored to PostgreSQL (which is the way to move) and one of last year to this year's version:
columns are described in the manifest, rows are put into the schema they come from, and that is then migrated.

A backup holds personal data. Erasures made after it are made again when it is restored (`restoring.py`).
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, Text, column, func, insert, select, table
from sqlalchemy.types import TypeEngine

from bot import files
from bot.store import materials, migrate, tombstones
from bot.store.database import engine_for
from bot.store.schema import metadata
from bot.store.types import Flag, Json, Snowflake, UTCDateTime

FORMAT = 1
_MANIFEST = "manifest.json"
_PART = 500  # rows in one INSERT
_READ = 2**20  # bytes of a file at once
_TYPES: dict[str, TypeEngine[Any]] = {
    "instant": UTCDateTime(),
    "json": Json(),
    "flag": Flag(),
    "snowflake": Snowflake,
    "int": Integer(),
    "text": Text(),
}


class Damaged(Exception):  # noqa: N818 - it is an answer, not an error
    """This is no backup of ours, or not what was written into it."""


@dataclass(frozen=True, slots=True)
class Inside:
    """One table of a backup: its columns with their types, how many rows, and the SHA-256 of its file."""

    name: str
    columns: dict[str, str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    step: str  # the migration that its tables are at
    made_at: datetime
    tables: tuple[Inside, ...]  # in the order in which they refer to each other
    files: tuple[str, ...] = ()  # digests
    lost: tuple[str, ...] = ()  # digests of files that were gone or damaged when the backup was made

    @property
    def rows(self) -> int:
        return sum(inside.rows for inside in self.tables)


def backup(url: str, target: Path, now: datetime | None = None, folder: Path | None = None) -> Manifest:
    """Write a backup of one moment while others go on writing. The file has its name only once it is complete.

    `folder` is the data folder, whose files belong to it. One that is gone or damaged stops no backup; it is named.

    Raises `migrate.UnknownSchema` when the database is not at this version's step.
    """
    step = migrate.current(url)
    if step != migrate.latest():
        raise migrate.UnknownSchema(f"the database is at step {step}, not at {migrate.latest()}")
    engine = engine_for(url, reading=True)
    unfinished = target.with_name(f"{target.name}.part")
    try:
        unfinished.touch(mode=0o600)  # it is full of personal data
        with ZipFile(unfinished, "w", ZIP_DEFLATED) as archive:
            with engine.begin() as conn:
                inside = tuple(_write_table(conn, archive, each) for each in metadata.sorted_tables)
                digests = materials.digests(conn) if folder else set()
            kept, lost = _write_files(archive, folder, digests) if folder else ((), ())
            manifest = Manifest(step, now or datetime.now(UTC), inside, kept, lost)
            archive.writestr(_MANIFEST, _to_text(manifest))
        unfinished.replace(target)
    finally:
        engine.dispose()
        unfinished.unlink(missing_ok=True)
    return manifest


def inspect(source: Path) -> Manifest:
    """What a backup says of itself, after everything in it was read and checked. Raises Damaged."""
    with _opened(source) as archive:
        manifest = _manifest(archive)
        for inside in manifest.tables:
            digest, rows = sha256(), 0
            with archive.open(_file(inside.name)) as lines:
                for line in lines:
                    digest.update(line)
                    rows += 1
            if (digest.hexdigest(), rows) != (inside.sha256, inside.rows):
                raise Damaged(f"{inside.name} is not what was written into this backup")
        for digest_of_file in manifest.files:
            for _ in _file_in(archive, digest_of_file):
                pass
    return manifest


def restore_files(source: Path, folder: Path) -> int:
    """Put a backup's files into a data folder, but for those that are there and whole; returns how many it has.

    Raises Damaged.
    """
    with _opened(source) as archive:
        digests = _manifest(archive).files
        for digest in digests:
            files.put(folder, digest, _file_in(archive, digest))
    return len(digests)


def load(source: Path, conn: Connection) -> None:
    """Put the rows of a backup into empty tables at its own step. The transaction is the caller's. Raises Damaged."""
    with _opened(source) as archive:
        for inside in _manifest(archive).tables:
            target = table(inside.name, *(column(name, _TYPES[kind]) for name, kind in inside.columns.items()))
            with archive.open(_file(inside.name)) as lines:
                for part in _parts(lines, inside.columns):
                    conn.execute(insert(target), part)
            if (there := conn.execute(select(func.count()).select_from(target)).scalar_one()) != inside.rows:
                raise Damaged(f"{inside.name} has {there} rows instead of {inside.rows}")


def tombstones_in(source: Path) -> tombstones.Tombstones:
    """Who had been erased when the backup was made. Raises Damaged."""
    with _opened(source) as archive, archive.open(_file("tombstone")) as lines:
        rows = [json.loads(line) for line in lines]
    return {row["digest"]: datetime.fromisoformat(row["erased_at"]) for row in rows}


def _write_table(conn: Connection, archive: ZipFile, source: Table) -> Inside:
    digest, rows = sha256(), 0
    order = list(source.primary_key.columns) or list(source.c)[:2]
    result = conn.execution_options(yield_per=_PART).execute(select(source).order_by(*order))
    with archive.open(_file(source.name), "w", force_zip64=True) as lines:
        for row in result.mappings():
            line = (json.dumps(dict(row), ensure_ascii=False, default=datetime.isoformat) + "\n").encode()
            digest.update(line)
            lines.write(line)
            rows += 1
    return Inside(source.name, {each.name: _kind(each) for each in source.c}, rows, digest.hexdigest())


def _write_files(archive: ZipFile, folder: Path, digests: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that were written, and those that could not be. They are pressed already, most of them."""
    kept, lost = [], []
    for digest in sorted(digests):
        try:
            files.check(folder, digest)
        except files.Missing:
            lost.append(digest)
            continue
        archive.write(files.path_of(folder, digest), f"{files.FOLDER}/{digest}", compress_type=ZIP_STORED)
        kept.append(digest)
    return tuple(kept), tuple(lost)


def _file_in(archive: ZipFile, digest: str) -> Iterator[bytes]:
    """A file of a backup in parts; Damaged at its end if it is not what its name says."""
    found = sha256()
    with archive.open(f"{files.FOLDER}/{digest}") as content:
        while part := content.read(_READ):
            found.update(part)
            yield part
    if found.hexdigest() != digest:
        raise Damaged(f"the file {digest} is not what was written into this backup")


def _kind(of: "Column[Any]") -> str:
    if isinstance(of.type, BigInteger):
        return "snowflake"
    return next(name for name, known in _TYPES.items() if type(known) is type(of.type))


def _parts(lines: Any, columns: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
    instants = [name for name, kind in columns.items() if kind == "instant"]
    part: list[dict[str, Any]] = []
    for line in lines:
        row: dict[str, Any] = json.loads(line)
        for name in instants:
            row[name] = None if row[name] is None else datetime.fromisoformat(row[name])
        part.append(row)
        if len(part) == _PART:
            yield part
            part = []
    if part:
        yield part


@contextmanager
def _opened(source: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(source) as archive:
            if any(each.compress_type not in (ZIP_DEFLATED, ZIP_STORED) for each in archive.infolist()):
                raise Damaged(f"{source.name} is no complete backup: it is packed as ours never are")
            yield archive
    except (BadZipFile, zlib.error, EOFError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise Damaged(f"{source.name} is no complete backup: {error}") from error


def _manifest(archive: ZipFile) -> Manifest:
    found = json.loads(archive.read(_MANIFEST))
    if found.get("format") != FORMAT:
        raise Damaged(f"its form is {found.get('format')}, this version of Nacre reads {FORMAT}")
    inside = tuple(Inside(**each) for each in found["tables"])
    unknown = [each.name for each in inside if not each.name.isidentifier()]
    if unknown or any(kind not in _TYPES for each in inside for kind in each.columns.values()):
        raise Damaged("its manifest names tables or columns that cannot be")
    digests, lost = (tuple(found.get(name, ())) for name in ("files", "lost"))  # backups of version 0.1 have none
    if not all(isinstance(each, str) and files.is_digest(each) for each in (*digests, *lost)):
        raise Damaged("its manifest names files that cannot be")
    return Manifest(cast(str, found["step"]), datetime.fromisoformat(found["made_at"]), inside, digests, lost)


def _to_text(manifest: Manifest) -> str:
    tables = [asdict(inside) for inside in manifest.tables]
    values = {
        "format": FORMAT,
        "step": manifest.step,
        "made_at": manifest.made_at.isoformat(),
        "tables": tables,
        "files": manifest.files,
        "lost": manifest.lost,
    }
    return json.dumps(values, indent=2)


def _file(name: str) -> str:
    return f"{name}.jsonl"
