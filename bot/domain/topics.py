"""Topics: what people would like to learn about. Anybody suggests and votes, organisers make events of them.

A topic that became an event is "planned" for whoever may see that event, and still open for everybody else: else a
draft, or an event for some, would show here.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain import audience
from bot.domain.details import one_line, says_something, some_lines
from bot.domain.events import Event
from bot.domain.people import Actor, Community
from bot.domain.refused import Refused

TITLE = 100  # characters, as an event's: it may become one
DESCRIPTION = 1000
REASON = 300
MOST = 20  # open ones of one person that nobody else wants yet
ALIKE = 85.0  # of 100: from here on two titles are probably the same wish


class TopicStatus(StrEnum):
    OPEN = "open"
    PLANNED = "planned"  # an event was made of it
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Topic:
    id: int
    community_id: int
    title: str
    description: str
    status: TopicStatus
    created_at: datetime
    event_id: int | None = None  # the event it became
    created_by: int | None = None  # None once that person's data was erased
    reason: str = ""  # why it was declined
    votes: int = 0  # the suggester's own among them
    voted: bool = False  # whether the one who asks is among the voters


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic as one reader may see it; `event` is the one it became, if they may see that."""

    topic: Topic
    event: Event | None = None
    own: bool = False


def clean_title(text: str) -> str:
    """Raises Refused("topic.title_missing"), Refused("topic.title_long")."""
    cleaned = one_line(text)
    if not says_something(cleaned):
        raise Refused("topic.title_missing")
    if len(cleaned) > TITLE:
        raise Refused("topic.title_long", limit=TITLE, length=len(cleaned))
    return cleaned


def clean_description(text: str) -> str:
    """Raises Refused("topic.description_long")."""
    return _within("topic.description_long", some_lines(text), DESCRIPTION)


def clean_reason(text: str) -> str:
    """Raises Refused("topic.reason_long")."""
    return _within("topic.reason_long", some_lines(text), REASON)


def _within(key: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise Refused(key, limit=limit, length=len(text))
    return text


def seen_by(actor: Actor, topic: Topic, event: Event | None, community: Community) -> TopicView:
    """The topic as the actor may see it."""
    own = topic.created_by == actor.user_id
    if topic.status is not TopicStatus.PLANNED:
        return TopicView(topic, None, own)
    if event is not None and audience.may_see(actor, event, community):
        return TopicView(topic, event, own)
    return TopicView(replace(topic, status=TopicStatus.OPEN, event_id=None), None, own)
