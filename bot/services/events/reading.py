"""Reading events: each reader gets what they may see, and counts count nothing else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain import audience
from bot.domain.events import Card, Event, EventView, Status, registration
from bot.domain.people import Actor, Community, Page
from bot.domain.rsvps import Choice, Roster, Rsvp
from bot.services import communities
from bot.services.events import access
from bot.store import attendance_notices, cards, event_lists, rsvps
from bot.store.database import Connection
from bot.store.event_lists import Side, Wanted
from bot.store.events import Filled

GOING_ON = frozenset({Status.PUBLISHED, Status.LIVE})
LISTED = frozenset(Status) - {Status.DISCARDED}


def show(conn: Connection, now: datetime, actor: Actor, event_id: int) -> EventView:
    """One event as the actor may see it. Refused: event.unknown."""
    found, organises = access.visible(conn, now, actor, event_id)
    mine = rsvps.get(conn, event_id, actor.user_id)
    shown = view(conn, now, found, organises=organises, mine=mine, card=cards.get(conn, event_id))
    told = found.event.voice_channel_id is not None or bool(attendance_notices.told(conn, [event_id]))
    return replace(shown, noted=told)


def upcoming(
    conn: Connection, now: datetime, actor: Actor, kind: str | None = None, page: int = 0, size: int = 5
) -> Page[EventView]:
    """Events that are not over yet, the next one first."""
    return _listed(conn, now, actor, (Wanted(actor.community_id, now, Side.COMING, GOING_ON, kind),), page, size)


def listing(
    conn: Connection, now: datetime, actor: Actor, status: Status | None = None, page: int = 0, size: int = 10
) -> Page[EventView]:
    """All events for organisers, drafts too, those to come first; discarded ones when asked for.

    Refused: permission.organiser.
    """
    access.organiser(conn, now, actor)
    statuses = LISTED if status is None else frozenset({status})
    sides = tuple(Wanted(actor.community_id, now, side, statuses) for side in Side)
    return _listed(conn, now, actor, sides, page, size)


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
    number = Page.within(number, size, len(seen))
    part = seen[number * size : (number + 1) * size]
    return Page(_views(conn, now, actor, community, part), number, size, len(seen))


def _seen_of(conn: Connection, actor: Actor, community: Community, wanted: Wanted) -> tuple[Wanted, int]:
    """What the actor may see of the events wanted, and how many that are."""
    if audience.organises(actor, community):
        return wanted, event_lists.count(conn, wanted)
    reaches = event_lists.reaches(conn, wanted)
    hidden = frozenset(reach for reach in reaches if not audience.may_see(actor, reach, community))
    number = sum(many for reach, many in reaches.items() if reach not in hidden)
    return replace(wanted, but=hidden), number


def _listed(
    conn: Connection, now: datetime, actor: Actor, sides: tuple[Wanted, ...], number: int, size: int
) -> Page[EventView]:
    """One page of lists that follow each other; read are its own events only."""
    community = communities.get(conn, now, actor.community_id)
    lists = [_seen_of(conn, actor, community, wanted) for wanted in sides]
    total = sum(many for _, many in lists)
    number = Page.within(number, size, total)
    part: list[Filled] = []
    skip = number * size
    for wanted, many in lists:
        if skip < many and len(part) < size:
            part += event_lists.part(conn, wanted, size - len(part), skip)
        skip = max(0, skip - many)
    return Page(_views(conn, now, actor, community, part), number, size, total)


def _views(
    conn: Connection, now: datetime, actor: Actor, community: Community, part: list[Filled]
) -> tuple[EventView, ...]:
    if not part:
        return ()
    ids = [filled.event.id for filled in part]
    standing = cards.of_events(conn, ids)
    mine = {rsvp.event_id: rsvp for rsvp in rsvps.of_person(conn, actor.community_id, actor.user_id, ids)}
    organises = audience.organises(actor, community)
    return tuple(
        view(conn, now, filled, organises=organises, mine=mine.get(filled.event.id), card=standing.get(filled.event.id))
        for filled in part
    )


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
