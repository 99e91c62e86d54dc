"""Repeating things keep the time on the wall, whatever the clock does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.recurrence import RULES, key_of, next_occurrence, require, rule_from
from bot.domain.refused import Refused
from bot.domain.zones import at_wall, gap, wall
from tests.domain.test_zones import REGION

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def local_series(starts: datetime, zone: str, rule: str, number: int) -> list[datetime]:
    found, after = [], at_wall(starts, zone) - timedelta(seconds=1)
    for _ in range(number):
        instant = next_occurrence(starts, zone, rule, after)
        assert instant is not None
        found.append(wall(instant, zone))
        after = instant
    return found


def test_without_a_rule_it_happens_once() -> None:
    starts = datetime(2026, 12, 3, 14)
    instant = at_wall(starts, "Europe/Riga")
    assert next_occurrence(starts, "Europe/Riga", None, LONG_AGO) == instant
    assert next_occurrence(starts, "Europe/Riga", None, instant) is None


def test_working_days_leave_the_weekend_out() -> None:
    days = local_series(datetime(2026, 11, 5, 9), "Europe/Warsaw", "weekdays", 4)
    assert [day.day for day in days] == [5, 6, 9, 10]


def test_every_other_week() -> None:
    days = local_series(datetime(2026, 11, 5, 9), "Europe/Warsaw", RULES["fortnightly"], 3)
    assert [(day.month, day.day) for day in days] == [(11, 5), (11, 19), (12, 3)]


def test_monthly_on_the_31st_means_the_last_day_of_shorter_months() -> None:
    """RFC 5545 would leave those months out; a person would not."""
    days = local_series(datetime(2027, 1, 31, 9), "Europe/Warsaw", "monthly_date", 4)
    assert [(day.month, day.day) for day in days] == [(1, 31), (2, 28), (3, 31), (4, 30)]


def test_monthly_on_the_same_weekday() -> None:
    """The third Thursday stays the third; a fifth one is the last."""
    third = local_series(datetime(2026, 11, 19, 9), "Europe/Warsaw", "monthly_weekday", 3)
    assert [(day.month, day.day) for day in third] == [(11, 19), (12, 17), (1, 21)]
    fifth = local_series(datetime(2026, 12, 31, 9), "Europe/Warsaw", "monthly_weekday", 3)
    assert [(day.month, day.day) for day in fifth] == [(12, 31), (1, 28), (2, 25)]


def test_a_finished_rule_is_taken_as_it_is() -> None:
    starts = datetime(2026, 11, 19, 9)
    assert rule_from("monthly_weekday", starts) == "FREQ=MONTHLY;BYDAY=3TH"
    once_more = next_occurrence(starts, "UTC", "FREQ=DAILY;COUNT=2", datetime(2026, 11, 19, 9, tzinfo=UTC))
    assert once_more == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert next_occurrence(starts, "UTC", "FREQ=DAILY;COUNT=2", once_more) is None


def test_an_unknown_rule_is_refused() -> None:
    """Only what is offered is taken; a rule from elsewhere could repeat every second."""
    assert require("weekly") == "FREQ=WEEKLY"
    with pytest.raises(Refused, match=r"recurrence\.unknown"):
        require("hourly")


@settings(max_examples=150, deadline=None)
@given(
    starts=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(microsecond=0)),
    zone=st.sampled_from([*REGION, "UTC"]),
    rule=st.sampled_from(sorted(RULES)),
    after=st.datetimes(datetime(2025, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC)),
)
def test_the_next_one_keeps_the_wall_clock(starts: datetime, zone: str, rule: str, after: datetime) -> None:
    """Ten years, every zone: later than asked, at the same time of day, unless spring leaves that time out."""
    instant = next_occurrence(starts, zone, rule, after)
    assert instant is not None
    assert instant > after
    assert instant >= at_wall(starts, zone) or rule == "weekdays"
    shown = wall(instant, zone)
    if shown.time() != starts.time():
        assert gap(datetime.combine(shown.date(), starts.time()), zone) is not None
    reach = timedelta(days=40)
    assert instant - max(after, at_wall(starts, zone)) < reach


@pytest.mark.parametrize("zone", [*REGION, "UTC"])
@pytest.mark.parametrize("hour", [2, 3])
def test_both_clock_changes_of_ten_years_keep_the_time(zone: str, hour: int) -> None:
    """They fall on Sundays at 02:00 or 03:00, so that a weekly meeting then is the hardest one."""
    starts = datetime(2026, 1, 4, hour, 30)  # a Sunday
    sundays = [starts + timedelta(weeks=week) for week in range(52 * 10)]
    for sunday in (day for day in sundays if day.month in {3, 10} and day.day > 24):
        asked = at_wall(sunday - timedelta(days=6), zone)
        assert next_occurrence(starts, zone, "weekly", asked) == at_wall(sunday, zone)
        following = next_occurrence(starts, zone, "weekly", at_wall(sunday, zone))
        assert following is not None
        assert wall(following, zone) == sunday + timedelta(weeks=1)


@given(local=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), key=st.sampled_from(sorted(RULES)))
def test_a_finished_rule_is_known_by_its_key(local: datetime, key: str) -> None:
    """So a list can say "Every week" instead of the rule's own signs."""
    assert key_of(rule_from(key, local), local) == key
