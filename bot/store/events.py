"""Events and how they are filled. `hold` is the lock: seats are only decided about while it is held."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, insert, select, update

from bot.domain.details import LONGEST
from bot.domain.events import Audience, Event, Feedback, Mode, Seats, Status
from bot.domain.folding import fold
from bot.domain.rsvps import Choice
from bot.store.database import Connection
from bot.store.prepared import Prepared
from bot.store.schema import event, reminder, skipped_step

_FOLDED = 300  # characters: folding writes some signs out, and an entry of an index on PostgreSQL has its limit
Look = Callable[[Connection, int], "Filled | None"]  # `read` or `hold`

_COLUMNS = [event.c[field.name] for field in fields(Event)]
_COUNTERS = [event.c[choice.value] for choice in Choice]
WITH_SEATS = select(*_COLUMNS, *_COUNTERS, event.c.last_ticket)
_GET = Prepared(select(*_COLUMNS).where(event.c.id == bindparam("event_id")))
_READ = Prepared(WITH_SEATS.where(event.c.id == bindparam("event_id")))
# SQLite, where the writer is alone, leaves FOR UPDATE out. The event stays itself, so what refers to it need not wait
_HOLD = Prepared(WITH_SEATS.where(event.c.id == bindparam("event_id")).with_for_update(key_share=True))
_COUNT = Prepared(
    update(event)
    .where(event.c.id == bindparam("event_id"))
    .values({column.name: column + bindparam(f"more_{column.name}") for column in _COUNTERS})
    .values(last_ticket=bindparam("ticket"))
)


@dataclass(frozen=True, slots=True)
class Filled:
    """An event with its seats, and the last ticket that was drawn for it."""

    event: Event
    seats: Seats
    last_ticket: int


def get(conn: Connection, event_id: int) -> Event | None:
    row = _GET.first(conn, {"event_id": event_id})
    return None if row is None else _event(row)


def read(conn: Connection, event_id: int) -> Filled | None:
    """An event and its seats, to be shown."""
    row = _READ.first(conn, {"event_id": event_id})
    return None if row is None else filled(row)


def hold(conn: Connection, event_id: int) -> Filled | None:
    """An event and its seats, to be changed: nobody else decides about them until this transaction ends."""
    row = _HOLD.first(conn, {"event_id": event_id})
    return None if row is None else filled(row)


def add(conn: Connection, new: Event) -> int:
    """Insert an event with nobody in it; `new.id` is ignored. Returns its id."""
    values = {name: value for name, value in _values(new).items() if name != "id"}
    counters = dict.fromkeys((column.name for column in _COUNTERS), 0)
    result = conn.execute(insert(event).values(**values, **counters, last_ticket=0).returning(event.c.id))
    return int(result.scalar_one())


def save(conn: Connection, changed: Event) -> None:
    """Write every field of an event that is held; its counters stay."""
    values = {name: value for name, value in _values(changed).items() if name != "id"}
    conn.execute(update(event).where(event.c.id == changed.id).values(values))


def count(conn: Connection, event_id: int, more: dict[Choice, int], last_ticket: int) -> None:
    """Change the counters of an event that is held by `more`."""
    steps = {f"more_{choice.value}": more.get(choice, 0) for choice in Choice}
    _COUNT.run(conn, {"event_id": event_id, "ticket": last_ticket, **steps})


def search(
    conn: Connection,
    community_id: int,
    now: datetime,
    *,
    statuses: frozenset[Status],
    only_upcoming: bool = False,
    ids: frozenset[int] | None = None,
) -> list[Filled]:
    """Events of a community: those not over yet by their start, then the others, the latest first.

    All of them at once, unless some `ids` are asked for: long lists come from `event_lists`. Who may see them is not
    decided here.
    """
    wanted: list[ColumnElement[bool]] = [
        event.c.community_id == community_id,
        event.c.status.in_([status.value for status in statuses]),
    ]
    if only_upcoming:
        # no event is longer than LONGEST: said of the start too, as that is what the index knows
        wanted += [event.c.ends_at > now, event.c.starts_at > now - LONGEST]
    if ids is not None:
        wanted.append(event.c.id.in_(ids))
    upcoming = event.c.ends_at > now
    query = WITH_SEATS.where(*wanted).order_by(
        case((upcoming, 0), else_=1),
        case((upcoming, event.c.starts_at), else_=None),
        event.c.starts_at.desc(),
        event.c.id,
    )
    return [filled(row) for row in conn.execute(query)]


def copy_steps(conn: Connection, source_id: int, target_id: int, by: int, now: datetime) -> None:
    """Give an event the reminders that were added to another one, and the steps that were taken out of it."""
    conn.execute(
        insert(reminder).from_select(
            ["event_id", "minutes", "text", "target", "role_id", "created_by", "created_at"],
            select(
                bindparam("target_id", target_id, reminder.c.event_id.type),
                reminder.c.minutes,
                reminder.c.text,
                reminder.c.target,
                reminder.c.role_id,
                bindparam("by", by, reminder.c.created_by.type),
                bindparam("now", now, reminder.c.created_at.type),
            ).where(reminder.c.event_id == source_id),
        )
    )
    conn.execute(
        insert(skipped_step).from_select(
            ["event_id", "step"],
            select(bindparam("target_id", target_id, skipped_step.c.event_id.type), skipped_step.c.step).where(
                skipped_step.c.event_id == source_id
            ),
        )
    )


def _values(source: Event) -> dict[str, Any]:
    values: dict[str, Any] = {field.name: getattr(source, field.name) for field in fields(Event)}
    values["lead_minutes"] = list(source.lead_minutes)
    values["role_ids"] = sorted(source.role_ids)
    values["folded_title"] = fold(source.title)[:_FOLDED]
    return values


_WIDTH = len(_COLUMNS)
_AT = {field.name: place for place, field in enumerate(fields(Event))}
_DECODED = {
    _AT["status"]: Status,
    _AT["mode"]: Mode,
    _AT["audience"]: Audience,
    _AT["feedback"]: Feedback,
    _AT["lead_minutes"]: tuple,
    _AT["role_ids"]: frozenset,
}


def _event(row: Sequence[Any]) -> Event:
    values = list(row[:_WIDTH])
    for place, decode in _DECODED.items():
        values[place] = decode(values[place])
    return Event(*values)


def filled(row: Sequence[Any]) -> Filled:
    found = _event(row)
    counts = {choice.value: row[_WIDTH + place] for place, choice in enumerate(Choice)}
    return Filled(found, Seats(found.capacity, **counts), row[-1])
