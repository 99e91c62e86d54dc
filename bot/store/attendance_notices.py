"""Of which events people are told beforehand that it is noted who is there."""

from collections.abc import Iterable

from sqlalchemy import BindParameter, bindparam, delete, insert, select, union

from bot.store.database import Connection, upsert
from bot.store.schema import attendance_notice, checkin_code

_GIVEN: BindParameter[list[int]] = bindparam("given", expanding=True)
_TOLD = union(
    select(attendance_notice.c.event_id).where(attendance_notice.c.event_id.in_(_GIVEN)),
    select(checkin_code.c.event_id).where(checkin_code.c.event_id.in_(_GIVEN)),
)


def add(conn: Connection, event_id: int) -> bool:
    """False if they were told already."""
    return bool(upsert(conn, attendance_notice, {"event_id": event_id}, conflict=["event_id"]))


def remove(conn: Connection, event_id: int) -> bool:
    return bool(conn.execute(delete(attendance_notice).where(attendance_notice.c.event_id == event_id)).rowcount)


def copy(conn: Connection, source_id: int, target_id: int) -> None:
    """What is said of one event is said of another."""
    target = bindparam("target_id", target_id, attendance_notice.c.event_id.type)
    told = select(target).where(attendance_notice.c.event_id == source_id)
    conn.execute(insert(attendance_notice).from_select(["event_id"], told))


def told(conn: Connection, event_ids: Iterable[int]) -> frozenset[int]:
    """Of which of these events people are told: an organiser said so, or there is a check-in code."""
    given = list(event_ids)
    return frozenset(conn.scalars(_TOLD, {"given": given})) if given else frozenset()
