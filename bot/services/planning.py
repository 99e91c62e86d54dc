"""The agenda follows the event: called by every use case that changes one, in the same transaction. And /event plan.

If the process dies before the commit, neither the change nor the new plan exists; after it, both do.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.agenda import AgendaItem, AgendaStatus, PlannedStep, Reached
from bot.domain.events import Event, Status
from bot.domain.outbox import Saying
from bot.domain.people import Actor
from bot.domain.plan import SKIPPABLE, Step, last_word, plan, reconcile, scope
from bot.domain.refused import Refused
from bot.domain.reminders import Reminder
from bot.services import circles, logbook
from bot.store import agenda, events, materials, outbox, recipients, reminders
from bot.store.database import Connection
from bot.store.recipients import Circle

_REMINDERS = (Saying.REMINDER, Saying.OWN_REMINDER)
_PROMISES = (*_REMINDERS, Saying.MOVED, Saying.OFFER, Saying.OFFER_LAPSED, Saying.PROMOTED)


def replan(conn: Connection, now: datetime, event: Event) -> None:
    """Bring the agenda in line with the event as it is now; what is done stays done.

    Reminders of an earlier time that are not sent yet are not sent any more.
    """
    changes = reconcile(_plan(conn, event), agenda.of_event(conn, event.id), now)
    for item in changes.drop:
        agenda.drop(conn, item.id, now, "changed")
    for item, step in changes.alter:
        agenda.alter(conn, item.id, step)
    agenda.add(conn, event.community_id, changes.add, event_id=event.id)
    outbox.drop_event(conn, now, event.id, _REMINDERS, reason="moved", but=scope(event))


def unplan(conn: Connection, now: datetime, event: Event, reason: str) -> None:
    """Nothing of what was planned happens, and nothing of it that is not sent yet is said.

    `reason` is the key of a text below `reason.`, e.g. "cancelled".
    """
    agenda.drop_event(conn, event.id, now, reason)
    outbox.drop_event(conn, now, event.id, _PROMISES, reason=reason)


def plan_lapse(conn: Connection, now: datetime, event: Event, ticket: int, at: datetime) -> None:
    """At `at`, the seat that is offered to the holder of `ticket` passes on if they have not answered."""
    key = f"event:{event.id}/lapse:{ticket}@{int(at.timestamp())}"
    agenda.add(conn, event.community_id, [Step(f"lapse:{ticket}", key, at, None)], event_id=event.id)


def ensure_leads(conn: Connection, now: datetime, event: Event, leads: Iterable[int]) -> None:
    """Somebody who comes wants to be reminded at these times (minutes before the start): be there then."""
    until, steps = last_word(event), []
    for minutes in set(leads):
        due = event.starts_at - timedelta(minutes=minutes)
        if due > now:
            name = f"remind:{minutes}"
            steps.append(Step(name, scope(event) + name, due, until - due))
    if not steps or not plan(event, (), (), ()):
        return
    taken_out = agenda.skipped(conn, event.id)
    agenda.add(conn, event.community_id, [step for step in steps if step.name not in taken_out], event_id=event.id)


def leads_changed(conn: Connection, now: datetime, actor: Actor, leads: Iterable[int]) -> None:
    """Somebody chose other reminder times: the events they go to, or may go to, follow."""
    wanted = tuple(leads)
    for event_id in recipients.coming_up(conn, actor.community_id, actor.user_id, now) if wanted else ():
        event = events.get(conn, event_id)
        if event is not None:
            ensure_leads(conn, now, event, wanted)


def shown(conn: Connection, now: datetime, actor: Actor, event_id: int) -> tuple[PlannedStep, ...]:
    """What happens around an event, when and to whom, and what became of it, in order of time. For a draft: what will.

    Refused: permission.organiser, event.unknown.
    """
    from bot.services.events import access  # events are planned by this module: neither can be imported first

    access.organiser(conn, now, actor)
    event = access.visible(conn, now, actor, event_id)[0].event  # read only: nothing may be held here
    own = {reminder.id: reminder for reminder in reminders.of_event(conn, event_id)}
    return tuple(_shown(conn, now, event, item, own) for item in _items(conn, now, event))


def next_of(conn: Connection, now: datetime, event: Event, family: str) -> datetime | None:
    """When a step of this family ("chase") happens next (a draft's once it is published); None when none is to come."""
    items = _items(conn, now, event)
    coming = [one.due_at for one in items if one.family == family and one.status is AgendaStatus.PLANNED]
    return min((due for due in coming if due > now), default=None)


def skip(conn: Connection, now: datetime, actor: Actor, event_id: int, step: str) -> None:
    """Take a step ("remind:1440") out of the plan; a move does not bring it back.

    Refused: permission.organiser, event.unknown, step.unknown, step.fixed, step.over.
    """
    event = _with_step(conn, now, actor, event_id, step)
    agenda.skip(conn, event_id, step)
    replan(conn, now, event)
    logbook.write(conn, now, actor, "plan.skip", event_id, step=step)


def unskip(conn: Connection, now: datetime, actor: Actor, event_id: int, step: str) -> None:
    """Put a step back into the plan. Refused as `skip`."""
    event = _with_step(conn, now, actor, event_id, step)
    agenda.unskip(conn, event_id, step)
    replan(conn, now, event)
    logbook.write(conn, now, actor, "plan.unskip", event_id, step=step)


def _plan(conn: Connection, event: Event) -> tuple[Step, ...]:
    return plan(
        event,
        reminders.of_event(conn, event.id),
        agenda.personal_leads(conn, event.id, event.community_id),
        agenda.skipped(conn, event.id),
        has_recording=materials.has_recording(conn, event.id),
    )


def _organised(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Event:
    from bot.services.events import access  # as above

    return access.held(conn, now, actor, event_id).event


def _items(conn: Connection, now: datetime, event: Event) -> list[AgendaItem]:
    """What is on the agenda, without what was dropped on the way; for a draft what publishing it would put there."""
    if event.status is not Status.DRAFT:
        dropped = () if event.status is Status.CANCELLED else (AgendaStatus.DROPPED,)
        return [item for item in agenda.of_event(conn, event.id) if item.status not in dropped]
    steps = _plan(conn, replace(event, status=Status.PUBLISHED, published_at=now))
    return [
        AgendaItem(
            id=0,
            key=step.key,
            community_id=event.community_id,
            step=step.name,
            due_at=step.due_at,
            grace=step.grace,
            status=AgendaStatus.SKIPPED if step.skipped else AgendaStatus.PLANNED,
        )
        for step in reconcile(steps, (), now).add
    ]


def _shown(conn: Connection, now: datetime, event: Event, item: AgendaItem, own: dict[int, Reminder]) -> PlannedStep:
    waiting = item.status in (AgendaStatus.PLANNED, AgendaStatus.SKIPPED)
    line = PlannedStep(
        step=item.step,
        family=item.family,
        due_at=item.due_at,
        status=item.status,
        reached=Reached(),
        reason=item.reason,
        can_skip=waiting and item.family in SKIPPABLE and item.due_at > now,
    )
    if item.family == "remind":
        circle = circles.of_lead(conn, now, event, item.number)
        personal = item.number not in event.lead_minutes
        reached = _reached(conn, circle, item, mentions=not personal)
        return replace(line, minutes=item.number, personal=personal, reached=reached)
    reminder = own.get(item.number) if item.family == "own" else None
    if reminder is None:
        return line
    return replace(
        line,
        minutes=reminder.minutes,
        reminder_id=reminder.id,
        text=reminder.text,
        target=reminder.target.value,
        role_id=reminder.role_id,
        reached=_reached(conn, circles.of_own(conn, now, event, reminder), item, mentions=True),
    )


def _reached(conn: Connection, circle: Circle, item: AgendaItem, *, mentions: bool) -> Reached:
    """How many a step would reach as things stand, or reached."""
    if item.status is AgendaStatus.DONE:
        written, unreached = outbox.reached(conn, circle.event_id, item.key)
        mentioned = len(recipients.to_mention(conn, circle, item.key)) if mentions else 0
        return Reached(mentioned, written, unreached)
    if item.status not in (AgendaStatus.PLANNED, AgendaStatus.SKIPPED):
        return Reached()
    mentioned, written = recipients.expected(conn, circle)
    return Reached(mentioned if mentions else 0, written)


def _with_step(conn: Connection, now: datetime, actor: Actor, event_id: int, step: str) -> Event:
    """The event of a step that is still to come and may be left out."""
    event = _organised(conn, now, actor, event_id)
    found = [item for item in _items(conn, now, event) if item.step == step]
    if not found:
        raise Refused("step.unknown")
    if found[-1].family not in SKIPPABLE:
        raise Refused("step.fixed")
    if not any(item.due_at > now and item.status.value in ("planned", "skipped") for item in found):
        raise Refused("step.over")
    return event
