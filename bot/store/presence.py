"""Who is in an event's voice or stage channel, since when, and until when that was surely watched."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import and_, bindparam, case, delete, insert, or_, select, update

from bot.domain.attendance import WATCHED_BEFORE, Ended, Gap, Stay, Watched
from bot.domain.details import LONGEST
from bot.domain.events import Status
from bot.store.database import Connection, upsert
from bot.store.schema import event, presence, presence_gap, presence_watch

_GOING_ON = (Status.PUBLISHED.value, Status.LIVE.value)
_ON = (
    select(
        event.c.id,
        event.c.community_id,
        event.c.voice_channel_id,
        event.c.starts_at,
        event.c.ends_at,
        presence_watch.c.seen_at,
    )
    .outerjoin(presence_watch, presence_watch.c.event_id == event.c.id)
    .where(event.c.voice_channel_id.is_not(None), event.c.status.in_(_GOING_ON), event.c.ends_at > bindparam("now"))
    .order_by(event.c.id)
)
_NO_MORE = (
    select(presence_watch.c.event_id)
    .join(event, event.c.id == presence_watch.c.event_id)
    .where(
        event.c.community_id.in_(bindparam("communities", expanding=True)),
        or_(
            event.c.status == Status.CANCELLED.value,
            event.c.starts_at > bindparam("soon"),
            and_(event.c.voice_channel_id.is_(None), event.c.ends_at <= bindparam("now")),
        ),
    )
)
_OPEN = presence.c.left_at.is_(None)


def watched(conn: Connection, now: datetime, communities: Iterable[int]) -> tuple[Watched, ...]:
    """The events of some communities whose channel is to be watched now."""
    query = _ON.where(
        event.c.community_id.in_(list(communities)),
        # no event is longer than LONGEST: said of the start, as that is what the index knows
        event.c.starts_at.between(now - LONGEST, now + WATCHED_BEFORE),
    )
    return tuple(Watched(*row) for row in conn.execute(query, {"now": now}))


def of_channels(conn: Connection, now: datetime, community_id: int, channels: Iterable[int]) -> tuple[Watched, ...]:
    """The events watched now in some channels of a community."""
    wanted = set(channels)
    return tuple(each for each in watched(conn, now, [community_id]) if each.channel_id in wanted)


def no_more(conn: Connection, now: datetime, communities: Iterable[int]) -> list[int]:
    """Events that were being watched and are not on any more: cancelled, moved to later, or over without a channel."""
    values = {"communities": list(communities), "soon": now + WATCHED_BEFORE, "now": now}
    return list(conn.scalars(_NO_MORE, values))


def seen_at(conn: Connection, event_id: int) -> datetime | None:
    """Until when an event's channel was surely watched; None when nobody watches it."""
    query = select(presence_watch.c.seen_at).where(presence_watch.c.event_id == event_id)
    found: datetime | None = conn.execute(query).scalar_one_or_none()
    return found


def saw(conn: Connection, now: datetime, event_ids: Iterable[int]) -> None:
    """These events' channels were watched until now."""
    rows = [{"event_id": event_id, "seen_at": now} for event_id in event_ids]
    if rows:
        upsert(conn, presence_watch, rows, conflict=["event_id"], update=["seen_at"])


def stop_watching(conn: Connection, event_id: int) -> None:
    conn.execute(delete(presence_watch).where(presence_watch.c.event_id == event_id))


def here(conn: Connection, event_ids: Iterable[int]) -> dict[int, set[int]]:
    """Of each event, who has a stay that is open."""
    query = select(presence.c.event_id, presence.c.user_id).where(presence.c.event_id.in_(list(event_ids)), _OPEN)
    found: dict[int, set[int]] = {}
    for event_id, user_id in conn.execute(query):
        found.setdefault(event_id, set()).add(user_id)
    return found


def came(conn: Connection, now: datetime, event_id: int, people: Iterable[int]) -> None:
    """They are there from now on."""
    rows = [{"event_id": event_id, "user_id": user_id, "joined_at": now} for user_id in people]
    if rows:
        conn.execute(insert(presence), rows)


def left(conn: Connection, event_id: int, at: datetime, ended: Ended, people: Iterable[int] | None = None) -> None:
    """Their stays ended, at the latest; everybody's when no `people` are given. None ends before it began."""
    which = (presence.c.event_id == event_id) & _OPEN
    if people is not None:
        which &= presence.c.user_id.in_(list(people))
    moment = bindparam("at", at, presence.c.left_at.type)
    later = case((presence.c.joined_at > moment, presence.c.joined_at), else_=moment)
    conn.execute(update(presence).where(which).values(left_at=later, ended=ended.value))


def stays(conn: Connection, event_id: int) -> Mapping[int, list[Stay]]:
    """Everybody's stays, by person, in order."""
    query = (
        select(presence.c.user_id, presence.c.joined_at, presence.c.left_at)
        .where(presence.c.event_id == event_id)
        .order_by(presence.c.joined_at, presence.c.id)
    )
    found: dict[int, list[Stay]] = {}
    for row in conn.execute(query):
        found.setdefault(row.user_id, []).append(Stay(*row))
    return found


def forget(conn: Connection, event_id: int, user_id: int) -> None:
    """As if they had never been seen there."""
    conn.execute(delete(presence).where(presence.c.event_id == event_id, presence.c.user_id == user_id))


def clear(conn: Connection, event_id: int) -> None:
    """As if nobody had ever watched it."""
    for table in (presence, presence_gap, presence_watch):
        conn.execute(delete(table).where(table.c.event_id == event_id))


def add_gap(conn: Connection, event_id: int, gap: Gap) -> None:
    conn.execute(insert(presence_gap).values(event_id=event_id, from_at=gap.from_at, to_at=gap.to_at))


def gaps(conn: Connection, event_id: int) -> tuple[Gap, ...]:
    """When nobody watched, in order."""
    query = select(presence_gap.c.from_at, presence_gap.c.to_at).where(presence_gap.c.event_id == event_id)
    return tuple(Gap(*row) for row in conn.execute(query.order_by(presence_gap.c.from_at)))
