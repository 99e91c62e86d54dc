"""Webhooks: addresses that write into a channel for whoever knows their token.

An interaction's token is such an address too (`rest/interactions.py`): both share their paths.
"""

import secrets

from local_discord import permissions, shapes, threads
from local_discord.errors import ApiError, invalid
from local_discord.records import FORUM, PUBLIC_THREAD, Channel, Guild, Json, Message, User, Webhook
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import channel_of, guild_of

_MOST_IN_CHANNEL = 15


def find(call: Call) -> tuple[Guild, Webhook]:
    """By its id, and by its token where the path has one."""
    wanted = call.id("webhook_id")
    for guild in call.world.guilds.values():
        found = guild.webhooks.get(wanted)
        if found is not None and call.params.get("token", found.token) == found.token:
            return guild, found
    raise ApiError(10015)


def _managed(call: Call) -> tuple[Guild, Webhook]:
    """For those who look after a channel's webhooks; a token in the path is permission enough."""
    guild, found = find(call)
    if "token" not in call.params:
        permissions.require(call.world, call.world.channel(found.channel_id), call.me, permissions.MANAGE_WEBHOOKS)
    return guild, found


def _changed(call: Call, guild: Guild, channel_id: int) -> None:
    body: Json = {"guild_id": str(guild.id), "channel_id": str(channel_id)}
    call.world.tell("WEBHOOKS_UPDATE", body, guild_id=guild.id)


def _name(asked: object) -> str:
    name = str(asked or "").strip()
    if not 1 <= len(name) <= 80 or "clyde" in name.lower() or "discord" in name.lower():
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 80 in length.")
    return name


@route("POST", "/channels/{channel_id}/webhooks")
async def create(call: Call) -> Answer:
    of = channel_of(call, permissions.MANAGE_WEBHOOKS)
    guild = call.world.guild(of.guild_id or 0)
    if sum(each.channel_id == of.id for each in guild.webhooks.values()) >= _MOST_IN_CHANNEL:
        raise ApiError(30007)
    made = Webhook(
        call.world.ids.draw(), secrets.token_urlsafe(51), guild.id, of.id, call.me, _name(call.body.get("name"))
    )
    made.application_id = call.me
    guild.webhooks[made.id] = made
    _changed(call, guild, of.id)
    return shapes.webhook(made, call.world, call.server.base)


@route("GET", "/channels/{channel_id}/webhooks")
async def of_channel(call: Call) -> Answer:
    of = channel_of(call, permissions.MANAGE_WEBHOOKS)
    every = call.world.guild(of.guild_id or 0).webhooks.values()
    return [shapes.webhook(each, call.world, call.server.base) for each in every if each.channel_id == of.id]


@route("GET", "/guilds/{guild_id}/webhooks")
async def of_guild(call: Call) -> Answer:
    every = guild_of(call, permissions.MANAGE_WEBHOOKS).webhooks.values()
    return [shapes.webhook(each, call.world, call.server.base) for each in every]


@route("GET", "/webhooks/{webhook_id}")
@route("GET", "/webhooks/{webhook_id}/{token}")
async def webhook(call: Call) -> Answer:
    return shapes.webhook(_managed(call)[1], call.world, call.server.base)


@route("PATCH", "/webhooks/{webhook_id}")
@route("PATCH", "/webhooks/{webhook_id}/{token}")
async def edit(call: Call) -> Answer:
    guild, found = _managed(call)
    if call.body.get("name") is not None:
        found.name = _name(call.body["name"])
    if call.body.get("channel_id") and "token" not in call.params:
        found.channel_id = call.world.channel(int(call.required("channel_id"))).id
    _changed(call, guild, found.channel_id)
    return shapes.webhook(found, call.world, call.server.base)


@route("DELETE", "/webhooks/{webhook_id}")
@route("DELETE", "/webhooks/{webhook_id}/{token}")
async def delete(call: Call) -> Answer:
    guild, found = _managed(call)
    del guild.webhooks[found.id]
    _changed(call, guild, found.channel_id)
    return None


# --- writing ---


def execute(call: Call) -> Message:
    """A message under the webhook's name, or the one given for this once."""
    _guild, found = find(call)
    name = _name(call.body["username"]) if call.body.get("username") else found.name
    place, first = _place(call, found)
    return call.server.messages.create(
        place,
        found.id,
        call.body,
        call.uploads,
        webhook_id=found.id,
        application_id=found.application_id,
        author_shape=_author(found, name),
        message_id=first,
    )


def _author(found: Webhook, name: str) -> Json:
    shape = shapes.user(User(found.id, name, bot=True))
    return shape | {"username": name, "global_name": None, "discriminator": "0000"}


def _place(call: Call, found: Webhook) -> tuple[Channel, int | None]:
    """The channel, one of its threads, or a new post of a forum; and the id a post's first message has."""
    place = call.world.channel(found.channel_id)
    if "thread_id" in call.query:
        thread = call.world.channel(int(call.query["thread_id"]))
        if thread.parent_id != place.id:
            raise ApiError(10003)
        return thread, None
    if place.type != FORUM:
        return place, None
    if not call.body.get("thread_name"):
        raise invalid("thread_name", "BASE_TYPE_REQUIRED", "Webhooks posted to forum channels need a thread_name")
    made = Channel(call.world.ids.draw(), PUBLIC_THREAD, call.body["thread_name"], owner_id=found.id)
    return threads.open_in(place, call.world, made), made.id


def written(call: Call) -> Message:
    """A message that this webhook wrote."""
    _guild, found = find(call)
    place = call.world.channel(int(call.query.get("thread_id") or found.channel_id))
    message = call.world.message(place.id, call.id("message_id"))
    if message.webhook_id != found.id:
        raise ApiError(10008)
    return message
