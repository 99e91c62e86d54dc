"""The forms: what Nacre ships, what organisers make of it, and that nothing that was asked ever changes."""

from datetime import datetime

import pytest
from sqlalchemy import Connection, func, select

from bot.config import shipped_kinds
from bot.domain.feedback import FeedbackForm, QuestionType
from bot.domain.refused import Refused
from bot.services.feedback import forms
from bot.store import feedback as store
from bot.store.schema import feedback_form
from bot.words import LANGUAGES
from tests.factories import COMMUNITY, make_community, organiser, participant

BOSS = organiser()


@pytest.fixture
def form(conn: Connection, now: datetime) -> FeedbackForm:
    make_community(conn, now)
    return forms.form_for(conn, now, COMMUNITY, "webinar")


def kinds() -> list[str]:
    return [*shipped_kinds(), "a_kind_of_their_own"]


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_at_most_three_questions_in_every_language(conn: Connection, now: datetime, kind: str) -> None:
    """A rating, a choice and an open question; each fits where Discord shows it."""
    found = forms.form_for(conn, now, COMMUNITY, kind)
    assert [one.type.value for one in found.questions] == ["rating", "choice", "text"]
    assert (found.id, found.version, found.is_default) == (0, 0, True)
    for question in found.questions:
        assert set(question.texts) == set(LANGUAGES)
        assert {len(text.choices) for text in question.texts.values()} == {question.choice_count}
        assert all(len(text.label) <= 45 for text in question.texts.values())


def test_every_change_is_a_new_version_and_the_old_ones_stay(
    conn: Connection, now: datetime, form: FeedbackForm
) -> None:
    first = forms.add_question(
        conn, now, BOSS, "webinar", 0, QuestionType.CHOICES, "en", " Which  ones? ", ["One ", "", "Two"], required=True
    )
    assert first.questions[-1].texts["en"].label == "Which ones?"
    assert first.questions[-1].texts["en"].choices == ("One", "Two")
    second = forms.remove_question(conn, now, BOSS, "webinar", 1, "apply")
    third = forms.move_question(conn, now, BOSS, "webinar", 2, "q1", -5)
    assert [one.key for one in third.questions] == ["q1", "rating", "better"]
    assert [found.version for found in (first, second, third)] == [1, 2, 3]
    kept = store.get_form(conn, first.id)
    assert kept is not None
    assert [one.key for one in kept.questions] == ["rating", "apply", "better", "q1"]


def test_a_key_is_never_given_to_another_question(conn: Connection, now: datetime, form: FeedbackForm) -> None:
    """Else a trend would take two questions for one."""
    for version in (0, 2):
        forms.add_question(conn, now, BOSS, "webinar", version, QuestionType.TEXT, "en", "Why?")
        forms.remove_question(conn, now, BOSS, "webinar", version + 1, f"q{version // 2 + 1}")
    made = forms.add_question(conn, now, BOSS, "webinar", 4, QuestionType.TEXT, "en", "Why not?")
    assert made.questions[-1].key == "q3"


def test_a_question_is_said_in_languages_and_taken_out_of_one(
    conn: Connection, now: datetime, form: FeedbackForm
) -> None:
    forms.add_question(conn, now, BOSS, "webinar", 0, QuestionType.CHOICE, "en", "Which?", ["One", "Two"])
    with pytest.raises(Refused, match=r"feedback\.choice_count"):
        forms.word_question(conn, now, BOSS, "webinar", 1, "q1", "pl", "Co?", ["A", "B", "C"])
    forms.word_question(conn, now, BOSS, "webinar", 1, "q1", "pl", "Co?", ["A", "B"], required=True)
    found = forms.word_question(conn, now, BOSS, "webinar", 2, "q1", "en", "")
    (question,) = [one for one in found.questions if one.key == "q1"]
    assert set(question.texts) == {"pl"}
    assert question.required
    assert question.text("en").label == "Co?", "where a language is missing, there is another"
    with pytest.raises(Refused, match=r"feedback\.label_missing"):
        forms.word_question(conn, now, BOSS, "webinar", 3, "q1", "pl", " ")


def test_a_form_that_nobody_changed_follows_what_is_shipped(
    conn: Connection, now: datetime, form: FeedbackForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is kept when it is asked, and asked anew in a new version when the next release knows another language."""
    first = forms.kept(conn, now, form)
    assert (first.version, first.is_default) == (1, True)
    assert forms.kept(conn, now, forms.form_for(conn, now, COMMUNITY, "webinar")).id == first.id
    shorter = form.questions[:2]
    monkeypatch.setattr(forms, "_questions", lambda name: shorter)
    newer = forms.kept(conn, now, forms.form_for(conn, now, COMMUNITY, "webinar"))
    assert (newer.version, newer.questions) == (2, shorter)


def test_back_to_what_is_shipped_is_a_version_too(conn: Connection, now: datetime, form: FeedbackForm) -> None:
    assert forms.reset(conn, now, BOSS, "webinar", 0) == form, "there is nothing to go back from"
    forms.remove_question(conn, now, BOSS, "webinar", 0, "better")
    again = forms.reset(conn, now, BOSS, "webinar", 1)
    assert (again.version, again.is_default, again.questions) == (2, True, form.questions)


def test_who_looks_at_an_old_form_changes_nothing(conn: Connection, now: datetime, form: FeedbackForm) -> None:
    forms.remove_question(conn, now, BOSS, "webinar", 0, "better")
    with pytest.raises(Refused, match=r"feedback\.form_changed"):
        forms.remove_question(conn, now, BOSS, "webinar", 0, "apply")
    assert conn.execute(select(func.count()).select_from(feedback_form)).scalar_one() == 1


def test_a_form_has_one_to_five_questions(conn: Connection, now: datetime, form: FeedbackForm) -> None:
    for version in (0, 1):
        forms.add_question(conn, now, BOSS, "webinar", version, QuestionType.YES_NO, "en", f"Number {version}?")
    with pytest.raises(Refused, match=r"feedback\.too_many"):
        forms.add_question(conn, now, BOSS, "webinar", 2, QuestionType.YES_NO, "en", "One more?")
    for version, key in enumerate(("rating", "apply", "better", "q1"), 2):
        found = forms.remove_question(conn, now, BOSS, "webinar", version, key)
    assert found.rating is None
    with pytest.raises(Refused, match=r"feedback\.last"):
        forms.remove_question(conn, now, BOSS, "webinar", 6, "q2")


@pytest.mark.parametrize(
    ("label", "choices", "key"),
    [
        ("", ["a", "b"], "label_missing"),
        ("x" * 101, ["a", "b"], "label_long"),
        ("Why?", ["a"], "choices"),
        ("Why?", ["a", "a"], "choices"),
        ("Why?", [str(number) for number in range(11)], "choices"),
        ("Why?", ["a", "x" * 81], "choice_long"),
    ],
)
def test_what_discord_could_not_show_is_refused(
    conn: Connection, now: datetime, form: FeedbackForm, label: str, choices: list[str], key: str
) -> None:
    with pytest.raises(Refused, match=rf"feedback\.{key}"):
        forms.add_question(conn, now, BOSS, "webinar", 0, QuestionType.CHOICE, "en", label, choices)


def test_only_organisers_write_forms(conn: Connection, now: datetime, form: FeedbackForm) -> None:
    with pytest.raises(Refused, match=r"permission\.organiser"):
        forms.remove_question(conn, now, participant(), "webinar", 0, "better")
    with pytest.raises(Refused, match=r"permission\.organiser"):
        forms.shown(conn, now, participant(), "webinar")
