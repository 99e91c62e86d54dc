"""What organisers type is understood or refused; no text makes an exception."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refused import Refused
from bot.domain.when import parse_lead, parse_leads
from cogs._event_move import differs, wanted
from cogs._event_typed import essentials, from_kept, seats
from cogs._leads import lead, typed_lead, typed_leads
from tests.cogs.world import KINDS
from tests.factories import event_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
text = st.text(max_size=40)


@given(when=text, ends=text, zone=text, kind=st.sampled_from(["webinar", "", "nothing"]))
def test_essentials_are_understood_or_refused(when: str, ends: str, zone: str, kind: str) -> None:
    typed = {"kind": kind, "title": "T", "when": when, "ends": ends, "zone": zone, "channel": ""}
    try:
        found = essentials(typed, KINDS, "Europe/Warsaw", NOW)
    except Refused:
        return
    assert from_kept(found.kept(), KINDS) == found


def test_what_was_kept_is_what_was_understood() -> None:
    typed = {"kind": "webinar", "title": " T ", "when": "tomorrow 9:00", "ends": "2 h", "zone": "riga", "channel": "5"}
    found = essentials(typed, KINDS, "Europe/Warsaw", NOW)
    assert (found.title, found.zone, found.channel_id) == ("T", "Europe/Riga", 5)
    assert from_kept(found.kept(), KINDS) == found


def test_a_form_that_is_gone_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        from_kept({}, KINDS)
    assert refused.value.key == "event.form_gone"


@given(text)
def test_seats_are_a_number_or_no_limit_or_refused(typed: str) -> None:
    try:
        number = seats(typed)
    except Refused:
        return
    assert number is None or number > 0


@given(starts=text, ends=text)
def test_new_times_are_understood_or_refused(starts: str, ends: str) -> None:
    event = event_of(NOW)
    try:
        new = wanted(starts, ends, event.zone, event, NOW)
    except Refused:
        return
    assert new.ends_at > new.starts_at


def test_times_left_as_they_stand_change_nothing() -> None:
    """Also of an event that has begun, whose start no parser would take any more."""
    event = event_of(NOW, starts_in=timedelta(days=1))
    later = event.starts_at + timedelta(minutes=5)
    new = wanted("2026-11-03 10:00", "2026-11-03 11:30", "Europe/Warsaw", event, later)
    assert not differs(event, new)


@given(st.integers(0, 90 * 1440))
def test_a_lead_time_reads_back_as_it_was_written(minutes: int) -> None:
    assert parse_lead(typed_lead(minutes)) == minutes
    assert lead("pl", minutes)


def test_lead_times_read_back() -> None:
    assert parse_leads(typed_leads((10_080, 1_440, 60, 10))) == (10_080, 1_440, 60, 10)
    assert lead("en", 1_500) == "1 day and 1 hour"
    assert lead("en", 0) == "at the start"
