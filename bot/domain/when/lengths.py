"""Lengths of time as people type them: "90 min", "1h30", "2 days", "1 week, 1 day, 10 min"."""

import re
from datetime import timedelta

from bot.domain.refused import Refused
from bot.domain.when.reading import LONGEST, tidy
from bot.domain.when.words import AND, BEFORE, NONE, UNITS

LONGEST_EVENT = timedelta(days=31)
LONGEST_LEAD = 365 * 1440  # minutes: a year, as for the reminders of an event
MOST_LEADS = 10

_CLOCKLIKE = re.compile(r"(\d{1,3})(?::| ?h ?)(\d{2})(?: ?m| ?min)?", re.ASCII)
_PART = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?) ?([a-z]+)", re.ASCII)


def parse_length(text: str) -> timedelta:
    """How long something lasts: from a minute to 31 days. A bare number is minutes.

    Raises Refused("when.length") for what is no length, Refused("when.length_too_long") beyond 31 days.
    """
    minutes = _minutes(text)
    if not minutes:
        raise Refused("when.length")
    length = timedelta(minutes=minutes)
    if length > LONGEST_EVENT:
        raise Refused("when.length_too_long", days=LONGEST_EVENT.days)
    return length


def parse_lead(text: str) -> int:
    """How long before the start, in minutes; 0 is at the start.

    Raises Refused("when.lead"), or Refused("when.lead_too_long") beyond a year.
    """
    words = [word for word in tidy(text[: LONGEST + 1]).split() if word not in BEFORE]
    minutes = _minutes(" ".join(words))
    if minutes is None:
        raise Refused("when.lead")
    if minutes > LONGEST_LEAD:
        raise Refused("when.lead_too_long", days=LONGEST_LEAD // 1440)
    return minutes


def parse_leads(text: str) -> tuple[int, ...]:
    """Several of them, separated by commas or "and", the longest first; () for "none".

    Raises as `parse_lead`, and Refused("when.too_many_leads") beyond ten.
    """
    if tidy(text[: LONGEST + 1]) in NONE | {"-", "0"}:
        return ()
    if len(text) > LONGEST:
        raise Refused("when.lead")
    joined = "|".join(sorted(AND))
    pieces = [piece for piece in re.split(rf"[,;\n+]|\s(?:{joined})\s", text.casefold()) if piece.strip()]
    leads = sorted({parse_lead(piece) for piece in pieces}, reverse=True)
    if not leads:
        raise Refused("when.lead")
    if len(leads) > MOST_LEADS:
        raise Refused("when.too_many_leads", limit=MOST_LEADS)
    return tuple(leads)


def _minutes(text: str) -> int | None:
    """Whole minutes, or None for what is no length."""
    if len(text) > LONGEST:
        return None
    line = re.sub(r"(?<=\d),(?=\d)", ".", text)  # 1,5 hours
    line = re.sub(r"^\+\s*", "", tidy(line))
    line = " ".join(word for word in line.split() if word not in AND)
    if re.fullmatch(r"\d{1,6}", line, re.ASCII):
        return int(line)
    if found := _CLOCKLIKE.fullmatch(line):
        return int(found[1]) * 60 + int(found[2]) if int(found[2]) < 60 else None
    parts = _PART.findall(line)
    if not parts or _PART.sub("", line).strip() or any(unit not in UNITS for _, unit in parts):
        return None
    return round(sum(float(number) * UNITS[unit] for number, unit in parts))
