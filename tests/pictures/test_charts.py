"""Pictures of numbers: the text is really there, in all the region's letters, within the picture."""

from pathlib import Path

import pytest

from bot.pictures import charts, lettering, svg
from bot.pictures.charts import Bar, Section
from tests.pictures import pixels

REGION = {
    "Danish": "æøåÆØÅ",
    "Estonian": "äõöüšž",
    "Finnish": "äöåÄÖ",
    "German": "äöüßẞ",
    "Icelandic": "áðéþýöÞ",
    "Latvian": "āčēģīķļņšūž",
    "Lithuanian": "ąčęėįšųūž",
    "Norwegian": "æøåÅ",
    "Polish": "ąćęłńóśźżŁ",
    "Swedish": "åäöÅÄÖ",
    "Ukrainian": "їєґіщЖ",
}


def drawn(text: str) -> bytes:
    return svg.png_of(
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#ffffff"/>'
        f'<text x="4" y="30" font-size="26">{text}</text></svg>'
    )


def test_text_is_drawn() -> None:
    """resvg leaves text out in silence where it has no font."""
    assert pixels.painted(drawn("Ł"), range(40), range(40)) > 50
    assert pixels.painted(drawn(" "), range(40), range(40)) == 0


@pytest.mark.parametrize("letters", REGION.values(), ids=REGION.keys())
def test_every_letter_of_the_region_has_a_shape_of_its_own(letters: str) -> None:
    """A letter the font does not have would be the same empty box as another one it does not have."""
    box = drawn("漢")
    shapes = [drawn(letter) for letter in letters]
    assert box not in shapes
    assert len(set(shapes)) == len(shapes)


def test_missing_fonts_are_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(svg, "_FONTS", tmp_path)
    with pytest.raises(FileNotFoundError):
        svg.png_of('<svg xmlns="http://www.w3.org/2000/svg" width="3" height="3"><text>never seen before</text></svg>')


def test_the_licence_of_the_fonts_comes_along() -> None:
    assert "Bitstream Vera" in (Path(svg.font_files()[0]).parent / "LICENSE").read_text(encoding="utf-8")


def test_the_same_picture_is_drawn_once() -> None:
    one = charts.bars("Once", [Bar("a", 1, "1")])
    assert charts.bars("Once", [Bar("a", 1, "1")]) is one
    assert charts.bars("Once", [Bar("a", 1, "2")]) != one


def test_only_the_last_few_pictures_are_kept() -> None:
    for number in range(svg._KEPT + 5):
        drawn(str(number))
    assert len(svg._pictures) == svg._KEPT


def test_a_bar_is_as_long_as_its_value() -> None:
    """A full bar, half a one, none for nothing, and none for what is withheld."""
    rows = [Bar("all", 10, "10"), Bar("half", 5, "5"), Bar("none", 0, "0"), Bar("secret", None, "withheld")]
    picture = pixels.rows(charts.bars("Lengths", rows, most=10))
    blue = bytes((0, 0x72, 0xB2, 255))
    lengths: list[int] = []
    for row in picture:
        found = sum(row[at : at + 4] == blue for at in range(0, len(row), 4))
        if found and (not lengths or lengths[-1] != found):
            lengths.append(found)
    assert lengths == [charts._BARS * charts.ZOOM, charts._BARS * charts.ZOOM / 2]


@pytest.mark.parametrize("word", ["W" * 60, "Kultūras ", "Übergangs" * 9, "mm ", "Żółć ", "ЖЩ"])
def test_long_labels_stay_left_of_the_bars_and_within_the_picture(word: str) -> None:
    """What is written to the left must not run out of the picture, nor over the bars."""
    png = charts.bars("T", [Bar(word * 12, None, "")])
    _, height = pixels.size(png)
    assert pixels.painted(png, range(20), range(height)) == 0
    for size in (16.0, 22.0):
        assert all(lettering.width(line, size) <= 258 for line in lettering.lines(word * 12, size, 258, 9))


def test_what_no_font_has_is_left_out_and_what_is_left_out_is_said() -> None:
    assert lettering.plain("🎉 a\x00\n b \u200d") == "a b"
    assert lettering.lines("one two three four", 16, 60, 2)[-1].endswith("…")
    assert lettering.lines("", 16, 60, 2) == [""]


def test_alt_text_has_every_number_of_the_picture() -> None:
    sections = [
        Section("How was it?", (Bar("5", 3, "3 (60 %)"), Bar("4", 2, "2 (40 %)"))),
        Section("", (Bar("x", None, "–"),)),
    ]
    picture = charts.board("Forum", sections, note="5 of 8 answered.")
    assert picture.alt == "Forum. How was it?: 5 3 (60 %); 4 2 (40 %). x –. 5 of 8 answered"
    source = charts.svg_of("Forum", sections, note="5 of 8 answered.")
    assert all(f">{row.shown}<" in source for section in sections for row in section.rows)


def test_alt_text_keeps_discords_limit() -> None:
    rows = tuple(Bar(f"label {number}", number, str(number)) for number in range(200))
    assert len(charts.alt("T", [Section("", rows)])) in (charts.MOST_ALT - 1, charts.MOST_ALT)


def test_what_people_typed_is_never_markup() -> None:
    assert "&lt;script&gt;" in charts.svg_of("<script>", [Section('"&', (Bar("<b>", 1, "]]>"),))])
