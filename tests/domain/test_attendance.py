"""Counting minutes and merging sources."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attendance import Attendance, Source, Stay, merged, minutes_there, time_there

START = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the clocks go back at 01:00 UTC, in the middle of it
END = START + timedelta(minutes=90)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def stay(joined: float, left: float | None) -> Stay:
    return Stay(11, at(joined), None if left is None else at(left))


@pytest.mark.parametrize(
    ("stays", "minutes"),
    [
        ([], 0),
        ([stay(0, 90)], 90),
        ([stay(-15, 105)], 90),
        ([stay(-15, -1)], 0),
        ([stay(91, 95)], 0),
        ([stay(10, None)], 80),
        ([stay(0, 10), stay(20, 30)], 20),
        ([stay(0, 30), stay(20, 40)], 40),
        ([stay(0, 60), stay(10, 20)], 60),
        ([stay(10, 20), stay(10, 20)], 10),
        ([stay(0, 0.5)], 0),
        ([stay(0, 0.5), stay(1, 1.5)], 1),
        ([stay(30, 20)], 0),
        ([stay(30, 20), stay(25, 35)], 10),
    ],
    ids=[
        "never there",
        "all the time",
        "before and after do not count",
        "gone before the start",
        "only afterwards",
        "still there",
        "twice",
        "overlapping",
        "one within the other",
        "on two devices",
        "half a minute",
        "two half minutes",
        "the clock was set back",
        "the clock was set back, and they stayed on",
    ],
)
def test_minutes_are_those_within_the_event_and_count_once(stays: list[Stay], minutes: int) -> None:
    assert minutes_there(stays, START, END) == minutes


_minute = st.integers(min_value=-60, max_value=150)
_stays = st.lists(st.builds(stay, _minute, st.one_of(st.none(), _minute)), max_size=6)


@given(_stays)
def test_every_minute_of_the_event_is_counted_exactly_when_they_were_there(stays: list[Stay]) -> None:
    """The slow way: look at each minute."""
    there = sum(
        any(each.joined_at <= at(minute) and (each.left_at is None or each.left_at >= at(minute + 1)) for each in stays)
        for minute in range(90)
    )
    assert minutes_there(stays, START, END) == there


@given(_stays, st.randoms(use_true_random=False))
def test_the_order_of_stays_does_not_matter(stays: list[Stay], random: object) -> None:
    shuffled = list(stays)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert time_there(shuffled, START, END) == time_there(stays, START, END)


@given(_stays, _stays)
def test_another_stay_never_takes_time_away(some: list[Stay], more: list[Stay]) -> None:
    assert timedelta() <= time_there(some, START, END) <= time_there(some + more, START, END) <= END - START


@given(_minute, _minute, _minute)
def test_a_stay_cut_in_two_is_as_long(joined: int, cut: int, left: int) -> None:
    joined, cut, left = sorted((joined, cut, left))
    whole = time_there([stay(joined, left)], START, END)
    assert time_there([stay(joined, cut), stay(cut, left)], START, END) == whole


def known(minutes: int | None, *sources: Source, by: int | None = None) -> Attendance:
    return Attendance(1, 11, minutes, frozenset(sources), by, START)


@pytest.mark.parametrize(
    ("before", "source", "minutes", "after"),
    [
        (known(None, Source.CODE), Source.VOICE, 40, known(40, Source.CODE, Source.VOICE)),
        (known(40, Source.VOICE), Source.IMPORT, 55, known(55, Source.VOICE, Source.IMPORT)),
        (known(55, Source.IMPORT), Source.VOICE, 40, known(55, Source.VOICE, Source.IMPORT)),
        (known(40, Source.VOICE), Source.CODE, None, known(40, Source.VOICE, Source.CODE)),
    ],
)
def test_sources_are_added_and_the_longest_time_stays(
    before: Attendance, source: Source, minutes: int | None, after: Attendance
) -> None:
    found = merged(before, END, source, minutes, None)
    assert (found.minutes, found.sources, found.updated_at) == (after.minutes, after.sources, END)


def test_hearing_the_same_again_changes_nothing() -> None:
    before = known(40, Source.VOICE)
    assert merged(before, END, Source.VOICE, 40, None) is before


def test_minutes_that_an_organiser_gave_stand_over_the_channels() -> None:
    """Whichever came first, and whoever types a code in between; the last word of an organiser's counts."""
    by_hand = known(20, Source.HAND)
    for record in (by_hand, merged(known(90, Source.VOICE), END, Source.HAND, 20, None)):
        coded = merged(record, END, Source.CODE, None, None)
        assert merged(coded, END, Source.VOICE, 95, None) == coded
        assert (coded.minutes, coded.sources) == (20, frozenset({Source.HAND, Source.CODE}))
    assert merged(by_hand, END, Source.HAND, 10, None).minutes == 10
    assert merged(by_hand, END, Source.HAND, None, None).minutes == 20


def test_a_list_that_is_brought_measures_too_and_so_does_the_channel_where_no_minutes_were_given() -> None:
    assert merged(known(20, Source.HAND), END, Source.IMPORT, 90, None).minutes == 90
    once = merged(known(None, Source.HAND), END, Source.VOICE, 30, None)
    assert (once.minutes, once.sources) == (30, frozenset({Source.HAND, Source.VOICE}))
    assert merged(once, END, Source.VOICE, 90, None).minutes == 90


def test_who_noted_it_is_kept_when_a_machine_says_so_too() -> None:
    assert merged(known(None, Source.HAND, by=1), END, Source.VOICE, 3, None).noted_by == 1


_saying = st.tuples(st.sampled_from(Source), st.one_of(st.none(), st.integers(0, 600)))


@given(st.lists(_saying, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_it_does_not_matter_who_speaks_first(sayings: list[tuple[Source, int | None]], random: object) -> None:
    """But for the minutes that an organiser gives: their word stands."""
    measured = {Source.VOICE, Source.IMPORT}
    sayings = [(source, minutes if source in measured else None) for source, minutes in sayings]

    def heard(order: list[tuple[Source, int | None]]) -> tuple[int | None, frozenset[Source]]:
        (source, minutes), *rest = order
        record = known(minutes, source)
        for source, minutes in rest:
            record = merged(record, END, source, minutes, None)
        return record.minutes, record.sources

    shuffled = list(sayings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert heard(shuffled) == heard(sayings)
