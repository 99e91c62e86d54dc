"""Check-in codes: easy to say aloud in every language of the region, easy to type, hard to guess. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.events import Event
from bot.domain.folding import fold

OPEN_BEFORE = timedelta(minutes=30)  # the start
OPEN_AFTER = timedelta(minutes=30)  # the end
KNOWN_FOR = timedelta(days=7)  # after it closed: whoever types it is told so; later it is a code like any other
TRIES = 5  # wrong codes
WITHIN = timedelta(minutes=10)

# Syllables of a consonant and a vowel: nothing that sounds like another, or looks like a digit once it is written
_CONSONANTS, _VOWELS = "klmnprstv", "aeiou"
_SYLLABLES = 4  # 45 of each, four million codes: five tries in ten minutes find one of ten in three months on average
# what nobody wants to read aloud in front of people, in one language or another
_RUDE = (
    "kaka", "kake", "kaki", "kake", "kuka", "kuki", "kupa", "kure", "kuro", "kusi", "muna", "peni", "piko", "pila",
    "pimu", "pisa", "pise", "pisi", "poru", "pupa", "pupi", "puta", "puti", "ruka", "sera", "sika", "siki", "siku",
    "sita", "suka", "suki", "suko", "titi", "tisi", "vitu",
)  # fmt: skip
_DIGITS = str.maketrans({"0": "o", "1": "i"})


@dataclass(frozen=True, slots=True)
class Code:
    """An event's check-in code, and when it works. `text` as `heard` gives it; `shown` as people see it."""

    event_id: int
    text: str
    opens_at: datetime
    closes_at: datetime
    created_by: int | None

    @property
    def shown(self) -> str:
        return shown(self.text)


@dataclass(frozen=True, slots=True)
class Guesses:
    """Wrong codes that a person typed lately."""

    tries: int
    since: datetime

    def waits_until(self, now: datetime) -> datetime | None:
        """When they may try again; None when they may now."""
        until = self.since + WITHIN
        return until if self.tries >= TRIES and now < until else None

    def after_another(self, now: datetime) -> "Guesses":
        """Ten minutes after the first wrong one, counting begins anew."""
        fresh = now >= self.since + WITHIN or now < self.since  # the clock was set back
        return Guesses(1, now) if fresh else Guesses(self.tries + 1, self.since)


@dataclass(frozen=True, slots=True)
class CheckedIn:
    event: Event
    again: bool  # they had checked in before


@dataclass(frozen=True, slots=True)
class Wrong:
    """No such code, or none that they could know of; `left` tries until they have to wait."""

    left: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many wrong codes."""

    until: datetime


@dataclass(frozen=True, slots=True)
class NotNow:
    """The right code, too early or too late."""

    event: Event
    opens_at: datetime
    closes_at: datetime


CheckIn = CheckedIn | Wrong | Wait | NotNow


def new_text(below: Callable[[int], int]) -> str:
    """A new code; `below(n)` draws a number from 0 to n - 1 that nobody can foresee."""
    while True:
        drawn = [_CONSONANTS[below(len(_CONSONANTS))] + _VOWELS[below(len(_VOWELS))] for _ in range(_SYLLABLES)]
        text = "".join(drawn)
        if len(set(drawn)) == _SYLLABLES and not any(word in text for word in _RUDE):
            return text


def shown(text: str) -> str:
    """ "KAVO-LUMI"."""
    half = len(text) // 2
    return f"{text[:half]}-{text[half:]}".upper()


def heard(typed: str) -> str:
    """What was typed, without what does not matter: case, spaces, dashes, diacritics, 0 for O and 1 for I."""
    return "".join(letter for letter in fold(typed[:100]).translate(_DIGITS) if "a" <= letter <= "z")


def window(event: Event) -> tuple[datetime, datetime]:
    """When a code works unless an organiser says otherwise."""
    return event.starts_at - OPEN_BEFORE, event.ends_at + OPEN_AFTER
