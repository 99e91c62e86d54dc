"""What a round of a pulse says in its channel, while it is open and when it is over."""

from typing import Any

from discord import ui

from bot.domain.letters import Letter
from bot.words import say
from cogs._feedback_message import asking_buttons, invitation
from cogs._text import plain


def pulse(letter: Letter) -> tuple[str, list[ui.Item[Any]]]:
    asked, survey = letter.pulse, letter.survey
    if asked is None or survey is None:
        raise ValueError(f"{letter.item.key} asks nothing")
    if not survey.is_open(letter.item.due_at + letter.late_by):
        return say(letter.language, "pulse.over", title=plain(asked.title)), []
    return invitation(letter.language, survey, None, asked.title), [*asking_buttons(letter.language, survey)]
