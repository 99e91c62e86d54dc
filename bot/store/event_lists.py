"""Lists of a community's events, by an index that holds all they are chosen by: what is long past costs nothing.

A list has two sides: what is not over by its end, the next one first, and what is, the latest first.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from bot.domain.details import LONGEST
from bot.domain.events import Audience, Reach, Status
from bot.store.database import Connection
from bot.store.events import WITH_SEATS, Filled, filled
from bot.store.schema import event

_AT_ONCE = 50  # rows fetched together where a list is read only as far as somebody wishes
_REACH = (event.c.status, event.c.audience, event.c.role_ids)


class Side(Enum):
    COMING = "coming"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Events of one community and one side at a moment; `words` are parts of their folded titles."""

    community_id: int
    now: datetime
    side: Side
    statuses: frozenset[Status]
    kind: str | None = None
    words: tuple[str, ...] = ()
    but: frozenset[Reach] = frozenset()  # none of those that reach these people only
    within: datetime | None = None  # none that starts beyond it, see `horizon`


def reaches(conn: Connection, wanted: Wanted) -> dict[Reach, int]:
    """Whom these events are for, and how many are for the same people."""
    query = select(*_REACH, func.count()).where(*_chosen(wanted)).group_by(*_REACH)
    return {
        Reach(wanted.community_id, Status(status), Audience(audience), frozenset(role_ids)): number
        for status, audience, role_ids, number in conn.execute(query)
    }


def count(conn: Connection, wanted: Wanted) -> int:
    return conn.execute(select(func.count()).select_from(event).where(*_chosen(wanted))).scalar_one()


def part(conn: Connection, wanted: Wanted, limit: int, offset: int) -> list[Filled]:
    """Some of these events, in order."""
    return [filled(row) for row in conn.execute(_in_order(wanted).limit(limit).offset(offset))]


def each(conn: Connection, wanted: Wanted) -> Iterator[Filled]:
    """These events in order, read only as far as one goes."""
    with conn.execute(_in_order(wanted).execution_options(yield_per=_AT_ONCE)) as rows:
        for row in rows:
            yield filled(row)


def horizon(conn: Connection, wanted: Wanted, number: int) -> Wanted:
    """The same, but only among the `number` events of its side that are nearest to now, whatever their status."""
    bare = replace(wanted, statuses=frozenset(Status), kind=None, words=(), but=frozenset())
    query = _ordered(select(event.c.starts_at).where(*_chosen(bare)), wanted.side).limit(1).offset(number)
    found = conn.execute(query).first()
    return replace(wanted, within=None if found is None else found[0])


def _in_order(wanted: Wanted) -> Select[Any]:
    return _ordered(WITH_SEATS.where(*_chosen(wanted)), wanted.side)


def _ordered(query: Select[Any], side: Side) -> Select[Any]:
    if side is Side.COMING:
        return query.order_by(event.c.starts_at, event.c.id)
    return query.order_by(event.c.starts_at.desc(), event.c.id.desc())


def _chosen(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What the index is asked for, its first columns first."""
    yield event.c.community_id == wanted.community_id
    now = wanted.now
    if wanted.side is Side.COMING:
        # no event is longer than LONGEST: said of the start too, as that is what the index begins with
        yield event.c.starts_at > now - LONGEST
        yield event.c.ends_at > now
        if wanted.within is not None:
            yield event.c.starts_at < wanted.within
    else:
        yield event.c.starts_at < now
        yield event.c.ends_at <= now
        if wanted.within is not None:
            yield event.c.starts_at > wanted.within
    if wanted.statuses != frozenset(Status):
        yield event.c.status.in_(sorted(wanted.statuses))
    if wanted.kind is not None:
        yield event.c.kind == wanted.kind
    if wanted.but:
        yield tuple_(*_REACH).not_in(_values(wanted.but))
    for word in wanted.words:
        yield event.c.folded_title.contains(word, autoescape=True)


def _values(reaches: Collection[Reach]) -> list[tuple[str, str, list[int]]]:
    return [(reach.status.value, reach.audience.value, sorted(reach.role_ids)) for reach in reaches]
