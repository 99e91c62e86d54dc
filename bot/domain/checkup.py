"""A check-up of a server: what stands in Nacre's way there, and what will fail next because of it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.outlook import Outlook
from bot.domain.people import Trouble
from bot.domain.preflight import Finding, Place, Purpose, check


class RoleUse(StrEnum):
    """What a role decides for us."""

    ORGANISERS = "organisers"
    MENTORS = "mentors"
    EVENT = "event"  # who may see an event that is still open


@dataclass(frozen=True, slots=True)
class Watched:
    """The channels and roles of a server that something still depends on, and its events that are not over."""

    channels: Mapping[int, frozenset[Purpose]] = field(default_factory=dict)
    roles: Mapping[int, frozenset[RoleUse]] = field(default_factory=dict)
    events: Mapping[int, str] = field(default_factory=dict)  # titles by id
    closed: frozenset[int] = frozenset()  # channels in which an event for some roles only is announced
    announce_channel_id: int | None = None
    rooms: Mapping[int, str] = field(default_factory=dict)  # voice channels: the title of the next event there


@dataclass(frozen=True, slots=True)
class Seen:
    """The same as Discord has them now: what Nacre may do in each channel (None: it is gone), and all roles."""

    granted: Mapping[int, frozenset[str] | None]
    roles: frozenset[int]
    open: frozenset[int] = frozenset()  # channels that every member reads


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is planned to be said in a channel. `step` is an agenda step: "remind:1440", "announce"."""

    step: str
    due_at: datetime
    channel_id: int | None  # None: no channel is chosen
    event_id: int | None = None
    title: str = ""  # of the event


@dataclass(frozen=True, slots=True)
class Diagnosis:
    watched: Watched
    findings: tuple[Finding, ...]  # a channel each
    lost_roles: tuple[int, ...]
    exposed: tuple[int, ...]  # channels that everybody reads, with an event for some roles only
    troubles: tuple[Trouble, ...]  # noted before and not explained by a finding
    cleared: int  # noted before, and gone
    resumed: int  # messages that waited for that and are said now
    failing: tuple[Coming, ...]  # what will fail as things stand, the next first
    next: Coming | None
    outlook: Outlook
    titles: Mapping[str, str] = field(default_factory=dict)  # what troubles are about, by their subject

    @property
    def needs_attention(self) -> int:
        """How many things somebody has to do."""
        unset = self.watched.announce_channel_id is None
        return len(self.findings) + len(self.lost_roles) + len(self.exposed) + len(self.troubles) + unset


def event_of(trouble: Trouble) -> int | None:
    """The event that a trouble is about, if it is about one."""
    kind, _, number = trouble.subject.partition(":")
    return int(number) if kind == "event" and number.isdecimal() else None


def findings(watched: Watched, seen: Seen) -> tuple[Finding, ...]:
    """What is missing in the channels that matter. A channel nobody looked at is left out."""
    return check(
        Place(channel_id, purposes, seen.granted[channel_id])
        for channel_id, purposes in watched.channels.items()
        if channel_id in seen.granted
    )


def lost_roles(watched: Watched, seen: Seen) -> tuple[int, ...]:
    """Roles that something depends on and that were deleted."""
    return tuple(role_id for role_id in watched.roles if role_id not in seen.roles)


def stands(trouble: Trouble, watched: Watched, wrong: frozenset[str]) -> bool:
    """Whether a trouble noted earlier is still there. `wrong` are the subjects found wrong just now.

    A channel or a role is looked at now, so what was noted about it earlier counts no more; what was noted about an
    event stands as long as the event is not over. Who asks is in the server, so Nacre is not removed from it.
    """
    match trouble.subject.partition(":")[0]:
        case "channel" | "role":
            return trouble.subject in wrong
        case "community":
            return False
        case "event":
            return event_of(trouble) in watched.events
        case _:
            return True


def failing(coming: Iterable[Coming], wrong: frozenset[int]) -> tuple[Coming, ...]:
    """What will fail as things stand: it goes to a channel in which something is wrong, or to none."""
    return tuple(each for each in coming if each.channel_id is None or each.channel_id in wrong)
