"""What people are asked when something is over, and what counts as an answer. Pure.

A form is data: at most five questions, each in several languages. Versions of a form never change, so that an answer
keeps the question it belongs to. An answer is a value per question key:

    rating     1 to 5                      recommend  0 to 10
    choice     "2": the second choice      choices    ["1", "3"]
    yes_no     True or False               text       as written, at most 1000 characters
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.refused import Refused

MOST_QUESTIONS = 5  # a modal holds five inputs
FEWEST_CHOICES, MOST_CHOICES = 2, 10  # of a radio or checkbox group in a modal
LONGEST_LABEL = 100  # a question; up to 45 characters stand above the input, a longer one below its number
LONGEST_CHOICE = 80
LONGEST_TEXT = 1000  # of an open answer
RATINGS = range(1, 6)
RECOMMENDATIONS = range(11)

Value = int | str | list[str] | bool


class QuestionType(StrEnum):
    RATING = "rating"  # 1 poor to 5 excellent; the form's first one is asked on the message itself
    CHOICE = "choice"
    CHOICES = "choices"  # any number of them
    YES_NO = "yes_no"
    RECOMMEND = "recommend"  # "would you recommend it?", 0 to 10
    TEXT = "text"


CHOOSING = frozenset({QuestionType.CHOICE, QuestionType.CHOICES})


@dataclass(frozen=True, slots=True)
class Label:
    """A question's words in one language; `choices` where there is something to choose from, in the same order."""

    label: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    key: str  # never given to another question of the same form, so that trends compare like with like
    type: QuestionType
    texts: Mapping[str, Label]  # by language
    required: bool = False

    def text(self, language: str) -> Label:
        """Its words in a language, else in English, else in the first language it has."""
        return self.texts.get(language) or self.texts.get("en") or next(iter(self.texts.values()))

    @property
    def choice_count(self) -> int:
        return max((len(label.choices) for label in self.texts.values()), default=0)

    def words(self, value: Value, language: str) -> tuple[str, ...]:
        """What was chosen, in words; for the types without choices, nothing."""
        if self.type not in CHOOSING:
            return ()
        chosen = value if isinstance(value, list) else [str(value)]
        choices = self.text(language).choices
        return tuple(choices[int(one) - 1] for one in chosen if one.isdecimal() and 0 < int(one) <= len(choices))


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """A version of a form. `id` and `version` are 0 while it is only the default and was never asked."""

    id: int
    community_id: int
    name: str  # the key of an event kind, or of a pulse
    version: int
    questions: tuple[Question, ...]
    is_default: bool = False  # nobody changed it: it follows what Nacre ships

    @property
    def rating(self) -> Question | None:
        """The question that is one click on the message."""
        return next((question for question in self.questions if question.type is QuestionType.RATING), None)

    @property
    def rest(self) -> tuple[Question, ...]:
        """What the modal asks."""
        return tuple(question for question in self.questions if question is not self.rating)

    def get(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)


class Asked(StrEnum):
    """Who is asked."""

    ATTENDED = "attended"
    GOING = "going"  # nobody's attendance was known when it was opened
    EVERYBODY = "everybody"  # of the community


@dataclass(frozen=True, slots=True)
class Survey:
    """A form being asked: about an event, or as one round of a pulse."""

    id: int
    community_id: int
    event_id: int | None
    pulse_id: int | None
    form: FeedbackForm
    named: bool
    asked: int  # how many people
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
    shared_at: datetime | None = None  # when "you said" was published
    circle: Asked = Asked.EVERYBODY

    def is_open(self, now: datetime) -> bool:
        return self.closed_at is None and now < self.closes_at


def checked_answers(form: FeedbackForm, given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Value]:
    """What an answer is after somebody gave these values: those of `before`, with the given ones in their place.

    An empty value takes an optional answer back. Raises Refused("feedback.not_an_answer"), Refused("feedback.required")
    or Refused("feedback.too_long").
    """
    result = {key: value for key, value in before.items() if form.get(key) is not None}
    for key, value in given.items():
        question = form.get(key)
        if question is None:
            raise Refused("feedback.not_an_answer")
        known = checked_answer(question, value)
        if known is not None:
            result[key] = known
        elif question.required:
            raise Refused("feedback.required")
        else:
            result.pop(key, None)
    return {question.key: result[question.key] for question in form.questions if question.key in result}


