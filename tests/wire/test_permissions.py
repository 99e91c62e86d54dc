"""What an organiser takes away, by mistake or not: noticed once, shown, and made good when it is given back."""

import pytest

from local_discord import permissions
from local_discord.people import text_of
from local_discord.world import Overwrite
from tests.wire.conftest import Program, Town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def _mute(town: Town) -> None:
    denied = Overwrite(town.bot.id, 1, deny=permissions.SEND_MESSAGES)
    town.discord.set_overwrites(town.channel, denied)


async def test_a_lost_permission_is_noticed_once_and_what_waited_is_said(town: Town, program: Program) -> None:
    """Two cards cannot be posted: one line in the log, no second try at Discord, a line in /doctor; then both come."""
    await program.ready()
    await town.set_up()
    drafts = []
    for title in ("First", "Second"):
        form = await town.olga.use("event create", town.channel, kind="webinar", title=title, when="in 72 hours")
        preview = await town.olga.submit(form, where="https://meet.example.org/1")
        assert preview.message is not None
        drafts.append(preview.message)
    _mute(town)
    town.discord.faults.on_request = lambda *_: None
    for draft in drafts:
        await town.olga.press(draft, "Publish")
    published = program.query("SELECT count(*) FROM event WHERE status = 'published'")[0][0]
    if published:
        await program.until_true("SELECT count(*) > 0 FROM trouble")
    sent = [each for each in town.discord.exchanges if each.status == 403]
    assert len(sent) <= 1
    found = await town.olga.use("doctor", town.channel)
    assert "Send Messages" in found.text
    town.discord.set_overwrites(town.channel)
    await town.olga.use("doctor", town.channel)
    if not published:
        for draft in drafts:
            await town.olga.press(draft, "Publish")
    await town.until(lambda: len(town.public()) == 2)
    assert {"First" in text_of(each) for each in town.public()} == {True, False}
    again = await town.olga.use("doctor", town.channel)
    assert "Send Messages" not in again.text
    assert program.errors == []


async def test_a_reminder_for_a_deleted_channel_is_tried_once(town: Town, program: Program) -> None:
    """The card's channel goes, and with it the thread: a freed seat is still offered, and /doctor says what is gone."""
    await program.ready()
    await town.set_up()
    card = await town.publish(seats="1")
    elsewhere = town.discord.add_channel(town.guild, "elsewhere")
    await town.bob.press(card, "Going")
    await town.anna.press(card, "Going")
    await program.until_true("SELECT count(*) = 0 FROM outbox WHERE status IN ('pending', 'claimed')")
    town.discord.delete_channel(town.channel.id)
    mine = await town.bob.use("my events", elsewhere)
    assert "Storytelling" in mine.text
    found = await town.olga.use("doctor", elsewhere)
    assert "gone" in found.text or "deleted" in found.text
    refused = [each for each in town.discord.exchanges if each.status in (403, 404)]
    assert len(refused) <= 1
    assert program.errors == []
