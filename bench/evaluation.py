"""An evaluation report of a year: the queries, and making everything that its message carries."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from bench.process import resident
from bench.seed import Seed
from bot.client import Client
from bot.clock import SystemClock
from bot.config import shipped_kinds
from bot.domain import report as rules
from bot.domain.events import Status
from bot.domain.kinds import Kinds
from bot.domain.people import Community, Preferences
from bot.domain.report import Period
from bot.services import reporting
from bot.store.database import open_database
from bot.store.schema import event
from cogs._actors import Reader
from cogs._report_words import words_of
from cogs.reports import Order, make

if TYPE_CHECKING:
    from bench.parts import Bench
    from bench.report import Report


async def report(bench: Bench) -> None:
    """With so many events; the floor reads as many rows whole."""
    number, people = bench.sizes.reported, [10**17 + n for n in range(500)]
    channel = bench.town.channel("report").id
    seed = Seed(bench.folder / "report", bench.town.guild.id, bench.town.owner.id, channel)
    seed.past(number - 1, number * 20, people)  # and the one that it begins with
    database = await open_database(seed.url)
    try:
        client = Client(database, SystemClock())
        await client.do(_all_over)
        today = client.clock.now().date()
        period = Period(today - timedelta(days=360), today)
        with grown(bench.report, "report"):
            floors = [await took(client.ask(_every_row)) for _ in range(5)]
            taken = [await took(client.ask(reporting.report, seed.actor, period)) for _ in range(5)]
            found = await client.ask(reporting.report, seed.actor, period)
            making = [_made(seed, replace(found, period=each)) for each in _other_days(period)]
    finally:
        await database.close()
    name = f"report over {found.total.events:,} events"
    bench.report.compare(name, median(floors), median(taken), "s")
    bench.report.add(f"{name}: its picture, page and tables", nacre=f"{median(making[1:]):.2f} s")
    bench.report.add(f"{name}: these for the first time, with what they import", nacre=f"{making[0]:.2f} s")


def _all_over(conn: Connection, now: datetime) -> None:
    """Nothing of them is still to come: a report counts what took place."""
    start = now - timedelta(days=2)
    over = {"starts_at": start, "ends_at": start + timedelta(hours=1), "status": Status.ARCHIVED.value}
    conn.execute(update(event).where(event.c.starts_at > start).values(over))


def _every_row(conn: Connection, now: datetime) -> int:
    return len(conn.execute(select(event)).all())


def _other_days(period: Period) -> list[Period]:
    """Each in another picture's heading: what was drawn once is not drawn again."""
    return [replace(period, first=period.first + timedelta(days=n)) for n in range(6)]


def _made(seed: Seed, found: rules.Report) -> float:
    """How long all took that the message carries, in English, as the command makes it."""
    began = perf_counter()
    home = Community(seed.actor.community_id)
    reader = Reader(seed.actor, home, Preferences(home.id, seed.actor.user_id), "en", home.zone)
    kinds = Kinds(shipped_kinds())
    make(Order(reader, found, words_of("en", found, kinds), "Bench", datetime.now(UTC), kinds))
    return perf_counter() - began


@contextmanager
def grown(report: Report, what: str) -> Iterator[None]:
    """A row that says how much memory this process has more after what is done in it."""
    before = resident()
    yield
    more = resident() - before
    report.add(f"{what}: memory after it", nacre=f"+{more:.0f} MB", target="≤ +40 MB", met=more <= 40)


async def took(doing: Awaitable[Any]) -> float:
    began = perf_counter()
    await doing
    return perf_counter() - began
