"""RSVPs: what a person answered, and where that puts them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.events import Event, Seats


class Choice(StrEnum):
    GOING = "going"  # holds a seat
    MAYBE = "maybe"
    DECLINED = "declined"
    WAITING = "waiting"  # wants a seat; first come, first served by `ticket`
    OFFERED = "offered"  # a freed seat is kept for them until `offered_until`


@dataclass(frozen=True, slots=True)
class Rsvp:
    event_id: int
    user_id: int
    choice: Choice
    ticket: int  # rising number per event, drawn when the person joins the queue: the order of the waitlist
    updated_at: datetime
    note: str = ""
    offered_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a click led to. `now_rsvp` is None after an undo; `before` is None for a first answer."""

    event: Event
    seats: Seats
    before: Rsvp | None
    now_rsvp: Rsvp | None
    position: int | None = None  # 1 is next, when waiting
    has_link: bool = False  # there is a join link, whether or not it is open yet

    @property
    def changed(self) -> bool:
        was = self.before.choice if self.before else None
        return was != (self.now_rsvp.choice if self.now_rsvp else None)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody's answers in order of ticket; `erased` counts those of people whose data was erased since."""

    event: Event
    seats: Seats
    rsvps: tuple[Rsvp, ...]
    erased: dict[Choice, int]
