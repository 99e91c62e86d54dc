"""What organisers do with topics: make an event of one, decline one with a reason or open it again, join two alike.

Whoever suggested it or voted for it hears what became of it by direct message if they asked for those.
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
from bot.domain.topics import Topic, TopicStatus, TopicView
from bot.services import circles, communities, logbook
from bot.services.events import access, drafting
from bot.services.topics import looking
from bot.store import outbox, recipients, topics
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
    """It will not become an event; whoever wished for it is told why.

    Refused: permission.organiser, topic.unknown, topic.decided, topic.reason_long.
    """
    access.organiser(conn, now, actor)
    why = rules.clean_reason(reason)
    topic = _open(conn, actor, topic_id)
    topics.decide(conn, topic.id, TopicStatus.DECLINED, reason=why)
    _tell_wishers(conn, now, topic)
    logbook.write(conn, now, actor, "topic.decline", topic=topic.id)
    return topic


def reopen(conn: Connection, now: datetime, actor: Actor, topic_id: int) -> TopicView:
    """A topic that was declined is open again, with its votes. Twice is harmless.

    Who was not told yet that it was declined is not told any more.
    Refused: permission.organiser, topic.unknown, topic.decided (it became an event).
    """
    access.organiser(conn, now, actor)
    topic = looking.held(conn, actor, topic_id)
    if topic.status is TopicStatus.PLANNED:
        raise Refused("topic.decided", title=topic.title)
    if topic.status is TopicStatus.DECLINED:
        topics.decide(conn, topic.id, TopicStatus.OPEN)
        outbox.drop_facts(conn, now, topic.community_id, f"{_declined(topic)}@", reason="changed")
        logbook.write(conn, now, actor, "topic.reopen", topic=topic.id)
    return looking.show(conn, now, actor, topic_id)


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


def _tell_wishers(conn: Connection, now: datetime, topic: Topic) -> None:
    """With the moment in the fact: what was opened again may be declined again, for another reason."""
    community = communities.get(conn, now, topic.community_id)
    if not circles.allows_direct(community):
        return
    fact = f"{_declined(topic)}@{int(now.timestamp())}"
    shared = {
        "fact": fact,
        "community_id": topic.community_id,
        "event_id": None,
        "route": Route.DIRECT.value,
        "kind": Saying.TOPIC_DECLINED.value,
        "args": {"topic": topic.id},
        "expires_at": None,
    }
    rows = [
        {
            **shared,
            "key": f"{fact}/u:{one.user_id}",
            "user_id": one.user_id,
            "due_at": deliver_at(now, None, one.zone or community.zone, one.quiet_from, one.quiet_to),
        }
        for one in recipients.wishing(conn, topic.id)
    ]
    if rows:
        outbox.put(conn, now, rows)


def _declined(topic: Topic) -> str:
    return f"topic:{topic.id}/declined"
