"""`run`: everything that can be said before the bot starts, then the bot."""

from bot.commands import settings as texts
from bot.config import Settings
from bot.stopped import Code, Stopped


def run(settings: Settings, *, migrate: bool) -> None:
    if settings.token is None:
        raise texts.no_token()
    token = settings.token.get_secret_value()
    if texts.application_of(token) is None:
        raise Stopped(
            "The token is none that Discord gives: three parts with dots between them. Copy it once more from "
            f"{texts.PORTAL} → your application → Bot → Reset Token (not the application's secret or public key).",
            Code.SETTINGS,
        )
    # only now what takes a second to import: whoever has no token yet is told so at once
    from bot import plain_structlog  # noqa: F401 - before anything else imports structlog

    import structlog  # isort: skip

    from bot import logs
    from bot.commands import database

    logs.set_up(settings.log, secrets=[token, settings.database])
    if migrate:
        taken = database.bring_up_to_date(settings)
        structlog.get_logger("nacre.app").info("migrated", steps=list(taken))
    else:
        database.require_up_to_date(settings)
    from bot import app  # discord.py last

    with database.reaching(settings):
        app.run(settings, token)
