"""Channels of a server: read, made, changed, deleted, and who may do what in them."""

from collections.abc import Iterable
from dataclasses import replace

from local_discord import permissions, shapes
from local_discord.errors import ApiError, invalid
from local_discord.opening import applied
from local_discord.records import (
    ANNOUNCEMENT,
    CATEGORY,
    DM,
    FORUM,
    STAGE,
    TEXT,
    THREADS,
    VOICE,
    Channel,
    Guild,
    Json,
    Overwrite,
    Tag,
)
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import channel_of, guild_of

_MOST_CHANNELS, _MOST_TAGS = 500, 20
_NAMED_IN_LOWER_CASE = (TEXT, ANNOUNCEMENT, FORUM)


@route("GET", "/channels/{channel_id}")
async def channel(call: Call) -> Answer:
    return shapes.channel(call.world, channel_of(call), call.me)


@route("DELETE", "/channels/{channel_id}")
async def delete(call: Call) -> Answer:
    of = channel_of(call)
    if of.type == DM:
        return shapes.channel(call.world, of, call.me)
    in_thread = of.type in THREADS
    permissions.require(
        call.world, of, call.me, permissions.MANAGE_THREADS if in_thread else permissions.MANAGE_CHANNELS
    )
    shape = shapes.channel(call.world, of)
    call.server.delete_channel(of.id)
    return shape


@route("PATCH", "/channels/{channel_id}")
async def edit(call: Call) -> Answer:
    of = channel_of(call)
    if of.type == DM:
        raise ApiError(50024)
    changed = replace(of)  # what is refused in part is refused whole
    if of.type in THREADS:
        _edit_thread(call, changed)
    else:
        permissions.require(call.world, of, call.me, permissions.MANAGE_CHANNELS)
        fill(call, call.world.guild(of.guild_id or 0), changed)
    vars(of).update(vars(changed))
    call.server.channel_changed(of)
    return shapes.channel(call.world, of, call.me)


def _edit_thread(call: Call, of: Channel) -> None:
    """An archived thread has to be brought back first; a locked one only by who looks after threads."""
    body = call.body
    held = permissions.in_channel(call.world, of, call.me)
    moderates = bool(held & permissions.MANAGE_THREADS)
    opening = of.archived and body.get("archived") is False
    if of.archived and not opening:
        raise ApiError(50083)
    if "locked" in body or (of.locked and opening) or ("flags" in body):
        permissions.require(call.world, of, call.me, permissions.MANAGE_THREADS)
    if not (moderates or of.owner_id == call.me or (set(body) == {"archived"} and opening)):
        raise ApiError(50013)
    of.name = body.get("name") or of.name
    of.locked = bool(body.get("locked", of.locked))
    of.slowmode_seconds = int(body.get("rate_limit_per_user", of.slowmode_seconds) or 0)
    of.archive_minutes = int(body.get("auto_archive_duration") or of.archive_minutes)
    of.invitable = bool(body.get("invitable", of.invitable))
    of.flags = int(body.get("flags", of.flags))
    if "applied_tags" in body:
        of.applied_tags = applied(call.world, call.world.channel(of.parent_id or 0), call.me, body["applied_tags"])
    if bool(body.get("archived", of.archived)) != of.archived:
        of.archived, of.archived_at = not of.archived, call.world.now()


def fill(call: Call, guild: Guild, of: Channel) -> None:
    """Take over what a request says about a channel."""
    body = call.body
    if body.get("name") is not None:
        name = str(body["name"])
        if not 1 <= len(name) <= 100:
            raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        of.name = "-".join(name.lower().split()) if of.type in _NAMED_IN_LOWER_CASE else name
    if len(body.get("topic") or "") > (4096 if of.type == FORUM else 1024):
        raise invalid("topic", "BASE_TYPE_MAX_LENGTH", "Too long.")
    of.topic = body.get("topic", of.topic)
    of.nsfw = bool(body.get("nsfw", of.nsfw))
    of.slowmode_seconds = int(body.get("rate_limit_per_user", of.slowmode_seconds) or 0)
    of.position = int(body["position"]) if body.get("position") is not None else of.position
    of.archive_minutes = int(body.get("default_auto_archive_duration") or of.archive_minutes)
    of.flags = int(body.get("flags", of.flags) or 0)
    of.bitrate = int(body.get("bitrate") or of.bitrate)
    of.user_limit = int(body.get("user_limit", of.user_limit) or 0)
    if "parent_id" in body:
        of.parent_id = _category(guild, body["parent_id"])
    if body.get("permission_overwrites") is not None:
        of.overwrites = [_overwrite(call, guild, each) for each in body["permission_overwrites"]]
    if body.get("available_tags") is not None:
        of.tags = list(_tags(call, body["available_tags"]))
    if body.get("type") in (TEXT, ANNOUNCEMENT) and of.type in (TEXT, ANNOUNCEMENT):
        of.type = int(body["type"])


