"""Threads and forum posts: opened, listed, joined."""

from local_discord import opening, permissions, shapes, threads
from local_discord.errors import ApiError
from local_discord.records import FORUM, PRIVATE_THREAD, THREADS, Channel, Json
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import channel_of, guild_of, message_of
from local_discord.rest.messages import needed


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
async def from_message(call: Call) -> Answer:
    of = channel_of(call, permissions.CREATE_PUBLIC_THREADS)
    made = opening.at_message(call.server.messages, of, message_of(call, of), call.me, call.body)
    return shapes.channel(call.world, made, call.me)


@route("POST", "/channels/{channel_id}/threads")
async def open_thread(call: Call) -> Answer:
    of = call.world.channel(call.id("channel_id"))
    if of.type == FORUM:
        return _post(call)
    kind = int(call.body.get("type") or PRIVATE_THREAD)
    private = kind == PRIVATE_THREAD
    of = channel_of(call, permissions.CREATE_PRIVATE_THREADS if private else permissions.CREATE_PUBLIC_THREADS)
    made = opening.by_itself(call.server.messages, of, kind, call.me, call.body)
    return shapes.channel(call.world, made, call.me)


def _post(call: Call) -> Json:
    forum = channel_of(call, needed(call.body.get("message") or {}, files=bool(call.uploads)))
    made, first = opening.post(call.server.messages, forum, call.me, call.body, call.uploads)
    return shapes.channel(call.world, made, call.me) | {"message": shapes.message(call.world, first, call.me)}


# --- members ---


@route("GET", "/channels/{channel_id}/thread-members")
async def members(call: Call) -> Answer:
    of = channel_of(call)
    return [_member(call, of, each) for each in sorted(of.thread_members)]


@route("GET", "/channels/{channel_id}/thread-members/{user_id}")
async def member(call: Call) -> Answer:
    of, user_id = channel_of(call), call.id("user_id")
    if user_id not in of.thread_members:
        raise ApiError(10007)
    return _member(call, of, user_id)


def _member(call: Call, of: Channel, user_id: int) -> Json:
    shape = shapes.thread_member(of, user_id)
    if call.query.get("with_member") in ("true", "1", "True"):
        shape["member"] = shapes.member(call.world, call.world.member(of.guild_id or 0, user_id))
    return shape


@route("PUT", "/channels/{channel_id}/thread-members/{user_id}")
async def add_member(call: Call) -> Answer:
    of, user_id = channel_of(call), call.id("user_id")
    if user_id != call.me:
        permissions.require(call.world, of, call.me, permissions.SEND_MESSAGES)
    threads.join(call.world, of, user_id, call.me)
    return None


@route("DELETE", "/channels/{channel_id}/thread-members/{user_id}")
async def remove_member(call: Call) -> Answer:
    of, user_id = channel_of(call), call.id("user_id")
    if user_id != call.me and not (of.type == PRIVATE_THREAD and of.owner_id == call.me):
        permissions.require(call.world, of, call.me, permissions.MANAGE_THREADS)
    threads.leave(call.world, of, user_id)
    return None


# --- lists ---


@route("GET", "/guilds/{guild_id}/threads/active")
async def active(call: Call) -> Answer:
    guild = guild_of(call)
    found = [each for each in guild.channels.values() if each.type in THREADS and not each.archived]
    seen = [each for each in found if permissions.in_channel(call.world, each, call.me) & permissions.VIEW_CHANNEL]
    return threads.listed(call.world, seen, call.me) | {"has_more": False}


@route("GET", "/channels/{channel_id}/threads/archived/public")
async def archived(call: Call) -> Answer:
    of = channel_of(call, permissions.READ_HISTORY)
    return _archived(call, of, lambda each: each.type != PRIVATE_THREAD)


@route("GET", "/channels/{channel_id}/threads/archived/private")
async def archived_private(call: Call) -> Answer:
    of = channel_of(call, permissions.READ_HISTORY | permissions.MANAGE_THREADS)
    return _archived(call, of, lambda each: each.type == PRIVATE_THREAD)


@route("GET", "/channels/{channel_id}/users/@me/threads/archived/private")
async def archived_joined(call: Call) -> Answer:
    of = channel_of(call, permissions.READ_HISTORY)
    return _archived(call, of, lambda each: each.type == PRIVATE_THREAD and call.me in each.thread_members)


def _archived(call: Call, of: Channel, wanted: "threads.Wanted") -> Json:
    every = call.world.guild(of.guild_id or 0).channels.values()
    found = [each for each in every if each.parent_id == of.id and each.type in THREADS and each.archived]
    found = sorted(filter(wanted, found), key=lambda each: each.archived_at or each.created_at, reverse=True)
    limit = int(call.query.get("limit", 50))
    return threads.listed(call.world, found[:limit], call.me) | {"has_more": len(found) > limit}
