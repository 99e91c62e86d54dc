"""Lists of events, page by page: what is coming up for everybody, and everything for organisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.ext import commands

from bot.domain.events import EventView, Status
from bot.domain.people import Page
from bot.services import events
from bot.words import count, say
from bot.words import when as in_words
from cogs import _event_preview as preview
from cogs._actors import Reader, ask_as_reader, reader_of
from cogs._answers import tell
from cogs._archive_page import archive_page, has_remains
from cogs._card import card_buttons, event_details
from cogs._describing import kind_name
from cogs._event_words import item
from cogs._items import Control, Press, custom_id, menu, on
from cogs._pages import place, turners
from cogs._panels import layout, row, show

if TYPE_CHECKING:
    from cogs._bot import Interaction

_SIZE = 5


class Lists(commands.Cog):
    @on("events", "page")
    async def turn_upcoming(self, interaction: Interaction, press: Press) -> None:
        await upcoming(interaction, press.arg, press.id)

    @on("event_list", "page")
    async def turn_all(self, interaction: Interaction, press: Press) -> None:
        await listing(interaction, press.arg, press.id)

    @on("event_list", "open")
    async def open_chosen(self, interaction: Interaction, press: Press) -> None:
        await open_event(interaction, int(press.values[0]))


async def open_event(interaction: Interaction, event_id: int) -> None:
    """One event for one reader, with the buttons of its card; a draft as its organisers preview it; what remains of one
    that is over."""
    reader = await reader_of(interaction)
    view = await interaction.client.nacre.ask(events.show, reader.actor, event_id)
    match view.event.status:
        case Status.DRAFT:
            await preview.show(interaction, event_id)
        case Status.DISCARDED:
            await tell(interaction, view=preview.discarded(reader.language, view.event))
        case _ if has_remains(view.event, interaction.client.nacre.clock.now()):
            await tell(interaction, view=await archive_page(interaction, reader, event_id))
        case _:
            buttons = _buttons(view, reader)
            await tell(interaction, view=event_details(view, reader, interaction.client.kinds, buttons))


def _buttons(view: EventView, reader: Reader) -> list[Control]:
    """Those of the card, but for the one that leads to where they are."""
    found = [each for line in card_buttons(view, reader.language) for each in line.children]
    return [each for each in found if isinstance(each, Control) and not each.custom_id.endswith(":details")]


async def upcoming(interaction: Interaction, kind: str, page: int = 0) -> None:
    """What is coming up, of one kind or of all; Refused("kind.unknown")."""
    kinds = interaction.client.kinds
    if kind:
        kinds.get(kind)
    reader, found = await ask_as_reader(interaction, events.upcoming, kind or None, page, _SIZE)
    language = reader.language
    heading = say(language, "event.list.upcoming")
    if kind:
        heading = f"{heading} · {kind_name(language, kinds, kind)}"
    empty = say(language, "event.list.none_of_kind" if kind else "event.list.none")
    await show(interaction, _page(interaction, reader, found, heading, empty, ("events", kind)))


async def listing(interaction: Interaction, status: str, page: int = 0) -> None:
    """All events for organisers, in one state or in any; Refused("permission.organiser")."""
    wanted = Status(status) if status in set(Status) else None
    reader, found = await ask_as_reader(interaction, events.listing, wanted, page, _SIZE)
    language = reader.language
    heading = say(language, f"event.status.{wanted}" if wanted else "event.list.all")
    empty = say(language, "event.list.none_in_state" if wanted else "event.list.none_for_organisers")
    panel = _page(interaction, reader, found, heading, empty, ("event_list", status))
    if found.items:
        panel.add_item(ui.ActionRow(_opening(reader, found)))
    await show(interaction, panel)


def _opening(reader: Reader, found: Page[EventView]) -> Control:
    """A menu that opens one of the events listed: the way back to drafts, discarded ones too."""
    options = [
        discord.SelectOption(
            label=view.event.title[:100],
            description=in_words(reader.language, view.event.starts_at, reader.zone)[:100],
            value=str(view.event.id),
        )
        for view in found.items
    ]
    return menu(say(reader.language, "event.list.open"), custom_id("event_list", found.number, "open"), options)


def _page(
    interaction: Interaction,
    reader: Reader,
    found: Page[EventView],
    heading: str,
    empty: str,
    turning: tuple[str, str],
) -> ui.LayoutView:
    """A heading, the events of one page, and the way to the others."""
    language = reader.language
    if not found.items:
        return layout(f"## {heading}\n{empty}")
    noun, arg = turning
    many = count(language, "event.list.count", found.total)
    at = " · ".join(part for part in (many, place(language, found)) if part)
    items = [item(reader, view, interaction.client.kinds) for view in found.items]
    return layout(f"## {heading}\n{at}", *items, row(turners(language, found, noun, "page", arg)))
