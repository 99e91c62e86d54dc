"""Who was erased, remembered without saying who: a keyed digest of community and person.

A tombstone outlives a restored backup, so that erasing is for good: `restore` erases again whoever it finds. For that,
the tombstones are also written to a file beside the backups' way back, `tombstones.txt` in the data folder.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from sqlalchemy import select

from bot.store import facts
from bot.store.database import Connection, upsert
from bot.store.schema import tombstone

_SALT = "tombstone.salt"
FILE = "tombstones.txt"
_HEAD = "# People whose data was erased, as keyed digests. Keep this file: restoring a backup erases them again.\n"

_writing = Lock()  # two transactions may end at once on PostgreSQL

Tombstones = dict[str, datetime]  # digest → when that person was erased last


def salt(conn: Connection) -> bytes:
    """The key of this installation's digests; made when it is first asked for, and never changed."""
    known = facts.get(conn, _SALT)
    if known is None:
        known = secrets.token_hex(32)
        facts.put(conn, _SALT, known)
    return bytes.fromhex(known)


def digest(key: bytes, community_id: int, user_id: int) -> str:
    """What stands for a person of a community; without the key it says nothing, with it one must know whom to try."""
    return blake2b(f"{community_id}:{user_id}".encode(), key=key, digest_size=32).hexdigest()


def add(conn: Connection, now: datetime, community_id: int, user_id: int) -> None:
    row = {"digest": digest(salt(conn), community_id, user_id), "erased_at": now}
    upsert(conn, tombstone, row, conflict=["digest"], update=["erased_at"])


def every(conn: Connection) -> Tombstones:
    return {row.digest: row.erased_at for row in conn.execute(select(tombstone))}


def keep(conn: Connection, known: Tombstones) -> None:
    """Put tombstones into the database; the later of two is kept."""
    here = every(conn)
    rows = [{"digest": name, "erased_at": at} for name, at in known.items() if name not in here or here[name] < at]
    if rows:
        upsert(conn, tombstone, rows, conflict=["digest"], update=["erased_at"])


def merged(*several: Tombstones) -> Tombstones:
    result: Tombstones = {}
    for tombstones in several:
        for name, at in tombstones.items():
            result[name] = max(at, result.get(name, at))
    return result


def read_file(folder: Path) -> Tombstones:
    """The tombstones of a data folder; none where there is no such file. Lines that make no sense raise ValueError."""
    path = folder / FILE
    return dict(_parsed(path.read_text("utf-8").splitlines())) if path.exists() else {}


def write_file(folder: Path, known: Tombstones) -> None:
    """Add tombstones to a data folder's file. It is replaced as a whole: a crash leaves the old or the new one."""
    with _writing:
        together = merged(read_file(folder), known)
        lines = (f"{name} {at.astimezone(UTC).isoformat()}\n" for name, at in sorted(together.items()))
        fresh = folder / f"{FILE}.new"
        fresh.write_text(_HEAD + "".join(lines), "utf-8")
        fresh.replace(folder / FILE)


def _parsed(lines: Iterable[str]) -> Iterator[tuple[str, datetime]]:
    for line in lines:
        if line and not line.startswith("#"):
            name, at = line.split()
            yield name, datetime.fromisoformat(at)
