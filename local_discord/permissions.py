"""Who may do what where, computed as Discord computes it.

https://docs.discord.com/developers/topics/permissions#permission-overwrites
"""

from local_discord.errors import ApiError
from local_discord.world import DM, PRIVATE_THREAD, THREADS, Channel, Guild, World

CREATE_INVITE, KICK_MEMBERS, BAN_MEMBERS, ADMINISTRATOR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MANAGE_CHANNELS, MANAGE_GUILD, ADD_REACTIONS, VIEW_AUDIT_LOG = 1 << 4, 1 << 5, 1 << 6, 1 << 7
CONNECT, SPEAK, MUTE_MEMBERS, DEAFEN_MEMBERS, MOVE_MEMBERS = 1 << 20, 1 << 21, 1 << 22, 1 << 23, 1 << 24
CHANGE_NICKNAME, MANAGE_NICKNAMES, MANAGE_WEBHOOKS, MANAGE_EMOJIS = 1 << 26, 1 << 27, 1 << 29, 1 << 30
REQUEST_TO_SPEAK, MODERATE_MEMBERS = 1 << 32, 1 << 40
VIEW_CHANNEL, SEND_MESSAGES, MANAGE_MESSAGES = 1 << 10, 1 << 11, 1 << 13
EMBED_LINKS, ATTACH_FILES, READ_HISTORY, MENTION_EVERYONE = 1 << 14, 1 << 15, 1 << 16, 1 << 17
MANAGE_ROLES, USE_COMMANDS, MANAGE_EVENTS, MANAGE_THREADS = 1 << 28, 1 << 31, 1 << 33, 1 << 34
CREATE_PUBLIC_THREADS, CREATE_PRIVATE_THREADS, SEND_IN_THREADS = 1 << 35, 1 << 36, 1 << 38
CREATE_EMOJIS, CREATE_EVENTS, SEND_POLLS, PIN_MESSAGES, BYPASS_SLOWMODE = 1 << 43, 1 << 44, 1 << 49, 1 << 51, 1 << 52
ALL = (1 << 53) - 1


def in_guild(guild: Guild, user_id: int) -> int:
    """A member's permissions before any channel has its say. The owner and administrators hold all."""
    if guild.owner_id == user_id:
        return ALL
    member = guild.members[user_id]
    held = guild.roles[guild.id].permissions
    for role_id in member.role_ids:
        held |= guild.roles[role_id].permissions if role_id in guild.roles else 0
    return ALL if held & ADMINISTRATOR else held


def in_channel(world: World, channel: Channel, user_id: int) -> int:
    """A user's permissions in a channel; a thread has its parent's, and sending there is a permission of its own.

    Who is timed out sees and reads, and no more.
    """
    if channel.type == DM:
        return ALL if user_id in channel.recipients else 0
    assert channel.guild_id is not None  # noqa: S101 - every channel but a DM has one
    guild = world.guild(channel.guild_id)
    if user_id not in guild.members:
        return 0
    held = in_guild(guild, user_id)
    if held == ALL:
        return held
    until = guild.members[user_id].timed_out_until
    left = VIEW_CHANNEL | READ_HISTORY if until is not None and until > world.now() else ALL
    if channel.type not in THREADS or channel.parent_id is None:
        return _implied(_overwritten(guild, channel, user_id, held)) & left
    held = _overwritten(guild, world.channel(channel.parent_id), user_id, held)
    if channel.type == PRIVATE_THREAD and user_id not in channel.thread_members and not held & MANAGE_THREADS:
        return 0
    return _implied(held | SEND_MESSAGES if held & SEND_IN_THREADS else held & ~SEND_MESSAGES) & left


def _overwritten(guild: Guild, channel: Channel, user_id: int, held: int) -> int:
    roles = guild.members[user_id].role_ids
    for overwrite in channel.overwrites:
        if overwrite.id == guild.id:
            held = held & ~overwrite.deny | overwrite.allow
    mine = [overwrite for overwrite in channel.overwrites if overwrite.kind == 0 and overwrite.id in roles]
    for overwrite in mine:
        held &= ~overwrite.deny
    for overwrite in mine:
        held |= overwrite.allow
    for overwrite in channel.overwrites:
        if overwrite.kind == 1 and overwrite.id == user_id:
            held = held & ~overwrite.deny | overwrite.allow
    return held


def _implied(held: int) -> int:
    """Without seeing a channel one can do nothing there; without sending, nothing that goes with a message."""
    if not held & VIEW_CHANNEL:
        return 0
    if not held & SEND_MESSAGES:
        held &= ~(MENTION_EVERYONE | ATTACH_FILES | EMBED_LINKS)
    return held


def require(world: World, channel: Channel, user_id: int, needed: int) -> None:
    """50001 when the channel cannot be seen, 50013 when something else is missing."""
    held = in_channel(world, channel, user_id)
    if not held & VIEW_CHANNEL:
        raise ApiError(50001)
    if needed & ~held:
        raise ApiError(50013)
