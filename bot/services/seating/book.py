"""The book of an event that is held: answers and counters change together here, and nowhere else."""

from datetime import datetime
from types import TracebackType

from bot.domain.events import Event, Seats
from bot.domain.rsvps import Choice, Rsvp
from bot.store import events, rsvps
from bot.store.database import Connection
from bot.store.events import Filled


class Book:
    """`with Book(conn, now, held) as book:` writes each answer at once and the counters when it is closed."""

    def __init__(self, conn: Connection, now: datetime, filled: Filled) -> None:
        self.conn = conn
        self.now = now
        self.event: Event = filled.event
        self._counts = {choice: getattr(filled.seats, choice.value) for choice in Choice}
        self._last_ticket = filled.last_ticket
        self._more: dict[Choice, int] = {}

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None and self._more:
            events.count(self.conn, self.event.id, self._more, self._last_ticket)

    @property
    def seats(self) -> Seats:
        """How the event is filled at this moment."""
        return Seats(self.event.capacity, **{choice.value: number for choice, number in self._counts.items()})

    def draw(self) -> int:
        """The next ticket: whoever draws later waits behind."""
        self._last_ticket += 1
        return self._last_ticket

    def turn(self, before: Rsvp | None, after: Rsvp | None) -> None:
        """Put one answer in the place of another; None is none."""
        if after is None:
            if before is not None:
                rsvps.remove(self.conn, before.event_id, before.user_id)
        elif before is None:
            rsvps.add(self.conn, after)
        else:
            rsvps.save(self.conn, after)
        self._shift(before.choice if before else None, -1)
        self._shift(after.choice if after else None, +1)

    def _shift(self, choice: Choice | None, by: int) -> None:
        if choice is not None:
            self._more[choice] = self._more.get(choice, 0) + by
            self._counts[choice] += by
