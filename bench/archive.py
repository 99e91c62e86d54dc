"""Searching the archive: the use case beside a bare SELECT, and the whole way of a command beside the floor."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from bench import measures
from bench.library import ROLE, Library, fill
from bench.load import Act
from bench.seed import Seed
from bench.town import Bot, Town
from bot.client import Client
from bot.clock import SystemClock
from bot.domain.people import Actor
from bot.domain.searching import Wanted
from bot.services import archive as service
from bot.store.database import open_database
from local_discord import commands
from local_discord.interactions import COMMAND

if TYPE_CHECKING:
    from bench.parts import Bench

_FLOOR = text("SELECT title, held_at FROM material WHERE id = :id")


async def archive(bench: Bench) -> None:
    """Seeds the library, asks it in many ways, and then through Discord; the process must not grow by it."""
    sizes, town = bench.sizes, bench.town
    channel = town.channel("archive")
    seed = Seed(bench.folder / "archive", town.guild.id, town.owner.id, channel.id)
    seed.publish("Pearls", datetime.now(UTC) + timedelta(days=7))
    began = perf_counter()
    library = fill(seed, sizes.materials, sizes.hours)
    file = (bench.folder / "archive" / "nacre.db").stat().st_size
    bench.report.notes.append(
        f"archive: {sizes.materials:,} materials and {sizes.hours:,} hours of transcript, {file / 2**20:,.0f} MB, "
        f"put there in {perf_counter() - began:.0f} s."
    )
    await _use_case(bench, seed, library)
    bot = town.nacre("archive", bench.folder / "archive")
    bench.stop_at_the_end(bot)
    await bot.process.start()
    posted = town.discord.world.messages.setdefault(channel.id, {})
    await measures.until(town, lambda: len(posted) >= 1)
    bot.cards = list(posted.values())
    idle = bot.process.memory()
    asked = [each for some in library.queries(Random(5)).values() for each in some]  # noqa: S311
    found = await measures.in_turns(
        town, [await bench.floor(), bot], _searching(town, asked), sizes.searches, 1, sizes.rounds
    )
    floor, nacre = found["floor"], found["archive"]
    bench.report.compare("/archive search, 1 in flight: p50", floor.p(0.5), nacre.p(0.5), "s")
    bench.report.compare("/archive search, 1 in flight: p99", floor.p(0.99), nacre.p(0.99), "s")
    more = bot.process.memory() - idle
    bench.report.add(
        "/archive search: memory before, after",
        nacre=f"{idle:.0f}, {idle + more:.0f} MB",
        ratio=f"+{more:.0f} MB",
        target="≤ +30 MB",
        met=more <= 30,
    )


def _searching(town: Town, asked: list[str]) -> measures.Acts:
    def act(bot: Bot, n: int) -> Act:
        known = bot.application.commands.get(None)
        command_id = commands.find(bot.application, town.guild.id, "archive")[0]["id"] if known else "1"
        words = {"name": "text", "type": 3, "value": asked[n % len(asked)]}
        data = {
            "id": command_id,
            "name": "archive",
            "type": 1,
            "options": [{"name": "search", "type": 1, "options": [words]}],
        }
        return Act(town.people[n % len(town.people)], COMMAND, data, bot.cards[0].channel_id)

    return lambda bot, number: [act(bot, n) for n in range(number)]


async def _use_case(bench: Bench, seed: Seed, library: Library) -> None:
    """p50 and p99 of each kind of question, beside one row by its key on the same connection."""
    database = await open_database(seed.url)
    try:
        client = Client(database, SystemClock())
        size = bench.sizes.materials
        floor = [await _timed(client.ask(_one_row, 1 + n * 7 % size)) for n in range(400)]
        community = seed.actor.community_id
        actors = [Actor(community, 5), Actor(community, 6, frozenset({ROLE})), seed.actor]
        name = f"archive [{size:,} materials, {bench.sizes.hours:,} transcript hours]"
        for kind, asked in library.queries(Random(3)).items():  # noqa: S311
            taken = [
                await _timed(client.ask(service.search, actors[n % 3], Wanted(asked[n % len(asked)])))
                for n in range(bench.sizes.searches)
            ]
            _row(bench, f"{name}: {kind}", floor, taken)
        others = {
            "with a year and a language": Wanted(library.words[500], year=datetime.now(UTC).year, language="pl"),
            "the latest": Wanted(),
        }
        for kind, wanted in others.items():
            taken = [await _timed(client.ask(service.search, actors[n % 3], wanted)) for n in range(40)]
            _row(bench, f"{name}: {kind}", floor, taken)
        typed = [await _timed(client.ask(service.suggest, actors[n % 3], library.words[n][:3])) for n in range(60)]
        _row(bench, f"{name}: autocomplete", floor, typed)
    finally:
        await database.close()


async def _timed(asking: Awaitable[Any]) -> float:
    began = perf_counter()
    await asking
    return perf_counter() - began


def _one_row(conn: Connection, now: datetime, number: int) -> object:
    return conn.execute(_FLOOR, {"id": number}).first()


def _row(bench: Bench, name: str, floor: list[float], taken: list[float]) -> None:
    for share, shown in ((0.5, "p50"), (0.99, "p99")):
        bench.report.compare(f"{name}: {shown}", _at(floor, 0.5), _at(taken, share), "s")


def _at(seconds: list[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