def checked_answer(question: Question, value: Any) -> Value | None:
    """The value as it is kept, None for "nothing said"."""
    if value is None or value in ("", []):
        return None
    choices = range(1, question.choice_count + 1)
    checks: dict[QuestionType, Callable[[Any], Value | None]] = {
        QuestionType.RATING: lambda given: _one_of(given, RATINGS),
        QuestionType.RECOMMEND: lambda given: _one_of(given, RECOMMENDATIONS),
        QuestionType.CHOICE: lambda given: str(_one_of(given, choices)),
        QuestionType.CHOICES: lambda given: _several_of(given, choices),
        QuestionType.YES_NO: _yes_or_no,
        QuestionType.TEXT: _written,
    }
    return checks[question.type](value)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("feedback.not_an_answer")
    return value


def _written(value: Any) -> str | None:
    text = str(value).strip()
    if len(text) > LONGEST_TEXT:
        raise Refused("feedback.too_long", most=LONGEST_TEXT)
    return text or None


def _several_of(value: Any, allowed: range) -> list[str]:
    if not isinstance(value, (list, tuple)):
        raise Refused("feedback.not_an_answer")
    return [str(one) for one in sorted({_one_of(one, allowed) for one in value})]


def _one_of(value: Any, allowed: range) -> int:
    if isinstance(value, bool) or not str(value).isdecimal() or int(value) not in allowed:
        raise Refused("feedback.not_an_answer")
    return int(value)


def checked_label(kind: QuestionType, label: str, choices: Iterable[str]) -> Label:
    """A question's words as they are kept.

    Raises Refused: feedback.label_missing, feedback.label_long, feedback.choices, feedback.choice_long.
    """
    text = " ".join(label.split())
    if not text:
        raise Refused("feedback.label_missing")
    if len(text) > LONGEST_LABEL:
        raise Refused("feedback.label_long", most=LONGEST_LABEL)
    if kind not in CHOOSING:
        return Label(text)
    offered = tuple(" ".join(choice.split()) for choice in choices)
    offered = tuple(choice for choice in offered if choice)
    if not FEWEST_CHOICES <= len(offered) <= MOST_CHOICES or len(set(offered)) < len(offered):
        raise Refused("feedback.choices", least=FEWEST_CHOICES, most=MOST_CHOICES)
    if any(len(choice) > LONGEST_CHOICE for choice in offered):
        raise Refused("feedback.choice_long", most=LONGEST_CHOICE)
    return Label(text, offered)


def to_data(form: FeedbackForm) -> dict[str, Any]:
    """As it is stored: `{"default": …, "questions": […]}`."""
    return {
        "default": form.is_default,
        "questions": [
            {
                "key": question.key,
                "type": question.type.value,
                "required": question.required,
                "texts": {
                    language: {"label": label.label, "choices": list(label.choices)}
                    for language, label in question.texts.items()
                },
            }
            for question in form.questions
        ],
    }


def questions_of(data: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions of stored data."""
    return tuple(
        Question(
            question["key"],
            QuestionType(question["type"]),
            {
                language: Label(text["label"], tuple(text.get("choices", ())))
                for language, text in question["texts"].items()
            },
            bool(question.get("required", False)),
        )
        for question in data["questions"]
    )


@dataclass(frozen=True, slots=True)
class NamedAnswer:
    """An answer of a named survey; `user_id` is None once that person's name was taken away."""

    user_id: int | None
    answers: dict[str, Value] = field(default_factory=dict)


def with_questions(form: FeedbackForm, questions: Iterable[Question]) -> FeedbackForm:
    """The form with other questions, not stored yet."""
    return replace(form, id=0, questions=tuple(questions), is_default=False)
