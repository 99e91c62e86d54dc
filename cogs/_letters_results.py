""" "You said": what came of feedback, told to those who could give it."""

from typing import Any

from discord import ui

from bot.domain.letters import Letter
from cogs._results_words import told


def you_said(letter: Letter) -> tuple[str, list[ui.Item[Any]]]:
    if letter.results is None:
        raise ValueError(f"{letter.item.key} has nothing to tell")
    places = [value for name, value in sorted(letter.item.args.items()) if name.startswith("quote")]
    return told(letter.language, letter.results, sorted(places)), []
