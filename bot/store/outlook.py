"""What is late and what went wrong in a community, counted over agenda and outbox."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, func, select

from bot.domain.outlook import Outlook
from bot.store.database import Connection
from bot.store.schema import agenda, outbox

_PLANNED = agenda.c.status == "planned"
_PENDING = outbox.c.status.in_(["pending", "claimed"])
_LATE = timedelta(minutes=1)  # a card waits some seconds for further changes, and a busy minute is nobody's worry


def outlook(conn: Connection, now: datetime, community_id: int) -> Outlook:
    def count(table: Table, *conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(table.c.community_id == community_id, *conditions)
        return conn.execute(query).scalar_one()

    late = now - _LATE
    return Outlook(
        overdue=count(agenda, _PLANNED, agenda.c.due_at < late) + count(outbox, _PENDING, outbox.c.due_at < late),
        undeliverable=count(outbox, outbox.c.status == "undeliverable"),
        missed=count(agenda, agenda.c.status == "missed") + count(outbox, outbox.c.status == "missed"),
    )
