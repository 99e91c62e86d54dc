"""A material in words: as a line of a list, and as a private panel with what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import discord
from discord import ui

from bot.domain.events import Event
from bot.domain.link_health import is_silent
from bot.domain.links import label
from bot.domain.materials import LinkState, Material, MaterialAudience
from bot.services.materials import Shown
from bot.words import count, listing, say
from cogs._actors import Reader
from cogs._describing import language_name
from cogs._event_words import fitting
from cogs._items import Control, button, custom_id, menu
from cogs._panels import layout, row
from cogs._text import Markup, masked, plain, rich, shorten, stamp

_MOST = 3_950  # characters of a material's panel: a message has 4000
_CHOICES = 25  # of a menu
_BYTES = ("KB", "MB")


def line(language: str, material: Material) -> str:
    """ "**Recording** · Title · YouTube · #7"."""
    parts = [f"**{say(language, f'material.kind.{material.kind}')}**", plain(material.title, 100)]
    if material.link:
        parts.append(masked(label(material.link), material.link))
    if material.file_digest:
        parts.append(f"{plain(material.file_name, 60)} ({size(material.file_size)})")
    if material.audience is MaterialAudience.ROLES:
        parts.append(say(language, "material.audience.roles"))
    if material.link_state is LinkState.DEAD:
        parts.append(dead_mark(language, material))
    return f"- {' · '.join(parts)}"


def dead_mark(language: str, material: Material) -> str:
    """What a list says of a link that is dead."""
    return f"**{say(language, 'material.silent' if _silent(material) else 'material.dead')}**"


def _silent(material: Material) -> bool:
    return is_silent(material.link_state, material.link_problem)


def size(number: int) -> str:
    """Bytes as people read them; the unit's letters are the same in our languages."""
    kilobytes = max(1, round(number / 1024))
    return f"{kilobytes} {_BYTES[0]}" if kilobytes < 1024 else f"{number / 2**20:.1f} {_BYTES[1]}"


def material_list(reader: Reader, event: Event, found: Iterable[Material]) -> ui.LayoutView:
    """All of an event that the reader may see, with a menu to open one."""
    language, materials = reader.language, list(found)
    title = plain(event.title, 100)
    if not materials:
        return layout(say(language, "material.list.empty", title=title))
    lines, left = list[str](), 3500
    for each in materials[:_CHOICES]:
        text = line(language, each)
        if len(text) > left:
            break
        lines.append(text)
        left -= len(text) + 1
    hidden = len(materials) - len(lines)
    if hidden:
        lines.append(count(language, "material.list.more", hidden))
    options = [
        discord.SelectOption(
            label=shorten(each.title, 100),
            value=str(each.id),
            description=say(language, f"material.kind.{each.kind}"),
        )
        for each in materials[:_CHOICES]
    ]
    choosing = menu(say(language, "material.list.open"), custom_id("material", event.id, "open"), options)
    heading = f"## {say(language, 'material.list.title', title=title)}"
    return layout(heading, "\n".join(lines), ui.ActionRow(choosing))


def material_panel(reader: Reader, shown: Shown, above: str = "", arg: int | str = "") -> ui.LayoutView:
    """One material with everything about it that the reader may know. `arg` is the community in a direct message."""
    language, material = reader.language, shown.material
    heading = f"## {plain(material.title, 100)}\n**{say(language, f'material.kind.{material.kind}')}**"
    room = _MOST - len(heading) - len(above)
    facts = "\n".join(_facts(language, shown))
    if len(facts) > room:
        facts = fitting(_facts(language, shown, long_links=False), room)
    text = rich(material.text, room - len(facts))
    return layout(above, heading, facts, text, row(_buttons(language, shown, arg)))


def _facts(language: str, shown: Shown, *, long_links: bool = True) -> Iterator[str]:
    """Without `long_links` only its service is named."""
    material = shown.material
    if shown.event is not None:
        when = stamp(shown.event.starts_at, "D")
        yield say(language, "material.event", title=plain(shown.event.title, 100), at=when)
    if material.link:
        link = masked(label(material.link), material.link) if long_links else plain(label(material.link), 100)
        yield say(language, "material.link", link=link)
        if material.link_state is LinkState.DEAD:
            key = "material.link_silent" if _silent(material) else "material.link_dead"
            yield say(language, key if shown.may_change else f"{key}_for_you")
    if material.file_digest:
        yield say(language, "material.file", name=plain(material.file_name, 100), size=size(material.file_size))
    if material.speakers:
        yield say(language, "card.speakers", speakers=plain(material.speakers, 300))
    if material.language:
        yield say(language, "card.language", language=language_name(language, material.language))
    if material.topic:
        yield say(language, "material.topic", topic=plain(material.topic, 100))
    if material.tags:
        yield say(language, "material.tags", tags=plain(", ".join(material.tags)))
    if shown.may_change:
        yield say(language, "material.readers", readers=_readers(language, material))


def _readers(language: str, material: Material) -> str:
    if material.audience is not MaterialAudience.ROLES:
        return say(language, f"material.audience.{material.audience}")
    return listing(language, [Markup(f"<@&{role}>") for role in sorted(material.role_ids)])


def _buttons(language: str, shown: Shown, arg: int | str) -> Iterator[Control]:
    """In a direct message no roles can be chosen, so there only the link is changed."""
    verbs = ["file"] if shown.material.file_digest else []
    if shown.may_change:
        verbs += ["text", "link" if arg else "details", "remove"]
    for verb in verbs:
        yield button(say(language, f"material.button.{verb}"), custom_id("material", shown.material.id, verb, arg))
