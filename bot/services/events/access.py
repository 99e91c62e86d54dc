"""How a use case gets at an event: only as far as the actor may, and held before anything about it is decided."""

from datetime import datetime

from bot.domain import audience, seats
from bot.domain.events import Event, Status, is_over
from bot.domain.people import Actor, Community, Duty, require
from bot.domain.refused import Refused
from bot.services import communities
from bot.store import events
from bot.store.database import Connection
from bot.store.events import Filled, Look

_LARGEST_ID = 2**31 - 1  # of an INTEGER column on PostgreSQL


def organiser(conn: Connection, now: datetime, actor: Actor) -> Community:
    """The actor's community. Raises Refused("permission.organiser") for everybody else."""
    community = communities.get(conn, now, actor.community_id)
    require(Duty.ORGANISER, actor, community)
    return community


def visible(conn: Connection, now: datetime, actor: Actor, event_id: int) -> tuple[Filled, bool]:
    """An event that the actor may see, and whether they organise it. Raises Refused("event.unknown")."""
    found = _find(events.read, conn, actor, event_id)
    community = communities.get(conn, now, actor.community_id)
    if not audience.may_see(actor, found.event, community):
        raise Refused("event.unknown")
    return found, audience.organises(actor, community)


def held(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Filled:
    """An event that the actor organises, to be changed.

    Raises Refused("permission.organiser") whether or not there is such an event, or Refused("event.unknown").
    """
    organiser(conn, now, actor)
    return _find(events.hold, conn, actor, event_id)


def answerable(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Filled:
    """An event that the actor may answer, with its seats held.

    Raises Refused: event.unknown, event.not_published, event.cancelled, event.ended. The community's settings are
    read only when the event is not simply open to the actor: this is on the way of every click.
    """
    found = _find(events.hold, conn, actor, event_id)
    if not audience.is_open_to(found.event, actor):
        community = communities.get(conn, now, actor.community_id)
        if not audience.may_see(actor, found.event, community):
            raise Refused("event.unknown")
    seats.require_answerable(found.event, now)
    return found


def require_going_on(event: Event, now: datetime) -> None:
    """Refuse what can be done only before an event is over: event.discarded, event.cancelled, event.ended."""
    if event.status is Status.DISCARDED:
        raise Refused("event.discarded", title=event.title)
    if event.status is Status.CANCELLED:
        raise Refused("event.cancelled", title=event.title)
    if event.status is not Status.DRAFT and is_over(event, now):
        raise Refused("event.ended", title=event.title)


def require_announced(event: Event, now: datetime) -> None:
    """As `require_going_on`, and a draft is refused too: event.not_published."""
    if event.status is Status.DRAFT:
        raise Refused("event.not_published", title=event.title)
    require_going_on(event, now)


def _find(look: Look, conn: Connection, actor: Actor, event_id: int) -> Filled:
    found = look(conn, event_id) if 0 < event_id <= _LARGEST_ID else None
    if found is None or found.event.community_id != actor.community_id:
        raise Refused("event.unknown")
    return found
