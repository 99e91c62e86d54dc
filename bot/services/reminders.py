"""Reminders of an organiser's own, on any event: own text, own moment, own target."""

from datetime import datetime, timedelta

from bot.domain.events import Event, Status
from bot.domain.folding import fold
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.reminders import MOST, Reminder, Target, check
from bot.services import logbook, planning
from bot.services.events import access
from bot.store import events, reminders
from bot.store.database import Connection

_CHOICES = 25  # https://docs.discord.com/developers/interactions/application-commands#autocomplete


def add(
    conn: Connection,
    now: datetime,
    actor: Actor,
    event_id: int,
    minutes: int,
    text: str,
    target: Target,
    role_id: int | None = None,
) -> Reminder:
    """Remind `target` with `text`, `minutes` before the start.

    Refused: permission.organiser, event.unknown, event.cancelled, event.ended, event.discarded, reminder.past,
    reminder.too_far, reminder.too_many, reminder.text_missing, reminder.text_long, reminder.role_missing,
    reminder.role_unused.
    """
    event = access.held(conn, now, actor, event_id).event
    access.require_going_on(event, now)
    kept = check(minutes, text, target, role_id)
    if event.starts_at - timedelta(minutes=minutes) <= now:
        raise Refused("reminder.past", starts=event.starts_at)
    if len(reminders.of_event(conn, event_id)) >= MOST:
        raise Refused("reminder.too_many", most=MOST)
    new = Reminder(0, event_id, minutes, kept, target, now, role_id, actor.user_id)
    reminder_id = reminders.add(conn, new)
    planning.replan(conn, now, event)
    logbook.write(conn, now, actor, "reminder.add", event_id, minutes=minutes)
    return Reminder(reminder_id, event_id, minutes, kept, target, now, role_id, actor.user_id)


def listing(conn: Connection, now: datetime, actor: Actor, event_id: int) -> tuple[Reminder, ...]:
    """The reminders of an event, the earliest first. Refused: permission.organiser, event.unknown."""
    access.organiser(conn, now, actor)
    access.visible(conn, now, actor, event_id)
    return reminders.of_event(conn, event_id)


def remove(conn: Connection, now: datetime, actor: Actor, reminder_id: int) -> Reminder:
    """It will not be said; one that was said already stays said.

    Refused: permission.organiser, reminder.unknown.
    """
    access.organiser(conn, now, actor)
    found = reminders.get(conn, reminder_id)
    event = _of(conn, actor, found)
    if found is None or event is None:
        raise Refused("reminder.unknown")
    reminders.remove(conn, reminder_id)
    planning.replan(conn, now, event)
    logbook.write(conn, now, actor, "reminder.remove", event.id, minutes=found.minutes)
    return found


def suggest(conn: Connection, now: datetime, actor: Actor, typed: str) -> tuple[tuple[Reminder, Event], ...]:
    """Reminders still to come whose text or event's title has what was typed, at most 25, with their events.

    Refused: permission.organiser.
    """
    access.organiser(conn, now, actor)
    words = fold(typed).split()
    open_ = frozenset({Status.DRAFT, Status.PUBLISHED, Status.LIVE})
    found = []
    for filled in events.search(conn, actor.community_id, now, statuses=open_, only_upcoming=True):
        for reminder in reminders.of_event(conn, filled.event.id):
            folded = fold(f"{filled.event.title} {reminder.text}")
            if all(word in folded for word in words):
                found.append((reminder, filled.event))
        if len(found) >= _CHOICES:
            break
    return tuple(found[:_CHOICES])


def _of(conn: Connection, actor: Actor, found: Reminder | None) -> Event | None:
    filled = events.hold(conn, found.event_id) if found is not None else None
    return filled.event if filled is not None and filled.event.community_id == actor.community_id else None
