"""Who is told about an event: those who asked for direct messages each get a row, the others are mentioned.

Everything here is one statement for however many people: ten thousand are told as quickly as ten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)

from bot.domain.outbox import Route, Saying
from bot.domain.rsvps import Choice
from bot.store.database import Connection, stir
from bot.store.schema import attendance, event, member, outbox, rsvp, topic, topic_vote


class Who(StrEnum):
    """Where a circle's people come from."""

    ANSWERED = "answered"  # the circle's choices
    ATTENDED = "attended"  # who was there, whether they had answered or not
    ABSENT = "absent"  # of the circle's choices, who was not there
    WISHED = "wished"  # who suggested or voted for a topic that became the event


@dataclass(frozen=True, slots=True)
class Circle:
    """Those of an event's people who should hear something.

    `lead` is the reminder time it is about (minutes): only those who hear that one, and none of the `newer` ones that
    are due as well. `usual` are the event's own reminder times, heard by those who chose none. `any_lead` leaves out
    those who chose to have no reminders at all. `only` leaves out everybody else.
    """

    event_id: int
    community_id: int
    choices: tuple[Choice, ...]
    direct: bool  # the community allows direct messages
    lead: int | None = None
    newer: frozenset[int] = frozenset()
    usual: tuple[int, ...] = ()
    any_lead: bool = False
    who: Who = Who.ANSWERED
    only: frozenset[int] | None = None


_OF_EVENT = topic.c.status == "planned"
_WISHERS = (
    select(topic.c.event_id, topic_vote.c.user_id)
    .join(topic_vote, topic_vote.c.topic_id == topic.c.id)
    .where(_OF_EVENT)
    .union(select(topic.c.event_id, topic.c.created_by).where(_OF_EVENT, topic.c.created_by.is_not(None)))
    .subquery("wishers")
)


class Quiet(NamedTuple):
    """Somebody's quiet hours, in their own zone if they have one."""

    user_id: int
    zone: str | None
    quiet_from: int | None
    quiet_to: int | None


@dataclass(frozen=True, slots=True)
class Message:
    """What is put into the outbox for each of them, but for whom and when."""

    fact: str
    saying: Saying
    args: dict[str, int]
    expires_at: datetime | None


def tell_direct(conn: Connection, now: datetime, circle: Circle, message: Message) -> int:
    """Write a row for everybody who is to get a direct message now: whoever can be written to, without quiet hours.

    Returns how many those are.
    """
    if not circle.direct:
        return 0
    key = _key(circle, message.fact)
    shared = _shared(now, circle, message, now)
    people = (
        _people(circle, key, _person(circle), *[literal(value, outbox.c[name].type) for name, value in shared.items()])
        .where(_reachable(circle), member.c.quiet_from.is_(None))
        .where(~exists().where(outbox.c.key == key))
    )
    into = insert(outbox).from_select(["key", "user_id", *shared], people)
    stir(conn)
    return conn.execute(into.execution_options(preserve_rowcount=True)).rowcount


def with_quiet_hours(conn: Connection, circle: Circle) -> list[Quiet]:
    """Those who can be written to but have quiet hours: when they hear it differs for each."""
    if not circle.direct:
        return []
    columns = (_person(circle), member.c.zone, member.c.quiet_from, member.c.quiet_to)
    query = _people(circle, *columns).where(_reachable(circle), member.c.quiet_from.is_not(None))
    return [Quiet(*row) for row in conn.execute(query)]


def wishing(conn: Connection, topic_id: int) -> list[Quiet]:
    """Who suggested a topic or voted for it, and can be written to, with their quiet hours if they have any."""
    voters = select(topic_vote.c.user_id).where(topic_vote.c.topic_id == topic_id)
    suggester = select(topic.c.created_by).where(topic.c.id == topic_id, topic.c.created_by.is_not(None))
    query = (
        select(member.c.user_id, member.c.zone, member.c.quiet_from, member.c.quiet_to)
        .join(topic, (topic.c.community_id == member.c.community_id) & (topic.c.id == topic_id))
        .where(member.c.user_id.in_(voters.union(suggester)))
        .where(_takes_messages())
    )
    return [Quiet(*row) for row in conn.execute(query.order_by(member.c.user_id))]


def tell_later(
    conn: Connection, now: datetime, circle: Circle, message: Message, moments: Iterable[tuple[int, datetime]]
) -> int:
    """Write a row for each (user, moment); returns how many were not there yet."""
    rows = [
        {"key": f"{message.fact}/u:{user_id}", "user_id": user_id, **_shared(now, circle, message, due_at)}
        for user_id, due_at in moments
    ]
    known = set(conn.scalars(select(outbox.c.key).where(outbox.c.fact == message.fact, _of(circle)))) if rows else ()
    fresh = [row for row in rows if row["key"] not in known]
    if fresh:
        conn.execute(insert(outbox), fresh)
        stir(conn)
    return len(fresh)


