"""Lead times: so many minutes before the start, in words for people and as they would type them."""

from collections.abc import Iterable

from bot.words import count, listing, say

_UNITS = (("weeks", 10_080), ("days", 1_440), ("hours", 60), ("minutes", 1))
_TYPED = {"weeks": "week", "days": "day", "hours": "hour", "minutes": "min"}


def lead(language: str, minutes: int) -> str:
    """ "1 day and 2 hours", "90 minutes" never: the largest units first; "at the start" for 0."""
    if minutes == 0:
        return say(language, "lead.start")
    return listing(language, (count(language, f"lead.{unit}", n) for unit, n in _split(minutes)))


def typed_lead(minutes: int) -> str:
    """As `domain.when.parse_lead` reads it again: "1 day 2 hour"."""
    return " ".join(f"{n} {_TYPED[unit]}" for unit, n in _split(minutes)) or "0 min"


def typed_leads(leads: Iterable[int]) -> str:
    return ", ".join(typed_lead(minutes) for minutes in leads)


def _split(minutes: int) -> list[tuple[str, int]]:
    parts = []
    for unit, size in _UNITS:
        n, minutes = divmod(minutes, size)
        if n:
            parts.append((unit, n))
    return parts
