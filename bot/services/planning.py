"""The agenda follows the event: called by every use case that changes one, in the same transaction.

If the process dies before the commit, neither the change nor the new plan exists; after it, both do.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.events import Event
from bot.domain.outbox import Saying
from bot.domain.people import Actor
from bot.domain.plan import Step, last_word, plan, reconcile, scope
from bot.store import agenda, events, outbox, recipients, reminders
from bot.store.database import Connection

_REMINDERS = (Saying.REMINDER, Saying.OWN_REMINDER)
_PROMISES = (*_REMINDERS, Saying.MOVED, Saying.OFFER, Saying.OFFER_LAPSED, Saying.PROMOTED)


def replan(conn: Connection, now: datetime, event: Event) -> None:
    """Bring the agenda in line with the event as it is now; what is done stays done.

    Reminders of an earlier time that are not sent yet are not sent any more.
    """
    steps = plan(
        event,
        reminders.of_event(conn, event.id),
        agenda.personal_leads(conn, event.id, event.community_id),
        agenda.skipped(conn, event.id),
    )
    changes = reconcile(steps, agenda.of_event(conn, event.id), now)
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
