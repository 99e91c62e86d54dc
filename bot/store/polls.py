"""Polls and what came of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, insert, select, update

from bot.domain.polls import Poll, PollStatus
from bot.store.database import Connection
from bot.store.schema import poll

_ALL = select(
    poll.c.id,
    poll.c.community_id,
    poll.c.channel_id,
    poll.c.question,
    poll.c.options,
    poll.c.multiple,
    poll.c.hours,
    poll.c.closes_at,
    poll.c.status,
    poll.c.created_at,
    poll.c.event_id,
    poll.c.message_id,
    poll.c.results,
    poll.c.created_by,
)


def get(conn: Connection, poll_id: int) -> Poll | None:
    row = conn.execute(_ALL.where(poll.c.id == poll_id)).first()
    return None if row is None else _poll(row)


def hold(conn: Connection, poll_id: int) -> Poll | None:
    """As `get`, with its row locked until the transaction ends."""
    row = conn.execute(_ALL.where(poll.c.id == poll_id).with_for_update()).first()
    return None if row is None else _poll(row)


def of_community(conn: Connection, community_id: int, by: int | None, first: int | None = None) -> tuple[Poll, ...]:
    """The polls of a community, or of one person in it, the latest first; only so many of them if `first` is given."""
    query = _ALL.where(poll.c.community_id == community_id)
    if by is not None:
        query = query.where(poll.c.created_by == by)
    return tuple(_poll(row) for row in conn.execute(query.order_by(poll.c.id.desc()).limit(first)))


def count_open(conn: Connection, community_id: int) -> int:
    still = (poll.c.community_id == community_id) & (poll.c.status == PollStatus.OPEN.value)
    return conn.execute(select(func.count()).select_from(poll).where(still)).scalar_one()


def add(conn: Connection, new: Poll) -> int:
    """Insert it; `new.id` is ignored. Returns its id."""
    values = {
        "community_id": new.community_id,
        "event_id": new.event_id,
        "channel_id": new.channel_id,
        "message_id": new.message_id,
        "question": new.question,
        "options": list(new.options),
        "multiple": new.multiple,
        "hours": new.hours,
        "closes_at": new.closes_at,
        "results": None,
        "status": new.status.value,
        "created_by": new.created_by,
        "created_at": new.created_at,
    }
    return int(conn.execute(insert(poll).values(values).returning(poll.c.id)).scalar_one())


def posted(conn: Connection, poll_id: int, channel_id: int, message_id: int, closes_at: datetime) -> None:
    where = {"channel_id": channel_id, "message_id": message_id, "closes_at": closes_at}
    conn.execute(update(poll).where(poll.c.id == poll_id).values(where))


def over(conn: Connection, poll_id: int, at: datetime, votes: Sequence[int] | None) -> None:
    """It is over, since its time or since `at` if that is earlier: with these votes for its answers, or lost."""
    status = PollStatus.LOST if votes is None else PollStatus.CLOSED
    moment = bindparam("at", at, poll.c.closes_at.type)
    ended = case((poll.c.closes_at > moment, moment), else_=poll.c.closes_at)
    values: dict[str, Any] = {"status": status.value, "closes_at": ended}
    if votes is not None:
        values["results"] = list(votes)
    conn.execute(update(poll).where(poll.c.id == poll_id, poll.c.status == PollStatus.OPEN.value).values(values))


def _poll(row: Sequence[Any]) -> Poll:
    values = list(row)
    values[4], values[8] = tuple(values[4]), PollStatus(values[8])
    values[12] = None if values[12] is None else tuple(values[12])
    return Poll(*values)
