"""What a check-up concludes from what is needed and what is there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkup import Coming, Diagnosis, RoleUse, Seen, Watched, failing, findings, lost_roles, stands
from bot.domain.outlook import Outlook
from bot.domain.people import Trouble
from bot.domain.preflight import NEEDED, Finding, Purpose

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
EVENTS = frozenset({Purpose.EVENTS})
WATCHED = Watched(channels={1: EVENTS, 2: EVENTS}, roles={7: frozenset({RoleUse.MENTORS})}, events={12: "Storytelling"})


def noted(subject: str) -> Trouble:
    return Trouble(500, subject, "forbidden", NOW, NOW, 1)


def test_only_channels_that_matter_are_looked_at() -> None:
    seen = Seen(granted={1: NEEDED[Purpose.EVENTS], 2: None, 3: frozenset()}, roles=frozenset({7}))
    assert findings(WATCHED, seen) == (Finding(2, gone=True),)


def test_a_role_that_something_depends_on_and_that_is_gone_is_lost() -> None:
    assert lost_roles(WATCHED, Seen({}, frozenset({8}))) == (7,)
    assert lost_roles(WATCHED, Seen({}, frozenset({7}))) == ()


@pytest.mark.parametrize(
    ("subject", "still"),
    [
        ("channel:1", True),  # found wrong just now
        ("channel:2", False),
        ("channel:none", False),  # a missing channel is told apart from troubles
        ("role:7", False),
        ("event:12", True),  # not over
        ("event:13", False),
        ("event:x", False),
        ("community:500", False),  # who asks is in the server, so Nacre is, too
        ("weather", True),  # never forget what is not understood
    ],
)
def test_what_was_noted_stands_as_long_as_it_is_so(subject: str, still: bool) -> None:
    assert stands(noted(subject), WATCHED, frozenset({"channel:1"})) is still


def test_what_goes_to_a_channel_that_is_wrong_or_to_none_will_fail() -> None:
    fine, wrong, nowhere = Coming("remind:60", NOW, 1), Coming("announce", NOW, 2), Coming("announce", NOW, None)
    assert failing([fine, wrong, nowhere], frozenset({2})) == (wrong, nowhere)


@given(st.lists(st.integers(1, 9), max_size=4), st.lists(st.integers(1, 9), max_size=4), st.booleans())
def test_nothing_that_somebody_has_to_do_is_left_uncounted(gone: list[int], lost: list[int], chosen: bool) -> None:
    watched = replace(WATCHED, announce_channel_id=1 if chosen else None)
    found = tuple(Finding(each, gone=True) for each in gone)
    made = Diagnosis(watched, found, tuple(lost), (), (), 0, 0, (), None, Outlook())
    assert made.needs_attention == len(gone) + len(lost) + (not chosen)
