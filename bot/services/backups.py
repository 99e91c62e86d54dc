"""Backup and restore, for the command line and the operator's timer. Not use cases: each has its own connections."""

from datetime import datetime
from pathlib import Path

from bot.services import privacy
from bot.store import backup as backups
from bot.store import restoring
from bot.store.backup import Manifest
from bot.store.restoring import Restored


def backup(url: str, target: Path, now: datetime, *, folder: Path | None = None) -> Manifest:
    """Write a backup of the database at `url` and of the files in the data folder, while the bot runs.

    Raises `migrate.UnknownSchema`, OSError.
    """
    return backups.backup(url, target, now, folder)


def restore(source: Path, url: str, now: datetime, *, folder: Path, replace: bool = False) -> Restored:
    """Put a backup in the database's place; `folder` is the data folder, which remembers who was erased since.

    Raises `alive.InUse` over a running bot, `restoring.NotEmpty` without `replace`, `backup.Damaged`,
    `migrate.UnknownSchema`, OSError.
    """
    return restoring.restore(source, url, now, privacy.erase_person, folder=folder, replace=replace)
