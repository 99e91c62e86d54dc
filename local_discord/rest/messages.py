"""Messages in a channel: read, sent, edited, deleted, pinned, passed on to followers."""

from datetime import timedelta

from local_discord import permissions, shapes
from local_discord.errors import ApiError, invalid
from local_discord.ids import created_at
from local_discord.messages import direct_allowed
from local_discord.records import ANNOUNCEMENT, FORUM, THREADS, Channel, Json, Message
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import channel_of, message_of

_CROSSPOSTED, _IS_CROSSPOST = 1 << 0, 1 << 1
_OLD = timedelta(days=14)


@route("GET", "/channels/{channel_id}/messages")
async def messages(call: Call) -> Answer:
    of = channel_of(call, permissions.READ_HISTORY)
    every = [each for each in call.world.messages.get(of.id, {}).values() if each.visible_to is None]
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise invalid("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
    return [shapes.message(call.world, each, call.me) for each in _page(every, call.query, limit)]


def _page(every: list[Message], query: dict[str, str], limit: int) -> list[Message]:
    """Newest first, as Discord answers whatever was asked for."""
    if "around" in query:
        around = int(query["around"])
        older = [each for each in every if each.id < around][-(limit // 2) :]
        newer = [each for each in every if each.id >= around][: limit - len(older)]
        return [*older, *newer][::-1]
    if "after" in query:
        return [each for each in every if each.id > int(query["after"])][:limit][::-1]
    before = int(query.get("before", 2**63))
    return [each for each in reversed(every) if each.id < before][:limit]


@route("GET", "/channels/{channel_id}/messages/{message_id}")
async def message(call: Call) -> Answer:
    of = channel_of(call, permissions.READ_HISTORY)
    return shapes.message(call.world, message_of(call, of), call.me)


@route("POST", "/channels/{channel_id}/messages")
async def create_message(call: Call) -> Answer:
    of = channel_of(call, needed(call.body, files=bool(call.uploads)))
    if of.type == FORUM:
        raise ApiError(40058)
    may_write(call, of)
    made = call.server.messages.create(of, call.me, call.body, call.uploads)
    return shapes.message(call.world, made, call.me)


def needed(body: Json, *, files: bool) -> int:
    """What one has to hold to send such a message."""
    held = permissions.SEND_MESSAGES
    held |= permissions.EMBED_LINKS if body.get("embeds") else 0
    held |= permissions.ATTACH_FILES if files else 0
    return held | (permissions.SEND_POLLS if body.get("poll") else 0)


def may_write(call: Call, of: Channel) -> None:
    """Locked threads are for moderators; direct messages for those who take them."""
    held = permissions.in_channel(call.world, of, call.me)
    if of.locked and not held & permissions.MANAGE_THREADS:
        raise ApiError(160005)
    direct_allowed(call.world, of, call.me)


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
async def edit_message(call: Call) -> Answer:
    """Another's message only as far as its embeds are hidden or shown."""
    of = channel_of(call)
    found = message_of(call, of)
    if found.author_id != call.me or found.webhook_id is not None:
        if set(call.body) != {"flags"}:
            raise ApiError(50005)
        permissions.require(call.world, of, call.me, permissions.MANAGE_MESSAGES)
    return shapes.message(call.world, call.server.messages.edit(found, call.body, call.uploads), call.me)


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
async def delete_message(call: Call) -> Answer:
    of = channel_of(call)
    found = message_of(call, of)
    if found.author_id != call.me:
        permissions.require(call.world, of, call.me, permissions.MANAGE_MESSAGES)
    if of.archived:
        raise ApiError(50083)
    call.server.messages.delete(found)
    return None


@route("POST", "/channels/{channel_id}/messages/bulk-delete")
async def delete_many(call: Call) -> Answer:
    """2 to 100 at once, none older than two weeks; those that are gone already are passed over."""
    of = channel_of(call, permissions.MANAGE_MESSAGES)
    wanted = [int(each) for each in call.body.get("messages") or []]
    if not 2 <= len(wanted) <= 100 or len(set(wanted)) != len(wanted):
        raise invalid("messages", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
    if any(created_at(each) < call.world.now() - _OLD for each in wanted):
        raise ApiError(50034)
    here = call.world.messages.get(of.id, {})
    found = [here[each] for each in wanted if each in here and here[each].visible_to is None]
    if found:
        call.server.messages.delete(*found)
    return None


@route("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
async def crosspost(call: Call) -> Answer:
    """An announcement goes to every channel that follows this one."""
    of = channel_of(call, permissions.SEND_MESSAGES)
    found = message_of(call, of)
    if of.type != ANNOUNCEMENT:
        raise ApiError(50024)
    if found.author_id != call.me:
        permissions.require(call.world, of, call.me, permissions.MANAGE_MESSAGES)
    if found.flags & _CROSSPOSTED:
        raise ApiError(40033)
    found.flags |= _CROSSPOSTED
    call.server.messages.changed(found)
    for follower in of.followers:
        copy = {"content": found.content, "embeds": found.embeds}
        told = call.server.messages.create(call.world.channel(follower), found.author_id, copy)
        told.flags |= _IS_CROSSPOST
    return shapes.message(call.world, found, call.me)


@route("POST", "/channels/{channel_id}/followers")
async def follow(call: Call) -> Answer:
    of = channel_of(call)
    target = call.world.channel(int(call.required("webhook_channel_id")))
    permissions.require(call.world, target, call.me, permissions.MANAGE_WEBHOOKS)
    if of.type != ANNOUNCEMENT:
        raise ApiError(50024)
    of.followers.append(target.id)
    return {"channel_id": str(of.id), "webhook_id": str(call.world.ids.draw())}


@route("POST", "/channels/{channel_id}/typing")
async def typing(call: Call) -> Answer:
    of = channel_of(call, permissions.SEND_MESSAGES)
    call.server.messages.typing(of, call.me)
    return None


# --- pins ---


@route("GET", "/channels/{channel_id}/messages/pins")
async def pins(call: Call) -> Answer:
    """Latest pins first, up to 50, `before` an instant."""
    found = _pinned(call)
    before = call.query.get("before")
    older = [each for each in found if before is None or each.pinned_at is None or each.pinned_at.isoformat() < before]
    limit = int(call.query.get("limit", 50))
    shown = [(each.pinned_at or each.timestamp, shapes.message(call.world, each, call.me)) for each in older[:limit]]
    items = [{"pinned_at": at.isoformat(), "message": shape} for at, shape in shown]
    return {"items": items, "has_more": len(older) > limit}


@route("GET", "/channels/{channel_id}/pins")
async def pins_at_once(call: Call) -> Answer:
    """As it was before pins had pages."""
    return [shapes.message(call.world, each, call.me) for each in _pinned(call)[:50]]


def _pinned(call: Call) -> list[Message]:
    of = channel_of(call, permissions.READ_HISTORY)
    found = [each for each in call.world.messages.get(of.id, {}).values() if each.pinned]
    return sorted(found, key=lambda each: each.pinned_at or each.timestamp, reverse=True)


async def _set_pin(call: Call, *, pinned: bool) -> Answer:
    of = channel_of(call, permissions.READ_HISTORY)
    found = message_of(call, of)
    if of.guild_id is not None:  # MANAGE_MESSAGES is not enough since 2026-02
        permissions.require(call.world, of, call.me, permissions.PIN_MESSAGES)
    if found.type not in (0, 19, 20, 23):
        raise ApiError(50021)
    if of.type in THREADS and of.archived:
        raise ApiError(50083)
    call.server.messages.pin(found, call.me, pinned=pinned)
    return None


@route("PUT", "/channels/{channel_id}/messages/pins/{message_id}")
async def pin(call: Call) -> Answer:
    return await _set_pin(call, pinned=True)


@route("PUT", "/channels/{channel_id}/pins/{message_id}")
async def pin_as_before(call: Call) -> Answer:
    return await _set_pin(call, pinned=True)


@route("DELETE", "/channels/{channel_id}/messages/pins/{message_id}")
async def unpin(call: Call) -> Answer:
    return await _set_pin(call, pinned=False)


@route("DELETE", "/channels/{channel_id}/pins/{message_id}")
async def unpin_as_before(call: Call) -> Answer:
    return await _set_pin(call, pinned=False)
