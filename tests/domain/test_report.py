"""Periods, sums and what a report withholds."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refused import Refused
from bot.domain.report import Figures, Held, Period, RoleFigures, Span, checked, invited, period_of, total, withheld

TODAY = date(2026, 11, 9)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.THIS_YEAR, "2026-01-01", "2026-12-31"),
        (Span.LAST_YEAR, "2025-01-01", "2025-12-31"),
        (Span.THIS_QUARTER, "2026-10-01", "2026-12-31"),
        (Span.LAST_QUARTER, "2026-07-01", "2026-09-30"),
    ],
)
def test_spans(span: Span, first: str, last: str) -> None:
    assert period_of(span, TODAY) == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_the_quarter_before_the_first_is_in_the_year_before() -> None:
    assert period_of(Span.LAST_QUARTER, date(2026, 2, 1)) == Period(date(2025, 10, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2024-01-01", "2024-12-31", ("2023-01-01", "2023-12-31")),  # a leap year's is no leap year
        ("2026-10-01", "2026-12-31", ("2026-07-01", "2026-09-30")),
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2026-03-10", "2026-03-12", ("2026-03-07", "2026-03-09")),
    ],
)
def test_the_period_before(first: str, last: str, before: tuple[str, str]) -> None:
    """Of whole months as many months, of days as many days."""
    found = Period(date.fromisoformat(first), date.fromisoformat(last)).before
    assert (found.first.isoformat(), found.last.isoformat()) == before


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_the_period_before_ends_the_day_before(first: date, length: int) -> None:
    found = Period(first, date.fromordinal(first.toordinal() + length))
    assert found.before.last.toordinal() == first.toordinal() - 1
    assert found.before.first <= found.before.last


def test_periods_that_are_refused() -> None:
    with pytest.raises(Refused, match=r"report\.backwards"):
        checked(Period(date(2026, 2, 1), date(2026, 1, 1)))
    with pytest.raises(Refused, match=r"report\.too_long"):
        checked(Period(date(2010, 2, 1), date(2026, 1, 1)))


def held(figures: Figures, *roles: int) -> Held:
    return Held(1, "T", "webinar", "en", datetime(2026, 1, 1, tzinfo=UTC), frozenset(roles), figures)


def test_sums_and_rates() -> None:
    one = Figures(events=1, expected=10, came=7, measured=1, attended=8, asked=8, answered=6, rating_sum=27, ratings=6)
    both = total(
        [held(one), held(Figures(events=1, expected=10, came=9, asked=4, answered=5)), held(Figures(cancelled=1))]
    )
    assert (both.events, both.cancelled, both.attended) == (2, 1, 8)
    assert both.no_show == pytest.approx(0.2)
    assert both.rate == pytest.approx(11 / 12)
    assert both.score == pytest.approx(4.5)
    assert (both.nps, Figures().no_show, Figures().score, Figures().rate) == (None, None, None, None)


def test_invitations_count_todays_members_for_every_event() -> None:
    event = Figures(events=1)
    everybody, cohort, gone = held(event), held(event, 7, 8), held(Figures(cancelled=1))
    assert invited([everybody, cohort, gone], 40, {7: 5, 8: 6}) == 51
    assert invited([cohort], 8, {7: 5, 8: 6}) == 8
    assert invited([everybody], None, {}) is None
    assert invited([cohort], 40, {}) is None


def people(*numbers: int) -> list[RoleFigures]:
    return [RoleFigures(role, number, number, number, number) for role, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("numbers", "hidden"),
    [
        ((9, 8, 7), []),
        ((9, 4, 7), [1, 2]),  # with only one hidden, the sum of all would tell it
        ((9, 4, 1), [1, 2]),
        ((0, 9, 9), []),
        ((3,), [0]),
    ],
)
def test_small_groups_are_withheld_and_never_just_one(numbers: tuple[int, ...], hidden: list[int]) -> None:
    found = withheld(people(*numbers))
    assert [group.role_id for group in found if group.withheld] == hidden
    assert all(
        (group.people, group.rsvps, group.going, group.attended) == (0, 0, 0, 0) for group in found if group.withheld
    )
