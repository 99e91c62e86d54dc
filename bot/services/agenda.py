"""Carrying out what is due. One item is one use case is one transaction: the event's state and the outbox together.

If the process dies before the commit, the item is still planned and is carried out at the next start, late or recorded
as missed; after the commit it is done, and what it put into the outbox is there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.agenda import AgendaItem, AgendaStatus
from bot.domain.announcements import GRACE
from bot.domain.events import Event, Status
from bot.domain.outbox import Route, Saying
from bot.domain.plan import Step, last_word, overdue_after, scope
from bot.domain.recurrence import next_occurrence
from bot.services import attendance, circles, notices, polls, pulses, rsvps
from bot.services.feedback import asking
from bot.services.materials import telling
from bot.store import agenda, announcements, events, outbox, reminders
from bot.store.database import Connection
from bot.store.recipients import Message

_FIRST_PAUSE, _LONGEST_PAUSE = 5, 900  # seconds between attempts at an item that fails
_REASON = 200  # characters kept of an error


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of one item. `late` is how much after its time that was."""

    item: AgendaItem
    status: AgendaStatus
    reason: str
    late: timedelta


_Verdict = tuple[AgendaStatus, str]
_DONE: _Verdict = (AgendaStatus.DONE, "")
_Handler = Callable[[Connection, datetime, AgendaItem, Event], _Verdict]
_Standing = Callable[[Connection, datetime, AgendaItem], _Verdict]


def due(conn: Connection, now: datetime, limit: int) -> list[int]:
    """Ids of what is to be done now, the oldest first."""
    return agenda.due(conn, now, limit)


def next_due(conn: Connection, now: datetime) -> datetime | None:
    """When to look again: the next thing to do, or to begin to say. None when nothing is planned at all.

    What is to be said already is in the hands of the lanes, which need no waking for it.
    """
    moments = (agenda.next_due(conn, now), outbox.next_due(conn, now))
    return min((moment for moment in moments if moment is not None), default=None)


def run(conn: Connection, now: datetime, item_id: int) -> Ran | None:
    """Carry out one item; None when it is not to be done any more, or another worker does it.

    The event is held before the item, in the same order as by every use case that plans anew.
    """
    seen = agenda.get(conn, item_id)
    if seen is None:
        return None
    filled = events.hold(conn, seen.event_id) if seen.event_id is not None else None
    item = agenda.take(conn, item_id)
    if item is None or item.due_at > now:
        return None
    status, reason = _carry_out(conn, now, item, filled.event if filled is not None else None)
    agenda.settle(conn, item.id, status, now, reason)
    return Ran(item, status, reason, now - item.due_at)


def failed(conn: Connection, now: datetime, item_id: int, reason: str) -> None:
    """It raised an error: try again in a while. It blocks nobody, and past its grace it is recorded as missed."""
    item = agenda.get(conn, item_id)
    if item is not None:
        pause = min(_FIRST_PAUSE * 2 ** min(item.attempts, 10), _LONGEST_PAUSE)
        agenda.put_off(conn, item_id, now + timedelta(seconds=pause), reason[:_REASON])


def _carry_out(conn: Connection, now: datetime, item: AgendaItem, event: Event | None) -> _Verdict:
    late = item.grace is not None and now > item.due_at + item.grace
    if item.announcement_id is not None:
        return _say(conn, now, item, item.announcement_id, late=late)
    if item.event_id is None:
        return (AgendaStatus.MISSED, "too_late") if late else _STANDING[item.family](conn, now, item)
    if event is None or event.status in (Status.DRAFT, Status.DISCARDED, Status.CANCELLED):
        return AgendaStatus.DROPPED, "cancelled"
    if "@v" in item.key and not item.key.startswith(scope(event)):
        return AgendaStatus.DROPPED, "moved"
    return (AgendaStatus.MISSED, "too_late") if late else _HANDLERS[item.family](conn, now, item, event)


