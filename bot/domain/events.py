"""What an event is, and the life it has: draft → published → live → ended → archived, or cancelled.

Open, full and closed are not stored: they follow from registration and seats, see `registration`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.materials import Material
    from bot.domain.rsvps import Rsvp


class Status(StrEnum):
    DRAFT = "draft"
    DISCARDED = "discarded"  # a draft put away; it can be brought back until retention removes it
    PUBLISHED = "published"
    LIVE = "live"
    ENDED = "ended"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    ONLINE = "online"
    ON_SITE = "on_site"
    HYBRID = "hybrid"


class Audience(StrEnum):
    PUBLIC = "public"  # anyone, on the public calendar too
    COMMUNITY = "community"  # every member of the server
    ROLES = "roles"  # members who hold one of the event's roles: a restricted event


class Feedback(StrEnum):
    """How an event asks for feedback when it is over."""

    ANONYMOUS = "anonymous"  # nobody can tell whose answer is whose
    NAMED = "named"  # organisers see who said what, and the form says so
    NONE = "none"


class Purpose(StrEnum):
    """What an event is looked up for: decides which ones are suggested while a person types."""

    SEE = "see"
    ANSWER = "answer"
    EDIT = "edit"
    MOVE = "move"
    CANCEL = "cancel"
    PUBLISH = "publish"
    DISCARD = "discard"
    RESTORE = "restore"
    DUPLICATE = "duplicate"
    CLOSE = "close"
    REOPEN = "reopen"
    REPOST = "repost"
    ROSTER = "roster"
    PLAN = "plan"
    REMIND = "remind"
    ATTENDANCE = "attendance"
    NOTE = "note"  # who was there
    FEEDBACK = "feedback"
    RESULTS = "results"  # of feedback
    GIVE = "give"  # feedback
    MATERIAL = "material"


class Registration(StrEnum):
    """Can a person take a seat right now?"""

    OPEN = "open"
    FULL = "full"  # open, but new people go to the waitlist
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Event:
    """One event. All instants are aware UTC; `zone` is the IANA zone whose wall clock it keeps."""

    id: int
    community_id: int
    uid: str  # the iCalendar UID, stable for life (RFC 5545 section 3.8.4.7)
    kind: str  # key of a kind, see kinds.py
    title: str  # at most 100 characters: autocomplete shows no more
    starts_at: datetime
    ends_at: datetime
    zone: str
    status: Status
    created_by: int | None  # None once that person's data was erased
    created_at: datetime
    updated_at: datetime
    summary: str = ""  # at most 300 characters
    description: str = ""  # at most 2000 characters, Discord's Markdown
    mode: Mode = Mode.ONLINE
    place: str = ""
    join_link: str = ""
    lead_minutes: tuple[int, ...] = (10_080, 1_440, 60, 10)  # reminders before the start; from the kind, then its own
    link_opens_minutes: int = 15  # before the start, those with a seat may see the join link
    speakers: str = ""
    host_id: int | None = None
    language: str = "en"  # the language it is held in
    capacity: int | None = None  # None: no limit
    closes_at: datetime | None = None  # registration closes then; None: at the start
    registration_open: bool = True  # organisers close and reopen by hand
    audience: Audience = Audience.COMMUNITY
    role_ids: frozenset[int] = frozenset()
    channel_id: int | None = None  # where it is announced; None: the community's announcement channel
    voice_channel_id: int | None = None  # the voice or stage channel it is held in: presence there is attendance
    feedback: Feedback = Feedback.ANONYMOUS
    recorded: bool = False  # a recording is expected, and the host is asked for it if it does not come
    published_at: datetime | None = None
    cancel_reason: str = ""
    version: int = 1  # of the schedule: raised by every move, so that a moved event reminds again
    sequence: int = 0  # iCalendar SEQUENCE: raised by every significant change (RFC 5545 section 3.8.7.4)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom events are for, as far as `domain/audience.py` asks: what many events in a list have in common."""

    community_id: int
    status: Status
    audience: Audience
    role_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Seats:
    """How an event is filled. A seat is held by `going` and by `offered` (kept free until they answer)."""

    capacity: int | None
    going: int = 0
    maybe: int = 0
    declined: int = 0
    waiting: int = 0
    offered: int = 0

    @property
    def left(self) -> int | None:
        """Seats nobody holds; None without a limit. Never below 0, even when the capacity was lowered."""
        return None if self.capacity is None else max(0, self.capacity - self.going - self.offered)


def has_started(event: Event, now: datetime) -> bool:
    """The clock decides, not only the status: the agenda may be a moment late."""
    return event.status in (Status.LIVE, Status.ENDED, Status.ARCHIVED) or now >= event.starts_at


def is_over(event: Event, now: datetime) -> bool:
    return event.status in (Status.ENDED, Status.ARCHIVED) or now >= event.ends_at


def registration(event: Event, seats: Seats, now: datetime) -> Registration:
    """Open, full or closed at this moment."""
    closes = min(event.closes_at or event.starts_at, event.starts_at)
    if event.status is not Status.PUBLISHED or not event.registration_open or now >= closes:
        return Registration.CLOSED
    if seats.left == 0 or (seats.waiting and seats.capacity is not None):
        return Registration.FULL
    return Registration.OPEN


@dataclass(frozen=True, slots=True)
class Card:
    """Where an event's announcement stands in Discord."""

    event_id: int
    channel_id: int
    message_id: int | None = None
    thread_id: int | None = None  # a thread started from a message has the message's own id


@dataclass(frozen=True, slots=True)
class EventView:
    """An event as one reader may see it: with its seats, its card and the reader's own RSVP, if any.

    `event.join_link` is empty for everybody but organisers: it is given out by `rsvps.join_link` alone.
    """

    event: Event
    seats: Seats
    registration: Registration
    card: Card | None = None
    mine: "Rsvp | None" = None
    position: int | None = None  # in the waitlist, 1 is next
    has_link: bool = False  # there is a join link, whether or not the reader may have it yet
    noted: bool = False  # who is there is noted, and people are told so: a channel, a code, or an organiser says so
    recordings: "tuple[Material, ...]" = ()  # of a card: those that all its readers may see
