"""What should happen around an event, and how the agenda is brought in line with it. Pure.

    steps = plan(event, reminders, personal_leads, skipped)
    changes = reconcile(steps, what_is_on_the_agenda, now)

A step's key holds the version of the schedule, so that a moved event reminds again and a step that is done is never
done twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.agenda import AgendaItem, AgendaStatus
from bot.domain.events import Event, Feedback, Status
from bot.domain.reminders import Reminder

STILL_WORTH_SAYING = timedelta(minutes=30)  # after the start: "started 10 minutes ago, join here"
ARCHIVED_AFTER = timedelta(days=1)  # after the end
CHASED_AFTER = tuple(timedelta(days=days) for days in (2, 9, 16))  # after the end: "where is the recording?"
ASKED_AFTER = timedelta(minutes=5)  # the end: what did you think?
NUDGED_AFTER = timedelta(days=1)  # the end
FEEDBACK_OPEN = timedelta(days=7)  # after the end
SKIPPABLE = frozenset({"ask", "chase", "nudge", "remind", "own"})
UNPLANNED = frozenset({"lapse"})  # steps that follow from a seat being offered, not from the event's plan

_YEARS = timedelta(days=3650)
_OVER = (Status.DRAFT, Status.DISCARDED, Status.CANCELLED)
_NOT_LIVE_YET = (Status.PUBLISHED,)
_NOT_ENDED_YET = (Status.PUBLISHED, Status.LIVE)
_NOT_ARCHIVED_YET = (Status.PUBLISHED, Status.LIVE, Status.ENDED)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that should happen. Without a `grace` it is carried out however late, even if planned too late."""

    name: str  # "remind:1440"
    key: str  # "event:12@v3/remind:1440"
    due_at: datetime
    grace: timedelta | None
    skipped: bool = False  # an organiser took it out; a move does not bring it back


def scope(event: Event) -> str:
    """What the keys of this version of the schedule begin with."""
    return f"event:{event.id}@v{event.version}/"


def last_word(event: Event) -> datetime:
    """Until when a reminder is still worth saying: shortly after the start, and not after the end."""
    return min(event.ends_at, event.starts_at + STILL_WORTH_SAYING)


def plan(
    event: Event,
    reminders: Iterable[Reminder],
    personal_leads: Iterable[int],
    skipped: Iterable[str],
    *,
    has_recording: bool = False,
) -> tuple[Step, ...]:
    """All that should happen around an event, in order of time, whether or not its time has passed.

    `personal_leads` are the reminder times (minutes before the start) that people who come chose for themselves.
    Drafts and cancelled events have no plan.
    """
    if event.status in _OVER:
        return ()
    taken_out = frozenset(skipped)
    steps = [Step("announce", f"event:{event.id}/announce", event.published_at or event.created_at, None)]
    until = last_word(event)
    for name, minutes in _reminding(event, reminders, personal_leads):
        due = event.starts_at - timedelta(minutes=minutes)
        steps.append(Step(name, scope(event) + name, due, until - due, name in taken_out))
    if event.closes_at is not None and event.closes_at < event.starts_at:
        key = f"{scope(event)}close@{int(event.closes_at.timestamp())}"  # a close that is put off happens again
        steps.append(Step("close", key, event.closes_at, event.starts_at - event.closes_at))
    watched = _NOT_ARCHIVED_YET if event.voice_channel_id is not None else ()
    for name, due, before in (
        ("start", event.starts_at, _NOT_LIVE_YET),
        ("end", event.ends_at, _NOT_ENDED_YET),
        ("attendance", event.ends_at, watched),
        ("archive", event.ends_at + ARCHIVED_AFTER, _NOT_ARCHIVED_YET),
    ):
        if event.status in before:
            steps.append(Step(name, scope(event) + name, due, None))
    if event.recorded and not has_recording:
        for number, after in enumerate(CHASED_AFTER, 1):
            name = f"chase:{number}"
            steps.append(Step(name, scope(event) + name, event.ends_at + after, timedelta(days=6), name in taken_out))
    if event.feedback is not Feedback.NONE:
        steps += [replace(step, skipped=step.name in taken_out) for step in _feedback(event)]
    return tuple(sorted(steps, key=lambda step: step.due_at))


def _feedback(event: Event) -> list[Step]:
    """Each has a time after which it is not worth it: an event of the time before feedback is never asked about."""
    closes = event.ends_at + FEEDBACK_OPEN
    moments = (
        ("ask", event.ends_at + ASKED_AFTER, closes - NUDGED_AFTER),
        ("nudge", event.ends_at + NUDGED_AFTER, closes - NUDGED_AFTER),
        ("close_feedback", closes, closes + _YEARS),
    )
    return [Step(name, scope(event) + name, due, until - due) for name, due, until in moments]


def _reminding(event: Event, reminders: Iterable[Reminder], personal: Iterable[int]) -> list[tuple[str, int]]:
    leads = sorted({*event.lead_minutes, *personal}, reverse=True)
    own = [(f"own:{reminder.id}", reminder.minutes) for reminder in reminders]
    return [(f"remind:{minutes}", minutes) for minutes in leads] + own


@dataclass(frozen=True, slots=True)
class Changes:
    """What brings the agenda in line with a plan."""

    add: tuple[Step, ...] = ()
    alter: tuple[tuple[AgendaItem, Step], ...] = ()  # another time, taken out, or brought back
    drop: tuple[AgendaItem, ...] = ()


def reconcile(steps: Sequence[Step], agenda: Iterable[AgendaItem], now: datetime) -> Changes:
    """Compare a plan with all agenda items of its event.

    A step whose time has passed is not planned any more (a reminder "a week before" of an event made two days before
    is simply not there), unless it must happen however late. What is done or missed stays as it is.
    """
    known = {item.key: item for item in agenda if item.family not in UNPLANNED}
    wanted = {step.key for step in steps}
    add, alter = [], []
    for step in steps:
        item = known.get(step.key)
        possible = step.due_at > now or step.grace is None
        if item is None:
            if possible:
                add.append(step)
        elif _differs(item, step, possible=possible):
            alter.append((item, step))
    waiting = (AgendaStatus.PLANNED, AgendaStatus.SKIPPED)
    drop = [item for item in known.values() if item.key not in wanted and item.status in waiting]
    return Changes(tuple(add), tuple(alter), tuple(drop))


def _differs(item: AgendaItem, step: Step, *, possible: bool) -> bool:
    if item.status is AgendaStatus.PLANNED:
        return step.skipped or (item.due_at, item.grace) != (step.due_at, step.grace)
    if item.status is AgendaStatus.SKIPPED:
        return possible and not step.skipped
    return item.status is AgendaStatus.DROPPED and possible


def overdue_after(item: AgendaItem, agenda: Iterable[AgendaItem], now: datetime) -> frozenset[int]:
    """The lead times later than this reminder's that are due already, in the same version of the schedule.

    After downtime several reminders are due at once; who would hear one of these is not told the older one as well.
    """
    version = item.key.rpartition("/")[0]
    return frozenset(
        other.number
        for other in agenda
        if other.family == "remind"
        and other.status in (AgendaStatus.PLANNED, AgendaStatus.DONE)
        and other.key.rpartition("/")[0] == version
        and item.due_at < other.due_at <= now
    )
