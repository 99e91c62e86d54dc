"""Waking: at what is due, at a nudge; never waiting for a send; stopping without losing anything."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.client import Client
from bot.clock import MovableClock
from bot.domain.outbox import Delivery, OutboxItem, Route, Sent
from bot.domain.people import Preferences
from bot.domain.retention import Retention
from bot.domain.rsvps import Choice
from bot.services import facts, notices, planning
from bot.store import members
from bot.store.schema import outbox
from bot.worker import Worker
from tests.factories import COMMUNITY, make_community, make_event, make_rsvp


class Recorder:
    """Sends at once, unless a gate is closed; tells when something arrives."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.arrived = asyncio.Event()
        self.gate: dict[Route, asyncio.Event] = {route: asyncio.Event() for route in Route}
        self.begun = asyncio.Event()
        for gate in self.gate.values():
            gate.set()

    async def deliver(self, item: OutboxItem) -> Delivery:
        self.begun.set()
        await self.gate[item.route].wait()
        self.sent.append(item.key)
        self.arrived.set()
        return Sent(1, 2)

    async def next(self) -> None:
        async with asyncio.timeout(10):
            await self.arrived.wait()
        self.arrived.clear()


def an_event(conn: Connection, now: datetime, /) -> None:
    make_community(conn, now)
    event = make_event(conn, now, starts_in=timedelta(hours=2), lead_minutes=(60,))
    make_rsvp(conn, now, event, 11)
    make_rsvp(conn, now, event, 12, Choice.WAITING)
    members.save(conn, now, Preferences(COMMUNITY, 11, direct_messages=True))
    planning.replan(conn, now, event)


def statuses(conn: Connection, now: datetime, /) -> dict[str, str]:
    return {row.key: row.status for row in conn.execute(select(outbox))}


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def worker(client: Client, recorder: Recorder) -> AsyncIterator[Worker]:
    worker = Worker(client, recorder, direct_per_second=1000)
    worker.start()
    yield worker
    await worker.stop(within=1)


async def test_a_commit_that_made_something_due_wakes_the_worker(
    client: Client, worker: Worker, recorder: Recorder
) -> None:
    """No use case and no cog has to think of it."""
    await client.do(an_event)
    await recorder.next()
    assert recorder.sent == ["card:1"]


async def test_a_nudge_wakes_it_after_the_clock_moved(
    client: Client, worker: Worker, recorder: Recorder, clock: MovableClock
) -> None:
    """The injected clock says what is due."""
    await client.do(an_event)
    await recorder.next()
    clock.advance(hours=1)
    worker.nudge()
    await recorder.next()
    assert recorder.sent[1].startswith("event:1@v1/remind:60")


async def test_slow_direct_messages_delay_no_channel(
    client: Client, worker: Worker, recorder: Recorder, clock: MovableClock
) -> None:
    """The two lanes never wait for each other, and waking waits for neither."""
    recorder.gate[Route.DIRECT].clear()
    await client.do(an_event)
    await recorder.next()
    clock.advance(hours=1)
    worker.nudge()
    await recorder.next()
    assert recorder.sent == ["card:1", "event:1@v1/remind:60/part:1"]
    recorder.gate[Route.DIRECT].set()
    await recorder.next()
    assert recorder.sent[-1] == "event:1@v1/remind:60/u:11"


async def test_stopping_waits_for_what_is_being_sent(client: Client, recorder: Recorder) -> None:
    """And records it; nothing new is taken."""
    worker = Worker(client, recorder)
    recorder.gate[Route.CHANNEL].clear()
    worker.start()
    await client.do(an_event)
    await recorder.begun.wait()
    stopping = asyncio.create_task(worker.stop(within=10))
    recorder.gate[Route.CHANNEL].set()
    await stopping
    assert await client.ask(statuses) == {"card:1": "sent"}


async def test_what_is_cut_off_is_taken_up_when_its_lease_has_run_out(
    client: Client, recorder: Recorder, clock: MovableClock
) -> None:
    """A stop that cannot wait any longer loses nothing."""
    worker = Worker(client, recorder)
    recorder.gate[Route.CHANNEL].clear()
    worker.start()
    await client.do(an_event)
    await recorder.begun.wait()
    await worker.stop(within=0)
    assert await client.ask(statuses) == {"card:1": "claimed"}
    recorder.gate[Route.CHANNEL].set()
    clock.advance(seconds=61)
    await Worker(client, recorder).run_due()
    assert recorder.sent == ["card:1"]
    assert await client.ask(statuses) == {"card:1": "sent"}


async def test_retention_is_carried_out_once_a_day(client: Client, recorder: Recorder, clock: MovableClock) -> None:
    """In parts, by whoever runs the worker; the day counts as done when nothing is left."""
    worker = Worker(client, recorder, retention=Retention())
    await worker.run_due()
    first = await client.ask(facts.get, "swept_at")
    clock.advance(hours=20)
    await worker.run_due()
    assert await client.ask(facts.get, "swept_at") == first
    clock.advance(hours=5)
    await worker.run_due()
    assert await client.ask(facts.get, "swept_at") == clock.now().isoformat()


async def test_an_error_in_the_agenda_stops_nothing(
    client: Client, worker: Worker, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged; the next wake tries again."""
    from bot.store.schema import agenda

    def spoil(conn: Connection, now: datetime, /) -> None:
        an_event(conn, now)
        conn.execute(agenda.update().where(agenda.c.step == "announce").values(step="nonsense"))
        notices.refresh_card(conn, now, make_event(conn, now))

    await client.do(spoil)
    await recorder.next()
    assert recorder.sent == ["card:2"]
