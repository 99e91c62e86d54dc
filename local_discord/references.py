"""Replies and forwards: what a message's reference points at.

https://docs.discord.com/developers/resources/message#message-reference-structure
"""

from local_discord import permissions
from local_discord.errors import ApiError, invalid
from local_discord.records import Channel, Json, Message
from local_discord.world import World

_REPLY, _FORWARD = 0, 1
_COPIED = ("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "components")
_MENTIONED = ("mentions", "mention_roles")


def find(world: World, channel: Channel, author_id: int, asked: Json | None) -> tuple[Json | None, Message | None]:
    """The reference to keep and the message it points at; a reply whose message has gone may be a plain message."""
    if not asked:
        return None, None
    kind = int(asked.get("type") or _REPLY)
    place = world.channel(int(asked.get("channel_id") or channel.id))
    target = world.messages.get(place.id, {}).get(int(asked.get("message_id") or 0))
    if target is None or target.visible_to is not None:
        if kind == _REPLY and asked.get("fail_if_not_exists") is False:
            return None, None
        raise invalid("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
    held = permissions.in_channel(world, place, author_id)
    if kind == _FORWARD and not held & permissions.VIEW_CHANNEL:
        raise ApiError(160014)
    if kind == _REPLY and not held & permissions.READ_HISTORY:
        raise ApiError(160002)
    if kind == _REPLY and place.id != channel.id:
        raise invalid("message_reference", "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", "Cannot reply across channels")
    return pointing_at(place, target, kind), target


def pointing_at(place: Channel, target: Message, kind: int = _REPLY) -> Json:
    body: Json = {"type": kind, "channel_id": str(place.id), "message_id": str(target.id)}
    return body | ({"guild_id": str(place.guild_id)} if place.guild_id is not None else {})


def is_forward(reference: Json | None) -> bool:
    return reference is not None and reference["type"] == _FORWARD


def snapshot(shape: Json) -> Json:
    """What a forward keeps of a message: its content as it was, without who wrote it."""
    return {"message": {key: shape[key] for key in (*_COPIED, *_MENTIONED)}}
