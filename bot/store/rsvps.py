"""What people answered. Rows change only while their event is held (see `events.hold`), with its counters."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.rsvps import Choice, Rsvp
from bot.store.database import Connection
from bot.store.prepared import Prepared
from bot.store.schema import erased_rsvp, event, member, rsvp

_COLUMNS = [
    rsvp.c.event_id,
    rsvp.c.user_id,
    rsvp.c.choice,
    rsvp.c.ticket,
    rsvp.c.updated_at,
    rsvp.c.note,
    rsvp.c.offered_until,
]
_MINE = (rsvp.c.event_id == bindparam("of_event")) & (rsvp.c.user_id == bindparam("of_user"))
_GET = Prepared(select(*_COLUMNS).where(_MINE))
_ADD = Prepared(insert(rsvp).values({column.name: bindparam(column.name) for column in _COLUMNS}))
_SAVE = Prepared(
    update(rsvp)
    .where(_MINE)
    .values(
        choice=bindparam("choice"),
        ticket=bindparam("ticket"),
        updated_at=bindparam("updated_at"),
        note=bindparam("note"),
        offered_until=bindparam("offered_until"),
    )
)
_REMOVE = delete(rsvp).where(_MINE)
_OF_EVENT = select(*_COLUMNS).where(rsvp.c.event_id == bindparam("of_event")).order_by(rsvp.c.ticket)
_QUEUE = _OF_EVENT.where(rsvp.c.choice == bindparam("of_choice")).limit(bindparam("first"))
_BEFORE = select(func.count()).where(
    rsvp.c.event_id == bindparam("of_event"),
    rsvp.c.choice == Choice.WAITING.value,
    rsvp.c.ticket <= bindparam("ticket"),
)
_OWN = Prepared(
    select(*_COLUMNS, member.c.lead_minutes)
    .select_from(event)
    .outerjoin(rsvp, (rsvp.c.event_id == event.c.id) & (rsvp.c.user_id == bindparam("of_user")))
    .outerjoin(member, (member.c.community_id == event.c.community_id) & (member.c.user_id == bindparam("of_user")))
    .where(event.c.id == bindparam("of_event"))
)


def get(conn: Connection, event_id: int, user_id: int) -> Rsvp | None:
    row = _GET.first(conn, {"of_event": event_id, "of_user": user_id})
    return None if row is None else _rsvp(row)


def own(conn: Connection, event_id: int, user_id: int) -> tuple[Rsvp | None, tuple[int, ...]]:
    """A person's answer to an event that is there, and the reminder times in minutes that they set for themselves.

    To be read after the event is held, in a statement of its own: PostgreSQL shows a statement what was committed
    when it began, which is before it had to wait for the event.
    """
    row = _OWN.first(conn, {"of_event": event_id, "of_user": user_id})
    if row is None:
        raise LookupError(f"there is no event {event_id}")
    return (None if row[0] is None else _rsvp(row[:-1])), tuple(row[-1] or ())


def add(conn: Connection, new: Rsvp) -> None:
    _ADD.run(conn, {**_changing(new), "event_id": new.event_id, "user_id": new.user_id})


def save(conn: Connection, changed: Rsvp) -> None:
    _SAVE.run(conn, {**_changing(changed), "of_event": changed.event_id, "of_user": changed.user_id})


def remove(conn: Connection, event_id: int, user_id: int) -> None:
    conn.execute(_REMOVE, {"of_event": event_id, "of_user": user_id})


def of_event(conn: Connection, event_id: int) -> tuple[Rsvp, ...]:
    """Everybody's answer, in order of ticket."""
    return tuple(_rsvp(row) for row in conn.execute(_OF_EVENT, {"of_event": event_id}))


def queue(conn: Connection, event_id: int, choice: Choice, first: int) -> tuple[Rsvp, ...]:
    """The first ones in order of ticket who are waiting, or have an offer."""
    values = {"of_event": event_id, "of_choice": choice.value, "first": first}
    return tuple(_rsvp(row) for row in conn.execute(_QUEUE, values))


def with_ticket(conn: Connection, event_id: int, ticket: int) -> Rsvp | None:
    query = select(*_COLUMNS).where(rsvp.c.event_id == event_id, rsvp.c.ticket == ticket)
    row = conn.execute(query).first()
    return None if row is None else _rsvp(row)


def position(conn: Connection, waiting: Rsvp) -> int:
    """The place of somebody who waits: 1 is next."""
    return int(conn.execute(_BEFORE, {"of_event": waiting.event_id, "ticket": waiting.ticket}).scalar_one())


def of_person(
    conn: Connection, community_id: int, user_id: int, events: Iterable[int] | None = None
) -> tuple[Rsvp, ...]:
    """A person's answers in one community, in order of event; only for some `events` when they are given."""
    query = (
        select(*_COLUMNS)
        .join(event, event.c.id == rsvp.c.event_id)
        .where(rsvp.c.user_id == user_id, event.c.community_id == community_id)
        .order_by(rsvp.c.event_id)
    )
    if events is not None:
        query = query.where(rsvp.c.event_id.in_(list(events)))
    return tuple(_rsvp(row) for row in conn.execute(query))


def add_erased(conn: Connection, event_id: int, choice: Choice, people: int = 1) -> None:
    """Keep the total: one more answer of this choice (or several) belonged to somebody whose data was erased."""
    mine = (erased_rsvp.c.event_id == event_id) & (erased_rsvp.c.choice == choice.value)
    done = conn.execute(update(erased_rsvp).where(mine).values(people=erased_rsvp.c.people + people))
    if not done.rowcount:
        conn.execute(insert(erased_rsvp).values(event_id=event_id, choice=choice.value, people=people))


def erased(conn: Connection, event_id: int) -> dict[Choice, int]:
    query = select(erased_rsvp.c.choice, erased_rsvp.c.people).where(erased_rsvp.c.event_id == event_id)
    return {Choice(choice): people for choice, people in conn.execute(query)}


def _changing(source: Rsvp) -> dict[str, str | int | datetime | None]:
    return {
        "choice": source.choice.value,
        "ticket": source.ticket,
        "updated_at": source.updated_at,
        "note": source.note,
        "offered_until": source.offered_until,
    }


def _rsvp(row: Sequence[Any]) -> Rsvp:
    event_id, user_id, choice, ticket, updated_at, note, offered_until = row
    return Rsvp(event_id, user_id, Choice(choice), ticket, updated_at, note, offered_until)
