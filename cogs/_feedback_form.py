"""The panel in which organisers write a feedback form: its questions, their words in each language, a preview.

Custom ids are `questions:<version>:<verb>:<form>[.<question>[.<language>]]`: a click on a panel that is out of date is
refused, so that nobody changes another question than the one they see.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import ButtonStyle, ui

from bot.domain.feedback import CHOOSING, MOST_QUESTIONS, FeedbackForm, Question, QuestionType, Survey
from bot.domain.pulses import FORM as PULSE
from bot.domain.refused import Refused
from bot.services.feedback import forms
from bot.words import LANGUAGES, listing, say
from cogs._actors import Reader
from cogs._answers import tell
from cogs._describing import kind_name, language_name
from cogs._feedback_message import Named, controls, invitation, more
from cogs._feedback_modal import FeedbackModal
from cogs._forms import Field, Form, Kind, Submission
from cogs._items import Control, Press, button, custom_id, menu, panel
from cogs._organisers import organiser_of
from cogs._panels import layout, row, show
from cogs._text import plain, shorten

if TYPE_CHECKING:
    from cogs._bot import Interaction

VERBS = ("show", "pick", "add", "language", "up", "down", "remove", "reset", "preview", "try_rate", "try_rest")

_YES, _NO = "yes", "no"
_REQUIRED = Field("required", Kind.CHOICE, required=True, choices=((_YES, "feedback.yes"), (_NO, "feedback.no")))
_CHOICES = Field("choices", Kind.TEXT, max_length=900)
ADD = Form("questions", "add", (Field("label", required=True, max_length=100), _REQUIRED))
ADD_CHOICES = Form("questions", "add_offer", (Field("label", required=True, max_length=100), _CHOICES, _REQUIRED))
WORD = Form("questions", "word", (Field("label", max_length=100), _REQUIRED))
WORD_CHOICES = Form("questions", "offer", (Field("label", max_length=100), _CHOICES, _REQUIRED))
TRIED = Form("questions", "try", (), kept=False)


async def open_form(interaction: Interaction, name: str) -> None:
    """Show the form of a kind of event, or of pulses. Refused: permission.organiser, kind.unknown."""
    reader = await organiser_of(interaction)
    if name != PULSE:
        interaction.client.kinds.get(name)
    await _show(interaction, reader, await interaction.client.nacre.ask(forms.shown, reader.actor, name))


async def pressed(interaction: Interaction, press: Press) -> None:
    """A click or a choice on the panel."""
    reader = await organiser_of(interaction)
    name, _, key = press.arg.partition(".")
    nacre, version = interaction.client.nacre, press.id
    match press.verb:
        case "up" | "down":
            by = -1 if press.verb == "up" else 1
            form = await nacre.do(forms.move_question, reader.actor, name, version, key, by)
        case "remove":
            form = await nacre.do(forms.remove_question, reader.actor, name, version, key)
        case "reset":
            form = await nacre.do(forms.reset, reader.actor, name, version)
        case _:
            await _look(interaction, reader, press, await _current(interaction, reader, name, version))
            return
    await _show(interaction, reader, form)


async def added(interaction: Interaction, given: Submission) -> None:
    """A new question, in the language of whoever wrote it."""
    reader = await organiser_of(interaction)
    name, _, kind = given.arg.partition(".")
    if kind not in list(QuestionType):
        raise Refused("control.unknown")
    form = await interaction.client.nacre.do(
        forms.add_question,
        reader.actor,
        name,
        given.id,
        QuestionType(kind),
        reader.language,
        given["label"],
        given["choices"].splitlines(),
        required=given["required"] == _YES,
    )
    await _show(interaction, reader, form)


async def worded(interaction: Interaction, given: Submission) -> None:
    """A question's words in one language."""
    reader = await organiser_of(interaction)
    name, key, language = _three(given.arg)
    form = await interaction.client.nacre.do(
        forms.word_question,
        reader.actor,
        name,
        given.id,
        key,
        language,
        given["label"],
        given["choices"].splitlines(),
        required=given["required"] == _YES,
    )
    await _show(interaction, reader, form, key)


async def _look(interaction: Interaction, reader: Reader, press: Press, form: FeedbackForm) -> None:
    """What changes nothing: panels, forms to fill in, the preview."""
    key = press.arg.partition(".")[2]
    chosen = press.values[0] if press.values else ""
    match press.verb:
        case "show":
            await _show(interaction, reader, form)
        case "pick":
            await _show(interaction, reader, form, chosen)
        case "add" if chosen in list(QuestionType):
            kind = QuestionType(chosen)
            fields = ADD_CHOICES if kind in CHOOSING else ADD
            await fields.show(interaction, form.version, f"{form.name}.{chosen}", {"required": _NO})
        case "language" if chosen in LANGUAGES:
            await _word(interaction, form, key, chosen)
        case "preview":
            buttons = controls(reader.language, form, _trying(form))
            await tell(interaction, _preview(interaction, reader, form), view=panel(*buttons))
        case "try_rate":
            await _tried(interaction, reader, form, key)
        case "try_rest":
            name = custom_id("questions", form.version, "try", form.name)
            await interaction.response.send_modal(FeedbackModal(reader.language, form, name, {}))
        case _:
            raise Refused("control.unknown")


async def _current(interaction: Interaction, reader: Reader, name: str, version: int) -> FeedbackForm:
    form = await interaction.client.nacre.ask(forms.shown, reader.actor, name)
    if form.version != version:
        raise Refused("feedback.form_changed")
    return form