def to_mention(
    conn: Connection, circle: Circle, fact: str, first: int = 0, last: int | None = None
) -> list[tuple[int, int]]:
    """(ticket, user) of those who get no direct message of this fact, so are mentioned: tickets `first` to `last`."""
    written, ticket = exists().where(outbox.c.key == _key(circle, fact)), _ticket(circle)
    query = _people(circle, ticket, _person(circle)).where(~written, ticket >= first)
    if last is not None:
        query = query.where(ticket <= last)
    return [(number, user_id) for number, user_id in conn.execute(query.order_by(ticket))]


def expected(conn: Connection, circle: Circle) -> tuple[int, int]:
    """How many would be mentioned and how many written to, as things stand."""
    direct = func.coalesce(func.sum(case((_reachable(circle), 1), else_=0)), 0)
    mentioned, written = conn.execute(_people(circle, func.count() - direct, direct)).one()
    return int(mentioned), int(written)


def coming_up(conn: Connection, community_id: int, user_id: int, now: datetime) -> list[int]:
    """Ids of the events still to come that a person goes to, or may."""
    return list(
        conn.scalars(
            select(event.c.id)
            .join(rsvp, rsvp.c.event_id == event.c.id)
            .where(rsvp.c.user_id == user_id, rsvp.c.choice.in_([Choice.GOING.value, Choice.MAYBE.value]))
            .where(event.c.community_id == community_id, event.c.status == "published", event.c.starts_at > now)
        )
    )


def _people(circle: Circle, *columns: ColumnElement[Any]) -> Select[Any]:
    person = _person(circle)
    them = (member.c.community_id == circle.community_id) & (member.c.user_id == person)
    source = _source(circle)
    query = select(*columns).select_from(source.outerjoin(member, them)).where(_hears(circle))
    if circle.only is not None:
        query = query.where(person.in_(circle.only))
    if circle.who in (Who.ATTENDED, Who.WISHED):
        return query.where(source.c.event_id == circle.event_id)
    if circle.who is Who.ABSENT:
        there = (attendance.c.event_id == rsvp.c.event_id) & (attendance.c.user_id == rsvp.c.user_id)
        query = query.where(~exists().where(there))
    choices = [choice.value for choice in circle.choices]
    return query.where(rsvp.c.event_id == circle.event_id, rsvp.c.choice.in_(choices))


def _source(circle: Circle) -> FromClause:
    sources: dict[Who, FromClause] = {Who.ATTENDED: attendance, Who.WISHED: _WISHERS}
    return sources.get(circle.who, rsvp)


def _person(circle: Circle) -> ColumnElement[int]:
    return _source(circle).c.user_id


def _ticket(circle: Circle) -> ColumnElement[int]:
    """A rising number for each of the circle's people. Those who only wished for it are never mentioned."""
    match circle.who:
        case Who.ATTENDED:
            return attendance.c.id
        case Who.WISHED:
            return _WISHERS.c.user_id
    return rsvp.c.ticket


def _hears(circle: Circle) -> ColumnElement[bool]:
    own = member.c.lead_minutes
    if circle.any_lead:
        return or_(own.is_(None), _text(own) != "[]")
    if circle.lead is None:
        return true()
    usual = circle.lead in circle.usual and not circle.newer & set(circle.usual)
    chosen = and_(own.is_not(None), _lists(own, circle.lead), *(~_lists(own, newer) for newer in circle.newer))
    return or_(own.is_(None), chosen) if usual else chosen


def _reachable(circle: Circle) -> ColumnElement[bool]:
    return _takes_messages() if circle.direct else false()


def _takes_messages() -> ColumnElement[bool]:
    on = func.coalesce(member.c.direct_messages, literal(False, member.c.direct_messages.type))
    return and_(on, member.c.unreachable_since.is_(None))


def _text(column: ColumnElement[Any]) -> ColumnElement[str]:
    """A JSON list of numbers as "[60,10]" on both databases."""
    return func.replace(cast(column, Text()), " ", "")


def _lists(column: ColumnElement[Any], number: int) -> ColumnElement[bool]:
    commas = func.replace(func.replace(_text(column), "[", ","), "]", ",")
    return commas.like(f"%,{number},%")


def _of(circle: Circle) -> ColumnElement[bool]:
    return outbox.c.event_id == circle.event_id


def _key(circle: Circle, fact: str) -> ColumnElement[str]:
    return literal(f"{fact}/u:", Text()) + cast(_person(circle), Text())


def _shared(now: datetime, circle: Circle, message: Message, due_at: datetime) -> dict[str, Any]:
    return {
        "fact": message.fact,
        "community_id": circle.community_id,
        "event_id": circle.event_id,
        "route": Route.DIRECT.value,
        "kind": message.saying.value,
        "args": message.args,
        "due_at": due_at,
        "expires_at": message.expires_at,
        "status": "pending",
        "generation": 1,
        "attempts": 0,
        "reason": "",
        "created_at": now,
    }
