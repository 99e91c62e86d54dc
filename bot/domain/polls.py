"""Discord's own polls: a quick show of hands, whose result is kept.

Limits: https://docs.discord.com/developers/resources/poll#poll-create-request-object
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.details import one_line, says_something
from bot.domain.people import Actor, Community, Duty, duties
from bot.domain.refused import Refused

QUESTION = 300  # characters
OPTION = 55
FEWEST, MOST = 2, 10  # answers to choose from
LONGEST = 32 * 24  # hours
OPEN_AT_ONCE = 50  # polls of one community
SETTLES = timedelta(minutes=1)  # Discord counts once more after the end


class PollStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # `results` are what Discord counted
    LOST = "lost"  # it was deleted, or never posted: nobody knows what was answered


@dataclass(frozen=True, slots=True)
class Poll:
    id: int
    community_id: int
    channel_id: int
    question: str
    options: tuple[str, ...]
    multiple: bool  # whether one person may choose several
    hours: int  # how long it is open once it is posted
    closes_at: datetime
    status: PollStatus
    created_at: datetime
    event_id: int | None = None
    message_id: int | None = None
    results: tuple[int, ...] | None = None  # votes for each option, once it is over
    created_by: int | None = None  # None once that person's data was erased


def clean_question(text: str) -> str:
    """Raises Refused("poll.question_missing"), Refused("poll.question_long")."""
    cleaned = one_line(text)
    if not says_something(cleaned):
        raise Refused("poll.question_missing")
    if len(cleaned) > QUESTION:
        raise Refused("poll.question_long", limit=QUESTION, length=len(cleaned))
    return cleaned


def clean_options(texts: list[str]) -> tuple[str, ...]:
    """Answers to choose from; empty ones are left out.

    Raises Refused("poll.option_count"), Refused("poll.option_long"), Refused("poll.option_twice").
    """
    cleaned = tuple(line for text in texts if says_something(line := one_line(text)))
    if not FEWEST <= len(cleaned) <= MOST:
        raise Refused("poll.option_count", fewest=FEWEST, most=MOST)
    for option in cleaned:
        if len(option) > OPTION:
            raise Refused("poll.option_long", limit=OPTION, option=option[:OPTION])
    if len({option.casefold() for option in cleaned}) < len(cleaned):
        raise Refused("poll.option_twice")
    return cleaned


def options_of(typed: str) -> list[str]:
    """Answers as people type them: one a line, or with ; between them."""
    return [part for line in typed.splitlines() for part in line.split(";")]


def require_hours(hours: int) -> int:
    """Raises Refused("poll.hours")."""
    if not 1 <= hours <= LONGEST:
        raise Refused("poll.hours", days=LONGEST // 24)
    return hours


def require_asking(actor: Actor, community: Community) -> None:
    """Organisers and mentors ask. Raises Refused("permission.mentor_or_organiser")."""
    if actor.community_id != community.id or not duties(actor, community) & {Duty.ORGANISER, Duty.MENTOR}:
        raise Refused("permission.mentor_or_organiser")


def may_read(actor: Actor, poll: Poll, community: Community) -> bool:
    """Organisers read all of them, mentors those they asked themselves: another's may stand where they cannot look."""
    if not actor.community_id == poll.community_id == community.id:
        return False
    held = duties(actor, community)
    return Duty.ORGANISER in held or (Duty.MENTOR in held and poll.created_by == actor.user_id)
