"""Composes the bot out of its parts, runs it until it is told to stop, and stops it in order.

The order of stopping: no more waking; what is being sent is finished; Discord is left; the web server closes; the
database closes. If the process is killed anywhere in it, the next start finds everything in the database: nothing
here is needed for that.
"""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

import aiohttp
import discord
import structlog

from bot import __version__, restarts
from bot.client import Client
from bot.clock import Clock, SystemClock
from bot.config import DISCORD, Settings
from bot.fetching import Fetcher
from bot.metrics import Metrics
from bot.services import facts
from bot.stopped import Code, Stopped
from bot.store.database import Database, open_database
from bot.web.server import Web
from bot.worker.chores import Chore, Chores
from bot.worker.leftovers import Leftovers
from bot.worker.links import LinkChecker
from bot.worker.wake import Worker
from cogs._bot import NacreBot
from cogs._endpoint import point_at
from cogs._messenger import DiscordMessenger

_STARTS = "starts"
_SAME_SIGNAL = 1.0  # seconds
_log = structlog.get_logger("nacre.app")


class Gateway(Protocol):
    """What is asked of discord.py here."""

    async def login(self, token: str) -> None: ...
    async def connect(self) -> None: ...
    async def wait_until_ready(self) -> None: ...
    async def close(self) -> None: ...


