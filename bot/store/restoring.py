"""Putting a backup in a database's place: never under a running bot, and never bringing back who was erased.

If the process dies: on SQLite the new database is a file of its own until it takes the old one's place in one step; on
PostgreSQL everything is one transaction. Either way there is the old database or the new one.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, and_, func, inspect, make_url, or_, select, update
from sqlalchemy.exc import DatabaseError

from bot.domain.plan import SKIPPABLE
from bot.store import alive, archive, backup, migrate, privacy, tombstones
from bot.store.backup import Damaged, Manifest
from bot.store.database import connected, engine_for, is_sqlite
from bot.store.schema import agenda, fact, metadata, outbox
from bot.store.tombstones import Tombstones

Erase = Callable[[Connection, datetime, int, int], object]  # (conn, now, community_id, user_id)

# Messages posted after the backup name ids that it does not know of. New ids begin so far behind the last known one
# that an old button never means a new event.
ID_GAP = 10_000
_SHOWN_IDS = [table.name for table in metadata.sorted_tables if table.dialect_options["sqlite"]["autoincrement"]]


class NotEmpty(Exception):  # noqa: N818 - it is an answer, not an error
    """There is data in the database already; it is only replaced when that is asked for."""


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    erased: int  # people who had been erased since the backup, and were again


def restore(
    source: Path, url: str, now: datetime, erase: Erase, *, folder: Path | None = None, replace: bool = False
) -> Restored:
    """Put a backup in the place of the database at `url`, bring it to this version's schema and erase again whoever was
    erased since, by the tombstones in the data folder and in the database that is replaced.

    What was due until `now` is not said: nobody knows what was said in the time that is lost. It becomes "missed".
    Raises `alive.InUse` over a running bot, NotEmpty without `replace`, Damaged, `migrate.UnknownSchema`.
    """
    manifest = backup.inspect(source)
    if manifest.step not in migrate.steps():
        raise migrate.UnknownSchema(f"the backup is at step {manifest.step}, which this version of Nacre does not know")
    with _alone(url):
        if not replace and _rows_there(url):
            raise NotEmpty("there is data in the database already")
        known = tombstones.merged(tombstones.read_file(folder) if folder else {}, _tombstones_there(url))
        if folder:
            backup.restore_files(source, folder)  # before the rows that speak of them: a crash leaves nothing missing
        with _in_place_of(url) as conn:
            erased = _fill(conn, source, manifest, now, erase, known)
        if folder:
            tombstones.write_file(folder, tombstones.merged(known, backup.tombstones_in(source)))
    return Restored(manifest, erased)


def _fill(conn: Connection, source: Path, manifest: Manifest, now: datetime, erase: Erase, known: Tombstones) -> int:
    migrate.upgrade_on(conn, manifest.step)
    with _begun(conn):
        backup.load(source, conn)
    migrate.upgrade_on(conn)
    with _begun(conn):
        archive.rebuild(conn)
        _leave_gap(conn)
        _lose_time(conn, now)
        had = backup.tombstones_in(source)
        since = {digest for digest, at in known.items() if digest not in had or had[digest] < at}
        tombstones.keep(conn, known)
        return _erase_again(conn, now, erase, since)


def _erase_again(conn: Connection, now: datetime, erase: Erase, since: set[str]) -> int:
    """Whoever has data again since they were erased is not in a backup from before: nobody is erased too often."""
    if not since:
        return 0
    key = tombstones.salt(conn)
    again = [person for person in privacy.people_of(conn) if tombstones.digest(key, *person) in since]
    for community_id, user_id in again:
        erase(conn, now, community_id, user_id)
    return len(again)


def _lose_time(conn: Connection, now: datetime) -> None:
    missed = {"status": "missed", "reason": "restored", "settled_at": now}
    waiting = and_(outbox.c.status.in_(["pending", "claimed"]), outbox.c.due_at <= now)
    edits = and_(outbox.c.kind == "card", outbox.c.message_id.is_not(None))  # editing a card twice says nothing twice
    conn.execute(update(outbox).where(waiting, or_(~edits)).values(**missed, lease_until=None, claimed_at=None))
    said = or_(*(agenda.c.step.startswith(f"{step}:") for step in SKIPPABLE))
    conn.execute(update(agenda).where(agenda.c.status == "planned", agenda.c.due_at <= now, said).values(missed))


def _leave_gap(conn: Connection) -> None:
    for table in metadata.sorted_tables:
        if "id" not in table.c or not table.c.id.primary_key or table.c.id.autoincrement is False:
            continue
        gap = ID_GAP if table.name in _SHOWN_IDS else 0
        last = conn.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one() + gap
        if conn.dialect.name == "postgresql":
            conn.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last + 1, False)))
        elif gap:
            conn.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
            conn.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, last))


def _begun(conn: Connection) -> AbstractContextManager[object]:
    return nullcontext() if conn.in_transaction() else conn.begin()


# --- the place ------------------------------------------------------------------------------------------------------


@contextmanager
def _alone(url: str) -> Iterator[None]:
    if is_sqlite(url):
        _path(url).parent.mkdir(parents=True, exist_ok=True)
        with alive.alone(str(_path(url))):
            yield
        return
    engine = engine_for(url)
    try:
        with alive.alone_postgres(engine):
            yield
    finally:
        engine.dispose()


@contextmanager
def _in_place_of(url: str) -> Iterator[Connection]:
    """A connection to an empty database; what is written there takes the old one's place when the block ends well."""
    if not is_sqlite(url):
        with connected(url) as conn, conn.begin():
            for name in [*(table.name for table in metadata.sorted_tables), *archive.TABLES, "alembic_version"]:
                conn.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}" CASCADE')
            yield conn
        return
    path = _path(url)
    fresh = path.with_name(f"{path.name}.restoring")
    _remove(fresh)
    fresh.touch(mode=0o600)
    try:
        with connected(f"sqlite:///{fresh}") as conn:
            yield conn
            _check(conn)
        _settle(path)
        fresh.replace(path)
    finally:
        _remove(fresh)


