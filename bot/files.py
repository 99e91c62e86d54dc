"""Files that people gave, kept in the data folder under the SHA-256 of their bytes: the same file is kept once.

A file is written before the row that names it, never inside a transaction. If the process dies in between, nobody
refers to the file, and `sweep` takes it away a day later; so it does when what referred to it was removed.
"""

import contextlib
import os
import re
import time
from collections.abc import Iterable, Iterator, Set
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Lock

from bot.domain.materials import File
from bot.domain.refused import Refused
from bot.filetypes import typed

FOLDER = "files"
MOST_BYTES = 25 * 2**20
AGE = 24 * 60 * 60  # seconds a file that nobody refers to is left alone: its row may be about to be written
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PART = ".part"

_changing = Lock()  # between a look at a file's age and its removal, nobody keeps it again


class Missing(Exception):  # noqa: N818 - it is an answer, not an error
    """The file is not there, or is not what was kept."""


def keep(data_folder: Path, name: str, content: bytes) -> File:
    """Keep a file, durably. Raises Refused: file.large, file.empty, file.kind, file.macros; OSError."""
    if len(content) > MOST_BYTES:
        raise Refused("file.large", limit=MOST_BYTES // 2**20)
    known = typed(name, content)
    digest = sha256(content).hexdigest()
    path = path_of(data_folder, digest)
    with _changing:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, [content])
    return File(known.name, digest, len(content), known.media_type)


def path_of(data_folder: Path, digest: str) -> Path:
    """Where the file of a digest is, if it is there. ValueError for what is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"no digest of a file: {digest!r}")
    return data_folder / FOLDER / digest


def read(data_folder: Path, digest: str) -> bytes:
    """The bytes of a kept file. Raises Missing when it is not there or damaged."""
    try:
        content = path_of(data_folder, digest).read_bytes()
    except OSError as error:
        raise Missing(f"the file {digest} cannot be read") from error
    if sha256(content).hexdigest() != digest:
        raise Missing(f"the file {digest} is not what was kept")
    return content


def is_digest(text: str) -> bool:
    return _DIGEST.fullmatch(text) is not None


def check(data_folder: Path, digest: str) -> None:
    """Raises Missing when a file is not there, or not what was kept; it is read in parts."""
    found = sha256()
    try:
        with path_of(data_folder, digest).open("rb") as content:
            while part := content.read(2**20):
                found.update(part)
    except OSError as error:
        raise Missing(f"the file {digest} cannot be read") from error
    if found.hexdigest() != digest:
        raise Missing(f"the file {digest} is not what was kept")


def put(data_folder: Path, digest: str, parts: Iterable[bytes]) -> None:
    """Put a file of a backup in its place, unless it is there and whole. It has its name only once all parts are
    there: an error among them leaves what was there before.
    """
    with contextlib.suppress(Missing):
        check(data_folder, digest)
        return
    path = path_of(data_folder, digest)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _replace(path, parts)


def there(data_folder: Path) -> Iterator[str]:
    """The digests of all files in the folder."""
    folder = data_folder / FOLDER
    if folder.is_dir():
        yield from sorted(path.name for path in folder.iterdir() if _DIGEST.fullmatch(path.name))


def sweep(data_folder: Path, wanted: Set[str], age: float = AGE) -> int:
    """Remove files that nobody refers to and that were not kept again within `age` seconds; returns how many.

    By the system's clock, as that is what the files' own times are of.
    """
    folder = data_folder / FOLDER
    if not folder.is_dir():
        return 0
    gone = 0
    for path in list(folder.iterdir()):
        orphan = bool(_DIGEST.fullmatch(path.name)) and path.name not in wanted
        if not orphan and not path.name.endswith(_PART):
            continue
        with _changing, contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > age:
                path.unlink()
                gone += 1
    return gone


def _replace(path: Path, parts: Iterable[bytes]) -> None:
    """In one step, also over the same file: it is as young then as this use of it."""
    unfinished = path.with_name(f"{path.name}.{token_hex(4)}{_PART}")
    try:
        _write(unfinished, parts)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync(path.parent)


def _write(path: Path, parts: Iterable[bytes]) -> None:
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """The name is durable too; where folders cannot be opened (Windows), the file system does it in its time."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
