"""The world's records as the JSON objects that Discord sends.

https://docs.discord.com/developers/resources/message#message-object and its sisters.
"""

from local_discord import emoji, polls
from local_discord.world import (
    ANNOUNCEMENT,
    DM,
    FORUM,
    PRIVATE_THREAD,
    STAGE,
    THREADS,
    VOICE,
    Channel,
    Json,
    Member,
    Message,
    Overwrite,
    Role,
    Tag,
    User,
    Webhook,
    World,
)

REPLY = 19


def user(person: User) -> Json:
    return {
        "id": str(person.id),
        "username": person.name.lower().replace(" ", "."),
        "global_name": person.name,
        "discriminator": "0" if not person.bot else "0001",
        "avatar": None,
        "bot": person.bot,
        "system": False,
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
        "primary_guild": None,
        "collectibles": None,
    }


def role(of: Role) -> Json:
    return {
        "id": str(of.id),
        "name": of.name,
        "description": None,
        "permissions": str(of.permissions),
        "position": of.position,
        "color": of.colour,
        "colors": {"primary_color": of.colour, "secondary_color": None, "tertiary_color": None},
        "hoist": of.hoist,
        "managed": of.managed,
        "mentionable": of.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def member(world: World, of: Member, *, with_user: bool = True) -> Json:
    shape: Json = {
        "nick": of.nick,
        "avatar": None,
        "banner": None,
        "roles": [str(role_id) for role_id in sorted(of.role_ids)],
        "joined_at": of.joined_at.isoformat(),
        "premium_since": None,
        "deaf": of.deaf,
        "mute": of.mute,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": of.timed_out_until.isoformat() if of.timed_out_until else None,
    }
    if with_user:
        shape["user"] = user(world.user(of.user_id))
    return shape


def overwrite(of: Overwrite) -> Json:
    return {"id": str(of.id), "type": of.kind, "allow": str(of.allow), "deny": str(of.deny)}


def channel(world: World, of: Channel, reader: int | None = None) -> Json:
    """`reader`: whose DM list it appears in; the other one is its recipient."""
    shape: Json = {"id": str(of.id), "type": of.type, "flags": of.flags, "last_message_id": _text(of.last_message_id)}
    if of.type == DM:
        others = [each for each in of.recipients if each != reader]
        return shape | {"recipients": [user(world.user(each)) for each in others]}
    shape |= {"guild_id": str(of.guild_id), "name": of.name, "parent_id": _text(of.parent_id)}
    if of.last_pin_at is not None:
        shape["last_pin_timestamp"] = of.last_pin_at.isoformat()
    if of.type in THREADS:
        return shape | _thread(world, of, reader)
    shape |= {
        "position": of.position,
        "permission_overwrites": [overwrite(each) for each in of.overwrites],
        "nsfw": of.nsfw,
        "topic": of.topic,
        "rate_limit_per_user": of.slowmode_seconds,
        "default_auto_archive_duration": of.archive_minutes,
    }
    if of.type in (VOICE, STAGE):
        shape |= {"bitrate": of.bitrate, "user_limit": of.user_limit, "rtc_region": None}
    if of.type == FORUM:
        shape |= {
            "available_tags": [tag(each) for each in of.tags],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    if of.type == ANNOUNCEMENT:
        shape.pop("rate_limit_per_user")
    return shape


def tag(of: Tag) -> Json:
    return {"id": str(of.id), "name": of.name, "moderated": of.moderated, "emoji_id": None, "emoji_name": of.emoji}


def _thread(world: World, of: Channel, reader: int | None) -> Json:
    said = len(world.messages.get(of.id, {}))
    shape: Json = {
        "owner_id": str(of.owner_id),
        "message_count": said,
        "total_message_sent": said,
        "member_count": len(of.thread_members),
        "rate_limit_per_user": of.slowmode_seconds,
        "thread_metadata": {
            "archived": of.archived,
            "locked": of.locked,
            "auto_archive_duration": of.archive_minutes,
            "archive_timestamp": (of.archived_at or of.created_at).isoformat(),
            "create_timestamp": of.created_at.isoformat(),
        },
    }
    if of.type == PRIVATE_THREAD:
        shape["thread_metadata"]["invitable"] = of.invitable
    if world.channel(of.parent_id or 0).type == FORUM:
        shape["applied_tags"] = [str(each) for each in of.applied_tags]
    if reader in of.thread_members:
        shape["member"] = thread_member(of, reader)
    return shape


def thread_member(thread: Channel, user_id: int) -> Json:
    return {
        "id": str(thread.id),
        "user_id": str(user_id),
        "join_timestamp": thread.created_at.isoformat(),
        "flags": 0,
    }


def message(world: World, of: Message, reader: int | None = None) -> Json:
    """`reader`: whose own votes and reactions are marked."""
    place = world.channel(of.channel_id)
    shape: Json = {
        "id": str(of.id),
        "channel_id": str(of.channel_id),
        "author": of.author_shape or user(world.user(of.author_id)),
        "content": of.content,
        "timestamp": of.timestamp.isoformat(),
        "edited_timestamp": of.edited_at.isoformat() if of.edited_at else None,
        "tts": of.tts,
        "mention_everyone": of.mention_everyone,
        "mentions": [user(world.user(each)) for each in of.mention_ids],
        "mention_roles": [str(each) for each in of.mention_role_ids],
        "attachments": of.attachments,
        "embeds": of.embeds,
        "components": of.components,
        "pinned": of.pinned,
        "type": of.type,
        "flags": of.flags,
    }
    extra = {
        "nonce": of.nonce,
        "application_id": _text(of.application_id),
        "webhook_id": _text(of.webhook_id),
        "message_reference": of.reference,
        "interaction_metadata": of.interaction,
        "message_snapshots": of.snapshots or None,
        "resolved": of.resolved,
        "reactions": emoji.counts(of, reader) or None,
        "poll": polls.shape(of.poll, reader) if of.poll is not None else None,
    }
    shape |= {key: value for key, value in extra.items() if value is not None}
    if of.type == REPLY and of.reference is not None:
        replied = world.messages.get(of.channel_id, {}).get(int(of.reference["message_id"]))
        shape["referenced_message"] = _referenced(world, replied) if replied is not None else None
    if of.thread_id is not None and of.thread_id in world.guild(place.guild_id or 0).channels:
        shape["thread"] = channel(world, world.channel(of.thread_id))
    if place.type == DM and of.visible_to is None:
        shape["channel_type"] = DM  # a DM's message has no guild_id at all: absent, not null
    return shape


def _referenced(world: World, of: Message) -> Json:
    """A message inside another: without reactions and without what it replied to itself."""
    whole = message(world, of)
    return {key: value for key, value in whole.items() if key not in ("reactions", "referenced_message")}


def webhook(of: Webhook, world: World, base: str, *, secret: bool = True) -> Json:
    body: Json = {
        "id": str(of.id),
        "type": 1,
        "name": of.name,
        "avatar": of.avatar,
        "channel_id": str(of.channel_id),
        "guild_id": str(of.guild_id),
        "application_id": _text(of.application_id),
    }
    if of.creator_id in world.users:
        body["user"] = user(world.user(of.creator_id))
    return body | ({"token": of.token, "url": f"{base}/api/webhooks/{of.id}/{of.token}"} if secret else {})


def _text(snowflake: int | None) -> str | None:
    return None if snowflake is None else str(snowflake)
