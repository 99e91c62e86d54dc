"""Which events are suggested while a person types: those they may see and can do this with."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from bot.domain import audience
from bot.domain.events import Event, Purpose, Status, has_started, is_over
from bot.domain.folding import fold
from bot.domain.people import Actor
from bot.services import communities
from bot.services.events.reading import GOING_ON, without_link
from bot.store import events
from bot.store.database import Connection
from bot.store.events import Filled

LIMIT = 25  # Discord shows no more choices
_CHUNK = 50  # years of events lie in the store, and a keystroke wants 25 of them
_NUMBER = re.compile(r"\s*#?(\d{1,9})\s*")

_ANNOUNCED = GOING_ON | {Status.ENDED, Status.ARCHIVED, Status.CANCELLED}
_DRAFTS = frozenset({Status.DRAFT})
_PUBLISHED = GOING_ON | {Status.ENDED, Status.ARCHIVED}


def _any(event: Event, now: datetime) -> bool:
    return True


def _not_over(event: Event, now: datetime) -> bool:
    return event.status is Status.DRAFT or not is_over(event, now)


def _can_close(event: Event, now: datetime) -> bool:
    return not _is_closed(event, now) and not has_started(event, now)


def _can_reopen(event: Event, now: datetime) -> bool:
    return _is_closed(event, now) and not has_started(event, now)


def _is_closed(event: Event, now: datetime) -> bool:
    return not event.registration_open or (event.closes_at is not None and event.closes_at <= now)


@dataclass(frozen=True, slots=True)
class _Wanted:
    statuses: frozenset[Status]
    fits: Callable[[Event, datetime], bool] = _any
    organisers_only: bool = True


_WANTED = {
    Purpose.SEE: _Wanted(_ANNOUNCED | _DRAFTS, organisers_only=False),
    Purpose.ANSWER: _Wanted(GOING_ON, _not_over, organisers_only=False),
    Purpose.EDIT: _Wanted(GOING_ON | _DRAFTS, _not_over),
    Purpose.MOVE: _Wanted(GOING_ON | _DRAFTS, _not_over),
    Purpose.CANCEL: _Wanted(GOING_ON, _not_over),
    Purpose.PUBLISH: _Wanted(_DRAFTS),
    Purpose.DISCARD: _Wanted(_DRAFTS),
    Purpose.RESTORE: _Wanted(frozenset({Status.DISCARDED})),
    Purpose.DUPLICATE: _Wanted(_ANNOUNCED | _DRAFTS),
    Purpose.CLOSE: _Wanted(GOING_ON, _can_close),
    Purpose.REOPEN: _Wanted(GOING_ON, _can_reopen),
    Purpose.REPOST: _Wanted(GOING_ON, _not_over),
    Purpose.ROSTER: _Wanted(_ANNOUNCED),
    Purpose.ATTENDANCE: _Wanted(_PUBLISHED),
    Purpose.FEEDBACK: _Wanted(_PUBLISHED),
    Purpose.MATERIAL: _Wanted(_PUBLISHED),
    Purpose.PLAN: _Wanted(GOING_ON, _not_over),
    Purpose.REMIND: _Wanted(GOING_ON | _DRAFTS, _not_over),
}


def suggest(conn: Connection, now: datetime, actor: Actor, typed: str, *, purpose: Purpose) -> tuple[Event, ...]:
    """At most 25 events whose title has the words typed, or whose number was typed ("#12"); upcoming ones first.

    Nobody is refused: who may do nothing with any event is offered none.
    """
    wanted = _WANTED[purpose]
    community = communities.get(conn, now, actor.community_id)
    organises = audience.organises(actor, community)
    if wanted.organisers_only and not organises:
        return ()
    chosen: dict[int, Event] = {}
    for filled in _found(conn, now, actor.community_id, typed, wanted.statuses):
        if audience.may_see(actor, filled.event, community) and wanted.fits(filled.event, now):
            chosen[filled.event.id] = filled.event if organises else without_link(filled.event)
        if len(chosen) == LIMIT:
            break
    return tuple(chosen.values())


def _found(
    conn: Connection, now: datetime, community_id: int, typed: str, statuses: frozenset[Status]
) -> Iterator[Filled]:
    number = _NUMBER.fullmatch(typed)
    if number is not None:
        yield from events.search(conn, community_id, now, statuses=statuses, ids=frozenset({int(number[1])}))
        if "#" in typed:
            return
    folded = fold(typed[:100])
    for start in count(0, _CHUNK):
        part = events.search(conn, community_id, now, statuses=statuses, folded=folded, limit=_CHUNK, offset=start)
        yield from part
        if len(part) < _CHUNK:
            return
