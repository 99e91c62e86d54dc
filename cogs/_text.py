"""Text that people wrote, made safe to show; and moments as Discord timestamps."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import discord

_LIVE = re.compile(r"(?<!\\)((?:\\\\)*)<")  # a bracket that no backslash takes the meaning from
_DIRECTION = str.maketrans(dict.fromkeys("\u202e\u202d\u2066\u2067\u2068", ""))


class Markup(str):
    """Text that may keep its Markdown: ours, or a mention we made."""

    __slots__ = ()


def plain(text: str, limit: int | None = None) -> str:
    """A person's text with Markdown, mentions and direction overrides shown as written; cut at `limit` characters."""
    if limit is not None:
        text = shorten(text, limit)
    shown = discord.utils.escape_markdown(text.translate(_DIRECTION), ignore_links=True)
    return discord.utils.escape_mentions(_LIVE.sub(r"\1\\<", shown))  # after the rest: it would escape the backslash


def rich(text: str, limit: int) -> str:
    """A description of at most `limit` characters: its Markdown is meant, its mentions are not.

    Headings would shout over the card's own, so they are shown as written.
    """
    keep = limit = max(0, limit)
    while len(shown := _harmless(shorten(text, keep))) > limit:
        keep -= len(shown) - limit
    return shown


def _harmless(text: str) -> str:
    lines = (f"\\{line}" if line.lstrip().startswith("#") else line for line in text.splitlines())
    return discord.utils.escape_mentions(_LIVE.sub(r"\1\\<", "\n".join(lines)))


def masked(label: str, url: str) -> Markup:
    """A link with words in place of its address, and without a preview.

    https://docs.discord.com/developers/reference#message-formatting, and what would end the address is escaped.
    """
    address = url.replace("(", "%28").replace(")", "%29").replace(">", "%3E").replace("<", "%3C")
    return Markup(f"[{plain(label).replace('[', '').replace(']', '')}](<{address}>)")


def storable(delivered: Any) -> Any:
    """What Discord delivered, without U+0000, which no text in PostgreSQL can hold and nobody can see."""
    match delivered:
        case str():
            return delivered.replace("\x00", "")
        case dict():
            return {name: storable(value) for name, value in delivered.items()}
        case list():
            return [storable(value) for value in delivered]
        case _:
            return delivered


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis when something was cut; nothing at all below 1."""
    if limit < 1:
        return ""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def stamp(instant: datetime, style: str = "F") -> Markup:
    """A Discord timestamp, shown in each reader's own zone and language.

    Styles: https://docs.discord.com/developers/reference#message-formatting-timestamp-styles
    """
    return Markup(f"<t:{int(instant.timestamp())}:{style}>")


def shown(values: Mapping[str, object]) -> dict[str, object]:
    """Values as they go into a text: moments become timestamps, people's strings lose their Markdown."""
    return {name: _shown(value) for name, value in values.items()}


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, str) and not isinstance(value, Markup):
        return plain(value)
    return value
