"""The picture of a certificate: every word is on it, inside the frame, whatever people are called."""

import struct
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.certificate import HEIGHT, WIDTH, Words, certificate, width_of
from bot.pictures.svg import png_of

_TEXT = "{http://www.w3.org/2000/svg}text"


def words(name: str = "Anna Kowalska", title: str = "Storytelling for towns") -> Words:
    details, foot = ["3 December 2026", "62 minutes", "Pearls"], ["Code: K7QF-2MXR-9TBD", "Check it with us"]
    return Words("Certificate of attendance", "This is to confirm that", name, "took part in", title, details, foot)


def lines(svg: str) -> list[tuple[str, float, float]]:
    """Each line of text with its size and its place from the top."""
    found = ElementTree.fromstring(svg).iter(_TEXT)
    return [(each.text or "", float(each.attrib["font-size"]), float(each.attrib["y"])) for each in found]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=80),
    st.lists(st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=30), min_size=1, max_size=8),
)
def test_whatever_the_words_are_they_stay_inside_the_frame(name: str, title: list[str]) -> None:
    """Nothing runs over the edge or into the next line, and no word is lost."""
    made = words(name, " ".join(title)[:100].strip())
    found = lines(certificate(made))
    assert made.name in [text for text, _, _ in found]
    assert " ".join(text for text, _, _ in found).count(made.title.split()[0]) >= 1
    assert all(width_of(text, size) <= WIDTH - 300 for text, size, _ in found)
    assert all(after[2] - before[2] >= after[1] for before, after in pairwise(found))
    assert found[-1][2] < HEIGHT - 80


@pytest.mark.parametrize("name", ["Łucja Żak", "Søren Kær", "Jānis Ķēniņš", "Õie Äär", "Rūta Žukė", "Jörg Weiß"])
def test_the_letters_of_the_region_are_drawn(name: str) -> None:
    """A letter without a shape in the font would leave the picture as it is without it."""
    drawn = {png_of(certificate(words(name[:length]))) for length in range(1, len(name) + 1)}
    assert len(drawn) == len(name) - name.count(" ")  # a space at the end draws nothing


def test_it_is_a_page_across() -> None:
    width, height = struct.unpack(">II", png_of(certificate(words()))[16:24])
    assert (width, height) == (WIDTH, HEIGHT)
    assert round(width / height, 2) == 1.42  # A4: 297 to 210


def test_what_people_wrote_is_no_markup() -> None:
    svg = certificate(words("<script>&</script>", '"><image href="https://bad.example"/>'))
    assert "<script" not in svg
    assert "<image" not in svg
    assert "<script>&</script>" in [text for text, _, _ in lines(svg)]
