"""The one source of "now". It is injected everywhere, so that tests and the demo can move it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """Stands still until it is moved; for tests and demonstrations."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("the clock takes aware datetimes only")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, **delta: float) -> datetime:
        """Move on by a timedelta's arguments, e.g. `advance(minutes=5)`; returns the new now."""
        return self.move_to(self._now + timedelta(**delta))

    def move_to(self, instant: datetime) -> datetime:
        self._now = instant.astimezone(UTC)
        return self._now
