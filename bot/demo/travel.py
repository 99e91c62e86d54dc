"""Moving the demonstration's clock: stopping wherever something is due, so that it happens at its own time.

A clock that jumped past a reminder would make it late; here the bot does everything in order, as if one had waited.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

from bot.client import Client
from bot.demo.network import ZONE
from bot.domain.events import EventView, Status
from bot.domain.people import Actor
from bot.services import agenda, events
from bot.words import say, when
from local_discord.clock import Clock

_SETTLED = timedelta(seconds=10)  # after something happened, its announcement is up to date by then
_LOOKS = timedelta(minutes=1)
_EVERY = 500  # more events than anybody plans at once


class Running(Protocol):
    async def run_due(self) -> None: ...


class Watching(Protocol):
    """Who notes who is in an event's channel: it looks once a minute."""

    @property
    def is_on(self) -> bool: ...

    async def look(self) -> None: ...


class Travel:
    """One journey at a time. `reader` sees every event: what counts as the next one is asked as this person."""

    def __init__(self, clock: Clock, client: Client, worker: Running, reader: Actor, language: str) -> None:
        self._clock, self._client, self._worker = clock, client, worker
        self._reader, self._language = reader, language
        self._going = asyncio.Lock()
        self.watching: Watching | None = None

    async def to(self, instant: datetime, *, directly: bool = False) -> None:
        """Go there, doing on the way what is due; nothing moves when the time has passed already.

        `directly`: nothing is due before, as the caller knows.
        """
        async with self._going:
            await self._look()
            stopped_at = None
            while (
                not directly
                and (due := await self._client.ask(agenda.next_due)) is not None
                and due <= instant
                and due != stopped_at
            ):
                stopped_at = due
                await self._move(due)
                await self._worker.run_due()
                await self._look()
            await self._move(instant)
            await self._look()

    async def say_what_is_due(self) -> None:
        """What has just been done may have something to say: it is said now."""
        await self._worker.run_due()

    async def by(self, delta: timedelta) -> None:
        """What is being said at this moment is said to the end first: its lease would run out in the jump."""
        await self._worker.run_due()
        await self.to(self._clock.now() + delta)

    async def to_next_due(self) -> str:
        """To the next thing the bot does by itself; returns what to say to whoever asked."""
        await self.by(_SETTLED)  # an announcement that is brought up to date is nothing to travel for
        due = await self._client.ask(agenda.next_due)
        if due is None:
            return say(self._language, "demo.nothing_due")
        return await self._arrived(due)

    async def to_next_start(self) -> str:
        coming = [view for view in await self._upcoming() if view.event.starts_at > self._clock.now()]
        if not coming:
            return say(self._language, "demo.nothing_coming")
        return await self._arrived(coming[0].event.starts_at)

    async def to_day_after(self) -> str:
        """A day after the end of the event that is running, else of the next one."""
        going_on = await self._upcoming()
        running = [view for view in going_on if view.event.status is Status.LIVE] or going_on
        if not running:
            return say(self._language, "demo.nothing_coming")
        return await self._arrived(running[0].event.ends_at + timedelta(days=1))

    async def _arrived(self, at: datetime) -> str:
        await self.by(at + _SETTLED - self._clock.now())
        return say(self._language, "demo.it_is_now", at=when(self._language, self._clock.now(), ZONE))

    async def _move(self, instant: datetime) -> None:
        """As long as an event's channel is watched, minute by minute, else the jump would be a time without a look."""
        while self.watching is not None and self.watching.is_on and self._clock.now() + _LOOKS < instant:
            self._clock.move_to(self._clock.now() + _LOOKS)
            await self._look()
        if instant > self._clock.now():
            self._clock.move_to(instant)

    async def _look(self) -> None:
        if self.watching is not None:
            await self.watching.look()

    async def _upcoming(self) -> tuple[EventView, ...]:
        return (await self._client.ask(events.upcoming, self._reader, size=_EVERY)).items
