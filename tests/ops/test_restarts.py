"""However fast something restarts Nacre, Discord's limit of 1,000 starts a day is never reached."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot import restarts
from tests.conftest import NOW


def start_for_a_day(seconds_alive: float) -> int:
    """Something restarts Nacre at once, each time it has lived this long; returns how often it connected."""
    now, connected = NOW, 0
    starts: tuple[datetime, ...] = ()
    while now < NOW + timedelta(days=1):
        now += restarts.pause(starts, now)
        starts = (*restarts.recent(starts, now), now)
        connected += 1
        now += timedelta(seconds=seconds_alive)
    return connected


def test_the_first_starts_are_free() -> None:
    starts: list[datetime] = []
    for second in range(restarts.FREE):
        now = NOW + timedelta(seconds=second)
        assert restarts.pause(starts, now) == timedelta(0)
        starts.append(now)
    assert restarts.pause(starts, starts[-1]) == restarts.PAUSE


@given(st.floats(min_value=0.5, max_value=300))
def test_a_day_of_crashes_stays_under_discords_limit(seconds_alive: float) -> None:
    assert start_for_a_day(seconds_alive) < 1000


def test_an_old_start_no_longer_counts() -> None:
    starts = [NOW - timedelta(minutes=11)] * 50
    assert restarts.pause(starts, NOW) == timedelta(0)


@given(st.lists(st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400)), max_size=9))
def test_nobody_waits_longer_than_one_pause(ages: list[timedelta]) -> None:
    """Not even after a clock that had been years ahead."""
    assert timedelta(0) <= restarts.pause([NOW + age for age in ages], NOW) <= restarts.PAUSE


def test_starts_can_be_kept_as_text() -> None:
    starts = (NOW, NOW + timedelta(seconds=1.5))
    assert restarts.read(restarts.written(starts)) == starts
    assert restarts.read(None) == ()
