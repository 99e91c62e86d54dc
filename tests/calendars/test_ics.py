"""An event's file is read back by two independent programs, and gives nothing away."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendars.ics import event_file, export_json, feed
from bot.domain.events import Event, Mode, Status
from bot.domain.zones import at_wall
from tests.domain.test_zones import REGION

LINK = "https://video.example/secret-room"
CARD = "https://discord.com/channels/1/2/3"
EVENT = Event(
    id=12,
    community_id=1,
    uid="12-7f3a@nacre",
    kind="webinar",
    title="Storytelling for towns",
    starts_at=datetime(2026, 12, 3, 12, tzinfo=UTC),
    ends_at=datetime(2026, 12, 3, 13, 30, tzinfo=UTC),
    zone="Europe/Riga",
    status=Status.PUBLISHED,
    created_by=77,
    created_at=datetime(2026, 11, 1, 8, tzinfo=UTC),
    updated_at=datetime(2026, 11, 2, 9, 0, 0, 250, tzinfo=UTC),
    summary="How a story carries a plan",
    speakers="Anna Bērziņa, Jan",
    join_link=LINK,
    sequence=3,
)


def read(content: bytes) -> Any:
    """What icalendar finds in it: one event, and the rest of the calendar sound."""
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return event


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_an_event_reads_back_with_its_identity() -> None:
    """UID for life, SEQUENCE raised by changes, DTSTAMP and LAST-MODIFIED from the last change (RFC 5545, 3.8.7)."""
    event = read(event_file(EVENT, CARD))
    assert event["UID"] == "12-7f3a@nacre"
    assert event["SEQUENCE"] == 3
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert event["CREATED"].dt == EVENT.created_at
    assert event["SUMMARY"] == "Storytelling for towns"
    assert event["STATUS"] == "CONFIRMED"
    assert event["URL"] == CARD
    assert [str(name) for name in event["CATEGORIES"].cats] == ["Webinar"]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (EVENT.starts_at, EVENT.ends_at)
    assert "DURATION" not in event


def test_the_file_is_one_that_every_calendar_takes() -> None:
    """VERSION and PRODID, no METHOD, lines end in CRLF and are at most 75 octets long (RFC 5545 section 3.1)."""
    content = event_file(replace(EVENT, description="żółć 🎭 " * 200), CARD)
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"METHOD" not in content
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert {"VERSION:2.0", "PRODID:-//Nacre//Nacre//EN"} <= set(unfolded(content))


def test_the_same_event_gives_the_same_bytes() -> None:
    assert event_file(EVENT, CARD) == event_file(EVENT, CARD)
    assert feed([EVENT], "Towns") == feed([EVENT], "Towns")


def test_the_zone_is_described_by_rules_for_outlook() -> None:
    """By RRULE, as Outlook misreads lists of dates; every TZID used is described (RFC 5545 section 3.2.19)."""
    lines = unfolded(event_file(EVENT))
    assert "DTSTART;TZID=Europe/Riga:20261203T140000" in lines
    start = lines.index("BEGIN:VTIMEZONE")
    assert lines[start : lines.index("END:VTIMEZONE") + 1] == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Riga",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:EEST",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0300",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T040000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:EET",
        "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0200",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
    assert not any("RDATE" in line for line in lines)


@pytest.mark.parametrize("zone", ["UTC", "Atlantic/Reykjavik", "America/New_York", "Europe/Kaliningrad", "Asia/Tokyo"])
def test_zones_with_other_rules_are_written_in_utc(zone: str) -> None:
    lines = unfolded(event_file(replace(EVENT, zone=zone)))
    assert "DTSTART:20261203T120000Z" in lines
    assert "BEGIN:VTIMEZONE" not in lines


def test_the_second_of_autumns_doubled_hours_is_written_in_utc() -> None:
    """A wall clock would say the first."""
    event = replace(
        EVENT, starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), ends_at=datetime(2026, 10, 25, 3, tzinfo=UTC)
    )
    assert "DTSTART:20261025T013000Z" in unfolded(event_file(event))


@settings(max_examples=100, deadline=None)
@given(
    local=st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from([*REGION, "UTC", "America/New_York"]),
    minutes=st.integers(15, 3 * 1440),
)
def test_two_independent_readers_find_the_same_instants(local: datetime, zone: str, minutes: int) -> None:
    """Over ten years and both clock changes, from the file alone: its own VTIMEZONE decides."""
    starts_at = at_wall(local, zone)
    event = replace(EVENT, zone=zone, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))
    own = f"Their/{zone.replace('/', '-')}"  # a name that no reader knows beforehand
    content = event_file(event)
    foreign = content.replace(f"TZID={zone}".encode(), f"TZID={own}".encode())
    foreign = foreign.replace(f"TZID:{zone}".encode(), f"TZID:{own}".encode())
    for file in (content, foreign):
        calendar = icalendar.Calendar.from_ical(file)
        around = (starts_at - timedelta(days=1), starts_at + timedelta(days=1))
        (found,) = recurring_ical_events.of(calendar).between(*around)
        assert found["DTSTART"].dt.astimezone(UTC) == starts_at
        assert found["DTEND"].dt.astimezone(UTC) == event.ends_at


def test_the_join_link_is_in_no_file_unless_asked_for() -> None:
    """Neither in the one event's file, nor in the feed, nor in the data."""
    assert b"secret-room" not in event_file(EVENT, CARD)
    assert b"secret-room" not in feed([EVENT], "Towns")
    assert b"secret-room" not in export_json([EVENT])
    assert b"secret-room" not in event_file(replace(EVENT, status=Status.CANCELLED), CARD, join_link=True)


