"""What tests of private panels need: what stands chosen in a menu, and commands shown to people they are not for."""

from typing import Any

import discord
from simcord import ChannelHandle, MemberActor

from bot.domain import permissions
from tests.cogs.world import World, parts_of


def preselected(panel: Any, custom_id: str) -> list[str]:
    """What a menu shows as chosen: option values, or ids of channels and roles."""
    part = next(part for part in parts_of(panel) if part.get("custom_id") == custom_id)
    options = [option["value"] for option in part.get("options") or () if option.get("default")]
    return options + [str(each["id"]) for each in part.get("default_values") or ()]


async def show_command(world: World, name: str, person: MemberActor) -> None:
    """A server's settings can show a command to anybody: from then on only our own rules say no."""
    known = {command.name: command for command in await world.bot.tree.fetch_commands()}
    world.guild.set_command_permissions(known[name], {person: True})


def channel_without(world: World, name: str, *denied: str) -> ChannelHandle:
    """A new channel in which Nacre lacks these permissions."""
    assert world.bot.user is not None
    overwrite = discord.PermissionOverwrite(**dict.fromkeys(denied, False))
    return world.guild.create_text_channel(name, overwrites={world.bot.user: overwrite})


async def deny(world: World, channel: ChannelHandle, *denied: str) -> None:
    """Somebody takes permissions from Nacre in a channel."""
    await _overwrite(world, channel, discord.PermissionOverwrite(**dict.fromkeys(denied, False)))


async def allow_everything(world: World, channel: ChannelHandle) -> None:
    """Somebody did what the preflight said."""
    everything = discord.PermissionOverwrite.from_pair(
        discord.Permissions(permissions.BITS), discord.Permissions.none()
    )
    await _overwrite(world, channel, everything)


async def _overwrite(world: World, channel: ChannelHandle, overwrite: discord.PermissionOverwrite) -> None:
    target = world.bot.get_channel(channel.id)
    assert isinstance(target, discord.TextChannel)
    await target.set_permissions(target.guild.me, overwrite=overwrite)
    await world.env.settle()
