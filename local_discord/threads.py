"""Threads and forum posts: opened, joined, left, archived.

https://docs.discord.com/developers/topics/threads
"""

from collections.abc import Callable
from datetime import timedelta

from local_discord import permissions, shapes
from local_discord.errors import ApiError
from local_discord.ids import created_at
from local_discord.records import PRIVATE_THREAD, THREADS, Channel, Json, Message
from local_discord.world import World

Wanted = Callable[[Channel], bool]
_MOST_MEMBERS = 1000
PINNED_POST = 1 << 1


def open_in(parent: Channel, world: World, made: Channel) -> Channel:
    """Put a thread into its parent's server and tell those who may see it."""
    made.guild_id, made.parent_id, made.created_at = parent.guild_id, parent.id, world.now()
    world.guild(parent.guild_id or 0).channels[made.id] = made
    shape = shapes.channel(world, made) | {"newly_created": True}
    world.tell("THREAD_CREATE", shape, guild_id=made.guild_id)
    return made


def join(world: World, thread: Channel, user_id: int, adder_id: int | None = None) -> None:
    """Become a member, by oneself or brought by somebody; 50083 in an archived thread."""
    _changeable(world, thread, user_id)
    if user_id in thread.thread_members:
        return
    if len(thread.thread_members) >= _MOST_MEMBERS:
        raise ApiError(30033)
    by_itself = adder_id in (None, user_id)
    if by_itself and thread.type == PRIVATE_THREAD:
        permissions.require(world, thread, user_id, permissions.VIEW_CHANNEL)
    if not by_itself and thread.type == PRIVATE_THREAD and not thread.invitable and adder_id != thread.owner_id:
        permissions.require(world, thread, adder_id or 0, permissions.MANAGE_THREADS)
    thread.thread_members.add(user_id)
    if thread.type == PRIVATE_THREAD:  # until now they did not know of it
        whole = shapes.channel(world, thread, user_id)
        world.tell("THREAD_CREATE", whole, guild_id=thread.guild_id, only=user_id)
    member = shapes.member(world, world.member(thread.guild_id or 0, user_id))
    added = shapes.thread_member(thread, user_id) | {"member": member, "presence": None}
    _tell_members(world, thread, {"added_members": [added], "removed_member_ids": []})


def leave(world: World, thread: Channel, user_id: int) -> None:
    """Be no member any longer, by oneself or put out."""
    _changeable(world, thread, user_id)
    if user_id not in thread.thread_members:
        return
    thread.thread_members.discard(user_id)
    _tell_members(world, thread, {"added_members": [], "removed_member_ids": [str(user_id)]})


def _changeable(world: World, thread: Channel, user_id: int) -> None:
    if thread.type not in THREADS:
        raise ApiError(50024)
    if thread.archived:
        raise ApiError(50083)
    world.member(thread.guild_id or 0, user_id)


def _tell_members(world: World, thread: Channel, change: Json) -> None:
    body: Json = {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "member_count": min(50, len(thread.thread_members)),
    }
    world.tell("THREAD_MEMBERS_UPDATE", body | change, guild_id=thread.guild_id)


def archive(world: World, thread: Channel, *, archived: bool) -> None:
    """Put away or bring back; a message said in it brings it back as well."""
    if thread.archived == archived:
        return
    thread.archived, thread.archived_at = archived, world.now()
    world.tell("THREAD_UPDATE", shapes.channel(world, thread), guild_id=thread.guild_id)


def spoken_in(world: World, thread: Channel, message: Message) -> None:
    """A message brings an archived thread back; who writes there, or is mentioned, becomes a member."""
    archive(world, thread, archived=False)
    members = world.guild(thread.guild_id or 0).members
    parent = world.channel(thread.parent_id or 0)
    for user_id in (message.author_id, *message.mention_ids):
        if user_id in members and permissions.in_channel(world, parent, user_id) & permissions.VIEW_CHANNEL:
            join(world, thread, user_id, message.author_id)


def tick(world: World) -> None:
    """Put away the threads in which nothing was said for as long as they were to stay open."""
    now = world.now()
    for guild in world.guilds.values():
        for thread in [each for each in guild.channels.values() if each.type in THREADS and not each.archived]:
            said = created_at(thread.last_message_id) if thread.last_message_id else thread.created_at
            last = max(said, thread.archived_at or said)
            if now - last > timedelta(minutes=thread.archive_minutes) and not thread.flags & PINNED_POST:
                archive(world, thread, archived=True)


def listed(world: World, found: list[Channel], reader: int) -> Json:
    """Several threads as REST lists them, with the reader's own memberships."""
    return {
        "threads": [shapes.channel(world, each) for each in found],
        "members": [shapes.thread_member(each, reader) for each in found if reader in each.thread_members],
    }
