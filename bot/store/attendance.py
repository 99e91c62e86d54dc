"""Who was there. One row a person and event, whatever sources it is merged from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from bot.domain.attendance import Attendance, Source, merged
from bot.domain.rsvps import Choice
from bot.store.database import Connection, upsert
from bot.store.schema import attendance, erased_attendance, event, rsvp

_COLUMNS = [
    attendance.c.event_id,
    attendance.c.user_id,
    attendance.c.minutes,
    attendance.c.sources,
    attendance.c.noted_by,
    attendance.c.updated_at,
]
_KEY = ("event_id", "user_id")
_OF_EVENT = select(*_COLUMNS).where(attendance.c.event_id == bindparam("of_event"))
_CHANGE = (
    update(attendance)
    .where(attendance.c.event_id == bindparam("new_event_id"), attendance.c.user_id == bindparam("new_user_id"))
    .values(
        minutes=bindparam("new_minutes"),
        sources=bindparam("new_sources"),
        noted_by=bindparam("new_noted_by"),
        updated_at=bindparam("new_updated_at"),
    )
)
_ONE = _OF_EVENT.where(attendance.c.user_id == bindparam("of_user"))


def get(conn: Connection, event_id: int, user_id: int) -> Attendance | None:
    row = conn.execute(_ONE, {"of_event": event_id, "of_user": user_id}).first()
    return None if row is None else _attendance(row)


def was_there(conn: Connection, event_id: int, user_id: int) -> bool:
    return get(conn, event_id, user_id) is not None


def of_event(conn: Connection, event_id: int) -> tuple[Attendance, ...]:
    """Everybody known to have been there, in the order in which they were noted."""
    rows = conn.execute(_OF_EVENT.order_by(attendance.c.id), {"of_event": event_id})
    return tuple(_attendance(row) for row in rows)


def of_person(
    conn: Connection, community_id: int, user_id: int, events: Iterable[int] | None = None
) -> tuple[Attendance, ...]:
    """A person's attendance in one community, in order of event; only of some `events` when they are given."""
    query = (
        select(*_COLUMNS)
        .join(event, event.c.id == attendance.c.event_id)
        .where(attendance.c.user_id == user_id, event.c.community_id == community_id)
        .order_by(attendance.c.event_id)
    )
    if events is not None:
        query = query.where(attendance.c.event_id.in_(list(events)))
    return tuple(_attendance(row) for row in conn.execute(query))


def note(
    conn: Connection,
    now: datetime,
    event_id: int,
    user_id: int,
    source: Source,
    minutes: int | None,
    by: int | None,
) -> None:
    """One source says that somebody was there: `merged` with what is known already."""
    fresh = Attendance(event_id, user_id, minutes, frozenset({source}), by, now)
    if upsert(conn, attendance, _row(fresh), conflict=_KEY):
        return
    # the insert has waited for whoever else was writing this row; now it stays as it is until we are done
    row = conn.execute(_ONE.with_for_update(), {"of_event": event_id, "of_user": user_id}).one()
    known = _attendance(row)
    after = merged(known, now, source, minutes, by)
    if after != known:
        conn.execute(update(attendance).where(*_which(event_id, user_id)).values(_row(after)))


def note_many(
    conn: Connection, now: datetime, event_id: int, source: Source, minutes: Mapping[int, int | None], by: int | None
) -> None:
    """As `note`, for many people at once: `minutes` are theirs, by person."""
    if not minutes:
        return
    fresh = [Attendance(event_id, user_id, each, frozenset({source}), by, now) for user_id, each in minutes.items()]
    upsert(conn, attendance, [_row(each) for each in fresh], conflict=_KEY)
    changed = []
    for row in conn.execute(_OF_EVENT.with_for_update(), {"of_event": event_id}):
        known = _attendance(row)
        if known.user_id in minutes:
            after = merged(known, now, source, minutes[known.user_id], by)
            if after != known:
                changed.append({f"new_{name}": value for name, value in _row(after).items()})
    if changed:
        conn.execute(_CHANGE, changed)


def clear(conn: Connection, event_id: int) -> int:
    """Nobody was there; how many were noted."""
    return conn.execute(delete(attendance).where(attendance.c.event_id == event_id)).rowcount


def remove(conn: Connection, event_id: int, user_id: int) -> bool:
    """They were not there after all. Returns whether anything said that they were."""
    return bool(conn.execute(delete(attendance).where(*_which(event_id, user_id))).rowcount)


def total(conn: Connection, event_id: int) -> int:
    """How many were there, those included whose data was erased since."""
    rows = conn.execute(select(func.count()).where(attendance.c.event_id == event_id)).scalar_one()
    return int(rows) + erased(conn, event_id)


def erased(conn: Connection, event_id: int) -> int:
    """How many of those who were there have no row any more."""
    found = conn.execute(select(erased_attendance.c.people).where(erased_attendance.c.event_id == event_id))
    return int(found.scalar() or 0)


def unexpected(conn: Connection, event_id: int) -> int:
    """How many were there who had not said that they would come."""
    said = exists().where(
        rsvp.c.event_id == event_id, rsvp.c.user_id == attendance.c.user_id, rsvp.c.choice == Choice.GOING.value
    )
    query = select(func.count()).where(attendance.c.event_id == event_id, ~said)
    return int(conn.execute(query).scalar_one())


def add_erased(conn: Connection, event_id: int, people: int = 1) -> None:
    """Keep the total: one more of those who were there (or several) has no row any more."""
    mine = erased_attendance.c.event_id == event_id
    done = conn.execute(update(erased_attendance).where(mine).values(people=erased_attendance.c.people + people))
    if not done.rowcount:
        conn.execute(insert(erased_attendance).values(event_id=event_id, people=people))


def _which(event_id: int, user_id: int) -> tuple[Any, Any]:
    return attendance.c.event_id == event_id, attendance.c.user_id == user_id


def _row(source: Attendance) -> dict[str, Any]:
    return {
        "event_id": source.event_id,
        "user_id": source.user_id,
        "minutes": source.minutes,
        "sources": [each.value for each in source.shown_sources],
        "noted_by": source.noted_by,
        "updated_at": source.updated_at,
    }


def _attendance(row: Sequence[Any]) -> Attendance:
    event_id, user_id, minutes, sources, noted_by, updated_at = row
    return Attendance(event_id, user_id, minutes, frozenset(map(Source, sources)), noted_by, updated_at)
