"""Bar charts: every value is written beside its bar, as no one should have to guess a length or tell colours apart.

The picture has a paper of its own, so that it reads the same in dark and in light clients, and one colour (the blue
of Okabe and Ito's palette, 5.2:1 on white), so that there is nothing for the colour-blind to miss.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.pictures import lettering
from bot.pictures.svg import png_of

if TYPE_CHECKING:
    from jinja2 import Template

MOST_ALT = 1024  # letters of a description: Discord's docs, "Attachment Object"
WIDTH = 800
ZOOM = 1.5
_SIZE, _LINE = 16, 21
_LABELS, _BARS, _MARGIN = 270, 360, 24
_VALUES = WIDTH - 2 * _MARGIN - _LABELS - _BARS - 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: `shown` is the value as people read it ("4.2", "12 (40 %)"); no value draws no bar, only `shown`."""

    label: str
    value: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading, their bars to one scale: a full bar is `most`, or the largest value."""

    heading: str
    rows: tuple[Bar, ...]
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and what it shows in words, the numbers among them (at most 1,024 letters)."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line of text or a bar, at its place."""

    kind: str
    y: float
    text: str = ""
    x: float = 0
    width: float = 0


def bars(title: str, rows: Sequence[Bar], *, note: str = "", most: float | None = None) -> bytes:
    """One chart as PNG."""
    return png_of(svg_of(title, [Section("", tuple(rows), most)], note=note), zoom=ZOOM)


def board(title: str, sections: Sequence[Section], *, note: str = "") -> Picture:
    """Several charts under one another, as one picture. Takes tens of milliseconds: call it in a thread."""
    return Picture(png_of(svg_of(title, sections, note=note), zoom=ZOOM), alt(title, sections, note=note))


def alt(title: str, sections: Sequence[Section], *, note: str = "") -> str:
    """The same in words: "Title. Heading: label 12; label 3. Note". Ends in "…" where a description is too short."""
    parts = [title]
    for section in sections:
        rows = "; ".join(f"{row.label} {row.shown}" for row in section.rows)
        parts.append(f"{section.heading}: {rows}" if section.heading else rows)
    text = ". ".join(part.rstrip(".") for part in (*parts, note) if part)
    return text if len(text) <= MOST_ALT else text[: MOST_ALT - 1].rstrip() + "…"


def svg_of(title: str, sections: Sequence[Section], *, note: str = "") -> str:
    """The picture as SVG (also for pages: it scales, and its text can be selected)."""
    placed: list[_Placed] = []
    y = float(_MARGIN)
    y = _text(placed, "title", title, y, size=22, line=28, most=3)
    for section in sections:
        y += 14
        if section.heading:
            y = _text(placed, "heading", section.heading, y, size=17, line=23, most=3) + 4
        values = [row.value for row in section.rows if row.value is not None]
        full = section.most or max((abs(value) for value in values), default=0) or 1
        for row in section.rows:
            y = _row(placed, row, full, y)
    if note:
        y = _text(placed, "note", note, y + 14, size=14, line=19, most=4)
    return _template().render(
        width=WIDTH, height=round(y + _MARGIN), margin=_MARGIN, title=lettering.plain(title), placed=placed
    )


def _text(placed: list[_Placed], kind: str, text: str, y: float, *, size: float, line: float, most: int) -> float:
    for written in lettering.lines(text, size * 1.08, WIDTH - 2 * _MARGIN, most):
        placed.append(_Placed(kind, y + size, written, _MARGIN))
        y += line
    return y


def _row(placed: list[_Placed], row: Bar, full: float, y: float) -> float:
    """A row: its label in up to three lines, its bar at the middle of them, its value after the bar."""
    labels = lettering.lines(row.label, _SIZE, _LABELS - 12, 3)
    start = _MARGIN + _LABELS
    for index, label in enumerate(labels):
        placed.append(_Placed("label", y + _SIZE + index * _LINE, label, start - 12))
    middle = y + len(labels) * _LINE / 2
    length = 0.0
    if row.value is not None:
        length = max(2.0, min(1.0, abs(row.value) / full) * _BARS) if row.value else 0.0
        placed.append(_Placed("track", middle - 9, x=start, width=_BARS))
        placed.append(_Placed("bar", middle - 9, x=start, width=length))
    beside = start + (_BARS + 10 if row.value is not None else 0)
    room = _VALUES if row.value is not None else _BARS + _VALUES
    placed.append(_Placed("value", middle + 6, lettering.lines(row.shown, _SIZE, room, 1)[0], beside))
    return y + len(labels) * _LINE + 7


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(loader=PackageLoader("bot.pictures"), autoescape=True, undefined=StrictUndefined)
    return found.get_template("bars.svg")
