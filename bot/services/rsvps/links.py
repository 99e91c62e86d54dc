"""The join link: given to those who hold a seat, from some time before the start, and to nobody else."""

from datetime import datetime, timedelta

from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.domain.seats import require_answerable
from bot.services.events import access
from bot.store import rsvps
from bot.store.database import Connection


def join_link(conn: Connection, now: datetime, actor: Actor, event_id: int) -> str:
    """The link to join. Organisers get it at any time until the end.

    Refused: event.unknown, event.not_published, event.cancelled, event.ended, link.none, link.no_seat,
    link.accept_first, link.not_yet (opens, an instant).
    """
    found, organises = access.visible(conn, now, actor, event_id)
    event = found.event
    require_answerable(event, now)
    if not event.join_link:
        raise Refused("link.none", title=event.title)
    if organises:
        return event.join_link
    mine = rsvps.get(conn, event_id, actor.user_id)
    if mine is not None and mine.choice is Choice.OFFERED:
        raise Refused("link.accept_first", title=event.title)
    if mine is None or mine.choice is not Choice.GOING:
        raise Refused("link.no_seat", title=event.title)
    opens = event.starts_at - timedelta(minutes=event.link_opens_minutes)
    if now < opens:
        raise Refused("link.not_yet", title=event.title, opens=opens)
    return event.join_link
