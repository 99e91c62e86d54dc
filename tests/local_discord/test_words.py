"""The page's own words: complete in English and Polish, and each of them used."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import local_discord

PACKAGE = Path(local_discord.__file__).parent
PAGE = PACKAGE / "page"
FORMS = {"en": {"one", "other"}, "pl": {"one", "few", "many", "other"}}
BY_THE_SERVER = ("error.", "refused.", "failed.")


def words(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAGE / f"words.{language}.json").read_text("utf-8"))
    return found


def places(text: Any) -> set[str]:
    every = text.values() if isinstance(text, dict) else [text]
    return {place for each in every for place in re.findall(r"\{(\w+)\}", each)}


def asked_for() -> tuple[set[str], set[str]]:
    """Keys that the page names whole, and the beginnings of those it puts together."""
    code = "\n".join(each.read_text("utf-8") for each in sorted(PAGE.glob("*.js")))
    document = (PAGE / "index.html").read_text("utf-8")
    whole = set(re.findall(r'\bt\("([^"]+)"', code)) | set(re.findall(r'data-word(?:-label)?="([^"]+)"', document))
    chosen = {key for both in re.findall(r'\? t\("([^"]+)"\S* : t\("([^"]+)"', code) for key in both}
    return whole | chosen, set(re.findall(r"\bt\(`([^`$]+)\$\{", code))


def test_both_languages_say_the_same_things() -> None:
    english, polish = words("en"), words("pl")
    assert english.keys() == polish.keys()
    assert [key for key in english if places(english[key]) != places(polish[key])] == []
    assert [key for key in english if not english[key] or not polish[key]] == []


@pytest.mark.parametrize("language", ["en", "pl"])
def test_what_is_counted_has_every_plural_form(language: str) -> None:
    counted = {key: set(text) for key, text in words(language).items() if isinstance(text, dict)}
    assert counted
    assert {key: forms for key, forms in counted.items() if forms != FORMS[language]} == {}


def test_every_word_asked_for_is_there_and_every_word_there_is_asked_for() -> None:
    whole, begun = asked_for()
    known = words("en").keys()
    assert whole - known == set()
    assert {each for each in begun if not any(key.startswith(each) for key in known)} == set()
    unused = {key for key in known - whole if not key.startswith((*begun, *BY_THE_SERVER))}
    assert unused == set()


def test_every_refusal_of_the_server_has_words() -> None:
    code = "\n".join(each.read_text("utf-8") for each in (PACKAGE / "door").glob("*.py"))
    named = set(re.findall(r'"((?:refused|failed)\.[\w-]+)"', code))
    assert named == {key for key in words("en") if key.startswith(("refused.", "failed."))}


def test_no_english_stands_in_the_pages_code() -> None:
    """A text a person sees has a key; what is left between quotes is no sentence."""
    sentences = {
        f"{each.name}: {found}"
        for each in sorted(PAGE.glob("*.js"))
        for line in each.read_text("utf-8").splitlines()
        if not line.lstrip().startswith("//")
        for found in re.findall(r'["`]([A-Z][a-z]+ [a-z]+[^"`]*)["`]', line)
    }
    assert sentences == set()
