"""Searching the archive: words as they are compared, what is asked for, and the excerpt around a hit.

Words are compared folded, so "lodz" finds "Łódź"; excerpts keep the spelling of the original.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.events import Event
from bot.domain.folding import fold
from bot.domain.materials import Material, MaterialKind
from bot.domain.people import Page

CAP = 1_000  # results are counted exactly up to here: nobody turns so many pages
LONGEST_QUERY = 500  # characters of what was typed that are looked at
MOST_WORDS = 12  # of a query; the others are left out
_LONGEST_WORD = 60

_WORD = re.compile(r"[^\W_]+")
_SPELT = re.compile(
    r"[^\W_](?:[^\W_]|[\u0300-\u036f])*"
)  # as people write it: marks may stand apart from their letters
# mentions, timestamps and custom emoji: numbers that are no words, a person's id among them
# https://docs.discord.com/developers/reference#message-formatting-formats
_MARKUP = re.compile(r"<(?:@[!&]?|#|/[^:>]{1,100}:|a?:\w{1,40}:|t:)-?\d{1,20}(?::\w)?>|<id:\w+>")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for: every word, the last one also as the beginning of a longer one."""

    words: tuple[str, ...]
    prefix: bool = False

    def __bool__(self) -> bool:
        return bool(self.words)

    def has(self, word: str) -> bool:
        """Is a folded word one of those that are looked for?"""
        return word in self.words or (self.prefix and word.startswith(self.words[-1]))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks the archive for. Empty fields ask for nothing special."""

    text: str = ""
    kind: str = ""  # of the event
    material: MaterialKind | None = None
    topic: str = ""
    year: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A minute of a transcript that was found: parts of its text, and whether each of them is a word looked for."""

    at_seconds: int | None  # None in a transcript without times
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A material that was found. `event` only if the reader may see that, too."""

    material: Material
    event: Event | None = None
    excerpts: tuple[Excerpt, ...] = ()  # the best first
    recording: Material | None = None  # that a transcript's minutes are heard in
    told: tuple[tuple[str, bool], ...] = ()  # parts of its text, as those of an excerpt


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found. `capped`: there is more than `page.total`, and nobody counted how much."""

    page: Page[Hit]
    capped: bool = False


def words(text: str) -> list[str]:
    """The words of a text as they are compared: folded, without punctuation and Discord's markup."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(fold(_MARKUP.sub(" ", text)))]


def terms(typed: str, shortest: int = 3) -> Terms:
    """What a person typed, as it is looked for. Quotes, operators and emoji mean nothing; repeated words count once.

    A space behind the last word says that it is whole; so it is when it has fewer than `shortest` letters, as "st"
    begins a good part of all words.
    """
    found = list(dict.fromkeys(words(typed[:LONGEST_QUERY])))[:MOST_WORDS]
    whole = not found or typed[-1:].isspace() or len(found[-1]) < shortest
    return Terms(tuple(found), prefix=not whole)


def excerpt(text: str, wanted: Terms, length: int = 160) -> tuple[tuple[str, bool], ...]:
    """About `length` characters of a text around the words looked for, in its own spelling, with an ellipsis at a cut.

    The stretch with the most different words is chosen; without any of them it is the text's beginning.
    """
    text = " ".join(_MARKUP.sub(" ", text).split())
    found = [(start, end, word) for start, end, word in _spelt(text) if wanted and wanted.has(word)]
    start, end = _stretch(text, found, length)
    parts: list[tuple[str, bool]] = []
    at = start
    for begin, stop, _ in found:
        if begin < start or stop > end:
            continue
        if begin > at:
            parts.append((text[at:begin], False))
        parts.append((text[begin:stop], True))
        at = stop
    if at < end:
        parts.append((text[at:end], False))
    before = [("… ", False)] if start > 0 else []
    after = [(" …", False)] if end < len(text) else []
    return tuple(before + parts + after)


def worth(text: str, wanted: Terms) -> tuple[int, int]:
    """How good a passage is: how many different words are in it, and how often they come (up to ten times)."""
    hits = [wanted.words[-1] if word not in wanted.words else word for word in words(text) if wanted.has(word)]
    return len(set(hits)), min(10, len(hits))


def _spelt(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _SPELT.finditer(text):
        yield match.start(), match.end(), _folded(match[0])


def _folded(word: str) -> str:
    return word.lower() if word.isascii() else fold(word)


def _stretch(text: str, found: list[tuple[int, int, str]], length: int) -> tuple[int, int]:
    """Where the excerpt begins and ends: at the ends of words."""
    if len(text) <= length:
        return 0, len(text)
    best, most = 0, 0
    for begin, _, _ in found:
        here = len({word for a, b, word in found if begin <= a and b <= begin + length * 3 // 4})
        if here > most:
            best, most = begin, here
    start = max(0, best - length // 4)
    if start > 0:
        start = text.find(" ", start) + 1 if -1 < text.find(" ", start) < best else best
    end = min(len(text), start + length)
    if end < len(text):
        cut = text.rfind(" ", start, end)
        end = cut if cut > start + length // 2 else end
    return start, end
