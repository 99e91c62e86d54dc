"""Reading events: each reader gets what they may see, and counts count nothing else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain import audience
from bot.domain.events import Card, Event, EventView, Status, registration
from bot.domain.people import Actor, Page
from bot.domain.rsvps import Choice, Roster, Rsvp
from bot.services import communities
from bot.services.events import access
from bot.store import cards, events, rsvps
from bot.store.database import Connection
from bot.store.events import Filled

GOING_ON = frozenset({Status.PUBLISHED, Status.LIVE})
LISTED = frozenset(Status) - {Status.DISCARDED}


def show(conn: Connection, now: datetime, actor: Actor, event_id: int) -> EventView:
    """One event as the actor may see it. Refused: event.unknown."""
    found, organises = access.visible(conn, now, actor, event_id)
    mine = rsvps.get(conn, event_id, actor.user_id)
    return view(conn, now, found, organises=organises, mine=mine, card=cards.get(conn, event_id))


def upcoming(
    conn: Connection, now: datetime, actor: Actor, kind: str | None = None, page: int = 0, size: int = 5
) -> Page[EventView]:
    """Events that are not over yet, the next one first."""
    found = events.search(conn, actor.community_id, now, statuses=GOING_ON, kind=kind, only_upcoming=True)
    return page_of(conn, now, actor, found, page, size)


def listing(
    conn: Connection, now: datetime, actor: Actor, status: Status | None = None, page: int = 0, size: int = 10
) -> Page[EventView]:
    """All events for organisers, drafts too, those to come first; discarded ones when asked for.

    Refused: permission.organiser.
    """
    access.organiser(conn, now, actor)
    statuses = LISTED if status is None else frozenset({status})
    found = events.search(conn, actor.community_id, now, statuses=statuses)
    return page_of(conn, now, actor, found, page, size)


def roster(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Roster:
    """Everybody's answers. Refused: permission.organiser, event.unknown."""
    access.organiser(conn, now, actor)
    found, _ = access.visible(conn, now, actor, event_id)
    return Roster(found.event, found.seats, rsvps.of_event(conn, event_id), rsvps.erased(conn, event_id))


def page_of(
    conn: Connection, now: datetime, actor: Actor, found: Iterable[Filled], number: int, size: int
) -> Page[EventView]:
    """One page of those events that the actor may see; a page beyond the last is the last."""
    community = communities.get(conn, now, actor.community_id)
    seen = [filled for filled in found if audience.may_see(actor, filled.event, community)]
    number = max(0, min(number, (len(seen) - 1) // size))
    part = seen[number * size : (number + 1) * size]
    ids = [filled.event.id for filled in part]
    standing = cards.of_events(conn, ids)
    mine = {rsvp.event_id: rsvp for rsvp in rsvps.of_person(conn, actor.community_id, actor.user_id, ids)}
    organises = audience.organises(actor, community)
    views = tuple(
        view(conn, now, filled, organises=organises, mine=mine.get(filled.event.id), card=standing.get(filled.event.id))
        for filled in part
    )
    return Page(views, number, size, len(seen))


def view(
    conn: Connection, now: datetime, found: Filled, *, organises: bool, mine: Rsvp | None, card: Card | None
) -> EventView:
    waits = mine is not None and mine.choice is Choice.WAITING
    return EventView(
        event=found.event if organises else without_link(found.event),
        seats=found.seats,
        registration=registration(found.event, found.seats, now),
        card=card,
        mine=mine,
        position=rsvps.position(conn, mine) if waits and mine is not None else None,
        has_link=bool(found.event.join_link),
    )


def without_link(event: Event) -> Event:
    """As everybody may see it: the join link is given out by `rsvps.join_link` alone."""
    return replace(event, join_link="") if event.join_link else event
