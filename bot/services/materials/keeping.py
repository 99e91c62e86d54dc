"""Where uploaded files are, and which of them somebody still refers to. The files themselves are `bot/files.py`'s."""

from datetime import datetime
from pathlib import Path

from bot.domain.refused import Refused
from bot.store import materials
from bot.store.database import Connection
from bot.store.transaction import folder_of


def folder(conn: Connection, now: datetime) -> Path:
    """The data folder, for `files.keep` and `files.read` outside the transaction. Refused("file.no_folder")."""
    found = folder_of(conn)
    if found is None:
        raise Refused("file.no_folder")
    return found


def files_wanted(conn: Connection, now: datetime) -> tuple[Path | None, frozenset[str]]:
    """The data folder, and the digests of the files in it that must stay."""
    return folder_of(conn), frozenset(materials.digests(conn))
