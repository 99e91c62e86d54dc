"""Whatever is refused about events and seats is said in words, in every language that is complete."""

import re
from pathlib import Path

import pytest

import bot
from bot import words
from bot.domain.details import LIMITS

_HERE = Path(bot.__file__).parent
_SOURCES = [
    *(_HERE / "services" / "events").glob("*.py"),
    *(_HERE / "services" / "rsvps").glob("*.py"),
    *(_HERE / "services" / "seating").glob("*.py"),
    *(_HERE / "domain" / f"{name}.py" for name in ("details", "seats", "people", "kinds")),
]
_RAISED = re.compile(r'Refused\(\s*"([a-z_.]+)"|"((?:rsvp|event)\.[a-z_]+)" if |else "((?:rsvp|event)\.[a-z_]+)"')
KEYS = sorted(
    {key for path in _SOURCES for found in _RAISED.findall(path.read_text()) for key in found if key}
    | {f"event.{name}_long" for name in LIMITS}
    | {f"permission.{duty}" for duty in ("organiser", "administrator", "mentor")}
)
VALUES = {"title": "Stories", "limit": 3, "length": 4, "days": 31, "opens": "<t:1:R>", "starts": "<t:1:R>"}


def test_the_keys_are_found() -> None:
    assert {"event.unknown", "rsvp.started", "rsvp.closed", "link.not_yet", "kind.unknown"} <= set(KEYS)
    assert len(KEYS) > 45


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_a_refusal_has_words(key: str, language: str) -> None:
    """At most two short sentences, with nothing left to fill in."""
    assert words.has(f"refused.{key}", language)
    text = words.say(language, f"refused.{key}", **VALUES)
    assert 10 < len(text) <= 200
    assert "{" not in text
