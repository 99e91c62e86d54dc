"""/archive: what remains of events, found again by everybody who may see it. All of it is answered privately."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from io import BytesIO
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot import archive_files
from bot.domain.materials import MaterialKind
from bot.domain.refused import Refused
from bot.domain.searching import Wanted
from bot.services import archive, events, materials
from bot.words import count, say
from bot.words import when as in_words
from cogs._actors import Reader, actor_of, home, reader_of
from cogs._answers import tell
from cogs._archive import find_button, largest, open_button, page_button, results
from cogs._archive_query import WITHIN, packed, unpacked, unpaged
from cogs._autocomplete import kind_choices, option, quietly
from cogs._bot import Interaction, NacreBot
from cogs._commands import choice, described, options
from cogs._event_list import open_event
from cogs._forms import Field, Form, Submission, on_form
from cogs._items import Press, on
from cogs._material_forms import LANGUAGES
from cogs._materials import material_panel
from cogs._panels import show
from cogs._text import plain, shorten

Typed = app_commands.Range[str, 1, 100]
FIND = Form("archive", "find", [Field("text", required=True, max_length=200)])
_PICKED = re.compile(r"\s*#?(\d{1,9})\s*")
_KINDS = [choice(f"material.kind.{kind}", kind.value) for kind in MaterialKind]
_LANGUAGES = [choice(key, code) for code, key in LANGUAGES]


async def _offer_items(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    reader = await reader_of(interaction)
    found = await interaction.client.nacre.ask(archive.suggest, reader.actor, typed)
    named = []
    for one in found:
        about = f"{say(reader.language, f'material.kind.{one.kind}')} · {_day(reader, one.held_at)}"
        named.append(option(f"{shorten(one.title, 97 - len(about))} · {about}", f"#{one.id}"))
    return named


def _day(reader: Reader, instant: datetime) -> str:
    return in_words(reader.language, instant, reader.zone).rpartition(",")[0]


async def _offer_topics(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    reader = await reader_of(interaction)
    return [option(each, each) for each in await interaction.client.nacre.ask(archive.topics, reader.actor, typed)]


class Archive(commands.Cog):
    archive = app_commands.Group(name="archive", description=described("archive"), guild_only=True)

    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    @archive.command(name="search", description=described("archive.search"))
    @options("archive.search", "text", "kind", "material", "topic", "year", "language")
    @app_commands.choices(material=_KINDS, language=_LANGUAGES)
    @app_commands.autocomplete(kind=kind_choices, topic=quietly(_offer_topics))
    async def search(
        self,
        interaction: Interaction,
        text: app_commands.Range[str, 1, 500] | None = None,
        kind: Typed | None = None,
        material: str | None = None,
        topic: Typed | None = None,
        year: app_commands.Range[int, 1990, 2100] | None = None,
        language: str | None = None,
    ) -> None:
        chosen = MaterialKind(material) if material in set(MaterialKind) else None
        await self._found(interaction, Wanted(text or "", kind or "", chosen, topic or "", year, language or ""), 0)

    @archive.command(name="latest", description=described("archive.latest"))
    async def latest(self, interaction: Interaction) -> None:
        await self._found(interaction, Wanted(), 0)

    @on("archive", "page")
    async def turned(self, interaction: Interaction, press: Press) -> None:
        await self._found(interaction, await unpacked(interaction, press.arg), press.id)

    async def _found(self, interaction: Interaction, wanted: Wanted, number: int) -> None:
        reader = await reader_of(interaction)
        if wanted.kind:
            self.bot.kinds.get(wanted.kind)
        found = await self.bot.nacre.ask(archive.search, reader.actor, wanted, number)
        arg = await packed(interaction, wanted) if found.page.last else ""
        await show(interaction, results(reader, self.bot.kinds, wanted, found, largest(interaction), arg))

    @archive.command(name="show", description=described("archive.show"))
    @options("archive.show", "item")
    @app_commands.autocomplete(item=quietly(_offer_items))
    async def show_item(self, interaction: Interaction, item: Typed) -> None:
        picked = _PICKED.fullmatch(item)
        if picked is None:
            raise Refused("archive.pick")
        await self._item(interaction, int(picked[1]))

    @on("archive", "show")
    async def shown(self, interaction: Interaction, press: Press) -> None:
        await self._item(interaction, press.id)

    @on("archive", "open")
    async def chosen(self, interaction: Interaction, press: Press) -> None:
        """From the menu of an event's page."""
        await self._item(interaction, int(press.values[0]))

    async def _item(self, interaction: Interaction, material_id: int) -> None:
        """One material as it is shown everywhere, with the ways on from here below it. In a message of its own."""
        reader = await reader_of(interaction)
        shown, searchable = await self.bot.nacre.ask(archive.item, reader.actor, material_id)
        here = home(interaction, reader)
        panel = material_panel(reader, shown, arg=here)
        more: list[ui.Item[Any] | None] = [open_button(reader.language, shown.material)]
        if shown.event is not None:
            more.append(page_button(reader.language, shown.event, here))
            more.append(find_button(reader.language, shown.event, here) if searchable else None)
        if buttons := [each for each in more if each is not None]:
            panel.add_item(ui.ActionRow(*buttons))
        await tell(interaction, view=panel)

    @archive.command(name="export", description=described("archive.export"))
    async def export(self, interaction: Interaction) -> None:
        """For organisers: a zip, when Discord takes one so large."""
        reader = await reader_of(interaction)
        nacre, most = self.bot.nacre, largest(interaction)
        measured = await nacre.ask(archive.measure, reader.actor)
        if not measured.materials:
            raise Refused("archive.nothing")
        if measured.size > most:
            raise Refused("archive.too_large", limit=most // 2**20)
        await interaction.response.defer(ephemeral=True, thinking=True)
        shelf = await nacre.ask(archive.everything, reader.actor)
        folder, stream = await nacre.ask(materials.folder), BytesIO()
        written = await asyncio.to_thread(archive_files.export_to, stream, [shelf], nacre.clock.now(), folder)
        if stream.tell() > most:
            raise Refused("archive.too_large", limit=most // 2**20)
        stream.seek(0)
        text = count(reader.language, "archive.exported", written.materials)
        if written.missing:
            text += " " + count(reader.language, "archive.exported_without", len(written.missing))
        await tell(interaction, text, file=discord.File(stream, "archive.zip"))

    @on("archive", "event")
    async def event_page(self, interaction: Interaction, press: Press) -> None:
        await open_event(interaction, press.id)

    @on("archive", "find")
    async def words_asked(self, interaction: Interaction, press: Press) -> None:
        """Whether there is such an event is checked before the form opens."""
        await self.bot.nacre.ask(events.show, await actor_of(interaction), press.id)
        await FIND.show(interaction, press.id, press.arg)

    @on_form(FIND)
    async def words_given(self, interaction: Interaction, given: Submission) -> None:
        await tell(interaction, view=await self._within(interaction, given.id, given["text"], 0))

    @on("archive", "within")
    async def turned_within(self, interaction: Interaction, press: Press) -> None:
        number, arg = unpaged(press.arg)
        wanted = await unpacked(interaction, arg)
        await show(interaction, await self._within(interaction, press.id, wanted.text, number))

    async def _within(self, interaction: Interaction, event_id: int, text: str, number: int) -> ui.LayoutView:
        """One page of what was said at one event, and the way to other words."""
        reader = await reader_of(interaction)
        event, found = await self.bot.nacre.ask(archive.within, reader.actor, event_id, text, number)
        heading = say(reader.language, "archive.results_in", text=plain(text, 100), title=plain(event.title, 100))
        here, wanted, most = home(interaction, reader), Wanted(text), largest(interaction)
        arg = await packed(interaction, wanted, WITHIN) if found.page.last else ""
        panel = results(reader, self.bot.kinds, wanted, found, most, arg, heading=heading, within=event, home=here)
        panel.add_item(ui.ActionRow(find_button(reader.language, event, here, again=True)))
        return panel


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Archive(bot))
