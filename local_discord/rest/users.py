"""The bot itself, other users, the servers it is in, and opening a direct message."""

from local_discord import guild_shapes, permissions, shapes
from local_discord.errors import ApiError
from local_discord.records import Json
from local_discord.rest.call import Answer, Call, route


@route("GET", "/users/@me")
async def me(call: Call) -> Answer:
    return _itself(call)


@route("PATCH", "/users/@me")
async def edit(call: Call) -> Answer:
    user = call.world.user(call.me)
    user.name = str(call.body.get("username") or user.name)
    return _itself(call)


def _itself(call: Call) -> Json:
    own: Json = shapes.user(call.world.user(call.me))
    return own | {"verified": True, "mfa_enabled": True, "locale": "en-US", "email": None}


@route("GET", "/users/@me/guilds")
async def guilds(call: Call) -> Answer:
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 200))
    every = [each for each in call.world.guilds.values() if call.me in each.members and each.id > after]
    shown = []
    for each in sorted(every, key=lambda of: of.id)[:limit]:
        whole = guild_shapes.partial(each)
        shape: Json = {key: whole[key] for key in ("id", "name", "icon", "banner", "features")}
        shape |= {"owner": each.owner_id == call.me, "permissions": str(permissions.in_guild(each, call.me))}
        shown.append(shape)
    return shown


@route("GET", "/users/{user_id}")
async def user(call: Call) -> Answer:
    return shapes.user(call.world.user(call.id("user_id")))


@route("POST", "/users/@me/channels")
async def open_direct(call: Call) -> Answer:
    other = call.world.user(int(call.required("recipient_id")))
    if other.id == call.me or other.bot:
        raise ApiError(50007)
    return shapes.channel(call.world, call.world.direct_channel(call.me, other.id), call.me)


@route("GET", "/gateway")
async def gateway(call: Call) -> Answer:
    return {"url": call.server.gateway.url}


@route("GET", "/gateway/bot")
async def gateway_bot(call: Call) -> Answer:
    _ = call.me
    of = call.server.gateway
    left = max(0, 1000 - of.identified)
    limit = {"total": 1000, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": of.url, "shards": of.shards, "session_start_limit": limit}
