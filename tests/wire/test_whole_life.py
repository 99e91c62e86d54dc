"""A whole event's life in one run of the program, its clock moved from one moment that counts to the next."""

import re
from datetime import timedelta

import pytest

from local_discord import validate
from local_discord.people import Reply, text_of
from local_discord.world import Message
from tests.wire.conftest import Program, TimedProgram, Town, labels

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


async def _said(town: Town, program: Program, card: Message, number: int) -> str:
    """Wait for the number-th message in the event's thread, and until nothing more is waiting; returns it."""
    await town.until(lambda: len(town.thread(card)) >= number)
    await program.until_true("SELECT count(*) = 0 FROM outbox WHERE status = 'claimed'")
    assert len(town.thread(card)) == number
    return text_of(town.thread(card)[-1])


def _opt_in(reply: Reply) -> str:
    assert reply.message is not None
    ids = [str(each.get("custom_id")) for each in validate.walk(reply.message.components)]
    return next(each for each in ids if each.startswith("dm:"))


async def test_from_creation_to_the_archive(town: Town, timed: TimedProgram) -> None:
    """Announced, filled, reminded of a day, an hour and ten minutes before, joined, over: each said once, in time.

    Anna has her reminders by direct message, in Polish; Bob is mentioned in the thread.
    """
    await timed.ready()
    await town.set_up()
    card = await town.publish("Storytelling", seats="2", when="in 49 hours")
    anna = await town.anna.press(card, "Going")
    assert anna.message is not None
    await town.anna.press(anna.message, _opt_in(anna))
    assert "A seat is yours" in (await town.bob.press(card, "Going")).text
    starts = _start(card)

    await _until(town, timed, starts, hours=24)
    first = await _said(town, timed, card, 1)
    assert f"<@{town.bob.user.id}>" in first
    assert f"<@{town.anna.user.id}>" not in first
    await town.until(lambda: len(town.anna.direct_messages()) == 1)
    assert "Storytelling" in text_of(town.anna.direct_messages()[0])

    await _until(town, timed, starts, hours=1)
    await _said(town, timed, card, 2)
    await town.until(lambda: len(town.anna.direct_messages()) == 2)

    closed = await town.bob.use("my events", town.channel)
    assert "Storytelling" in closed.text
    await _until(town, timed, starts, minutes=10)
    await _said(town, timed, card, 3)
    await town.until(lambda: len(town.anna.direct_messages()) == 3)
    link = await town.bob.press(card, "Join link")
    assert "meet.example.org" in str(link.message and link.message.components) + link.text

    await _until(town, timed, starts, minutes=0)
    await timed.until_true("SELECT status = 'live' FROM event")
    await timed.move(hours=3)
    await timed.until_true("SELECT status IN ('ended', 'archived') FROM event")
    await town.until(lambda: "Going" not in labels(_as_reply(card)))
    await _asked_what_they_thought(town, timed, card)
    await timed.until_true("SELECT status = 'archived' FROM event")
    assert len(town.thread(card)) == 4
    assert len(town.public()) == 1
    left = "SELECT count(*) FROM agenda WHERE status IN ('planned', 'missed') AND step NOT LIKE 'chase%'"
    assert timed.query(left) == [(0,)]
    assert timed.errors == []


async def _asked_what_they_thought(town: Town, timed: TimedProgram, card: Message) -> None:
    """Bob answers by a click and a form; Anna does not and is reminded, once. After a week the request is closed."""
    await town.until(lambda: len(town.thread(card)) == 4)
    request = town.thread(card)[-1]
    rated = await town.bob.press(request, "4 – very good")
    assert rated.message is not None
    form = await town.bob.press(rated.message, "2 more questions")
    assert "saved" in rated.text
    assert "changed" in (await town.bob.submit(form, apply="1", better="More tea")).text
    await town.until(lambda: len(town.anna.direct_messages()) == 4)
    await timed.move(days=1)
    await town.until(lambda: len(town.anna.direct_messages()) == 5)
    assert len(town.bob.direct_messages()) == 0
    await timed.move(days=1)
    await timed.move(days=5)
    await town.until(lambda: not labels(_as_reply(request)))
    assert "Feedback on **Storytelling** is closed" in text_of(request)
    assert timed.query("SELECT count(*), count(token), count(user_id) FROM answer") == [(1, 0, 0)]


def _as_reply(card: Message) -> Reply:
    class Shown:
        message = card

    return Shown()  # type: ignore[return-value]


def _start(card: Message) -> int:
    found = re.search(r"<t:(\d+)", text_of(card))
    assert found is not None
    return int(found[1])


async def _until(town: Town, program: TimedProgram, starts: int, **before: float) -> None:
    """Move the clock to a second after so long before the start."""
    due = starts - timedelta(**before).total_seconds() + 1
    await program.move(seconds=due - town.discord.world.now().timestamp())


async def test_reminders_that_came_due_while_it_was_down_are_said_late_or_recorded(
    town: Town, timed: TimedProgram, clock: object
) -> None:
    """Down for an evening: only the newest of several overdue reminders is said; the others are recorded."""
    await timed.ready()
    await town.set_up()
    card = await town.publish("Storytelling", when="in 25 hours")
    await town.bob.press(card, "Going")
    starts = _start(card)
    await timed.stop()
    timed._clock.move(timedelta(seconds=starts - 9 * 60 - town.discord.world.now().timestamp()))
    await timed.ready()
    late = await _said(town, timed, card, 1)
    assert "Storytelling" in late
    await timed.until_true("SELECT count(*) = 0 FROM agenda WHERE status = 'planned' AND step LIKE 'remind:%'")
    assert timed.errors == []
