"""A server's scheduled events: made, changed, begun, ended, and the people who are interested.

https://docs.discord.com/developers/resources/guild-scheduled-event
"""

from dataclasses import replace
from datetime import datetime, timedelta

from local_discord import permissions, shapes, voice
from local_discord.errors import ApiError, invalid
from local_discord.records import STAGE, VOICE, Channel, Guild, Json, ScheduledEvent
from local_discord.world import World

ON_STAGE, IN_VOICE, ELSEWHERE = 1, 2, 3
SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4
_NEXT = {SCHEDULED: {ACTIVE, CANCELLED}, ACTIVE: {COMPLETED}, COMPLETED: set[int](), CANCELLED: set[int]()}
_MOST_OPEN = 100
_FORGOTTEN, _DESERTED = timedelta(hours=8), timedelta(minutes=5)
_NEEDED = {
    ON_STAGE: permissions.MANAGE_CHANNELS | permissions.MUTE_MEMBERS | permissions.MOVE_MEMBERS,
    IN_VOICE: permissions.VIEW_CHANNEL | permissions.CONNECT,
    ELSEWHERE: 0,
}


def create(world: World, guild: Guild, creator_id: int, asked: Json) -> ScheduledEvent:
    """Needs CREATE_EVENTS since 2026-02; 30038 at a hundred that are not over."""
    _permit(world, guild, creator_id, int(asked.get("entity_type") or 0), asked, permissions.CREATE_EVENTS)
    if sum(each.status in (SCHEDULED, ACTIVE) for each in guild.events.values()) >= _MOST_OPEN:
        raise ApiError(30038)
    made = ScheduledEvent(world.ids.draw(), guild.id, creator_id, "", int(asked["entity_type"]), world.now())
    _fill(world, guild, made, asked)
    if made.starts_at <= world.now():
        raise invalid("scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule in the past.")
    guild.events[made.id] = made
    made.interested.append(creator_id)
    world.tell("GUILD_SCHEDULED_EVENT_CREATE", shape(world, made), guild_id=guild.id)
    return made


def edit(world: World, guild: Guild, event: ScheduledEvent, editor_id: int, asked: Json) -> None:
    """One's own with CREATE_EVENTS or MANAGE_EVENTS, another's with MANAGE_EVENTS; 180000 once it is over."""
    may_change(world, guild, event, editor_id)
    if event.status in (COMPLETED, CANCELLED):
        raise ApiError(180000)
    status = int(asked.get("status") or event.status)
    if status != event.status and status not in _NEXT[event.status]:
        raise invalid("status", "GUILD_SCHEDULED_EVENT_INVALID_TRANSITION", "No such change of status.")
    changed = replace(event, kind=int(asked.get("entity_type") or event.kind))
    _fill(world, guild, changed, asked)
    vars(event).update(vars(changed))
    move_on(world, event, status)


def move_on(world: World, event: ScheduledEvent, status: int) -> None:
    """Begin, end or cancel, and tell; a stage goes live and dark with its event."""
    guild, before = world.guild(event.guild_id), event.status
    event.status = status
    world.tell("GUILD_SCHEDULED_EVENT_UPDATE", shape(world, event), guild_id=guild.id)
    if event.kind != ON_STAGE or event.channel_id is None or status == before:
        return
    live = guild.stages.get(event.channel_id)
    if status == ACTIVE and live is None:
        voice.open_stage(world, world.channel(event.channel_id), event.name, event.id)
    elif status == COMPLETED and live is not None and live.event_id == event.id:
        voice.close_stage(world, guild, live)


def lose_place(world: World, guild: Guild, channel_id: int) -> None:
    """A channel is about to go: what was to happen there is cancelled, what happens there is over."""
    for event in [each for each in guild.events.values() if each.channel_id == channel_id]:
        if event.status in (SCHEDULED, ACTIVE):
            move_on(world, event, CANCELLED if event.status == SCHEDULED else COMPLETED)


def delete(world: World, guild: Guild, event: ScheduledEvent) -> None:
    del guild.events[event.id]
    world.tell("GUILD_SCHEDULED_EVENT_DELETE", shape(world, event), guild_id=guild.id)


def be_interested(world: World, event: ScheduledEvent, user_id: int, *, interested: bool = True) -> None:
    """A person marks an event, or no longer."""
    world.member(event.guild_id, user_id)
    if interested == (user_id in event.interested):
        return
    (event.interested.append if interested else event.interested.remove)(user_id)
    name = "GUILD_SCHEDULED_EVENT_USER_ADD" if interested else "GUILD_SCHEDULED_EVENT_USER_REMOVE"
    body = {"guild_scheduled_event_id": str(event.id), "user_id": str(user_id), "guild_id": str(event.guild_id)}
    world.tell(name, body, guild_id=event.guild_id)


