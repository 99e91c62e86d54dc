"""Invites to a server's channels: made, looked up, taken back. One that is over its time is as if it had never been.

https://docs.discord.com/developers/resources/invite
"""

import secrets
from datetime import datetime, timedelta

from local_discord import guild_shapes, permissions, shapes
from local_discord.errors import ApiError, invalid
from local_discord.records import THREADS, Guild, Invite, Json
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import channel_of, guild_of
from local_discord.world import World

_WEEK = 604_800
_MOST_USES = 100
_OF_THE_SERVER = ("id", "name", "splash", "banner", "description", "icon", "features", "verification_level")
_AND_MORE = ("vanity_url_code", "nsfw_level", "nsfw", "premium_subscription_count")


def _ends(of: Invite) -> datetime | None:
    return of.created_at + timedelta(seconds=of.max_age) if of.max_age else None


def _valid(world: World, guild: Guild) -> list[Invite]:
    now = world.now()
    return [
        each for each in guild.invites.values() if each.channel_id in guild.channels and (_ends(each) or now) >= now
    ]


def _shape(world: World, guild: Guild, of: Invite, *, whole: bool = True) -> Json:
    """`whole`: with what only those who manage the channel are told."""
    server, channel, ends = guild_shapes.partial(guild), guild.channels[of.channel_id], _ends(of)
    shape: Json = {
        "type": 0,
        "code": of.code,
        "expires_at": ends.isoformat() if ends else None,
        "guild": {key: server[key] for key in (*_OF_THE_SERVER, *_AND_MORE)},
        "guild_id": str(guild.id),
        "channel": {"id": str(channel.id), "type": channel.type, "name": channel.name},
        "inviter": shapes.user(world.user(of.inviter_id)),
    }
    about = {"uses": of.uses, "max_uses": of.max_uses, "max_age": of.max_age, "temporary": of.temporary}
    return shape | about | {"created_at": of.created_at.isoformat()} if whole else shape


def _found(call: Call) -> tuple[Guild, Invite]:
    for guild in call.world.guilds.values():
        for each in _valid(call.world, guild):
            if each.code == call.params["code"]:
                return guild, each
    raise ApiError(10006)


def _number(call: Call, name: str, usual: int, most: int) -> int:
    value = int(usual if call.body.get(name) is None else call.body[name])
    if not 0 <= value <= most:
        raise invalid(name, "NUMBER_TYPE_MAX", f"int value should be between 0 and {most}.")
    return value


@route("POST", "/channels/{channel_id}/invites")
async def create(call: Call) -> Answer:
    """An equal invite of the same bot is given again, unless `unique` is asked for."""
    of = channel_of(call, permissions.CREATE_INVITE)
    if of.guild_id is None or of.type in THREADS:
        raise ApiError(50024)
    guild, temporary = call.world.guild(of.guild_id), bool(call.body.get("temporary"))
    age, uses = _number(call, "max_age", 86_400, _WEEK), _number(call, "max_uses", 0, _MOST_USES)
    wanted = (of.id, call.me, age, uses, temporary)
    for each in _valid(call.world, guild):
        equal = (each.channel_id, each.inviter_id, each.max_age, each.max_uses, each.temporary) == wanted
        if equal and not call.body.get("unique"):
            return _shape(call.world, guild, each)
    made = Invite(secrets.token_urlsafe(6), of.id, call.me, call.world.now(), age, uses, temporary)
    guild.invites[made.code] = made
    told = {key: value for key, value in _shape(call.world, guild, made).items() if key not in ("guild", "channel")}
    call.world.tell("INVITE_CREATE", told | {"channel_id": str(of.id)}, guild_id=guild.id)
    return _shape(call.world, guild, made)


@route("GET", "/channels/{channel_id}/invites")
async def of_channel(call: Call) -> Answer:
    of = channel_of(call, permissions.MANAGE_CHANNELS)
    guild = call.world.guild(of.guild_id or 0)
    return [_shape(call.world, guild, each) for each in _valid(call.world, guild) if each.channel_id == of.id]


@route("GET", "/guilds/{guild_id}/invites")
async def of_guild(call: Call) -> Answer:
    guild = guild_of(call, permissions.MANAGE_GUILD)
    return [_shape(call.world, guild, each) for each in _valid(call.world, guild)]


@route("GET", "/invites/{code}")
async def invite(call: Call) -> Answer:
    guild, found = _found(call)
    shape = _shape(call.world, guild, found, whole=False)
    count = {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}
    return shape | (count if call.query.get("with_counts") in ("true", "1") else {})


@route("DELETE", "/invites/{code}")
async def delete(call: Call) -> Answer:
    guild, found = _found(call)
    if call.me not in guild.members:
        raise ApiError(50001)
    in_channel = permissions.in_channel(call.world, guild.channels[found.channel_id], call.me)
    if (
        not in_channel & permissions.MANAGE_CHANNELS
        and not permissions.in_guild(guild, call.me) & permissions.MANAGE_GUILD
    ):
        raise ApiError(50013)
    shape = _shape(call.world, guild, found)
    del guild.invites[found.code]
    gone: Json = {"channel_id": str(found.channel_id), "guild_id": str(guild.id), "code": found.code}
    call.world.tell("INVITE_DELETE", gone, guild_id=guild.id)
    return shape
