"""Watching the channels of events that are on: what Discord tells as it happens, and what its cache shows each minute.

Discord.py's cache is right once a shard is ready or resumed; while its connection is lost it is not looked at, so that
the time shows as a gap. Whatever happens between two of these lines, the next look sets it right.
"""

from __future__ import annotations

import asyncio

import discord
import structlog
from discord.ext import commands, tasks

from bot.services import attendance
from cogs._bot import NacreBot

_AT_ONCE = 100  # https://docs.discord.com/developers/events/gateway-events#request-guild-members
_log = structlog.get_logger("nacre.attendance")


class Watching(commands.Cog):
    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot
        self._channels: frozenset[int] = frozenset()  # watched at the last look
        self._away: set[int] = set()  # shards without a connection
        self._in_order = asyncio.Lock()  # what happened first is written first
        self._bots: dict[int, bool] = {}  # of those in the channels: is it one?
        self._watching = True  # the first look also ends what was on before a restart

    @property
    def is_on(self) -> bool:
        """Was anything watched at the last look?"""
        return bool(self._channels)

    async def cog_load(self) -> None:
        self._every_minute.start()

    async def cog_unload(self) -> None:
        self._every_minute.cancel()

    @tasks.loop(minutes=1)
    async def _every_minute(self) -> None:
        try:
            if self.bot.is_ready():
                await self.look()
        except Exception:  # the next look is in a minute
            _log.exception("attendance_look_failed")

    async def look(self) -> None:
        """Compare who is in the channels with what is noted, and note that they are watched."""
        async with self._in_order:
            seen = {guild.id: guild for guild in self.bot.guilds if self._is_seen(guild)}
            on = await self.bot.nacre.ask(attendance.watched, list(seen))
            self._channels = frozenset(event.channel_id for event in on)
            for event in on:
                await self._learn(seen[event.community_id], event.channel_id)
            inside = {event.event_id: voices(seen[event.community_id], event.channel_id) for event in on}
            there = {
                event_id: [user_id for user_id in people if not self._bots.get(user_id)]
                for event_id, people in inside.items()
                if people is not None
            }
            present = {user_id for people in inside.values() for user_id in people or ()}
            self._bots = {user_id: is_bot for user_id, is_bot in self._bots.items() if user_id in present}
            if on or self._watching:
                await self.bot.nacre.do(attendance.look, list(seen), there)
            self._watching = bool(on)

    async def _learn(self, guild: discord.Guild, channel_id: int) -> None:
        """Ask who of those in a channel is a bot: voice states alone do not say. Who is not told is a person."""
        unknown = [user_id for user_id in voices(guild, channel_id) or () if user_id not in self._bots]
        try:
            for start in range(0, len(unknown), _AT_ONCE):
                members = await guild.query_members(user_ids=unknown[start : start + _AT_ONCE], cache=False)
                self._bots |= {member.id: member.bot for member in members}
        except (TimeoutError, discord.DiscordException):
            _log.warning("bots_not_told", people=len(unknown))

    def _is_seen(self, guild: discord.Guild) -> bool:
        """An outage, or a lost connection, leaves the cache as it was."""
        return not guild.unavailable and guild.shard_id not in self._away

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Also told when somebody is muted; most of what is told is of no event's channel."""
        left, joined = (state.channel.id if state.channel is not None else None for state in (before, after))
        if member.bot or left == joined or self._channels.isdisjoint({left, joined}):
            return
        self._bots[member.id] = False
        async with self._in_order:
            await self.bot.nacre.do(attendance.moved, member.guild.id, member.id, left, joined)

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        self._away.add(shard_id)

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard_id: int) -> None:
        await self._back(shard_id)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        await self._back(shard_id)

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """An outage. Discord.py 2.7 keeps the voice states over it, though who left meanwhile is never told."""
        guild._voice_states.clear()

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self.look()

    async def _back(self, shard_id: int) -> None:
        self._away.discard(shard_id)
        await self.look()


def voices(guild: discord.Guild, channel_id: int) -> list[int] | None:
    """Who is in a voice or stage channel; None when there is no such channel that we may see."""
    channel = guild.get_channel(channel_id)
    if not isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        return None
    if not channel.permissions_for(guild.me).view_channel:
        return None  # what is remembered of it is not told any more
    return list(channel.voice_states)
