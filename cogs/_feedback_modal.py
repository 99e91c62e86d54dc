"""The questions of a feedback form as one modal, and a submission as answers.

It is made from data, so it is not one of `_forms.py`'s; its submissions come in there all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.domain.feedback import LONGEST_TEXT, RATINGS, RECOMMENDATIONS, FeedbackForm, Question, QuestionType, Value
from bot.words import has, say

_LABEL = 45  # characters above an input: https://docs.discord.com/developers/components/reference#label
_TEXT_INPUT = 4
_YES, _NO = "yes", "no"


class FeedbackModal(ui.Modal):
    """Everything the message did not ask, with what the person answered before in it."""

    def __init__(self, language: str, form: FeedbackForm, name: str, answers: Mapping[str, Value]) -> None:
        super().__init__(title=say(language, "feedback.modal")[:_LABEL], custom_id=name, timeout=None)
        for number, question in enumerate(form.rest, 1):
            asked = question.text(language).label
            short = len(asked) <= _LABEL
            self.add_item(
                ui.Label(
                    text=asked if short else say(language, "feedback.question", n=number),
                    description=None if short else asked,
                    component=_component(language, question, answers.get(question.key)),
                )
            )

    def is_finished(self) -> bool:
        """So that discord.py does not keep it: submissions are routed by custom id, after a restart too."""
        return True


def given(form: FeedbackForm, values: Mapping[str, str]) -> dict[str, Any]:
    """What a submission answers; an input that was left empty is "", which takes an earlier answer back."""
    return {question.key: _value(question, values[question.key]) for question in form.rest if question.key in values}


def typed(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The texts that somebody wrote into a modal, to hand them back."""
    for component in components:
        inner = component.get("components") or ([component["component"]] if "component" in component else [])
        yield from typed(inner)
        if component.get("type") == _TEXT_INPUT and component.get("value"):
            yield str(component["value"])


def _value(question: Question, raw: str) -> Any:
    if not raw:
        return ""
    if question.type is QuestionType.CHOICES:
        return raw.split(",")
    if question.type is QuestionType.YES_NO:
        return {_YES: True, _NO: False}.get(raw, raw)
    return raw


def _component(language: str, question: Question, before: Value | None) -> ui.Item[Any]:
    shared: dict[str, Any] = {"custom_id": question.key, "required": question.required}
    if question.type is QuestionType.TEXT:
        text = str(before) if before else None
        return ui.TextInput(**shared, style=discord.TextStyle.paragraph, default=text, max_length=LONGEST_TEXT)
    options = _options(language, question)
    chosen = {str(one) for one in before} if isinstance(before, list) else {_raw(before)}
    if question.type is QuestionType.RECOMMEND:  # eleven answers: more than a radio group holds
        shown = [discord.SelectOption(label=text, value=value, default=value in chosen) for value, text in options]
        placeholder = say(language, "feedback.choose")
        return ui.Select(**shared, options=shown, placeholder=placeholder, min_values=int(question.required))
    if question.type is QuestionType.CHOICES:
        boxes = [
            discord.CheckboxGroupOption(label=text, value=value, default=value in chosen) for value, text in options
        ]
        return ui.CheckboxGroup(**shared, options=boxes, min_values=int(question.required), max_values=len(boxes))
    return ui.RadioGroup(
        **shared,
        options=[discord.RadioGroupOption(label=text, value=value, default=value in chosen) for value, text in options],
    )


def _raw(value: Value | None) -> str:
    if isinstance(value, bool):
        return _YES if value else _NO
    return "" if value is None else str(value)


def _options(language: str, question: Question) -> list[tuple[str, str]]:
    """(value, text) of what there is to choose from."""
    match question.type:
        case QuestionType.RATING:
            return [(str(one), say(language, f"feedback.rate.{one}")) for one in RATINGS]
        case QuestionType.RECOMMEND:
            keys = [(one, f"feedback.recommend.{one}") for one in RECOMMENDATIONS]
            return [(str(one), say(language, key) if has(key) else str(one)) for one, key in keys]
        case QuestionType.YES_NO:
            return [(_YES, say(language, "feedback.yes")), (_NO, say(language, "feedback.no"))]
        case _:
            return [(str(number), text) for number, text in enumerate(question.text(language).choices, 1)]
