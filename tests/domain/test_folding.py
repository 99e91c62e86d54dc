"""People find what they look for without the right keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"),
        ("Øresund", "oresund"),
        ("Đurđa", "durda"),
        ("Straße", "strasse"),
        ("Jūrmala ÆRØ  Pärnu\tGdańsk", "jurmala aero parnu gdansk"),
        ("Þórr İstanbul ı", "thorr istanbul i"),
        ("", ""),
    ],
)
def test_letters_lose_what_a_keyboard_may_not_have(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folded_text_stays_as_it_is(text: str) -> None:
    """What is stored folded is found by what is typed folded."""
    assert fold(fold(text)) == fold(text)
