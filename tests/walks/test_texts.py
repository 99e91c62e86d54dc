"""Every text once in each language, filled, to be read as a whole: `pytest --snapshot-update` after a change."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Message
from syrupy.assertion import SnapshotAssertion

from bot import words
from tests.test_words import catalogue, forms

NUMBERS = (1, 2, 5, 22)  # the plural forms of Polish, and 22, which is a form that 12 is not


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_text_reads_well(language: str, snapshot: SnapshotAssertion) -> None:
    """Placeholders are shown by their name: ‹title›."""
    lines = [line for key, message in sorted(catalogue(language).items()) for line in spoken(language, key, message)]
    assert len(lines) > 500
    assert snapshot == "\n".join(lines)


def spoken(language: str, key: str, message: Message) -> Iterator[str]:
    """ "card.going: Going" — and for a text that counts, one line for each number."""
    names = {name for form in forms(message) for _, name, _, _ in Formatter().parse(form) if name is not None}
    values = {name: f"‹{name}›" for name in names - {"n"}}
    if isinstance(message.id, str):
        yield f"{key}: {words.say(language, key, **values, **({'n': '‹n›'} if 'n' in names else {}))}"
        return
    for number in NUMBERS:
        yield f"{key} [{number}]: {words.count(language, key, number, **values)}"
