"""What was found in the archive, in words: a page of hits, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from babel.numbers import format_decimal
from discord import ui

from bot.domain.events import Event
from bot.domain.kinds import Kinds
from bot.domain.links import at_minute
from bot.domain.materials import Material
from bot.domain.searching import CAP, Excerpt, Found, Hit, Wanted
from bot.words import count, say
from cogs._actors import Reader
from cogs._archive_query import paged
from cogs._describing import kind_name, language_name
from cogs._items import Control, button, custom_id
from cogs._pages import place, turners, turning
from cogs._panels import layout
from cogs._text import masked, plain, stamp

_LONGEST_ADDRESS = 512  # of a button: https://docs.discord.com/developers/components/reference#button
_MOST = 3_950  # characters of it all: a message has 4000


def results(
    reader: Reader,
    kinds: Kinds,
    wanted: Wanted,
    found: Found,
    most_bytes: int,
    arg: str = "",
    *,
    heading: str = "",
    within: Event | None = None,
    home: int | str = "",
) -> ui.LayoutView:
    """One page of hits, each with the way to it, and the way to the other pages: of the archive, or within one event.

    `most_bytes` of a file can be sent; `arg` is what the buttons that turn pages carry, `home` what the others do.
    """
    language = reader.language
    head = f"## {heading or _heading(language, wanted)}"
    asked = " · ".join(filters(reader, kinds, wanted))
    if not found.page.items:
        return layout("\n".join(part for part in (head, asked, _nothing(language, wanted)) if part))
    counted = " · ".join(part for part in (total(language, found), place(language, found.page)) if part)
    if within is None:
        pages = turners(language, found.page, "archive", "page", arg)
    else:
        event_id = within.id
        pages = turning(
            language, found.page, lambda number: custom_id("archive", event_id, "within", paged(number, arg, home))
        )
    above = "\n".join(part for part in (head, asked, counted) if part)
    return layout(above, *_hits(language, found, most_bytes, home, _MOST - len(above)), _row(pages))


def _hits(
    language: str, found: Found, most_bytes: int, home: int | str, most: int
) -> Iterator[ui.Item[Any] | str | None]:
    """Text and buttons of each hit: at most `most` characters."""
    room = most // max(1, len(found.page.items))
    for hit in found.page.items:
        yield hit_text(language, hit, room)
        yield _row(_buttons(language, hit, most_bytes, home))


def hit_text(language: str, hit: Hit, room: int) -> str:
    """Title, what and when it is, and the minutes in which it is said, as many as there is room for."""
    material = hit.material
    parts = [say(language, f"material.kind.{material.kind}"), stamp(material.held_at, "D")]
    if hit.event is not None and hit.event.title != material.title:
        parts.append(plain(hit.event.title, 100))
    lines = [f"**{plain(material.title, 100)}**", " · ".join(parts)]
    found = [f"> {_marked(hit.told)}"] if hit.told else []
    found += [f"> {_minute(language, hit, each)}{_marked(each.parts)}" for each in hit.excerpts]
    for line in found:
        if sum(map(len, lines)) + len(line) + len(lines) > room:
            break
        lines.append(line)
    return "\n".join(lines)[:room]


def total(language: str, found: Found) -> str:
    """ "17 found", "More than 1,000 found"."""
    if found.capped:
        return say(language, "archive.more_than", limit=format_decimal(CAP, locale=language))
    return count(language, "archive.found", found.page.total)


def clock(seconds: int) -> str:
    """ "12:05", "1:02:05": as video players count."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def filters(reader: Reader, kinds: Kinds, wanted: Wanted) -> Iterator[str]:
    """What else was asked for, besides the words."""
    language = reader.language
    if wanted.kind:
        yield plain(kind_name(language, kinds, wanted.kind), 50)
    if wanted.material is not None:
        yield say(language, f"material.kind.{wanted.material}")
    if wanted.topic:
        yield say(language, "archive.topic", topic=plain(wanted.topic, 100))
    if wanted.year is not None:
        yield str(wanted.year)
    if wanted.language:
        yield language_name(language, wanted.language)


def open_button(language: str, material: Material, excerpt: Excerpt | None = None) -> ui.Button[Any] | None:
    """Leads to a material, or to the minute of it that was found; None where it has no address a button takes."""
    if not material.link:
        return None
    link, label = material.link, say(language, "archive.button.open")
    if excerpt is not None and excerpt.at_seconds:
        minute = at_minute(link, excerpt.at_seconds)
        key = "archive.button.open_at" if minute else "archive.button.open_go"
        link, label = minute or link, say(language, key, at=clock(excerpt.at_seconds))
    return ui.Button(label=label, url=link) if len(link) <= _LONGEST_ADDRESS else None


def file_button(language: str, material: Material, most_bytes: int, home: int | str = "") -> Control | None:
    """Gives out the file, when it is small enough to be sent."""
    if not material.file_digest or material.file_size > most_bytes:
        return None
    return button(say(language, "archive.button.file"), custom_id("material", material.id, "file", home))


def page_button(language: str, event: Event, home: int | str = "") -> Control:
    return button(say(language, "archive.button.event"), custom_id("archive", event.id, "event", home))


def find_button(language: str, event: Event, home: int | str = "", *, again: bool = False) -> Control:
    """Opens the form that searches what was said at one event."""
    label = say(language, "archive.button.find_again" if again else "archive.button.find")
    return button(label, custom_id("archive", event.id, "find", home))


def _heading(language: str, wanted: Wanted) -> str:
    if wanted.text.strip():
        return say(language, "archive.results", text=plain(" ".join(wanted.text.split()), 100))
    return say(language, "archive.latest")


def _nothing(language: str, wanted: Wanted) -> str:
    if wanted == Wanted():
        return say(language, "archive.empty")
    return say(language, "archive.none" if wanted.text.strip() else "archive.none_so")


def _minute(language: str, hit: Hit, excerpt: Excerpt) -> str:
    """When it is said: a link, or where the service has none, the words to go there."""
    if excerpt.at_seconds is None:
        return ""
    at = clock(excerpt.at_seconds)
    if hit.recording is None or not hit.recording.link:
        return f"{at} "
    link = at_minute(hit.recording.link, excerpt.at_seconds)
    return f"{masked(at, link)} " if link else f"{say(language, 'archive.go_to', at=at)} "


def _marked(parts: tuple[tuple[str, bool], ...]) -> str:
    """The words looked for stand out."""
    return "".join(f"**{plain(text)}**" if hit else plain(text) for text, hit in parts)


def _buttons(language: str, hit: Hit, most_bytes: int, home: int | str) -> Iterator[ui.Item[Any]]:
    first = hit.excerpts[0] if hit.excerpts else None
    target = hit.recording if first is not None and hit.recording is not None else hit.material
    if opening := open_button(language, target, first):
        yield opening
    if giving := file_button(language, hit.material, most_bytes, home):
        yield giving
    yield button(say(language, "archive.button.show"), custom_id("archive", hit.material.id, "show", home))


def _row(items: Any) -> ui.ActionRow[Any] | None:
    found = list(items)
    return ui.ActionRow(*found) if found else None


def largest(interaction: discord.Interaction[Any]) -> int:
    """Bytes of a file that can be sent in answer to this interaction."""
    return interaction.filesize_limit
