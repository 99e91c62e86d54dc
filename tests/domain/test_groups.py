"""People by role: what is counted, and that nobody can subtract their way to a few people."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.groups import REST, Part, RoleFigures, by_role, hidden


def part(user_id: int, event_id: int = 1, **given: bool) -> Part:
    said = {"answered": True, "going": True, "there": True, "measured": True}
    return Part(event_id, user_id, **{**said, **given})


def shown(found: tuple[RoleFigures, ...]) -> dict[int, bool]:
    return {each.role_id: not each.withheld for each in found}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((9, 8, 7), set()),
        ((9, 4, 7), {1, 2}),  # with only one hidden, the sum of all would tell it
        ((9, 4, 1), {1, 2}),
        ((9, 7, 1, 1), {1, 2, 3}),  # the two follow from the sum of all, as one of two people
        ((0, 9, 9), set()),
        ((3,), {0}),
        ((20, 2), {0, 1}),
    ],
)
def test_small_groups_are_hidden_and_never_so_that_the_others_tell_them(
    sizes: tuple[int, ...], expected: set[int]
) -> None:
    assert hidden(dict(enumerate(sizes))) == expected


@given(st.lists(st.integers(0, 12), max_size=8))
def test_what_is_hidden_is_never_a_few_people(sizes: list[int]) -> None:
    found = hidden(dict(enumerate(sizes)))
    small = {number for number, size in enumerate(sizes) if 0 < size < 5}
    assert small <= found
    assert not found or found == {number for number, size in enumerate(sizes) if size} or len(found) > 1
    assert not found or sum(sizes) < 5 or sum(sizes[number] for number in found) >= 5


def test_one_role_does_not_tell_of_those_without_it() -> None:
    """Twenty of twenty-two hold it: the other two would follow from the totals."""
    parts = [part(user_id) for user_id in range(1, 23)]
    assert shown(by_role(parts, {7: set(range(1, 21))})) == {7: False, REST: False}
    assert shown(by_role(parts, {7: set(range(1, 23))})) == {7: True}
    found = by_role(parts, {7: set(range(1, 16))})
    assert shown(found) == {7: True, REST: True}
    assert [each.people for each in found] == [15, 7]


def test_events_and_no_shows_of_a_role() -> None:
    """Five are expected twice; at the second event nobody noted who was there. One came who had not said so."""
    people = range(1, 6)
    first = [part(user_id, 1, there=user_id > 2) for user_id in people]
    second = [part(user_id, 2, there=False, measured=False) for user_id in people]
    unexpected = [part(6, 3, answered=False, going=False), part(1, 3, going=False)]
    (found,) = by_role([*first, *second, *unexpected], {7: {1, 2, 3, 4, 5, 6}})
    assert (found.people, found.events, found.rsvps, found.going, found.attended) == (6, 2, 11, 10, 5)
    assert found.no_show == pytest.approx(0.4)


def test_a_no_show_rate_of_a_few_is_withheld_alone() -> None:
    """Ten answered, two of them were expected: their rate tells of those two, and so would that of all the others."""
    few = [part(user_id, going=user_id < 3) for user_id in range(1, 11)]
    many = [part(user_id) for user_id in range(11, 21)]
    most = [part(user_id) for user_id in range(21, 41)]
    found = by_role(list(chain(few, many, most)), {1: set(range(1, 11)), 2: set(range(11, 21)), 3: set(range(21, 41))})
    assert [(each.withheld, each.rate_withheld) for each in found] == [(False, True), (False, True), (False, False)]
    assert (found[0].expected, found[0].came, found[0].going) == (0, 0, 2)


def test_what_is_withheld_has_no_numbers() -> None:
    (found,) = by_role([part(1)], {7: {1}})
    assert found == RoleFigures(7, withheld=True)
