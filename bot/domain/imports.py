"""A participant list under review: which of its names is whom, sure only where nothing is guessed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.events import Event


class Certainty(StrEnum):
    SURE = "sure"  # the name is one member's, exactly, and nobody else's
    DOUBTFUL = "doubtful"  # somebody is called nearly so: a person decides
    NONE = "none"  # nobody is called anything like it


class State(StrEnum):
    OPEN = "open"
    DONE = "done"  # noted; the names are removed
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Draft:
    """A row before it is stored. `user_id` is whom it is taken for, or in doubt the best guess."""

    name: str
    minutes: int | None
    user_id: int | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    name: str
    minutes: int | None
    user_id: int | None
    certainty: Certainty
    decided: bool  # an organiser chose `user_id`, None being nobody of ours

    @property
    def is_open(self) -> bool:
        """In doubt, and nobody decided yet."""
        return self.certainty is Certainty.DOUBTFUL and not self.decided

    @property
    def person(self) -> int | None:
        """Who is noted as having been there; a guess is nobody."""
        return self.user_id if self.decided or self.certainty is Certainty.SURE else None


@dataclass(frozen=True, slots=True)
class Import:
    id: int
    event_id: int
    format: str
    state: State
    created_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """The whole of a list under review, in the order of the file."""

    id: int
    event: Event
    rows: tuple[Row, ...]

    @property
    def found(self) -> tuple[Row, ...]:
        """Those who will be noted."""
        return tuple(row for row in self.rows if row.person is not None)

    @property
    def open(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_open)

    @property
    def nobody(self) -> tuple[Row, ...]:
        """Rows that count nowhere: nobody of ours, by decision or because nobody is called so."""
        return tuple(row for row in self.rows if row.person is None and not row.is_open)

    @property
    def to_review(self) -> tuple[Row, ...]:
        """What is paged through: the doubtful ones first, then those that nobody is called like."""
        unsure = [row for row in self.rows if row.certainty is not Certainty.SURE]
        return tuple(sorted(unsure, key=lambda row: (row.certainty is Certainty.NONE, row.id)))


@dataclass(frozen=True, slots=True)
class Noted:
    """What an import led to."""

    event: Event
    people: int
    nobody: tuple[str, ...]  # names that count nowhere; said once, then gone