async def _word(interaction: Interaction, form: FeedbackForm, key: str, language: str) -> None:
    question = form.get(key)
    if question is None:
        raise Refused("feedback.question_unknown")
    text = question.texts.get(language)
    values = {
        "label": text.label if text else "",
        "choices": "\n".join(text.choices) if text else "",
        "required": _YES if question.required else _NO,
    }
    fields = WORD_CHOICES if question.type in CHOOSING else WORD
    await fields.show(interaction, form.version, f"{form.name}.{key}.{language}", values)


async def _tried(interaction: Interaction, reader: Reader, form: FeedbackForm, rating: str) -> None:
    if rating not in tuple("12345"):
        raise Refused("control.unknown")
    rated = say(reader.language, "feedback.thanks.rated", rating=say(reader.language, f"feedback.rate.{rating}"))
    text = f"{rated}\n-# {say(reader.language, 'feedback.preview.done')}"
    buttons = more(reader.language, form, _trying(form), left=len(form.rest))
    await tell(interaction, text, view=panel(*buttons) if buttons else None)


def _trying(form: FeedbackForm) -> Named:
    def named(verb: str, rating: int | str) -> str:
        arg = f"{form.name}.{rating}" if rating != "" else form.name
        return custom_id("questions", form.version, f"try_{verb}", arg)

    return named


def _preview(interaction: Interaction, reader: Reader, form: FeedbackForm) -> str:
    now = interaction.client.nacre.clock.now()
    until = now + timedelta(days=7)
    asked = Survey(0, form.community_id, None, None, form, named=False, asked=0, opened_at=now, closes_at=until)
    title = kind_name(reader.language, interaction.client.kinds, form.name)
    return invitation(reader.language, asked, None, title)


async def _show(interaction: Interaction, reader: Reader, form: FeedbackForm, key: str = "") -> None:
    """The form, or one question of it."""
    question = form.get(key) if key else None
    if key and question is None:
        raise Refused("feedback.question_unknown")
    if question is not None:
        await show(interaction, _question_panel(reader, form, question))
        return
    title = kind_name(reader.language, interaction.client.kinds, form.name)
    await show(interaction, _form_panel(reader, form, title))


def _form_panel(reader: Reader, form: FeedbackForm, title: str) -> ui.LayoutView:
    language = reader.language
    state = "feedback.form.default" if form.is_default else "feedback.form.version"
    heading = f"## {say(language, 'feedback.form.title', kind=plain(title, 100))}\n"
    heading += say(language, state, version=form.version)
    lines = [f"{number}. {_line(language, form, each)}" for number, each in enumerate(form.questions, 1)]
    kinds = [
        discord.SelectOption(label=say(language, f"feedback.type.{kind}"), value=kind.value) for kind in QuestionType
    ]
    adding = len(form.questions) < MOST_QUESTIONS
    buttons = [_button(language, form, "preview", style=ButtonStyle.primary)]
    if not form.is_default:
        buttons.append(_button(language, form, "reset"))
    return layout(
        heading,
        "\n".join(lines),
        ui.ActionRow(menu(say(language, "feedback.form.pick"), _id(form, "pick"), list(_picking(language, form)))),
        ui.ActionRow(menu(say(language, "feedback.form.add"), _id(form, "add"), kinds)) if adding else None,
        row(buttons),
    )


def _question_panel(reader: Reader, form: FeedbackForm, question: Question) -> ui.LayoutView:
    language = reader.language
    lines = [_line(language, form, question)]
    for code, text in question.texts.items():
        choices = "".join(f"\n  - {plain(choice)}" for choice in text.choices)
        lines.append(f"- {language_name(language, code)}: {plain(text.label)}{choices}")
    options = [
        discord.SelectOption(
            label=language_name(language, code),
            value=code,
            description=None if code in question.texts else say(language, "feedback.form.missing"),
        )
        for code in LANGUAGES
    ]
    place = form.questions.index(question)
    moves = [("up", place > 0), ("down", place < len(form.questions) - 1), ("remove", len(form.questions) > 1)]
    buttons = [_button(language, form, verb, question.key) for verb, possible in moves if possible]
    back = button(say(language, "feedback.form.button.back"), _id(form, "show"))
    return layout(
        f"## {plain(question.text(language).label)}",
        "\n".join(lines),
        ui.ActionRow(menu(say(language, "feedback.form.languages"), _id(form, "language", question.key), options)),
        row([*buttons, back]),
    )


def _picking(language: str, form: FeedbackForm) -> Iterator[discord.SelectOption]:
    for question in form.questions:
        label = shorten(question.text(language).label, 100)
        yield discord.SelectOption(
            label=label, value=question.key, description=say(language, f"feedback.type.{question.type}")
        )


def _line(language: str, form: FeedbackForm, question: Question) -> str:
    parts = [f"**{plain(question.text(language).label)}**", say(language, f"feedback.type.{question.type}")]
    if question is form.rating:
        parts.append(say(language, "feedback.form.on_message"))
    if question.required:
        parts.append(say(language, "feedback.form.required"))
    parts.append(listing(language, (language_name(language, code) for code in question.texts)))
    return " · ".join(parts)


def _button(
    language: str, form: FeedbackForm, verb: str, key: str = "", style: ButtonStyle = ButtonStyle.secondary
) -> Control:
    return button(say(language, f"feedback.form.button.{verb}"), _id(form, verb, key), style=style)


def _id(form: FeedbackForm, verb: str, key: str = "") -> str:
    return custom_id("questions", form.version, verb, f"{form.name}.{key}" if key else form.name)


def _three(arg: str) -> tuple[str, str, str]:
    name, _, rest = arg.partition(".")
    key, _, language = rest.partition(".")
    if language not in LANGUAGES:
        raise Refused("control.unknown")
    return name, key, language
