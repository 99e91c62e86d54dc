"""An event's announcement, as people read it, in every language; and within Discord's limits, whatever is in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from discord import ui
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.domain.details import LIMITS
from bot.domain.events import Audience, Event, EventView, Mode, Registration, Seats, Status
from bot.domain.materials import Material, MaterialKind
from bot.domain.people import Actor, Community, Preferences
from bot.domain.rsvps import Choice, Rsvp
from bot.words import LANGUAGES, say
from cogs._actors import Reader
from cogs._card import event_card, event_details
from cogs._describing import kind_name, language_name, length
from cogs._text import plain, rich, shorten
from tests.cogs.shown import readable, size
from tests.cogs.world import KINDS
from tests.factories import event_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
FULL_EVENT: dict[str, Any] = {
    "id": 12,
    "summary": "How towns tell what changed.",
    "description": "We write **one** story each.\n# Not a heading",
    "speakers": "Ada, Bo",
    "host_id": 77,
    "closes_at": NOW + timedelta(days=6),
    "capacity": 20,
}


def view(seats: Seats | None = None, registration: Registration = Registration.OPEN, **details: Any) -> EventView:
    event = event_of(NOW, **{"id": 12, **details})
    return EventView(event, seats or Seats(event.capacity), registration, has_link=bool(event.join_link))


def parts(view: ui.LayoutView) -> list[Any]:
    """A view's components as Discord gets them."""
    return list(view.to_components())  # type: ignore[no-untyped-call]


