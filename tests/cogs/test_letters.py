"""Everything Nacre says unprompted, once in each language and way out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.domain.announcements import Announcement
from bot.domain.events import Card, Mode, Registration, Seats, Status
from bot.domain.feedback import Asked, FeedbackForm, Label, Question, QuestionType, Survey
from bot.domain.letters import Letter
from bot.domain.outbox import OutboxItem, Route, Saying
from bot.domain.people import Community
from bot.domain.reminders import Reminder, Target
from bot.domain.results import results_of
from bot.domain.rsvps import Choice, Rsvp
from bot.words import LANGUAGES
from cogs._letters import Said, write
from tests.cogs.shown import readable, size
from tests.cogs.world import KINDS
from tests.factories import event_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
EVENT = event_of(NOW, id=12, starts_in=timedelta(hours=1))
DIRECT = (Saying.REMINDER, Saying.OWN_REMINDER, Saying.MOVED, Saying.CANCELLED)
ALONE = (Saying.OFFER, Saying.OFFER_LAPSED, Saying.PROMOTED)


def letter(
    saying: Saying, route: Route = Route.CHANNEL, *, event: Any = EVENT, late: timedelta = timedelta(), **more: Any
) -> Letter:
    alone = route is Route.DIRECT or saying in ALONE
    item = OutboxItem(1, "key", 500, saying, route, NOW, event_id=12, user_id=11 if alone else None)
    given: dict[str, Any] = {
        "event": event,
        "seats": Seats(2, going=1),
        "registration": Registration.OPEN,
        "card": Card(12, 700, 800),
        "mention_user_ids": (11, 22) if not alone else (11,),
        **more,
    }
    if route is Route.DIRECT:
        given["mention_user_ids"] = ()
    return Letter(item, Community(500), given.pop("language", "en"), "Europe/Warsaw", late, **given)


def details(saying: Saying) -> dict[str, Any]:
    match saying:
        case Saying.OWN_REMINDER:
            text = "Please read **the paper** first. @everyone"
            return {"reminder": Reminder(3, 12, 60, text, Target.GOING, NOW)}
        case Saying.MOVED:
            return {"was": NOW + timedelta(days=1)}
        case Saying.CANCELLED:
            return {"event": replace(EVENT, status=Status.CANCELLED, cancel_reason="Ada is ill")}
        case Saying.OFFER:
            return {"rsvp": Rsvp(12, 11, Choice.OFFERED, 1, NOW, "", NOW + timedelta(minutes=15))}
    return {}


def text(said: Said) -> str:
    parts = said.parts()
    view = parts.get("view")
    return readable(parts.get("content"), view.to_components() if view else [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("route", list(Route))
@pytest.mark.parametrize("saying", [*DIRECT, *ALONE])
def test_a_letter_reads_well(saying: Saying, route: Route, language: str, snapshot: SnapshotAssertion) -> None:
    assert text(write(letter(saying, route, language=language, **details(saying)), KINDS, "Pearls")) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_you_said_reads_well(language: str, snapshot: SnapshotAssertion) -> None:
    """The numbers, and of the open answers only the one that was picked, without a trace of Markdown."""
    rating = Question("rating", QuestionType.RATING, {"en": Label("How was it?"), "pl": Label("Jak było?")})
    recommend = Question("recommend", QuestionType.RECOMMEND, {"en": Label("Tell others?"), "pl": Label("Polecisz?")})
    own = Question("better", QuestionType.TEXT, {"en": Label("What next?")})
    form = FeedbackForm(1, 500, "webinar", 1, (rating, recommend, own))
    survey = Survey(7, 500, 12, None, form, False, 9, NOW, NOW, NOW, circle=Asked.ATTENDED)
    given = [{"rating": 4, "recommend": 9 - number, "better": f"**More** {number}"} for number in range(5)]
    results = replace(results_of(survey, given, NOW), title="Storytelling for towns")
    made = letter(Saying.YOU_SAID, Route.CHANNEL, language=language, results=results, mention_user_ids=())
    made = replace(made, item=replace(made.item, args={"shared": 7, "quote2": 2}))
    assert text(write(made, KINDS, "Pearls")) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("route", list(Route))
@pytest.mark.parametrize("saying", [Saying.FEEDBACK, Saying.FEEDBACK_NUDGE])
def test_a_request_for_feedback_reads_well(
    saying: Saying, route: Route, language: str, snapshot: SnapshotAssertion
) -> None:
    """And says what is stored; closed, it says only that."""
    rating = Question("rating", QuestionType.RATING, {"en": Label("How was it?"), "pl": Label("Jak było?")})
    form = FeedbackForm(1, 500, "webinar", 1, (rating,))
    survey = Survey(7, 500, 12, None, form, False, 3, NOW, NOW + timedelta(days=7), circle=Asked.ATTENDED)
    said = [
        text(write(letter(saying, route, language=language, survey=each, mention_user_ids=()), KINDS, "Pearls"))
        for each in (survey, replace(survey, named=True), replace(survey, closed_at=NOW))
    ]
    assert "\n---\n".join(said) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("minutes", [1, 2, 10])
def test_a_late_reminder_says_how_long_ago_it_started(minutes: int, language: str, snapshot: SnapshotAssertion) -> None:
    late = letter(Saying.REMINDER, late=timedelta(minutes=60 + minutes), language=language)
    assert text(write(late, KINDS, "Pearls")) == snapshot


def test_an_on_site_reminder_says_where() -> None:
    event = replace(EVENT, mode=Mode.ON_SITE, place="Town *hall*", join_link="")
    said = text(write(letter(Saying.REMINDER, event=event), KINDS, "Pearls"))
    assert "Place: Town \\*hall\\*" in said
    assert "Join link" not in said


@pytest.mark.parametrize("route", list(Route))
@pytest.mark.parametrize("saying", [*DIRECT, *ALONE])
def test_no_letter_has_the_join_link_in_it(saying: Saying, route: Route) -> None:
    assert "meet.example.org" not in text(write(letter(saying, route, **details(saying)), KINDS, "Pearls"))


@pytest.mark.parametrize("saying", [*DIRECT, *ALONE])
def test_every_direct_message_has_a_way_out_and_says_where_it_is_from(saying: Saying) -> None:
    said = text(write(letter(saying, Route.DIRECT, **details(saying)), KINDS, "*Pearls*"))
    assert "[Stop these messages | dm:500:stop]" in said
    assert "the server \\*Pearls\\*" in said


@pytest.mark.parametrize("saying", [*DIRECT, *ALONE])
def test_exactly_those_listed_are_notified(saying: Saying) -> None:
    opened = letter(saying, mention_role_id=99, **details(saying))
    allowed = write(opened, KINDS, "Pearls").parts()["allowed_mentions"].to_dict()
    listed = list(opened.mention_user_ids)
    assert allowed == {"parse": [], "users": listed, "roles": [99]}
    direct = write(letter(saying, Route.DIRECT, **details(saying)), KINDS, "Pearls").parts()["allowed_mentions"]
    assert direct.to_dict() == {"parse": []}


def test_eighty_mentions_fit_beside_the_longest_text() -> None:
    people = tuple(range(10**19, 10**19 + 80))
    long = details(Saying.OWN_REMINDER)["reminder"]
    event = replace(EVENT, title="*" * 100, mode=Mode.HYBRID, place="_" * 200)
    opened = letter(Saying.OWN_REMINDER, event=event, reminder=replace(long, text="x" * 2000), mention_user_ids=people)
    parts = write(opened, KINDS, "Pearls").parts()
    components, characters = size(parts["view"].to_components())
    assert "content" not in parts
    assert components <= 40
    assert characters <= 4000
    assert all(f"<@{person}>" in str(parts["view"].to_components()) for person in people)


def test_an_announcement_is_the_organisers_text_and_notifies_nobody() -> None:
    words = "**Hello** @everyone <@1>, see <#2>"
    announcement = Announcement(1, 500, 700, words, NOW.replace(tzinfo=None), "Europe/Warsaw", NOW)
    opened = letter(Saying.ANNOUNCEMENT, event=None, announcement=announcement, mention_user_ids=())
    parts = write(opened, KINDS, "Pearls").parts()
    assert parts["content"].startswith("**Hello** @\u200beveryone \\<@1>")
    assert parts["allowed_mentions"].to_dict() == {"parse": []}
    assert len(write(replace(opened, announcement=replace(announcement, text="<" * 3000)), KINDS, "P").text) <= 2000
