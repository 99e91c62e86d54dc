"""Reactions: which people put which emoji on a message.

https://docs.discord.com/developers/resources/message#reaction-object
"""

from local_discord import permissions, shapes
from local_discord.emoji import emoji_of
from local_discord.errors import ApiError
from local_discord.records import Channel, Json, Message
from local_discord.world import World

_MOST_EMOJI = 20


def add(world: World, message: Message, user_id: int, name: str) -> None:
    """One emoji of one person; the first of its kind needs ADD_REACTIONS, 20 kinds at most."""
    channel = _open(world, message)
    emoji = emoji_of(name)
    if name not in message.reactions:
        permissions.require(world, channel, user_id, permissions.ADD_REACTIONS)
        if len(message.reactions) >= _MOST_EMOJI:
            raise ApiError(30010)
    people = message.reactions.setdefault(name, [])
    if user_id in people:
        return
    people.append(user_id)
    body = _body(channel, message) | {"user_id": str(user_id), "emoji": emoji, "burst": False, "type": 0}
    body["message_author_id"] = str(message.author_id)
    if channel.guild_id is not None:
        body["member"] = shapes.member(world, world.member(channel.guild_id, user_id))
    world.tell("MESSAGE_REACTION_ADD", body, guild_id=channel.guild_id)


def remove(world: World, message: Message, user_id: int, name: str) -> None:
    channel = _open(world, message)
    people = message.reactions.get(name, [])
    if user_id not in people:
        return
    people.remove(user_id)
    if not people:
        del message.reactions[name]
    body = _body(channel, message) | {"user_id": str(user_id), "emoji": emoji_of(name), "burst": False, "type": 0}
    world.tell("MESSAGE_REACTION_REMOVE", body, guild_id=channel.guild_id)


def clear(world: World, message: Message, name: str | None = None) -> None:
    """All reactions, or all of one emoji."""
    channel = _open(world, message)
    if name is None:
        message.reactions.clear()
        world.tell("MESSAGE_REACTION_REMOVE_ALL", _body(channel, message), guild_id=channel.guild_id)
    elif message.reactions.pop(name, None):
        body = _body(channel, message) | {"emoji": emoji_of(name)}
        world.tell("MESSAGE_REACTION_REMOVE_EMOJI", body, guild_id=channel.guild_id)


def _open(world: World, message: Message) -> Channel:
    channel = world.channel(message.channel_id)
    if channel.archived:
        raise ApiError(50083)
    if message.visible_to is not None:
        raise ApiError(10008)
    return channel


def _body(channel: Channel, message: Message) -> Json:
    body: Json = {"channel_id": str(channel.id), "message_id": str(message.id)}
    return body | ({"guild_id": str(channel.guild_id)} if channel.guild_id is not None else {})
