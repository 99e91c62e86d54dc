"""Reading attendance: organisers read an event's, everybody their own. Nothing compares people with each other."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain import audience
from bot.domain.attendance import Attendance, Gap, Source, merged, minutes_there
from bot.domain.events import Event, Status
from bot.domain.people import Actor, Page
from bot.domain.rsvps import Choice
from bot.services import communities
from bot.services.attendance.announcing import noted
from bot.services.events import access
from bot.store import attendance, events, presence, rsvps
from bot.store.database import Connection


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who came, for organisers. While the event is on it is as things stand, with those who are in its channel now.

    `erased` were there, too, but their data is gone. `absent` said that they would come and were not seen (nobody is
    absent before the start). `going` counts everybody who said so, erased ones too.
    """

    event: Event
    there: tuple[Attendance, ...]
    absent: tuple[int, ...]
    going: int
    erased: int
    gaps: tuple[Gap, ...]
    begun: bool
    here: frozenset[int] = frozenset()  # in the channel right now

    @property
    def total(self) -> int:
        return len(self.there) + self.erased


def roster(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Turnout:
    """Refused: permission.organiser, event.unknown."""
    access.organiser(conn, now, actor)
    filled = access.visible(conn, now, actor, event_id)[0]
    event = filled.event
    here = frozenset(presence.here(conn, [event_id]).get(event_id, ()))
    there = _as_things_stand(conn, now, event)
    known = {record.user_id for record in there} | here
    begun = now >= event.starts_at and event.status is not Status.CANCELLED
    going = [rsvp.user_id for rsvp in rsvps.of_event(conn, event_id) if rsvp.choice is Choice.GOING] if begun else []
    return Turnout(
        event=event,
        there=there,
        absent=tuple(user_id for user_id in going if user_id not in known),
        going=filled.seats.going,
        erased=attendance.erased(conn, event_id),
        gaps=presence.gaps(conn, event_id),
        begun=begun,
        here=here,
    )


def _as_things_stand(conn: Connection, now: datetime, event: Event) -> tuple[Attendance, ...]:
    """What is noted, and what the channel adds to it until it is noted at the end."""
    records = {record.user_id: record for record in attendance.of_event(conn, event.id)}
    if presence.seen_at(conn, event.id) is None:
        return tuple(records.values())
    until = min(now, event.ends_at)
    for user_id, stays in presence.stays(conn, event.id).items():
        minutes = minutes_there(stays, event.starts_at, until) if until > event.starts_at else 0
        if minutes:
            fresh = Attendance(event.id, user_id, minutes, frozenset({Source.VOICE}), None, now)
            known = records.get(user_id)
            records[user_id] = fresh if known is None else merged(known, now, Source.VOICE, minutes, None)
    return tuple(records.values())


@dataclass(frozen=True, slots=True)
class Own:
    """That a person was at an event. `told`: they could know beforehand that it would be noted."""

    event: Event
    record: Attendance
    told: bool


def mine(conn: Connection, now: datetime, actor: Actor, page: int = 0, size: int = 5) -> Page[Own]:
    """The actor's own attendance, the latest first; of events that they may still see and that took place."""
    community = communities.get(conn, now, actor.community_id)
    found = []
    for record in attendance.of_person(conn, actor.community_id, actor.user_id):
        event = events.get(conn, record.event_id)
        if event is not None and event.status is not Status.CANCELLED and audience.may_see(actor, event, community):
            found.append((event, record))
    found.sort(key=lambda each: (each[0].starts_at, each[0].id), reverse=True)
    told = noted(conn, [event for event, _ in found])
    return Page.of([Own(event, record, event.id in told or _saw_it(record)) for event, record in found], page, size)


def _saw_it(record: Attendance) -> bool:
    """A channel or a code noted them, and both are announced."""
    return not record.sources.isdisjoint({Source.VOICE, Source.CODE})