def _remind(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> _Verdict:
    """Of several reminders that are overdue, everybody hears the newest that they hear at all; the rest is missed."""
    newer = overdue_after(item, agenda.of_event(conn, event.id), now)
    circle = circles.of_lead(conn, now, event, item.number, newer)
    args = {"minutes": item.number, "version": event.version}
    message = Message(item.key, Saying.REMINDER, args, last_word(event))
    in_channel = item.number in event.lead_minutes and not newer & set(event.lead_minutes)
    if notices.tell(conn, now, event, circle, message, channel=in_channel):
        return _DONE
    return (AgendaStatus.MISSED, "superseded") if newer else (AgendaStatus.DONE, "nobody")


def _own(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> _Verdict:
    reminder = reminders.get(conn, item.number)
    if reminder is None:
        return AgendaStatus.DROPPED, "removed"
    circle = circles.of_own(conn, now, event, reminder)
    args = {"reminder_id": reminder.id, "minutes": reminder.minutes, "version": event.version}
    notices.tell(conn, now, event, circle, Message(item.key, Saying.OWN_REMINDER, args, last_word(event)))
    return _DONE


def _announce(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> _Verdict:
    notices.announce(conn, now, event)
    return _DONE


def _refresh(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> _Verdict:
    notices.refresh_card(conn, now, event)
    return _DONE


def _lapse(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> _Verdict:
    rsvps.lapse(conn, now, event.id, item.number)
    return _DONE


def _attendance(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> _Verdict:
    attendance.settle(conn, now, event)
    return _DONE


def _chase(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> _Verdict:
    return _DONE if telling.chase(conn, now, item, event) else (AgendaStatus.DROPPED, "changed")


def _advance(*before: Status, to: Status) -> _Handler:
    def handler(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> _Verdict:
        if not agenda.advance(conn, event.id, before, to, now):
            return AgendaStatus.DROPPED, "changed"
        notices.refresh_card(conn, now, event)
        return _DONE

    return handler


def _after(use_case: Callable[[Connection, datetime, Event], bool]) -> _Handler:
    """What is said when it is over; False when there is nobody to say it to."""

    def handler(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> _Verdict:
        return _DONE if use_case(conn, now, event) else (AgendaStatus.DONE, "nobody")

    return handler


_HANDLERS: dict[str, _Handler] = {
    "announce": _announce,
    "remind": _remind,
    "own": _own,
    "close": _refresh,
    "lapse": _lapse,
    "start": _advance(Status.PUBLISHED, to=Status.LIVE),
    "end": _advance(Status.PUBLISHED, Status.LIVE, to=Status.ENDED),
    "attendance": _attendance,
    "chase": _chase,
    "ask": _after(asking.ask),
    "nudge": _after(asking.nudge),
    "close_feedback": _after(asking.close),
    "archive": _advance(Status.PUBLISHED, Status.LIVE, Status.ENDED, to=Status.ARCHIVED),
}

_STANDING: dict[str, _Standing] = {  # what is due in a community without an event
    "poll": polls.due,
    "pulse": pulses.begin,
    "pulse_end": pulses.finish,
}


def _say(conn: Connection, now: datetime, item: AgendaItem, announcement_id: int, *, late: bool) -> _Verdict:
    """Say an announcement, and plan its next occurrence in the same transaction."""
    announcement = announcements.get(conn, announcement_id)
    if announcement is None:
        return AgendaStatus.DROPPED, "removed"
    following = next_occurrence(announcement.starts_local, announcement.zone, announcement.rule, item.due_at)
    announcements.set_next(conn, announcement_id, following)
    if following is not None:
        plan_announcement(conn, announcement.community_id, announcement_id, following)
    if late:
        return AgendaStatus.MISSED, "too_late"
    row = {
        "key": item.key,
        "fact": item.key,
        "community_id": announcement.community_id,
        "announcement_id": announcement_id,
        "route": Route.CHANNEL.value,
        "kind": Saying.ANNOUNCEMENT.value,
        "args": {"occurrence": int(item.due_at.timestamp())},
        "due_at": item.due_at,
        "expires_at": item.due_at + GRACE,
    }
    outbox.put(conn, now, [row])
    return _DONE


def plan_announcement(conn: Connection, community_id: int, announcement_id: int, at: datetime) -> None:
    key = f"announcement:{announcement_id}@{int(at.timestamp())}"
    agenda.add(conn, community_id, [Step("say", key, at, GRACE)], announcement_id=announcement_id)
