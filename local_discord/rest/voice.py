"""Who is in voice, speaking on stages, and stages that are live."""

from datetime import datetime

from local_discord import permissions, voice
from local_discord.errors import ApiError
from local_discord.records import STAGE, Channel, Guild, Stage, VoiceState
from local_discord.rest.call import Answer, Call, route
from local_discord.rest.finding import channel_of, guild_of

_MODERATES = permissions.MANAGE_CHANNELS | permissions.MUTE_MEMBERS | permissions.MOVE_MEMBERS


@route("GET", "/guilds/{guild_id}/voice-states/{user_id}")
async def state(call: Call) -> Answer:
    of = guild_of(call)
    return voice.shape(call.world, of, _state(call, of))


def _state(call: Call, of: Guild) -> VoiceState:
    try:
        return of.voice[call.id("user_id")]
    except KeyError:
        raise ApiError(10065) from None


@route("PATCH", "/guilds/{guild_id}/voice-states/{user_id}")
async def edit(call: Call) -> Answer:
    """On a stage: ask to speak, or let somebody speak. Moderators speak without asking."""
    of = guild_of(call)
    found = _state(call, of)
    channel = call.world.channel(found.channel_id)
    if channel.type != STAGE or int(call.body.get("channel_id") or channel.id) != channel.id:
        raise ApiError(50024)
    held = permissions.in_channel(call.world, channel, call.me)
    speaks_up = call.body.get("suppress") is False
    if (found.user_id != call.me or speaks_up) and not held & permissions.MUTE_MEMBERS:
        raise ApiError(50013)
    found.suppress = bool(call.body.get("suppress", found.suppress))
    if "request_to_speak_timestamp" in call.body:
        asked = call.body["request_to_speak_timestamp"]
        if not held & permissions.REQUEST_TO_SPEAK:
            raise ApiError(50013)
        found.asks_to_speak_at = datetime.fromisoformat(asked) if asked else None
    if not found.suppress:
        found.asks_to_speak_at = None
    voice.tell(call.world, of, found)
    return None


@route("POST", "/stage-instances")
async def open_stage(call: Call) -> Answer:
    channel = call.world.channel(int(call.required("channel_id")))
    permissions.require(call.world, channel, call.me, _MODERATES)
    made = voice.open_stage(call.world, channel, str(call.body.get("topic") or ""))
    return voice.stage_shape(call.world.guild(channel.guild_id or 0), made)


def _stage(call: Call, needed: int = 0) -> tuple[Guild, Stage]:
    channel: Channel = channel_of(call, needed)
    of = call.world.guild(channel.guild_id or 0)
    if channel.id not in of.stages:
        raise ApiError(10067)
    return of, of.stages[channel.id]


@route("GET", "/stage-instances/{channel_id}")
async def stage(call: Call) -> Answer:
    return voice.stage_shape(*_stage(call))


@route("PATCH", "/stage-instances/{channel_id}")
async def edit_stage(call: Call) -> Answer:
    of, found = _stage(call, _MODERATES)
    voice.change_stage(call.world, of, found, str(call.body.get("topic") or found.topic))
    return voice.stage_shape(of, found)


@route("DELETE", "/stage-instances/{channel_id}")
async def close_stage(call: Call) -> Answer:
    of, found = _stage(call, _MODERATES)
    voice.close_stage(call.world, of, found)
    return None


@route("GET", "/voice/regions")
async def regions(call: Call) -> Answer:
    _ = call.me
    return [{"id": "local", "name": "Local", "custom": False, "deprecated": False, "optimal": True}]
