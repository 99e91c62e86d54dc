"""The buttons under an event's card: answering it, its link, its details, its calendar file; and direct messages."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import discord
from discord import ui
from discord.ext import commands

from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice, Outcome
from bot.services import events, preferences, rsvps
from bot.words import say
from cogs._actors import Reader, acting_as, actor_of, do_as_reader, reader_of
from cogs._answers import answer, tell
from cogs._archive_page import archive_page, has_remains
from cogs._bot import Interaction, NacreBot
from cogs._card import event_details
from cogs._confirming import confirmation, next_panel
from cogs._event_words import card_link
from cogs._forms import Field, Form, Kind, Submission, on_form
from cogs._items import Press, on, panel
from cogs._text import plain

NOTE = Form("event", "note", [Field("text", Kind.TEXT, max_length=300)])


class Rsvps(commands.Cog):
    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    @on("event", "going", "maybe", "declined")
    async def answered(self, interaction: Interaction, press: Press) -> None:
        reader, outcome = await do_as_reader(interaction, rsvps.respond, press.id, Choice(press.verb))
        await self._confirm(interaction, reader, outcome, press)

    @on("event", "undo")
    async def undone(self, interaction: Interaction, press: Press) -> None:
        reader, outcome = await do_as_reader(interaction, rsvps.undo, press.id)
        await self._confirm(interaction, reader, outcome, press)

    async def _confirm(self, interaction: Interaction, reader: Reader, outcome: Outcome, press: Press) -> None:
        text = confirmation(outcome, reader, self.bot.nacre.clock.now())
        await tell(interaction, text, view=next_panel(outcome, reader, press.arg))

    @on("event", "note")
    async def note_asked(self, interaction: Interaction, press: Press) -> None:
        view = await self.bot.nacre.ask(events.show, await actor_of(interaction), press.id)
        await NOTE.show(interaction, press.id, press.arg, {"text": view.mine.note if view.mine else ""})

    @on_form(NOTE)
    async def note_written(self, interaction: Interaction, submission: Submission) -> None:
        actor = await actor_of(interaction)
        rsvp = await self.bot.nacre.do(rsvps.note, actor, submission.id, submission["text"])
        view = await self.bot.nacre.ask(events.show, actor, submission.id)
        await answer(interaction, "rsvp.noted" if rsvp.note else "rsvp.note_removed", title=view.event.title)

    @on("event", "link")
    async def link(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        link = await self.bot.nacre.ask(rsvps.join_link, reader.actor, press.id)
        view = await self.bot.nacre.ask(events.show, reader.actor, press.id)
        open_it: ui.Button[ui.View] = ui.Button(label=say(reader.language, "rsvp.button.open"), url=link)
        event = view.event
        await answer(interaction, "rsvp.link", view=panel(open_it), title=event.title, at=event.starts_at)

    @on("event", "details")
    async def details(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        view = await self.bot.nacre.ask(events.show, reader.actor, press.id)
        if has_remains(view.event, self.bot.nacre.clock.now()):
            await tell(interaction, view=await archive_page(interaction, reader, press.id))
        else:
            await tell(interaction, view=event_details(view, reader, self.bot.kinds))

    @on("event", "calendar")
    async def calendar(self, interaction: Interaction, press: Press) -> None:
        from bot.calendars import ics  # not before somebody wants a file: icalendar takes four megabytes

        reader = await reader_of(interaction)
        view = await self.bot.nacre.ask(events.show, reader.actor, press.id)
        link = await self._link_if_open(reader.actor, press.id)
        shown = replace(view.event, join_link=link)
        content = ics.event_file(shown, card_link(view), join_link=bool(link), language=reader.language)
        file = discord.File(BytesIO(content), filename=f"event-{press.id}.ics")
        text = say(reader.language, "rsvp.calendar", title=plain(view.event.title, 100))
        if link:
            text += " " + say(reader.language, "rsvp.calendar_link")
        await tell(interaction, text, file=file)

    async def _link_if_open(self, actor: Actor, event_id: int) -> str:
        try:
            return await self.bot.nacre.ask(rsvps.join_link, actor, event_id)
        except Refused:
            return ""

    @on("dm", "allow")
    async def messages_wanted(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        await self.bot.nacre.do(preferences.allow_messages, reader.actor, reader.language)
        await answer(interaction, "rsvp.messages_on")

    @on("dm", "stop")
    async def messages_stopped(self, interaction: Interaction, press: Press) -> None:
        """Works for those who left the server, too: nothing is fetched and nothing is checked."""
        actor = Actor(community_id=press.id, user_id=interaction.user.id)
        acting_as(interaction, actor)
        await self.bot.nacre.do(preferences.stop_messages, actor)
        guild = self.bot.get_guild(press.id)
        await answer(interaction, "rsvp.messages_off", server=guild.name if guild else "Nacre")


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Rsvps(bot))