def _check(conn: Connection) -> None:
    with _begun(conn):
        state = conn.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        broken = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
    if state != "ok" or broken:
        raise Damaged(f"what was restored is not whole: {state if state != 'ok' else broken}")


def _settle(path: Path) -> None:
    """Leave no write-ahead log behind: it would be taken for the new file's."""
    try:
        link = sqlite3.connect(path)
        link.execute("PRAGMA journal_mode = DELETE").close()
        link.close()
    except sqlite3.DatabaseError:
        pass  # the old file is damaged: that may be why there is a restore
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _rows_there(url: str) -> int:
    """Rows in tables of ours, but for what every fresh database has. 0 where there is nothing, or nothing readable."""

    def count(conn: Connection) -> int:
        there = MetaData()
        there.reflect(conn, only=lambda name, _: name in metadata.tables and name != fact.name)
        return sum(conn.execute(select(func.count()).select_from(each)).scalar_one() for each in there.sorted_tables)

    if is_sqlite(url) and not (_path(url).exists() and _path(url).stat().st_size):
        return 0
    try:
        with connected(url, reading=True) as conn, conn.begin():
            return count(conn)
    except DatabaseError as error:
        if is_sqlite(url):
            raise NotEmpty(f"there is a file already, which cannot be read ({error.orig})") from error
        raise


def _tombstones_there(url: str) -> Tombstones:
    if is_sqlite(url) and not _path(url).exists():
        return {}
    try:
        with connected(url, reading=True) as conn, conn.begin():
            return tombstones.every(conn) if inspect(conn).has_table("tombstone") else {}
    except DatabaseError:
        return {}  # it cannot be read any more: the data folder's file remembers


def _path(url: str) -> Path:
    return Path(make_url(url).database or "")
