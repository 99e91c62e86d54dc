"""Reactions to a message."""

from local_discord import permissions, reactions, shapes
from local_discord.records import Message
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import channel_of, message_of

_PATH = "/channels/{channel_id}/messages/{message_id}/reactions"


def _message(call: Call, needed: int = 0) -> Message:
    return message_of(call, channel_of(call, permissions.READ_HISTORY | needed))


@route("PUT", _PATH + "/{emoji}/@me")
async def add(call: Call) -> Answer:
    reactions.add(call.world, _message(call), call.me, call.params["emoji"])
    return None


@route("DELETE", _PATH + "/{emoji}/@me")
async def remove_own(call: Call) -> Answer:
    reactions.remove(call.world, _message(call), call.me, call.params["emoji"])
    return None


@route("DELETE", _PATH + "/{emoji}/{user_id}")
async def remove(call: Call) -> Answer:
    found = _message(call, permissions.MANAGE_MESSAGES)
    reactions.remove(call.world, found, call.id("user_id"), call.params["emoji"])
    return None


@route("GET", _PATH + "/{emoji}")
async def people(call: Call) -> Answer:
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 25))
    reacted = sorted(_message(call).reactions.get(call.params["emoji"], []))
    return [shapes.user(call.world.user(each)) for each in reacted if each > after][:limit]


@route("DELETE", _PATH)
async def clear(call: Call) -> Answer:
    reactions.clear(call.world, _message(call, permissions.MANAGE_MESSAGES))
    return None


@route("DELETE", _PATH + "/{emoji}")
async def clear_emoji(call: Call) -> Answer:
    reactions.clear(call.world, _message(call, permissions.MANAGE_MESSAGES), call.params["emoji"])
    return None
