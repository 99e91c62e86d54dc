"""Things that repeat: rules in the words of RFC 5545 (section 3.3.10), keeping the wall clock of their zone."""

from datetime import datetime, timedelta

from bot.domain.refused import Refused
from bot.domain.zones import at_wall, wall

# What a person can choose; the words for a key are the text `recurrence.<key>`. A `{…}` is filled from the first
# time, so that "every month" on the 31st means the last day of shorter months, and "on the same weekday" the third
# Thursday, if the first is one.
RULES: dict[str, str] = {
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly_date": "FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1",
    "monthly_weekday": "FREQ=MONTHLY;BYDAY={nth}{weekday}",
}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def require(key: str) -> str:
    """The rule of a key; Refused("recurrence.unknown") when there is none."""
    if key not in RULES:
        raise Refused("recurrence.unknown")
    return RULES[key]


def rule_from(rule: str, starts_local: datetime) -> str:
    """The finished RRULE value of a rule (a key of RULES, one of its values, or any RRULE value) for a first time."""
    days = ",".join(str(day) for day in range(min(28, starts_local.day), starts_local.day + 1))
    nth = (starts_local.day - 1) // 7 + 1
    weekday = _WEEKDAYS[starts_local.weekday()]
    return RULES.get(rule, rule).format(days=days, nth=-1 if nth == 5 else nth, weekday=weekday)


def key_of(rule: str, starts_local: datetime) -> str | None:
    """The key of RULES that a finished RRULE value was made of; None when it is another rule."""
    return next((key for key in RULES if rule_from(key, starts_local) == rule), None)


def next_occurrence(starts_local: datetime, zone: str, rule: str | None, after: datetime) -> datetime | None:
    """The first occurrence later than `after`, in UTC; None when there is none.

    `starts_local` is the naive wall clock of the first time in `zone`; every occurrence shows that same time on the
    wall clock, whatever the clock changes do. A missing time moves forward, of a doubled one the first is taken.
    Without a rule there is one occurrence. `rule` is whatever `rule_from` takes.
    """
    first = at_wall(starts_local, zone)
    if rule is None:
        return first if first > after else None
    from dateutil.rrule import rrulestr  # here, as few processes ever repeat something and it takes two megabytes

    series = rrulestr(rule_from(rule, starts_local), dtstart=starts_local)
    local = wall(after, zone) - timedelta(hours=3)  # no clock change is longer: begin before it, then compare instants
    while (found := series.after(local)) is not None:
        local = found
        instant = at_wall(local, zone)
        if instant > after:
            return instant
    return None
