"""Which events are suggested while a person types: those they may see and can do this with."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain import audience
from bot.domain.attendance import NOTED_FROM
from bot.domain.events import Event, Feedback, Purpose, Status, has_started, is_over
from bot.domain.folding import fold
from bot.domain.people import Actor, Community
from bot.domain.plan import ASKED_AFTER, CHASED_AFTER, FEEDBACK_OPEN
from bot.services import communities
from bot.services.events.reading import GOING_ON, without_link
from bot.store import event_lists, events
from bot.store.database import Connection
from bot.store.event_lists import Side, Wanted

LIMIT = 25  # Discord shows no more choices
_LOOKED_AT = 1_000  # titles on either side of now: years of events lie in the store, and a keystroke wants 25
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


def _can_be_noted(event: Event, now: datetime) -> bool:
    return now >= event.starts_at - NOTED_FROM


def _takes_feedback(event: Event, now: datetime) -> bool:
    """As far as the event knows: that nobody was asked is said when it is chosen."""
    opens, closes = event.ends_at + ASKED_AFTER, event.ends_at + FEEDBACK_OPEN
    return event.feedback is not Feedback.NONE and opens <= now < closes


def _has_a_plan(event: Event, now: datetime) -> bool:
    """Feedback and the recording are asked for after the end."""
    return now < event.ends_at + CHASED_AFTER[-1]


@dataclass(frozen=True, slots=True)
class _Wanted:
    statuses: frozenset[Status]
    fits: Callable[[Event, datetime], bool] = _any
    organisers_only: bool = True
    hosts_too: bool = False  # of their own events


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
    Purpose.NOTE: _Wanted(_PUBLISHED, _can_be_noted),
    Purpose.FEEDBACK: _Wanted(_PUBLISHED),
    Purpose.RESULTS: _Wanted(_PUBLISHED, is_over),
    Purpose.GIVE: _Wanted(_PUBLISHED, _takes_feedback, organisers_only=False),
    Purpose.MATERIAL: _Wanted(_PUBLISHED, hosts_too=True),
    Purpose.PLAN: _Wanted(_PUBLISHED, _has_a_plan),
    Purpose.REMIND: _Wanted(GOING_ON | _DRAFTS, _not_over),
}


def suggest(conn: Connection, now: datetime, actor: Actor, typed: str, *, purpose: Purpose) -> tuple[Event, ...]:
    """At most 25 events whose title has the words typed, or whose number was typed ("#12"); upcoming ones first.

    Nobody is refused: who may do nothing with any event is offered none. So that a keystroke costs the same whatever
    lies in the past, titles are looked at of the 1,000 next and the 1,000 latest events: an older one is found by its
    number only.
    """
    wanted = _WANTED[purpose]
    community = communities.get(conn, now, actor.community_id)
    organises = audience.organises(actor, community)
    if wanted.organisers_only and not organises and not wanted.hosts_too:
        return ()
    only_own = wanted.organisers_only and not organises
    chosen: dict[int, Event] = {}
    for event in _found(conn, now, actor, community, typed, wanted.statuses):
        if wanted.fits(event, now) and not (only_own and not audience.hosts(actor, event, community)):
            chosen[event.id] = event if organises else without_link(event)
        if len(chosen) == LIMIT:
            break
    return tuple(chosen.values())


def _found(
    conn: Connection, now: datetime, actor: Actor, community: Community, typed: str, statuses: frozenset[Status]
) -> Iterator[Event]:
    """Those the actor may see, in order."""
    number = _NUMBER.fullmatch(typed)
    if number is not None:
        meant = frozenset({int(number[1])})
        for filled in events.search(conn, community.id, now, statuses=statuses, ids=meant):
            if audience.may_see(actor, filled.event, community):
                yield filled.event
        if "#" in typed:
            return
    words = tuple(fold(typed[:100]).split())
    for side in Side:
        near = event_lists.horizon(conn, Wanted(community.id, now, side, statuses, words=words), _LOOKED_AT)
        for filled in event_lists.each(conn, near):
            if audience.may_see(actor, filled.event, community):
                yield filled.event
