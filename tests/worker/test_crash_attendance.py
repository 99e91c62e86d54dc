"""The process dies at any step of an event in a channel: everybody's minutes are right to what was surely seen."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.clock import MovableClock
from bot.domain.attendance import Gap
from bot.domain.events import Event
from bot.services import attendance, planning
from bot.store import attendance as attendance_store
from bot.store import presence as presence_store
from bot.store.database import Database, open_database
from bot.store.schema import agenda, presence
from bot.worker import Worker
from tests.factories import COMMUNITY, make_community, make_event
from tests.worker.doubles import Discord, Guillotine, Killed, MessengerDouble, MortalClient

STAYS, GOES = 11, 12  # one stays to the end, the other leaves in the middle
MINUTES, LEFT = 20, 10
STEPS = 205  # there are that many; the last test sees to it
QUICK = pytest.mark.parametrize("at", range(3, STEPS, 29))
EVERY = pytest.mark.parametrize("at", range(1, STEPS + 1))
SOME = pytest.mark.parametrize("at", range(1, STEPS + 1, 15))


def an_event_in_a_channel(conn: Connection, now: datetime) -> Event:
    make_community(conn, now)
    start = now + timedelta(minutes=2)
    event = make_event(
        conn, now, starts_at=start, ends_at=start + timedelta(minutes=MINUTES), voice_channel_id=800, lead_minutes=()
    )
    planning.replan(conn, now, event)
    return event


async def live_through(url: str, clock: MovableClock, guillotine: Guillotine, pause: float) -> Event:
    """The event, minute by minute; whoever dies is started again after `pause` seconds, and looks at once."""
    database = await open_database(url)
    try:
        client, worker = mortal(database, clock, guillotine)
        start = clock.now()
        event: Event = await database.write(an_event_in_a_channel, start)
        for minute in range(MINUTES + 6):
            moment = start + timedelta(minutes=minute)
            clock.move_to(max(clock.now(), moment))
            try:
                await live(client, worker, event, minute)
            except Killed:
                clock.advance(seconds=pause)
                client, worker = mortal(database, clock, guillotine)
                await live(client, worker, event, minute)
        return event
    finally:
        await database.close()


async def live(client: MortalClient, worker: Worker, event: Event, minute: int) -> None:
    inside = {STAYS, GOES} if client.clock.now() < event.starts_at + timedelta(minutes=LEFT) else {STAYS}
    on = await client.ask(attendance.watched, [COMMUNITY])
    await client.do(attendance.look, [COMMUNITY], {each.event_id: inside for each in on})
    await worker.run_due()


def mortal(database: Database, clock: MovableClock, guillotine: Guillotine) -> tuple[MortalClient, Worker]:
    client = MortalClient(database, clock)
    client.guillotine = guillotine
    return client, Worker(client, MessengerDouble(client, Discord(), guillotine))


def outcome(conn: Connection, event_id: int) -> tuple[dict[int, int | None], tuple[Gap, ...], set[str], list[str]]:
    """Minutes, gaps, the agenda's states, and stays that nobody ended."""
    minutes = {record.user_id: record.minutes for record in attendance_store.of_event(conn, event_id)}
    states = set(conn.scalars(select(agenda.c.status).where(agenda.c.step == "attendance")))
    open_stays = conn.scalars(select(presence.c.id).where(presence.c.left_at.is_(None))).all()
    return minutes, presence_store.gaps(conn, event_id), states, [str(each) for each in open_stays]


async def check(url: str, event: Event, lost: int) -> None:
    """`lost` is how many minutes a restart may cost somebody who was gone when we looked again."""
    database = await open_database(url)
    minutes, gaps, states, open_stays = await database.read(outcome, event.id)
    await database.close()
    assert states == {"done"}
    assert open_stays == []
    assert minutes.get(STAYS) == MINUTES or gaps, "time is only missing where a gap says so"
    assert MINUTES - lost <= (minutes.get(STAYS) or 0) <= MINUTES
    assert LEFT - lost <= (minutes.get(GOES) or 0) <= LEFT + lost
    assert sum((gap.to_at - gap.from_at for gap in gaps), timedelta()) <= timedelta(minutes=lost + 1)


async def test_nothing_dies_and_every_minute_counts(database_url: str, clock: MovableClock) -> None:
    event = await live_through(database_url, clock, Guillotine(), 0)
    await check(database_url, event, 0)


@QUICK
async def test_a_quick_restart_costs_a_minute_at_most(database_url: str, clock: MovableClock, at: int) -> None:
    await check(database_url, await live_through(database_url, clock, Guillotine(at), 20), 1)


@QUICK
async def test_a_long_silence_is_a_gap(database_url: str, clock: MovableClock, at: int) -> None:
    """Ten minutes: at the end of the event nobody may have been there to see it."""
    await check(database_url, await live_through(database_url, clock, Guillotine(at), 600), 11)


async def survives(url: str, clock: MovableClock, at: int) -> None:
    """A quick restart and a long silence take turns."""
    pause, missing = (20, 1) if at % 2 else (600, 11)
    await check(url, await live_through(url, clock, Guillotine(at), pause), missing)


@pytest.mark.slow
@EVERY
async def test_every_step_survives(database_url: str, clock: MovableClock, at: int) -> None:
    await survives(database_url, clock, at)


@pytest.mark.slow
@SOME
async def test_steps_survive_on_postgresql_too(postgres_url: str, clock: MovableClock, at: int) -> None:
    await survives(postgres_url, clock, at)


async def test_no_step_is_left_out(database_url: str, clock: MovableClock) -> None:
    guillotine = Guillotine()
    await live_through(database_url, clock, guillotine, 0)
    assert STEPS - 10 < guillotine.steps <= STEPS, guillotine.steps
