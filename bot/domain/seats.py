"""The rules of seats and of the waitlist. First come, first served; whoever wants to leave can always leave."""

from datetime import datetime, timedelta

from bot.domain.events import Event, Registration, Seats, Status, has_started, is_over
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice, Rsvp

# those who wanted a seat: they have one, or their ticket gives them a place in the queue for one
QUEUED = frozenset({Choice.GOING, Choice.OFFERED, Choice.WAITING})
HOLDING = frozenset({Choice.GOING, Choice.OFFERED})  # a seat is theirs, or kept for them


def accept_window(now: datetime, starts_at: datetime) -> timedelta | None:
    """How long a freed seat is kept for the person it is offered to; None when it is too late to offer one.

    A day when the start is more than three days away, two hours when it is more than six hours away, else a quarter
    of an hour, and never past the start.
    """
    left = starts_at - now
    if left <= timedelta(0):
        return None
    if left > timedelta(days=3):
        return timedelta(days=1)
    if left > timedelta(hours=6):
        return timedelta(hours=2)
    return min(timedelta(minutes=15), left)


def require_answerable(event: Event, now: datetime) -> None:
    """Refuse while an event does not take any answers: before it is published, once cancelled, once it is over."""
    if event.status in (Status.DRAFT, Status.DISCARDED):
        raise Refused("event.not_published", title=event.title)
    if event.status is Status.CANCELLED:
        raise Refused("event.cancelled", title=event.title)
    if is_over(event, now):
        raise Refused("event.ended", title=event.title)


def decide(wish: Choice, before: Choice | None, event: Event, registration: Registration, now: datetime) -> Choice:
    """What an answer puts a person to: whoever wishes for a seat gets it, or a place in the queue.

    Raises Refused("rsvp.closed") or Refused("rsvp.started") for new answers while registration is closed. Leaving a
    seat, an offer or the queue is never refused, and neither is what somebody has already.
    """
    if wish is Choice.DECLINED:
        return Choice.DECLINED
    if wish is Choice.MAYBE:
        if before is not Choice.MAYBE and before not in QUEUED:
            _require_open(event, registration, now)
        return Choice.MAYBE
    if before in HOLDING:
        return Choice.GOING
    if before is Choice.WAITING:
        return Choice.WAITING
    _require_open(event, registration, now)
    return Choice.GOING if registration is Registration.OPEN else Choice.WAITING


def _require_open(event: Event, registration: Registration, now: datetime) -> None:
    if registration is Registration.CLOSED:
        raise Refused("rsvp.started" if has_started(event, now) else "rsvp.closed", title=event.title)


def has_lapsed(rsvp: Rsvp, now: datetime) -> bool:
    """Was a seat offered to them, and the time to accept is over?"""
    return rsvp.choice is Choice.OFFERED and rsvp.offered_until is not None and rsvp.offered_until <= now


def to_offer(seats: Seats) -> int:
    """How many freed seats can be offered to people who wait."""
    return seats.waiting if seats.left is None else min(seats.left, seats.waiting)


def to_let_in(seats: Seats) -> int:
    """How many of the queue come straight in when the capacity is raised, those with an offer first."""
    queued = seats.offered + seats.waiting
    return queued if seats.capacity is None else min(queued, max(0, seats.capacity - seats.going))