def _category(guild: Guild, asked: str | int | None) -> int | None:
    if asked is None:
        return None
    parent = guild.channels.get(int(asked))
    if parent is None or parent.type != CATEGORY:
        raise invalid("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category")
    return parent.id


def _tags(call: Call, asked: list[Json]) -> Iterable[Tag]:
    if len(asked) > _MOST_TAGS:
        raise invalid("available_tags", "BASE_TYPE_MAX_LENGTH", "Must be 20 or fewer in length.")
    for number, each in enumerate(asked):
        if not 1 <= len(each.get("name") or "") <= 20:
            raise invalid(f"available_tags.{number}.name", "BASE_TYPE_BAD_LENGTH", "1 to 20 characters")
        tag_id = int(each["id"]) if each.get("id") else call.world.ids.draw()
        yield Tag(tag_id, each["name"], bool(each.get("moderated")), each.get("emoji_name"))


def _overwrite(call: Call, guild: Guild, asked: Json) -> Overwrite:
    """Nobody gives or takes what they do not hold themselves."""
    made = Overwrite(int(asked["id"]), int(asked["type"]), int(asked.get("allow") or 0), int(asked.get("deny") or 0))
    if (made.allow | made.deny) & ~permissions.in_guild(guild, call.me):
        raise ApiError(50013)
    return made


@route("PUT", "/channels/{channel_id}/permissions/{overwrite_id}")
async def set_overwrite(call: Call) -> Answer:
    of = channel_of(call, permissions.MANAGE_ROLES)
    asked = call.body | {"id": call.params["overwrite_id"]}
    made = _overwrite(call, call.world.guild(of.guild_id or 0), asked)
    call.server.set_overwrites(of, *(each for each in of.overwrites if each.id != made.id), made)
    return None


@route("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}")
async def remove_overwrite(call: Call) -> Answer:
    of = channel_of(call, permissions.MANAGE_ROLES)
    call.server.set_overwrites(of, *(each for each in of.overwrites if each.id != call.id("overwrite_id")))
    return None


@route("GET", "/guilds/{guild_id}/channels")
async def channels(call: Call) -> Answer:
    every = guild_of(call).channels.values()
    return [shapes.channel(call.world, each) for each in every if each.type not in THREADS]


@route("POST", "/guilds/{guild_id}/channels")
async def create(call: Call) -> Answer:
    guild = guild_of(call, permissions.MANAGE_CHANNELS)
    kind = int(call.body.get("type") or TEXT)
    if kind not in (TEXT, VOICE, CATEGORY, ANNOUNCEMENT, STAGE, FORUM):
        raise invalid("type", "BASE_TYPE_CHOICES", "Not a type of channel that can be made.")
    if sum(each.type not in THREADS for each in guild.channels.values()) >= _MOST_CHANNELS:
        raise ApiError(30013)
    made = Channel(call.world.ids.draw(), kind, "", guild.id, position=len(guild.channels))
    fill(call, guild, made)
    if not made.name:
        raise invalid("name", "BASE_TYPE_REQUIRED", "This field is required")
    return shapes.channel(call.world, call.server.put_channel(guild, made))


@route("PATCH", "/guilds/{guild_id}/channels")
async def move(call: Call) -> Answer:
    guild = guild_of(call, permissions.MANAGE_CHANNELS)
    for each in call.required("items"):
        moved = call.world.channel(int(each["id"]))
        if each.get("position") is not None:
            moved.position = int(each["position"])
        if "parent_id" in each:
            moved.parent_id = _category(guild, each["parent_id"])
        call.server.channel_changed(moved)
    return None
