"""The process dies between any two steps; afterwards every fact was said exactly once, or is recorded as missed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.clock import MovableClock
from bot.domain.events import Event
from bot.domain.people import Community
from bot.domain.rsvps import Choice
from bot.services import notices, planning
from bot.store import events, members
from bot.store.database import Database, open_database
from bot.store.schema import agenda, outbox
from bot.worker import Worker
from tests.factories import make_community, make_event, make_rsvp
from tests.worker.doubles import Discord, Guillotine, Killed, MessengerDouble, MortalClient


def an_event_with_people(conn: Connection, now: datetime) -> Event:
    """Two who take direct messages, one of them in quiet hours; one who waits; one to be mentioned."""
    community: Community = make_community(conn, now)
    event = make_event(conn, now, starts_in=timedelta(hours=2), lead_minutes=(60, 10))
    for user_id, choice in ((11, Choice.GOING), (12, Choice.MAYBE), (13, Choice.GOING), (14, Choice.WAITING)):
        make_rsvp(conn, now, event, user_id, choice)
    for user_id in (11, 12):
        chosen = replace(members.get(conn, community.id, user_id), direct_messages=True)
        members.save(conn, now, chosen)
    planning.replan(conn, now, event)
    return event


def moves_an_hour(conn: Connection, now: datetime, event_id: int) -> None:
    event = events.get(conn, event_id)
    assert event is not None
    later = timedelta(hours=1)
    changed = replace(
        event, version=event.version + 1, starts_at=event.starts_at + later, ends_at=event.ends_at + later
    )
    events.save(conn, changed)
    planning.replan(conn, now, changed)
    notices.moved(conn, now, changed, event.starts_at)
    notices.refresh_card(conn, now, changed)


EXPECTED = {
    "card:1",
    "event:1@v2/moved/u:11",
    "event:1@v2/moved/part:1",
    "event:1@v1/remind:60/part:1",
    "event:1@v1/remind:60/u:11",
    "event:1@v1/remind:60/u:12",
    "event:1@v2/remind:60/part:1",
    "event:1@v2/remind:60/u:11",
    "event:1@v2/remind:60/u:12",
    "event:1@v2/remind:10/part:1",
    "event:1@v2/remind:10/u:11",
    "event:1@v2/remind:10/u:12",
    "survey:1/channel",
    "event:1/feedback/u:11",
    "event:1/feedback_nudge/u:11",
}


MOVED = 70  # minutes after it was published
# announced; reminded; moved by an hour; reminded twice more, started, ended, asked what they thought, archived, asked
# once more, feedback closed; and the card, or the request, a moment after each
MOMENTS = (0, 60, MOVED, 71, 120, 170, 180, 181, 270, 271, 275, 1_710, 1_711, 10_350, 10_351)


async def live_through(url: str, clock: MovableClock, discord: Discord, guillotine: Guillotine, pause: float) -> None:
    """An event's life, from moment to moment; whoever dies is started again after `pause` seconds."""
    database = await open_database(url)
    try:
        worker = mortal(database, clock, discord, guillotine)
        start = clock.now()
        event = await database.write(an_event_with_people, start)
        for minute in MOMENTS:
            clock.move_to(max(clock.now(), start + timedelta(minutes=minute)))
            if minute == MOVED:
                await database.write(moves_an_hour, clock.now(), event.id)
            try:
                await worker.run_due()
            except Killed:
                clock.advance(seconds=pause)
                worker = mortal(database, clock, discord, guillotine)
                await worker.run_due()
                clock.advance(minutes=1)
    finally:
        await database.close()


def mortal(database: Database, clock: MovableClock, discord: Discord, guillotine: Guillotine) -> Worker:
    client = MortalClient(database, clock)
    client.guillotine = guillotine
    return Worker(client, MessengerDouble(client, discord, guillotine))


def outcomes(conn: Connection) -> dict[str, str]:
    return {row.key: row.status for row in conn.execute(select(outbox.c.key, outbox.c.status))}


def steps(conn: Connection) -> set[str]:
    return {row.status for row in conn.execute(select(agenda.c.status))}


async def check(url: str, discord: Discord, *, may_miss: bool) -> None:
    database = await open_database(url)
    said, planned = await database.read(outcomes), await database.read(steps)
    await database.close()
    assert len(discord.posts) == len(set(discord.posts)), "something was said twice"
    assert set(discord.posts) <= EXPECTED
    assert planned <= {"done", "dropped"}, "a step was lost"
    overtaken = {key for key in EXPECTED if "@v1/remind" in key} if may_miss else set()  # the event moved meanwhile
    assert EXPECTED - overtaken <= set(said) <= EXPECTED
    for key, status in said.items():
        assert status in (
            {"sent", "missed"} | ({"dropped"} if key in overtaken else set()) if may_miss else {"sent"}
        ), key
        assert status != "sent" or key in discord.posts


async def test_nothing_dies_and_everything_is_said_once(database_url: str, clock: MovableClock) -> None:
    """The life that the other tests interrupt."""
    discord = Discord()
    await live_through(database_url, clock, discord, Guillotine(), 0)
    await check(database_url, discord, may_miss=False)


STEPS = 264  # there are that many; the last test sees to it

QUICK = pytest.mark.parametrize("at", range(5, STEPS, 40))
EVERY = pytest.mark.parametrize("at", range(1, STEPS + 1))
SOME = pytest.mark.parametrize("at", range(1, STEPS + 1, 8))


@QUICK
async def test_a_crash_with_a_quick_restart_costs_nothing(database_url: str, clock: MovableClock, at: int) -> None:
    """Restarted when the lease has run out, everything is seen exactly once: Discord knows the nonce."""
    await a_quick_restart(database_url, clock, at)


@QUICK
async def test_after_a_long_silence_nothing_is_said_twice(database_url: str, clock: MovableClock, at: int) -> None:
    """Restarted when Discord may have forgotten the nonce, what may have been said is recorded as missed."""
    await a_long_silence(database_url, clock, at)


@pytest.mark.slow
@EVERY
async def test_every_single_step_survives_a_quick_restart(database_url: str, clock: MovableClock, at: int) -> None:
    """The same, between every two steps."""
    await a_quick_restart(database_url, clock, at)


@pytest.mark.slow
@EVERY
async def test_every_single_step_survives_a_long_silence(database_url: str, clock: MovableClock, at: int) -> None:
    """The same, between every two steps."""
    await a_long_silence(database_url, clock, at)


@pytest.mark.slow
@SOME
async def test_steps_survive_on_postgresql_too(postgres_url: str, clock: MovableClock, at: int) -> None:
    """Every eighth step; a quick restart and a long silence take turns."""
    await (a_long_silence if at % 16 == 1 else a_quick_restart)(postgres_url, clock, at)


async def test_no_step_is_left_out(database_url: str, clock: MovableClock) -> None:
    """The life above has no more steps than the tests above interrupt."""
    guillotine = Guillotine()
    await live_through(database_url, clock, Discord(), guillotine, 0)
    assert STEPS - 10 < guillotine.steps <= STEPS


async def a_quick_restart(url: str, clock: MovableClock, at: int) -> None:
    discord = Discord()
    await live_through(url, clock, discord, Guillotine(at), 61)
    await check(url, discord, may_miss=False)


async def a_long_silence(url: str, clock: MovableClock, at: int) -> None:
    discord = Discord()
    await live_through(url, clock, discord, Guillotine(at), 600)
    await check(url, discord, may_miss=True)
