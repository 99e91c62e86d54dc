"""The connection to Discord is lost, in every way there is: nothing that happened meanwhile is missed."""

import pytest

from local_discord.people import text_of
from tests.wire.conftest import TOKEN, Program, Town

pytestmark = pytest.mark.slow


async def test_a_drop_is_resumed_and_what_was_missed_is_replayed(town: Town, program: Program) -> None:
    """A channel that was made while the connection was lost can be announced in at once."""
    await program.ready()
    await town.set_up()
    identified = town.discord.gateway.identified
    await town.discord.gateway.drop(4000)
    fresh = town.discord.add_channel(town.guild, "fresh")
    await town.discord.gateway.connected(TOKEN)
    assert town.discord.gateway.identified == identified
    form = await town.olga.use("event create", fresh, kind="webinar", title="Anew", when="in 72 hours")
    preview = await town.olga.submit(form, where="https://meet.example.org/1")
    assert preview.message is not None
    assert not (await town.olga.press(preview.message, "Publish")).failed
    await town.until(lambda: any("Anew" in text_of(each) for each in [*town.public(), *town.public(fresh)]))
    assert program.errors == []


async def test_a_session_that_cannot_be_resumed_begins_anew(town: Town, program: Program) -> None:
    await program.ready()
    await town.set_up()
    card = await town.publish()
    identified = town.discord.gateway.identified
    await town.discord.gateway.drop(4000, forget=True)
    await town.until_connected(identified + 1)
    assert "A seat is yours" in (await town.bob.press(card, "Going")).text
    assert program.errors == []


async def test_when_discord_asks_to_reconnect_it_does(town: Town, program: Program) -> None:
    await program.ready()
    await town.set_up()
    card = await town.publish()
    town.discord.gateway.ask_to_reconnect()
    await town.discord.gateway.disconnected(TOKEN)
    await town.discord.gateway.connected(TOKEN)
    assert "A seat is yours" in (await town.bob.press(card, "Going")).text
    assert program.errors == []


async def test_what_is_due_while_the_gateway_is_away_is_said_all_the_same(town: Town, program: Program) -> None:
    """Sending needs no gateway: a card asked for just before the drop appears."""
    await program.ready()
    await town.set_up()
    card = await town.publish(seats="5")
    await town.bob.press(card, "Going")
    await town.discord.gateway.drop(4000)
    await town.until(lambda: "4 of 5" in text_of(card))
    await town.discord.gateway.connected(TOKEN)
