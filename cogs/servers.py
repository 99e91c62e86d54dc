"""What happens to servers as such: Nacre is added or removed, a channel or a role is deleted."""

from __future__ import annotations

import discord
import structlog
from discord.ext import commands

from bot.services import checkup, communities, servers
from cogs._bot import NacreBot
from cogs._choices import suggested
from cogs._preflight import allowed, open_to_all

_log = structlog.get_logger("nacre.servers")


class Servers(commands.Cog):
    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Comes again after a lost connection. READY names every server, those in an outage too."""
        here = {guild.id for guild in self.bot.guilds}
        await self.bot.nacre.do(servers.reconcile, here, self._ours)

    def _ours(self, guild_id: int) -> bool:
        """https://docs.discord.com/developers/events/gateway#sharding"""
        return (guild_id >> 22) % (self.bot.shard_count or 1) in self.bot.shards

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        fitting = suggested(guild, guild.preferred_locale)
        await self.bot.nacre.do(
            servers.joined,
            guild.id,
            language=fitting.language,
            zone=fitting.zone,
            greet=_may_say_hello(guild),
        )
        _log.info("server_joined", community=guild.id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Discord.py keeps outages from us: this is a removal. Its data goes after the grace period."""
        await self.bot.nacre.do(communities.left, guild.id)
        _log.info("server_left", community=guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        if await self.bot.nacre.do(checkup.channel_deleted, channel.guild.id, channel.id):
            _log.warning("channel_deleted", community=channel.guild.id, channel=channel.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """A permission given back lets what waited for it be said at once."""
        if before.overwrites == after.overwrites and before.category_id == after.category_id:
            return
        held = allowed(after.guild, after.id)
        if held is not None:
            everybody = open_to_all(after.guild, after.id)
            await self.bot.nacre.do(
                checkup.channel_changed, after.guild.id, after.id, granted=held, open_to_all=everybody
            )

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        if await self.bot.nacre.do(checkup.role_deleted, role.guild.id, role.id):
            _log.warning("role_deleted", community=role.guild.id, role=role.id)


def _may_say_hello(guild: discord.Guild) -> bool:
    """Whether we may write where Discord itself greets people."""
    channel = guild.system_channel
    if channel is None:
        return False
    held = channel.permissions_for(guild.me)
    return held.view_channel and held.send_messages


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Servers(bot))
