"""The process dies between any two steps after an event: the recording is told of once, and asked for once a time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.clock import MovableClock
from bot.domain.attendance import Source
from bot.domain.events import Event, Feedback
from bot.domain.link_health import Probe
from bot.domain.materials import MaterialKind
from bot.domain.rsvps import Choice
from bot.services import materials, planning
from bot.services.materials import checking
from bot.store import attendance, members
from bot.store import materials as store
from bot.store.database import open_database
from bot.store.schema import agenda, outbox
from tests.factories import make_community, make_event, make_rsvp, organiser
from tests.worker.doubles import Discord, Guillotine, Killed
from tests.worker.test_crash import mortal

HOST, THERE, MISSED = 31, 11, 12
LINK = "https://example.org/video"
EXPECTED = {
    "card:1",
    f"event:1@v1/chase:1/u:{HOST}",
    f"event:1@v1/chase:2/u:{HOST}",
    f"event:1/recording/u:{THERE}",
    f"event:1/missed_recording/u:{MISSED}",
    "event:1/recording/part:1",
    "material:1/dead",
}


def an_event_to_be_recorded(conn: Connection, now: datetime) -> Event:
    make_community(conn, now)
    event = make_event(
        conn, now, starts_in=timedelta(hours=1), lead_minutes=(), host_id=HOST, recorded=True, feedback=Feedback.NONE
    )
    for user_id in (THERE, MISSED):
        make_rsvp(conn, now, event, user_id, Choice.GOING)
    for user_id in (1, THERE, MISSED, HOST):
        members.save(conn, now, replace(members.get(conn, 500, user_id), direct_messages=True))
    attendance.note(conn, now, event.id, THERE, Source.VOICE, 60, None)
    planning.replan(conn, now, event)
    return event


def the_recording_comes(conn: Connection, now: datetime) -> None:
    if not store.has_recording(conn, 1):
        materials.add(conn, now, organiser(), MaterialKind.RECORDING, 1, link=LINK)


def the_link_is_gone(conn: Connection, now: datetime) -> None:
    material = store.recordings_of(conn, 1)[0]
    checking.seen(conn, now, checking.Due(material.id, material.link, material.link), Probe.GONE)


# days after the end: asked twice, then it comes; its link dies after two weeks
ASKED, CAME, GONE = (1, 2, 9), 10, (20, 23)
DAYS = (*ASKED, CAME, *GONE, 24)


async def live_through(url: str, clock: MovableClock, discord: Discord, guillotine: Guillotine, pause: float) -> None:
    database = await open_database(url)
    try:
        worker = mortal(database, clock, discord, guillotine)
        start = clock.now()
        await database.write(an_event_to_be_recorded, start)
        for day in (0, *DAYS):
            clock.move_to(max(clock.now(), start + timedelta(days=day, hours=3 if day else 0)))
            if day == CAME:
                await database.write(the_recording_comes, clock.now())
            if day in GONE:
                await database.write(the_link_is_gone, clock.now())
            for _ in range(2):
                try:
                    await worker.run_due()
                except Killed:
                    clock.advance(seconds=pause)
                    worker = mortal(database, clock, discord, guillotine)
                    await worker.run_due()
                clock.advance(minutes=1)
    finally:
        await database.close()


def _outcomes(conn: Connection) -> dict[str, str]:
    return {row.key.partition("@1")[0]: row.status for row in conn.execute(select(outbox.c.key, outbox.c.status))}


def _steps(conn: Connection) -> dict[str, str]:
    return {row.step: row.status for row in conn.execute(select(agenda.c.step, agenda.c.status))}


async def check(url: str, discord: Discord, *, may_miss: bool) -> None:
    database = await open_database(url)
    said, planned = await database.read(_outcomes), await database.read(_steps)
    await database.close()
    assert len(discord.posts) == len(set(discord.posts)), "something was said twice"
    assert set(said) == EXPECTED
    assert {planned[f"chase:{number}"] for number in (1, 2)} == {"done"}
    assert planned["chase:3"] == "dropped"
    assert set(said.values()) <= ({"sent", "missed"} if may_miss else {"sent"})


async def test_nothing_dies_and_everything_is_said_once(database_url: str, clock: MovableClock) -> None:
    discord = Discord()
    await live_through(database_url, clock, discord, Guillotine(), 0)
    await check(database_url, discord, may_miss=False)


STEPS = 165  # at most; the last test sees to it
QUICK = pytest.mark.parametrize("at", range(10, 160, 25))
EVERY = pytest.mark.parametrize("at", range(1, 160))
SOME = pytest.mark.parametrize("at", range(1, 160, 15))


@QUICK
async def test_a_crash_with_a_quick_restart_costs_nothing(database_url: str, clock: MovableClock, at: int) -> None:
    discord = Discord()
    await live_through(database_url, clock, discord, Guillotine(at), 61)
    await check(database_url, discord, may_miss=False)


@QUICK
async def test_after_a_long_silence_nothing_is_said_twice(database_url: str, clock: MovableClock, at: int) -> None:
    discord = Discord()
    await live_through(database_url, clock, discord, Guillotine(at), 600)
    await check(database_url, discord, may_miss=True)


async def survives(url: str, clock: MovableClock, at: int) -> None:
    """A quick restart and a long silence take turns."""
    discord, pause = Discord(), 61 if at % 2 else 600
    await live_through(url, clock, discord, Guillotine(at), pause)
    await check(url, discord, may_miss=pause > 61)


@pytest.mark.slow
@EVERY
async def test_every_single_step_survives(database_url: str, clock: MovableClock, at: int) -> None:
    await survives(database_url, clock, at)


@pytest.mark.slow
@SOME
async def test_steps_survive_on_postgresql_too(postgres_url: str, clock: MovableClock, at: int) -> None:
    await survives(postgres_url, clock, at)


async def test_no_step_is_left_out(database_url: str, clock: MovableClock) -> None:
    guillotine = Guillotine()
    await live_through(database_url, clock, Discord(), guillotine, 0)
    assert STEPS - 10 < guillotine.steps <= STEPS
