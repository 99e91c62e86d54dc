"""The key of an anonymous survey: a file of its own beside the database, in no table and no backup.

With it, a person's id becomes the token that finds their own answer while the survey is open. Without it a token says
nothing: it is HMAC-SHA256 under 32 random bytes. The file is removed when the survey closes (docs/decisions/0100).

Where there is no data folder (PostgreSQL without one), keys are kept in memory and are lost with the process.
"""

import hmac
import os
import secrets
import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from bot.store.database import Connection, is_sqlite
from bot.store.transaction import folder_of

FOLDER = "feedback-keys"
_LENGTH = 32
# Backup programs that know this tag leave the folder out: https://bford.info/cachedir/
_TAG = "CACHEDIR.TAG"
_TAGGED = "Signature: 8a477f597d28d172789f06886806bc55\n# Keys of anonymous feedback. Do not back them up.\n"

_in_memory: dict[tuple[str, int], bytes] = {}


def make(conn: Connection, survey_id: int) -> bytes:
    """A new key for a survey, durable before this returns; one that was there under this id is replaced.

    If the transaction is rolled back or the process dies, the file has no survey and is removed by `clear`, or
    replaced by the next survey of that id.
    """
    key = secrets.token_bytes(_LENGTH)
    folder = _folder(conn)
    if folder is None:
        _in_memory[_name(conn, survey_id)] = key
        return key
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / _TAG).exists():
        (folder / _TAG).write_text(_TAGGED, "ascii")
    fresh = folder / f"{survey_id}.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / str(survey_id))
    _settle(folder)
    return key


def get(conn: Connection, survey_id: int) -> bytes | None:
    """A survey's key; None when it is lost, or the survey is closed."""
    folder = _folder(conn)
    if folder is None:
        return _in_memory.get(_name(conn, survey_id))
    try:
        key = (folder / str(survey_id)).read_bytes()
    except FileNotFoundError:
        return None
    return key if len(key) == _LENGTH else None


def token(key: bytes, user_id: int) -> str:
    """What stands for a person in one survey: 64 hexadecimal digits."""
    return hmac.new(key, str(user_id).encode(), sha256).hexdigest()


def remove(folder: Path | None, name: tuple[str, int]) -> None:
    """Destroy a key: overwritten first, though what a disk really keeps is the disk's to know."""
    _in_memory.pop(name, None)
    if folder is None:
        return
    path = folder / str(name[1])
    try:
        with path.open("r+b") as file:
            file.write(bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
    _settle(folder)


def place(conn: Connection, survey_id: int) -> tuple[Path | None, tuple[str, int]]:
    """What `remove` needs to know, for when the transaction is over."""
    return _folder(conn), _name(conn, survey_id)


def clear(conn: Connection, needed: Iterable[int], at_least: float = 3600) -> int:
    """Destroy every key but those of these surveys; returns how many. For what a crash left behind.

    A key that is younger than `at_least` seconds is left: its survey may be about to be committed by another process.
    """
    folder, keep = _folder(conn), {str(survey_id) for survey_id in needed}
    if folder is None or not folder.is_dir():
        return 0
    before = time.time() - at_least  # by the clock that file times are from
    others = (path for path in folder.iterdir() if path.name != _TAG and path.name not in keep)
    left = [path for path in others if path.stat().st_mtime <= before]
    for path in left:
        if path.name.isdecimal():
            remove(folder, _name(conn, int(path.name)))
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _folder(conn: Connection) -> Path | None:
    data = folder_of(conn)
    if data is None and is_sqlite(conn.engine.url) and conn.engine.url.database:
        data = Path(conn.engine.url.database).parent  # a plain engine's connection
    return None if data is None else data / FOLDER


def _name(conn: Connection, survey_id: int) -> tuple[str, int]:
    return str(conn.engine.url), survey_id


def _settle(folder: Path) -> None:
    """Make names durable, where the system can do that for a folder."""
    if not hasattr(os, "O_DIRECTORY"):  # pragma: no cover - Windows
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
