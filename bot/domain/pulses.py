"""A pulse: a form that is asked of the community again and again, about no event in particular."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.details import one_line, says_something
from bot.domain.refused import Refused

FORM = "pulse"  # the name of the form that is asked unless another one is chosen
TITLE = 100  # characters
MOST = 20  # of one community, still to come
LONGEST = 30  # days a round is open
USUAL = 7
GRACE = timedelta(days=1)  # a round that begins later than this is left out and recorded as missed


@dataclass(frozen=True, slots=True)
class Pulse:
    id: int
    community_id: int
    title: str
    form_name: str
    channel_id: int
    starts_local: datetime  # naive: the wall clock of the first round in `zone`, kept by all that follow
    zone: str
    open_days: int
    created_at: datetime
    rule: str | None = None  # an RRULE value (RFC 5545 section 3.3.10); None: once
    next_at: datetime | None = None  # None: no round is to come
    created_by: int | None = None  # None once that person's data was erased


def clean_title(text: str) -> str:
    """Raises Refused("pulse.title_missing"), Refused("pulse.title_long")."""
    cleaned = one_line(text)
    if not says_something(cleaned):
        raise Refused("pulse.title_missing")
    if len(cleaned) > TITLE:
        raise Refused("pulse.title_long", limit=TITLE, length=len(cleaned))
    return cleaned


def require_days(days: int) -> int:
    """Raises Refused("pulse.days")."""
    if not 1 <= days <= LONGEST:
        raise Refused("pulse.days", most=LONGEST)
    return days
