"""Threads and forum posts: opened, listed, joined."""

from local_discord import permissions, shapes, threads, validate
from local_discord.errors import ApiError, invalid
from local_discord.records import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    FORUM,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    THREADS,
    Channel,
    Json,
    Message,
)
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import channel_of, guild_of, message_of
from local_discord.rest.messages import needed

THREAD_CREATED = 18
_MINUTES = (60, 1440, 4320, 10080)
_REQUIRE_TAG = 1 << 4


def _draft(call: Call, parent: Channel, kind: int, thread_id: int) -> Channel:
    body = call.body
    name = str(body.get("name") or "")
    if not 1 <= len(name) <= 100:
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    minutes = int(body.get("auto_archive_duration") or parent.archive_minutes)
    if minutes not in _MINUTES:
        raise invalid("auto_archive_duration", "BASE_TYPE_CHOICES", f"Value must be one of {_MINUTES}.")
    made = Channel(thread_id, kind, name, owner_id=call.me, thread_members={call.me})
    made.archive_minutes = minutes
    made.slowmode_seconds = int(body.get("rate_limit_per_user") or 0)
    made.invitable = body.get("invitable") is not False
    return made


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
async def from_message(call: Call) -> Answer:
    of = channel_of(call, permissions.CREATE_PUBLIC_THREADS)
    found = message_of(call, of)
    if of.type not in (TEXT, ANNOUNCEMENT):
        raise ApiError(50024)
    if found.thread_id is not None:
        raise ApiError(160004)
    kind = ANNOUNCEMENT_THREAD if of.type == ANNOUNCEMENT else PUBLIC_THREAD
    made = threads.open_in(of, call.world, _draft(call, of, kind, found.id))
    found.thread_id = made.id
    found.flags |= 1 << 5  # HAS_THREAD
    call.server.messages.changed(found)
    return shapes.channel(call.world, made, call.me)


@route("POST", "/channels/{channel_id}/threads")
async def open_thread(call: Call) -> Answer:
    of = call.world.channel(call.id("channel_id"))
    if of.type == FORUM:
        return _post(call, of)
    kind = int(call.body.get("type") or PRIVATE_THREAD)
    private = kind == PRIVATE_THREAD
    of = channel_of(call, permissions.CREATE_PRIVATE_THREADS if private else permissions.CREATE_PUBLIC_THREADS)
    if of.type not in (TEXT, ANNOUNCEMENT) or kind not in THREADS:
        raise ApiError(50024)
    made = threads.open_in(of, call.world, _draft(call, of, kind, call.world.ids.draw()))
    if not private:
        call.server.messages.create(of, call.me, {"content": made.name}, type=THREAD_CREATED)
    return shapes.channel(call.world, made, call.me)


def _post(call: Call, forum: Channel) -> Json:
    """A post is a thread and its first message, which share one id."""
    said: Json = call.body.get("message") or {}
    forum = channel_of(call, needed(said, files=bool(call.uploads)))
    made = _draft(call, forum, PUBLIC_THREAD, call.world.ids.draw())
    made.applied_tags = applied(call, forum, call.body.get("applied_tags") or [])
    if forum.flags & _REQUIRE_TAG and not made.applied_tags:
        raise ApiError(40067)
    validate.message(said, files=len(call.uploads))  # before anything is made
    threads.open_in(forum, call.world, made)
    first: Message = call.server.messages.create(made, call.me, said, call.uploads, message_id=made.id)
    return shapes.channel(call.world, made, call.me) | {"message": shapes.message(call.world, first, call.me)}


def applied(call: Call, forum: Channel, asked: list[str]) -> tuple[int, ...]:
    """Up to five of a forum's tags; moderated ones need MANAGE_THREADS."""
    known = {each.id: each for each in forum.tags}
    wanted = tuple(dict.fromkeys(int(each) for each in asked))
    if len(wanted) > 5 or not set(wanted) <= known.keys():
        raise invalid("applied_tags", "BASE_TYPE_BAD_LENGTH", "Up to 5 tags of this forum")
    if any(known[each].moderated for each in wanted):
        permissions.require(call.world, forum, call.me, permissions.MANAGE_THREADS)
    return wanted


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
