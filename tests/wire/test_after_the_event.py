"""A whole life in one run of the program, created, held, archived: who was there, what they thought, what is left."""

import re

import pytest

from local_discord import validate
from local_discord.people import Person, Reply, text_of
from local_discord.world import Message
from tests.wire.conftest import TimedProgram, Town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

RECORDING = "https://videos.example.org/w/storytelling"
QUIET = "SELECT count(*) = 0 FROM outbox WHERE status IN ('pending', 'claimed')"
TRANSCRIPT = b"""WEBVTT

00:00:05.000 --> 00:00:30.000
<v Maja>Begin with one person who does one thing.

00:02:10.000 --> 00:02:40.000
<v Maja>In \xc5\x81\xc3\xb3d\xc5\xba it was the man who oils the boathouse door.
"""


async def test_from_creation_to_the_archive_and_everything_after(town: Town, timed: TimedProgram) -> None:
    """Anna checks in by code, Cleo is noted by hand, Bob had said he would come and does not."""
    await timed.ready()
    await town.set_up()
    cleo = town.newcomer("Cleo")
    card = await town.publish("Storytelling", when="in 3 hours")
    for person in (town.anna, town.bob, cleo):
        seated = await person.press(card, "Going")
        await person.press(_shown(seated), _button(seated, "dm:"))
    starts = _start(card)
    (choice,) = await town.olga.complete("attendance code", town.channel, "event", event="Story")
    event = choice["value"]

    await _to(town, timed, starts - 60)
    code = await town.olga.use("attendance code", town.channel, event=event)
    typed = re.search(r"code:\s?([A-Z0-9-]+)", code.text)
    assert typed is not None, code.text
    await town.until(lambda: "noted who is there" in text_of(card))
    await _to(town, timed, starts + 60)
    await timed.until_true("SELECT status = 'live' FROM event")
    assert "Storytelling" in (await town.anna.use("checkin", town.channel, code=typed[1].lower())).text
    there = {"person": str(cleo.user.id), "minutes": 50}
    assert not (await town.olga.use("attendance note", town.channel, event=event, **there)).failed

    await _to(town, timed, starts + 90 * 60 + 1)
    await timed.until_true("SELECT status = 'ended' FROM event")
    await timed.until_true("SELECT count(*) = 2 FROM attendance")
    own = await cleo.use("my events", town.channel)
    past = await cleo.press(_shown(own), _button(own, "my:0:past"))
    assert "Storytelling" in past.text

    await timed.until_true(QUIET)
    was = len(town.thread(card))
    asked = {person: len(_letters(person)) for person in (town.anna, town.bob, cleo)}
    await timed.move(minutes=6)
    await town.until(lambda: len(town.thread(card)) == was + 1)
    await town.until(lambda: all(len(_letters(each)) == asked[each] + 1 for each in (town.anna, cleo)))
    assert len(_letters(town.bob)) == asked[town.bob]
    request = _letters(town.anna)[-1]
    answered = await town.anna.press(request, _custom_id(request, ":5"))
    assert not answered.failed
    assert timed.query("SELECT user_id FROM answer") == [(None,)]

    await timed.move(hours=25)
    await town.until(lambda: len(_letters(cleo)) == asked[cleo] + 2)
    await timed.until_true(QUIET)
    assert len(_letters(town.anna)) == asked[town.anna] + 1, "who has answered is not asked again"

    told = {person: len(_letters(person)) for person in (town.anna, town.bob, cleo)}
    transcript = town.olga.upload("talk.vtt", TRANSCRIPT, "text/vtt")
    added = await town.olga.use("recording add", town.channel, event=event, link=RECORDING, transcript=transcript)
    assert not added.failed
    await town.until(lambda: all(len(_letters(each)) == told[each] + 1 for each in told))
    assert all(RECORDING in _everything(_letters(each)[-1]) for each in told)
    assert "missed" in text_of(_letters(town.bob)[-1])
    await town.until(lambda: RECORDING in _everything(card))

    found = await town.bob.use("archive search", town.channel, text="lodz boathouse")
    assert "Storytelling" in found.text
    assert "Storytelling" in (await town.bob.use("event show", town.channel, event=event)).text
    roster = await town.olga.use("event roster", town.channel, event=event)
    assert "Storytelling" in roster.text

    await timed.move(days=8)
    await timed.until_true("SELECT closed_at IS NOT NULL FROM survey")
    assert timed.query("SELECT token FROM answer") == [(None,)]
    results = await town.olga.use("feedback results", town.channel, event=event)
    assert not results.failed
    await timed.move(days=30)
    await timed.until_true("SELECT status = 'archived' FROM event")
    waiting = "SELECT count(*) = 0 FROM agenda WHERE event_id IS NOT NULL AND status = 'planned'"
    await timed.until_true(waiting)
    assert timed.query("SELECT kind FROM outbox WHERE kind = 'chase'") == []
    assert len(town.public()) == 1
    assert timed.errors == []


def _letters(person: Person) -> list[Message]:
    """What the bot wrote to somebody, without its answers to what they pressed there."""
    return [each for each in person.direct_messages() if each.visible_to is None]


def _shown(reply: Reply) -> Message:
    assert reply.message is not None
    return reply.message


def _button(reply: Reply, begins: str) -> str:
    ids = [str(each.get("custom_id")) for each in validate.walk(_shown(reply).components)]
    return next(each for each in ids if each.startswith(begins))


def _custom_id(message: Message, part: str) -> str:
    ids = [str(each.get("custom_id")) for each in validate.walk(message.components)]
    return next(each for each in ids if part in each)


def _everything(message: Message) -> str:
    return f"{message.content} {message.components}"


def _start(card: Message) -> int:
    found = re.search(r"<t:(\d+)", text_of(card))
    assert found is not None
    return int(found[1])


async def _to(town: Town, program: TimedProgram, moment: float) -> None:
    await program.move(seconds=moment - town.discord.world.now().timestamp())
