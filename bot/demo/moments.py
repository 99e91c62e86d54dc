"""When things happen in the story of the demonstration."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.demo.happenings import Happening
from bot.demo.network import ZONE
from bot.domain.zones import at_wall, wall

_SATURDAY = 5
Deed = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Moment:
    """`quiet`: the bot has nothing to say about it."""

    at: datetime
    do: Deed
    quiet: bool = True


def starts_at(happening: Happening, now: datetime) -> datetime:
    """When it starts. A day that falls on a weekend makes way to the next working day further from today."""
    if isinstance(happening.starts, timedelta):
        moment = now + happening.starts
        return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)
    days, clock = happening.starts
    moment = days_away(now, days, clock)
    while wall(moment, ZONE).weekday() >= _SATURDAY:
        days += 1 if days > 0 else -1
        moment = days_away(now, days, clock)
    return moment


def days_away(now: datetime, days: int, clock: str) -> datetime:
    """So many days after today, or before, when the network's wall clock shows `clock` ("14:00")."""
    day = wall(now, ZONE).date() + timedelta(days=days)
    return at_wall(datetime.combine(day, time.fromisoformat(clock)), ZONE)
