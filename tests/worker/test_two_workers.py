"""Two workers on one PostgreSQL say everything once."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from bot.client import Client
from bot.clock import MovableClock
from bot.services import planning
from bot.store.database import open_database
from bot.store.schema import agenda, outbox
from bot.worker import Worker
from tests.factories import make_community, make_event, make_rsvp
from tests.worker.doubles import Discord, MessengerDouble

EVENTS = 12


def a_busy_hour(conn: Connection, now: datetime, /) -> None:
    make_community(conn, now)
    for number in range(EVENTS):
        event = make_event(conn, now, starts_in=timedelta(hours=2), lead_minutes=(60,))
        for user_id in range(100, 100 + number * 10):
            make_rsvp(conn, now, event, user_id)
        planning.replan(conn, now, event)


def tally(conn: Connection, now: datetime, /) -> tuple[dict[str, int], dict[str, int]]:
    said = conn.execute(select(outbox.c.status, func.count()).group_by(outbox.c.status))
    done = conn.execute(select(agenda.c.status, func.count()).group_by(agenda.c.status))
    return {row[0]: row[1] for row in said}, {row[0]: row[1] for row in done}


async def test_two_workers_say_everything_once(postgres_url: str, clock: MovableClock) -> None:
    """They share out agenda and outbox; what one holds, the other passes over."""
    discord = Discord()
    databases = [await open_database(postgres_url) for _ in range(2)]
    try:
        clients = [Client(database, clock) for database in databases]
        await clients[0].do(a_busy_hour)
        workers = [Worker(client, MessengerDouble(client, discord)) for client in clients]
        for _ in range(2):
            await asyncio.gather(*(worker.run_due() for worker in workers))
            clock.advance(hours=1)
        await asyncio.gather(*(worker.run_due() for worker in workers))
        said, done = await clients[0].ask(tally)
    finally:
        for database in databases:
            await database.close()
    assert len(discord.posts) == len(set(discord.posts))
    assert set(said) <= {"sent", "pending"}
    assert len([key for key in discord.posts if "remind" in key]) == said["sent"] + said.get("pending", 0) - EVENTS
    assert done["done"] == EVENTS * 3  # announced, reminded, started
