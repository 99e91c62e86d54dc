"""`export-archive`: what remains of events, as files for everybody and data for other programs."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from bot import archive_files
from bot.commands import database
from bot.config import Settings
from bot.services import archive
from bot.stopped import Code, Stopped
from bot.store import communities
from bot.store.database import connected


def export(settings: Settings, target: Path, community_id: int | None, *, public: bool) -> None:
    """Write a folder or a zip; refuses to write over one that is there."""
    database.require_up_to_date(settings)
    if target.exists():
        raise Stopped(f"{target} is there already, and an export never replaces anything.", Code.SETTINGS)
    now = datetime.now(UTC)
    with database.reaching(settings), connected(settings.database, reading=True) as conn, conn.begin():
        known = communities.ids(conn)
        if community_id is not None and community_id not in known:
            raise Stopped(f"No server with the id {community_id} is known here.", Code.SETTINGS)
        ids = known if community_id is None else [community_id]
        shelves = (archive.shelf(conn, now, each, public=public) for each in ids)
        try:
            written = archive_files.export(target, shelves, now, settings.data_dir, public=public)
        except OSError as error:
            raise Stopped(f"{target} cannot be written: {error.strerror or error}.") from error
    typer.echo(
        f"{target}: {written.events:,} events, {written.materials:,} materials, "
        f"{written.files:,} files of {written.size:,} bytes."
    )
    if not public:
        typer.echo("It holds what is for some roles only, too; archive.json says for whom each part is.")
    for name in written.missing[:20]:
        typer.echo(f"Lost or damaged, so not in it: {name}", err=True)
    if len(written.missing) > 20:
        typer.echo(f"… and {len(written.missing) - 20:,} more", err=True)