STATES: dict[str, EventView] = {
    "simply open": view(),
    "everything said": view(Seats(20, going=12, maybe=3, declined=1), **FULL_EVENT),
    "one seat left": view(Seats(20, going=18, offered=1), capacity=20),
    "full": view(Seats(2, going=2, waiting=5), Registration.FULL, capacity=2),
    "closed": view(Seats(2, going=1), Registration.CLOSED, capacity=2, registration_open=False),
    "moved": view(version=2),
    "live": view(Seats(None, going=22), Registration.CLOSED, status=Status.LIVE),
    "ended": view(Seats(None, going=22), Registration.CLOSED, status=Status.ENDED),
    "cancelled": view(registration=Registration.CLOSED, status=Status.CANCELLED, cancel_reason="Ada is *ill*"),
    "restricted": view(audience=Audience.ROLES, role_ids=frozenset({5, 6})),
    "on site": view(mode=Mode.ON_SITE, place="Town hall, Vejle", join_link="", zone="Europe/Helsinki"),
    "hybrid": view(mode=Mode.HYBRID, place="Town hall, Vejle"),
    "three days long": view(ends_at=NOW + timedelta(days=10)),
    "draft": view(registration=Registration.CLOSED, status=Status.DRAFT),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_a_card_reads_well(state: str, language: str, snapshot: SnapshotAssertion) -> None:
    card = event_card(STATES[state], language, KINDS)
    assert readable(None, parts(card)) == snapshot


def test_a_draft_for_roles_not_chosen_yet_names_nobody() -> None:
    card = event_card(view(status=Status.DRAFT, audience=Audience.ROLES), "en", KINDS)
    assert "Only for" not in str(parts(card))


@pytest.mark.parametrize("state", STATES)
def test_a_card_never_shows_the_join_link(state: str) -> None:
    assert "meet.example.org" not in str(parts(event_card(STATES[state], "en", KINDS)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("choice", [None, *Choice])
def test_details_tell_readers_where_they_stand(
    choice: Choice | None, language: str, snapshot: SnapshotAssertion
) -> None:
    mine = None
    if choice is not None:
        until = NOW + timedelta(hours=2) if choice is Choice.OFFERED else None
        mine = Rsvp(12, 11, choice, 1, NOW, "Is there a *lift*?", until)
    shown = replace(STATES["everything said"], mine=mine, position=3 if choice is Choice.WAITING else None)
    reader = Reader(
        Actor(500, 11), Community(500), Preferences(500, 11, zone="Europe/Tallinn"), language, "Europe/Tallinn"
    )
    made = event_details(shown, reader, KINDS)
    assert readable(None, parts(made)).partition("---")[2] == snapshot


NASTY = st.text(st.sampled_from("ab*_~`|>#-[]()<@&!:1 \n\\ął😀\u202e"), max_size=400)


@settings(max_examples=80, deadline=None)
@given(NASTY, NASTY, NASTY, NASTY, st.integers(0, 25), st.sampled_from(["", "x" * 200, "x" * 970, "(" * 970]))
def test_a_card_fits_whatever_is_written_in_it(
    title: str, text: str, place: str, speakers: str, roles: int, path: str
) -> None:
    """At most 40 components, nested ones too, and 4000 characters of text."""
    made = view(
        title=(title or "t")[:100],
        summary=text[:300],
        description=(text * 9)[:2000],
        place=place[:200],
        speakers=speakers[:300],
        mode=Mode.HYBRID,
        host_id=10**18,
        audience=Audience.ROLES,
        role_ids=frozenset(range(10**18, 10**18 + roles)),
        capacity=5,
        closes_at=NOW + timedelta(days=1),
    )
    told = replace(made, recordings=tuple(film(f"https://example.org/{number}/{path}") for number in range(3)))
    for language in LANGUAGES:
        for shown in (made, told):
            components, characters = size(parts(event_card(shown, language, KINDS)))
            assert components <= 40
            assert characters <= 4000


def film(link: str) -> Material:
    return Material(
        id=1,
        community_id=500,
        kind=MaterialKind.RECORDING,
        title="",
        held_at=NOW,
        created_at=NOW,
        updated_at=NOW,
        link=link,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_with_everything_at_its_limit_fits(language: str) -> None:
    """Long links give way first: their service is named, and the archive leads there."""
    everything: dict[str, Any] = {
        **{name: "*" * limit for name, limit in LIMITS.items() if name in ("title", "summary", "description")},
        **{"place": "_" * 200, "speakers": "*" * 300, "cancel_reason": "*" * 300, "host_id": 10**18},
        **{"audience": Audience.ROLES, "role_ids": frozenset(range(10**18, 10**18 + 25)), "capacity": 100_000},
        **{"mode": Mode.HYBRID, "zone": "America/Argentina/ComodRivadavia", "voice_channel_id": 10**18},
    }
    films = (film("https://example.org/" + "(" * 980), film("https://example.org/" + "x" * 980))
    note = Rsvp(12, 11, Choice.WAITING, 1, NOW, "*" * 300)
    reader = Reader(Actor(500, 11), Community(500), Preferences(500, 11, zone="UTC"), language, "UTC")
    for status in Status:
        shown = replace(view(status=status, **everything), recordings=films, mine=note, position=3)
        for made in (event_card(shown, language, KINDS), event_details(shown, reader, KINDS)):
            assert size(parts(made))[1] <= 4000
            assert "example.org" in str(parts(made))


def test_long_links_of_a_card_are_whole_where_there_is_room() -> None:
    link = "https://example.org/" + "x" * 980
    shown = replace(view(status=Status.ENDED, **{**FULL_EVENT, "description": "d" * 2000}), recordings=(film(link),))
    assert f"](<{link}>)" in str(parts(event_card(shown, "en", KINDS)))


@given(st.text(st.sampled_from("everyonh@<>&!#1234567890 \\*"), max_size=60))
def test_no_text_of_people_becomes_a_mention(text: str) -> None:
    """A backslash before a bracket counts only when it is none that is itself escaped."""
    for shown in (plain(text), rich(text, 200)):
        assert "@everyone" not in shown
        assert "@here" not in shown
        for at, letter in enumerate(shown):
            before = shown[:at]
            assert letter != "<" or (len(before) - len(before.rstrip("\\"))) % 2 == 1


def test_a_bracket_shows_as_it_was_written() -> None:
    assert plain("<#1> a\\b") == "\\<#1> a\\\\b"


@given(st.text(max_size=300), st.integers(-5, 200))
def test_text_is_cut_to_its_limit(text: str, limit: int) -> None:
    assert len(rich(text, limit)) <= max(0, limit)
    assert len(shorten(text, limit)) <= max(0, limit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_show_whole_on_a_phone(language: str) -> None:
    """At most 34 characters: https://docs.discord.com/developers/components/reference#button-design-guidelines"""
    verbs = ("going", "waitlist", "maybe", "declined", "link", "details", "calendar")
    keys = [f"card.button.{verb}" for verb in verbs]
    keys += [f"rsvp.button.{verb}" for verb in ("undo", "note", "messages", "stop", "open", "accept", "pass")]
    keys += ["letter.open_card", "common.back_to_form", "common.page_before", "common.page_after"]
    assert [key for key in keys if len(say(language, key)) > 34] == []


def test_at_most_one_button_stands_out() -> None:
    for state in STATES.values():
        for row in parts(event_card(state, "en", KINDS)):
            styles = [part["style"] for part in row.get("components", ()) if part["type"] == 2]
            assert styles.count(1) <= 1


def test_names_of_kinds_lengths_and_languages() -> None:
    assert kind_name("pl", KINDS, "webinar") == "Webinar"
    assert kind_name("en", KINDS, "taken_out_since") == "Taken out since"
    assert length("en", timedelta(minutes=90)) == "1 hr 30 min"
    assert length("en", timedelta(days=2, hours=1)) == "2 days 1 hr"
    assert language_name("en", "et") == "Estonian"
    assert language_name("pl", "zz-ZZ") == "zz-ZZ"
    assert isinstance(STATES["full"].event, Event)
