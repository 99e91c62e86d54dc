"""Voice and stage channels: who is connected, who may speak, and whether a stage is live. No sound is carried.

https://docs.discord.com/developers/resources/voice and …/stage-instance
"""

import secrets

from local_discord import permissions, shapes
from local_discord.errors import ApiError, invalid
from local_discord.records import STAGE, VOICE, Channel, Guild, Json, Stage, VoiceState
from local_discord.world import World


def join(world: World, channel: Channel, user_id: int) -> VoiceState:
    """Connect, or move from where one is; at a stage one listens until one may speak."""
    if channel.type not in (VOICE, STAGE):
        raise ApiError(50024)
    permissions.require(world, channel, user_id, permissions.CONNECT)
    guild = world.guild(channel.guild_id or 0)
    inside = [each for each in guild.voice.values() if each.channel_id == channel.id and each.user_id != user_id]
    held = permissions.in_channel(world, channel, user_id)
    if channel.user_limit and len(inside) >= channel.user_limit and not held & permissions.MOVE_MEMBERS:
        raise ApiError(50013)
    before = guild.voice.get(user_id)
    moderates = bool(held & permissions.MUTE_MEMBERS)
    state = VoiceState(
        user_id,
        channel.id,
        before.session_id if before else secrets.token_hex(16),
        suppress=channel.type == STAGE and not moderates,
    )
    if before is not None:
        state.self_mute, state.self_deaf = before.self_mute, before.self_deaf
    guild.voice[user_id] = state
    tell(world, guild, state)
    return state


def leave(world: World, guild: Guild, user_id: int) -> None:
    """Disconnect; nothing happens to somebody who is not connected."""
    state = guild.voice.pop(user_id, None)
    if state is not None:
        world.tell("VOICE_STATE_UPDATE", shape(world, guild, state) | {"channel_id": None}, guild_id=guild.id)


def tell(world: World, guild: Guild, state: VoiceState) -> None:
    """Somebody joined, moved, was muted …"""
    world.tell("VOICE_STATE_UPDATE", shape(world, guild, state), guild_id=guild.id)


def connected(world: World, channel: Channel) -> list[int]:
    """Who is in a channel, in the order they came."""
    if channel.guild_id is None:
        return []
    return [each.user_id for each in world.guild(channel.guild_id).voice.values() if each.channel_id == channel.id]


def shape(world: World, guild: Guild, state: VoiceState, *, in_guild: bool = False) -> Json:
    """`in_guild`: as GUILD_CREATE lists it, without the server's id and the member."""
    asks = state.asks_to_speak_at
    body: Json = {
        "channel_id": str(state.channel_id),
        "user_id": str(state.user_id),
        "session_id": state.session_id,
        "mute": state.mute,
        "deaf": state.deaf,
        "self_mute": state.self_mute,
        "self_deaf": state.self_deaf,
        "self_video": state.self_video,
        "self_stream": state.self_stream,
        "suppress": state.suppress,
        "request_to_speak_timestamp": asks.isoformat() if asks else None,
    }
    if in_guild:
        return body
    body["guild_id"] = str(guild.id)
    member = guild.members.get(state.user_id)
    return body | ({"member": shapes.member(world, member)} if member else {})


# --- stages ---


def open_stage(world: World, channel: Channel, topic: str, event_id: int | None = None) -> Stage:
    """Make a stage live; 150006 when it is already."""
    guild = world.guild(channel.guild_id or 0)
    if channel.type != STAGE:
        raise ApiError(50024)
    if channel.id in guild.stages:
        raise ApiError(150006)
    _topic(topic)
    stage = Stage(world.ids.draw(), channel.id, topic, event_id)
    guild.stages[channel.id] = stage
    world.tell("STAGE_INSTANCE_CREATE", stage_shape(guild, stage), guild_id=guild.id)
    return stage


def change_stage(world: World, guild: Guild, stage: Stage, topic: str) -> None:
    _topic(topic)
    stage.topic = topic
    world.tell("STAGE_INSTANCE_UPDATE", stage_shape(guild, stage), guild_id=guild.id)


def close_stage(world: World, guild: Guild, stage: Stage) -> None:
    del guild.stages[stage.channel_id]
    world.tell("STAGE_INSTANCE_DELETE", stage_shape(guild, stage), guild_id=guild.id)


def _topic(topic: str) -> None:
    if not 1 <= len(topic) <= 120:
        raise invalid("topic", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 120 in length.")


def stage_shape(guild: Guild, stage: Stage) -> Json:
    return {
        "id": str(stage.id),
        "guild_id": str(guild.id),
        "channel_id": str(stage.channel_id),
        "topic": stage.topic,
        "privacy_level": 2,
        "discoverable_disabled": True,
        "guild_scheduled_event_id": str(stage.event_id) if stage.event_id else None,
    }
