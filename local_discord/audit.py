"""The audit log: what bots changed in a server, noted as their requests succeed.

https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-audit-log-events
"""

from dataclasses import dataclass

from local_discord.errors import ApiError
from local_discord.records import THREADS, Guild, Json
from local_discord.rest.call import Answer, Call

_MOST_KEPT = 1000
_THREAD = 100  # a thread changed or deleted: 111 and 112 where a channel's would be 11 and 12
# by method and route: the event's number, and the part of the path that names its target (none: what was made)
_EVENTS: dict[tuple[str, str], tuple[int, str | None]] = {
    ("PATCH", "/guilds/{guild_id}"): (1, "guild_id"),
    ("POST", "/guilds/{guild_id}/channels"): (10, None),
    ("PATCH", "/channels/{channel_id}"): (11, "channel_id"),
    ("DELETE", "/channels/{channel_id}"): (12, "channel_id"),
    ("DELETE", "/guilds/{guild_id}/members/{user_id}"): (20, "user_id"),
    ("PUT", "/guilds/{guild_id}/bans/{user_id}"): (22, "user_id"),
    ("DELETE", "/guilds/{guild_id}/bans/{user_id}"): (23, "user_id"),
    ("PATCH", "/guilds/{guild_id}/members/{user_id}"): (24, "user_id"),
    ("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}"): (25, "user_id"),
    ("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}"): (25, "user_id"),
    ("POST", "/guilds/{guild_id}/roles"): (30, None),
    ("PATCH", "/guilds/{guild_id}/roles/{role_id}"): (31, "role_id"),
    ("DELETE", "/guilds/{guild_id}/roles/{role_id}"): (32, "role_id"),
    ("POST", "/channels/{channel_id}/webhooks"): (50, None),
    ("POST", "/guilds/{guild_id}/emojis"): (60, None),
    ("PATCH", "/guilds/{guild_id}/emojis/{emoji_id}"): (61, "emoji_id"),
    ("DELETE", "/guilds/{guild_id}/emojis/{emoji_id}"): (62, "emoji_id"),
    ("POST", "/guilds/{guild_id}/scheduled-events"): (100, None),
    ("PATCH", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}"): (101, "guild_scheduled_event_id"),
    ("DELETE", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}"): (102, "guild_scheduled_event_id"),
    ("POST", "/channels/{channel_id}/threads"): (110, None),
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads"): (110, None),
}


@dataclass(frozen=True)
class Place:
    """Whose log a request goes into, and as which event."""

    guild: Guild
    event: int
    named: str | None


def place(call: Call, method: str, path: str) -> Place | None:
    """Looked up before a request is carried out, for it may delete what it names; None where nothing is noted."""
    if (method, path) not in _EVENTS:
        return None
    event, named = _EVENTS[method, path]
    try:
        if "guild_id" in call.params:
            return Place(call.world.guild(call.id("guild_id")), event, named)
        channel = call.world.channel(call.id("channel_id"))
        changed = channel.type in THREADS and named == "channel_id"
        return Place(call.world.guild(channel.guild_id or 0), event + _THREAD if changed else event, named)
    except ApiError:
        return None


def note(of: Place, call: Call, answer: Answer) -> None:
    """One entry, with the reason that the bot gave."""
    target = call.params[of.named] if of.named else str(answer["id"]) if isinstance(answer, dict) else None
    entry: Json = {
        "id": str(call.world.ids.draw()),
        "action_type": of.event,
        "user_id": str(call.me),
        "target_id": str(call.me) if target == "@me" else target,
    }
    of.guild.audit.append(entry | ({"reason": call.reason} if call.reason else {}))
    del of.guild.audit[:-_MOST_KEPT]
