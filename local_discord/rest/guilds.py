"""Servers, their channels, roles and members, as a bot may read them."""

from local_discord import guild_shapes, shapes
from local_discord.errors import ApiError
from local_discord.rest.call import Answer, Call, route
from local_discord.world import THREADS, Guild


def _guild(call: Call) -> Guild:
    guild = call.world.guild(call.id("guild_id"))
    if call.me not in guild.members:
        raise ApiError(10004)
    return guild


@route("GET", "/guilds/{guild_id}")
async def guild(call: Call) -> Answer:
    of = _guild(call)
    extra = {"approximate_member_count": len(of.members), "approximate_presence_count": len(of.members)}
    return guild_shapes.partial(of) | (extra if call.query.get("with_counts") == "true" else {})


@route("GET", "/guilds/{guild_id}/channels")
async def channels(call: Call) -> Answer:
    every = _guild(call).channels.values()
    return [shapes.channel(call.world, each) for each in every if each.type not in THREADS]


@route("GET", "/guilds/{guild_id}/roles")
async def roles(call: Call) -> Answer:
    return [shapes.role(each) for each in _guild(call).roles.values()]


@route("GET", "/guilds/{guild_id}/members/{user_id}")
async def member(call: Call) -> Answer:
    of = _guild(call)
    return shapes.member(call.world, call.world.member(of.id, call.id("user_id")))


@route("DELETE", "/users/@me/guilds/{guild_id}")
async def leave(call: Call) -> Answer:
    of = _guild(call)
    call.server.remove_bot(of.id, call.me)
    return None
