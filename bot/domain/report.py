"""What an evaluation report counts, over a period. Pure.

Everything is a sum over events that took place. Scores come only from surveys whose results may be shown on their own,
so that no difference of two sums is anybody's answer (docs/decisions/0101).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.refused import Refused
from bot.domain.results import FEWEST, Nps

LONGEST = timedelta(days=5 * 366)


class Span(StrEnum):
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included, by the community's clock."""

    first: date
    last: date

    @property
    def before(self) -> "Period":
        """As many days just before it; of whole months, as many months."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        if self.first.day == 1 and (self.last + timedelta(days=1)).day == 1:
            return Period(_month(self.first, -months), self.first - timedelta(days=1))
        return Period(self.first - (self.last - self.first) - timedelta(days=1), self.first - timedelta(days=1))


def period_of(span: Span, today: date) -> Period:
    """A year or a quarter of the calendar."""
    months = 12 if span in (Span.THIS_YEAR, Span.LAST_YEAR) else 3
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    if span in (Span.LAST_YEAR, Span.LAST_QUARTER):
        first = _month(first, -months)
    return Period(first, _month(first, months) - timedelta(days=1))


def checked(period: Period) -> Period:
    """Refused: report.backwards, report.too_long."""
    if period.last < period.first:
        raise Refused("report.backwards")
    if period.last - period.first > LONGEST:
        raise Refused("report.too_long", years=5)
    return period


def _month(first: date, by: int) -> date:
    months = first.year * 12 + first.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one event, or the sum over several. `expected` and `came` are of events whose attendance is known."""

    events: int = 0
    cancelled: int = 0
    rsvps: int = 0  # people who answered the invitation, whatever they said; a person counts once an event
    going: int = 0
    measured: int = 0  # events
    attended: int = 0
    expected: int = 0  # people who said they would come
    came: int = 0  # and did
    asked: int = 0
    answered: int = 0
    scored: int = 0  # events whose scores are shown
    rating_sum: int = 0
    ratings: int = 0
    promoters: int = 0
    passives: int = 0
    detractors: int = 0
    comments: int = 0
    materials: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def no_show(self) -> float | None:
        """The share of those who said they would come and were not there; None where nobody knows."""
        return (self.expected - self.came) / self.expected if self.expected else None

    @property
    def rate(self) -> float | None:
        """The share of those asked who gave feedback."""
        return min(1.0, self.answered / self.asked) if self.asked else None

    @property
    def score(self) -> float | None:
        """The mean of all ratings of 1 to 5 that may be shown."""
        return self.rating_sum / self.ratings if self.ratings else None

    @property
    def nps(self) -> int | None:
        groups = Nps(self.promoters, self.passives, self.detractors)
        return groups.score if self.promoters + self.passives + self.detractors else None


@dataclass(frozen=True, slots=True)
class Held:
    """One event with its figures; `role_ids` whom it is for, empty when it is for everybody."""

    id: int
    title: str
    kind: str
    language: str
    starts_at: datetime
    role_ids: frozenset[int]
    figures: Figures


@dataclass(frozen=True, slots=True)
class RoleFigures:
    """People who hold a role today: how many of them answered, said they would come, and came. Sums over events."""

    role_id: int
    people: int = 0
    rsvps: int = 0
    going: int = 0
    attended: int = 0
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    period: Period
    kind: str | None
    total: Figures
    before: Figures  # the period before it
    held: tuple[Held, ...]

    def by(self, group: Callable[[Held], str]) -> dict[str, Figures]:
        """Sums over groups of events, the group with the most events first."""
        sums: dict[str, Figures] = {}
        for one in self.held:
            sums[group(one)] = sums.get(group(one), Figures()) + one.figures
        return dict(sorted(sums.items(), key=lambda each: (-each[1].events, each[0])))


def total(held: Iterable[Held]) -> Figures:
    """The sum; of an event that was cancelled only that it was."""
    found = Figures()
    for one in held:
        found += one.figures
    return found


def invited(held: Sequence[Held], members: int | None, by_role: Mapping[int, int]) -> int | None:
    """How many invitations the events were, by the members of today: everybody's to all, others to those with a role.

    Somebody with two of an event's roles counts twice. None where Discord does not tell how many there are.
    """
    found = 0
    for one in held:
        if one.figures.cancelled:
            continue
        if one.role_ids:
            known = [by_role.get(role_id, 0) for role_id in one.role_ids]
            if not by_role:
                return None
            found += min(sum(known), members) if members is not None else sum(known)
        elif members is None:
            return None
        else:
            found += members
    return found


def withheld(groups: Sequence[RoleFigures]) -> tuple[RoleFigures, ...]:
    """Groups of fewer than five people without their numbers; never just one, as the others would tell it."""
    small = {group.role_id for group in groups if 0 < group.people < FEWEST}
    others = sorted((group for group in groups if group.people >= FEWEST), key=lambda group: group.people)
    if len(small) == 1 and others:
        small.add(others[0].role_id)
    return tuple(RoleFigures(group.role_id, withheld=True) if group.role_id in small else group for group in groups)
