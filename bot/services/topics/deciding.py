"""What organisers do with topics: make an event of one, decline one with a reason, join two that mean the same.

Whoever suggested it hears what became of it by direct message if they asked for those.
"""

from datetime import datetime
from typing import Unpack

from bot.domain import topics as rules
from bot.domain.details import Details
from bot.domain.events import Event
from bot.domain.kinds import Kind
from bot.domain.outbox import Route, Saying
from bot.domain.people import Actor
from bot.domain.quiet import deliver_at
from bot.domain.refused import Refused
from bot.domain.topics import Topic, TopicStatus
from bot.services import circles, communities, logbook
from bot.services.events import access, drafting
from bot.services.topics import looking
from bot.store import members, outbox, topics
from bot.store.database import Connection


def make_event(
    conn: Connection,
    now: datetime,
    actor: Actor,
    topic_id: int | None,
    kind: Kind,
    title: str,
    starts_at: datetime,
    ends_at: datetime | None,
    zone: str,
    **details: Unpack[Details],
) -> Event:
    """Make a draft, of a topic if one is given. Refused as `events.create`, and topic.unknown, topic.decided."""
    draft = drafting.create(conn, now, actor, kind, title, starts_at, ends_at, zone, **details)
    if topic_id is None:
        return draft
    topic = _open(conn, actor, topic_id)
    topics.decide(conn, topic.id, TopicStatus.PLANNED, event_id=draft.id)
    logbook.write(conn, now, actor, "topic.plan", draft.id, topic=topic.id)
    return draft


def decline(conn: Connection, now: datetime, actor: Actor, topic_id: int, reason: str) -> Topic:
    """It will not become an event; whoever suggested it is told why.

    Refused: permission.organiser, topic.unknown, topic.decided, topic.reason_long.
    """
    access.organiser(conn, now, actor)
    why = rules.clean_reason(reason)
    topic = _open(conn, actor, topic_id)
    topics.decide(conn, topic.id, TopicStatus.DECLINED, reason=why)
    if topic.created_by is not None:
        _tell_suggester(conn, now, topic, topic.created_by)
    logbook.write(conn, now, actor, "topic.decline", topic=topic.id)
    return topic


def merge(conn: Connection, now: datetime, actor: Actor, topic_id: int, into_id: int) -> Topic:
    """Two topics mean the same: the votes go to the one that stays, which is returned; who voted for both has one.

    Refused: permission.organiser, topic.unknown, topic.decided, topic.same.
    """
    access.organiser(conn, now, actor)
    if topic_id == into_id:
        raise Refused("topic.same")
    first, second = sorted((topic_id, into_id))  # always held in this order, so that two of these never wait crosswise
    both = {number: _open(conn, actor, number) for number in (first, second)}
    topics.move_votes(conn, topic_id, into_id)
    topics.remove(conn, topic_id)
    logbook.write(conn, now, actor, "topic.merge", topic=into_id)
    return looking.known(actor, topics.get(conn, both[into_id].id, actor.user_id))


def _open(conn: Connection, actor: Actor, topic_id: int) -> Topic:
    topic = looking.held(conn, actor, topic_id)
    if topic.status is not TopicStatus.OPEN:
        raise Refused("topic.decided", title=topic.title)
    return topic


def _tell_suggester(conn: Connection, now: datetime, topic: Topic, user_id: int) -> None:
    community = communities.get(conn, now, topic.community_id)
    mine = members.get(conn, topic.community_id, user_id)
    if not (circles.allows_direct(community) and mine.direct_messages and mine.unreachable_since is None):
        return
    fact = f"topic:{topic.id}/declined"
    row = {
        "key": f"{fact}/u:{user_id}",
        "fact": fact,
        "community_id": topic.community_id,
        "event_id": None,
        "user_id": user_id,
        "route": Route.DIRECT.value,
        "kind": Saying.TOPIC_DECLINED.value,
        "args": {"topic": topic.id},
        "due_at": deliver_at(now, None, mine.zone or community.zone, mine.quiet_from, mine.quiet_to),
        "expires_at": None,
    }
    outbox.put(conn, now, [row])
