"""The grammar: a line of text to the day, the time of day and the zone it names. Nothing here knows the present.

A line is a day and a time, in either order, each with filler words around it: every place to cut it in two is tried,
and the first at which both halves can be read wins.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.domain import zones
from bot.domain.folding import fold
from bot.domain.refused import Refused
from bot.domain.when.words import (
    DAYS_AHEAD,
    FILLERS,
    FILLERS_BEHIND_NUMBERS,
    HALF_DAYS,
    HOUR_SIGNS,
    IN,
    LATER,
    MONTHS,
    NEXT,
    THIS,
    UNITS,
    WEEKDAYS,
)

LONGEST = 120  # characters; nobody types a longer time


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date, its year left out if it was not written; `weekday` if that was written too."""

    year: int | None
    month: int
    day: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """So many days from today."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """The coming one (today counts while the time is ahead), or, said with "next", the one in the week after this."""

    index: int
    next_week: bool = False


Day = Calendar | Ahead | Weekday


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts of a line. `minute` counts from midnight; `offset` is an explicit one from UTC."""

    day: Day | None
    minute: int | None
    zone: str | None = None
    offset: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Elapsed:
    """ "in 2 hours", in minutes."""

    minutes: int
    zone: str | None = None


_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})[tT ](\d{2}:\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?\s?([zZ]|[+-]\d{2}(?::?\d{2})?)?(?:\s+(\S.*))?",
    re.ASCII,
)
_OFFSET = re.compile(r"(.*\S)\s+(?:utc|gmt)?\s?([+-])(\d{1,2})(?::?(\d{2}))?", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:([:.h])(\d{2})(?::\d{2})?)?\s?([ap]m|h)?", re.ASCII)
# Wherever only numbers are written the day comes before the month, except behind a year
_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})(?P<between>[-./ ])(?P<month>\d{1,2})(?P=between)(?P<day>\d{1,2})\.?",
        r"(?P<day>\d{1,2})\s?(?P<between>[-./])\s?(?P<month>\d{1,2})(?:\s?(?P=between)\s?(?P<year>\d{4}|\d{2}))?\.?",
        r"(?P<day>\d{1,2})\.? (?P<name>[a-z]+)(?: (?P<year>\d{4}|\d{2}))?",
        r"(?P<name>[a-z]+) (?P<day>\d{1,2})\.?(?: (?P<year>\d{4}))?",
        r"(?P<year>\d{4})\.? (?P<name>[a-z]+) (?P<day>\d{1,2})\.?",
        r"(?P<year>\d{4})\.? (?P<day>\d{1,2})\.? (?P<name>[a-z]+)",
    )
)
_AMOUNT = re.compile(r"(\d{1,6})\s?([a-z]+)", re.ASCII)


def not_understood() -> Refused:
    return Refused("when.not_understood")


def read(text: str, home: str) -> Reading | Elapsed:
    """The parts of a line typed by somebody whose zone is `home`; raises Refused("when.…")."""
    if len(text) > LONGEST:
        raise not_understood()
    return _read_iso(text.strip(), home) or _read_line(text, home)


def tidy(text: str) -> str:
    """Folded, with what people write in many ways written in one: "3rd Dec., 2 p.m." becomes "3 dec 2 pm"."""
    line = fold(text).replace("–", "-").replace("−", "-")
    line = re.sub(r"[,;()]", " ", line)
    line = re.sub(r"(?<![a-z])([ap])\.? ?m\.?(?![a-z])", r"\1m", line)
    line = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", line)
    line = re.sub(r"([a-z])\.", r"\1 ", line)
    line = re.sub(r"(\d)-?([a-z]{3,})", r"\1 \2", line)
    line = re.sub(r"([a-z]{3,})-(\d)", r"\1 \2", line)
    line = re.sub(r"\bday after tomorrow\b", "overmorrow", line)
    line = re.sub(r"\bi (dag|morgen|morgon|overmorgen|overmorgon)\b", r"i\1", line)
    return " ".join(line.split())


def _read_iso(text: str, home: str) -> Reading | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    day, time, offset, word = found.groups()
    zone = zones.find(word, home) if word else None
    if word and zone is None:
        return None
    year, month, date = (int(part) for part in day.split("-"))
    return Reading(Calendar(year, month, date), clock([time]), zone, _iso_offset(offset))


def _iso_offset(text: str | None) -> timedelta | None:
    if text is None:
        return None
    if text in "zZ":
        return timedelta()
    digits = text[1:].replace(":", "").ljust(4, "0")
    return _signed(text[0], int(digits[:2]), int(digits[2:]))


def _signed(sign: str, hours: int, minutes: int) -> timedelta:
    if hours > 14 or minutes > 59:  # UTC+14 is the largest there is
        raise not_understood()
    return (-1 if sign == "-" else 1) * timedelta(hours=hours, minutes=minutes)