def test_the_join_link_is_where_people_look_for_it_when_asked_for() -> None:
    event = read(event_file(EVENT, CARD, join_link=True))
    assert event["LOCATION"] == LINK
    assert f"Join: {LINK}" in event["DESCRIPTION"]


@pytest.mark.parametrize(
    ("mode", "place", "location"),
    [
        (Mode.ONLINE, "", "Online"),
        (Mode.ON_SITE, "Cēsu pils, Cēsis", "Cēsu pils, Cēsis"),
        (Mode.HYBRID, "Town hall\nKiel", "Town hall Kiel, Online"),
    ],
)
def test_the_place_is_said_in_one_line(mode: Mode, place: str, location: str) -> None:
    assert read(event_file(replace(EVENT, mode=mode, place=place)))["LOCATION"] == location


def test_a_cancelled_event_says_so_in_three_ways() -> None:
    """STATUS for programs that read it, the title for those that do not; and nobody is kept busy."""
    cancelled = replace(EVENT, status=Status.CANCELLED, cancel_reason="The speaker is ill")
    event = read(event_file(cancelled, language="pl"))
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "[Odwołane] Storytelling for towns"
    assert event["TRANSP"] == "TRANSPARENT"
    assert str(event["DESCRIPTION"]).startswith("The speaker is ill")


def test_discords_markup_is_written_out() -> None:
    """Calendars show plain text, and nobody is named outside Discord."""
    described = replace(
        EVENT, description="# Hi\n**bold** [slides](https://x.example/a) <@123> <t:1796302800:F> <:pearl:99>"
    )
    description = str(read(event_file(described))["DESCRIPTION"])
    assert "Hi\nbold slides (https://x.example/a)  2026-12-03 15:00 (Europe/Riga) :pearl:" in description


awkward = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="\r\n\t ,;:\\\"'n\x00\x0b\x0c\x85\u2028\u2029\u200f\u202e🎭é", max_size=120),
    st.sampled_from(["\r", "a\rb", "END:VEVENT\r\nBEGIN:VALARM", "\\n", "ב" * 500,
                     "<t:99999999999:F>", "<t:-99999999999>", "👩‍👩‍👧" * 80]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(title=awkward, text=awkward, place=awkward, speakers=awkward, name=awkward)
def test_no_text_breaks_the_file(title: str, text: str, place: str, speakers: str, name: str) -> None:
    """Commas, line ends of any kind, emoji, right-to-left, very long: one event, with this very title, comes back."""
    event = replace(
        EVENT, title=title, summary=text, description=text, place=place, speakers=speakers, mode=Mode.ON_SITE, kind=name
    )
    content = event_file(event, CARD)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert not {0x0A, 0x0D, 0x00, 0x0B} & set(line)
    found = read(content)
    assert {line.split(":")[0] for line in unfolded(content) if line.startswith("BEGIN")} == {"BEGIN"}
    assert content.count(b"\nBEGIN:") == 4  # VTIMEZONE, DAYLIGHT, STANDARD, VEVENT: nothing was injected
    assert " ".join(str(found["SUMMARY"]).split()) == str(found["SUMMARY"])
    letters = [letter for letter in title if letter.isalnum()]
    assert [letter for letter in str(found["SUMMARY"]) if letter.isalnum()] == letters
    assert read(feed([event], name))["UID"] == EVENT.uid


def test_a_feed_is_in_order_and_leaves_drafts_out() -> None:
    later = replace(EVENT, id=13, uid="13@nacre", starts_at=EVENT.starts_at + timedelta(days=1),
                    ends_at=EVENT.ends_at + timedelta(days=1), zone="Europe/Oslo")  # fmt: skip
    drafts = [replace(EVENT, id=14, uid="14@nacre", status=status) for status in (Status.DRAFT, Status.DISCARDED)]
    calendar = icalendar.Calendar.from_ical(feed([later, *drafts, EVENT], "Baltic; towns, online"))
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Baltic; towns, online"
    assert [str(event["UID"]) for event in calendar.walk("VEVENT")] == ["12-7f3a@nacre", "13@nacre"]
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Oslo", "Europe/Riga"]


def test_an_empty_feed_is_still_a_calendar() -> None:
    assert icalendar.Calendar.from_ical(feed([], "Towns"))["X-WR-CALNAME"] == "Towns"


def test_data_holds_every_field_but_people_and_links() -> None:
    rows = json.loads(export_json([replace(EVENT, role_ids=frozenset({5, 4}))]))
    assert rows[0]["starts_at"] == "2026-12-03T12:00:00+00:00"
    assert rows[0]["status"] == "published"
    assert rows[0]["role_ids"] == [4, 5]
    assert not {"created_by", "host_id", "join_link"} & rows[0].keys()
    assert json.loads(export_json([EVENT], join_links=True))[0]["join_link"] == LINK


@pytest.mark.parametrize("write", [event_file, lambda event: feed([event], "x")])
def test_drafts_are_tentative_or_absent(write: Callable[[Event], bytes]) -> None:
    content = write(replace(EVENT, status=Status.DRAFT))
    assert b"STATUS:TENTATIVE" in content or b"VEVENT" not in content
