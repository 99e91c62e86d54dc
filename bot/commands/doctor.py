"""`doctor`: looks for what would go wrong, without touching Discord. Mistakes in the settings were said before."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url

from bot.commands import database
from bot.commands.settings import PORTAL, application_of
from bot.config import Settings
from bot.services import delivery
from bot.stopped import Code, Stopped
from bot.store.database import engine_for, is_sqlite

RELEASED = datetime(2026, 11, 1, tzinfo=UTC)  # a clock before this version's release is wrong
_LATE = timedelta(minutes=1)  # due longer ago than this, and still waiting: nobody is carrying it out


class Verdict(StrEnum):
    WELL = "well"
    LOOK = "look"  # it will run, and may surprise
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    verdict: Verdict
    what: str
    text: str


def examine(settings: Settings, console: Console | None = None) -> None:
    """Print every finding; ends with code 1 if something is wrong."""
    findings = [finding for look in LOOKS for finding in look(settings)]
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold")
    for finding in findings:
        table.add_row(finding.verdict.upper(), finding.what, finding.text)
    (console or Console(highlight=False)).print(table)
    wrong = sum(finding.verdict is Verdict.WRONG for finding in findings)
    if wrong:
        raise Stopped(f"{wrong} thing{'s' * (wrong > 1)} to put right before Nacre can run.", Code.FAILED)


def _token(settings: Settings) -> Iterator[Finding]:
    if settings.token is None:
        yield Finding(Verdict.WRONG, "token", "Not set. `nacre run` explains how to get one and where to put it.")
    elif (application := application_of(settings.token.get_secret_value())) is None:
        yield Finding(Verdict.WRONG, "token", f"Not of a token's shape. Copy it again: {PORTAL} → Bot → Reset Token.")
    else:
        yield Finding(Verdict.WELL, "token", f"Has a token's shape, of application {application}.")
    for file in (settings.token_file, settings.database_url_file):
        if file is not None and os.name == "posix" and file.stat().st_mode & 0o004:
            yield Finding(Verdict.LOOK, "secret", f"Everybody on this machine can read {file}. `chmod 600` closes it.")


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    existing = next(path for path in [folder.absolute(), *folder.absolute().parents] if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        yield Finding(Verdict.WRONG, "data folder", f"Nacre may not write to {existing}.")
        return
    megabytes = shutil.disk_usage(existing).free // 1_000_000
    if megabytes < 200:
        yield Finding(Verdict.LOOK, "data folder", f"Only {megabytes} MB are free at {existing}.")
    else:
        yield Finding(Verdict.WELL, "data folder", f"{folder.absolute()} can be written.")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        database.require_up_to_date(settings)
    except Stopped as stopped:
        yield Finding(Verdict.WRONG, "database", str(stopped))
        return
    kind = "PostgreSQL" if not is_sqlite(settings.database) else make_url(settings.database).database
    yield Finding(Verdict.WELL, "database", f"{kind} can be reached and is up to date.")
    engine = engine_for(settings.database)
    try:
        with engine.connect() as conn:
            yield from _overdue(delivery.depth(conn, datetime.now(UTC)))
    finally:
        engine.dispose()


def _overdue(depth: dict[str, int]) -> Iterator[Finding]:
    waiting = f"Planned: {depth['agenda_planned']}; waiting to be said: {depth['outbox_waiting']}"
    late = timedelta(seconds=max(depth["agenda_lag_seconds"], depth["outbox_lag_seconds"]))
    if late > _LATE:
        due = depth["agenda_due"] + depth["outbox_due"]
        text = f"{waiting}; overdue: {due}, the oldest by {late}. Nacre catches up when it runs."
        yield Finding(Verdict.LOOK, "agenda", text)
    else:
        yield Finding(Verdict.WELL, "agenda", f"{waiting}; nothing is late.")


def _port(settings: Settings) -> Iterator[Finding]:
    web = settings.web
    if not web.enabled:
        yield Finding(Verdict.LOOK, "web server", "Switched off: nothing tells you from outside whether Nacre is well.")
        return
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(web.host, web.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        text = f"{web.host}:{web.port} cannot be listened on ({error.strerror}). Does Nacre, or something else, run?"
        yield Finding(Verdict.LOOK, "web server", text)
    else:
        yield Finding(Verdict.WELL, "web server", f"{web.host}:{web.port} is free.")


def _clock(settings: Settings) -> Iterator[Finding]:
    now = datetime.now(UTC)
    if now < RELEASED:
        yield Finding(Verdict.WRONG, "clock", f"It says {now:%Y-%m-%d %H:%M} UTC, before this version was made.")
        return
    written = _last_written(settings)
    if written is not None and written > now + timedelta(minutes=5):
        text = f"It says {now:%Y-%m-%d %H:%M} UTC, but the database was last written at {written:%Y-%m-%d %H:%M}."
        yield Finding(Verdict.WRONG, "clock", text)
        return
    warsaw = now.astimezone(ZoneInfo("Europe/Warsaw"))
    text = f"{now:%Y-%m-%d %H:%M} UTC, which is {warsaw:%H:%M} in Warsaw. Compare with your watch."
    yield Finding(Verdict.WELL, "clock", text)


def _last_written(settings: Settings) -> datetime | None:
    if not is_sqlite(settings.database):
        return None
    path = Path(make_url(settings.database).database or "")
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.is_file() else None


LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (_token, _folder, _database, _port, _clock)
