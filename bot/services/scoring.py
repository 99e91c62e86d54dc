"""What people thought of the events of a report: each score is of one question, as in a trend."""

from dataclasses import dataclass
from itertools import chain
from typing import Any

from bot.domain.feedback import FeedbackForm, Question, QuestionType, Survey, questions_of
from bot.domain.report import Figures
from bot.domain.results import FEWEST, tally
from bot.services.feedback import forms
from bot.store import reporting as store
from bot.store.database import Connection
from bot.store.reporting import Asked, Chosen

Name = tuple[str, str]  # of a question, over all forms: where it is only one form's own, with that form


@dataclass(frozen=True, slots=True)
class Heard:
    """A survey with what was answered."""

    asked: Asked
    survey: Survey
    given: list[dict[str, Any]]

    @property
    def form(self) -> FeedbackForm:
        return self.survey.form

    @property
    def shown(self) -> bool:
        """More than the count: it is closed, and five or more have answered, named surveys' too."""
        return self.asked.closed and len(self.given) >= FEWEST

    def first(self, kind: QuestionType) -> Question | None:
        return next((question for question in self.form.questions if question.type is kind), None)

    def get(self, name: Name | None) -> Question | None:
        return next((question for question in self.form.questions if _name(self.form, question) == name), None)


@dataclass(frozen=True, slots=True)
class Compared:
    """The questions that the scores are of."""

    rating: Name | None
    recommendation: Name | None


def heard(conn: Connection, chosen: Chosen) -> list[Heard]:
    """Of every event, the earliest first."""
    answers, known = store.answers(conn, chosen), store.forms(conn, chosen)
    found = []
    for asked in store.surveys(conn, chosen):
        name, data = known[asked.form_id]
        form = FeedbackForm(asked.form_id, chosen.community_id, name, 0, questions_of(data))
        about = (asked.survey_id, chosen.community_id, asked.event_id, None, form)
        survey = Survey(*about, named=False, asked=asked.asked, opened_at=chosen.since, closes_at=chosen.until)
        found.append(Heard(asked, survey, answers.get(asked.survey_id, [])))
    return found


def compared(now: list[Heard], before: list[Heard]) -> Compared:
    """Those that most events were asked in the period, else in the one before."""
    rating, recommend = QuestionType.RATING, QuestionType.RECOMMEND
    return Compared(
        _most_asked(now, rating) or _most_asked(before, rating),
        _most_asked(now, recommend) or _most_asked(before, recommend),
    )


def question(name: Name | None, *periods: list[Heard]) -> Question | None:
    """In its latest words."""
    found = [each for one in chain(*periods) if one.shown and (each := one.get(name))]
    return found[-1] if found else None


def figures(one: Heard, compared: Compared) -> Figures:
    """Of one event. Questions that fewer than five answered stay out."""
    found = Figures(asked=one.asked.asked, answered=len(one.given))
    if not one.shown:
        return found
    rating, recommendation = one.get(compared.rating), one.get(compared.recommendation)
    found += Figures(shown=1, unrated=rating is None, unasked=recommendation is None)
    if rating is not None and (counted := tally(rating, one.given, one.survey)).mean is not None:
        ratings = sum(rated * number for rated, number in enumerate(counted.counts, 1))
        found += Figures(scored=1, rating_sum=ratings, ratings=counted.answered)
    if recommendation is not None and (nps := tally(recommendation, one.given, one.survey).nps) is not None:
        found += Figures(promoters=nps.promoters, passives=nps.passives, detractors=nps.detractors)
    texts = (each for each in one.form.questions if each.type is QuestionType.TEXT)
    return found + Figures(comments=sum(tally(each, one.given, one.survey).answered for each in texts))


def _most_asked(surveys: list[Heard], kind: QuestionType) -> Name | None:
    """By the first question of this kind in each form; of two asked as often, the one asked last."""
    latest: dict[Name, tuple[int, int]] = {}
    for place, one in enumerate(surveys):
        if one.shown and (asked := one.first(kind)):
            name = _name(one.form, asked)
            latest[name] = (latest.get(name, (0, 0))[0] + 1, place)
    return max(latest, key=lambda name: latest[name], default=None)


def _name(form: FeedbackForm, question: Question) -> Name:
    """Organisers' own questions are numbered form by form; those that Nacre ships are the same in all of them."""
    return ("", question.key) if forms.is_shipped(question.key) else (form.name, question.key)
