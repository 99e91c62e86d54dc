"""The world's records as the JSON objects that Discord sends.

https://docs.discord.com/developers/resources/message#message-object and its sisters.
"""

from local_discord import permissions
from local_discord.world import (
    ANNOUNCEMENT,
    DM,
    FORUM,
    STAGE,
    THREADS,
    VOICE,
    Channel,
    Guild,
    Json,
    Member,
    Message,
    Overwrite,
    Role,
    User,
    World,
)


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
        "hoist": False,
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
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }
    if with_user:
        shape["user"] = user(world.user(of.user_id))
    return shape


def overwrite(of: Overwrite) -> Json:
    return {"id": str(of.id), "type": of.kind, "allow": str(of.allow), "deny": str(of.deny)}


def channel(world: World, of: Channel, reader: int | None = None) -> Json:
    """`reader`: whose DM list it appears in; the other one is its recipient."""
    shape: Json = {"id": str(of.id), "type": of.type, "flags": 0, "last_message_id": _text(of.last_message_id)}
    if of.type == DM:
        others = [each for each in of.recipients if each != reader]
        return shape | {"recipients": [user(world.user(each)) for each in others]}
    shape |= {"guild_id": str(of.guild_id), "name": of.name, "parent_id": _text(of.parent_id)}
    if of.type in THREADS:
        return shape | _thread(world, of)
    shape |= {
        "position": of.position,
        "permission_overwrites": [overwrite(each) for each in of.overwrites],
        "nsfw": False,
        "topic": of.topic,
        "rate_limit_per_user": 0,
    }
    if of.type in (VOICE, STAGE):
        shape |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
    if of.type == FORUM:
        shape |= {
            "available_tags": [],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    if of.type == ANNOUNCEMENT:
        shape.pop("rate_limit_per_user")
    return shape


def _thread(world: World, of: Channel) -> Json:
    return {
        "owner_id": str(of.owner_id),
        "message_count": len(world.messages.get(of.id, {})),
        "total_message_sent": len(world.messages.get(of.id, {})),
        "member_count": len(of.thread_members),
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": of.archived,
            "locked": of.locked,
            "auto_archive_duration": 4320,
            "archive_timestamp": of.created_at.isoformat(),
            "create_timestamp": of.created_at.isoformat(),
        },
    }


def message(world: World, of: Message) -> Json:
    place = world.channel(of.channel_id)
    shape: Json = {
        "id": str(of.id),
        "channel_id": str(of.channel_id),
        "author": user(world.user(of.author_id)),
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
    }
    shape |= {key: value for key, value in extra.items() if value is not None}
    if of.thread_id is not None:
        shape["thread"] = channel(world, world.channel(of.thread_id))
    if place.type == DM and of.visible_to is None:
        shape["channel_type"] = DM  # a DM's message has no guild_id at all: absent, not null
    return shape


def guild(world: World, of: Guild, reader: int) -> Json:
    """A whole server as GUILD_CREATE carries it, to a bot that does not hold the members intent."""
    own = [channel(world, each) for each in of.channels.values() if each.type not in THREADS]
    for shape in own:
        shape.pop("guild_id", None)
    return partial_guild(of) | {
        "joined_at": of.members[reader].joined_at.isoformat(),
        "large": False,
        "unavailable": False,
        "member_count": len(of.members),
        "members": [member(world, of.members[reader])],
        "channels": own,
        "threads": [
            channel(world, each)
            for each in of.channels.values()
            if each.type in THREADS and permissions.in_channel(world, each, reader)
        ],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def partial_guild(of: Guild) -> Json:
    """A server as REST answers it."""
    nothing = dict.fromkeys(
        (
            *("icon", "splash", "discovery_splash", "banner", "description", "vanity_url_code", "afk_channel_id"),
            *("application_id", "rules_channel_id", "public_updates_channel_id", "safety_alerts_channel_id"),
            *("widget_channel_id", "icon_hash", "incidents_data"),
        )
    )
    zeros = dict.fromkeys(
        (
            *("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level"),
            *("premium_tier", "nsfw_level", "system_channel_flags", "premium_subscription_count"),
        ),
        0,
    )
    return {
        **nothing,
        **zeros,
        "id": str(of.id),
        "name": of.name,
        "owner_id": str(of.owner_id),
        "region": "local",
        "afk_timeout": 300,
        "widget_enabled": False,
        "preferred_locale": of.locale,
        "system_channel_id": _text(of.system_channel_id),
        "roles": [role(each) for each in of.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": [],
        "max_members": 500_000,
        "max_presences": None,
        "max_video_channel_users": 25,
        "premium_progress_bar_enabled": False,
    }


def _text(snowflake: int | None) -> str | None:
    return None if snowflake is None else str(snowflake)
