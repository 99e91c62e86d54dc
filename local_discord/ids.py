"""Snowflakes: 42 bits of milliseconds since 2015, 22 bits to tell ids of one millisecond apart.

https://docs.discord.com/developers/reference#snowflakes
"""

from collections.abc import Callable
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000


class Ids:
    """Draws ids that rise, whatever the clock does."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last = 0

    def draw(self) -> int:
        milliseconds = int(self._now().timestamp() * 1000) - DISCORD_EPOCH_MS
        self._last = max(milliseconds << 22, self._last + 1)
        return self._last


def created_at(snowflake: int) -> datetime:
    """The instant an id was drawn."""
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, UTC)