def tick(world: World) -> None:
    """What becomes due by itself.

    Elsewhere an event begins and ends at its times. In a channel it ends minutes after everybody left, and is
    cancelled when nobody began it for hours; Discord does not say how many, nor how many minutes.
    """
    now = world.now()
    for event in [each for guild in world.guilds.values() for each in guild.events.values()]:
        if event.kind == ELSEWHERE:
            if event.status == SCHEDULED and event.starts_at <= now:
                move_on(world, event, ACTIVE)
            if event.status == ACTIVE and event.ends_at is not None and event.ends_at <= now:
                move_on(world, event, COMPLETED)
        elif event.status == SCHEDULED and event.starts_at + _FORGOTTEN <= now:
            move_on(world, event, CANCELLED)
        elif event.status == ACTIVE and event.channel_id is not None:
            inside = voice.connected(world, world.channel(event.channel_id))
            event.empty_since = None if inside else event.empty_since or now
            if event.empty_since is not None and event.empty_since + _DESERTED <= now:
                move_on(world, event, COMPLETED)


def may_change(world: World, guild: Guild, event: ScheduledEvent, user_id: int) -> None:
    held = permissions.in_guild(guild, user_id)
    own = event.creator_id == user_id and held & permissions.CREATE_EVENTS
    if not own and not held & permissions.MANAGE_EVENTS:
        raise ApiError(50013)


def _permit(world: World, guild: Guild, user_id: int, kind: int, asked: Json, needed: int) -> None:
    if kind not in _NEEDED:
        raise invalid("entity_type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")
    if needed & ~permissions.in_guild(guild, user_id):
        raise ApiError(50013)
    if kind != ELSEWHERE and asked.get("channel_id"):
        permissions.require(world, _place(guild, int(asked["channel_id"]), kind), user_id, _NEEDED[kind])


def _place(guild: Guild, channel_id: int, kind: int) -> Channel:
    channel = guild.channels.get(channel_id)
    if channel is None or channel.type != (STAGE if kind == ON_STAGE else VOICE):
        raise invalid("channel_id", "GUILD_SCHEDULED_EVENT_INVALID_CHANNEL", "The channel does not fit the event.")
    return channel


def _fill(world: World, guild: Guild, event: ScheduledEvent, asked: Json) -> None:
    if "name" in asked:
        event.name = str(asked["name"] or "")
    if "description" in asked:
        event.description = asked["description"] or None
    if asked.get("scheduled_start_time"):
        event.starts_at = datetime.fromisoformat(asked["scheduled_start_time"])
    if "scheduled_end_time" in asked:
        end = asked["scheduled_end_time"]
        event.ends_at = datetime.fromisoformat(end) if end else None
    if asked.get("entity_metadata"):
        event.location = asked["entity_metadata"].get("location")
    if "channel_id" in asked:
        event.channel_id = int(asked["channel_id"]) if asked["channel_id"] else None
    _check(guild, event)


def _check(guild: Guild, event: ScheduledEvent) -> None:
    if not 1 <= len(event.name) <= 100:
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    if len(event.description or "") > 1000:
        raise invalid("description", "BASE_TYPE_MAX_LENGTH", "Must be 1000 or fewer in length.")
    if event.kind == ELSEWHERE:
        if not 1 <= len(event.location or "") <= 100:
            raise invalid("entity_metadata.location", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        if event.ends_at is None:
            raise invalid("scheduled_end_time", "BASE_TYPE_REQUIRED", "This field is required")
        event.channel_id = None
    elif event.channel_id is None:
        raise invalid("channel_id", "BASE_TYPE_REQUIRED", "This field is required")
    else:
        _place(guild, event.channel_id, event.kind)
        event.location = None
    if event.ends_at is not None and event.ends_at <= event.starts_at:
        raise invalid("scheduled_end_time", "GUILD_SCHEDULED_EVENT_END_BEFORE_START", "It ends before it begins.")


def shape(world: World, of: ScheduledEvent, *, counted: bool = False) -> Json:
    """`counted`: with how many are interested, as REST answers when asked for it."""
    body: Json = {
        "id": str(of.id),
        "guild_id": str(of.guild_id),
        "name": of.name,
        "description": of.description,
        "channel_id": str(of.channel_id) if of.channel_id else None,
        "creator_id": str(of.creator_id),
        "image": of.image,
        "scheduled_start_time": of.starts_at.isoformat(),
        "scheduled_end_time": of.ends_at.isoformat() if of.ends_at else None,
        "status": of.status,
        "entity_type": of.kind,
        "entity_id": None,
        "recurrence_rule": None,
        "privacy_level": 2,
        "guild_scheduled_event_exceptions": [],
        "entity_metadata": {"location": of.location} if of.kind == ELSEWHERE else None,
    }
    if of.creator_id in world.users:
        body["creator"] = shapes.user(world.user(of.creator_id))
    return body | ({"user_count": len(of.interested)} if counted else {})
