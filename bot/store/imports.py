"""Participant lists under review, and their rows. The rows go when the review is over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain.imports import Certainty, Draft, Import, Row, State
from bot.store.database import Connection
from bot.store.schema import attendance_import as head
from bot.store.schema import attendance_import_row as row

_HEAD = select(head.c.id, head.c.event_id, head.c.format, head.c.status, head.c.created_by, head.c.created_at)
_ROWS = (
    select(row.c.id, row.c.name, row.c.minutes, row.c.user_id, row.c.certainty, row.c.decided)
    .where(row.c.import_id == bindparam("import_id"))
    .order_by(row.c.id)
)


def add(conn: Connection, now: datetime, event_id: int, made_by: str, by: int, drafts: Sequence[Draft]) -> int:
    values: dict[str, Any] = {"event_id": event_id, "format": made_by, "status": State.OPEN.value}
    values |= {"created_by": by, "created_at": now}
    import_id = int(conn.execute(insert(head).values(values).returning(head.c.id)).scalar_one())
    rows = [
        {
            "import_id": import_id,
            "name": draft.name,
            "minutes": draft.minutes,
            "user_id": draft.user_id,
            "certainty": draft.certainty.value,
            "decided": False,
        }
        for draft in drafts
    ]
    if rows:
        conn.execute(insert(row), rows)
    return import_id


def get(conn: Connection, import_id: int, *, hold: bool = False) -> Import | None:
    """`hold`: nobody else changes it until this transaction is over."""
    query = _HEAD.where(head.c.id == import_id)
    found = conn.execute(query.with_for_update() if hold else query).first()
    return None if found is None else _import(found)


def latest_open(conn: Connection, event_id: int) -> Import | None:
    query = _HEAD.where(head.c.event_id == event_id, head.c.status == State.OPEN.value).order_by(head.c.id.desc())
    found = conn.execute(query.limit(1)).first()
    return None if found is None else _import(found)


def rows_of(conn: Connection, import_id: int) -> tuple[Row, ...]:
    found = conn.execute(_ROWS, {"import_id": import_id})
    return tuple(Row(id_, name, minutes, user, Certainty(sure), done) for id_, name, minutes, user, sure, done in found)


def decide(conn: Connection, import_id: int, row_id: int, user_id: int | None) -> bool:
    """Whether there is such a row."""
    which = (row.c.id == row_id, row.c.import_id == import_id)
    return bool(conn.execute(update(row).where(*which).values(user_id=user_id, decided=True)).rowcount)


def close(conn: Connection, import_id: int, state: State) -> None:
    """The review is over: the names go."""
    conn.execute(delete(row).where(row.c.import_id == import_id))
    conn.execute(update(head).where(head.c.id == import_id).values(status=state.value))


def _import(found: Any) -> Import:
    id_, event_id, made_by, status, by, at = found
    return Import(id_, event_id, made_by, State(status), by, at)
