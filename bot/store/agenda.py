"""Agenda items: what is to be done when. What is due is decided here, what is done about it in services/agenda.py."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.agenda import AgendaItem, AgendaStatus
from bot.domain.events import Status
from bot.domain.plan import Step
from bot.store.database import Connection, stir, upsert
from bot.store.schema import agenda, event, member, rsvp, skipped_step

_COLUMNS = [
    agenda.c.id,
    agenda.c.key,
    agenda.c.community_id,
    agenda.c.step,
    agenda.c.due_at,
    agenda.c.grace_seconds,
    agenda.c.status,
    agenda.c.event_id,
    agenda.c.announcement_id,
    agenda.c.attempts,
    agenda.c.retry_at,
    agenda.c.settled_at,
    agenda.c.reason,
]
_PLANNED = agenda.c.status == AgendaStatus.PLANNED.value
_GET = select(*_COLUMNS).where(agenda.c.id == bindparam("item_id"))
_OF_EVENT = select(*_COLUMNS).where(agenda.c.event_id == bindparam("of_event")).order_by(agenda.c.due_at, agenda.c.id)
_TAKE = _GET.where(_PLANNED).with_for_update(skip_locked=True)
_DUE = (
    select(agenda.c.id)
    .where(_PLANNED, agenda.c.due_at <= bindparam("now"))
    .where((agenda.c.retry_at.is_(None)) | (agenda.c.retry_at <= bindparam("now")))
    .order_by(agenda.c.due_at, agenda.c.id)
    .limit(bindparam("first"))
)
_COMING = select(func.min(agenda.c.due_at)).where(_PLANNED, agenda.c.due_at > bindparam("now"))
_PUT_OFF = select(func.min(agenda.c.retry_at)).where(_PLANNED, agenda.c.due_at <= bindparam("now"))


def add(
    conn: Connection,
    community_id: int,
    steps: Iterable[Step],
    *,
    event_id: int | None = None,
    announcement_id: int | None = None,
) -> None:
    """Put steps on the agenda; one whose key is there already is left as it is."""
    rows = [
        {
            "key": step.key,
            "community_id": community_id,
            "event_id": event_id,
            "announcement_id": announcement_id,
            "step": step.name,
            "due_at": step.due_at,
            "grace_seconds": _seconds(step.grace),
            "status": (AgendaStatus.SKIPPED if step.skipped else AgendaStatus.PLANNED).value,
            "attempts": 0,
            "reason": "",
        }
        for step in steps
    ]
    if rows:
        upsert(conn, agenda, rows, conflict=["key"])
        stir(conn)


def alter(conn: Connection, item_id: int, step: Step) -> None:
    """Give an item its step's time, and put it back on the agenda or take it out as the step says."""
    status = AgendaStatus.SKIPPED if step.skipped else AgendaStatus.PLANNED
    conn.execute(
        update(agenda)
        .where(agenda.c.id == item_id)
        .values(due_at=step.due_at, grace_seconds=_seconds(step.grace), status=status.value)
        .values(attempts=0, retry_at=None, settled_at=None, reason="")
    )
    stir(conn)


def get(conn: Connection, item_id: int) -> AgendaItem | None:
    row = conn.execute(_GET, {"item_id": item_id}).first()
    return None if row is None else _item(row)


def take(conn: Connection, item_id: int) -> AgendaItem | None:
    """An item that is still planned, held until the transaction ends; None when another worker has it or had it."""
    row = conn.execute(_TAKE, {"item_id": item_id}).first()
    return None if row is None else _item(row)


def of_event(conn: Connection, event_id: int) -> list[AgendaItem]:
    """All items an event ever had, in order of time."""
    return [_item(row) for row in conn.execute(_OF_EVENT, {"of_event": event_id})]


def due(conn: Connection, now: datetime, first: int) -> list[int]:
    """Ids of the items to carry out now, the oldest first."""
    return list(conn.scalars(_DUE, {"now": now, "first": first}))


def next_due(conn: Connection, now: datetime) -> datetime | None:
    """When something will have to be done; an instant in the past when something has to be done now."""
    moments = [conn.scalar(query, {"now": now}) for query in (_COMING, _PUT_OFF)]
    if conn.execute(_DUE, {"now": now, "first": 1}).first() is not None:
        moments.append(now)
    return min((moment for moment in moments if moment is not None), default=None)


def settle(conn: Connection, item_id: int, status: AgendaStatus, now: datetime, reason: str = "") -> None:
    conn.execute(
        update(agenda)
        .where(agenda.c.id == item_id)
        .values(status=status.value, settled_at=now, retry_at=None, reason=reason)
    )


def put_off(conn: Connection, item_id: int, until: datetime, reason: str) -> None:
    """It failed: try again at `until`."""
    conn.execute(
        update(agenda)
        .where(agenda.c.id == item_id, _PLANNED)
        .values(attempts=agenda.c.attempts + 1, retry_at=until, reason=reason)
    )


def drop(conn: Connection, item_id: int, now: datetime, reason: str) -> None:
    settle(conn, item_id, AgendaStatus.DROPPED, now, reason)


def drop_event(conn: Connection, event_id: int, now: datetime, reason: str) -> None:
    """Nothing of what is planned for an event will be done."""
    waiting = agenda.c.status.in_([AgendaStatus.PLANNED.value, AgendaStatus.SKIPPED.value])
    conn.execute(
        update(agenda)
        .where(agenda.c.event_id == event_id, waiting)
        .values(status=AgendaStatus.DROPPED.value, settled_at=now, retry_at=None, reason=reason)
    )


def skipped(conn: Connection, event_id: int) -> frozenset[str]:
    """Names of the steps that were taken out of an event's plan."""
    return frozenset(conn.scalars(select(skipped_step.c.step).where(skipped_step.c.event_id == event_id)))


def skip(conn: Connection, event_id: int, step: str) -> None:
    if step not in skipped(conn, event_id):
        conn.execute(insert(skipped_step).values(event_id=event_id, step=step))


def unskip(conn: Connection, event_id: int, step: str) -> None:
    conn.execute(delete(skipped_step).where(skipped_step.c.event_id == event_id, skipped_step.c.step == step))


def personal_leads(conn: Connection, event_id: int, community_id: int) -> frozenset[int]:
    """The reminder times that people who come, or may come, chose for themselves."""
    query = (
        select(member.c.lead_minutes)
        .distinct()
        .join(rsvp, (rsvp.c.user_id == member.c.user_id) & (member.c.community_id == community_id))
        .where(rsvp.c.event_id == event_id, rsvp.c.choice.in_(["going", "maybe"]), member.c.lead_minutes.is_not(None))
    )
    return frozenset(minutes for leads in conn.scalars(query) for minutes in leads)


def advance(conn: Connection, event_id: int, before: Sequence[Status], after: Status, now: datetime) -> bool:
    """Move an event on in its life if it is where the step expects it; False when it is not."""
    expected = event.c.status.in_([status.value for status in before])
    done = conn.execute(
        update(event).where(event.c.id == event_id, expected).values(status=after.value, updated_at=now)
    )
    return done.rowcount == 1


def _seconds(grace: timedelta | None) -> int | None:
    return None if grace is None else int(grace.total_seconds())


def _item(row: Sequence[Any]) -> AgendaItem:
    values = list(row)
    values[5] = None if values[5] is None else timedelta(seconds=values[5])
    values[6] = AgendaStatus(values[6])
    return AgendaItem(*values)
