"""Where an event is announced, and whether Nacre may post its card there: asked before it is published."""

from __future__ import annotations

import discord

from bot.domain.events import Audience, Event
from bot.domain.people import Community
from bot.domain.preflight import Purpose, check
from bot.domain.refused import Refused
from cogs._preflight import places, to_do
from cogs._text import Markup


def channel_for(guild: discord.Guild, event: Event, community: Community) -> discord.abc.GuildChannel:
    """The event's own channel, else the community's.

    Refused("event.no_channel") when neither is set, Refused("event.channel_gone") when it was deleted.
    """
    channel_id = event.channel_id or community.announce_channel_id
    if channel_id is None:
        raise Refused("event.no_channel")
    channel = guild.get_channel(channel_id)
    if channel is None:
        raise Refused("event.channel_gone")
    return channel


def require_allowed(channel: discord.abc.GuildChannel, language: str, purpose: Purpose) -> None:
    """Refused("event.channel_permissions", to_do) says in words what Nacre may not do there, and where to click."""
    for finding in check(places(channel.guild, {channel.id: [purpose]})):
        raise Refused("event.channel_permissions", to_do=Markup(to_do(language, channel.guild, finding)))


def require_fitting(channel: discord.abc.GuildChannel, event: Event) -> None:
    """Refused("event.open_channel", title, channel) for a restricted event where everybody reads, with what to do.

    The service refuses it as well; here the channel is known by name.
    """
    if event.audience is Audience.ROLES and open_to_all(channel):
        raise Refused("event.open_channel", title=event.title, channel=Markup(channel.mention))


def open_to_all(channel: discord.abc.GuildChannel) -> bool:
    """Can every member of the server read this channel?"""
    return channel.permissions_for(channel.guild.default_role).view_channel
