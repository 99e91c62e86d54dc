"""Members of a server: found, changed, given roles, put out."""

from datetime import datetime, timedelta

from local_discord import gateway_requests, permissions, shapes, voice
from local_discord.errors import ApiError, invalid
from local_discord.records import Guild, Json, Member
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import guild_of, highest, require_above

_LONGEST_TIMEOUT = timedelta(days=28)


def _member(call: Call, of: Guild) -> Member:
    return call.world.member(of.id, call.id("user_id"))


@route("GET", "/guilds/{guild_id}/members")
async def members(call: Call) -> Answer:
    """Only for bots that may have the members intent."""
    of = guild_of(call)
    if not call.server.gateway.privileged_allowed:
        raise ApiError(50001)
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    found = sorted((each for each in of.members.values() if each.user_id > after), key=lambda each: each.user_id)
    return [shapes.member(call.world, each) for each in found[:limit]]


@route("GET", "/guilds/{guild_id}/members/search")
async def search(call: Call) -> Answer:
    found = gateway_requests.search(
        call.world, guild_of(call), call.query.get("query", ""), int(call.query.get("limit", 1))
    )
    return [shapes.member(call.world, each) for each in found]


@route("GET", "/guilds/{guild_id}/members/{user_id}")
async def member(call: Call) -> Answer:
    return shapes.member(call.world, _member(call, guild_of(call)))


@route("GET", "/users/@me/guilds/{guild_id}/member")
async def own_member(call: Call) -> Answer:
    return shapes.member(call.world, guild_of(call).members[call.me])


@route("PATCH", "/guilds/{guild_id}/members/@me")
async def edit_itself(call: Call) -> Answer:
    of = guild_of(call, permissions.CHANGE_NICKNAME if "nick" in call.body else 0)
    found = of.members[call.me]
    found.nick = call.body.get("nick", found.nick) or None
    call.server.member_changed(of, found)
    return shapes.member(call.world, found)


@route("PATCH", "/guilds/{guild_id}/members/{user_id}")
async def edit(call: Call) -> Answer:
    of = guild_of(call, _needed(call.body))
    found = _member(call, of)
    if found.user_id != call.me:
        require_above(of, call.me, highest(of, found.user_id))
    if "nick" in call.body:
        found.nick = call.body["nick"] or None
    if call.body.get("roles") is not None:
        asked = {int(each) for each in call.body["roles"]}
        for each in asked ^ found.role_ids:
            _may_give(call, of, each)
        found.role_ids = asked
    if "communication_disabled_until" in call.body:
        found.timed_out_until = _until(call, call.body["communication_disabled_until"])
    if {"mute", "deaf", "channel_id"} & call.body.keys():
        _edit_voice(call, of, found)
    call.server.member_changed(of, found)
    return shapes.member(call.world, found)


def _needed(body: Json) -> int:
    needs = {
        "nick": permissions.MANAGE_NICKNAMES,
        "roles": permissions.MANAGE_ROLES,
        "mute": permissions.MUTE_MEMBERS,
        "deaf": permissions.DEAFEN_MEMBERS,
        "channel_id": permissions.MOVE_MEMBERS,
        "communication_disabled_until": permissions.MODERATE_MEMBERS,
    }
    needed = 0
    for field in body:
        needed |= needs.get(field, 0)
    return needed


def _until(call: Call, asked: str | None) -> datetime | None:
    if asked is None:
        return None
    until = datetime.fromisoformat(asked)
    if until > call.world.now() + _LONGEST_TIMEOUT:
        raise invalid("communication_disabled_until", "DATE_TIME_INVALID", "At most 28 days ahead")
    return until


def _edit_voice(call: Call, of: Guild, found: Member) -> None:
    state = of.voice.get(found.user_id)
    if state is None:
        raise ApiError(40032)
    found.mute = state.mute = bool(call.body.get("mute", state.mute))
    found.deaf = state.deaf = bool(call.body.get("deaf", state.deaf))
    if "channel_id" not in call.body:
        voice.tell(call.world, of, state)
    elif call.body["channel_id"] is None:
        voice.leave(call.world, of, found.user_id)
    else:
        voice.join(call.world, call.world.channel(int(call.body["channel_id"])), found.user_id)


# --- roles of a member ---


def _may_give(call: Call, of: Guild, role_id: int) -> None:
    role = of.roles.get(role_id)
    if role is None:
        raise ApiError(10011)
    if role.managed or role.id == of.id:
        raise ApiError(50028)
    require_above(of, call.me, role.position)


async def _set_role(call: Call, *, held: bool) -> Answer:
    of = guild_of(call, permissions.MANAGE_ROLES)
    found, role_id = _member(call, of), call.id("role_id")
    _may_give(call, of, role_id)
    (found.role_ids.add if held else found.role_ids.discard)(role_id)
    call.server.member_changed(of, found)
    return None


@route("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
async def add_role(call: Call) -> Answer:
    return await _set_role(call, held=True)


@route("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
async def remove_role(call: Call) -> Answer:
    return await _set_role(call, held=False)


# --- putting somebody out ---


@route("DELETE", "/guilds/{guild_id}/members/{user_id}")
async def kick(call: Call) -> Answer:
    of = guild_of(call, permissions.KICK_MEMBERS)
    found = _member(call, of)
    require_above(of, call.me, highest(of, found.user_id))
    call.server.leave(of, call.world.user(found.user_id))
    return None


@route("GET", "/guilds/{guild_id}/bans")
async def bans(call: Call) -> Answer:
    of = guild_of(call, permissions.BAN_MEMBERS)
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1000))
    return [_ban(call, of, each) for each in sorted(of.bans) if each > after][:limit]


@route("GET", "/guilds/{guild_id}/bans/{user_id}")
async def ban_of(call: Call) -> Answer:
    of = guild_of(call, permissions.BAN_MEMBERS)
    if call.id("user_id") not in of.bans:
        raise ApiError(10026)
    return _ban(call, of, call.id("user_id"))


def _ban(call: Call, of: Guild, user_id: int) -> Json:
    return {"user": shapes.user(call.world.user(user_id)), "reason": of.bans[user_id]}


@route("PUT", "/guilds/{guild_id}/bans/{user_id}")
async def ban(call: Call) -> Answer:
    of = guild_of(call, permissions.BAN_MEMBERS)
    user = call.world.user(call.id("user_id"))
    require_above(of, call.me, highest(of, user.id))
    if user.id in of.members:
        call.server.leave(of, user)
    of.bans[user.id] = call.reason
    body: Json = {"guild_id": str(of.id), "user": shapes.user(user)}
    call.world.tell("GUILD_BAN_ADD", body, guild_id=of.id)
    return None


@route("DELETE", "/guilds/{guild_id}/bans/{user_id}")
async def unban(call: Call) -> Answer:
    of = guild_of(call, permissions.BAN_MEMBERS)
    if call.id("user_id") not in of.bans:
        raise ApiError(10026)
    del of.bans[call.id("user_id")]
    body: Json = {"guild_id": str(of.id), "user": shapes.user(call.world.user(call.id("user_id")))}
    call.world.tell("GUILD_BAN_REMOVE", body, guild_id=of.id)
    return None
