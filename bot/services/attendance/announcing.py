"""Telling people beforehand that it is noted who is there, also where that is done by hand or from a list.

A channel and a check-in code announce themselves. What was said when an event began stays said: whoever is noted
afterwards can read whether they knew.
"""

from collections.abc import Collection
from datetime import datetime

from bot.domain.events import Event, Status, has_started
from bot.domain.people import Actor
from bot.services import logbook, notices
from bot.services.events import access
from bot.store import attendance_notices
from bot.store.database import Connection


def announce(conn: Connection, now: datetime, actor: Actor, event_id: int, *, noted: bool = True) -> tuple[Event, bool]:
    """Say on the card and in reminders that it is noted who is there, or do not; and whether it is said now.

    Refused: permission.organiser, event.unknown, event.discarded, event.cancelled, event.ended.
    """
    event = access.held(conn, now, actor, event_id).event
    access.require_going_on(event, now)
    changed = attendance_notices.add(conn, event_id) if noted else attendance_notices.remove(conn, event_id)
    if changed:
        logbook.write(conn, now, actor, f"attendance.{'announce' if noted else 'unannounce'}", event_id)
        if event.status is not Status.DRAFT:
            notices.refresh_card(conn, now, event)
    return event, is_noted(conn, now, event)


def is_noted(conn: Connection, now: datetime, event: Event) -> bool:
    """Whether people are told that it is noted who is there: by a channel that is watched, a code, or an organiser."""
    return event.id in noted(conn, [event])


def noted(conn: Connection, found: Collection[Event]) -> frozenset[int]:
    """As `is_noted`, of several events at once: the ids of those."""
    told = attendance_notices.told(conn, [event.id for event in found])
    return told | {event.id for event in found if event.voice_channel_id is not None}


def keep_said(conn: Connection, now: datetime, event: Event) -> None:
    """What announced it goes: an event that has begun has been announced all the same."""
    if has_started(event, now):
        attendance_notices.add(conn, event.id)
