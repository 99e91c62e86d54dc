"""What is planned to be said in a community's channels, and which channels, roles and events that depends on."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from bot.domain.checkup import Coming
from bot.store.database import Connection
from bot.store.schema import agenda, announcement, card, community, event, reminder

_OPEN = event.c.status.in_(["published", "live"])
_SAID = or_(  # the other steps change what is stored, or a card that stands already
    agenda.c.step == "announce",
    agenda.c.step.like("remind:%"),
    agenda.c.step.like("own:%"),
    agenda.c.announcement_id.is_not(None),
)


def planned(conn: Connection, community_id: int, limit: int) -> list[Coming]:
    """What will be said in channels, the next first."""
    channel = func.coalesce(
        announcement.c.channel_id, card.c.channel_id, event.c.channel_id, community.c.announce_channel_id
    )
    query = (
        select(agenda.c.step, agenda.c.due_at, channel, agenda.c.event_id, event.c.title)
        .join(community, community.c.id == agenda.c.community_id)
        .outerjoin(event, event.c.id == agenda.c.event_id)
        .outerjoin(card, card.c.event_id == agenda.c.event_id)
        .outerjoin(announcement, announcement.c.id == agenda.c.announcement_id)
        .where(agenda.c.community_id == community_id, agenda.c.status == "planned", _SAID)
        .order_by(agenda.c.due_at, agenda.c.id)
        .limit(limit)
    )
    return [Coming(*row[:4], row[4] or "") for row in conn.execute(query)]


def event_channels(conn: Connection, community_id: int) -> Iterator[int]:
    """Channels of their own in which events that are not over are announced."""
    query = (
        select(func.coalesce(card.c.channel_id, event.c.channel_id))
        .distinct()
        .select_from(event)
        .outerjoin(card, card.c.event_id == event.c.id)
        .where(event.c.community_id == community_id, _OPEN)
    )
    return (channel_id for channel_id in conn.scalars(query) if channel_id is not None)


def rooms(conn: Connection, community_id: int) -> dict[int, str]:
    """Voice and stage channels that events are held in that are not over, with the title of the next one there."""
    query = (
        select(event.c.voice_channel_id, event.c.title)
        .where(event.c.community_id == community_id, _OPEN, event.c.voice_channel_id.is_not(None))
        .order_by(event.c.starts_at.desc(), event.c.id.desc())
    )
    return {row.voice_channel_id: row.title for row in conn.execute(query)}


def closed_channels(conn: Connection, community_id: int) -> frozenset[int]:
    """Channels in which events for some roles only are announced."""
    own = func.coalesce(card.c.channel_id, event.c.channel_id)
    query = select(own).distinct().select_from(event).outerjoin(card, card.c.event_id == event.c.id)
    query = query.where(event.c.community_id == community_id, _OPEN, event.c.audience == "roles", own.is_not(None))
    return frozenset(conn.scalars(query))


def announcement_channels(conn: Connection, community_id: int) -> Iterator[int]:
    """Channels of announcements that are still to come."""
    query = select(announcement.c.channel_id).distinct()
    return iter(
        conn.scalars(query.where(announcement.c.community_id == community_id, announcement.c.next_at.is_not(None)))
    )


def event_roles(conn: Connection, community_id: int) -> Iterator[int]:
    """Roles that decide who sees an event that is not over, or that one of its reminders is for."""
    of_community = (event.c.community_id == community_id, _OPEN)
    for role_ids in conn.scalars(select(event.c.role_ids).where(*of_community)):
        yield from role_ids
    addressed = select(reminder.c.role_id).join(event, event.c.id == reminder.c.event_id)
    yield from conn.scalars(addressed.where(*of_community, reminder.c.role_id.is_not(None)))


def open_events(conn: Connection, community_id: int) -> dict[int, str]:
    """The titles of the events that are published and not over, by id."""
    query = select(event.c.id, event.c.title).where(event.c.community_id == community_id, _OPEN)
    return {row.id: row.title for row in conn.execute(query)}
