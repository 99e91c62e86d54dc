"""What is late and what went wrong in a community: the numbers behind /doctor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outlook:
    overdue: int = 0  # agenda and outbox: due for a minute, and still not done
    undeliverable: int = 0  # could not be said, as far back as retention keeps them
    missed: int = 0  # came too late to be of use, agenda and outbox
