"""VTIMEZONE for zones that change their clocks as the European Union does.

Written by rule, because Outlook misreads the lists of dates that libraries make of the zone database, and only where
that database agrees with the rule in the years in question; for all other zones events are written in UTC.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

# Directive 2000/84/EC: summer time begins and ends at 01:00 UTC on the last Sundays of March and October
_CHANGE = timedelta(hours=1)
_HOUR = timedelta(hours=1)


@lru_cache(maxsize=512)
def follows_the_rule(zone: str, year: int) -> bool:
    """Whether the zone's clocks go forward and back by the Union's rule in this year, and at no other time."""
    info = ZoneInfo(zone)
    winter = datetime(year, 1, 1, tzinfo=UTC).astimezone(info).utcoffset()
    if winter is None:
        return False
    edges = ((_last_sunday(year, 3), winter, winter + _HOUR), (_last_sunday(year, 10), winter + _HOUR, winter))
    for change, before, after in edges:
        instants = (change - timedelta(minutes=1), change)
        if tuple(at.astimezone(info).utcoffset() for at in instants) != (before, after):
            return False
    months = (datetime(year, month, 15, tzinfo=UTC).astimezone(info).utcoffset() for month in range(1, 13))
    return [at == winter + _HOUR for at in months] == [4 <= month <= 10 for month in range(1, 13)]


def by_rule(zone: str) -> Timezone:
    """The VTIMEZONE of a zone that follows the rule (RFC 5545 section 3.6.5)."""
    info = ZoneInfo(zone)
    january, july = (datetime(2026, month, 1, tzinfo=UTC).astimezone(info) for month in (1, 7))
    winter, summer = january.utcoffset() or timedelta(), july.utcoffset() or timedelta()
    timezone = Timezone()
    timezone.add("tzid", zone)
    daylight, standard = TimezoneDaylight(), TimezoneStandard()
    for part, month, before, after, name in (
        (daylight, 3, winter, summer, july.tzname()),
        (standard, 10, summer, winter, january.tzname()),
    ):
        # The onset is the wall clock just before the change; 1970 is where clients expect a rule to begin
        part.add("dtstart", (_last_sunday(1970, month) + before).replace(tzinfo=None))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        timezone.add_component(part)
    return timezone


def _last_sunday(year: int, month: int) -> datetime:
    """The instant of the change in UTC; both months have 31 days."""
    last = datetime(year, month, 31, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7) + _CHANGE