def _read_line(text: str, home: str) -> Reading | Elapsed:
    line = tidy(text)
    offset = None
    if (found := _OFFSET.fullmatch(line)) and _parts(found[1].split()):
        line, offset = found[1], _signed(found[2], int(found[3]), int(found[4] or 0))
    words = line.split()
    zone = None
    parts = _elapsed(words) or _parts(words)
    for length in (1, 2, 3):
        if parts is not None or length >= len(words):
            break
        zone = zones.find(_raw_tail(text, words[-length:]), home)
        if zone is not None:
            parts = _elapsed(words[:-length]) or _parts(words[:-length])
    if parts is None:
        raise not_understood()
    if isinstance(parts, int):
        return Elapsed(parts, zone)
    return Reading(*parts, zone, offset)


def _raw_tail(text: str, words: list[str]) -> str:
    """The last words; a name with a slash or a dash is taken as it was typed, before tidying."""
    return text.rsplit(maxsplit=1)[-1].strip("()") if len(words) == 1 else " ".join(words)


def _elapsed(words: list[str]) -> int | None:
    """ "in 2 hours", "2 tunnin kuluttua", "in 1 h 30 min", in minutes; a date "in 2 days" is left to `_day`."""
    kept = [word for word in words if word not in LATER]
    if kept and kept[0] in IN:
        kept = kept[1:]
    elif len(kept) == len(words):
        return None
    line = " ".join(kept)
    pairs = _AMOUNT.findall(line)
    if not pairs or _AMOUNT.sub("", line).strip() or any(UNITS.get(unit, 1440) >= 1440 for _, unit in pairs):
        return None
    return sum(int(number) * UNITS[unit] for number, unit in pairs)


def _parts(words: list[str]) -> tuple[Day | None, int | None] | None:
    """Day and minute of the day; either may be missing, not both."""
    if (minute := clock(words, alone=True)) is not None:
        return None, minute
    for cut in range(1, len(words)):
        if (day := _day(words[:cut])) and (minute := clock(words[cut:])) is not None:
            return day, minute
    for cut in range(1, len(words)):
        if (minute := clock(words[:cut], alone=True)) is not None and (day := _day(words[cut:])):
            return day, minute
    day = _day(words)
    return (day, None) if day else None


def clock(words: list[str], *, alone: bool = False) -> int | None:
    """Minutes after midnight. A bare hour counts behind a day, or with a word such as "at" or "Uhr"; not alone."""
    signed = any(word in HOUR_SIGNS for word in words)
    kept = [word for word in words if word not in HOUR_SIGNS and word not in FILLERS]
    if len(kept) == 1 and kept[0] in HALF_DAYS:
        return HALF_DAYS[kept[0]]
    found = _TIME.fullmatch(" ".join(kept))
    if found is None or (alone and not (signed or _is_surely_a_time(found))):
        return None
    hour, minute = int(found[1]), int(found[3] or 0)
    if found[4] in {"am", "pm"} and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[4] == "pm" else 0)
    if hour > 23 or minute > 59:
        if found[2] in {":", "h"}:
            raise Refused("when.no_such_time")
        return None
    return hour * 60 + minute


def _is_surely_a_time(found: re.Match[str]) -> bool:
    """14:00, 2pm, 14h and 14.00 are; 14 is not, and 9.10 is rather the ninth of October."""
    if found[2] == "." and not found[4]:
        return not (1 <= int(found[1]) <= 31 and 1 <= int(found[3]) <= 12)
    return bool(found[2] or found[4])


def _day(words: list[str]) -> Day | None:
    if words and words[0] == "am":  # German: am 3. Dezember
        words = words[1:]
    words = [word for word in words if word not in FILLERS]
    if not words:
        return None
    if len(words) == 1 and words[0] in DAYS_AHEAD:
        return Ahead(DAYS_AHEAD[words[0]])
    if words[0] in IN:
        found = _AMOUNT.fullmatch(" ".join(words[1:]))
        unit = UNITS.get(found[2], 0) if found else 0
        return Ahead(int(found[1]) * unit // 1440) if found and unit >= 1440 else None
    if words[-1] in WEEKDAYS and (len(words) == 1 or (len(words) == 2 and words[0] in NEXT | THIS)):
        return Weekday(WEEKDAYS[words[-1]], next_week=words[0] in NEXT)
    weekday = WEEKDAYS.get(words[0])
    rest = words[1:] if weekday is not None else words
    date = _calendar(" ".join(word for word in rest if word not in FILLERS_BEHIND_NUMBERS))
    if date is None and weekday is None and words[-1] in WEEKDAYS:  # "3 Dec, Thursday"
        weekday = WEEKDAYS[words[-1]]
        date = _calendar(" ".join(words[:-1]))
    return Calendar(*date, weekday) if date else None


def _calendar(line: str) -> tuple[int | None, int, int] | None:
    """Year, month and day of a written date; a year of two digits is in this century."""
    for pattern in _DATES:
        if found := pattern.fullmatch(line):
            parts = found.groupdict()
            month = MONTHS.get(parts["name"]) if "name" in parts else int(parts["month"])
            if month is not None:
                return _year(parts["year"]), month, int(parts["day"])
    return None


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) + (2000 if len(written) == 2 else 0)
