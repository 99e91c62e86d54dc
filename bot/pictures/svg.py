"""SVG to PNG with resvg and the fonts beside this file, the same on every machine.

resvg leaves text out without an error where it finds no font: so the fonts come along (DejaVu Sans, which has the
letters of all the region's languages, Greek and Cyrillic too), and a machine's own fonts are not looked at.
"""

import hashlib
import threading
from collections import OrderedDict
from pathlib import Path

FAMILY = "DejaVu Sans"
_FONTS = Path(__file__).parent / "fonts"
_KEPT = 32  # pictures; one of a chart has some 40 kB
_MOST_BYTES = 4 * 2**20

_pictures: OrderedDict[str, bytes] = OrderedDict()
_one_at_a_time = threading.Lock()  # resvg holds the interpreter while it draws: two threads would gain nothing


def png_of(svg: str, *, zoom: float = 1.0) -> bytes:
    """The picture as PNG; drawn once, then taken from the last few. Takes 20 to 40 ms: call it in a thread.

    Text without a font family is set in DejaVu Sans (regular and bold). Raises ValueError on what is no SVG and
    FileNotFoundError where the fonts are missing, as text would vanish silently.
    """
    key = hashlib.sha256(f"{zoom}\0{svg}".encode()).hexdigest()
    with _one_at_a_time:
        known = _pictures.get(key)
        if known is not None:
            _pictures.move_to_end(key)
            return known
        drawn = _draw(svg, zoom)
        _pictures[key] = drawn
        while len(_pictures) > 1 and (len(_pictures) > _KEPT or sum(map(len, _pictures.values())) > _MOST_BYTES):
            _pictures.popitem(last=False)
        return drawn


def _draw(svg: str, zoom: float) -> bytes:
    from resvg_py import svg_to_bytes

    return svg_to_bytes(
        svg_string=svg,
        zoom=zoom,
        skip_system_fonts=True,
        font_files=font_files(),
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        serif_family=FAMILY,
        monospace_family=FAMILY,
    )


def font_files() -> list[str]:
    """The fonts' paths. Raises FileNotFoundError where one is missing."""
    files = [_FONTS / "DejaVuSans.ttf", _FONTS / "DejaVuSans-Bold.ttf"]
    for file in files:
        if not file.is_file():
            raise FileNotFoundError(file)
    return [str(file) for file in files]
