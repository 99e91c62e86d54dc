"""Reminders that an organiser adds to one event, beside those of its kind."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.refused import Refused
from bot.domain.rsvps import Choice

TEXT = 1500  # characters: leaves room for the title, the time and the mentions in Discord's 2000
MOST = 20  # on one event
LONGEST = 366 * 24 * 60  # minutes before the start


class Target(StrEnum):
    GOING = "going"
    MAYBE = "maybe"
    WAITING = "waiting"  # and those with an offer
    EVERYONE = "everyone"  # who answered, and did not decline
    ROLE = "role"


AIMED: dict[Target, tuple[Choice, ...]] = {
    Target.GOING: (Choice.GOING,),
    Target.MAYBE: (Choice.MAYBE,),
    Target.WAITING: (Choice.WAITING, Choice.OFFERED),
    Target.EVERYONE: (Choice.GOING, Choice.MAYBE, Choice.WAITING, Choice.OFFERED),
    Target.ROLE: (),  # a role is mentioned; Nacre keeps no list of who holds it
}


@dataclass(frozen=True, slots=True)
class Reminder:
    id: int
    event_id: int
    minutes: int  # before the start
    text: str
    target: Target
    created_at: datetime
    role_id: int | None = None
    created_by: int | None = None  # None once that person's data was erased


def check(minutes: int, text: str, target: Target, role_id: int | None) -> str:
    """The text as it will be kept; Refused("reminder.…") for what cannot be."""
    kept = text.strip()
    if not kept:
        raise Refused("reminder.text_missing")
    if len(kept) > TEXT:
        raise Refused("reminder.text_long", most=TEXT)
    if not 0 <= minutes <= LONGEST:
        raise Refused("reminder.too_far")
    if (target is Target.ROLE) != (role_id is not None):
        raise Refused("reminder.role_missing" if role_id is None else "reminder.role_unused")
    return kept
