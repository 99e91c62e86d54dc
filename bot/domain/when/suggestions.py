"""What somebody who is still typing a time may mean."""

import re
from collections.abc import Iterator
from datetime import datetime

from bot.domain import zones
from bot.domain.refused import Refused
from bot.domain.when.instants import Understood, parse
from bot.domain.when.reading import LONGEST, tidy
from bot.domain.when.words import MONTHS

_LIKELY = ("10:00", "14:00", "16:00")
_USUAL = tuple(f"{hour}:00" for hour in range(8, 20))
_NEXT_DAYS = ("today", "tomorrow", *(f"in {number} days" for number in range(2, 8)))
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("today", "tomorrow", *_WEEKDAYS, *(f"next {day}" for day in _WEEKDAYS), "in 2 days", "in 1 week", "in 2 weeks")
_SOON = ("in 30 min", "in 1 hour", "in 2 hours", "in 3 hours", "in 1 day", "in 2 days", "in 1 week", "in 2 weeks")


def suggest(text: str, now: datetime, zone: str, limit: int = 25) -> list[Understood]:
    """Moments that a beginning may become, the likeliest first, each once; never raises.

    "3 dec" offers that day at the usual hours; nothing typed offers usual times of the next days.
    """
    found: dict[datetime, Understood] = {}
    if len(text) > LONGEST:
        return []
    for line in _lines(text.strip(), zones.wall(now, zone).month):
        if len(found) >= limit:
            break
        try:
            understood = parse(line, now, zone)
        except Refused:
            continue
        found.setdefault(understood.instant, understood)
    return list(found.values())[:limit]


def _lines(text: str, month: int) -> Iterator[str]:
    """Whole lines to try for a beginning typed in this month."""
    if not text:
        yield from (f"{day} {clock}" for day in _NEXT_DAYS for clock in _LIKELY[:2])
        return
    body, zone = _without_zone(text)
    yield f"{body}{zone}"
    if not re.search(r"\d:\d\d$", body, re.ASCII):
        yield from (f"{body} {clock}{zone}" for clock in _USUAL)
    completed = list(dict.fromkeys(_completed(body)))
    for line in completed:
        clocks = _USUAL if len(completed) == 1 else _LIKELY
        yield from (f"{line}{zone}", *(f"{line} {clock}{zone}" for clock in clocks))
    yield from _numbered(body, zone, month)
    if body[:1].isdigit():
        yield from (f"{day} {body}{zone}" for day in _NEXT_DAYS)
    if tidy(body) in MONTHS:
        yield from (f"{day} {body} {_LIKELY[0]}{zone}" for day in range(1, 32))
    head, _, last = text.rpartition(" ")
    if head and len(last) > 1:
        yield from (f"{head} {name}" for name in zones.suggest(last, 3))


def _numbered(body: str, zone: str, month: int) -> Iterator[str]:
    """A bare number is an hour of the working day, or the day of a coming month."""
    if not re.fullmatch(r"\d{1,2}\.?", body, re.ASCII):
        return
    number = body.rstrip(".")
    if 8 <= int(number) <= 20:
        yield from (f"{day} {number}:00{zone}" for day in _NEXT_DAYS[:2])
    for name in (*_MONTHS[month - 1 :], *_MONTHS[: month - 1]):
        yield from (f"{number} {name} {clock}{zone}" for clock in _LIKELY[:2])


def _without_zone(text: str) -> tuple[str, str]:
    head, _, last = text.rpartition(" ")
    return (head, f" {last}") if head and zones.find(last) and not tidy(last).isdigit() else (text, "")


def _completed(text: str) -> Iterator[str]:
    """The line with its last word or time finished in the ways that fit."""
    head, space, last = text.rpartition(" ")
    typed = tidy(last)
    if (clock := re.fullmatch(r"(\d{1,2})[:.]([0-5]?)", last, re.ASCII)) and head:
        minutes = [minute for minute in ("00", "15", "30", "45", f"{clock[2]}0") if minute.startswith(clock[2])]
        yield from (f"{head}{space}{clock[1]}:{minute}" for minute in minutes)
    elif clock := re.fullmatch(r"(\d{1,2})[:.]([0-5]?)", last, re.ASCII):
        yield from (f"{clock[1]}:{minute}" for minute in ("00", "15", "30", "45") if minute.startswith(clock[2]))
    elif re.fullmatch(r"[12]", last, re.ASCII) and head:
        yield from (f"{head} {last}{digit}:00" for digit in range(10))
    if re.fullmatch(r"in( \d{0,4})?", tidy(text), re.ASCII):
        amount = tidy(text)[3:]
        yield from _SOON if not amount else (f"in {amount} {unit}" for unit in ("min", "hours", "days", "weeks"))
    if typed.isalpha():
        whole = tidy(text)
        yield from (day for day in _DAYS if day.casefold().startswith(whole))
        yield from (f"{head}{space}{month}" for month in _MONTHS if month.casefold().startswith(typed))
        yield from (f"{head}{space}{day}" for day in _WEEKDAYS if day.casefold().startswith(typed))
