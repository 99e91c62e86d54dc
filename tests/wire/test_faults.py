"""Discord having a bad day, at every kind of call the bot makes: nothing is lost, nothing is said twice."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from local_discord import validate
from local_discord.faults import Fault
from local_discord.people import text_of
from local_discord.world import Message
from tests.wire.conftest import Program, Town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

# each answers one call wrongly, then Discord is well again; "lost" before the call is
# carried out, "cut" and "torn" after it
FAULTS: dict[str, Callable[[], Fault]] = {
    "429": lambda: Fault(status=429, retry_after=0.05),
    "500": lambda: Fault(status=500),
    "502": lambda: Fault(status=502),
    "slow": lambda: Fault(delay=1.2),
    "cut": lambda: Fault(drop=True),
    "lost": lambda: Fault(lost=True),
    "torn": lambda: Fault(torn=True),
}
Scene = Callable[[Town, Fault, str], Awaitable[None]]


def _plan(town: Town, fault: Fault, method: str, path: str) -> Fault:
    fault.method, fault.path = method, path
    return town.discord.faults.plan(fault)


async def callback(town: Town, fault: Fault, title: str) -> None:
    card = await town.publish(title)
    _plan(town, fault, "POST", "/callback")
    assert "A seat is yours" in (await town.bob.press(card, "Going")).text
    assert fault.times == 0


async def autocomplete(town: Town, fault: Fault, title: str) -> None:
    """What is offered may be missing for one letter; with the next one it is there."""
    await town.publish(title)
    _plan(town, fault, "POST", "/callback")
    await town.olga.complete("event roster", town.channel, "event", event=title[:-1])
    assert fault.times == 0
    assert await town.olga.complete("event roster", town.channel, "event", event=title)


async def poll_end(town: Town, fault: Fault, title: str) -> None:
    """It is asked for again until it has ended."""
    await town.publish(title)
    asked = len([each for each in town.public() if each.poll])
    await town.olga.use("poll ask", town.channel, question=f"{title}?", answers="Yes; No", lasts="336")
    await town.until(lambda: len([each for each in town.public() if each.poll]) == asked + 1)
    [message] = [each for each in town.public() if each.poll and each.poll.question == f"{title}?"]
    _plan(town, fault, "POST", "/expire")
    [offered] = await town.olga.complete("poll results", town.channel, "poll", poll=title)
    shown = await town.olga.use("poll results", town.channel, poll=offered["value"])
    assert shown.message is not None
    await town.olga.press(shown.message, "End it now")
    await town.until(lambda: bool(message.poll and message.poll.finished))
    assert fault.times == 0


async def callback_with_a_file(town: Town, fault: Fault, title: str) -> None:
    """A first answer that brings a file; where it was carried out before it broke, the second is refused and silent."""
    card = await town.publish(title)
    _plan(town, fault, "POST", "/callback")
    calendar = next(each for each in _ids(card) if each.endswith(":calendar"))
    answer = await town.bob.press(card, calendar)
    assert fault.times == 0
    assert answer.message is not None
    assert len(answer.message.attachments) == 1


async def followup(town: Town, fault: Fault, title: str) -> None:
    """The names on a roster are asked for after a first answer; the file follows it."""
    card = await town.publish(title)
    await town.bob.press(card, "Going")
    offered = await town.olga.complete("event roster", town.channel, "event", event=title)
    roster = await town.olga.use("event roster", town.channel, event=offered[0]["value"])
    assert roster.message is not None
    ids = _ids(roster.message)
    _plan(town, fault, "PATCH", "/messages/@original")
    file = await town.olga.press(roster.message, next(each for each in ids if each.endswith(":csv")))
    assert fault.times == 0
    assert file.message is not None
    assert len(file.message.attachments) == 1


def _ids(message: Message) -> list[str]:
    return [str(each.get("custom_id")) for each in validate.walk(message.components)]


async def channel_message(town: Town, fault: Fault, title: str) -> None:
    _plan(town, fault, "POST", f"/channels/{town.channel.id}/messages")
    await town.publish(title)
    assert fault.times == 0


async def edit(town: Town, fault: Fault, title: str) -> None:
    card = await town.publish(title, seats="7")
    _plan(town, fault, "PATCH", f"/messages/{card.id}")
    await town.bob.press(card, "Going")
    await town.until(lambda: "6 of 7" in text_of(card))
    assert fault.times == 0


async def thread(town: Town, fault: Fault, title: str) -> None:
    """An offer is said in the event's thread, which is opened for it."""
    card = await _offered(town, title, lambda: _plan(town, fault, "POST", "/threads"))
    await town.until(lambda: bool(town.thread(card)))
    await asyncio.sleep(0.3)
    assert len(town.thread(card)) == 1
    assert fault.times == 0


