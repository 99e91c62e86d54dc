"""When the worker wakes: at the next thing that is due, at a nudge, and every fifteen seconds in any case.

APScheduler holds one job in memory and no state: what is due is in the database. If the process dies anywhere here,
nothing is lost but the waking itself, and starting again begins with it.
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.client import Client
from bot.domain.outbox import Route
from bot.domain.retention import Retention
from bot.services import agenda, upkeep
from bot.worker.agenda import run_agenda
from bot.worker.messenger import Messenger, Meter, NoMeter
from bot.worker.outbox import Lane
from bot.worker.pace import Pace

_SWEEP = 15.0  # seconds: clocks jump and machines sleep, so nothing is trusted for longer
_ASK_AGAIN = timedelta(hours=1)  # how often it is asked whether the day's retention is done
_SOONEST = 0.25  # seconds between two wakings that nobody asked for
_GATHER = 0.1  # seconds after a nudge: a storm of clicks nudges with each of its commits
_log = logging.getLogger(__name__)


class Worker:
    """Carries out the agenda and empties the outbox.

    `direct_per_second` paces direct messages: Discord blocks bots that open many at once. `channels_at_once` is how
    many channel messages are under way together.
    """

    def __init__(
        self,
        client: Client,
        messenger: Messenger,
        *,
        retention: Retention | None = None,
        metrics: Meter | None = None,
        direct_per_second: float = 1.0,
        channels_at_once: int = 8,
    ) -> None:
        self._client, self._retention, self._meter = client, retention, metrics or NoMeter()
        pace = Pace(1 / direct_per_second)
        self._channel = Lane(client, messenger, self._meter, Route.CHANNEL, at_once=channels_at_once)
        self._direct = Lane(client, messenger, self._meter, Route.DIRECT, at_once=4, pace=pace)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._awake = asyncio.Lock()
        self._nudged = False
        self._asked_at: datetime | None = None
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to wake; call it inside the running loop. Whatever a commit made due wakes it from now on."""
        self._scheduler.add_job(
            self._wake,
            IntervalTrigger(seconds=int(_SWEEP), timezone=UTC),
            id="wake",
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()
        self._running = [asyncio.create_task(lane.run()) for lane in (self._channel, self._direct)]
        self._client.database.on_stir = self.nudge

    @property
    def running(self) -> bool:
        """Whether it wakes by itself: what is put into the outbox now is sent within seconds."""
        return bool(self._scheduler.running)

    def nudge(self) -> None:
        """Something may be due: wake in a moment. Cheap, and safe to call at any time."""
        if self._nudged:
            return
        self._nudged = True
        if not self._awake.locked():
            self._wake_in(_GATHER)

    async def run_due(self) -> None:
        """Carry out and send everything that is due now, until nothing is left; direct messages are not paced."""
        while True:
            done = await run_agenda(self._client, self._meter)
            while await self._keep_up():
                done += 1
            done += await self._channel.drain()
            done += await self._direct.drain()
            if not done:
                return

    async def stop(self, within: float = 10.0) -> None:
        """Stop waking, then wait up to `within` seconds for what is being sent."""
        self._client.database.on_stir = lambda: None
        if self._scheduler.running:
            self._scheduler.remove_all_jobs()
            async with self._awake:
                self._scheduler.shutdown(wait=False)
        await asyncio.gather(self._channel.close(within), self._direct.close(within))
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _wake(self) -> None:
        """Carry out what is due, ring both lanes, and decide when to wake next. Never waits for a send."""
        async with self._awake:
            self._nudged = False
            wait = await self._look()
            self._wake_in(_GATHER if self._nudged else min(max(wait, _SOONEST), _SWEEP))

    async def _look(self) -> float:
        """Seconds until something is due."""
        try:
            await run_agenda(self._client, self._meter)
            self._channel.ring()
            self._direct.ring()
            if await self._keep_up():
                return _SOONEST
            coming = await self._client.ask(agenda.next_due)
        except Exception:
            _log.exception("the agenda could not be carried out; trying again in %d seconds", _SWEEP)
            return _SWEEP
        return _SWEEP if coming is None else (coming - self._client.clock.now()).total_seconds()

    async def _keep_up(self) -> bool:
        """Carry out a part of the day's retention; True when there may be more of it."""
        now = self._client.clock.now()
        if self._retention is None or (self._asked_at is not None and now < self._asked_at + _ASK_AGAIN):
            return False
        more = await self._client.do(upkeep.sweep, self._retention)
        self._asked_at = None if more else now
        return more

    def _wake_in(self, seconds: float) -> None:
        job = self._scheduler.get_job("wake")
        if job is not None:
            job.modify(next_run_time=datetime.now(UTC) + timedelta(seconds=seconds))
