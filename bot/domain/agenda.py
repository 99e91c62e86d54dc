"""What is to be done at which moment: agenda items, and a plan as people are shown it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class AgendaStatus(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"  # its time passed before anybody could carry it out; `reason` says why
    SKIPPED = "skipped"  # an organiser took it out of the plan
    DROPPED = "dropped"  # no longer part of the plan: the event moved, was cancelled, was changed


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing to do at one moment. `key` names it for good: a done one is never done again."""

    id: int
    key: str  # "event:12@v3/remind:1440"
    community_id: int
    step: str  # "remind:1440"
    due_at: datetime
    grace: timedelta | None  # how late it may still be carried out; None: however late
    status: AgendaStatus = AgendaStatus.PLANNED
    event_id: int | None = None
    announcement_id: int | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""

    @property
    def family(self) -> str:
        """What kind of step it is: "remind" of "remind:1440"."""
        return self.step.partition(":")[0]

    @property
    def number(self) -> int:
        """What stands behind the colon: minutes of a lead time, the id of a reminder, a ticket; else 0."""
        return int(self.step.partition(":")[2] or 0)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many people a step reaches, or reached: counts of people, not of messages."""

    mentioned: int = 0  # in the channel, by name
    direct: int = 0  # by direct message
    unreached: int = 0  # direct messages that could not be delivered, or not in time


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One line of /event plan. The words for a step are the text `plan.step.<family>`, for a reason `reason.<key>`."""

    step: str  # what /event plan takes to skip it: "remind:1440"
    family: str
    due_at: datetime
    status: AgendaStatus
    reached: Reached
    reason: str = ""
    minutes: int | None = None  # of reminders: before the start
    reminder_id: int | None = None
    text: str = ""  # of an organiser's own reminder
    target: str = ""  # of an organiser's own reminder
    role_id: int | None = None
    personal: bool = False  # only sent to those who asked for this lead time; nothing is said in the channel
    can_skip: bool = False
