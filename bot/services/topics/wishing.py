"""What anybody does with topics: suggest one, vote once for each, say more about one's own, take it back."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain import topics as rules
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.topics import MOST, Topic, TopicStatus, TopicView
from bot.services import communities
from bot.services.topics import looking
from bot.store import topics
from bot.store.database import Connection


@dataclass(frozen=True, slots=True)
class Suggested:
    """What became of a suggestion: a new topic, or those that are so like it that they are asked about first."""

    made: TopicView | None
    alike: tuple[TopicView, ...] = ()


def suggest(
    conn: Connection, now: datetime, actor: Actor, title: str, description: str = "", *, anyway: bool = False
) -> Suggested:
    """Suggest a topic; the suggester's vote is its first. Where there is one like it, nothing is made but `anyway`.

    Refused: topic.title_missing, topic.title_long, topic.description_long, topic.too_many.
    """
    kept, more = rules.clean_title(title), rules.clean_description(description)
    if not anyway and (alike := looking.similar(conn, now, actor, kept)):
        return Suggested(None, alike)
    communities.ensure(conn, now, actor.community_id)
    if topics.count_open(conn, actor.community_id, actor.user_id) >= MOST:
        raise Refused("topic.too_many", most=MOST)
    new = Topic(0, actor.community_id, kept, more, TopicStatus.OPEN, now, created_by=actor.user_id)
    number = topics.add(conn, new)
    topics.vote(conn, number, actor.user_id)
    return Suggested(looking.show(conn, now, actor, number))


def vote(conn: Connection, now: datetime, actor: Actor, topic_id: int) -> TopicView:
    """One vote a person; voting again is harmless. Refused: topic.unknown, topic.decided."""
    _open(conn, now, actor, topic_id)
    topics.vote(conn, topic_id, actor.user_id)
    return looking.show(conn, now, actor, topic_id)


def take_back(conn: Connection, now: datetime, actor: Actor, topic_id: int) -> TopicView:
    """Take one's vote back. Refused: topic.unknown, topic.decided."""
    _open(conn, now, actor, topic_id)
    topics.take_back(conn, topic_id, actor.user_id)
    return looking.show(conn, now, actor, topic_id)


def describe(conn: Connection, now: datetime, actor: Actor, topic_id: int, description: str) -> TopicView:
    """Say more about one's own topic. Refused: topic.unknown, topic.not_own, topic.decided, topic.description_long."""
    more = rules.clean_description(description)
    _own(_open(conn, now, actor, topic_id))
    topics.describe(conn, topic_id, more)
    return looking.show(conn, now, actor, topic_id)


def withdraw(conn: Connection, now: datetime, actor: Actor, topic_id: int) -> Topic:
    """Remove one's own topic while nobody else wants it too.

    Refused: topic.unknown, topic.not_own, topic.decided, topic.others_voted.
    """
    topic = _own(_open(conn, now, actor, topic_id))
    if topic.votes - topic.voted > 0:
        raise Refused("topic.others_voted", title=topic.title)
    topics.remove(conn, topic_id)
    return topic


def _open(conn: Connection, now: datetime, actor: Actor, topic_id: int) -> TopicView:
    seen = looking.view(conn, now, actor, looking.held(conn, actor, topic_id))
    if seen.topic.status is not TopicStatus.OPEN:
        raise Refused("topic.decided", title=seen.topic.title)
    return seen


def _own(seen: TopicView) -> Topic:
    if not seen.own:
        raise Refused("topic.not_own", title=seen.topic.title)
    return seen.topic
