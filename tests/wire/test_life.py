"""The program as people and operators meet it."""

import asyncio
import signal

import pytest

from local_discord import validate
from local_discord.faults import Fault
from local_discord.people import Person, text_of
from local_discord.world import Message
from tests.wire.conftest import TOKEN, Program, Town, labels

pytestmark = pytest.mark.slow


async def test_an_event_from_command_to_a_seat_and_the_waitlist(town: Town, program: Program) -> None:
    await program.ready()
    await town.set_up()
    card = await town.publish(seats="1")
    assert "Storytelling" in text_of(card)
    assert "A seat is yours" in (await town.bob.press(card, "Going")).text
    assert "liście rezerwowej" in (await town.anna.press(card, "Going")).text
    assert "free again" in (await town.bob.press(card, "Can't")).text
    await town.until(lambda: bool(town.thread(card)))
    offer = town.thread(card)[0]
    assert offer.mention_ids == (town.anna.user.id,)
    assert "Miejsce jest Twoje" in (await town.anna.press(card, "Going")).text
    assert program.errors == []


async def test_a_burst_of_clicks_costs_one_answer_each_and_few_edits(town: Town, program: Program) -> None:
    """One callback a click; the card is edited for all of them together."""
    await program.ready()
    await town.set_up()
    card = await town.publish()
    people = [town.newcomer(f"Guest {number}") for number in range(40)]
    begun = len(town.calls)
    await asyncio.gather(*(person.press(card, "Going") for person in people))
    await town.until(lambda: "40" in text_of(card))
    calls = town.calls[begun:]
    assert sum("callback" in call for call in calls) == 40
    assert len(calls) - 40 <= 3


async def test_commands_are_sent_once_and_not_again_when_nothing_changed(town: Town, program: Program) -> None:
    await program.ready()
    assert sum(call.startswith("PUT") for call in town.calls) == 1
    assert await program.stop() == 0
    await program.ready()
    assert sum(call.startswith("PUT") for call in town.calls) == 1


async def test_buttons_and_open_forms_work_after_a_restart(town: Town, program: Program) -> None:
    await program.ready()
    await town.set_up()
    card = await town.publish()
    going = await town.bob.press(card, "Going")
    assert going.message is not None
    note = await town.bob.press(going.message, "Add a note")
    await program.stop()
    await program.ready()
    assert "Undo" in labels(await town.anna.press(card, "Maybe")) or "Cofnij" in labels(
        await town.anna.press(card, "Maybe")
    )
    field = note.modal["components"][0]["component"]["custom_id"] if note.modal else ""
    assert not (await town.bob.submit(note, **{field: "I come by train"})).failed
    assert program.errors == []


async def test_what_was_acknowledged_survives_a_kill(town: Town, program: Program) -> None:
    """Killed at no convenient moment, while many people click: whoever was told "a seat is yours" holds it."""
    await program.ready()
    await town.set_up()
    card = await town.publish(seats="25")
    people = [town.newcomer(f"Guest {number}") for number in range(60)]
    acknowledged: list[Person] = []

    async def click(person: Person) -> None:
        reply = await person.press(card, "Going")
        if not reply.failed and "A seat is yours" in reply.text:
            acknowledged.append(person)
        if len(acknowledged) == 15:
            program._process and program._process.kill()  # type: ignore[func-returns-value]

    await asyncio.gather(*(click(person) for person in people))
    assert await program.ended() == -signal.SIGKILL
    await program.ready()
    roster = await asyncio.gather(*(person.use("my events", town.channel) for person in acknowledged))
    assert len(acknowledged) >= 15
    assert all("Storytelling" in mine.text for mine in roster)
    assert len(town.public()) == 1
    assert program.errors == []


async def test_a_dropped_gateway_is_joined_again(town: Town, program: Program) -> None:
    await program.ready()
    await town.set_up()
    card = await town.publish()
    for forget in (False, True):
        await town.discord.gateway.drop(4000, forget=forget)
        await town.discord.gateway.connected(TOKEN)
        assert not (await town.bob.press(card, "Maybe")).failed


async def test_discord_having_a_bad_day_loses_and_doubles_nothing(town: Town, program: Program) -> None:
    """429, 500 and a connection cut after the message was taken: the card is there once."""
    await program.ready()
    await town.set_up()
    for fault in (Fault(status=429, retry_after=0.05), Fault(status=500), Fault(drop=True)):
        fault.method, fault.path = "POST", f"/channels/{town.channel.id}/messages"
        town.discord.faults.plan(fault)
    await town.publish()
    assert len(town.public()) == 1


async def test_a_closed_direct_message_is_marked_and_said_in_the_thread_instead(town: Town, program: Program) -> None:
    await program.ready()
    await town.set_up()
    card = await town.publish(seats="1")
    await town.bob.press(card, "Going")
    waiting = await town.anna.press(card, "Going")
    assert waiting.message is not None
    await town.anna.press(waiting.message, _opt_in(waiting.message))
    town.anna.user.accepts_direct_messages = False
    await town.bob.press(card, "Can't")
    await town.until(lambda: any(town.anna.user.id in each.mention_ids for each in town.thread(card)))
    assert town.anna.direct_messages() == []
    assert program.errors == []


def _opt_in(message: Message) -> str:
    ids = [str(each.get("custom_id")) for each in validate.walk(message.components)]
    return next(each for each in ids if each.startswith("dm:"))


async def test_a_deleted_channel_is_noticed_and_shown_by_doctor(town: Town, program: Program) -> None:
    await program.ready()
    await town.set_up()
    card = await town.publish()
    elsewhere = town.discord.add_channel(town.guild, "elsewhere")
    town.discord.delete_channel(card.channel_id)
    found = await town.olga.use("doctor", elsewhere)
    assert "gone" in found.text or "deleted" in found.text
    assert program.errors == []


async def test_a_wrong_token_ends_with_words_and_code_2(town: Town, program: Program) -> None:
    town.bot.token = TOKEN[::-1]
    await program.start()
    assert await program.ended() == 2
    assert "Reset Token" in "".join(program.words)


async def test_sigterm_ends_it_in_order(town: Town, program: Program) -> None:
    await program.ready()
    assert await program.stop(signal.SIGTERM) == 0
    assert [each["message"] for each in program.log][-2:] == ["stopping", "stopped"]
    await town.discord.gateway.disconnected(TOKEN)
