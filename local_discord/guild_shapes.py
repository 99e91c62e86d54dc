"""Servers as JSON objects: whole for the gateway, in part for REST.

https://docs.discord.com/developers/resources/guild
"""

from local_discord import permissions, scheduled, shapes, voice
from local_discord.records import THREADS, Guild, Json
from local_discord.world import World


def whole(world: World, of: Guild, reader: int, *, everybody: bool = False) -> Json:
    """A server as GUILD_CREATE carries it; `everybody`: to a bot with the members intent, with its members."""
    known = list(of.members.values()) if everybody else [of.members[reader]]
    own = [shapes.channel(world, each) for each in of.channels.values() if each.type not in THREADS]
    for shape in own:
        shape.pop("guild_id", None)
    return partial(of) | {
        "joined_at": of.members[reader].joined_at.isoformat(),
        "large": False,
        "unavailable": False,
        "member_count": len(of.members),
        "members": [shapes.member(world, each) for each in known],
        "channels": own,
        "threads": [
            shapes.channel(world, each, reader)
            for each in of.channels.values()
            if each.type in THREADS and not each.archived and permissions.in_channel(world, each, reader)
        ],
        "voice_states": [voice.shape(world, of, each, in_guild=True) for each in of.voice.values()],
        "presences": [],
        "stage_instances": [voice.stage_shape(of, each) for each in of.stages.values()],
        "guild_scheduled_events": [scheduled.shape(world, each) for each in of.events.values() if each.status < 3],
        "soundboard_sounds": [],
    }


def partial(of: Guild) -> Json:
    """A server as REST answers it."""
    nothing = dict.fromkeys(
        (
            *("icon", "splash", "discovery_splash", "banner", "vanity_url_code", "afk_channel_id"),
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
        "description": of.description,
        "owner_id": str(of.owner_id),
        "region": "local",
        "afk_timeout": 300,
        "widget_enabled": False,
        "preferred_locale": of.locale,
        "system_channel_id": str(of.system_channel_id) if of.system_channel_id else None,
        "roles": [shapes.role(each) for each in of.roles.values()],
        "emojis": list(of.emojis.values()),
        "stickers": [],
        "features": [],
        "max_members": 500_000,
        "max_presences": None,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "home_header": None,
        "nsfw": False,
        "premium_progress_bar_enabled": False,
    }
