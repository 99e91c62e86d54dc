"""Which of an event's people a thing is said to. The same when it is planned, sent and shown."""

from datetime import datetime

from bot.domain.events import Event
from bot.domain.letters import COMERS, HOLDERS
from bot.domain.people import Community, DmPolicy
from bot.domain.reminders import AIMED, Reminder
from bot.domain.rsvps import Choice
from bot.services import communities
from bot.store.database import Connection
from bot.store.recipients import Circle, Who


def of_holders(conn: Connection, now: datetime, event: Event) -> Circle:
    """Those who hold a seat or wait for one: they are told when it moves or does not take place."""
    return Circle(event.id, event.community_id, HOLDERS, _direct(conn, now, event))


def of_lead(conn: Connection, now: datetime, event: Event, minutes: int, newer: frozenset[int] = frozenset()) -> Circle:
    """Those who come, or may, and hear the reminder `minutes` before the start, but none of the `newer` ones."""
    return Circle(event.id, event.community_id, COMERS, _direct(conn, now, event), minutes, newer, event.lead_minutes)


def of_own(conn: Connection, now: datetime, event: Event, reminder: Reminder) -> Circle:
    """Those an organiser's own reminder is for, unless they want no reminders at all."""
    choices = AIMED[reminder.target]
    return Circle(event.id, event.community_id, choices, _direct(conn, now, event), any_lead=True)


def of_all(
    conn: Connection, now: datetime, event: Event, choices: tuple[Choice, ...], who: Who = Who.ANSWERED
) -> Circle:
    """Those who gave one of these answers, or as `who` says; whatever reminders they want."""
    return Circle(event.id, event.community_id, choices, _direct(conn, now, event), who=who)


def allows_direct(community: Community) -> bool:
    return community.dm_policy is not DmPolicy.NEVER


def _direct(conn: Connection, now: datetime, event: Event) -> bool:
    return allows_direct(communities.get(conn, now, event.community_id))
