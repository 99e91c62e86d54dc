"""Whether there will be a recording of an event: its kind says it first, then its organisers and host, at any time."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.events import Event, Status
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import logbook, planning
from bot.services.materials import telling
from bot.services.materials.changing import held_event
from bot.store import events
from bot.store import materials as store
from bot.store.database import Connection


@dataclass(frozen=True, slots=True)
class Expected:
    """A recording will follow: when somebody is asked for it next; None when that is over, or taken out of the plan."""

    event: Event
    asked_at: datetime | None


def expect_recording(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Expected:
    """A recording of this event will follow: whoever holds it is asked for it afterwards, until it is there.

    Refused: permission.organiser, event.unknown, event.discarded, event.cancelled, recording.there.
    """
    event = _missing(conn, now, actor, event_id)
    if event.status in (Status.DISCARDED, Status.CANCELLED):
        raise Refused(f"event.{event.status}", title=event.title)
    event = _save(conn, now, actor, event, expected=True)
    return Expected(event, planning.next_of(conn, now, event, "chase"))


def no_recording(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Event:
    """There will be no recording of this event: nobody is asked for it any more.

    Refused: permission.organiser, event.unknown, recording.there.
    """
    event = _missing(conn, now, actor, event_id)
    event = _save(conn, now, actor, event, expected=False)
    telling.is_settled(conn, now, event)
    return event


def _missing(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Event:
    """The event, held, while no recording of it is there."""
    _, event = held_event(conn, now, actor, event_id)
    if event is None:
        raise Refused("event.unknown")
    if store.has_recording(conn, event.id):
        raise Refused("recording.there", title=event.title)
    return event


def _save(conn: Connection, now: datetime, actor: Actor, event: Event, *, expected: bool) -> Event:
    if event.recorded == expected:
        return event
    event = replace(event, recorded=expected, updated_at=now)
    events.save(conn, event)
    planning.replan(conn, now, event)
    logbook.write(conn, now, actor, "recording.expect" if expected else "recording.none", event.id)
    return event