async def form_below(town: Town, fault: Fault, title: str) -> None:
    """What is said below a form, which opens it again, is a kindness: without it the form is there all the same."""
    _plan(town, fault, "POST", f"/webhooks/{town.bot.id}/")
    await town.publish(title)
    assert fault.times == 0


async def form_below_taken_away(town: Town, fault: Fault, title: str) -> None:
    """Nor does anybody hear of it when that message could not be taken away."""
    _plan(town, fault, "DELETE", "/messages/")
    await town.publish(title)
    assert fault.times == 0


async def member(town: Town, fault: Fault, title: str) -> None:
    """A click in a direct message: Discord is asked who that is, and asked again if it is not well."""
    await _opt_in(town)
    await _offered(town, title, lambda: None)
    await _told_once(town, title)
    [letter] = [each for each in town.anna.direct_messages() if title in text_of(each)]
    seat = next(each for each in _ids(letter) if ":going" in each)
    _plan(town, fault, "GET", "/members/")
    assert "Miejsce jest Twoje" in (await town.anna.press(letter, seat)).text
    assert fault.times == 0


async def direct_open(town: Town, fault: Fault, title: str) -> None:
    await _opt_in(town)
    await _offered(town, title, lambda: _plan(town, fault, "POST", "/users/@me/channels"))
    await _told_once(town, title)


async def direct_send(town: Town, fault: Fault, title: str) -> None:
    await _opt_in(town)
    place = town.discord.world.direct_channel(town.anna.user.id, town.bot.id)
    await _offered(town, title, lambda: _plan(town, fault, "POST", f"/channels/{place.id}/messages"))
    await _told_once(town, title)
    assert fault.times == 0


async def _told_once(town: Town, title: str) -> None:
    def told() -> list[Message]:
        return [each for each in town.anna.direct_messages() if title in text_of(each)]

    await town.until(lambda: bool(told()))
    await asyncio.sleep(0.3)
    assert len(told()) == 1


async def _offered(town: Town, title: str, before: Callable[[], object]) -> Message:
    """Bob gives his seat back; Anna, who waits, is offered it."""
    card = await town.publish(title, seats="1")
    await town.bob.press(card, "Going")
    await town.anna.press(card, "Going")
    before()
    await town.bob.press(card, "Can't")
    return card


async def _opt_in(town: Town) -> None:
    """Anna asks for direct messages, once."""
    first = await town.publish("Asking")
    reply = await town.anna.press(first, "Going")
    assert reply.message is not None
    for each in _ids(reply.message):
        if each.startswith("dm:"):
            await town.anna.press(reply.message, each)


@pytest.mark.parametrize(
    "scene",
    [
        callback,
        autocomplete,
        callback_with_a_file,
        followup,
        channel_message,
        edit,
        thread,
        poll_end,
        form_below,
        form_below_taken_away,
        member,
        direct_open,
        direct_send,
    ],
    ids=lambda one: str(one.__name__),
)
async def test_a_bad_day(town: Town, program: Program, scene: Scene) -> None:
    await program.ready()
    await town.set_up()
    for name, fault in FAULTS.items():
        await scene(town, fault(), f"On {name}")
    titles = [text_of(each) for each in town.public()]
    for name in FAULTS:
        assert sum(f"On {name}" in each for each in titles) == 1, name
    # discord.py itself logs choices that it could not offer
    assert [each for each in program.errors if each["logger"] != "discord.app_commands.tree"] == []


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_bad_day_for_the_list_of_commands(town: Town, program: Program, fault: str) -> None:
    planned = _plan(town, FAULTS[fault](), "PUT", "/commands")
    await program.ready()
    assert planned.times == 0
    await program.stop()
    await program.ready()
    assert "event" in {each["name"] for each in town.bot.commands[None].values()}


@pytest.mark.parametrize("path", ["/users/@me", "/gateway/bot"])
@pytest.mark.parametrize("fault", ["429", "500", "502", "slow"])
async def test_a_bad_day_to_begin_on(town: Town, program: Program, path: str, fault: str) -> None:
    """Where Discord answers at all, it is asked again until the program is in."""
    planned = _plan(town, FAULTS[fault](), "GET", path)
    await program.ready()
    assert planned.times == 0
    assert program.errors == []
