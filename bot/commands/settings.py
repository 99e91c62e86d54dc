"""`check-config` and `invite-link`, and what somebody without a token has to know."""

import base64

import typer

from bot.config import Settings
from bot.domain import permissions
from bot.stopped import Code, Stopped

PORTAL = "https://discord.com/developers/applications"


def check(settings: Settings) -> None:
    """Mistakes ended the program while the settings were read; what is left to say is what they come to."""
    database = "PostgreSQL" if settings.database.startswith("postgresql") else settings.database
    web = f"http://{settings.web.host}:{settings.web.port}" if settings.web.enabled else "off"
    typer.echo("The configuration has no mistakes.")
    typer.echo(f"  token            {'set' if settings.token else 'not set: `nacre run` will say how to get one'}")
    typer.echo(f"  database         {database}")
    typer.echo(f"  data folder      {settings.data_dir}")
    typer.echo(f"  web server       {web}")
    typer.echo(f"  logs             {settings.log.level}, {settings.log.format}")
    typer.echo(f"  kinds of event   {', '.join(kind.key for kind in settings.kinds)}")


def invite(settings: Settings, application_id: int | None) -> None:
    if application_id is None and settings.token is not None:
        application_id = application_of(settings.token.get_secret_value())
    if application_id is None:
        raise Stopped(
            f"Say which application: `nacre invite-link APPLICATION_ID`. You find the id at {PORTAL}, in your "
            "application, under General Information. With a token set, the id is taken from it.",
            Code.SETTINGS,
        )
    typer.echo(permissions.invite_link(application_id))
    typer.echo("\nIt asks for these permissions, and for nothing else:")
    for permission in permissions.NEEDED:
        typer.echo(f"  {_title(permission):<26}{permission.why}")


def application_of(token: str) -> int | None:
    """The application's id, which is the first part of its token in base64; None for what is no token."""
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):
        return None
    try:
        text = base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)).decode("ascii")
    except ValueError:
        return None
    return int(text) if text.isdecimal() and 17 <= len(text) <= 20 else None


def no_token() -> Stopped:
    """Everything that somebody needs who has just started Nacre for the first time."""
    allowed = ", ".join(_title(permission) for permission in permissions.NEEDED)
    return Stopped(
        f"""Nacre needs a bot token from Discord, and none is set. Nothing was started.

1. Open {PORTAL}, choose "New Application" and give it a name.
2. On the page "Bot", choose "Reset Token" and copy the token. Show it to nobody.
   Leave the three "Privileged Gateway Intents" off: Nacre needs none of them.
3. Add the bot to your server: put the "Application ID" of the page "General Information" into this link and open it.
   {permissions.invite_link(0).replace("client_id=0", "client_id=APPLICATION_ID")}
   The permission integer {permissions.BITS} stands for: {allowed}.
4. Start Nacre with the token, in one of these ways:
     NACRE_TOKEN=… nacre run --migrate
     NACRE_TOKEN_FILE=/path/to/a/file/that/holds/it nacre run --migrate
     nacre run --migrate, with the line `token = "…"` in config.toml
   `--migrate` makes the database, or brings it up to date.

Every setting is explained in config.example.toml. `nacre doctor` looks for what else might be missing.""",
        Code.SETTINGS,
    )


def _title(permission: permissions.Permission) -> str:
    """As Discord's English settings call it, nearly: "Send Messages in Threads"."""
    return permission.name.replace("_", " ").title().replace(" In ", " in ")
