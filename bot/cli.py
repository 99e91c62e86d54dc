"""The command line: `nacre run`, `nacre doctor`, … Only names and arguments are here.

Importing this must stay quick, so that `--help` is: whatever a command needs, it imports when it is called.
"""

import os
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import __version__
from bot.stopped import Stopped

if TYPE_CHECKING:
    from bot.config import Settings

app = typer.Typer(
    name="nacre",
    help="Nacre, a Discord bot that carries every event from invitation to archive.\n\n"
    "Ends with 0 when all went well, 1 when something failed, 2 when settings or arguments are wrong.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # with it, `--help` imports a third of a second of rich
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    ICS = "ics"
    JSON = "json"


def main() -> None:
    """Run a command and end the process with its code. Reasons to stop are said without a traceback."""
    os.umask(0o077)  # database, backups and exports are for the bot's user alone
    try:
        app()
    except Stopped as stopped:
        print(stopped, file=sys.stderr)  # noqa: T201 - the command line speaks to a person
        sys.exit(stopped.code)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nacre {__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(help="The settings' file; else NACRE_CONFIG's, else ./config.toml if there is one."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Say the version and end.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    context.obj = config


def _settings(context: typer.Context) -> "Settings":
    from bot.config import load

    return load(context.obj)


@app.command()
def run(
    context: typer.Context,
    migrate: Annotated[bool, typer.Option(help="First bring the database up to date.")] = False,
) -> None:
    """Run the bot, until Ctrl-C or SIGTERM."""
    from bot.commands import running

    running.run(_settings(context), migrate=migrate)


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where its page is; 0 takes a free one.")] = 8137,
    keep: Annotated[
        Path | None, typer.Option(help="A folder in which everything survives until the next time.", file_okay=False)
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
) -> None:
    """Try Nacre without Discord or a token.

    A network of its own on this machine, and a page in the browser where you can be everybody in it.
    """
    from bot.demo import run as demonstration

    demonstration.run(port, keep, headless=headless)


@app.command()
def migrate(context: typer.Context) -> None:
    """Make the database, or bring it up to date."""
    from bot.commands import database

    database.migrate(_settings(context))


@app.command()
def doctor(context: typer.Context) -> None:
    """Look for what would go wrong.

    Settings, database, folders, token, port, clock and what is overdue, without touching Discord.
    """
    from bot.commands import doctor

    doctor.examine(_settings(context))


@app.command()
def check_config(context: typer.Context) -> None:
    """Say every mistake in the settings."""
    from bot.commands import settings

    settings.check(_settings(context))


@app.command()
def invite_link(
    context: typer.Context,
    application_id: Annotated[
        int | None, typer.Argument(help="From the application's General Information; else taken from the token.")
    ] = None,
) -> None:
    """Print the link that adds Nacre to a server.

    And which permissions it asks for, each with its reason.
    """
    from bot.commands import settings

    settings.invite(_settings(context), application_id)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Where to; else a file named after the time, in data_dir/backups.")
    ] = None,
) -> None:
    """Copy the database into a file. The bot may be running."""
    from bot.commands import backups

    backups.backup(_settings(context), file)


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `nacre backup` made.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where there is data already; that is backed up first.")
    ] = False,
) -> None:
    """Put a backup in the database's place.

    The bot must not be running. People who had their data erased since the backup stay erased.
    """
    from bot.commands import backups

    backups.restore(_settings(context), file, replace=replace)


@app.command()
def export_events(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to; else standard output.")] = None,
    as_: Annotated[
        Format | None, typer.Option("--as", help="Calendar or data; else what the file's name ends with, or ics.")
    ] = None,
    community: Annotated[int | None, typer.Option(help="Only the events of the server with this id.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only events that end after this day began (UTC).")
    ] = None,
    restricted: Annotated[bool, typer.Option("--restricted", help="Also events that are for some roles only.")] = False,
) -> None:
    """Write the announced events into a file.

    A calendar (.ics) or data (.json). Join links are not in it, nor who takes part.
    """
    from bot.commands import exporting

    chosen = as_ or (Format.JSON if file is not None and file.suffix.lower() == ".json" else Format.ICS)
    exporting.export(_settings(context), file, chosen.value, community, since, restricted=restricted)


@app.command()
def export_archive(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="A folder that is not there yet, or a file that ends with .zip.")],
    community: Annotated[int | None, typer.Option(help="Only the archive of the server with this id.")] = None,
    public_only: Annotated[
        bool, typer.Option("--public-only", help="Only what anybody may see, member or not.")
    ] = False,
) -> None:
    """Write the whole archive as files.

    Uploads, texts and transcripts; archive.json says what each is and who may see it. The bot may be running.
    """
    from bot.commands import archiving

    archiving.export(_settings(context), target, community, public=public_only)
