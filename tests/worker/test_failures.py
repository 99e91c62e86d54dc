"""When something breaks: an error is logged and tried again, and nobody else waits for it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.client import Client
from bot.clock import MovableClock
from bot.domain.letters import Letter
from bot.domain.outbox import Delivery, Dropped, OutboxItem, Retry, Route, Sent, Undeliverable
from bot.domain.rsvps import Choice
from bot.services import delivery, letters, notices, planning
from bot.store import events, members, rsvps
from bot.store.schema import event as event_table
from bot.store.schema import outbox
from bot.worker import Worker
from bot.worker.agenda import run_agenda
from bot.worker.messenger import NoMeter
from tests.factories import COMMUNITY, make_community, make_event, make_rsvp
from tests.worker.doubles import Discord, MessengerDouble


def an_event(conn: Connection, now: datetime, /, people: int = 1) -> None:
    make_community(conn, now)
    event = make_event(conn, now, starts_in=timedelta(hours=2), lead_minutes=(60,))
    for user_id in range(100, 100 + people):
        make_rsvp(conn, now, event, user_id)
        members.save(conn, now, replace(members.get(conn, COMMUNITY, user_id), direct_messages=True))
    planning.replan(conn, now, event)


def statuses(conn: Connection, now: datetime, /) -> dict[str, tuple[str, str]]:
    return {row.key: (row.status, row.reason) for row in conn.execute(select(outbox))}


class Clumsy:
    """A messenger that breaks on some items."""

    def __init__(self, messenger: MessengerDouble, *broken: str) -> None:
        self.messenger, self.broken = messenger, broken

    async def deliver(self, item: OutboxItem) -> Delivery:
        if item.key in self.broken:
            raise OSError(item.key)
        return await self.messenger.deliver(item)


async def test_a_messenger_that_breaks_on_one_item_sends_the_others(
    client: Client, clock: MovableClock, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """The broken one may have been said, so it is tried again for as long as its nonce is known."""
    await client.do(an_event)
    clock.advance(hours=1)
    key = "event:1@v1/remind:60/part:1"
    await Worker(client, Clumsy(messenger, key)).run_due()
    assert set(discord_double.posts) == {"card:1", "event:1@v1/remind:60/u:100"}
    assert (await client.ask(statuses))[key] == ("pending", "OSError")
    clock.advance(seconds=10)
    await Worker(client, messenger).run_due()
    assert discord_double.posts[-1] == key


async def test_what_expired_in_a_queue_is_missed_all_at_once(
    client: Client, clock: MovableClock, worker: Worker, discord_double: Discord
) -> None:
    """Nobody is reminded of an event that is half an hour old."""
    await client.do(an_event, 30)
    clock.advance(hours=1)
    await run_agenda(client, NoMeter())
    clock.advance(hours=1, minutes=31)
    await worker.run_due()
    reminders = [value for key, value in (await client.ask(statuses)).items() if "remind" in key]
    assert reminders == [("missed", "too_late")] * 31


async def test_a_late_outcome_does_not_undo_what_somebody_else_knows(
    client: Client, clock: MovableClock, messenger: MessengerDouble
) -> None:
    """Only the holder of a claim may say that it failed; that it was said counts from anybody."""
    await client.do(an_event)
    event = await client.ask(lambda conn, now: events.get(conn, 1))
    assert event is not None
    await client.do(notices.refresh_card, event)
    (first,) = await client.do(delivery.claim, Route.CHANNEL, 5)
    clock.advance(seconds=61)
    (second,) = await client.do(delivery.claim, Route.CHANNEL, 5)
    assert (second.id, second.nonce) == (first.id, first.nonce)
    await client.do(delivery.settle, first, Retry(1, "late"))
    await client.do(delivery.settle, first, Undeliverable("late", trouble="forbidden"))
    assert (await client.ask(statuses))["card:1"] == ("claimed", "")
    await client.do(delivery.settle, first, Sent(700, 9))
    assert (await client.ask(statuses))["card:1"] == ("sent", "")


async def test_an_item_that_always_fails_is_given_up(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble
) -> None:
    """After fifty attempts, ever further apart."""
    await client.do(an_event)
    messenger.answers["card:1"] = Retry(0, "discord_500")
    for _ in range(80):
        await worker.run_due()
        clock.advance(minutes=16)
    assert (await client.ask(statuses))["card:1"][0] == "undeliverable"


async def test_a_pause_that_discord_asks_for_holds_for_all_direct_messages(
    client: Client, clock: MovableClock, worker: Worker, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """Opening direct messages too fast is no matter of one person. Channels are not concerned."""
    await client.do(an_event, 8)
    for user_id in range(100, 108):
        messenger.answers[f"event:1@v1/remind:60/u:{user_id}"] = Retry(600, "direct_messages_too_fast")
    clock.advance(hours=1)
    await worker.run_due()
    tried = [value for value in (await client.ask(statuses)).values() if value[1] == "direct_messages_too_fast"]
    assert 1 <= len(tried) <= 4
    assert "event:1@v1/remind:60/part:1" in discord_double.posts
    messenger.answers.clear()
    clock.advance(minutes=10)
    await worker.run_due()
    assert len([key for key in discord_double.posts if "/u:" in key]) == 8


async def test_a_database_that_fails_for_a_moment_stops_nothing(
    client: Client, clock: MovableClock, messenger: MessengerDouble, discord_double: Discord
) -> None:
    """What could not be recorded is still claimed, and comes again under the same nonce."""

    class Flaky(Client):
        failures = 1

        async def do(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            if use_case is delivery.settle and self.failures:
                self.failures -= 1
                raise OSError("the disk is full")
            return await super().do(use_case, *args, **kwargs)

    await client.do(an_event)
    await Worker(Flaky(client.database, clock), messenger).run_due()
    assert (await client.ask(statuses))["card:1"][0] == "claimed"
    clock.advance(seconds=61)
    await Worker(client, messenger).run_due()
    assert (await client.ask(statuses))["card:1"][0] == "sent"
    assert discord_double.posts == ["card:1"]


async def test_a_worker_that_cannot_read_the_agenda_lives_on(
    client: Client, clock: MovableClock, messenger: MessengerDouble
) -> None:
    """It is logged, and it wakes again."""
    failed = asyncio.Event()

    class Broken(Client):
        async def ask(self, query: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            failed.set()
            raise OSError("gone")

    worker = Worker(Broken(client.database, clock), messenger)
    worker.start()
    async with asyncio.timeout(10):
        await failed.wait()
    worker.nudge()
    await worker.stop(within=1)


Change = Callable[[Connection, datetime], None]


def declines(conn: Connection, now: datetime, /) -> None:
    mine = rsvps.get(conn, 1, 100)
    assert mine is not None
    rsvps.save(conn, replace(mine, choice=Choice.DECLINED))


def ends(conn: Connection, now: datetime, /) -> None:
    event = events.get(conn, 1)
    assert event is not None
    events.save(conn, replace(event, status=event.status.ENDED))


def moves(conn: Connection, now: datetime, /) -> None:
    event = events.get(conn, 1)
    assert event is not None
    events.save(conn, replace(event, version=2))


def vanishes(conn: Connection, now: datetime, /) -> None:
    conn.execute(event_table.delete())


@pytest.mark.parametrize(
    ("change", "reason"),
    [(declines, "not_concerned"), (ends, "over"), (moves, "moved"), (vanishes, "removed")],
)
async def test_a_letter_is_opened_as_things_stand_now(
    client: Client, clock: MovableClock, change: Change, reason: str
) -> None:
    """What nobody needs to hear any more is dropped at the last moment."""
    await client.do(an_event)
    clock.advance(hours=1)
    await run_agenda(client, NoMeter())
    (item,) = await client.do(delivery.claim, Route.DIRECT, 5)
    letter = await client.ask(letters.open_letter, item.id)
    assert isinstance(letter, Letter)
    assert (letter.language, letter.zone, letter.channel_id) == ("en", "Europe/Warsaw", 700)
    await client.do(change)
    assert await client.ask(letters.open_letter, item.id) == Dropped(reason)
