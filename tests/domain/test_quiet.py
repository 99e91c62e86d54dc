"""Nobody is woken, and nobody misses the start."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.quiet import deliver_at, is_quiet
from bot.domain.zones import at_wall
from tests.domain.test_zones import REGION

RIGA = "Europe/Riga"
NIGHT = (22 * 60, 7 * 60)


def riga(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return at_wall(datetime(year, month, day, hour, minute), RIGA)


def test_in_the_day_it_is_said_at_once() -> None:
    due = riga(2026, 12, 3, 14)
    assert deliver_at(due, None, RIGA, *NIGHT) == due


def test_in_the_night_it_waits_for_the_morning() -> None:
    """Before and after midnight it is the same morning."""
    morning = riga(2026, 12, 4, 7)
    assert deliver_at(riga(2026, 12, 3, 22), None, RIGA, *NIGHT) == morning
    assert deliver_at(riga(2026, 12, 4, 6, 59), None, RIGA, *NIGHT) == morning
    assert deliver_at(morning, None, RIGA, *NIGHT) == morning


def test_what_starts_before_the_morning_is_said_at_once() -> None:
    """A reminder at the start or after it helps nobody."""
    due = riga(2026, 12, 4, 6)
    assert deliver_at(due, riga(2026, 12, 4, 7), RIGA, *NIGHT) == due
    assert deliver_at(due, riga(2026, 12, 4, 7, 1), RIGA, *NIGHT) == riga(2026, 12, 4, 7)


def test_quiet_hours_within_a_day() -> None:
    assert deliver_at(riga(2026, 12, 3, 12, 30), None, RIGA, 12 * 60, 13 * 60) == riga(2026, 12, 3, 13)


def test_without_quiet_hours_nothing_waits() -> None:
    due = riga(2026, 12, 3, 3)
    assert deliver_at(due, None, RIGA, None, None) == due
    assert deliver_at(due, None, RIGA, 600, 600) == due


@settings(deadline=None)
@given(
    due=st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from([*REGION, "UTC"]),
    quiet_from=st.integers(0, 1439),
    quiet_to=st.integers(0, 1439),
)
def test_it_never_waits_longer_than_the_quiet_hours(due: datetime, zone: str, quiet_from: int, quiet_to: int) -> None:
    """Never earlier than due, never more than the quiet hours (and the doubled hour) later."""
    until = deliver_at(due, None, zone, quiet_from, quiet_to)
    length = timedelta(minutes=(quiet_to - quiet_from) % 1440)
    assert due <= until <= due + length + timedelta(hours=1)
    if not is_quiet(due, zone, quiet_from, quiet_to):
        assert until == due
