"""What a typed time means, seen from a present moment in a zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import zones
from bot.domain.refused import Refused
from bot.domain.when.lengths import parse_length
from bot.domain.when.reading import LONGEST, Ahead, Calendar, Day, Elapsed, Reading, Weekday, clock, read, tidy

YEARS_AHEAD = 10
_NIGHT = timedelta(hours=12)  # an end that is only a clock time may be past midnight, but not by more than this

_CLOCK = re.compile(r"\d[:.]\d\d")  # 16:00 is a time of day, not sixteen hours
# Discord's own markup: https://docs.discord.com/developers/reference#message-formatting-formats
_MARKUP = re.compile(r"\s*<t:(-?\d{1,13})(?::[tTdDfFsSR])?>\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Understood:
    """A moment: the instant in UTC, and the naive time that the wall clock of `zone` shows then."""

    instant: datetime
    local: datetime
    zone: str

    @property
    def exact(self) -> str:
        """Text that `parse` reads back as this very moment: "2026-12-03T14:00+02:00 Europe/Riga"."""
        shown = self.local.replace(tzinfo=UTC) - self.instant
        minutes = round(shown.total_seconds() / 60)
        sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
        return f"{self.local:%Y-%m-%dT%H:%M}{sign}{hours:02}:{rest:02} {self.zone}"


def parse(text: str, now: datetime, zone: str) -> Understood:
    """The moment a person means, who types at `now` and whose wall clock is that of `zone`.

    Raises Refused: when.not_understood, when.no_time (a day without a time of day), when.no_such_day,
    when.no_such_time, when.weekday (date and weekday disagree), when.missing (an hour that the clock change leaves
    out), when.past, when.too_far (more than ten years ahead).
    """
    try:
        understood = _moment(text, now, zone)
    except OverflowError:
        raise Refused("when.too_far", years=YEARS_AHEAD) from None
    if understood.instant <= now:
        raise Refused("when.past", moment=understood.instant)
    if understood.local.year > zones.wall(now, zone).year + YEARS_AHEAD:
        raise Refused("when.too_far", years=YEARS_AHEAD)
    return understood


def parse_end(text: str, starts_at: datetime, zone: str) -> datetime:
    """When something that starts at `starts_at` ends: a clock time, a date and time, or a length. In UTC.

    A clock time earlier than the start means the next day if that is within twelve hours.
    Raises Refused("when.end_before_start"), and whatever `parse` and `parse_length` raise.
    """
    try:
        end = _end(text, starts_at, zone)
    except OverflowError:
        raise Refused("when.too_far", years=YEARS_AHEAD) from None
    if end <= starts_at:
        raise Refused("when.end_before_start")
    parse_length(str(int((end - starts_at).total_seconds() // 60) or 1))  # not longer than an event may last
    return end


def parse_clock(text: str) -> int:
    """A time of day as minutes after midnight: "22:00", "22", "10 pm". 24:00 is 0. Refused("when.clock")."""
    words = tidy(text[:41]).split()
    if words and words[0] == "24:00":
        return 0
    try:
        minute = clock(words)
    except Refused:
        minute = None
    if minute is None:
        raise Refused("when.clock")
    return minute


def _moment(text: str, now: datetime, zone: str) -> Understood:
    if found := _MARKUP.fullmatch(text):
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=int(found[1]) // 60)
        return _at(instant, zone)
    parts = read(text, zone)
    zone = parts.zone or zone
    if isinstance(parts, Elapsed):
        return _at((now + timedelta(minutes=parts.minutes)).replace(second=0, microsecond=0), zone)
    if parts.minute is None:
        raise Refused("when.no_time")
    here = zones.wall(now, zone) if parts.offset is None else now.replace(tzinfo=None) + parts.offset
    day = _date(parts.day, parts.minute, here)
    return _shown(parts, datetime.combine(day, time(parts.minute // 60, parts.minute % 60)), zone)


def _at(instant: datetime, zone: str) -> Understood:
    return Understood(instant, zones.wall(instant, zone), zone)


def _shown(parts: Reading, local: datetime, zone: str) -> Understood:
    if parts.offset is not None:
        return _at(local.replace(tzinfo=UTC) - parts.offset, zone)
    if around := zones.gap(local, zone):
        before, after = (f"{edge:%H:%M}" for edge in around)
        raise Refused("when.missing", time=f"{local:%H:%M}", before=before, after=after, zone=zone)
    return Understood(zones.at_wall(local, zone), local, zone)


def _date(day: Day | None, minute: int, here: datetime) -> date:
    """The date meant, by somebody whose wall clock shows `here`, for something at `minute` of that day."""
    over = minute <= here.hour * 60 + here.minute
    today = here.date()
    match day:
        case None:
            return today + timedelta(days=over)
        case Ahead(days):
            return today + timedelta(days=days)
        case Weekday(index, next_week=True):
            return today + timedelta(days=7 - today.weekday() + index)
        case Weekday(index):
            ahead = (index - today.weekday()) % 7
            return today + timedelta(days=7 if ahead == 0 and over else ahead)
        case Calendar():
            return _of_calendar(day, today)


def _of_calendar(day: Calendar, today: date) -> date:
    """Without a year the next such date, today included. Refused("when.no_such_day") when there is none."""
    years = [day.year] if day.year is not None else range(today.year, today.year + 9)  # 29 February: 8 years at most
    for year in years:
        try:
            found = date(year, day.month, day.day)
        except ValueError:
            continue
        if day.year is None and found < today:
            continue
        if day.weekday is not None and found.weekday() != day.weekday:
            raise Refused("when.weekday", date=found.isoformat())
        return found
    raise Refused("when.no_such_day")


def _end(text: str, starts_at: datetime, zone: str) -> datetime:
    words = tidy(text[: LONGEST + 1]).split()
    if _MARKUP.fullmatch(text):
        return _moment(text, starts_at, zone).instant
    if not _CLOCK.search(text) and (length := _length(text)):
        return starts_at + length
    parts = _hour(words) or read(text, zone)
    if not isinstance(parts, Reading) or parts.day is not None or parts.offset is not None:
        return _moment(text, starts_at, zone).instant
    there = parts.zone or zone
    first = zones.wall(starts_at, there)
    minute = parts.minute or 0
    local = datetime.combine(first.date(), time(minute // 60, minute % 60))
    if local <= first and local + timedelta(days=1) - first <= _NIGHT:
        local += timedelta(days=1)
    return _shown(parts, local, there).instant


def _hour(words: list[str]) -> Reading | None:
    """A bare "16" is an hour here."""
    minute = clock(words) if len(words) == 1 else None
    return None if minute is None else Reading(None, minute)


def _length(text: str) -> timedelta | None:
    """ "90 min", "2h", or a bare number that is no hour."""
    if text.strip().isdecimal() and int(text[:9]) < 24:
        return None
    try:
        return parse_length(text)
    except Refused as refused:
        if refused.key == "when.length":
            return None
        raise
