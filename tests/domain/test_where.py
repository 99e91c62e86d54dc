"""Where: a place and a link typed in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events import Mode
from bot.domain.refused import Refused
from bot.domain.where import Where, understand, written


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Where(Mode.ONLINE)),
        ("online", Where(Mode.ONLINE)),
        ("Vejle library", Where(Mode.ON_SITE, "Vejle library")),
        ("https://zoom.us/j/123?pwd=a", Where(Mode.ONLINE, "", "https://zoom.us/j/123?pwd=a")),
        ("Online: https://zoom.us/j/1", Where(Mode.ONLINE, "", "https://zoom.us/j/1")),
        ("Vejle library, https://zoom.us/j/1", Where(Mode.HYBRID, "Vejle library", "https://zoom.us/j/1")),
        ("<https://meet.example/x> – Cēsis", Where(Mode.HYBRID, "Cēsis", "https://meet.example/x")),
        ("Town hall (https://example.org/a).", Where(Mode.HYBRID, "Town hall", "https://example.org/a")),
    ],
)
def test_place_and_link_make_the_mode(typed: str, expected: Where) -> None:
    """A place is on site, a link is online, both are hybrid."""
    assert understand(typed) == expected


@pytest.mark.parametrize("typed", ["http://zoom.us/j/1", "zoom.us/j/1", "Vejle, www.example.org", "javascript://alert"])
def test_a_link_must_be_https(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        understand(typed)
    assert refused.value.key == "where.not_https"


def test_one_event_has_one_link() -> None:
    with pytest.raises(Refused) as refused:
        understand("https://a.example/1 https://b.example/2")
    assert refused.value.key == "where.two_links"


@given(st.text(max_size=300))
def test_any_text_is_understood_or_refused(typed: str) -> None:
    """No free text makes an exception, and what was understood reads back the same."""
    try:
        found = understand(typed)
    except Refused:
        return
    assert understand(written(found.place, found.link)) == found
