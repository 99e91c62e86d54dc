"""What a path names: a channel the bot sees, a message it may reach, a server it is in; and who stands above whom."""

from local_discord import permissions
from local_discord.errors import ApiError
from local_discord.records import Channel, Guild, Message
from local_discord.rest.call import Call


def channel_of(call: Call, needed: int = 0) -> Channel:
    channel = call.world.channel(call.id("channel_id"))
    permissions.require(call.world, channel, call.me, needed)
    return channel


def message_of(call: Call, channel: Channel) -> Message:
    message = call.world.message(channel.id, call.id("message_id"))
    if message.visible_to is not None:
        raise ApiError(10008)  # an ephemeral message is reached by its interaction's token only
    return message


def guild_of(call: Call, needed: int = 0) -> Guild:
    guild = call.world.guild(call.id("guild_id"))
    if call.me not in guild.members:
        raise ApiError(10004)
    if needed & ~permissions.in_guild(guild, call.me):
        raise ApiError(50013)
    return guild


def require_above(guild: Guild, user_id: int, position: int) -> None:
    """50013 unless a member's highest role stands above a position; the owner stands above all."""
    if guild.owner_id != user_id and highest(guild, user_id) <= position:
        raise ApiError(50013)


def highest(guild: Guild, user_id: int) -> int:
    """The position of a member's highest role; nobody stands above the owner."""
    if guild.owner_id == user_id:
        return 1 << 30
    held = guild.members[user_id].role_ids if user_id in guild.members else set[int]()
    return max((guild.roles[each].position for each in held if each in guild.roles), default=0)
