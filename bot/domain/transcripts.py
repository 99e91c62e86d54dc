"""Transcripts: WebVTT, SubRip (SRT) and plain text, as services and people hand them out, read into passages.

Tolerant on purpose: half of what is exported breaks some rule of its format. What can be read is read.
WebVTT: https://www.w3.org/TR/webvtt1/ (cue timings, voice spans `<v Name>`).
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.domain.materials import Passage
from bot.domain.refused import Refused

MOST_BYTES = 5 * 2**20  # thirty hours of speech
LONGEST = 100 * 60 * 60  # seconds: a time beyond that is a mistake
PASSAGE = 60  # seconds, about
_MOST_LETTERS = 1800  # of one passage: nobody reads more to find a sentence
_UNTIMED_LETTERS = 900  # of a passage that has no time, about a minute of speech

_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?"
_CUE = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_STAMPED = re.compile(rf"^\s*[\[(]?{_TIME}[\])]?(?=\s|$)[\s:–-]*")
_AT_END = re.compile(rf"\s[\[(]?{_TIME}[\])]?\s*$")
_LONGEST_HEAD = 120  # letters of a name and a time
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<\d[\d:.]*>|\{\\[^}]*\}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b]")
_REGIONAL = {"pl": "cp1250", "lt": "cp1257", "lv": "cp1257", "et": "cp1257"}


@dataclass(frozen=True, slots=True)
class _Cue:
    at: int  # seconds
    text: str
    speaker: str = ""


def read(content: bytes, language: str = "") -> tuple[Passage, ...]:
    """The passages of a transcript, about a minute each, in order of time; of plain text all at 0.

    `language` helps to guess an old encoding. Raises Refused("transcript.large"), Refused("transcript.empty").
    """
    if len(content) > MOST_BYTES:
        raise Refused("transcript.large", limit=MOST_BYTES // 2**20)
    lines = _CONTROLS.sub("", decoded(content, language)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].startswith("WEBVTT"):
        lines = lines[1:]
    if any(_CUE.match(line) for line in lines):
        passages = tuple(_merged(_cues(lines)))
    elif sum(1 for line in lines if _STAMPED.match(line)) > 2:
        passages = tuple(_merged(_stamped(lines)))
    elif heads := _heads(lines):
        passages = tuple(_merged(_headed(lines, heads)))
    else:
        passages = tuple(_untimed(lines))
    if not passages:
        raise Refused("transcript.empty")
    return passages


def decoded(content: bytes, language: str = "") -> str:
    """Text of any of the encodings in use: by its mark, else UTF-8, else the Windows one of the language."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if content[:400].count(0) > len(content[:400]) // 4:  # UTF-16 without its mark: every other byte is 0
        return content.decode("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_REGIONAL.get(language[:2], "cp1252"), "replace")


def _cues(lines: list[str]) -> Iterator[_Cue]:
    """The cues of WebVTT and SRT; numbers, identifiers, notes and styles around them are left out."""
    at: int | None = None
    said: list[str] = []
    for line in [*lines, ""]:
        timing = _CUE.match(line)
        if timing or not line.strip():
            if at is not None and said:
                yield from _spoken(at, said)
                said = []
            at = _seconds(timing) if timing else None
        elif at is not None:
            said.append(line)


def _spoken(at: int, lines: list[str]) -> Iterator[_Cue]:
    """One cue's text, cut where another voice begins."""
    text = " ".join(lines)
    parts = _VOICE.split(text)  # text, name, text, name, text …
    for speaker, words in zip(["", *parts[1::2]], parts[::2], strict=True):
        cleaned = _plain(words)
        if cleaned:
            yield _Cue(at, cleaned, " ".join(html.unescape(speaker).split())[:100])


def _stamped(lines: list[str]) -> Iterator[_Cue]:
    """Plain text in which lines begin with a time: "[00:12:34] Anna: …"."""
    at = 0
    for line in lines:
        timing = _STAMPED.match(line)
        text = line
        if timing:
            at, text = _seconds(timing), line[timing.end() :]
        if cleaned := _plain(text):
            yield _Cue(at, cleaned)


def _heads(lines: list[str]) -> dict[int, _Cue]:
    """Lines that say who speaks and when, above what was said: as Teams shows it, copied or saved from Word.

    "Anna Nowak   0:05". Nothing when there are too few, or not in order of time: then they are no such lines.
    """
    written = [(number, _head(line)) for number, line in enumerate(lines) if line.strip()]
    heads = {number: head for (number, head), (_, below) in pairwise(written) if head is not None and below is None}
    times = [head.at for head in heads.values()]
    return heads if len(heads) > 2 and times == sorted(times) else {}


def _head(line: str) -> _Cue | None:
    timing = _AT_END.search(line) if len(line) <= _LONGEST_HEAD else None
    name = _plain(line[: timing.start()]).rstrip("-–|· ") if timing else ""
    return _Cue(_seconds(timing), "", name) if timing and any(map(str.isalpha, name)) else None


def _headed(lines: list[str], heads: dict[int, _Cue]) -> Iterator[_Cue]:
    head = _Cue(0, "")
    for number, line in enumerate(lines):
        if number in heads:
            head = heads[number]
        elif cleaned := _plain(line):
            yield replace(head, text=cleaned)


def _merged(cues: Iterable[_Cue]) -> Iterator[Passage]:
    """Cues put together to passages; what rolling captions repeat is said once, a speaker is named when it changes."""
    start, words, speaker, letters, last = 0, list[str](), "", 0, ""
    ordered = sorted(cues, key=lambda cue: cue.at)
    for cue in ordered:
        if words and (cue.at - start >= PASSAGE or letters > _MOST_LETTERS):
            yield Passage(start, " ".join(words))
            words, letters, speaker = [], 0, ""
        if cue.text == last and cue.speaker in ("", speaker):
            continue
        text = cue.text
        if last and text.startswith(f"{last} "):
            text = text[len(last) + 1 :]
        if not words:
            start = cue.at
        if cue.speaker and cue.speaker != speaker:
            speaker, text = cue.speaker, f"{cue.speaker}: {text}"
        for piece in _pieces(text):
            if words and letters > _MOST_LETTERS:
                yield Passage(start, " ".join(words))
                start, words, letters = cue.at, [], 0
            words.append(piece)
            letters += len(piece) + 1
        last = cue.text
    if words:
        yield Passage(start, " ".join(words))


def _untimed(lines: list[str]) -> Iterator[Passage]:
    words: list[str] = []
    letters = 0
    for line in lines:
        for piece in _pieces(_plain(line)):
            words.append(piece)
            letters += len(piece) + 1
            if letters > _UNTIMED_LETTERS:
                yield Passage(0, " ".join(words))
                words, letters = [], 0
    if words:
        yield Passage(0, " ".join(words))


def _pieces(text: str) -> Iterator[str]:
    """A text cut at white space into parts of at most some hundred letters; a word without any is cut anywhere."""
    while len(text) > _UNTIMED_LETTERS:
        cut = text.rfind(" ", 1, _UNTIMED_LETTERS)
        cut = cut if cut > 0 else _UNTIMED_LETTERS
        yield text[:cut]
        text = text[cut:].lstrip()
    if text:
        yield text


def _plain(text: str) -> str:
    # entities last: what "&lt;b&gt;" becomes is no tag
    return " ".join(html.unescape(_TAG.sub("", text)).split()).replace("\x00", "")


def _seconds(timing: re.Match[str]) -> int:
    hours, minutes, seconds = (int(timing[group] or 0) for group in (1, 2, 3))
    return min(hours * 3600 + minutes * 60 + seconds, LONGEST)
