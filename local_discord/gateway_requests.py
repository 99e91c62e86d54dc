"""What a bot asks for over the gateway: lists of members, and its own place in a voice channel.

https://docs.discord.com/developers/events/gateway-events#request-guild-members
"""

import logging

from local_discord import intents, shapes, voice
from local_discord.errors import ApiError
from local_discord.records import Guild, Json, Member
from local_discord.sessions import Session
from local_discord.world import World

log = logging.getLogger(__name__)
_CHUNK = 1000


def members(world: World, session: Session, data: Json) -> None:
    """Answer with GUILD_MEMBERS_CHUNKs; everybody at once only to a bot with the members intent."""
    guild = world.guilds.get(int(data["guild_id"]))
    if guild is None or not session.listener.is_in(guild.id):
        return
    asked = data.get("user_ids")
    wanted = [int(each) for each in (asked if isinstance(asked, list) else [asked] if asked else [])]
    query, limit = data.get("query"), int(data.get("limit") or 0)
    if not wanted and not query and limit == 0 and not session.intents & intents.MEMBERS:
        log.error("all members of a server were asked for without the members intent")
        return
    found = _found(world, guild, wanted, query or "", limit)
    chunks = [found[at : at + _CHUNK] for at in range(0, len(found), _CHUNK)] or [[]]
    for number, chunk in enumerate(chunks):
        body: Json = {
            "guild_id": str(guild.id),
            "members": [shapes.member(world, each) for each in chunk],
            "chunk_index": number,
            "chunk_count": len(chunks),
        }
        missing = [str(each) for each in wanted if each not in guild.members]
        body |= {"not_found": missing} if missing else {}
        body |= {"presences": []} if data.get("presences") else {}
        session.dispatch("GUILD_MEMBERS_CHUNK", body | ({"nonce": data["nonce"]} if data.get("nonce") else {}))


def _found(world: World, guild: Guild, wanted: list[int], query: str, limit: int) -> list[Member]:
    if wanted:
        return [guild.members[each] for each in wanted[:100] if each in guild.members]
    return search(world, guild, query, limit or len(guild.members))


def search(world: World, guild: Guild, query: str, limit: int) -> list[Member]:
    """Members whose name or nickname begins with some letters, in any case."""
    start = query.lower()
    names = (
        (each, world.user(each.user_id).name.lower(), (each.nick or "").lower()) for each in guild.members.values()
    )
    return [each for each, *called in names if any(name.startswith(start) for name in called)][:limit]


def voice_state(world: World, session: Session, data: Json) -> None:
    """A bot goes to a voice channel or leaves. There is no voice server behind it: no sound is carried."""
    guild = world.guilds.get(int(data["guild_id"]))
    if guild is None or not session.listener.is_in(guild.id):
        return
    if data.get("channel_id") is None:
        voice.leave(world, guild, session.user_id)
        return
    try:
        state = voice.join(world, world.channel(int(data["channel_id"])), session.user_id)
    except ApiError:
        return
    state.self_mute, state.self_deaf = bool(data.get("self_mute")), bool(data.get("self_deaf"))
    session.dispatch("VOICE_SERVER_UPDATE", {"token": "local", "guild_id": str(guild.id), "endpoint": None})
