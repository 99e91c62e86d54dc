"""The emoji of a server and the invites to it, as an unmodified discord.py makes and removes them."""

from datetime import UTC, datetime, timedelta

import discord
import pytest

from local_discord import permissions
from local_discord.clock import Clock
from tests.local_discord.conftest import Connect, Listener, Scene, until

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff"
    "03000006000557bfabd40000000049454e44ae426082"
)


async def test_a_servers_emoji_are_made_renamed_and_removed(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        guild = bot.get_guild(scene.guild.id)
        assert guild is not None
        with pytest.raises(discord.Forbidden):
            await guild.create_custom_emoji(name="pearl", image=PIXEL)
        scene.allow(permissions.MANAGE_EMOJIS)
        made = await guild.create_custom_emoji(name="pearl", image=PIXEL)
        await until(lambda: [each.name for each in guild.emojis] == ["pearl"])
        await made.edit(name="amber")
        assert (await guild.fetch_emoji(made.id)).name == "amber"
        with pytest.raises(discord.HTTPException, match="50035"):
            await made.edit(name="two words")
        await made.delete()
        assert await guild.fetch_emojis() == []
        await until(lambda: guild.emojis == ())


async def test_an_invite_is_made_once_found_and_taken_back(scene: Scene, connect: Connect) -> None:
    wanted = discord.Intents.default()
    async with connect(Listener(wanted)) as bot:
        channel = bot.get_channel(scene.channel.id)
        assert isinstance(channel, discord.TextChannel)
        made = await channel.create_invite(max_age=3600, max_uses=5, unique=False)
        again = await channel.create_invite(max_age=3600, max_uses=5, unique=False)
        other = await channel.create_invite(max_age=3600, max_uses=5)
        assert made.code == again.code != other.code
        await until(lambda: len(bot.heard("invite_create")) == 2)
        found = await bot.fetch_invite(made.code)
        assert found.guild is not None
        assert (found.guild.id, found.approximate_member_count) == (scene.guild.id, len(scene.guild.members))
        with pytest.raises(discord.Forbidden):
            await channel.invites()
        scene.allow(permissions.MANAGE_CHANNELS | permissions.MANAGE_GUILD)
        assert {each.code for each in await channel.invites()} == {made.code, other.code}
        await made.delete()
        await until(lambda: bool(bot.heard("invite_delete")))
        assert [each.code for each in await channel.guild.invites()] == [other.code]
        with pytest.raises(discord.NotFound, match="10006"):
            await bot.fetch_invite(made.code)


async def test_an_invite_ends_with_its_time(scene: Scene, connect: Connect) -> None:
    clock = Clock(datetime(2026, 11, 2, 9, tzinfo=UTC))
    scene.discord.world.now = clock.now
    async with connect(Listener()) as bot:
        channel = bot.get_channel(scene.channel.id)
        assert isinstance(channel, discord.TextChannel)
        made = await channel.create_invite(max_age=60)
        forever = await channel.create_invite(max_age=0)
        clock.move(timedelta(minutes=2))
        assert (await bot.fetch_invite(forever.code)).expires_at is None
        with pytest.raises(discord.NotFound):
            await bot.fetch_invite(made.code)
