"""What is kept about people, why it is kept and for how long: what /privacy says and what erasing did."""

from dataclasses import dataclass, field

from bot.domain.retention import Retention


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data. Its text is `privacy.kept.<kind>`; with `days` it is counted in days (`words.count`)."""

    kind: str
    days: int | None = None  # None: until the person erases it, or Nacre leaves the server


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing removed, by kind: {"rsvps": 3, "preferences": 1}. Kinds with nothing to remove are left out."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        return bool(self.counts)


def statement(retention: Retention) -> tuple[Kept, ...]:
    """Everything kept about people, in the order in which it is told."""
    return (
        Kept("rsvps", retention.rsvps),
        Kept("notes", retention.notes),
        Kept("attendance", retention.attendance),
        Kept("imports", retention.imports),
        Kept("certificates", retention.certificates),
        Kept("answers", retention.answers),
        Kept("topics"),
        Kept("preferences"),
        Kept("messages", retention.outbox),
        Kept("authorship"),
        Kept("log", retention.log),
        Kept("forms", retention.forms),
        Kept("tombstone"),
        Kept("community", retention.communities),
    )
