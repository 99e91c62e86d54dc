"""Who is asking, and what they may do in a community."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from bot.domain.refused import Refused

T = TypeVar("T")


class Duty(StrEnum):
    """What a community trusts a person with. Everybody is a participant."""

    MENTOR = "mentor"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


class DmPolicy(StrEnum):
    """Whether a community lets Nacre write to people privately at all."""

    OPT_IN = "opt_in"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a command or a click, as Discord described them in that very interaction."""

    community_id: int
    user_id: int
    role_ids: frozenset[int] = frozenset()
    administrator: bool = False  # holds Discord's Manage Server permission (or Administrator)


@dataclass(frozen=True, slots=True)
class Community:
    """A Discord server and its settings. Ids are Discord snowflakes."""

    id: int
    language: str = "en"
    zone: str = "Europe/Warsaw"
    announce_channel_id: int | None = None
    organiser_role_ids: frozenset[int] = frozenset()
    mentor_role_ids: frozenset[int] = frozenset()
    dm_policy: DmPolicy = DmPolicy.OPT_IN
    set_up_at: datetime | None = None
    left_at: datetime | None = None  # Nacre was removed from the server then; its data goes after a grace period


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person chose in one community. None means: as the community or the event has it."""

    community_id: int
    user_id: int
    language: str | None = None
    zone: str | None = None
    direct_messages: bool = False  # only a person's own click turns this on
    unreachable_since: datetime | None = None  # Discord refused our last message to them (50007, 50278, 40003)
    lead_minutes: tuple[int, ...] | None = None  # own reminder times before the start; () means none
    quiet_from: int | None = None  # minutes after midnight, in the person's zone; both or neither are set
    quiet_to: int | None = None
    messages_chosen_at: datetime | None = None  # when they said yes or no to direct messages; None: never asked


def duties(actor: Actor, community: Community) -> frozenset[Duty]:
    """An administrator organises too; mentoring is only ever given by role."""
    held: set[Duty] = set()
    if actor.administrator:
        held |= {Duty.ADMINISTRATOR, Duty.ORGANISER}
    if actor.role_ids & community.organiser_role_ids:
        held.add(Duty.ORGANISER)
    if actor.role_ids & community.mentor_role_ids:
        held.add(Duty.MENTOR)
    return frozenset(held)


def require(duty: Duty, actor: Actor, community: Community) -> None:
    """Raise `Refused("permission.<duty>")` unless the actor holds the duty in their own community."""
    if actor.community_id != community.id or duty not in duties(actor, community):
        raise Refused(f"permission.{duty}")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Who did what: shown by /log to organisers."""

    at: datetime
    actor_id: int | None  # None once that person's data was erased
    action: str  # "event.move", "settings.change", … : the key of its text below `log.`
    event_id: int | None = None
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that stands in Nacre's way in a community, noticed once and shown by /doctor until it is gone."""

    community_id: int
    subject: str  # "channel:123", "event:12"
    code: str  # "channel_gone", "forbidden", "removed", … : the key of its text below `trouble.`
    since: datetime
    last_seen: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: `number` counts from 0, `total` counts items."""

    items: tuple[T, ...]
    number: int
    size: int
    total: int

    @classmethod
    def of(cls, items: Sequence[T], number: int, size: int) -> "Page[T]":
        """One page of all the items, `number` as `within` puts it."""
        number = cls.within(number, size, len(items))
        return cls(tuple(items[number * size : (number + 1) * size]), number, size, len(items))

    @staticmethod
    def within(number: int, size: int, total: int) -> int:
        """The number of a page that is there: beyond the last it is the last, before the first the first."""
        return max(0, min(number, (total - 1) // size))

    @property
    def last(self) -> int:
        return max(0, (self.total - 1) // self.size)
