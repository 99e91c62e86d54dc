"""How wide text is in DejaVu Sans, near enough to break lines before they run out of the picture."""

import re
import unicodedata

_NARROW = frozenset("ijlftrI.,:;'’|!()[]-/\\ ")
_BROAD = frozenset("mwMW@%—…ФЫЮжщшюфæœÆŒ")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_PICTOGRAPHS = re.compile("[\U0001f000-\U0001faff\ufe00-\ufe0f\u200d]")  # the fonts have boxes for them


def plain(text: str) -> str:
    """The text as one line, without what no font here can draw and what no SVG may hold."""
    return " ".join(_PICTOGRAPHS.sub("", _NOT_XML.sub("", text)).split())


def width(text: str, size: float) -> float:
    """About how many pixels wide, rather too many than too few."""
    return size * sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if letter in _NARROW:
        return 0.42
    if letter in "ЖЩШЮ":
        return 1.15
    if letter in _BROAD or unicodedata.east_asian_width(letter) in "WF":
        return 1.03
    return 0.84 if letter.isupper() else 0.7


def lines(text: str, size: float, room: float, most: int) -> list[str]:
    """The text in at most so many lines of so many pixels, broken between words where that is possible.

    What does not fit ends in "…". Always at least one line, which may be empty.
    """
    words = [piece for word in plain(text).split(" ") for piece in _pieces(word, size, room)]
    made: list[str] = [""]
    for word in words:
        longer = f"{made[-1]} {word}".strip()
        if not made[-1] or width(longer, size) <= room:
            made[-1] = longer
        else:
            made.append(word)
    if len(made) > most:
        made = made[:most]
        made[-1] = _shortened(made[-1], size, room)
    return made


def _pieces(word: str, size: float, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _shortened(line: str, size: float, room: float) -> str:
    while line and width(line + "…", size) > room:
        line = line[:-1]
    return line.rstrip() + "…"
