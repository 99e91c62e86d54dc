"""A server's scheduled events and who is interested in them."""

from local_discord import scheduled, shapes
from local_discord.records import Guild, Json, ScheduledEvent
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import guild_of

_PATH = "/guilds/{guild_id}/scheduled-events"
_ONE = _PATH + "/{guild_scheduled_event_id}"


def _event(call: Call, of: Guild) -> ScheduledEvent:
    return call.world.event(of.id, call.id("guild_scheduled_event_id"))


def _counted(call: Call) -> bool:
    return call.query.get("with_user_count") in ("true", "1", "True")


@route("GET", _PATH)
async def events(call: Call) -> Answer:
    """Those that are not over."""
    every = [each for each in guild_of(call).events.values() if each.status in (scheduled.SCHEDULED, scheduled.ACTIVE)]
    return [scheduled.shape(call.world, each, counted=_counted(call)) for each in every]


@route("POST", _PATH)
async def create(call: Call) -> Answer:
    of = guild_of(call)
    return scheduled.shape(call.world, scheduled.create(call.world, of, call.me, call.body))


@route("GET", _ONE)
async def event(call: Call) -> Answer:
    return scheduled.shape(call.world, _event(call, guild_of(call)), counted=_counted(call))


@route("PATCH", _ONE)
async def edit(call: Call) -> Answer:
    of = guild_of(call)
    found = _event(call, of)
    scheduled.edit(call.world, of, found, call.me, call.body)
    return scheduled.shape(call.world, found)


@route("DELETE", _ONE)
async def delete(call: Call) -> Answer:
    of = guild_of(call)
    found = _event(call, of)
    scheduled.may_change(call.world, of, found, call.me)
    scheduled.delete(call.world, of, found)
    return None


@route("GET", _ONE + "/users")
async def interested(call: Call) -> Answer:
    """By rising id, a hundred at most; those who have left the server too."""
    of = guild_of(call)
    found = _event(call, of)
    after, before = int(call.query.get("after", 0)), int(call.query.get("before", 2**63))
    limit = min(100, int(call.query.get("limit", 100)))
    every = [each for each in sorted(found.interested) if after < each < before]
    return [_person(call, of, found, each) for each in (every[-limit:] if "before" in call.query else every[:limit])]


def _person(call: Call, of: Guild, found: ScheduledEvent, user_id: int) -> Json:
    shape: Json = {
        "guild_scheduled_event_id": str(found.id),
        "user_id": str(user_id),
        "user": shapes.user(call.world.user(user_id)),
        "response": 1,
        "guild_scheduled_event_exception_id": None,
    }
    if call.query.get("with_member") in ("true", "1", "True") and user_id in of.members:
        shape["member"] = shapes.member(call.world, of.members[user_id])
    return shape
