"""What an evaluation report counts, over a period. Pure.

Everything is a sum over events that took place. Scores come only from surveys whose results may be shown on their own,
so that no difference of two sums is anybody's answer (docs/decisions/0101); a score is of one question.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.feedback import Question
from bot.domain.refused import Refused
from bot.domain.results import Nps

LONGEST = timedelta(days=5 * 366)
YEARS = range(1990, 2101)


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
    def months(self) -> int:
        """Of the calendar that it touches."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def before(self) -> "Period":
        """As many days just before it; of whole months, as many months."""
        if self._whole:
            return Period(_month(self.first, -self.months), self.first - timedelta(days=1))
        return Period(self.first - (self.last - self.first) - timedelta(days=1), self.first - timedelta(days=1))

    def compared(self, today: date) -> "Period":
        """What it is compared with: the period before; as long as it is not over, the same days of that one."""
        before = self.before
        if not self.first <= today < self.last:
            return before
        if not self._whole:
            return Period(before.first, before.first + (today - self.first))
        month = _month(today.replace(day=1), -self.months)
        length = (_month(month, 1) - month).days
        return Period(before.first, month.replace(day=min(today.day, length)))

    @property
    def _whole(self) -> bool:
        """Months from the first day to the last."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1


def period_of(span: Span, today: date) -> Period:
    """A year or a quarter of the calendar."""
    months = 12 if span in (Span.THIS_YEAR, Span.LAST_YEAR) else 3
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    if span in (Span.LAST_YEAR, Span.LAST_QUARTER):
        first = _month(first, -months)
    return Period(first, _month(first, months) - timedelta(days=1))


def checked(period: Period) -> Period:
    """Refused: report.backwards, report.too_long, report.year."""
    if period.last < period.first:
        raise Refused("report.backwards")
    if period.last - period.first > LONGEST:
        raise Refused("report.too_long", years=5)
    if period.first.year < YEARS[0] or period.last.year > YEARS[-1]:
        raise Refused("report.year", first=YEARS[0], last=YEARS[-1])
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
    scored: int = 0  # events whose rating is shown
    rating_sum: int = 0
    ratings: int = 0
    promoters: int = 0
    passives: int = 0
    detractors: int = 0
    comments: int = 0
    materials: int = 0
    shown: int = 0  # events whose feedback may be shown, and of these
    unrated: int = 0  # were not asked the rating that is compared
    unasked: int = 0  # were not asked the recommendation that is compared
    loose: int = 0  # materials of no event

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
class Report:
    period: Period
    kind: str | None
    total: Figures
    before: Figures  # what it is compared with
    held: tuple[Held, ...]
    zone: str = "UTC"  # the community's
    earlier: Period | None = None  # the days of that, where they are not the whole period before
    rating: Question | None = None  # the one question of all mean ratings, and of all recommendations
    recommendation: Question | None = None

    @property
    def compared(self) -> Period:
        return self.earlier or self.period.before

    def by(self, group: Callable[[Held], str]) -> dict[str, Figures]:
        """Sums over groups of events, the group with the most events first."""
        sums: dict[str, Figures] = {}
        for one in self.held:
            sums[group(one)] = sums.get(group(one), Figures()) + one.figures
        return dict(sorted(sums.items(), key=lambda each: (-each[1].events, each[0])))


def trend(report: Report) -> tuple[int, dict[date, Figures]]:
    """Sums by month, of a period of more than a year by quarter (1 or 3 months), from the first event to the last."""
    step = 1 if report.period.months <= 12 else 3
    days = [one.starts_at.astimezone(ZoneInfo(report.zone)).date().replace(day=1) for one in report.held]
    firsts = [_month(day, -((day.month - 1) % step)) for day in days]
    found: dict[date, Figures] = {}
    while firsts and (first := _month(min(firsts), step * len(found))) <= max(firsts):
        found[first] = Figures()
    for first, one in zip(firsts, report.held, strict=True):
        found[first] += one.figures
    return step, found


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
