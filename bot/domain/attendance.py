"""Attendance: who was there, for how long, and how that is known. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

A_MINUTE = timedelta(minutes=1)
WATCHED_BEFORE = timedelta(minutes=15)  # the start: the stays of those who come early begin then
NOTED_FROM = timedelta(minutes=30)  # before the start: nobody can be noted as having been there sooner
NOTICEABLE = timedelta(seconds=90)  # not watched for longer than this is a gap: it is noted once a minute that we are


class Source(StrEnum):
    """How it is known that somebody was there."""

    VOICE = "voice"  # seen in the event's voice or stage channel
    CODE = "code"  # typed the code that was shown on site
    HAND = "hand"  # an organiser said so
    IMPORT = "import"  # from a participant list of Zoom, Teams, …


_MEASURE = frozenset({Source.VOICE, Source.IMPORT})


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person at one event, whatever sources say so."""

    event_id: int
    user_id: int
    minutes: int | None  # None: there, but nobody measured for how long
    sources: frozenset[Source]
    noted_by: int | None  # who noted it by hand or import; None also once that person's data was erased
    updated_at: datetime

    @property
    def shown_sources(self) -> tuple[Source, ...]:
        """In the order in which they are always named."""
        return tuple(source for source in Source if source in self.sources)


def merged(known: Attendance, now: datetime, source: Source, minutes: int | None, by: int | None) -> Attendance:
    """What is known once another source has spoken: the longest time that anybody measured, and all sources.

    The sources' minutes are not added up: they were of the same hour. Minutes that an organiser gives stand instead of
    those measured so far, and the channel does not raise them.
    """
    said = Source.HAND in known.sources and known.minutes is not None and known.sources.isdisjoint(_MEASURE)
    if said and source is Source.VOICE:
        return known
    sources, measured = known.sources, [value for value in (known.minutes, minutes) if value is not None]
    if source is Source.HAND and minutes is not None:
        sources, measured = known.sources - _MEASURE, [minutes]
    after = replace(
        known,
        minutes=max(measured) if measured else None,
        sources=sources | {source},
        noted_by=known.noted_by if by is None else by,
    )
    return known if after == known else replace(after, updated_at=now)


class Ended(StrEnum):
    """How a stay ended."""

    LEFT = "left"  # they left, before our eyes
    END = "end"  # the event was over, or its channel is not watched any more
    LOST = "lost"  # they were gone when we looked again: it ended at the last moment that we surely watched


@dataclass(frozen=True, slots=True)
class Stay:
    """A time that somebody spent in the event's channel; without `left_at` they are there still."""

    user_id: int
    joined_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nobody watched the channel: who came and went then is not known."""

    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """An event whose channel is to be watched now. `seen_at`: until when it surely was; None: not yet."""

    event_id: int
    community_id: int
    channel_id: int
    starts_at: datetime
    ends_at: datetime
    seen_at: datetime | None


def gap_between(starts_at: datetime, seen_at: datetime | None, now: datetime) -> Gap | None:
    """The part of an event in which nobody watched, when somebody looks again `now`; None when it is too short.

    Before the start nothing is lost: minutes count from then.
    """
    since = starts_at if seen_at is None else max(seen_at, starts_at)
    return Gap(since, now) if now - since > NOTICEABLE else None


def time_there(stays: Iterable[Stay], starts_at: datetime, until: datetime) -> timedelta:
    """How long one person was there between two instants: a moment counts once, however many stays it is in.

    A stay that is still open lasts until `until`; one that ends before it began (the clock was set back) is nothing.
    """
    inside = sorted(
        (max(stay.joined_at, starts_at), min(stay.left_at or until, until))
        for stay in stays
        if stay.joined_at < until and (stay.left_at is None or stay.left_at > starts_at)
    )
    total, reached = timedelta(), starts_at
    for begin, end in inside:
        if end > reached:
            total += max(timedelta(), end - max(begin, reached))
            reached = end
    return total


def minutes_there(stays: Iterable[Stay], starts_at: datetime, until: datetime) -> int:
    """As `time_there`, in whole minutes; what is less than a minute is none."""
    return time_there(stays, starts_at, until) // A_MINUTE
