"""`migrate`, and what every command says when the database cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from bot.commands.apart import apart
from bot.config import Settings
from bot.stopped import Code, Stopped
from bot.store import migrate as migrations
from bot.store.alive import InUse
from bot.store.database import is_sqlite


def migrate(settings: Settings) -> None:
    taken = bring_up_to_date(settings)
    typer.echo(f"The database is at {migrations.latest()}: {_steps(taken)} taken." if taken else "It is up to date.")


def bring_up_to_date(settings: Settings) -> tuple[str, ...]:
    """Take all pending steps; returns them."""
    with reaching(settings):
        return apart(migrations.upgrade, settings.database)


def require_up_to_date(settings: Settings) -> None:
    """Stop unless the database is there and has this version's tables."""
    path = make_url(settings.database).database
    if is_sqlite(settings.database) and path and not Path(path).is_file():
        raise Stopped(
            f"There is no database at {path} yet. `nacre migrate` makes it, and so does `nacre run --migrate`."
        )
    with reaching(settings):
        pending = apart(migrations.pending, settings.database)
    if pending:
        raise Stopped(
            f"The database is not up to date: {_steps(pending)} to take. "
            "Make a backup (`nacre backup`) if there is anything in it, then run `nacre migrate`."
        )


@contextmanager
def reaching(settings: Settings) -> Iterator[None]:
    """Turn what can go wrong with a database into words. Nothing of its URL is said: a password may be in it."""
    try:
        yield
    except migrations.UnknownSchema as unknown:
        raise Stopped(f"{str(unknown)[:1].upper()}{str(unknown)[1:]}. Install the newer version again.") from unknown
    except InUse as used:
        raise Stopped(f"{str(used)[:1].upper()}{str(used)[1:]}.") from used
    except (ModuleNotFoundError, NoSuchModuleError) as missing:
        raise Stopped(
            "For PostgreSQL Nacre needs its extra `postgres`: `pip install 'nacre[postgres]'`, or "
            "`uv run --extra postgres nacre …` in a checkout.",
            Code.SETTINGS,
        ) from missing
    except DBAPIError as error:
        why = str(error.orig).strip().splitlines()[0]
        where = "PostgreSQL" if settings.database.startswith("postgresql") else settings.database
        raise Stopped(f"The database ({where}) cannot be used: {why}") from error
    except OSError as error:
        raise Stopped(f"The database's folder cannot be used: {error}") from error


def _steps(steps: tuple[str, ...]) -> str:
    return f"{len(steps)} step{'s' * (len(steps) != 1)} ({', '.join(steps)})"
