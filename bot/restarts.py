"""How long to wait before connecting again, when Nacre was started often lately.

Discord allows 1,000 connections that identify themselves in 24 hours and then resets the bot's token
(https://docs.discord.com/developers/events/gateway#session-start-limit-object). A process that something restarts at
once would use them up in an hour, so it paces itself: five starts in ten minutes are free, then one in two minutes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

FREE = 5
WINDOW = timedelta(minutes=10)
PAUSE = timedelta(minutes=2)  # 720 a day


def recent(starts: Iterable[datetime], now: datetime) -> tuple[datetime, ...]:
    """The starts that still count, earliest first. One from the future counts as now: a clock may have gone back."""
    return tuple(sorted(min(start, now) for start in starts if start > now - WINDOW))


def pause(starts: Iterable[datetime], now: datetime) -> timedelta:
    """How long to wait before the next start, given the earlier ones."""
    counted = recent(starts, now)
    if len(counted) < FREE:
        return timedelta(0)
    return max(timedelta(0), counted[-1] + PAUSE - now)


def written(starts: Iterable[datetime]) -> str:
    return " ".join(start.isoformat() for start in starts)


def read(text: str | None) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(part) for part in (text or "").split())
