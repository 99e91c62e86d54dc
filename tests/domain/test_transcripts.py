"""Transcripts as services export them, and as people damage them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import transcripts
from bot.domain.materials import Passage
from bot.domain.refused import Refused

TEAMS = """WEBVTT

8d1a2f8a-1/12-0
00:00:03.120 --> 00:00:06.900
<v Žydrė Jonaitė>Sveiki visi, pradedam.</v>

8d1a2f8a-1/15-1
00:00:07.000 --> 00:00:09.000
<v Žydrė Jonaitė>Today about
storytelling &amp; towns.</v>

8d1a2f8a-1/20-0
00:01:10.500 --> 00:01:12.000
<v Piotr>Dziękuję!</v>
"""
SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Labdien</i>, Rūjiena

2
00:00:02,500 --> 00:00:04,000
{\\an8}Hello

3
01:00:00,000 --> 01:00:02,000
An hour later
"""


def test_teams_names_who_speaks() -> None:
    assert transcripts.read(TEAMS.encode()) == (
        Passage(3, "Žydrė Jonaitė: Sveiki visi, pradedam. Today about storytelling & towns."),
        Passage(70, "Piotr: Dziękuję!"),
    )


def test_srt_without_its_styles() -> None:
    assert transcripts.read(SRT.encode()) == (Passage(1, "Labdien, Rūjiena Hello"), Passage(3600, "An hour later"))


def test_rolling_captions_are_said_once() -> None:
    """YouTube's own captions repeat each line while the next one comes."""
    lines = ["so today", "so today we talk", "we talk", "we talk about towns"]
    cues = "\n\n".join(f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{line}" for n, line in enumerate(lines))
    (passage,) = transcripts.read(f"WEBVTT\n\n{cues}\n".encode())
    assert passage.text.count("so today") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_encoding_and_any_end_of_line(encoding: str, newline: str) -> None:
    content = TEAMS.replace("\n", newline).encode(encoding)
    assert transcripts.read(content)[1] == Passage(70, "Piotr: Dziękuję!")


@pytest.mark.parametrize(("language", "encoding"), [("pl", "cp1250"), ("lv", "cp1257"), ("de", "cp1252")])
def test_old_encodings_by_the_language(language: str, encoding: str) -> None:
    text = {"pl": "Łódź", "lv": "Rūjiena", "de": "Straße"}[language]
    content = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n".encode(encoding)
    assert transcripts.read(content, language) == (Passage(1, text),)


def test_plain_text_has_no_times_unless_its_lines_begin_with_them() -> None:
    assert transcripts.read(b"Just what was said.\n\nAnd more.") == (Passage(0, "Just what was said. And more."),)
    stamped = "[00:00:05] Ona: Labas\n[00:02:00] Piotr: Hi\nstill Piotr\n1:02:03 Ona: Bye\n"
    assert [one.at_seconds for one in transcripts.read(stamped.encode())] == [5, 120, 3723]


@pytest.mark.parametrize("gap", ["   ", " ", "\t", " [", "\u00a0\u00a0"])
def test_names_with_a_time_behind_them_stand_above_what_was_said(gap: str) -> None:
    """As Teams shows it, and its Word file."""
    close = "]" if gap.endswith("[") else ""
    said = (("Nowak, Anna", "0:05", "Dzień dobry."), ("Piotr", "1:20", "Cześć!\nI still speak at 12:00"))
    more = (*said, ("Nowak, Anna", "1:02:03", "Do widzenia."))
    text = "\n\n".join(f"{name}{gap}{at}{close}\n{words}" for name, at, words in more)
    assert transcripts.read(f"Storytelling, 1 June\n{text}".encode()) == (
        Passage(0, "Storytelling, 1 June Nowak, Anna: Dzień dobry."),
        Passage(80, "Piotr: Cześć! I still speak at 12:00"),
        Passage(3723, "Nowak, Anna: Do widzenia."),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Doors open 9:00\nTalk by Anna 10:00\nLunch 12:00\nWe close 16:00\n",
        "We met at 12:00\nand spoke\nuntil it was 10:00\nand more\nor was it 9:00\nwho knows\n",
    ],
)
def test_a_text_that_speaks_of_times_has_none_of_its_own(text: str) -> None:
    assert {one.at_seconds for one in transcripts.read(text.encode())} == {0}


def test_broken_ones_are_read_as_far_as_they_can_be() -> None:
    content = (
        "WEBVTT\n00:00:01.000 --> 00:00:02.000\nHello\n00:00:03.000 -->\nLost?\n\nnonsense\n00:1:05,5 --> 00:1:06\nBye"
    )
    texts = " ".join(one.text for one in transcripts.read(content.encode()))
    assert "Hello" in texts
    assert "Bye" in texts


@pytest.mark.parametrize("content", [b"", b"WEBVTT\n\n", b"\n \n", b"WEBVTT\n\n00:01.000 --> 00:02.000\n \n"])
def test_an_empty_one_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match=r"^transcript\.empty$"):
        transcripts.read(content)


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(Refused, match=r"^transcript\.large$"):
        transcripts.read(b"x" * (transcripts.MOST_BYTES + 1))


def test_hours_become_passages_of_a_minute() -> None:
    """Ten hours of one cue every three seconds."""
    cues = "\n\n".join(
        f"{n // 1200:02}:{n // 20 % 60:02}:{n * 3 % 60:02}.000 --> 99:00:00.000\nNumber {n} of many words said here"
        for n in range(12_000)
    )
    passages = transcripts.read(f"WEBVTT\n\n{cues}".encode())
    assert len(passages) == 600
    assert [one.at_seconds for one in passages] == list(range(0, 36_000, 60))


@settings(max_examples=150, deadline=None)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode())))
def test_nothing_breaks_it(content: bytes) -> None:
    for start in (b"", b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n"):
        try:
            passages = transcripts.read(start + content)
        except Refused:
            continue
        assert all(one.text.strip() and "\x00" not in one.text for one in passages)
        assert all(0 <= one.at_seconds <= transcripts.LONGEST for one in passages)
        assert [one.at_seconds for one in passages] == sorted(one.at_seconds for one in passages)
