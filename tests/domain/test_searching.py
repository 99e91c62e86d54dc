"""What somebody types into the search, and the excerpt around what was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.folding import fold
from bot.domain.searching import LONGEST_QUERY, MOST_WORDS, Terms, excerpt, terms, words, worth


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Łódź", Terms(("lodz",), prefix=True)),
        ("Łódź ", Terms(("lodz",))),
        ("story in Rūjiena", Terms(("story", "in", "rujiena"), prefix=True)),
        ("story in", Terms(("story", "in"))),
        ('"AND" OR (NEAR) -not*', Terms(("and", "or", "near", "not"), prefix=True)),
        ("town town TOWN", Terms(("town",), prefix=True)),
        ("🎉 … ?!", Terms(())),
        ("", Terms(())),
        ("Straße ærø Šiauliai Võru Ķemeri", Terms(("strasse", "aero", "siauliai", "voru", "kemeri"), prefix=True)),
    ],
)
def test_words_are_taken_and_marks_mean_nothing(typed: str, asked: Terms) -> None:
    assert terms(typed) == asked


REGION = "ąćęłńóśźż äöüß åæø õš ž āčēģīķļņū ėįų ðþ"


def test_all_letters_of_the_region_are_typed_without_marks() -> None:
    assert all(fold(letter).isascii() and fold(letter) for letter in REGION.replace(" ", ""))
    assert all(fold(letter.upper()) == fold(letter) for letter in REGION.replace(" ", ""))


@given(st.text(max_size=900))
def test_whatever_is_typed_are_a_few_words(typed: str) -> None:
    asked = terms(typed)
    assert len(asked.words) <= MOST_WORDS
    assert all(word.isalnum() and len(word) <= 60 for word in asked.words)
    assert terms(typed[:LONGEST_QUERY]).words == asked.words


@given(st.text(max_size=300))
def test_words_stay_words(text: str) -> None:
    """What is indexed and what is asked are cut in the same way."""
    assert words(" ".join(words(text))) == words(text)


def test_ids_of_people_are_no_words() -> None:
    assert words("Ask <@123456789012345678>, <@!12345> in <#77> <:pearl:998> at <t:1790000000:F>") == [
        "ask",
        "in",
        "at",
    ]


def shown(parts: tuple[tuple[str, bool], ...]) -> str:
    return "".join(f"[{text}]" if hit else text for text, hit in parts)


def test_an_excerpt_keeps_the_spelling() -> None:
    text = "W Łodzi i w ŁÓDŹ, czyli Łódź, opowiada się historie."
    assert shown(excerpt(text, terms("lodz "))) == "W Łodzi i w [ŁÓDŹ], czyli [Łódź], opowiada się historie."


def test_an_excerpt_is_cut_at_words_around_the_hit() -> None:
    text = "Before that. " * 30 + "The mayor of Rūjiena baked a cake. " + "After that. " * 30
    found = shown(excerpt(text, terms("rujiena")))
    assert "[Rūjiena] baked a cake." in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 180


def test_an_excerpt_is_where_most_words_are() -> None:
    text = "A cake. " + "Nothing here. " * 30 + "The mayor baked a cake in town. " + "Nothing there. " * 30
    assert "[mayor] baked a [cake] in [town]" in shown(excerpt(text, terms("cake mayor town")))


@given(st.text(max_size=600), st.text(max_size=30))
def test_an_excerpt_is_of_the_text(text: str, typed: str) -> None:
    parts = excerpt(text, terms(typed))
    whole = "".join(part for part, _ in parts)
    assert whole.removeprefix("… ").removesuffix(" …") in " ".join(text.split()) or "<" in text
    assert all(part for part, _ in parts) or not text.strip()


def test_a_passage_with_more_of_the_words_is_better() -> None:
    asked = terms("cake mayor")
    assert worth("A cake, a cake, a cake", asked) < worth("The mayor and a cake", asked)
    assert worth("One cake", asked) < worth("One cake and another cake", asked)
