"""The audit log: what a bot changed, why, and who may read it."""

import discord
import pytest

from local_discord import permissions
from tests.local_discord.conftest import Connect, Listener, Scene


async def test_what_a_bot_changed_is_noted_with_its_reason(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        guild = bot.get_guild(scene.guild.id)
        assert guild is not None
        scene.allow(permissions.MANAGE_CHANNELS | permissions.KICK_MEMBERS | permissions.VIEW_AUDIT_LOG)
        anna = scene.newcomer("Anna")
        channel = await guild.create_text_channel("plans", reason="a new project")
        await channel.delete()
        await guild.kick(discord.Object(anna.user.id), reason="she asked for it")
        noted = [each async for each in guild.audit_logs()]
        assert [(each.action.name, each.reason) for each in noted] == [
            ("kick", "she asked for it"),
            ("channel_delete", None),
            ("channel_create", "a new project"),
        ]
        assert {each.user_id for each in noted} == {bot.application_id}
        [only] = [each async for each in guild.audit_logs(action=discord.AuditLogAction.channel_delete)]
        assert only.target is not None
        assert only.target.id == channel.id


async def test_what_was_refused_is_not_noted_and_the_log_is_not_for_all(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        guild = bot.get_guild(scene.guild.id)
        assert guild is not None
        with pytest.raises(discord.Forbidden):
            await guild.create_text_channel("plans")
        with pytest.raises(discord.Forbidden):
            _ = [each async for each in guild.audit_logs()]
    assert scene.guild.audit == []
