"""Codes that can be said aloud and typed in a hurry."""

import random

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkin import _RUDE, heard, new_text, shown


@given(st.integers(0, 10**6))
def test_a_code_is_four_syllables_none_of_them_twice(seed: int) -> None:
    text = new_text(random.Random(seed).randrange)
    syllables = [text[place : place + 2] for place in range(0, 8, 2)]
    assert len(set(syllables)) == 4
    assert all(each[0] in "klmnprstv" and each[1] in "aeiou" for each in syllables)
    assert not any(word in text for word in _RUDE)


@given(st.integers(0, 10**6))
def test_what_is_shown_is_heard_as_it_was(seed: int) -> None:
    text = new_text(random.Random(seed).randrange)
    assert heard(shown(text)) == text
    assert heard(f"  {shown(text).lower().replace('-', ' — ')}\n") == text


@given(st.text(max_size=200))
def test_anything_typed_is_letters_afterwards(typed: str) -> None:
    assert heard(typed) == "" or set(heard(typed)) <= set("abcdefghijklmnopqrstuvwxyz")


def test_digits_and_diacritics_are_understood() -> None:
    assert heard("KAV0-LÜM1") == "kavolumi"
