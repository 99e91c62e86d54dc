"""Moments and lengths as Zoom and Teams write them, in whatever language and order.

Only how long somebody stayed is wanted, so a zone does not matter: both moments of a row are in the same one.
"""

import re
from datetime import datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,4})\s*([./-])\s*(\d{1,2})\s*[./-]\s*(\d{2,4})")
_NAMED = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]*)")
# Words of the region for an hour: h, hour, Std., godz., g., tim., t, tunti, tund, st. (Latvian), val. (Lithuanian)
_HOURS = ("h", "st", "g", "t", "val", "v")
_LONGEST = 7 * 24 * 3600  # what is longer was misread, or is no meeting


def moment(text: str) -> datetime | None:
    """A date and a clock time, without a zone; None for anything else ("--", a time alone).

    Which number is the month: after a year, in the middle; with dots, the second; with slashes, the first where the
    clock says AM or PM, else the second. A first number above 12 is a day in any case.
    """
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
    date, rest = _date(text)
    if date is None:
        return None
    clock = _CLOCK.search(rest)
    if clock is None:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    half = (clock[4] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    first, separator, middle, last = date
    if first > 31:
        year, month, day = first, middle, last
    elif separator == "/" and (middle > 12 or (half and first <= 12)):
        year, month, day = last, first, middle
    else:
        year, month, day = last, middle, first
    try:
        return datetime(year if year > 99 else 2000 + year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def _date(text: str) -> tuple[tuple[int, str, int, int] | None, str]:
    found = _DATE.search(text)
    if found is not None:
        return (int(found[1]), found[2], int(found[3]), int(found[4])), text[found.end() :]
    named = _NAMED.search(text)
    if named is not None and named[1].lower() in _MONTHS:
        return (int(named[2]), ".", _MONTHS.index(named[1].lower()) + 1, int(named[3])), text[named.end() :]
    return None, text


def seconds(text: str) -> int | None:
    """A length: minutes when it is a bare number ("62"), else "1h 2m 30s", "62 min", "1 Std. 2 Min.", "01:02:30".

    None for what is no length, and for one of more than seven days.
    """
    text = text.replace("\u00a0", " ").replace("\u202f", " ").strip().lower()
    total = _by_clock(text)
    if total is None:
        total = _by_words(text)
    return total if total is not None and 0 <= total <= _LONGEST else None


def _by_clock(text: str) -> int | None:
    parts = re.fullmatch(r"(\d{1,3}):(\d{2}):(\d{2})", text)
    return int(parts[1]) * 3600 + int(parts[2]) * 60 + int(parts[3]) if parts else None


def _by_words(text: str) -> int | None:
    found = _PART.findall(text)
    if not found or re.sub(r"[\s.,]", "", _PART.sub("", text)):
        return None
    if len(found) > 1 and not all(unit for _, unit in found):
        return None
    each = [_unit(unit) for _, unit in found]
    if any(unit is None for unit in each):
        return None
    return round(
        sum(float(number.replace(",", ".")) * (unit or 0) for (number, _), unit in zip(found, each, strict=True))
    )


def _unit(word: str) -> int | None:
    if not word or word.startswith("m"):
        return 60
    if word.startswith(_HOURS):
        return 3600
    return 1 if word.startswith("s") else None
