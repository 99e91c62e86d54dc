"""What the requests for feedback say: the one in the channel or the inbox, and the one reminder."""

from typing import Any

from discord import ui

from bot.domain.feedback import Survey
from bot.domain.letters import Letter
from bot.domain.outbox import Route
from bot.words import say
from cogs._feedback_message import asking_buttons, invitation, over, question, stored
from cogs._text import plain

Words = tuple[str, list[ui.Item[Any]]]


def feedback(letter: Letter) -> Words:
    """Once it is closed, the message in the channel says so and has no buttons any more."""
    survey = _survey(letter)
    if not survey.is_open(letter.item.due_at + letter.late_by):
        return over(letter.language, letter.event), []
    return invitation(letter.language, survey, letter.event), _buttons(letter, survey)


def feedback_nudge(letter: Letter) -> Words:
    survey, event = _survey(letter), letter.event
    title = plain(event.title, 100) if event is not None else ""
    lines = (
        say(letter.language, "feedback.nudge", title=title),
        question(letter.language, survey.form),
        f"-# {stored(letter.language, survey)}",
    )
    return "\n".join(lines), _buttons(letter, survey)


def _buttons(letter: Letter, survey: Survey) -> list[ui.Item[Any]]:
    alone = letter.item.route is Route.DIRECT
    return [*asking_buttons(letter.language, survey, letter.community.id if alone else None)]


def _survey(letter: Letter) -> Survey:
    if letter.survey is None:
        raise ValueError(f"{letter.item.key} asks nothing")
    return letter.survey
