"""What organisers write: cleaned where it can be, refused with a reason where it does not fit."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import details
from bot.domain.details import described, link, paragraphs, times, title
from bot.domain.events import Audience, Mode
from bot.domain.kinds import Kind
from bot.domain.refused import Refused
from tests import factories
from tests.conftest import NOW

EVENT = factories.event_of(NOW)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Story\tof\na \u200btown ", "Story of a town"),
        ("\u202eevil\u202c", "evil"),
        ("a\x00b\x07c", "abc"),
        ("Zu\u0308rich", "Zürich"),
        ("👩\u200d🏫 lesson", "👩\u200d🏫 lesson"),
        ("\ud800x", "x"),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_title_is_one_clean_line(typed: str, kept: str) -> None:
    assert title(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u200b\u2060", "\u200d", "\x00\x01", "\ud800"])
def test_a_title_nobody_could_see_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"event\.title_empty"):
        title(typed)


@pytest.mark.parametrize("name", ["title", "summary", "description", "place", "speakers", "join_link"])
def test_texts_longer_than_they_may_be_are_refused_with_the_limit(name: str) -> None:
    limit = details.LIMITS[name]
    fits: dict[str, Any] = {name: ("https://a.example/" + "x" * limit)[:limit]}
    longer: dict[str, Any] = {name: ("https://a.example/" + "x" * limit)[: limit + 1]}
    assert len(getattr(described(EVENT, fits, NOW), name)) == limit  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        described(EVENT, longer, NOW)  # type: ignore[arg-type]
    assert refused.value.key == f"event.{name}_long"
    assert refused.value.values == {"limit": limit, "length": limit + 1}


def test_paragraphs_keep_their_lines_but_no_heap_of_empty_ones() -> None:
    assert paragraphs("description", " One \r\n\r\n\n\n\nTwo\n") == "One\n\nTwo"


@given(st.text(max_size=200))
def test_whatever_is_typed_is_cleaned_or_refused(typed: str) -> None:
    """No text breaks anything, and cleaning what is clean changes nothing."""
    for clean in (title, link, lambda text: paragraphs("description", text)):
        try:
            kept = clean(typed)
        except Refused:
            continue
        assert clean(kept) == kept
        kept.encode()
        assert "\x00" not in kept


@pytest.mark.parametrize(
    "typed",
    [
        "https://meet.example.org/abc?pwd=1#x",
        "https://example.org",
        "  https://zoom.example.com:8443/j/1 ",
        "https://łódź.example/x",
    ],
)
def test_an_https_address_is_a_link(typed: str) -> None:
    assert link(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed", ["http://example.org", "ftp://example.org/", "meet.example.org", "javascript:alert(1)"]
)
def test_other_schemes_are_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"event\.link_https"):
        link(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "https://",
        "https:///path",
        "https://localhost/x",
        "https://name@example.org",
        "https://name:word@example.org/",
        "https://@example.org/",
        "https://exa mple.org/",
        "https://example.org/a b",
        "https://example.org/<script>",
        "https://example.org/\u202egpj",
        "https://example.org:99999/",
        "https://[::1/",
    ],
)
def test_an_address_that_deceives_or_leads_nowhere_is_refused(typed: str) -> None:
    """Before an @ stands a name and a word, and what looks like a host there is none (RFC 3986 section 7.6)."""
    with pytest.raises(Refused, match=r"event\.link_broken"):
        link(typed)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"capacity": 0}, "event.capacity"),
        ({"capacity": -3}, "event.capacity"),
        ({"capacity": 100_001}, "event.capacity"),
        ({"lead_minutes": tuple(range(11))}, "event.leads_many"),
        ({"lead_minutes": (-1,)}, "event.leads_far"),
        ({"lead_minutes": (366 * 24 * 60 + 1,)}, "event.leads_far"),
        ({"link_opens_minutes": -1}, "event.link_opens"),
        ({"link_opens_minutes": 10_081}, "event.link_opens"),
        ({"language": "English please"}, "event.language"),
        ({"role_ids": frozenset(range(26))}, "event.roles_many"),
        ({"closes_at": NOW}, "event.closes_past"),
        ({"closes_at": EVENT.starts_at + DAY}, "event.closes_late"),
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: Any, key: str) -> None:
    with pytest.raises(Refused) as refused:
        described(EVENT, changes, NOW)
    assert refused.value.key == key


def test_everything_that_fits_is_taken_over() -> None:
    changes: details.Changes = {
        "kind": Kind("forum"),
        "title": "Forum",
        "mode": Mode.HYBRID,
        "capacity": None,
        "closes_at": EVENT.starts_at,
        "lead_minutes": (10, 60, 10),
        "audience": Audience.ROLES,
        "role_ids": frozenset({5}),
        "host_id": 9,
        "language": "pl",
        "link_opens_minutes": 0,
    }
    after = described(EVENT, changes, NOW)
    assert details.changed(EVENT, after) == (
        "kind",
        "title",
        "mode",
        "lead_minutes",
        "link_opens_minutes",
        "host_id",
        "language",
        "closes_at",
        "audience",
        "role_ids",
    )
    assert after.lead_minutes == (60, 10)


def test_what_is_no_detail_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="starts_at"):
        described(EVENT, {"starts_at": NOW}, NOW)  # type: ignore[typeddict-unknown-key]


@pytest.mark.parametrize(
    ("starts", "ends", "key"),
    [
        (timedelta(0), DAY, "event.past"),
        (-DAY, DAY, "event.past"),
        (DAY, DAY, "event.end_before_start"),
        (2 * DAY, DAY, "event.end_before_start"),
        (DAY, 33 * DAY, "event.too_long"),
        (6 * 366 * DAY, 6 * 366 * DAY + DAY, "event.too_far"),
    ],
)
def test_times_no_event_can_have_are_refused(starts: timedelta, ends: timedelta, key: str) -> None:
    with pytest.raises(Refused) as refused:
        times(NOW + starts, NOW + ends, NOW)
    assert refused.value.key == key