class Startable(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Waking(Protocol):
    def start(self) -> None: ...
    async def stop(self) -> None: ...


@dataclass
class Parts:
    """Everything that runs in one process."""

    client: Client
    bot: Gateway
    worker: Waking
    web: Startable | None
    pace_starts: bool = True
    chores: Waking | None = None
    _entered: bool = field(default=False, init=False)  # discord.py cannot be closed before it logged in
    _within: bool = field(default=False, init=False)
    _leaving: bool = field(default=False, init=False)

    async def live(self, token: str, stopping: asyncio.Event) -> None:
        """Run until `stopping` is set or Discord is lost for good; everything is closed when this returns.

        Raises Stopped with what to do, when Discord does not let us in.
        """
        told = asyncio.create_task(stopping.wait())
        connected = asyncio.create_task(self._connect(token))
        try:
            if self.web is not None:
                await self.web.start()
            await asyncio.wait({told, connected}, return_when=asyncio.FIRST_COMPLETED)
            _log.info("stopping", told=told.done())
            if connected.done():
                connected.result()
        finally:
            if not self._within:  # closed while it logs in, discord.py would leave its connection open
                connected.cancel()
                await asyncio.wait({connected})
            await self.stop()
            for task in (told, connected):
                task.cancel()
            await asyncio.gather(told, connected, return_exceptions=True)

    async def _connect(self, token: str) -> None:
        await self._pace()
        with explained():
            self._entered = True
            await self.bot.login(token)
            await self._remember_start()
            self._within = True
            ready = asyncio.create_task(self._begin_work())
            try:
                await self.bot.connect()
            finally:
                ready.cancel()
                await asyncio.gather(ready, return_exceptions=True)

    async def _begin_work(self) -> None:
        """The worker starts once Discord told us what is there: before that, a channel could seem to be gone."""
        await self.bot.wait_until_ready()
        if not self._leaving:
            self.worker.start()
            if self.chores is not None:
                self.chores.start()
            leave_to_stay()
            _log.info("ready")

    async def _pace(self) -> None:
        starts = restarts.read(await self.client.ask(facts.get, _STARTS))
        wait = restarts.pause(starts, self.client.clock.now()) if self.pace_starts else None
        if wait:
            _log.warning("started_often", waiting_seconds=round(wait.total_seconds()))
            await asyncio.sleep(wait.total_seconds())

    async def _remember_start(self) -> None:
        """What follows counts against Discord's limit; a token that Discord refused does not."""
        now = self.client.clock.now()
        starts = restarts.recent(restarts.read(await self.client.ask(facts.get, _STARTS)), now)
        await self.client.do(facts.put, _STARTS, restarts.written((*starts, now)))

    async def stop(self) -> None:
        """Close everything in order. What fails to close is logged and does not keep the rest open."""
        self._leaving = True
        steps: list[tuple[str, Callable[[], Awaitable[None]]]] = [("worker", self.worker.stop)]
        if self.chores is not None:
            steps.append(("chores", self.chores.stop))
        if self._entered:
            steps.append(("discord", self.bot.close))
        if self.web is not None:
            steps.append(("web", self.web.stop))
        steps.append(("database", self.client.database.close))
        for name, close in steps:
            try:
                await close()
            except Exception:
                _log.exception("did_not_close", part=name)
        _log.info("stopped")


def leave_to_stay() -> None:
    """Tell Python's collector of cycles that what is here now stays: modules, commands, texts, servers.

    It would walk all of it again and again, some fifty milliseconds each time, while people wait (decision 95).
    """
    gc.collect()
    gc.freeze()


@contextmanager
def explained() -> Iterator[None]:
    """Turn the ways in which Discord refuses a bot into words."""
    try:
        yield
    except discord.LoginFailure as error:
        raise Stopped(
            "Discord does not know this token: it was reset, or copied wrongly. Get a new one at "
            "https://discord.com/developers/applications → your application → Bot → Reset Token.",
            Code.SETTINGS,
        ) from error
    except discord.PrivilegedIntentsRequired as error:
        raise Stopped(
            "Discord says that this bot asks for a privileged intent. Nacre asks for none, so something else runs "
            "with its name: was the code changed?",
            Code.SETTINGS,
        ) from error
    except discord.ConnectionClosed as error:
        raise Stopped(f"Discord closed the connection for good (code {error.code}).") from error
    except discord.HTTPException as error:
        raise Stopped(f"Discord answered with an error: {error}") from error
    except (discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        raise Stopped(f"Discord cannot be reached: {error}. Is this machine online?") from error


def compose(settings: Settings, database: Database, clock: Clock | None = None) -> Parts:
    """Put the parts together; nothing runs yet. Call it inside the loop they will run in."""
    client = Client(database, clock or SystemClock())
    metrics = Metrics()
    if settings.discord_api != DISCORD:
        point_at(settings.discord_api)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # voice is not used
    retention = settings.retention.rules()
    public_url = (settings.web.public_url or "") if settings.web.enabled else ""
    bot = NacreBot(
        client, settings.kinds, metrics, retention=retention, contact=settings.contact or "", public_url=public_url
    )
    worker = Worker(
        client,
        DiscordMessenger(bot),
        retention=retention,
        metrics=metrics,
        direct_per_second=1 / settings.direct_messages.seconds_apart,
    )
    bot.worker = worker
    web = None
    if settings.web.enabled:
        web = Web(client, metrics, lambda: _is_connected(bot), settings.web.host, settings.web.port, public_url)
    return Parts(client, bot, worker, web, settings.pace_starts, _chores(settings, client))


def _chores(settings: Settings, client: Client) -> Chores:
    chores: list[Chore] = [Leftovers(client)]
    if settings.check_links:
        chores.append(LinkChecker(client, Fetcher()))
    return Chores(chores)


def _is_connected(bot: NacreBot) -> bool:
    """Every shard's connection is open; discord.py's `is_ready` alone stays true while one is lost."""
    return bot.is_ready() and not bot.is_closed() and not any(shard.is_closed() for shard in bot.shards.values())


async def serve(settings: Settings, token: str) -> None:
    """Run one bot until SIGTERM or SIGINT. A second signal ends the process at once."""
    stopping = asyncio.Event()
    on_signals(stopping)
    database = await open_database(settings.database, settings.data_dir)
    _log.info("starting", version=__version__)
    await compose(settings, database).live(token, stopping)


def run(settings: Settings, token: str) -> None:
    """Run the bot in a loop of its own, uvloop's where it is installed."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve(settings, token))
    hear_no_more()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def on_signals(stopping: asyncio.Event) -> None:
    """Set `stopping` at the first SIGTERM or SIGINT; one that comes a second or more later ends the process at once.

    What comes sooner is the same one: systemd and `docker stop` tell the whole group, and `uv run` passes it on too.
    The loop's own handlers would be gone when the loop is, too soon before the process.
    """
    loop, told_at = asyncio.get_running_loop(), 0.0

    def told(number: int, _frame: object) -> None:
        nonlocal told_at
        if not told_at and not loop.is_closed():
            told_at = monotonic()
            loop.call_soon_threadsafe(stopping.set)
        elif monotonic() >= told_at + _SAME_SIGNAL:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)


def hear_no_more() -> None:
    """Everything is closed and the process is about to end: the rest of a signal must not make that a failure."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
