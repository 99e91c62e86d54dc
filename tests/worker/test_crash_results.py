""" "You said" is told once, or recorded as missed, wherever the process dies; and never more than was allowed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, select

from bot.clock import MovableClock
from bot.domain.outbox import Dropped
from bot.services import letters, results
from bot.services.feedback import asking
from bot.store import feedback
from bot.store.database import Database, open_database
from bot.store.schema import answer, outbox
from bot.worker import Worker
from tests.factories import make_community, make_event, organiser
from tests.worker.doubles import Discord, Guillotine, Killed, MessengerDouble, MortalClient

KEY = "survey:1/you_said"
STEPS = 14  # there are no more; the first test sees to it


def a_closed_survey(conn: Connection, now: datetime) -> None:
    """Five have answered."""
    make_community(conn, now)
    event = make_event(conn, now, starts_in=-timedelta(hours=3))
    closes = now + timedelta(days=7)
    asked = asking.open_survey(
        conn, now, event.community_id, event.kind, event_id=event.id, named=False, asked=9, closes_at=closes
    )
    for rating in (5, 5, 4, 4, 3):
        feedback.add_answer(conn, asked.id, {"rating": rating})
    feedback.close_survey(conn, now, asked.id)
    results.share(conn, now, organiser(), asked.id)


async def tell(url: str, clock: MovableClock, guillotine: Guillotine, pause: float) -> tuple[Discord, str]:
    """Carry out what is due; whoever dies is started again after `pause` seconds. What was posted, and its status."""
    database, discord = await open_database(url), Discord()
    try:
        await database.write(a_closed_survey, clock.now())
        try:
            await mortal(database, clock, discord, guillotine).run_due()
        except Killed:
            clock.advance(seconds=pause)
            await mortal(database, clock, discord, guillotine).run_due()
        return discord, await database.read(status)
    finally:
        await database.close()


def mortal(database: Database, clock: MovableClock, discord: Discord, guillotine: Guillotine) -> Worker:
    client = MortalClient(database, clock)
    client.guillotine = guillotine
    return Worker(client, MessengerDouble(client, discord, guillotine))


def status(conn: Connection) -> str:
    return str(conn.scalars(select(outbox.c.status).where(outbox.c.key == KEY)).one())


async def test_it_is_told_once(database_url: str, clock: MovableClock) -> None:
    guillotine = Guillotine()
    discord, became = await tell(database_url, clock, guillotine, 0)
    assert (list(discord.posts).count(KEY), became) == (1, "sent")
    assert 0 < guillotine.steps <= STEPS


@pytest.mark.parametrize("at", range(1, STEPS + 1))
async def test_a_crash_with_a_quick_restart_costs_nothing(database_url: str, clock: MovableClock, at: int) -> None:
    discord, became = await tell(database_url, clock, Guillotine(at), 61)
    assert (list(discord.posts).count(KEY), became) == (1, "sent")


@pytest.mark.parametrize("at", range(1, STEPS + 1))
async def test_after_a_long_silence_it_is_not_told_twice(database_url: str, clock: MovableClock, at: int) -> None:
    discord, became = await tell(database_url, clock, Guillotine(at), 600)
    assert list(discord.posts).count(KEY) <= 1
    assert became in ("sent", "missed")


def test_what_may_not_be_told_any_more_is_not_told(conn: Connection, now: datetime) -> None:
    """Answers that were removed meanwhile, as by retention: fewer than five are left."""
    a_closed_survey(conn, now)
    item_id = conn.scalars(select(outbox.c.id).where(outbox.c.key == KEY)).one()
    first = conn.scalars(select(answer.c.id).limit(1)).one()
    conn.execute(delete(answer).where(answer.c.id == first))
    assert letters.open_letter(conn, now, item_id) == Dropped("changed")
