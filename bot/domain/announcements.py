"""Announcements of their own: a text for a channel at a moment, once or again and again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.refused import Refused

TEXT = 2000  # characters: Discord's limit for a message
MOST = 100  # of one community, still to come
GRACE = timedelta(hours=1)  # later than this it is not said but recorded as missed


@dataclass(frozen=True, slots=True)
class Announcement:
    id: int
    community_id: int
    channel_id: int
    text: str
    starts_local: datetime  # naive: the wall clock of the first time in `zone`, kept by all that follow
    zone: str
    created_at: datetime
    rule: str | None = None  # an RRULE value (RFC 5545 section 3.3.10); None: once
    next_at: datetime | None = None  # None: nothing more to come
    created_by: int | None = None  # None once that person's data was erased


def check(text: str) -> str:
    """The text as it will be kept; Refused("announcement.…") for what Discord would not take."""
    kept = text.strip()
    if not kept:
        raise Refused("announcement.text_missing")
    if len(kept) > TEXT:
        raise Refused("announcement.text_long", most=TEXT)
    return kept
