"""Statistics of answers, and what of them is withheld."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events import Feedback
from bot.domain.feedback import FeedbackForm, Label, NamedAnswer, Question, QuestionType, Survey
from bot.domain.results import Nps, State, results_of, rounded, tally, too_few_for
from tests.factories import event_of

NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)


def question(kind: QuestionType, *choices: str) -> Question:
    return Question(kind.value, kind, {"en": Label("What?", choices)})


def survey(*questions: Question, named: bool = False, closed: bool = True, asked: int = 10) -> Survey:
    form = FeedbackForm(1, 500, "webinar", 1, questions)
    opened = NOW - timedelta(days=8)
    return Survey(7, 500, 12, None, form, named, asked, opened, NOW, NOW if closed else None)


def tallied(kind: QuestionType, values: list[Any], *choices: str) -> Any:
    asked = question(kind, *choices)
    return tally(asked, [{kind.value: value} for value in values], survey(asked))


def test_ratings() -> None:
    found = tallied(QuestionType.RATING, [5, 5, 4, 3, 1])
    assert (found.counts, found.mean, found.answered) == ((1, 0, 1, 1, 2), 3.6, 5)


def test_one_choice_and_several() -> None:
    assert tallied(QuestionType.CHOICE, ["1", "2", "2", "3", "3"], "a", "b", "c").counts == (1, 2, 2)
    several = tallied(QuestionType.CHOICES, [["1", "2"], ["2"], ["2", "3"], ["1"], ["3"], []], "a", "b", "c")
    assert (several.counts, several.answered) == ((2, 3, 2), 5)


def test_yes_and_no() -> None:
    assert tallied(QuestionType.YES_NO, [True, False, True, True, True]).counts == (4, 1)


@pytest.mark.parametrize(
    ("values", "groups", "score"),
    [
        ([10, 9, 8, 7, 6], (2, 2, 1), 20),
        ([10] * 5, (5, 0, 0), 100),
        ([0] * 6, (0, 0, 6), -100),
        ([9, 9, 9, 0, 0, 7, 7, 7], (3, 3, 2), 13),  # 12.5
    ],
)
def test_recommendation(values: list[int], groups: tuple[int, int, int], score: int) -> None:
    """9 and 10 promote, up to 6 detract; the score is the difference of their shares."""
    found = tallied(QuestionType.RECOMMEND, values)
    assert found.nps == Nps(*groups)
    assert found.nps.score == score


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(125, 10, 13), (-125, 10, -12), (1, 3, 0), (2, 3, 1), (0, 0, 0)]
)
def test_rounding_is_half_up(part: int, whole: int, expected: int) -> None:
    assert rounded(part, whole) == expected


RATING, TEXT = question(QuestionType.RATING), question(QuestionType.TEXT)


def answers(number: int, *, texts: int = 0) -> list[dict[str, Any]]:
    return [{"rating": 4, **({"text": f"words {index}"} if index < texts else {})} for index in range(number)]


@pytest.mark.parametrize(
    ("number", "closed", "state"),
    [
        (0, True, State.TOO_FEW),
        (1, True, State.TOO_FEW),
        (4, True, State.TOO_FEW),
        (5, True, State.SHOWN),
        (4, False, State.OPEN),
        (5, False, State.OPEN),
        (60, False, State.OPEN),
    ],
)
def test_when_an_anonymous_survey_shows_more_than_the_count(number: int, closed: bool, state: State) -> None:
    """Not below five, and not while it is open: between "5 answered" and "6 answered" lies one person's answer."""
    found = results_of(survey(RATING, TEXT, closed=closed), answers(number, texts=number), NOW)
    assert (found.state, found.answered) == (state, number)
    if state is not State.SHOWN:
        assert found.tallies == ()
        assert found.texts == ()
        assert found.names == ()
        assert not found.can_be_shared


@given(st.lists(st.fixed_dictionaries({}, optional={"rating": st.integers(1, 5)}), max_size=12), st.booleans())
def test_no_question_is_shown_that_fewer_than_five_answered(given_answers: list[dict[str, Any]], closed: bool) -> None:
    """Of whatever was answered: a shown question has at least five answers behind its numbers."""
    found = results_of(survey(RATING, closed=closed), given_answers, NOW)
    rated = sum("rating" in one for one in given_answers)
    for one in found.tallies:
        assert one.withheld == (rated < 5)
        assert (one.mean is None) == (rated < 5)
        assert sum(one.counts) == (rated if rated >= 5 else 0)


def test_named_answers_are_shown_to_organisers_as_the_form_said_and_shared_only_when_there_are_five() -> None:
    asked = survey(RATING, named=True)
    few = results_of(asked, answers(2), NOW, [NamedAnswer(11, {"rating": 4})])
    assert few.state is State.SHOWN
    assert few.names
    assert not few.can_be_shared
    assert results_of(asked, answers(5), NOW).can_be_shared


def test_open_answers_have_the_same_order_whatever_order_they_came_in() -> None:
    given_answers = answers(9, texts=9)
    first = results_of(survey(RATING, TEXT), given_answers, NOW).texts
    assert first == results_of(survey(RATING, TEXT), given_answers[::-1], NOW).texts
    assert [text for _, text in first] != [answer["text"] for answer in given_answers]


def test_two_open_questions_are_ordered_differently() -> None:
    """Nobody can lay the two lists beside each other and know which texts one person wrote."""
    other = Question("more", QuestionType.TEXT, {"en": Label("And?")})
    given_answers = [{"text": f"words {index}", "more": f"words {index}"} for index in range(9)]
    found = results_of(survey(TEXT, other), given_answers, NOW)
    assert found.tallies[0].texts != found.tallies[1].texts


def test_the_response_rate_never_exceeds_everybody() -> None:
    """Where a key was lost a person may have answered twice."""
    assert results_of(survey(RATING, asked=5), answers(6), NOW).rate == 100
    assert results_of(survey(RATING, asked=0), answers(6), NOW).rate is None
    assert results_of(survey(RATING, asked=8), answers(5), NOW).rate == 63


def test_organisers_who_were_not_there_may_answer_and_nobody_is_counted_twice() -> None:
    few = results_of(survey(asked=3), [{}] * 4, NOW)
    assert (few.asked, few.rate) == (4, 100)


def test_where_nobody_knows_how_many_were_asked_there_is_no_rate() -> None:
    """In a channel, where a pulse is asked."""
    found = results_of(survey(asked=0), [{}] * 6, NOW)
    assert (found.asked, found.rate) == (0, None)


@pytest.mark.parametrize(
    ("how", "expected", "capacity", "few"),
    [
        (Feedback.ANONYMOUS, 4, None, 4),
        (Feedback.ANONYMOUS, 5, None, None),
        (Feedback.ANONYMOUS, 0, None, None),
        (Feedback.ANONYMOUS, 0, 4, 4),
        (Feedback.ANONYMOUS, 6, 4, None),
        (Feedback.NAMED, 1, None, None),
        (Feedback.NONE, 1, None, None),
    ],
)
def test_where_too_few_are_asked_for_anything_to_be_shown(
    how: Feedback, expected: int, capacity: int | None, few: int | None
) -> None:
    """Seats count only while nobody is expected yet."""
    assert too_few_for(event_of(NOW, feedback=how, capacity=capacity), expected) == few
