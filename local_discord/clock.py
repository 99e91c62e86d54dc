"""The local Discord's time: real time plus however far it was moved. It never goes back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Give `clock.now` to `LocalDiscord(clock=…)`, and the same clock to a bot that lets its own be moved."""

    def __init__(self, start: datetime | None = None) -> None:
        """`start`: what it shows at first, an aware datetime; the real time if left out."""
        self.on_move: list[Callable[[], None]] = []
        self._last = _real()
        self._ahead = timedelta() if start is None else start.astimezone(UTC) - self._last
        self._last += self._ahead

    def now(self) -> datetime:
        """The present instant, aware, in UTC; never earlier than what it said before."""
        self._last = max(self._last, _real() + self._ahead)
        return self._last

    def move(self, by: timedelta) -> datetime:
        """Move on and tell everybody in `on_move`; returns the new now. ValueError when `by` is negative."""
        if by < timedelta():
            raise ValueError("time never moves backwards")
        self._ahead += by
        now = self.now()
        for tell in self.on_move:
            tell()
        return now

    def move_to(self, instant: datetime) -> datetime:
        """Move on to an aware instant; ValueError when it has passed already."""
        return self.move(instant.astimezone(UTC) - self.now())


def _real() -> datetime:
    return datetime.now(UTC)
