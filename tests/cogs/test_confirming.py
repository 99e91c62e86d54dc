"""What people read after a click: every outcome, in each language."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.domain.events import Mode, Seats, Status
from bot.domain.people import Actor, Community, DmPolicy, Preferences
from bot.domain.rsvps import Choice, Outcome, Rsvp
from bot.words import LANGUAGES
from cogs._actors import Reader
from cogs._confirming import confirmation, next_steps
from tests.factories import event_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
CHOICES = (None, *Choice)
POSSIBLE = [
    (before, after)
    for before in CHOICES
    for after in CHOICES
    if after is not Choice.OFFERED and not (before is Choice.GOING and after is Choice.WAITING)
]


def rsvp(choice: Choice | None) -> Rsvp | None:
    until = NOW + timedelta(hours=2) if choice is Choice.OFFERED else None
    return None if choice is None else Rsvp(12, 11, choice, 1, NOW, "", until)


def outcome(before: Choice | None, after: Choice | None, **details: Any) -> Outcome:
    event = event_of(NOW, id=12, **details)
    position = 3 if after is Choice.WAITING else None
    return Outcome(event, Seats(5), rsvp(before), rsvp(after), position, has_link=True)


def reader(language: str = "en", policy: DmPolicy = DmPolicy.OPT_IN, **chosen: Any) -> Reader:
    community = Community(500, dm_policy=policy)
    return Reader(Actor(500, 11), community, Preferences(500, 11, **chosen), language, "Europe/Warsaw")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("before", "after"), POSSIBLE)
def test_every_outcome_reads_well(
    before: Choice | None, after: Choice | None, language: str, snapshot: SnapshotAssertion
) -> None:
    made = outcome(before, after)
    labels = [str(step.item.label) for step in next_steps(made, reader(language), "")]  # type: ignore[attr-defined]
    assert "\n".join([confirmation(made, reader(language), NOW), *(f"[{label}]" for label in labels)]) == snapshot


def test_an_open_link_is_open_and_a_place_is_told() -> None:
    made = outcome(None, Choice.GOING, starts_in=timedelta(minutes=10), mode=Mode.HYBRID, place="Town *hall*")
    text = confirmation(made, reader(), NOW)
    assert "The join link is open" in text
    assert "Place: Town \\*hall\\*" in text


def test_who_joins_a_running_event_is_not_told_when_its_link_opens() -> None:
    made = outcome(Choice.GOING, Choice.GOING, starts_in=-timedelta(minutes=10), status=Status.LIVE)
    assert "opens" not in confirmation(made, reader(), NOW)


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (reader(), True),
        (reader(messages_chosen_at=NOW), False),
        (reader(direct_messages=True, messages_chosen_at=NOW), False),
        (reader(policy=DmPolicy.NEVER), False),
    ],
)
def test_direct_messages_are_offered_until_somebody_said_yes_or_no(who: Reader, asked: bool) -> None:
    steps = next_steps(outcome(None, Choice.GOING), who, "")
    assert any(step.custom_id == "dm:500:allow" for step in steps) is asked
    assert not any(step.custom_id == "dm:500:allow" for step in next_steps(outcome(None, Choice.DECLINED), who, ""))


def test_buttons_in_a_direct_message_carry_the_community() -> None:
    steps = next_steps(outcome(Choice.OFFERED, Choice.GOING), reader(), 500)
    assert [step.custom_id for step in steps] == ["event:12:undo:500", "event:12:note:500", "event:12:link:500"]
