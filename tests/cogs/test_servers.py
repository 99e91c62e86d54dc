"""Nacre is added to a server, removed, comes back; channels change and vanish."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, GuildHandle

from bot.domain.people import Actor, Community, Trouble
from bot.domain.rsvps import Choice
from bot.services import communities, rsvps
from tests.cogs.panels import allow_everything, deny
from tests.cogs.world import World


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.servers"]


async def settings_of(world: World, guild: GuildHandle) -> Community:
    return await world.client.ask(communities.get, guild.id)


async def troubles(world: World) -> tuple[Trouble, ...]:
    return await world.client.ask(communities.troubles, world.actor(world.administrator))


async def happens(world: World, event: str, *about: object) -> None:
    """Discord tells the bot of something."""
    world.bot.dispatch(event, *about)
    await world.env.settle()


async def leave(world: World, guild: GuildHandle) -> None:
    """Somebody removes Nacre from a server."""
    found = world.bot.get_guild(guild.id)
    assert found is not None
    await found.leave()
    await world.env.settle()


async def joins(world: World, *, may_write: bool = True, locale: str = "en-US") -> ChannelHandle:
    """Nacre is added to a server whose system channel is there already."""
    guild = world.env.create_guild("New", preferred_locale=locale)
    assert world.bot.user is not None
    overwrites: Any = {} if may_write else {world.bot.user: discord.PermissionOverwrite(send_messages=False)}
    channel = guild.create_text_channel("welcome", overwrites=overwrites)
    world.env.backend.get_guild(guild.id).system_channel_id = channel.id
    found = world.bot.get_guild(guild.id)
    assert found is not None
    found._system_channel_id = channel.id  # as GUILD_CREATE would have told
    await happens(world, "guild_join", found)
    await world.run_due()
    return channel


async def test_a_new_server_is_greeted_once_with_the_next_step(world: World) -> None:
    channel = await joins(world)
    (hello,) = [message.content for message in channel.history()]
    assert "`/setup`" in hello


async def test_a_server_is_greeted_in_its_own_language_and_zone(world: World) -> None:
    channel = await joins(world, locale="pl")
    assert "Cześć" in channel.history()[0].content
    assert (await world.client.ask(communities.get, channel.guild.id)).language == "pl"  # type: ignore[union-attr]


async def test_nothing_is_said_where_nacre_may_not_write(world: World) -> None:
    channel = await joins(world, may_write=False)
    assert channel.history() == []
    assert world.pings() == []


async def test_leaving_starts_the_grace_period(world: World) -> None:
    await world.set_up()
    await leave(world, world.guild)
    settings = await settings_of(world, world.guild)
    assert settings.left_at == world.clock.now()
    assert settings.announce_channel_id == world.announcements.id


async def test_coming_back_within_grace_keeps_everything_and_greets_nobody(world: World) -> None:
    await world.set_up()
    await world.client.do(communities.left, world.guild.id)
    world.clock.advance(days=2)
    await happens(world, "guild_join", world.bot.get_guild(world.guild.id))
    await world.run_due()
    settings = await settings_of(world, world.guild)
    assert settings.left_at is None
    assert settings.announce_channel_id == world.announcements.id
    assert all(channel.history() == [] for channel in (world.announcements, world.general))


async def test_what_happened_while_nacre_was_off_is_made_up_for_at_the_start(world: World) -> None:
    """A server that removed us then is marked as left; one that took us back is not removed."""
    await world.client.do(communities.ensure, 4242)  # Nacre was there, and is not any more
    await world.client.do(communities.left, world.guild.id)  # thought lost, and is there
    await world.restart()
    assert (await world.client.ask(communities.get, 4242)).left_at == world.clock.now()
    assert (await settings_of(world, world.guild)).left_at is None


async def test_a_server_of_another_process_is_left_alone(world: World) -> None:
    """Each process knows only the servers of its shards."""
    await world.client.do(communities.ensure, 1 << 22)
    world.bot.shard_count = 2
    await happens(world, "ready")
    assert (await world.client.ask(communities.get, 1 << 22)).left_at is None


async def test_a_permission_given_back_lets_what_waited_be_said(world: World) -> None:
    """Nobody has to run /doctor: the channel's change is enough."""
    await world.set_up()
    await deny(world, world.announcements, "send_messages")
    await world.announce()
    assert [trouble.code for trouble in await troubles(world)] == ["forbidden"]
    assert world.posted() == []
    await allow_everything(world, world.announcements)
    await world.run_due()
    assert await troubles(world) == ()
    assert len(world.posted()) == 1


async def test_a_change_that_repairs_nothing_forgets_nothing(world: World) -> None:
    await world.set_up()
    await deny(world, world.announcements, "send_messages")
    await world.announce()
    await deny(world, world.announcements, "send_messages", "attach_files")
    assert [trouble.code for trouble in await troubles(world)] == ["forbidden"]


async def test_a_deleted_channel_is_noted_once_and_answers_still_work(world: World) -> None:
    await world.set_up()
    event = await world.announce(starts_in=timedelta(days=3))
    channel = world.bot.get_channel(world.announcements.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.delete()
    await world.env.settle()
    await world.soon()
    assert [(trouble.code, trouble.subject) for trouble in await troubles(world)] == [
        ("channel_gone", f"channel:{world.announcements.id}")
    ]
    outcome = await world.client.do(rsvps.respond, world.actor(world.participant), event.id, Choice.GOING)
    assert outcome.now_rsvp is not None


async def test_two_servers_are_strangers(world: World) -> None:
    """One that is left takes nothing from another."""
    elsewhere = world.env.create_guild("Elsewhere")
    await world.client.do(communities.ensure, elsewhere.id)
    await leave(world, elsewhere)
    assert (await settings_of(world, world.guild)).left_at is None
    actor = Actor(elsewhere.id, 1, administrator=True)
    assert await world.client.ask(communities.troubles, actor) == ()
