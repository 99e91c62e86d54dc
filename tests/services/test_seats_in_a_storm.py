"""Hundreds of clicks at once on a few seats: nothing is oversold, nothing is lost, and everybody is answered."""

import asyncio
from datetime import datetime
from random import Random

import pytest

from bot.client import Client
from bot.clock import MovableClock
from bot.domain.events import Card, Event, Seats
from bot.domain.rsvps import Choice, Rsvp
from bot.services import rsvps
from bot.store import cards
from bot.store import events as event_store
from bot.store import rsvps as rsvp_store
from bot.store.database import Connection, engine_for, open_database
from tests import factories
from tests.factories import participant


def prepare(conn: Connection, now: datetime, capacity: int) -> Event:
    factories.make_community(conn, now)
    return factories.make_event(conn, now, capacity=capacity)


def outcome(conn: Connection, now: datetime, event_id: int) -> tuple[Seats, tuple[Rsvp, ...]]:
    factories.assert_counters_agree(conn, event_id)
    filled = event_store.read(conn, event_id)
    assert filled is not None
    return filled.seats, rsvp_store.of_event(conn, event_id)


async def test_everybody_wants_one_of_three_seats_at_once(any_client: Client) -> None:
    event = await any_client.do(prepare, 3)
    answers = await asyncio.gather(
        *(any_client.do(rsvps.respond, participant(user_id), event.id, Choice.GOING) for user_id in range(100, 200))
    )
    seats, rows = await any_client.ask(outcome, event.id)
    assert (seats.going, seats.waiting, len(rows)) == (3, 97, 100)
    assert sorted(answer.position or 0 for answer in answers) == [0, 0, 0, *range(1, 98)]
    assert sorted(row.ticket for row in rows) == list(range(1, 101))


async def test_a_finger_that_slips_clicks_once(any_client: Client) -> None:
    """The same click many times at once is one answer."""
    event = await any_client.do(prepare, 3)
    clicks = (any_client.do(rsvps.respond, participant(), event.id, Choice.GOING) for _ in range(40))
    answers = await asyncio.gather(*clicks)
    seats, rows = await any_client.ask(outcome, event.id)
    assert (seats.going, len(rows)) == (1, 1)
    assert sum(answer.changed for answer in answers) == 1


async def storm(clients: list[Client], event: Event, people: int, clicks: int, seed: int) -> None:
    """People click whatever comes to their mind, through whichever process Discord brings them to."""
    chance = Random(seed)

    async def click() -> None:
        actor, client = participant(100 + chance.randrange(people)), chance.choice(clients)
        deed = chance.choice([*Choice, Choice.GOING, Choice.GOING, None])
        if deed is None:
            await client.do(rsvps.undo, actor, event.id)
        else:
            answer = await client.do(rsvps.respond, actor, event.id, deed)
            assert answer.seats.going + answer.seats.offered <= 5

    await asyncio.gather(*(click() for _ in range(clicks)))
    seats, rows = await clients[0].ask(outcome, event.id)
    assert len({row.user_id for row in rows}) == len(rows)
    assert seats.going + seats.offered <= 5
    assert seats.waiting == 0 or seats.left == 0


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_storm_of_answers_and_second_thoughts(any_client: Client, seed: int) -> None:
    event = await any_client.do(prepare, 5)
    await storm([any_client], event, people=40, clicks=250, seed=seed)


async def test_several_processes_share_one_postgresql(postgres_url: str, clock: MovableClock) -> None:
    """Each with its own connections, as with several shards: the event's row is what they wait for."""
    databases = [await open_database(postgres_url) for _ in range(3)]
    try:
        clients = [Client(database, clock) for database in databases]
        event = await clients[0].do(prepare, 5)
        await storm(clients, event, people=40, clicks=300, seed=3)
    finally:
        for database in databases:
            await database.close()


def test_a_card_can_be_remembered_while_somebody_answers(postgres_url: str, now: datetime) -> None:
    """What refers to an event does not wait for who holds its seats: each would soon wait for the other."""
    engine = engine_for(postgres_url)
    with engine.connect() as answering, engine.connect() as sending:
        event = prepare(answering, now, 5)
        answering.commit()
        assert event_store.hold(answering, event.id)
        sending.exec_driver_sql("SET lock_timeout = '2s'")
        cards.put(sending, Card(event.id, 700, 9000, None))
        sending.commit()
        answering.rollback()
    engine.dispose()


@pytest.mark.slow
async def test_a_long_storm(any_client: Client) -> None:
    event = await any_client.do(prepare, 5)
    await storm([any_client], event, people=120, clicks=2000, seed=4)
