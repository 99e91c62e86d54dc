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
from cogs._actors import Reader, home
from cogs._archive import file_button, find_button, largest, open_button
from cogs._card import ACCENT, action_row, texts
from cogs._items import Control, Layout, custom_id, menu
from cogs._materials import dead_mark
from cogs._text import masked, plain, rich, shorten

if TYPE_CHECKING:
    from cogs._bot import Interaction

_MOST = 3_900  # characters of it all: a message has 4000
_CARD = 1_700  # of these for the event's own facts and description
_TAKEAWAYS = 700
_LISTED = 12
_MORE = 60  # characters of the line that says how many more there are
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
    language, made, here = reader.language, Layout(), home(interaction, reader)
    card = list(texts(found.view, language, interaction.client.kinds, _CARD))
    made.add_item(ui.Container(*card, accent_colour=ACCENT))
    materials = sorted(found.materials, key=lambda one: (_ORDER.index(one.kind), one.id))
    own, takeaways = list(_own(language, found)), _takeaways(language, materials)
    taken = [*(each.content for each in card if isinstance(each, ui.TextDisplay)), *own, takeaways]
    lines = _lines(language, materials, _MOST - sum(len(text) + 1 for text in taken))
    made.add_item(ui.TextDisplay("\n".join([*own, *lines])))
    if takeaways:
        made.add_item(ui.TextDisplay(takeaways))
    if materials:
        made.add_item(ui.ActionRow(_menu(language, materials, here)))
    if buttons := list(_buttons(language, found, materials, largest(interaction), here)):
        made.add_item(action_row(buttons))
    return made


def _takeaways(language: str, materials: list[Material]) -> str:
    """How the first ones begin; nothing where there are none."""
    first = next((one for one in materials if one.kind is MaterialKind.TAKEAWAYS and one.text), None)
    return f"**{say(language, 'material.kind.takeaways')}**\n{rich(first.text, _TAKEAWAYS)}" if first else ""


def _own(language: str, found: Remains) -> Iterator[str]:
    """What only this person reads: whether they were there."""
    if found.attended is None:
        return
    minutes = found.attended.minutes
    yield count(language, "archive.you_were_there_for", minutes) if minutes else say(language, "archive.you_were_there")


def _lines(language: str, materials: list[Material], room: int) -> list[str]:
    """As many as there is room for, of links that may be long."""
    if not materials:
        return [say(language, "archive.page.nothing")]
    lines = [f"**{say(language, 'archive.page.materials')}**"]
    left = room - len(lines[0]) - _MORE
    for one in materials[:_LISTED]:
        text = _line(language, one)
        left -= len(text) + 1
        if left < 0:
            break
        lines.append(text)
    hidden = len(materials) - len(lines) + 1
    return [*lines, count(language, "archive.page.more", hidden)] if hidden else lines


def _line(language: str, one: Material) -> str:
    parts = [say(language, f"material.kind.{one.kind}"), plain(one.title, 100)]
    if one.link:
        parts.append(masked(label(one.link), one.link) if len(one.link) <= 200 else plain(label(one.link)))
    if one.audience is MaterialAudience.ROLES:
        parts.append(say(language, "material.audience.roles"))
    if one.link_state is LinkState.DEAD:
        parts.append(dead_mark(language, one))
    return f"- {' · '.join(parts)}"


def _menu(language: str, materials: list[Material], here: int | str) -> Control:
    options = [
        SelectOption(
            label=shorten(one.title, 100), value=str(one.id), description=say(language, f"material.kind.{one.kind}")
        )
        for one in materials[:25]
    ]
    return menu(say(language, "archive.page.open"), custom_id("archive", 0, "open", here), options)


def _buttons(language: str, found: Remains, materials: list[Material], most: int, here: int | str) -> Iterator[Any]:
    """The recording, the slides, the search: what people come for."""
    event = found.view.event
    recording = next((one for one in materials if one.kind is MaterialKind.RECORDING and one.link), None)
    if recording is not None and (opening := open_button(language, recording)):
        yield _relabelled(opening, say(language, "archive.button.watch"))
    slides = next((one for one in materials if one.kind is MaterialKind.SLIDES), None)
    if slides is not None and (giving := file_button(language, slides, most, here) or open_button(language, slides)):
        yield _relabelled(giving, say(language, "material.kind.slides"))
    if found.searchable:
        yield find_button(language, event, here)


def _relabelled(control: Control | ui.Button[Any], text: str) -> Control | ui.Button[Any]:
    target = control.item if isinstance(control, Control) else control
    if isinstance(target, ui.Button):
        target.label = text
    return control
