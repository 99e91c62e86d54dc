"""What becomes of topics when the events do that were made of them: called by `services/events`.

Who wished for an event hears of it by direct message if they asked for those; nobody is mentioned in a channel.
"""

from datetime import datetime

from bot.domain.events import Event
from bot.domain.outbox import Saying
from bot.domain.topics import TopicStatus
from bot.services import circles, communities, notices
from bot.store import topics
from bot.store.database import Connection
from bot.store.recipients import Circle, Message, Who


def published(conn: Connection, now: datetime, event: Event) -> None:
    """Tell those who wished for it that the event is there. One statement, however many they are.

    Whether they may see a restricted event is asked before each message is sent.
    """
    direct = circles.allows_direct(communities.get(conn, now, event.community_id))
    circle = Circle(event.id, event.community_id, (), direct, who=Who.WISHED)
    message = Message(f"event:{event.id}/topic_planned", Saying.TOPIC_PLANNED, {}, event.ends_at)
    notices.tell(conn, now, event, circle, message, channel=False)


def called_off(conn: Connection, now: datetime, event: Event) -> None:
    """The draft was put away or the event cancelled: its topics are open again."""
    topics.follow_event(conn, event.id, TopicStatus.PLANNED, TopicStatus.OPEN)


def back(conn: Connection, now: datetime, event: Event) -> None:
    """A draft that was put away is there again, and its topics are planned again."""
    topics.follow_event(conn, event.id, TopicStatus.OPEN, TopicStatus.PLANNED)
