"""The parts of the demonstration: the local Discord, the network in it, the bot connected to it, one clock for all."""

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, cast

from pydantic import SecretStr

from bot.app import Parts, compose
from bot.commands import database
from bot.config import DirectMessages, Settings, WebServer
from bot.demo import network as networks
from bot.demo.filling import BEFORE, fill
from bot.demo.network import TOKEN, ZONE, Network
from bot.demo.tour import tour
from bot.demo.travel import Travel, Watching
from bot.stopped import Stopped
from bot.store import alive
from bot.store.database import open_database
from bot.words import say
from bot.worker.wake import Worker
from local_discord import keeping
from local_discord.clock import Clock
from local_discord.door import Door, Skip
from local_discord.people import Person
from local_discord.server import LocalDiscord

_WORLD, _DATABASE = "discord.json", "demo.db"


@dataclass
class Demo:
    """Everything that runs. `new`: the network has no past yet."""

    discord: LocalDiscord
    clock: Clock
    network: Network
    parts: Parts
    worker: Worker
    travel: Travel
    door: Door
    folder: Path
    new: bool
    started: bool = False
    changed: bool = False  # since it was last saved

    async def start(self) -> None:
        """Wait for the bot, give the network its past, and let the bot work by itself."""
        await self.discord.gateway.connected(TOKEN)
        # the answer to anything proves that the bot knows the server by now
        olga = Person(self.discord, self.network.people["olga"], self.network.bot)
        await olga.complete("event show", self.network.channel("general"), "event", event="")
        self.travel.watching = cast("_Cogs", self.parts.bot).get_cog("Watching")
        if self.new:
            await fill(self.network, self.parts.client, self.travel, datetime.now(UTC))
            self.door.everything_is_read()
        self.worker.start()
        self.clock.on_move.append(self.worker.nudge)
        self.discord.world.tellers.append(self._tell)
        self.started = self.changed = True

    def _tell(self, *_: object) -> None:
        self.changed = True

    def save(self) -> None:
        """Keep the world, if it changed; a network whose past is half told is not kept."""
        if self.started and self.changed:
            keeping.save(self.discord.world, self.folder / _WORLD)
            self.changed = False


class _Cogs(Protocol):
    def get_cog(self, name: str, /) -> Watching: ...


class _Later:
    """Stands where the bot's worker is started: the demonstration starts it itself, once there is a past."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def start(self) -> None:
        return

    async def stop(self) -> None:
        await self._worker.stop()


@asynccontextmanager
async def opened(port: int, folder: Path, language: str) -> AsyncIterator[Demo]:
    """All the parts, listening on the port or on a free one; nothing runs yet. Closes the local Discord at the end.

    Raises Stopped when the folder holds something else than a demonstration.
    """
    kept = folder / _WORLD
    before = _saved_at(kept)
    now = datetime.now(UTC)
    clock = Clock(now - BEFORE if before is None else max(now, before + timedelta(seconds=1)))
    discord = LocalDiscord(clock=clock.now)
    network = networks.found(discord) if before is None else _restored(discord, kept)
    door = Door(discord, clock, [user.id for user in network.people.values()], zone=ZONE)
    door.tour = tour(network, language)
    await _listen(discord, port)
    keeping.move_files(discord.world, discord.base)  # the port may be another than last time
    try:
        parts = await _composed(discord, clock, folder, new=before is None)
        worker = cast("Worker", parts.worker)
        parts.worker = _Later(worker)
        travel = Travel(clock, parts.client, worker, network.actor("olga"), language)
        door.move, door.skips = travel.by, _skips(travel, language)
        yield Demo(discord, clock, network, parts, worker, travel, door, folder, before is None)
    finally:
        await discord.stop()


def _saved_at(kept: Path) -> datetime | None:
    try:
        return keeping.saved_at(kept)
    except keeping.NotKept as error:
        raise _not_ours(error) from error


def _restored(discord: LocalDiscord, kept: Path) -> Network:
    try:
        keeping.restore(discord.world, kept)
    except keeping.NotKept as error:
        raise _not_ours(error) from error
    return Network(discord)


def _not_ours(error: keeping.NotKept) -> Stopped:
    return Stopped(f"{error}. Choose another folder for --keep, or remove that file to begin anew.")


async def _listen(discord: LocalDiscord, port: int) -> None:
    try:
        await discord.start(port)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        await discord.stop()
        await discord.start(0)


async def _composed(discord: LocalDiscord, clock: Clock, folder: Path, *, new: bool) -> Parts:
    """The bot as it always is. Of the environment nothing is read, so that no real bot's database is ever touched."""
    file = folder / _DATABASE
    settings = Settings.model_construct(
        database_url=SecretStr(f"sqlite:///{file}"),
        data_dir=folder,
        web=WebServer(enabled=False),
        direct_messages=DirectMessages.model_construct(seconds_apart=0.01),  # nobody here is bothered by many
        discord_api=discord.api,
        pace_starts=False,
        check_links=False,
    )
    with database.reaching(settings):
        with alive.alone(str(file)):  # not while another demonstration runs there
            if new:
                _clear(file)
        database.bring_up_to_date(settings)
        return compose(settings, await open_database(settings.database, folder), clock)


def _clear(database: Path) -> None:
    """What is left of a demonstration that ended before it was ready."""
    for end in ("", "-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)


def _skips(travel: Travel, language: str) -> dict[str, Skip]:
    return {
        "due": Skip("due", say(language, "demo.skip.due"), travel.to_next_due),
        "start": Skip("start", say(language, "demo.skip.start"), travel.to_next_start),
        "after": Skip("after", say(language, "demo.skip.after"), travel.to_day_after),
    }
