"""A certificate as a picture: A4 across, quiet and of no town in particular. All words are handed in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 1684, 1190  # A4 at 144 dots an inch: sharp on screen and on paper
_MIDDLE = WIDTH // 2
_WIDEST = WIDTH - 360
_INK, _SOFT, _LINE = "#1f2a37", "#4b5563", "#2f6f73"  # 14.6, 7.6 and 5.5 to 1 on the ground (WCAG 1.4.3)
_GROUND = "#fdfcf9"
# How wide letters of DejaVu Sans are, in parts of their size, as far as it differs from the most
_NARROW, _WIDE = set("iljtfrI.,:;'|!()[] ·ıíìł"), set("mwMWÆæŒœ@%…—")


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that stands on it, in one language. Long ones are set smaller, or in several lines."""

    heading: str  # "Certificate of attendance"
    before_name: str  # "This is to say that"
    name: str
    before_title: str  # "took part in"
    title: str
    details: Sequence[str]  # the date, the minutes, who issued it
    foot: Sequence[str]  # the code, and where it can be checked


def certificate(words: Words) -> str:
    """The SVG; `svg.png_of` draws it."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
            f' viewBox="0 0 {WIDTH} {HEIGHT}" font-family="DejaVu Sans">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_GROUND}"/>',
            *_frame(),
            *_texts(words),
            "</svg>",
        ]
    )


def _frame() -> Iterator[str]:
    """Two lines around, and a shell's rings above the heading."""
    for inset, stroke in ((46, 5), (62, 1.5)):
        width, height = WIDTH - 2 * inset, HEIGHT - 2 * inset
        yield (
            f'<rect x="{inset}" y="{inset}" width="{width}" height="{height}" rx="14" fill="none"'
            f' stroke="{_LINE}" stroke-width="{stroke}"/>'
        )
    for radius in (14, 27, 40):
        yield (
            f'<path d="M {_MIDDLE - radius} 178 A {radius} {radius} 0 0 1 {_MIDDLE + radius} 178" fill="none"'
            f' stroke="{_LINE}" stroke-width="4" stroke-linecap="round"/>'
        )


def _texts(words: Words) -> Iterator[str]:
    yield _line(words.heading, 268, 58, weight="bold", fill=_LINE)
    yield _line(words.before_name, 366, 28, fill=_SOFT)
    yield _line(words.name, 458, 66, weight="bold")
    yield f'<line x1="{_MIDDLE - 300}" x2="{_MIDDLE + 300}" y1="492" y2="492" stroke="{_LINE}" stroke-width="2"/>'
    yield _line(words.before_title, 556, 28, fill=_SOFT)
    size, lines = _wrapped(words.title, 46, most=2)
    y = 630
    for text in lines:
        yield _line(text, y, size)
        y += round(size * 1.3)
    y = max(y, 700) + 20
    for detail in words.details:
        yield _line(detail, y, 30)
        y += 48
    y = HEIGHT - 104 - 38 * (len(words.foot) - 1)
    for text in words.foot:
        yield _line(text, y, 25, fill=_SOFT)
        y += 38


def _line(text: str, y: int, size: float, *, weight: str = "normal", fill: str = _INK) -> str:
    wide = width_of(text, size) * (1.1 if weight == "bold" else 1)
    size = min(size, size * _WIDEST / wide) if wide else size
    return (
        f'<text x="{_MIDDLE}" y="{y}" text-anchor="middle" font-size="{size:.1f}" font-weight="{weight}"'
        f' fill="{fill}">{escape(text)}</text>'
    )


def _wrapped(text: str, size: int, *, most: int) -> tuple[int, list[str]]:
    """In at most so many lines; set smaller until it fits. A single word that is too long is set smaller by `_line`."""
    while size > 24:
        lines = _broken(text, size)
        if len(lines) <= most:
            return size, lines
        size -= 2
    lines = _broken(text, size)
    return size, [*lines[: most - 1], " ".join(lines[most - 1 :])]


def _broken(text: str, size: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= _WIDEST:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def width_of(text: str, size: float) -> float:
    """About how wide a text is, rather too much than too little."""
    each = (
        0.37 if letter in _NARROW else 0.98 if letter in _WIDE else 0.73 if letter.isupper() else 0.63
        for letter in text
    )
    return sum(each) * size
