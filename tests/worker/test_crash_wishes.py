"""The process dies between any two steps of a topic, a poll and a pulse: each is told, counted and ended once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.clock import MovableClock
from bot.domain.kinds import Kind
from bot.domain.polls import PollStatus
from bot.services import events, polls, pulses, topics
from bot.store import members
from bot.store.database import open_database
from bot.store.schema import agenda, answer, outbox, poll, survey
from tests.factories import make_community, organiser, participant
from tests.worker.doubles import VOTES, Discord, Guillotine, Killed
from tests.worker.test_crash import mortal

ANNA, BERND = 11, 12
EXPECTED = {
    "card:1",
    f"event:1/topic_planned/u:{ANNA}",
    f"event:1/topic_planned/u:{BERND}",
    f"topic:2/declined/u:{BERND}",
    "poll:1",
    "poll:1/results",
    "survey:1/channel",
    "survey:2/channel",
}
READ = "poll:1/results"  # says nothing


def wishes(conn: Connection, now: datetime) -> None:
    """A topic becomes an event, another is declined; a poll is asked; a pulse is to be asked every day."""
    make_community(conn, now)
    for user_id in (ANNA, BERND):
        members.save(conn, now, replace(members.get(conn, 500, user_id), direct_messages=True))
    topics.suggest(conn, now, participant(ANNA), "Maps", anyway=True)
    topics.vote(conn, now, participant(BERND), 1)
    topics.suggest(conn, now, participant(BERND), "Parks", anyway=True)
    starts_at = now + timedelta(days=30)
    kind = Kind("webinar", reminders=(), recorded=False)
    draft = topics.make_event(conn, now, organiser(), 1, kind, "Maps", starts_at, None, "Europe/Riga")
    events.publish(conn, now, organiser(), draft.id, channel_id=700, channel_open_to_all=True)
    topics.decline(conn, now, organiser(), 2, "")
    asked = {"hours": 24, "multiple": False, "channel_id": 701, "channel_open_to_all": True}
    polls.ask(conn, now, organiser(), "Again?", ["Yes", "No"], **asked)  # type: ignore[arg-type]
    local = (now + timedelta(hours=1)).replace(tzinfo=None)
    made = pulses.create(conn, now, organiser(), 702, "How is it?", local, "Etc/UTC", "daily", open_days=3)
    assert made.id == 1


DAY, LAST = 24 * 60, 26 * 60
# asked; a round; the poll is over; the next round; there are no more; and when that is over, each with what follows
MINUTES = (0, 1, 60, 61, DAY + 1, DAY + 16, DAY + 20, DAY + 60, DAY + 62, LAST, 4 * DAY + 75, 4 * DAY + 80)


def no_more_rounds(conn: Connection, now: datetime) -> None:
    pulses.remove(conn, now, organiser(), 1)


async def live_through(url: str, clock: MovableClock, discord: Discord, guillotine: Guillotine, pause: float) -> None:
    database = await open_database(url)
    try:
        worker = mortal(database, clock, discord, guillotine)
        start = clock.now()
        await database.write(wishes, start)
        for minute in MINUTES:
            clock.move_to(max(clock.now(), start + timedelta(minutes=minute)))
            if minute == LAST:
                await database.write(no_more_rounds, clock.now())
            try:
                await worker.run_due()
            except Killed:
                clock.advance(seconds=pause)
                worker = mortal(database, clock, discord, guillotine)
                await worker.run_due()
                clock.advance(minutes=1)
    finally:
        await database.close()


def _said(conn: Connection) -> dict[str, str]:
    return {row.key: row.status for row in conn.execute(select(outbox.c.key, outbox.c.status))}


def _left(conn: Connection) -> tuple[set[str], list[bool], list[tuple[str, object]], int]:
    """The agenda's statuses, whether each round is over, what is known of the poll, and how many answers there are."""
    statuses = set(conn.scalars(select(agenda.c.status).where(agenda.c.event_id.is_(None))))
    rounds = [at is not None for at in conn.scalars(select(survey.c.closed_at).order_by(survey.c.id))]
    known = [(row.status, row.results) for row in conn.execute(select(poll.c.status, poll.c.results))]
    return statuses, rounds, known, len(conn.execute(select(answer.c.id)).all())


async def check(url: str, discord: Discord, *, may_miss: bool) -> None:
    database = await open_database(url)
    said = await database.read(_said)
    statuses, rounds, known, _ = await database.read(_left)
    await database.close()
    assert len(discord.posts) == len(set(discord.posts)), "something was said twice"
    unread = may_miss and said["poll:1"] == "missed"  # nobody knows whether it stands there
    assert EXPECTED - ({READ} if unread else set()) == set(said)
    assert set(discord.posts) <= EXPECTED - {READ}
    assert set(said.values()) <= ({"sent", "missed", "dropped"} if may_miss else {"sent"})
    assert statuses <= {"done", "dropped"}, "a step was lost"
    assert rounds == [True, True]
    assert known == [(PollStatus.LOST, None) if unread else (PollStatus.CLOSED, list(VOTES))]


async def test_nothing_dies_and_everything_is_said_once(database_url: str, clock: MovableClock) -> None:
    discord = Discord()
    await live_through(database_url, clock, discord, Guillotine(), 0)
    await check(database_url, discord, may_miss=False)
    assert discord.edits["survey:1/channel"] == discord.edits["survey:2/channel"] == 1, "shown anew when it is over"


STEPS = 150  # at most; the last test sees to it
QUICK = pytest.mark.parametrize("at", range(4, STEPS, 18))
EVERY = pytest.mark.parametrize("at", range(1, STEPS))
SOME = pytest.mark.parametrize("at", range(1, STEPS, 15))


@QUICK
async def test_a_crash_with_a_quick_restart_costs_nothing(database_url: str, clock: MovableClock, at: int) -> None:
    discord = Discord()
    await live_through(database_url, clock, discord, Guillotine(at), 61)
    await check(database_url, discord, may_miss=False)


@QUICK
async def test_after_a_long_silence_nothing_is_said_twice(database_url: str, clock: MovableClock, at: int) -> None:
    """A poll of which nobody knows whether it was posted is lost, and says so; one that was to be read is read."""
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
    assert STEPS - 20 < guillotine.steps <= STEPS, guillotine.steps
