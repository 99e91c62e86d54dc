"""The page of an event that is over: what remains of it, and the search in what was said there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from discord import SelectOption, ui

from bot.domain.events import Event, Status, is_over
from bot.domain.links import label
from bot.domain.materials import LinkState, Material, MaterialAudience, MaterialKind
from bot.services import archive
from bot.services.archive import Remains
from bot.words import count, say
from cogs._actors import Reader
from cogs._archive import file_button, find_button, largest, open_button
from cogs._card import ACCENT, action_row, texts
from cogs._items import Control, Layout, custom_id, menu
from cogs._text import masked, plain, rich, shorten

if TYPE_CHECKING:
    from cogs._bot import Interaction

_CARD = 1_700  # characters for the event's own facts and description: a message has 4000
_TAKEAWAYS = 700
_LISTED = 12
_ORDER = tuple(MaterialKind)


def has_remains(event: Event, now: datetime) -> bool:
    """Is it over, and did it take place?"""
    return event.status not in (Status.DRAFT, Status.DISCARDED, Status.CANCELLED) and is_over(event, now)


async def archive_page(interaction: Interaction, reader: Reader, event_id: int) -> ui.LayoutView:
    """Refused("event.unknown")."""
    found = await interaction.client.nacre.ask(archive.remains, reader.actor, event_id)
    return page(reader, found, interaction)


def page(reader: Reader, found: Remains, interaction: Interaction) -> ui.LayoutView:
    """Facts and description, one's own attendance, materials with the way to each, and the search."""
    language, made = reader.language, Layout()
    made.add_item(ui.Container(*texts(found.view, language, interaction.client.kinds, _CARD), accent_colour=ACCENT))
    materials = sorted(found.materials, key=lambda one: (_ORDER.index(one.kind), one.id))
    own = list(_own(language, found))
    made.add_item(ui.TextDisplay("\n".join([*own, *_lines(language, materials)])))
    if takeaways := next((one for one in materials if one.kind is MaterialKind.TAKEAWAYS and one.text), None):
        heading = f"**{say(language, 'material.kind.takeaways')}**"
        made.add_item(ui.TextDisplay(f"{heading}\n{rich(takeaways.text, _TAKEAWAYS)}"))
    if materials:
        made.add_item(ui.ActionRow(_menu(language, materials)))
    if buttons := list(_buttons(language, found, materials, largest(interaction))):
        made.add_item(action_row(buttons))
    return made


def _own(language: str, found: Remains) -> Iterator[str]:
    """What only this person reads: whether they were there."""
    if found.attended is None:
        return
    minutes = found.attended.minutes
    yield count(language, "archive.you_were_there_for", minutes) if minutes else say(language, "archive.you_were_there")


def _lines(language: str, materials: list[Material]) -> Iterator[str]:
    if not materials:
        yield say(language, "archive.page.nothing")
        return
    yield f"**{say(language, 'archive.page.materials')}**"
    for one in materials[:_LISTED]:
        parts = [say(language, f"material.kind.{one.kind}"), plain(one.title, 100)]
        if one.link:
            parts.append(masked(label(one.link), one.link) if len(one.link) <= 200 else plain(label(one.link)))
        if one.audience is MaterialAudience.ROLES:
            parts.append(say(language, "material.audience.roles"))
        if one.link_state is LinkState.DEAD:
            parts.append(f"**{say(language, 'material.dead')}**")
        yield f"- {' · '.join(parts)}"
    if len(materials) > _LISTED:
        yield count(language, "archive.page.more", len(materials) - _LISTED)


def _menu(language: str, materials: list[Material]) -> Control:
    options = [
        SelectOption(
            label=shorten(one.title, 100), value=str(one.id), description=say(language, f"material.kind.{one.kind}")
        )
        for one in materials[:25]
    ]
    return menu(say(language, "archive.page.open"), custom_id("archive", 0, "open"), options)


def _buttons(language: str, found: Remains, materials: list[Material], most: int) -> Iterator[Any]:
    """The recording, the slides, the search: what people come for."""
    event = found.view.event
    recording = next((one for one in materials if one.kind is MaterialKind.RECORDING and one.link), None)
    if recording is not None and (opening := open_button(language, recording)):
        yield _relabelled(opening, say(language, "archive.button.watch"))
    slides = next((one for one in materials if one.kind is MaterialKind.SLIDES), None)
    if slides is not None and (giving := file_button(language, slides, most) or open_button(language, slides)):
        yield _relabelled(giving, say(language, "material.kind.slides"))
    if found.searchable:
        yield find_button(language, event)


def _relabelled(control: Control | ui.Button[Any], text: str) -> Control | ui.Button[Any]:
    target = control.item if isinstance(control, Control) else control
    if isinstance(target, ui.Button):
        target.label = text
    return control
