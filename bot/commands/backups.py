"""`backup` and `restore`, in words. What they do is in `bot/store/backup.py` and `bot/store/restoring.py`."""

from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

import typer
from sqlalchemy.exc import DBAPIError

from bot.commands import database
from bot.config import Settings
from bot.services import backups
from bot.stopped import Code, Stopped
from bot.store.backup import Damaged, Manifest
from bot.store.migrate import UnknownSchema
from bot.store.restoring import NotEmpty


def backup(settings: Settings, file: Path | None) -> None:
    """Write a backup; refuses to write over a file that is there."""
    database.require_up_to_date(settings)
    now = datetime.now(UTC)
    target = file or _named(settings, "nacre", now)
    if target.exists():
        raise Stopped(f"{target} is there already, and a backup never replaces another.", Code.SETTINGS)
    with database.reaching(settings):
        target.parent.mkdir(parents=True, exist_ok=True)
        manifest = backups.backup(settings.database, target, now, folder=settings.data_dir)
    typer.echo(f"{target}: {_inside(manifest)}, {target.stat().st_size:,} bytes. It holds personal data.")
    if manifest.lost:
        typer.echo(
            f"Not in it, as they are gone or damaged: {', '.join(manifest.lost)} (in {settings.data_dir / 'files'}). "
            "An older backup may have them.",
            err=True,
        )


def restore(settings: Settings, file: Path, *, replace: bool) -> None:
    """Put a backup in the database's place; with `replace` also over data, which is backed up first."""
    if not file.is_file():
        raise Stopped(f"There is no file {file}.", Code.SETTINGS)
    now = datetime.now(UTC)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    kept = _keep(settings, now) if replace else None
    try:
        with database.reaching(settings):
            restored = backups.restore(file, settings.database, now, folder=settings.data_dir, replace=replace)
    except Damaged as damaged:
        raise Stopped(f"{file} cannot be restored: {damaged}. Nothing was changed.") from damaged
    except NotEmpty as there:
        raise Stopped(
            f"{str(there).capitalize()}. To put the backup in its place, say `nacre restore --replace {file}`; "
            "what is there now is backed up first.",
            Code.SETTINGS,
        ) from there
    made = restored.manifest.made_at.astimezone(UTC)
    typer.echo(f"The backup of {made:%Y-%m-%d %H:%M} UTC is in place: {_inside(restored.manifest)}.")
    if restored.manifest.lost:
        typer.echo(f"Files that it did not have when it was made: {', '.join(restored.manifest.lost)}.", err=True)
    if restored.erased:
        typer.echo(f"Erased again, as since that backup they asked for it: {restored.erased}.")
    if kept is not None:
        typer.echo(f"What was there before is in {kept}.")


def _keep(settings: Settings, now: datetime) -> Path | None:
    """A backup of what is about to be replaced; None where there is nothing whole to keep."""
    target = _named(settings, "before-restore", now)
    try:
        database.require_up_to_date(settings)
        target.parent.mkdir(parents=True, exist_ok=True)
        backups.backup(settings.database, target, now, folder=settings.data_dir)
    except (Stopped, DBAPIError, UnknownSchema) as error:
        typer.echo(f"What is there now is not kept: {error}", err=True)
        return None
    return target


def _inside(manifest: Manifest) -> str:
    number = len(manifest.files)
    return _rows(manifest.rows) + (f", {number:,} file{'' if number == 1 else 's'}" if number else "")


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _named(settings: Settings, what: str, now: datetime) -> Path:
    """A name nobody has yet: two in one second get different ones."""
    folder, stem = settings.data_dir / "backups", f"{what}-{now:%Y%m%d-%H%M%S}"
    names = (f"{stem}{more}.zip" for more in chain([""], (f"-{number}" for number in count(2))))
    return next(path for name in names if not (path := folder / name).exists())
