"""Channels, threads and the messages in them."""

from local_discord import permissions, shapes
from local_discord.errors import ApiError
from local_discord.messages import direct_allowed
from local_discord.rest.call import Answer, Call, route
from local_discord.world import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    DM,
    FORUM,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    THREADS,
    Channel,
    Message,
)


def _channel(call: Call, needed: int = 0) -> Channel:
    channel = call.world.channel(call.id("channel_id"))
    permissions.require(call.world, channel, call.me, needed)
    return channel


def _message(call: Call, channel: Channel) -> Message:
    message = call.world.message(channel.id, call.id("message_id"))
    if message.visible_to is not None:
        raise ApiError(10008)  # an ephemeral message is reached by its interaction's token only
    return message


@route("GET", "/channels/{channel_id}")
async def channel(call: Call) -> Answer:
    return shapes.channel(call.world, _channel(call), call.me)


@route("DELETE", "/channels/{channel_id}")
async def delete_channel(call: Call) -> Answer:
    of = _channel(call, permissions.MANAGE_CHANNELS)
    call.server.delete_channel(of.id)
    return shapes.channel(call.world, of)


@route("GET", "/channels/{channel_id}/messages")
async def messages(call: Call) -> Answer:
    of = _channel(call, permissions.READ_HISTORY)
    every = [each for each in call.world.messages.get(of.id, {}).values() if each.visible_to is None]
    before, after = int(call.query.get("before", 2**63)), int(call.query.get("after", 0))
    found = [each for each in reversed(every) if after < each.id < before]
    return [shapes.message(call.world, each) for each in found[: int(call.query.get("limit", 50))]]


@route("GET", "/channels/{channel_id}/messages/{message_id}")
async def message(call: Call) -> Answer:
    of = _channel(call, permissions.READ_HISTORY)
    return shapes.message(call.world, _message(call, of))


@route("POST", "/channels/{channel_id}/messages")
async def create_message(call: Call) -> Answer:
    needed = permissions.SEND_MESSAGES
    if call.body.get("embeds"):
        needed |= permissions.EMBED_LINKS
    if call.uploads:
        needed |= permissions.ATTACH_FILES
    of = _channel(call, needed)
    if of.type == FORUM:
        raise ApiError(50008)
    if of.locked:
        raise ApiError(160005)
    direct_allowed(call.world, of, call.me)
    made = call.server.messages.create(of, call.me, call.body, call.uploads)
    return shapes.message(call.world, made)


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
async def edit_message(call: Call) -> Answer:
    of = _channel(call)
    found = _message(call, of)
    if found.author_id != call.me:
        raise ApiError(50005)
    return shapes.message(call.world, call.server.messages.edit(found, call.body, call.uploads))


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
async def delete_message(call: Call) -> Answer:
    of = _channel(call)
    found = _message(call, of)
    if found.author_id != call.me:
        permissions.require(call.world, of, call.me, permissions.MANAGE_MESSAGES)
    call.server.messages.delete(found)
    return None


@route("POST", "/channels/{channel_id}/typing")
async def typing(call: Call) -> Answer:
    _channel(call, permissions.SEND_MESSAGES)
    return None


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
async def thread_from_message(call: Call) -> Answer:
    of = _channel(call, permissions.CREATE_PUBLIC_THREADS)
    found = _message(call, of)
    if found.thread_id is not None:
        raise ApiError(160004)
    kind = ANNOUNCEMENT_THREAD if of.type == ANNOUNCEMENT else PUBLIC_THREAD
    thread = call.server.open_thread(of, kind, call.body["name"], call.me, thread_id=found.id)
    found.thread_id = thread.id
    return shapes.channel(call.world, thread)


@route("POST", "/channels/{channel_id}/threads")
async def thread(call: Call) -> Answer:
    kind = int(call.body.get("type", PRIVATE_THREAD))
    private = kind == PRIVATE_THREAD
    needed = permissions.CREATE_PRIVATE_THREADS if private else permissions.CREATE_PUBLIC_THREADS
    of = _channel(call, needed)
    return shapes.channel(call.world, call.server.open_thread(of, kind, call.body["name"], call.me))


@route("PATCH", "/channels/{channel_id}")
async def edit_channel(call: Call) -> Answer:
    of = _channel(call)
    if of.type in THREADS and of.owner_id != call.me:
        permissions.require(call.world, of, call.me, permissions.MANAGE_THREADS)
    elif of.type not in THREADS and of.type != DM:
        permissions.require(call.world, of, call.me, permissions.MANAGE_CHANNELS)
    of.name = call.body.get("name", of.name)
    of.archived = call.body.get("archived", of.archived)
    of.locked = call.body.get("locked", of.locked)
    shape = shapes.channel(call.world, of, call.me)
    call.world.tell("THREAD_UPDATE" if of.type in THREADS else "CHANNEL_UPDATE", shape, guild_id=of.guild_id)
    return shape
