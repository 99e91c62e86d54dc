"""Suggested topics and the votes for them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, delete, exists, func, insert, literal, select, update

from bot.domain.events import Event
from bot.domain.folding import fold
from bot.domain.topics import Topic, TopicStatus
from bot.store.database import Connection, upsert
from bot.store.events import WITH_SEATS, filled
from bot.store.schema import event, topic, topic_vote

_VOTES = select(func.count()).where(topic_vote.c.topic_id == topic.c.id).scalar_subquery()


def _topics(user_id: int) -> Select[Any]:
    voted = exists().where(topic_vote.c.topic_id == topic.c.id, topic_vote.c.user_id == user_id)
    return select(
        topic.c.id,
        topic.c.community_id,
        topic.c.title,
        topic.c.description,
        topic.c.status,
        topic.c.created_at,
        topic.c.event_id,
        topic.c.created_by,
        topic.c.reason,
        _VOTES.label("votes"),
        voted.label("voted"),
    )


def get(conn: Connection, topic_id: int, user_id: int = 0) -> Topic | None:
    """A topic, with whether this person voted for it."""
    row = conn.execute(_topics(user_id).where(topic.c.id == topic_id)).first()
    return None if row is None else _topic(row)


def hold(conn: Connection, topic_id: int, user_id: int = 0) -> Topic | None:
    """As `get`, with its row locked until the transaction ends: nobody votes or decides meanwhile."""
    conn.execute(select(topic.c.id).where(topic.c.id == topic_id).with_for_update())
    return get(conn, topic_id, user_id)


def of_community(
    conn: Connection, community_id: int, statuses: Iterable[TopicStatus], user_id: int = 0
) -> tuple[Topic, ...]:
    """A community's topics, those most wished for first, then the newest."""
    query = _topics(user_id).where(
        topic.c.community_id == community_id, topic.c.status.in_([status.value for status in statuses])
    )
    rows = conn.execute(query.order_by(_VOTES.desc(), topic.c.id.desc()))
    return tuple(_topic(row) for row in rows)


def events_of(conn: Connection, community_id: int) -> dict[int, Event]:
    """The events that a community's topics became, by id."""
    became = select(topic.c.event_id).where(topic.c.community_id == community_id, topic.c.event_id.is_not(None))
    rows = conn.execute(WITH_SEATS.where(event.c.id.in_(became)))
    return {found.event.id: found.event for found in map(filled, rows)}


def titles(conn: Connection, community_id: int) -> dict[int, str]:
    """The folded titles of a community's topics, by id: to look for similar ones."""
    query = select(topic.c.id, topic.c.folded_title).where(topic.c.community_id == community_id)
    return {row.id: row.folded_title for row in conn.execute(query)}


def count_open(conn: Connection, community_id: int, user_id: int) -> int:
    """How many open topics are this person's and nobody else's wish."""
    theirs = (topic.c.community_id == community_id) & (topic.c.created_by == user_id)
    wanted = exists().where(topic_vote.c.topic_id == topic.c.id, topic_vote.c.user_id != user_id)
    mine = theirs & (topic.c.status == TopicStatus.OPEN.value) & ~wanted
    return conn.execute(select(func.count()).select_from(topic).where(mine)).scalar_one()


def add(conn: Connection, new: Topic) -> int:
    """Insert it; `new.id` and its votes are ignored. Returns its id."""
    values = {
        "community_id": new.community_id,
        "title": new.title,
        "folded_title": fold(new.title),
        "description": new.description,
        "status": new.status.value,
        "event_id": new.event_id,
        "reason": new.reason,
        "created_by": new.created_by,
        "created_at": new.created_at,
    }
    return int(conn.execute(insert(topic).values(values).returning(topic.c.id)).scalar_one())


def describe(conn: Connection, topic_id: int, description: str) -> None:
    conn.execute(update(topic).where(topic.c.id == topic_id).values(description=description))


def decide(
    conn: Connection, topic_id: int, status: TopicStatus, *, event_id: int | None = None, reason: str = ""
) -> None:
    conn.execute(
        update(topic).where(topic.c.id == topic_id).values(status=status.value, event_id=event_id, reason=reason)
    )


def follow_event(conn: Connection, event_id: int, before: TopicStatus, after: TopicStatus) -> None:
    """The event that topics became will not take place after all, or will again."""
    of_event = (topic.c.event_id == event_id) & (topic.c.status == before.value)
    conn.execute(update(topic).where(of_event).values(status=after.value))


def vote(conn: Connection, topic_id: int, user_id: int) -> None:
    """One vote a person; voting again changes nothing."""
    upsert(conn, topic_vote, {"topic_id": topic_id, "user_id": user_id}, conflict=["topic_id", "user_id"])


def take_back(conn: Connection, topic_id: int, user_id: int) -> None:
    conn.execute(delete(topic_vote).where(topic_vote.c.topic_id == topic_id, topic_vote.c.user_id == user_id))


def move_votes(conn: Connection, from_id: int, to_id: int) -> None:
    """Everybody who voted for the one votes for the other; who voted for both has one vote."""
    there = select(topic_vote.c.user_id).where(topic_vote.c.topic_id == to_id)
    movers = select(literal(to_id), topic_vote.c.user_id).where(
        topic_vote.c.topic_id == from_id, topic_vote.c.user_id.not_in(there)
    )
    conn.execute(insert(topic_vote).from_select(["topic_id", "user_id"], movers))


def remove(conn: Connection, topic_id: int) -> None:
    """Its votes go with it."""
    conn.execute(delete(topic).where(topic.c.id == topic_id))


def _topic(row: Sequence[Any]) -> Topic:
    values = list(row)
    values[4], values[10] = TopicStatus(values[4]), bool(values[10])
    return Topic(*values)
