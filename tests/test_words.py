"""The words: complete in every language, filled as the code fills them, short enough for Discord, none left over."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from bot import words
from bot.config import shipped_kinds
from bot.domain import permissions
from bot.domain.events import Audience, Mode, Registration, Status
from bot.domain.people import DmPolicy, Duty
from bot.domain.rsvps import Choice
from tests.words_in_code import constants, endings, families, uses

FOLDER = Path(words.__file__).parent / "locales"
OTHERS = [language for language in words.LANGUAGES if language != words.SOURCE]

# Families that the domain bounds: each of their members needs a text
BOUNDED: dict[str, Iterable[str]] = {
    "allow.*": [permission.name for permission in permissions.NEEDED],
    "event.audience.*": Audience,
    "event.choice.*": Choice,
    "event.mode.*": Mode,
    "event.registration.*": Registration,
    "event.status.*": Status,
    "kind.*": shipped_kinds(),
    "refused.permission.*": Duty,
    "setup.messages.*.option": DmPolicy,
}


def catalogue(language: str) -> dict[str, Message]:
    return {str(key(message)): message for _, message in entries(language)}


def entries(language: str) -> Iterator[tuple[Path, Message]]:
    for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    yield path, message


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


ENGLISH = catalogue(words.SOURCE)


# --- catalogues ---


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_is_complete(language: str) -> None:
    assert catalogue(language).keys() == ENGLISH.keys()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_text_is_empty_or_unsure(language: str) -> None:
    found = [
        key(message)
        for message in catalogue(language).values()
        if message.fuzzy or not all(form.strip() == form and form for form in forms(message))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_key_is_in_two_places(language: str) -> None:
    """Files are joined; a second text for a key would hide the first."""
    seen: dict[str, Path] = {}
    twice = []
    for path, message in entries(language):
        if key(message) in seen:
            twice.append(f"{key(message)}: {seen[key(message)].name}, {path.name}")
        seen[key(message)] = path
    assert not twice, "\n".join(twice)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_area_has_the_same_file_and_the_languages_plural_rule(language: str) -> None:
    expected = get_plural(language)
    names = set()
    for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        names.add(path.name)
        with path.open("rb") as file:
            read: Catalog = read_po(file)
        assert str(read.locale) == language, path
        assert read.num_plurals == expected.num_plurals, path
    assert names == {path.name for path in (FOLDER / words.SOURCE / "LC_MESSAGES").glob("*.po")}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_plurals_have_every_form_of_the_language(language: str) -> None:
    expected = get_plural(language).num_plurals
    wrong = [
        key(message)
        for message in catalogue(language).values()
        if message.pluralizable and len(forms(message)) != expected
    ]
    assert not wrong, "\n".join(wrong)
    assert {k for k, message in catalogue(language).items() if message.pluralizable} == {
        k for k, message in ENGLISH.items() if message.pluralizable
    }


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_placeholders_agree_with_english(language: str) -> None:
    """A misspelt `{name}` would be an error in the middle of a conversation. A plural form may leave out `{n}`."""
    wrong = []
    for name, message in catalogue(language).items():
        asked = set().union(*map(placeholders, forms(ENGLISH[name])))
        for form in forms(message):
            free = {"n"} if message.pluralizable else set()
            if not asked - free <= placeholders(form) <= asked | free:
                wrong.append(f"{name}: {sorted(placeholders(form))}, English has {sorted(asked)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_text_can_be_filled(language: str) -> None:
    """A single brace, or a positional `{}`, fails only when somebody is to read it."""
    for name, message in catalogue(language).items():
        filled = {one: "x" for form in forms(message) for one in placeholders(form)}
        assert "" not in filled, name
        for form in forms(message):
            assert form.format(**{**filled, "n": 2}), name


# --- the code and the catalogues ---


def test_every_key_in_the_code_has_a_text() -> None:
    missing = [
        f"{use.where}: {use.key}"
        for use in uses()
        if use.speaker != "has" and not (any(map(use.matches, ENGLISH)) if use.family else use.key in ENGLISH)
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("family", sorted(BOUNDED))
def test_every_member_of_a_family_has_a_text(family: str) -> None:
    missing = [member for member in BOUNDED[family] if family.replace("*", str(member)) not in ENGLISH]
    assert not missing, "\n".join(missing)


def test_every_text_gets_the_values_it_asks_for() -> None:
    """Read from each call that names its key and its values."""
    wrong = []
    for use in uses():
        if use.values is None or use.family or use.key not in ENGLISH:
            continue
        asked = set().union(*map(placeholders, forms(ENGLISH[use.key])))
        if not asked <= use.values:
            wrong.append(f"{use.where}: {use.key} asks for {sorted(asked - use.values)}")
    assert not wrong, "\n".join(wrong)


def test_what_is_counted_is_plural_and_nothing_else() -> None:
    wrong = [
        f"{use.where}: {use.key}"
        for use in uses()
        if not use.family
        and use.key in ENGLISH
        and use.speaker in {"say", "count", "answer", "Refused"}
        # `answer` counts when it is given an `n`; what cannot be read from the call is not judged
        and use.values is not None
        and ENGLISH[use.key].pluralizable != (use.speaker == "count" or (use.speaker != "say" and "n" in use.values))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_text_is_left_over() -> None:
    """A text is used when the code names it, names its end (`Refused("rsvp.closed")`), or puts its family together."""
    named = {use.key for use in uses() if not use.family} | constants()
    patterns = [
        re.compile(re.escape(family).replace(r"\*", r"[a-z0-9_.]+")) for family in families() if family[0] != "*"
    ]
    conventions = ("name.", "command.", "option.", "form.")  # checked against the commands and forms themselves

    def used(name: str) -> bool:
        if any(name.endswith(ending) and name.removesuffix(ending) in named for ending in endings()):
            return True
        ends = (name.split(".", cut)[-1] for cut in range(name.count(".") + 1))
        return any(end in named for end in ends if "." in end or end == name) or any(
            pattern.fullmatch(name) for pattern in patterns
        )

    left = sorted(name for name in ENGLISH if not name.startswith(conventions) and not used(name))
    assert not left, "\n".join(left)


# --- lengths (https://docs.discord.com/developers/components/reference) ---


def too_long(language: str, names: Iterable[str], most: int) -> list[str]:
    found = catalogue(language)
    return [
        f"{name}: {len(form)}"
        for name in names
        for form in forms(found[name])
        if len(re.sub(r"\{\w+\}", "00", form)) > most
    ]


def labels() -> set[str]:
    """Texts that stand on buttons: by where they are said, or by their name."""
    said = {name for use in uses() if use.label for name in ENGLISH if use.matches(name)}
    return said | {name for name in ENGLISH if "button" in name.split(".")}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_buttons_show_whole_on_a_phone(language: str) -> None:
    assert labels(), "this would find nothing to measure"
    assert too_long(language, labels(), 34) == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_form_titles_and_labels_fit(language: str) -> None:
    fields = [name for name in ENGLISH if name.startswith("form.") and not name.endswith(".hint")]
    assert too_long(language, fields, 45) == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_descriptions_hints_options_and_placeholders_fit(language: str) -> None:
    names = [
        name
        for name in ENGLISH
        if name.startswith(("command.", "option.")) or name.endswith((".hint", ".option", ".placeholder"))
    ]
    assert too_long(language, names, 100) == []


# --- how words are found ---


def test_a_wish_we_cannot_speak_is_passed_over() -> None:
    assert words.language_of("tlh", None, "pl", "en") == "pl"
    assert words.language_of("sv-SE", "en-GB") == "en"
    assert words.language_of() == words.SOURCE


def test_a_key_without_a_text_is_an_error() -> None:
    with pytest.raises(KeyError):
        words.say("en", "no.such.key")
    with pytest.raises(KeyError):
        words.count("en", "no.such.key", 1)


def test_an_unknown_language_speaks_english() -> None:
    assert words.count("tlh", "common.seats_left", 1) == words.count("en", "common.seats_left", 1)


@pytest.mark.parametrize(
    ("n", "said"), [(1, "miejsce"), (2, "miejsca"), (5, "miejsc"), (22, "miejsca"), (112, "miejsc")]
)
def test_polish_counts_as_poles_do(n: int, said: str) -> None:
    assert re.search(rf"\b{said}\b", words.count("pl", "common.seats_left", n))


def test_a_moment_in_words_names_its_zone() -> None:
    instant = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
    assert words.when("en", instant, "Europe/Warsaw") == "Thu 3 Dec 2026, 14:00 CET"
    assert "15:00 EET" in words.when("pl", instant, "Europe/Vilnius")
