"""/feedback: asking people what they thought, and their answers.

No line of the log names the person behind an answer: `_answers.began` leaves them out for these buttons and forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.domain.events import Feedback, Purpose
from bot.domain.feedback import FeedbackForm
from bot.domain.refused import Refused
from bot.services.feedback import answering, asking
from bot.services.feedback.answering import Own
from bot.words import count, say
from cogs import _feedback_form as editor
from cogs import _results, _trends
from cogs._actors import Reader, do_as_reader, language_for, reader_of
from cogs._answers import answer, ended, respond_to, tell
from cogs._autocomplete import event_choices, event_id, kind_choices
from cogs._bot import Interaction, NacreBot
from cogs._commands import choice, described, options
from cogs._feedback_message import asking_buttons, invitation, more, naming, stored
from cogs._feedback_modal import FeedbackModal, given, typed
from cogs._forms import Form, Submission, on_form
from cogs._items import Press, on, panel
from cogs._organisers import organiser_of
from cogs._text import plain

Typed = app_commands.Range[str, 1, 100]
_HOW = [choice(f"feedback.how.{how}", how.value) for how in Feedback]
_TYPED = 1000  # characters of an answer; escaped they still fit a message

REST = Form("survey", "rest", (), kept=False)


class FeedbackCog(commands.Cog, name="Feedback"):
    """`/feedback` carries no default permission, as `/feedback give` is for everybody (decision 60)."""

    feedback = app_commands.Group(name="feedback", description=described("feedback"))

    # --- organisers

    @feedback.command(name="ask", description=described("feedback.ask"))
    @options("feedback.ask", "event", "how")
    @app_commands.choices(how=_HOW)
    @app_commands.autocomplete(event=event_choices(Purpose.FEEDBACK))
    async def ask(self, interaction: Interaction, event: Typed, how: str) -> None:
        wanted = Feedback(how)
        reader, after = await do_as_reader(interaction, asking.set_asking, event_id(event), wanted)
        key = wanted.value
        if after.late:
            key = "nobody" if after.survey is None else "now"
        elif wanted is Feedback.NONE and after.survey is not None:
            key = "closed"
        lines = [say(reader.language, f"feedback.asking.{key}", title=plain(after.event.title))]
        if after.few is not None:
            few = "feedback.few" if after.survey is None else "feedback.few.asked"
            lines.append(f"-# {count(reader.language, few, after.few)}")
        await tell(interaction, "\n".join(lines))

    @feedback.command(name="form", description=described("feedback.form"))
    @options("feedback.form", "kind")
    @app_commands.autocomplete(kind=kind_choices)
    async def form(self, interaction: Interaction, kind: Typed) -> None:
        await editor.open_form(interaction, kind)

    @feedback.command(name="results", description=described("feedback.results"))
    @options("feedback.results", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.RESULTS))
    async def results(self, interaction: Interaction, event: Typed) -> None:
        await _results.open_results(interaction, event_id(event))

    @feedback.command(name="trend", description=described("feedback.trend"))
    @options("feedback.trend", "kind")
    @app_commands.autocomplete(kind=kind_choices)
    async def trend(self, interaction: Interaction, kind: Typed) -> None:
        await _trends.open_trend(interaction, _trends.OF_KIND, kind)

    # --- everybody

    @feedback.command(name="give", description=described("feedback.give"))
    @options("feedback.give", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.GIVE))
    async def give(self, interaction: Interaction, event: Typed) -> None:
        """For whoever lost the message, or wants to change what they said."""
        reader = await reader_of(interaction)
        mine = await interaction.client.nacre.ask(answering.of_event, reader.actor, event_id(event))
        text = invitation(reader.language, mine.survey, mine.event)
        if mine.answers:
            text = f"{say(reader.language, 'feedback.given')}\n{text}"
        buttons = asking_buttons(reader.language, mine.survey)
        if mine.answers and mine.survey.form.rating is not None:
            buttons += more(reader.language, mine.survey.form, naming(mine.survey.id), left=mine.left)
        await tell(interaction, text, view=panel(*buttons))

    @on("survey", "rate")
    async def rate(self, interaction: Interaction, press: Press) -> None:
        """One click is an answer. Another one changes it."""
        rating, _, community = press.arg.partition(".")
        if not rating.isdecimal():
            raise Refused("control.unknown")
        reader, mine = await do_as_reader(interaction, answering.rate, press.id, int(rating))
        key = "feedback.thanks.rated_again" if mine.changed else "feedback.thanks.rated"
        text = say(reader.language, key, rating=say(reader.language, f"feedback.rate.{rating}"))
        await _thank(interaction, reader, mine, text, community)

    @on("survey", "rest")
    async def ask_rest(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        mine = await interaction.client.nacre.ask(answering.own, reader.actor, press.id)
        named = naming(press.id, press.number or None)
        modal = FeedbackModal(reader.language, mine.survey.form, named("rest", ""), mine.answers)
        await interaction.response.send_modal(modal)

    @on_form(REST)
    async def answered(self, interaction: Interaction, submission: Submission) -> None:
        """What was typed is kept nowhere but in the answer, so when that fails it is handed back at once."""
        try:
            reader, mine = await do_as_reader(interaction, answering.answer, submission.id, _read(submission))
            key = "changed" if mine.changed else "saved"
            text = say(reader.language, f"feedback.thanks.{key if mine.answers else 'removed'}")
            await _thank(interaction, reader, mine, text, submission.arg)
        except Exception as error:
            ended(interaction, await respond_to(interaction, error))
            await _hand_back(interaction)

    # --- the form and its preview

    @on("questions", *editor.VERBS)
    async def edited(self, interaction: Interaction, press: Press) -> None:
        await editor.pressed(interaction, press)

    @on_form(editor.ADD)
    async def added(self, interaction: Interaction, submission: Submission) -> None:
        await editor.added(interaction, submission)

    @on_form(editor.ADD_CHOICES)
    async def added_choices(self, interaction: Interaction, submission: Submission) -> None:
        await editor.added(interaction, submission)

    @on_form(editor.WORD)
    async def worded(self, interaction: Interaction, submission: Submission) -> None:
        await editor.worded(interaction, submission)

    @on_form(editor.WORD_CHOICES)
    async def worded_choices(self, interaction: Interaction, submission: Submission) -> None:
        await editor.worded(interaction, submission)

    @on_form(editor.TRIED)
    async def tried(self, interaction: Interaction, submission: Submission) -> None:
        await organiser_of(interaction)
        await answer(interaction, "feedback.preview.done")


async def _thank(interaction: Interaction, reader: Reader, mine: Own, text: str, community: str) -> None:
    """What was stored and how to change it, with the way to the questions that are left."""
    lines = f"{text}\n-# {stored(reader.language, mine.survey)}"
    named = naming(mine.survey.id, int(community) if community.isdecimal() else None)
    buttons = more(reader.language, mine.survey.form, named, left=mine.left)
    await tell(interaction, lines, view=panel(*buttons) if buttons else None)


def _read(submission: Submission) -> Callable[[FeedbackForm], Mapping[str, Any]]:
    return lambda form: given(form, submission.values)


async def _hand_back(interaction: Interaction) -> None:
    data: Any = interaction.data or {}
    language = await language_for(interaction)
    for number, text in enumerate(typed(data.get("components", ()))):
        if number == 0:
            await tell(interaction, say(language, "feedback.typed"))
        await tell(interaction, plain(text, _TYPED))


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(FeedbackCog())
