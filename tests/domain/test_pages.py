"""A list in pages: whichever page is asked for, one that is there comes, and all pages together are the list."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Page

SIZES = st.integers(1, 25)


@given(st.lists(st.integers(), max_size=80), SIZES)
def test_all_pages_are_the_list(items: list[int], size: int) -> None:
    last = Page.of(items, 0, size).last
    assert [each for number in range(last + 1) for each in Page.of(items, number, size).items] == items


@given(st.lists(st.integers(), max_size=80), st.integers(-5, 100), SIZES)
def test_a_page_that_is_not_there_is_the_nearest(items: list[int], number: int, size: int) -> None:
    page = Page.of(items, number, size)
    assert page.number == min(max(number, 0), page.last)
    assert page.total == len(items)
    assert bool(page.items) == bool(items)
