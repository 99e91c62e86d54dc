"""A life in which the process dies: what happens in it, and what must be so at its end however it went."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.clock import MovableClock
from bot.store.database import Database, open_database
from bot.store.schema import outbox
from bot.worker import Worker
from tests.worker.doubles import Discord, Guillotine, Killed, MessengerDouble, MortalClient

UNHARMED = 0.0  # seconds until it is started again
QUICK = 61.0  # the lease of what was being sent has run out, and Discord still knows the nonce
SILENCE = 600.0  # Discord may have forgotten it

Happening = Callable[[Connection, datetime], object]


@dataclass(frozen=True)
class Life:
    """`moments` after the beginning, in order: what is due then is carried out, after what `acts` has for it.

    `check(conn, discord, pause)` asserts what is true at the end. A `visit`, with the time since the beginning, is what
    the process does besides at every moment.
    """

    name: str
    steps: int  # at most: each is a place to die
    begin: Happening
    moments: tuple[timedelta, ...]
    check: Callable[[Connection, Discord, float], None]
    acts: Mapping[timedelta, Happening] = field(default_factory=dict)
    visit: Callable[[MortalClient, timedelta], Awaitable[None]] | None = None
    quick: float = QUICK

    async def lived(self, url: str, clock: MovableClock, guillotine: Guillotine, pause: float) -> None:
        """From moment to moment; whoever dies is started again after `pause` seconds. Then it is checked."""
        discord, database = Discord(), await open_database(url)
        try:
            await self._through(database, clock, discord, guillotine, pause)
            await database.read(self.check, discord, pause)
        finally:
            await database.close()

    async def _through(
        self, database: Database, clock: MovableClock, discord: Discord, guillotine: Guillotine, pause: float
    ) -> None:
        start = clock.now()
        await database.write(self.begin, start)
        client, worker = _started(database, clock, discord, guillotine)
        for moment in self.moments:
            clock.move_to(max(clock.now(), start + moment))
            if moment in self.acts:
                await database.write(self.acts[moment], clock.now())
            try:
                await self._moment(client, worker, clock.now() - start)
            except Killed:
                clock.advance(seconds=pause)
                client, worker = _started(database, clock, discord, guillotine)
                await self._moment(client, worker, clock.now() - start)
                clock.advance(minutes=1)

    async def _moment(self, client: MortalClient, worker: Worker, since: timedelta) -> None:
        if self.visit is not None:
            await self.visit(client, since)
        await worker.run_due()


def _started(
    database: Database, clock: MovableClock, discord: Discord, guillotine: Guillotine
) -> tuple[MortalClient, Worker]:
    client = MortalClient(database, clock)
    client.guillotine = guillotine
    return client, Worker(client, MessengerDouble(client, discord, guillotine))


def minutes(*numbers: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=number) for number in numbers)


def said(conn: Connection) -> dict[str, str]:
    """What became of everything that was to be said, by key."""
    return {row.key: row.status for row in conn.execute(select(outbox.c.key, outbox.c.status))}
