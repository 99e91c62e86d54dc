"""Certificates of attendance: asked for by who was there, checked by anybody who has the code."""

import secrets
from dataclasses import replace
from datetime import datetime

from bot.domain import audience
from bot.domain import certificates as rules
from bot.domain.attendance import Attendance
from bot.domain.certificates import Certificate, Confirmed
from bot.domain.events import Event, Status, is_over
from bot.domain.folding import fold
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import communities
from bot.services.attendance.noting import require_takes_place
from bot.services.events import access
from bot.services.events.reading import without_link
from bot.store import attendance, certificates, events
from bot.store.database import Connection

_TOOK_PLACE = frozenset({Status.PUBLISHED, Status.LIVE, Status.ENDED, Status.ARCHIVED})


def offered(conn: Connection, now: datetime, actor: Actor, event_id: int) -> tuple[Event, Certificate | None]:
    """The event of which the actor can have a certificate, and the one they have, if they do.

    Refused: event.unknown, event.cancelled, event.not_published, event.discarded, certificate.not_yet (while it is
    on), certificate.not_there.
    """
    event, _ = _earned(conn, now, actor, event_id)
    return event, certificates.get(conn, event_id, actor.user_id)


def issue(conn: Connection, now: datetime, actor: Actor, event_id: int, name: str, language: str) -> Confirmed:
    """The actor's certificate with this name printed on it.

    Asked for again it is the same. With another name, or another number of minutes, it is a new one: the old one's code
    is unknown from then on, as the paper says something else. Refused as `offered`, and certificate.name,
    certificate.name_long.
    """
    name = rules.name_of(name)
    event, there = _earned(conn, now, actor, event_id)
    code = rules.new_code(secrets.choice)
    fresh = Certificate(event_id, actor.user_id, code, name, language, there.minutes, now)
    if certificates.add(conn, fresh):  # of two clicks at once, the second finds what the first made
        return Confirmed(fresh, event)
    known = certificates.get(conn, event_id, actor.user_id)
    same = known is not None and (known.name, known.minutes) == (name, there.minutes)
    issued = replace(known, language=language) if known is not None and same else fresh
    if issued != known:
        certificates.put(conn, issued)
    return Confirmed(issued, event)


def suggest(conn: Connection, now: datetime, actor: Actor, typed: str) -> tuple[Event, ...]:
    """At most 25 events that the actor was at and that are over, the latest first, with the words typed."""
    words = fold(typed[:100]).split()
    community = communities.get(conn, now, actor.community_id)
    theirs = {record.event_id for record in attendance.of_person(conn, community.id, actor.user_id)}
    theirs |= certificates.events_of(conn, actor.user_id)
    listed = events.search(conn, community.id, now, statuses=_TOOK_PLACE, ids=frozenset(theirs))
    seen = [each.event for each in listed if audience.may_see(actor, each.event, community)]
    found = [each for each in seen if is_over(each, now) and all(word in fold(each.title) for word in words)]
    return tuple(without_link(event) for event in found[:25])


def verify(conn: Connection, now: datetime, typed: str) -> Confirmed | None:
    """What a code stands for, in whichever community; None when there is no such certificate.

    Nobody's permission is asked: whoever has the code was given it by its holder. It can be checked for as long as it
    is kept, also when the record of who was there is gone; but not when it states more minutes than that record.
    """
    code = rules.heard(typed)
    found = certificates.by_code(conn, code) if code is not None else None
    event = events.get(conn, found.event_id) if found is not None else None
    if found is None or event is None or event.status is Status.CANCELLED:
        return None
    there = attendance.get(conn, event.id, found.user_id)
    if there is not None and there.minutes is not None and found.minutes is not None and found.minutes > there.minutes:
        return None
    return Confirmed(found, event)


def _earned(conn: Connection, now: datetime, actor: Actor, event_id: int) -> tuple[Event, Attendance | Certificate]:
    """The event, and what says that they were there: a certificate says so for longer than attendance is kept."""
    event = access.visible(conn, now, actor, event_id)[0].event
    require_takes_place(event)
    if not is_over(event, now):
        raise Refused("certificate.not_yet", title=event.title, ends=event.ends_at)
    there = attendance.get(conn, event_id, actor.user_id) or certificates.get(conn, event_id, actor.user_id)
    if there is None:
        raise Refused("certificate.not_there", title=event.title)
    return event, there
