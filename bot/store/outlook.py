"""What comes next in a community, counted over agenda and outbox."""

from datetime import datetime

from sqlalchemy import ColumnElement, Table, func, select

from bot.domain.outlook import Next, Outlook
from bot.store.database import Connection
from bot.store.schema import agenda, outbox

_PLANNED = agenda.c.status == "planned"
_PENDING = outbox.c.status.in_(["pending", "claimed"])


def outlook(conn: Connection, now: datetime, community_id: int) -> Outlook:
    def count(table: Table, *conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(table.c.community_id == community_id, *conditions)
        return conn.execute(query).scalar_one()

    return Outlook(
        next_agenda=_next(conn, agenda, "step", community_id, _PLANNED),
        next_outbox=_next(conn, outbox, "kind", community_id, _PENDING),
        planned=count(agenda, _PLANNED),
        pending=count(outbox, _PENDING),
        overdue=count(agenda, _PLANNED, agenda.c.due_at < now) + count(outbox, _PENDING, outbox.c.due_at < now),
        undeliverable=count(outbox, outbox.c.status == "undeliverable"),
        missed=count(agenda, agenda.c.status == "missed") + count(outbox, outbox.c.status == "missed"),
    )


def _next(conn: Connection, table: Table, what: str, community_id: int, waiting: ColumnElement[bool]) -> Next | None:
    query = select(table.c[what], table.c.due_at, table.c.event_id).where(table.c.community_id == community_id, waiting)
    row = conn.execute(query.order_by(table.c.due_at, table.c.id).limit(1)).first()
    return None if row is None else Next(row[0], row[1], row[2])
