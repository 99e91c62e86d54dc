"""What comes next in a community, and what went wrong: the numbers behind /doctor."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Next:
    """The next thing that is due. `what` is an agenda step ("remind:1440") or what an outbox item says ("card")."""

    what: str
    due_at: datetime
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    next_agenda: Next | None = None
    next_outbox: Next | None = None
    planned: int = 0  # agenda items to come
    pending: int = 0  # outbox items waiting to be sent
    overdue: int = 0  # of both: due, and still not done
    undeliverable: int = 0  # could not be said, as far back as retention keeps them
    missed: int = 0  # came too late to be of use, agenda and outbox
