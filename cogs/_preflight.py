"""What Discord allows Nacre in a channel, read from discord.py's cache, and what is missing said in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import discord

from bot.domain.preflight import Finding, Place, Purpose, check, granted
from bot.words import listing, say
from cogs._text import plain

if TYPE_CHECKING:
    from cogs._bot import Interaction


def allowed(guild: discord.Guild, channel_id: int) -> frozenset[str] | None:
    """The permissions Nacre holds in a channel, by name; None when the channel does not exist any more."""
    channel = guild.get_channel(channel_id)
    return None if channel is None else granted(channel.permissions_for(guild.me).value)


def open_to_all(guild: discord.Guild, channel_id: int) -> bool:
    """Whether every member of the server can read a channel."""
    channel = guild.get_channel(channel_id)
    return channel is not None and channel.permissions_for(guild.default_role).view_channel


def places(guild: discord.Guild, channels: Mapping[int, Iterable[Purpose]]) -> tuple[Place, ...]:
    """The channels as they are now."""
    return tuple(
        Place(channel_id, frozenset(purposes), allowed(guild, channel_id)) for channel_id, purposes in channels.items()
    )


def in_announcements(guild: discord.Guild, channel_id: int) -> Finding | None:
    """What is wrong with a channel as the one for announcing events; None when nothing is."""
    found = check(places(guild, {channel_id: (Purpose.EVENTS, Purpose.ANNOUNCEMENTS)}))
    return found[0] if found else None


def to_do(language: str, guild: discord.Guild, finding: Finding) -> str:
    """What is missing in a channel, and where to click."""
    channel = f"<#{finding.channel_id}>"
    missing = listing(language, [say(language, f"allow.{name}") for name in finding.missing])
    return "\n".join(
        [
            say(language, "doctor.missing", channel=channel, permissions=missing),
            say(language, "doctor.fix", channel=channel, me=plain(guild.me.display_name)),
        ]
    )


def hidden_commands(language: str, guild: discord.Guild, organiser_role_ids: Iterable[int]) -> str | None:
    """Discord shows the organisers' commands to those who may manage events; a role without that is named here.

    A server may have decided otherwise in its integration settings, which a bot cannot read: so it is a hint.
    """
    roles = [role for role_id in sorted(organiser_role_ids) if (role := guild.get_role(role_id)) is not None]
    blind = [role for role in roles if not (role.permissions.manage_events or role.permissions.administrator)]
    if not blind:
        return None
    return say(language, "doctor.hidden_commands", roles=listing(language, [role.mention for role in blind]))


def guild_of(interaction: Interaction) -> discord.Guild:
    """The server of a command that works in servers only."""
    assert interaction.guild is not None  # noqa: S101 - guild_only, and buttons of private messages in a server
    return interaction.guild


def checked(language: str, guild: discord.Guild, channel_id: int | None) -> str:
    """The preflight of the chosen channel in words."""
    finding = in_announcements(guild, channel_id) if channel_id is not None else None
    if channel_id is None or (finding is not None and finding.gone):
        return say(language, "setup.checked.none")
    if finding is None:
        return say(language, "setup.checked.well", channel=f"<#{channel_id}>")
    return say(language, "setup.checked.missing") + "\n" + to_do(language, guild, finding)
