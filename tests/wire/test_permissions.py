"""What an organiser takes away, by mistake or not: noticed once, shown, and made good when it is given back."""

import pytest

from local_discord import permissions
from local_discord.people import text_of
from local_discord.world import Overwrite
from tests.wire.conftest import Program, TimedProgram, Town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def _mute(town: Town) -> None:
    silent = permissions.SEND_MESSAGES | permissions.SEND_IN_THREADS
    town.discord.set_overwrites(town.channel, Overwrite(town.bot.id, 1, deny=silent))


async def test_nothing_is_published_where_nacre_may_not_write(town: Town, program: Program) -> None:
    """The organiser is told at once which permission is missing; given back, the same button publishes."""
    await program.ready()
    await town.set_up()
    form = await town.olga.use("event create", town.channel, kind="webinar", title="First", when="in 72 hours")
    preview = await town.olga.submit(form, where="https://meet.example.org/1")
    assert preview.message is not None
    _mute(town)
    assert "Send Messages" in (await town.olga.press(preview.message, "Publish")).text
    assert program.query("SELECT status FROM event") == [("draft",)]
    town.discord.set_overwrites(town.channel)
    await town.olga.press(preview.message, "Publish")
    await town.until(lambda: len(town.public()) == 1)
    assert program.errors == []


async def test_a_lost_permission_is_noticed_once_and_what_waited_is_said(town: Town, timed: TimedProgram) -> None:
    """Two reminders cannot be said: Discord is asked for the first only, and /doctor names what is missing; then both
    come.
    """
    await timed.ready()
    await town.set_up()
    for title, when in (("First", "in 1500 minutes"), ("Second", "in 1520 minutes")):
        await town.bob.press(await town.publish(title, when=when), "Going")
    await timed.until_true("SELECT count(*) = 0 FROM outbox WHERE status IN ('pending', 'claimed')")
    _mute(town)
    reminders = "FROM outbox WHERE kind = 'reminder' AND status"
    for minutes, unsaid in ((60, 1), (20, 2)):
        await timed.move(minutes=minutes, seconds=2)
        await timed.until_true(f"SELECT count(*) = {unsaid} {reminders} = 'undeliverable'")
    assert len([each for each in town.discord.exchanges if each.status == 403]) == 1
    assert "Send Messages" in (await town.olga.use("doctor", town.channel)).text
    town.discord.set_overwrites(town.channel)
    await town.olga.use("doctor", town.channel)
    await timed.until_true(f"SELECT count(*) = 2 {reminders} = 'sent'")
    said = [text_of(each) for card in town.public() for each in town.thread(card)]
    assert sorted(next(title for title in ("First", "Second") if title in text) for text in said) == ["First", "Second"]
    assert "Send Messages" not in (await town.olga.use("doctor", town.channel)).text
    assert timed.errors == []


async def test_a_reminder_for_a_deleted_channel_is_recorded(town: Town, timed: TimedProgram) -> None:
    """The card's channel goes, and with it the thread: Discord is not asked in vain, and /doctor says what is gone."""
    await timed.ready()
    await town.set_up()
    card = await town.publish(when="in 25 hours")
    elsewhere = town.discord.add_channel(town.guild, "elsewhere")
    await town.bob.press(card, "Going")
    await timed.until_true("SELECT count(*) = 0 FROM outbox WHERE status IN ('pending', 'claimed')")
    town.discord.delete_channel(town.channel.id)
    mine = await town.bob.use("my events", elsewhere)
    assert "Storytelling" in mine.text
    await timed.move(hours=1, seconds=5)
    await timed.until_true("SELECT count(*) = 1 FROM outbox WHERE kind = 'reminder' AND status = 'undeliverable'")
    assert timed.query("SELECT reason FROM outbox WHERE kind = 'reminder'") == [("channel_gone",)]
    found = await town.olga.use("doctor", elsewhere)
    assert "gone" in found.text or "deleted" in found.text
    refused = [each for each in town.discord.exchanges if each.status in (403, 404)]
    assert len(refused) <= 1
    assert timed.errors == []
