"""The code that is shown on site, and checking in with it.

A wrong code is no refusal here: it is counted, and what is refused is not kept. Neither does anything tell a code of
an event that somebody may not see from one that does not exist.
"""

import hmac
import secrets
from dataclasses import replace
from datetime import datetime

from bot.domain import audience
from bot.domain.attendance import Source
from bot.domain.checkin import (
    KNOWN_FOR,
    TRIES,
    CheckedIn,
    CheckIn,
    Code,
    Guesses,
    NotNow,
    Wait,
    Wrong,
    heard,
    new_text,
    window,
)
from bot.domain.events import Event
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import communities, logbook, notices
from bot.services.attendance.announcing import keep_said
from bot.services.attendance.noting import require_takes_place
from bot.services.events import access
from bot.store import attendance, checkins, events
from bot.store.database import Connection


def code_of(conn: Connection, now: datetime, actor: Actor, event_id: int) -> tuple[Event, Code | None]:
    """An event and its code, for those who show it. Refused: permission.organiser, event.unknown."""
    access.organiser(conn, now, actor)
    event = access.visible(conn, now, actor, event_id)[0].event
    return event, checkins.get(conn, event_id)


def open_code(
    conn: Connection,
    now: datetime,
    actor: Actor,
    event_id: int,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> tuple[Event, Code]:
    """The event's code; a new one when it has none or it works no more. Given times change when it works.

    Refused: permission.organiser, event.unknown, event.not_published, event.discarded, event.cancelled,
    checkin.over, checkin.window.
    """
    event = access.held(conn, now, actor, event_id).event
    require_takes_place(event)
    known = checkins.get(conn, event_id)
    if known is None or (known.closes_at <= now and closes_at is None):
        return _save(conn, now, actor, event, _fresh(conn, now, actor, event), opens_at, closes_at)
    if opens_at is None and closes_at is None:
        return event, known
    return _save(conn, now, actor, event, known, opens_at, closes_at)


def new_code(conn: Connection, now: datetime, actor: Actor, event_id: int) -> tuple[Event, Code]:
    """Another code for the same time; the old one works no more. Refused as `open_code`."""
    event = access.held(conn, now, actor, event_id).event
    require_takes_place(event)
    known, fresh = checkins.get(conn, event_id), _fresh(conn, now, actor, event)
    if known is not None and known.closes_at > now:
        fresh = replace(fresh, opens_at=known.opens_at, closes_at=known.closes_at)
    return _save(conn, now, actor, event, fresh, None, None)


def close_code(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Event:
    """Nobody can check in any more. Refused: permission.organiser, event.unknown."""
    event = access.held(conn, now, actor, event_id).event
    if checkins.remove(conn, event_id):
        keep_said(conn, now, event)
        logbook.write(conn, now, actor, "attendance.code_closed", event_id)
        notices.refresh_card(conn, now, event)
    return event


def _save(
    conn: Connection,
    now: datetime,
    actor: Actor,
    event: Event,
    code: Code,
    opens_at: datetime | None,
    closes_at: datetime | None,
) -> tuple[Event, Code]:
    made = replace(code, opens_at=opens_at or code.opens_at, closes_at=closes_at or code.closes_at)
    if made.closes_at <= made.opens_at:
        raise Refused("checkin.window")
    if made.closes_at <= now:
        raise Refused("checkin.over", title=event.title)
    checkins.put(conn, made)
    logbook.write(conn, now, actor, "attendance.code", event.id, opens=made.opens_at, closes=made.closes_at)
    notices.refresh_card(conn, now, event)
    return event, made


def _fresh(conn: Connection, now: datetime, actor: Actor, event: Event) -> Code:
    taken = {code.text for code in checkins.of_community(conn, event.community_id, now - KNOWN_FOR)}
    text = new_text(secrets.randbelow)
    while text in taken:
        text = new_text(secrets.randbelow)
    return Code(event.id, text, *window(event), actor.user_id)


def check_in(conn: Connection, now: datetime, actor: Actor, typed: str) -> CheckIn:
    """Check in with a code. A second time is fine; so is a member who had not answered, or who had declined."""
    guessed = checkins.guesses(conn, actor.community_id, actor.user_id)
    until = guessed.waits_until(now) if guessed is not None else None
    if until is not None:
        return Wait(until)
    found = _meant(conn, now, actor, heard(typed))
    if found is None:
        communities.ensure(conn, now, actor.community_id)
        after = guessed.after_another(now) if guessed is not None else Guesses(1, now)
        checkins.remember(conn, actor.community_id, actor.user_id, after)
        waits = after.waits_until(now)
        return Wrong(TRIES - after.tries) if waits is None else Wait(waits)
    event, code = found
    if not code.opens_at <= now < code.closes_at:
        return NotNow(event, code.opens_at, code.closes_at)
    checkins.forgive(conn, actor.community_id, actor.user_id)
    known = attendance.get(conn, event.id, actor.user_id)
    attendance.note(conn, now, event.id, actor.user_id, Source.CODE, None, None)
    return CheckedIn(event, again=known is not None and Source.CODE in known.sources)


def _meant(conn: Connection, now: datetime, actor: Actor, typed: str) -> tuple[Event, Code] | None:
    """Every code of these days is looked at, and each in the same time, whatever was typed."""
    community = communities.get(conn, now, actor.community_id)
    meant = None
    for code in checkins.of_community(conn, actor.community_id, now - KNOWN_FOR):
        same = hmac.compare_digest(code.text.encode(), typed.encode())
        event = events.get(conn, code.event_id)
        if event is not None and audience.may_see(actor, event, community) and same:
            meant = event, code
    return meant
