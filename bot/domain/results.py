"""What answers come to, and what of it may be shown. Pure (docs/decisions/0101).

Nothing but the count is shown of an anonymous survey that is still open, or that fewer than five people answered;
nor of a question that fewer than five answered. Open answers are in an order that nothing about them explains.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from bot.domain.events import Event, Feedback
from bot.domain.feedback import CHOOSING, RATINGS, RECOMMENDATIONS, NamedAnswer, Question, QuestionType, Survey

FEWEST = 5
MOST_QUOTES = 3  # open answers in what is said to participants
_PROMOTERS, _PASSIVES = range(9, 11), range(7, 9)


class State(StrEnum):
    OPEN = "open"  # it still runs; two looks at it would tell one person's answer
    TOO_FEW = "too_few"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Nps:
    """Would you recommend it? 9 and 10 are promoters, 7 and 8 passives, up to 6 detractors (Reichheld, 2003)."""

    promoters: int
    passives: int
    detractors: int

    @property
    def score(self) -> int:
        """-100 to 100: the percentage of promoters without that of detractors, rounded half up."""
        total = self.promoters + self.passives + self.detractors
        return rounded(100 * (self.promoters - self.detractors), total)


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question. `counts` follow the question's options; all is empty when `withheld`."""

    question: Question
    answered: int
    withheld: bool = False
    counts: tuple[int, ...] = ()  # 1 to 5; the choices; yes, no; 0 to 10
    mean: float | None = None
    nps: Nps | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """Of one survey. `names` are only those of a named one."""

    survey: Survey
    answered: int
    state: State
    tallies: tuple[Tally, ...] = ()
    names: tuple[NamedAnswer, ...] = ()
    event: Event | None = None
    title: str = ""  # the event's, or the pulse's

    @property
    def asked(self) -> int:
        """How many were asked; 0 where nobody can know, as of a pulse. Organisers may answer who were not there."""
        return max(self.survey.asked, self.answered) if self.survey.asked else 0

    @property
    def rate(self) -> int | None:
        """How many of those asked have answered, in per cent; None when nobody can know."""
        return rounded(100 * self.answered, self.asked) if self.asked else None

    @property
    def texts(self) -> tuple[tuple[Question, str], ...]:
        """All open answers, question by question."""
        return tuple((tally.question, text) for tally in self.tallies for text in tally.texts)

    @property
    def can_be_shared(self) -> bool:
        """Told to everybody: only what is final and of enough people, named or not."""
        return self.state is State.SHOWN and self.answered >= FEWEST and self.survey.closed_at is not None


@dataclass(frozen=True, slots=True)
class Score:
    """The rating of one event, or of a pulse's round; None where it is withheld or was not asked."""

    title: str  # the event's
    starts_at: datetime  # of a round: when it was opened
    answered: int
    asked: int  # 0 where nobody can know
    state: State
    mean: float | None = None
    ratings: int = 0


@dataclass(frozen=True, slots=True)
class Trend:
    """How one question was answered time after time, the earliest first."""

    title: str  # the pulse's
    question: Question | None  # what is compared; None where nothing asked for a rating
    scores: tuple[Score, ...]


def state_of(survey: Survey, answered: int, now: datetime) -> State:
    """Whether more than the count may be shown. A named survey said that organisers read it."""
    if survey.named:
        return State.SHOWN if answered else State.TOO_FEW
    if survey.closed_at is None:
        return State.OPEN
    return State.SHOWN if answered >= FEWEST else State.TOO_FEW


def too_few_for(event: Event, expected: int) -> int | None:
    """How many people will be asked, where that is too few for anonymous results ever to be shown; None where not.

    While nobody is expected yet, seats say how many there can be.
    """
    known = expected or event.capacity or 0
    return known if event.feedback is Feedback.ANONYMOUS and 0 < known < FEWEST else None


def results_of(
    survey: Survey, answers: Sequence[Mapping[str, Any]], now: datetime, names: Sequence[NamedAnswer] = ()
) -> Results:
    """The results as they may be shown now."""
    state = state_of(survey, len(answers), now)
    if state is not State.SHOWN:
        return Results(survey, len(answers), state)
    tallies = tuple(tally(question, answers, survey) for question in survey.form.questions)
    return Results(survey, len(answers), state, tallies, tuple(names) if survey.named else ())


def tally(question: Question, answers: Sequence[Mapping[str, Any]], survey: Survey) -> Tally:
    """Open answers stand for themselves: they are listed from the survey's fifth answer on, however few wrote one."""
    given = [answer[question.key] for answer in answers if answer.get(question.key) not in (None, "", [])]
    if question.type is QuestionType.TEXT:
        return Tally(question, len(given), texts=shuffled(survey.id, question.key, map(str, given)))
    if len(given) < FEWEST and not survey.named:
        return Tally(question, len(given), withheld=True)
    counts = _counts(question, given)
    match question.type:
        case QuestionType.RATING:
            return Tally(question, len(given), counts=counts, mean=_mean(given))
        case QuestionType.RECOMMEND:
            promoters, passives = (sum(value in those for value in given) for those in (_PROMOTERS, _PASSIVES))
            nps = Nps(promoters, passives, len(given) - promoters - passives) if given else None
            return Tally(question, len(given), counts=counts, mean=_mean(given), nps=nps)
    return Tally(question, len(given), counts=counts)


def shuffled(survey_id: int, key: str, texts: Any) -> tuple[str, ...]:
    """The same order at every look, and another one for every question: nothing tells which texts belong together."""
    return tuple(sorted(texts, key=lambda text: sha256(f"{survey_id}/{key}/{text}".encode()).digest()))


def rounded(part: int, whole: int) -> int:
    """A quotient rounded half up, as people expect it (12.5 becomes 13); 0 of nothing."""
    return (2 * part + whole) // (2 * whole) if whole else 0


def _counts(question: Question, given: Sequence[Any]) -> tuple[int, ...]:
    options: Sequence[Any]
    match question.type:
        case QuestionType.RATING:
            options = RATINGS
        case QuestionType.RECOMMEND:
            options = RECOMMENDATIONS
        case QuestionType.YES_NO:
            options = (True, False)
        case _:
            options = [str(number) for number in range(1, question.choice_count + 1)]
    chosen = [one for value in given for one in (value if isinstance(value, list) else [value])]
    if question.type in CHOOSING:
        chosen = [str(one) for one in chosen]
    return tuple(chosen.count(option) for option in options)


def _mean(given: Sequence[int]) -> float | None:
    return sum(given) / len(given) if given else None
