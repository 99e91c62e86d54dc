"""The clock one can move."""

from datetime import UTC, datetime, timedelta

import pytest

from local_discord.clock import Clock

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_it_goes_on_from_where_it_was_moved_and_tells() -> None:
    clock, told = Clock(MONDAY), []
    clock.on_move.append(lambda: told.append(clock.now()))
    assert clock.move(timedelta(hours=1)) >= MONDAY + timedelta(hours=1)
    later = clock.move_to(MONDAY + timedelta(days=2))
    assert MONDAY + timedelta(days=2) <= later < MONDAY + timedelta(days=2, minutes=1)
    assert [at.day for at in told] == [2, 4]


def test_it_never_goes_back() -> None:
    clock = Clock(MONDAY)
    before = clock.now()
    with pytest.raises(ValueError, match="backwards"):
        clock.move(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="backwards"):
        clock.move_to(MONDAY - timedelta(days=1))
    assert clock.now() >= before


def test_without_a_start_it_shows_the_real_time() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(minutes=1)
