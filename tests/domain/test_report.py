"""Periods, sums and what a report withholds."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refused import Refused
from bot.domain.report import (
    Figures,
    Held,
    Period,
    Report,
    Span,
    checked,
    invited,
    period_of,
    total,
    trend,
)

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


@pytest.mark.parametrize(
    ("first", "last", "today", "compared"),
    [
        ("2026-01-01", "2026-12-31", "2026-03-10", ("2025-01-01", "2025-03-10")),
        ("2026-10-01", "2026-12-31", "2026-11-09", ("2026-07-01", "2026-08-09")),
        ("2026-10-01", "2026-12-31", "2026-12-31", ("2026-07-01", "2026-09-30")),  # its last day: the whole one
        ("2028-01-01", "2028-12-31", "2028-02-29", ("2027-01-01", "2027-02-28")),
        ("2026-03-10", "2026-03-20", "2026-03-12", ("2026-02-27", "2026-03-01")),
        ("2025-01-01", "2025-12-31", "2026-03-10", ("2024-01-01", "2024-12-31")),  # it is over
        ("2026-04-01", "2026-06-30", "2026-03-10", ("2026-01-01", "2026-03-31")),  # still to come
    ],
)
def test_what_is_not_over_is_compared_with_the_same_days(
    first: str, last: str, today: str, compared: tuple[str, str]
) -> None:
    found = Period(date.fromisoformat(first), date.fromisoformat(last)).compared(date.fromisoformat(today))
    assert (found.first.isoformat(), found.last.isoformat()) == compared


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800), st.integers(0, 800))
def test_what_is_compared_is_in_the_period_before(first: date, length: int, passed: int) -> None:
    found = Period(first, date.fromordinal(first.toordinal() + length))
    compared = found.compared(date.fromordinal(first.toordinal() + passed))
    assert compared.first == found.before.first
    assert compared.first <= compared.last <= found.before.last


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


@pytest.mark.parametrize(("first", "last"), [("0001-01-01", "0002-01-01"), ("9998-01-01", "9999-12-31")])
def test_days_that_no_event_is_on(first: str, last: str) -> None:
    """So far away there is no period before, or no day after."""
    with pytest.raises(Refused, match=r"report\.year"):
        checked(Period(date.fromisoformat(first), date.fromisoformat(last)))


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


def on(day: str, attended: int = 0) -> Held:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Held(1, "T", "webinar", "en", at, frozenset(), Figures(events=1, measured=1, attended=attended))


def test_a_year_month_by_month_and_more_by_quarter() -> None:
    """By the community's clock; months without events are there too, those before the first and after the last not."""
    events = (on("2026-01-31 23:30", 3), on("2026-02-10", 4), on("2026-04-01", 5))
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    months, found = trend(Report(year, None, Figures(), Figures(), events, "Europe/Warsaw"))
    assert months == 1
    assert {first.month: (each.events, each.attended) for first, each in found.items()} == {
        2: (2, 7),
        3: (0, 0),
        4: (1, 5),
    }
    longer = Period(date(2025, 12, 1), date(2026, 12, 31))
    months, found = trend(Report(longer, None, Figures(), Figures(), events, "Europe/Warsaw"))
    assert (months, [(first.month, each.attended) for first, each in found.items()]) == (3, [(1, 7), (4, 5)])
    assert trend(Report(year, None, Figures(), Figures(), ())) == (1, {})


def test_invitations_count_todays_members_for_every_event() -> None:
    event = Figures(events=1)
    everybody, cohort, gone = held(event), held(event, 7, 8), held(Figures(cancelled=1))
    assert invited([everybody, cohort, gone], 40, {7: 5, 8: 6}) == 51
    assert invited([cohort], 8, {7: 5, 8: 6}) == 8
    assert invited([everybody], None, {}) is None
    assert invited([cohort], 40, {}) is None
