"""What one person sees of the world, as the page is told it: only what their permissions let them see."""

from local_discord import opening, permissions, scheduled, shapes, voice
from local_discord.errors import ApiError
from local_discord.records import (
    ANNOUNCEMENT,
    DM,
    FORUM,
    PRIVATE_THREAD,
    STAGE,
    TEXT,
    VOICE,
    Channel,
    Guild,
    Json,
    Message,
    ScheduledEvent,
    User,
)
from local_discord.world import World


def sees(world: World, channel: Channel, user_id: int) -> bool:
    """May this person read here? A private thread is for its members and those who look after threads."""
    try:
        held = permissions.in_channel(world, channel, user_id)
    except ApiError:
        return False
    if channel.type == PRIVATE_THREAD and user_id not in channel.thread_members:
        return bool(held & permissions.MANAGE_THREADS)
    return bool(held & permissions.VIEW_CHANNEL)


def shown(world: World, user_id: int) -> list[Channel]:
    """Every channel this person sees, of all servers, direct messages too."""
    guilds = [guild for guild in world.guilds.values() if user_id in guild.members]
    own = [each for guild in guilds for each in guild.channels.values() if sees(world, each, user_id)]
    return own + [each for each in world.direct.values() if user_id in each.recipients]


def person(world: World, user: User) -> Json:
    """One line of the person switcher."""
    held = [
        guild.roles[each].name
        for guild in world.guilds.values()
        if user.id in guild.members
        for each in guild.members[user.id].role_ids
        if each in guild.roles
    ]
    owns = [guild.name for guild in world.guilds.values() if guild.owner_id == user.id]
    return {
        "id": str(user.id),
        "name": user.name,
        "locale": user.locale,
        "zone": user.zone,
        "roles": ["Owner"] * bool(owns) + list(dict.fromkeys(held)),
        "bot": user.bot,
    }


def guild(world: World, of: Guild, user_id: int) -> Json:
    return {
        "id": str(of.id),
        "name": of.name,
        "roles": [
            {"id": str(each.id), "name": each.name, "colour": each.colour, "mentionable": each.mentionable}
            for each in sorted(of.roles.values(), key=lambda role: -role.position)
        ],
        "members": [
            {
                "id": str(each.user_id),
                "name": each.nick or world.user(each.user_id).name,
                "bot": world.user(each.user_id).bot,
                "roles": [str(role_id) for role_id in sorted(each.role_ids)],
            }
            for each in of.members.values()
        ],
        "channels": [channel(world, each, user_id) for each in of.channels.values() if sees(world, each, user_id)],
        "events": [event(each, user_id) for each in of.events.values() if _on_show(world, each, user_id)],
    }


def event(of: ScheduledEvent, user_id: int) -> Json:
    return {
        "id": str(of.id),
        "name": of.name,
        "description": of.description,
        "status": of.status,
        "starts": of.starts_at.isoformat(),
        "ends": None if of.ends_at is None else of.ends_at.isoformat(),
        "channel": None if of.channel_id is None else str(of.channel_id),
        "location": of.location,
        "interested": len(of.interested),
        "mine": user_id in of.interested,
    }


def _on_show(world: World, of: ScheduledEvent, user_id: int) -> bool:
    """What is not over, and not in a channel this person does not see."""
    if of.status not in (scheduled.SCHEDULED, scheduled.ACTIVE):
        return False
    return of.channel_id is None or sees(world, world.channel(of.channel_id), user_id)


def channel(world: World, of: Channel, user_id: int) -> Json:
    held = permissions.in_channel(world, of, user_id)
    may_write = bool(held & permissions.SEND_MESSAGES) and (not of.locked or bool(held & permissions.MANAGE_THREADS))
    shape: Json = {
        "id": str(of.id),
        "type": of.type,
        "name": of.name,
        "topic": of.topic,
        "position": of.position,
        "parent": None if of.parent_id is None else str(of.parent_id),
        "guild": None if of.guild_id is None else str(of.guild_id),
        "archived": of.archived,
        "may_write": may_write,
        "may_thread": of.type in (TEXT, ANNOUNCEMENT) and bool(held & permissions.CREATE_PUBLIC_THREADS),
        "may_react": of.type == DM or bool(held & permissions.ADD_REACTIONS),
        "may_attach": bool(held & permissions.ATTACH_FILES),
        "may_command": of.type == DM or bool(held & permissions.USE_COMMANDS),
    }
    if of.type == DM:
        other = next((each for each in of.recipients if each != user_id), user_id)
        shape |= {"name": world.user(other).name, "other": str(other), "bot": world.user(other).bot}
    if of.type == FORUM:
        shape["tags"] = [{"id": str(each.id), "name": each.name, "moderated": each.moderated} for each in of.tags]
        shape["needs_tag"] = bool(of.flags & opening.REQUIRE_TAG)
    if of.type in (VOICE, STAGE):
        inside = voice.connected(world, of)
        shape["voice"] = [{"id": str(each), "name": world.user(each).name} for each in inside]
    return shape


def message(world: World, of: Message, reader_id: int, used: dict[int, str]) -> Json:
    """A message as Discord sends it to this reader, with the name of the command it answers."""
    shape = shapes.message(world, of, reader_id)
    if of.interaction is not None:
        answered = int((of.interaction.get("triggering_interaction_metadata") or of.interaction)["id"])
        shape["used"] = used.get(answered)
    return shape
