"""What a gateway dispatch has to be. Discord publishes no schema for these: its REST schemas are used where they fit,
and what is known to kill a client is looked for by name."""

from collections.abc import Callable, Iterator
from typing import Any

from local_discord import intents
from local_discord.records import DM, STAGE, THREADS, VOICE, Json
from local_discord.server import LocalDiscord
from local_discord.sessions import Session
from local_discord.world import World
from tests.local_discord import specification

# the body of an event, or of one of its fields, by the name of the schema in Discord's specification
_BODIES: dict[str, tuple[str | None, str]] = {
    "MESSAGE_CREATE": (None, "MessageResponse"),
    "MESSAGE_UPDATE": (None, "MessageResponse"),
    "CHANNEL_CREATE": (None, "GuildChannelResponse"),
    "CHANNEL_UPDATE": (None, "GuildChannelResponse"),
    "CHANNEL_DELETE": (None, "GuildChannelResponse"),
    "THREAD_CREATE": (None, "ThreadResponse"),
    "THREAD_UPDATE": (None, "ThreadResponse"),
    "GUILD_ROLE_CREATE": ("role", "GuildRoleResponse"),
    "GUILD_ROLE_UPDATE": ("role", "GuildRoleResponse"),
    "GUILD_MEMBER_ADD": (None, "GuildMemberResponse"),
    "GUILD_MEMBER_UPDATE": (None, "GuildMemberResponse"),
    "GUILD_MEMBER_REMOVE": ("user", "UserResponse"),
    "GUILD_BAN_ADD": ("user", "UserResponse"),
    "GUILD_UPDATE": (None, "GuildResponse"),
    "STAGE_INSTANCE_CREATE": (None, "StageInstanceResponse"),
    "STAGE_INSTANCE_UPDATE": (None, "StageInstanceResponse"),
    "VOICE_STATE_UPDATE": (None, "VoiceStateResponse"),
}
_EVENTS = {1: "StageScheduledEventResponse", 2: "VoiceScheduledEventResponse", 3: "ExternalScheduledEventResponse"}
# ids that are small numbers and no snowflakes
_NUMBERS = frozenset({"answer_id", "shard_id"})


def keep_all(discord: LocalDiscord) -> None:
    """From now on everything that is asked, answered and dispatched is kept, to be held against the specification."""
    discord.keep_bodies = True
    discord.gateway.record = []


def all_mistakes(discord: LocalDiscord) -> list[str]:
    """What is wrong with all that was kept; nothing where the specification is not at hand."""
    if not specification.at_hand():
        return []
    found = [wrong for each in discord.exchanges for wrong in specification.mistakes(each)]
    return found + [wrong for each in discord.gateway.record or [] for wrong in mistakes(discord.world, *each)]


def mistakes(world: World, session: Session, payload: Json) -> list[str]:
    """What is wrong with one payload dispatched to a session."""
    name, body = payload["t"], payload["d"]
    found = list(_ids(body, name))
    if specification.at_hand():
        found += _by_schema(name, body)
    for beginning, check in _CHECKS.items():
        if name.startswith(beginning):
            found += check(world, session, body)
    return [f"{name}: {each}" for each in found]


def _by_schema(name: str, body: Json) -> list[str]:
    if name.startswith("GUILD_SCHEDULED_EVENT_") and "entity_type" in body:
        return specification.of_component(_EVENTS[body["entity_type"]], body)
    field, schema = _BODIES.get(name, (None, ""))
    return specification.of_component(schema, body[field] if field else body) if schema else []


def _ids(part: Any, at: str) -> Iterator[str]:
    """Snowflakes are strings, in every depth; a component's own id is a number."""
    if isinstance(part, list):
        for number, each in enumerate(part):
            yield from _ids(each, f"{at}/{number}")
    if not isinstance(part, dict):
        return
    for key, value in part.items():
        if key in ("components", "component", "accessory", "results", "data"):
            continue
        snowflake = (key == "id" or key.endswith("_id")) and key not in _NUMBERS
        if snowflake and not (value is None or isinstance(value, str)):
            yield f"{at}/{key} is {value!r} and no string"
        if key.endswith("_ids") and not all(isinstance(each, str) for each in value):
            yield f"{at}/{key} holds numbers"
        yield from _ids(value, f"{at}/{key}")


def _message(world: World, _session: Session, body: Json) -> Iterator[str]:
    direct = int(body["channel_id"]) in world.direct
    if direct and "guild_id" in body:
        yield "a direct message has no guild_id, not even null"
    if not direct and not body.get("guild_id"):
        yield "a server's message needs its guild_id"
    if body.get("flags", 0) & 1 << 6:
        yield "an ephemeral message is never dispatched"


def _channel(_world: World, _session: Session, body: Json) -> Iterator[str]:
    if body.get("type") in (VOICE, STAGE) and not isinstance(body.get("bitrate"), int):
        yield "a voice or stage channel needs a bitrate"
    if body.get("type") in THREADS and "thread_metadata" not in body and "parent_id" not in body:
        yield "a thread needs its parent and its metadata"


def _guild(_world: World, session: Session, body: Json) -> Iterator[str]:
    if not session.intents & intents.GUILDS:
        yield "was not asked for"
    members = [each["user"]["id"] for each in body["members"]]
    if session.intents & intents.MEMBERS and len(members) != body["member_count"]:
        yield f"{body['member_count']} members are counted, {len(members)} are listed"
    if str(session.user_id) not in members:
        yield "the bot's own membership is missing"
    if any(each["type"] in THREADS or each["type"] == DM for each in body["channels"]):
        yield "threads and direct messages are no channels of a server"
    for channel in body["channels"]:
        yield from _channel(_world, session, channel)
        if specification.at_hand():
            yield from specification.of_component("GuildChannelResponse", channel | {"guild_id": body["id"]})


def _interaction(_world: World, _session: Session, body: Json) -> Iterator[str]:
    in_guild = "guild_id" in body
    if in_guild == ("user" in body) or in_guild != ("member" in body):
        yield "a member in a server, a user in direct messages"
    if body["version"] != 1 or not body["token"]:
        yield "version and token"


def _ready(_world: World, _session: Session, body: Json) -> Iterator[str]:
    if not body["resume_gateway_url"].startswith("ws://127.0.0.1:"):
        yield "it would be resumed elsewhere"
    if not all(each["unavailable"] is True for each in body["guilds"]):
        yield "servers are unavailable until GUILD_CREATE"


_CHECKS: dict[str, Callable[[World, Session, Json], Iterator[str]]] = {
    "MESSAGE_CREATE": _message,
    "MESSAGE_UPDATE": _message,
    "CHANNEL_": _channel,
    "THREAD_CREATE": _channel,
    "GUILD_CREATE": _guild,
    "INTERACTION_CREATE": _interaction,
    "READY": _ready,
}
