"""Polls: who voted for what, and ending one early."""

from local_discord import permissions, polls, shapes
from local_discord.errors import ApiError
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import channel_of, message_of


@route("GET", "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}")
async def voters(call: Call) -> Answer:
    poll = polls.of(message_of(call, channel_of(call, permissions.READ_HISTORY)))
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 25))
    voted = sorted(poll.votes.get(call.id("answer_id"), []))
    return {"users": [shapes.user(call.world.user(each)) for each in voted if each > after][:limit]}


@route("POST", "/channels/{channel_id}/polls/{message_id}/expire")
async def end(call: Call) -> Answer:
    """One's own poll only."""
    found = message_of(call, channel_of(call))
    if found.author_id != call.me:
        raise ApiError(50005)
    call.server.messages.end_poll(found)
    return shapes.message(call.world, found, call.me)
