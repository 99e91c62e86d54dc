"""/my: what each person decides for themselves — their answers, their reminders, their data."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain import when
from bot.domain.rsvps import Choice
from bot.services import attendance, preferences, privacy, rsvps
from bot.words import count, say
from cogs._actors import actor_of, changed, language_for, reader_of
from cogs._answers import tell
from cogs._attendance_roster import own_panel
from cogs._bot import Interaction, NacreBot
from cogs._choices import ANOTHER, zone_name
from cogs._commands import described
from cogs._confirming import confirmation
from cogs._forms import Field, Form, Submission, on_form
from cogs._items import Press, button, custom_id, on
from cogs._leads import typed_leads
from cogs._my_events import events_panel
from cogs._my_reminders import NONE, clock, in_times, reminders_panel
from cogs._panels import layout, row, show

TIMES = Form("my", "times", [Field("before", max_length=200)])
QUIET = Form("my", "quiet", [Field("start", required=True, max_length=20), Field("end", required=True, max_length=20)])
ZONE = Form("my", "zone", [Field("city", required=True, max_length=100)])


class My(commands.Cog):
    my = app_commands.Group(name="my", description=described("my"), guild_only=True)
    data = app_commands.Group(name="data", description=described("my.data"), parent=my)

    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    # --- /my events

    @my.command(name="events", description=described("my.events"))
    async def events(self, interaction: Interaction) -> None:
        await self._events(interaction, 0)

    @on("my", "page")
    async def turned(self, interaction: Interaction, press: Press) -> None:
        await self._events(interaction, press.id)

    async def _events(self, interaction: Interaction, number: int) -> None:
        reader = await reader_of(interaction)
        page = await self.bot.nacre.ask(rsvps.mine, reader.actor, number)
        past = await self.bot.nacre.ask(attendance.mine, reader.actor)
        await show(interaction, events_panel(reader, page, past=past.total))

    @on("my", "past")
    async def past(self, interaction: Interaction, press: Press) -> None:
        """Where they were: their own attendance and nobody else's."""
        reader = await reader_of(interaction)
        await show(interaction, own_panel(reader, await self.bot.nacre.ask(attendance.mine, reader.actor, press.id)))

    @on("my", "going", "maybe", "declined")
    async def answered(self, interaction: Interaction, press: Press) -> None:
        """The list is renewed in place, with what the change led to above it."""
        reader = await reader_of(interaction)
        outcome = await self.bot.nacre.do(rsvps.respond, reader.actor, press.id, Choice(press.verb))
        page = await self.bot.nacre.ask(rsvps.mine, reader.actor, press.number)
        past = await self.bot.nacre.ask(attendance.mine, reader.actor)
        said = confirmation(outcome, reader, self.bot.nacre.clock.now())
        await show(interaction, events_panel(reader, page, said, outcome, past.total))

    # --- /my reminders

    @my.command(name="reminders", description=described("my.reminders"))
    async def reminders(self, interaction: Interaction) -> None:
        await self._reminders(interaction)

    async def _reminders(self, interaction: Interaction, said: str | None = None, **values: object) -> None:
        """Show the panel; after a change with what was changed, in the language that holds now."""
        changed(interaction)
        reader = await reader_of(interaction)
        text = say(reader.language, said, **values) if said else ""
        now = self.bot.nacre.clock.now()
        await show(interaction, reminders_panel(reader, interaction.locale.value, now, text))

    @on("my", "times")
    async def times_asked(self, interaction: Interaction, press: Press) -> None:
        leads = (await reader_of(interaction)).preferences.lead_minutes
        await TIMES.show(interaction, press.id, values={"before": typed_leads(leads or ())})

    @on_form(TIMES)
    async def times_typed(self, interaction: Interaction, submission: Submission) -> None:
        typed = submission["before"]
        leads = when.parse_leads(typed) if typed else ()
        await self._change(interaction, lead_minutes=leads)
        if leads:
            language = await language_for(interaction)
            await self._reminders(interaction, "my.said.times", times=in_times(language, leads))
        else:
            await self._reminders(interaction, "my.said.times_none")

    @on("my", "times_event")
    async def times_of_events(self, interaction: Interaction, press: Press) -> None:
        await self._change(interaction, lead_minutes=None)
        await self._reminders(interaction, "my.said.times_event")

    @on("my", "messages_on")
    async def messages_wanted(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        await self.bot.nacre.do(preferences.allow_messages, reader.actor, reader.language)
        await self._reminders(interaction, "my.said.messages_on")

    @on("my", "messages_off")
    async def messages_stopped(self, interaction: Interaction, press: Press) -> None:
        await self.bot.nacre.do(preferences.stop_messages, await actor_of(interaction))
        await self._reminders(interaction, "my.said.messages_off")

    @on("my", "quiet")
    async def quiet_asked(self, interaction: Interaction, press: Press) -> None:
        chosen = (await reader_of(interaction)).preferences
        start, end = (clock(each) if each is not None else "" for each in (chosen.quiet_from, chosen.quiet_to))
        await QUIET.show(interaction, press.id, values={"start": start, "end": end})

    @on_form(QUIET)
    async def quiet_typed(self, interaction: Interaction, submission: Submission) -> None:
        start, end = when.parse_clock(submission["start"]), when.parse_clock(submission["end"])
        await self._change(interaction, quiet=(start, end))
        await self._reminders(interaction, "my.said.quiet", start=clock(start), end=clock(end))

    @on("my", "quiet_off")
    async def quiet_no_more(self, interaction: Interaction, press: Press) -> None:
        await self._change(interaction, quiet=None)
        await self._reminders(interaction, "my.said.quiet_off")

    @on("my", "zone")
    async def zone_chosen(self, interaction: Interaction, press: Press) -> None:
        if press.values == (ANOTHER,):
            await ZONE.show(interaction, press.id)
        else:
            await self._zone(interaction, press.values[0])

    @on_form(ZONE)
    async def zone_typed(self, interaction: Interaction, submission: Submission) -> None:
        await self._zone(interaction, submission["city"])

    async def _zone(self, interaction: Interaction, zone: str) -> None:
        await self._change(interaction, zone=None if zone == NONE else zone)
        changed(interaction)
        reader = await reader_of(interaction)
        await self._reminders(interaction, "my.said.zone", zone=zone_name(reader.language, reader.zone))

    @on("my", "language")
    async def language_chosen(self, interaction: Interaction, press: Press) -> None:
        language = press.values[0]
        await self._change(interaction, language=None if language == NONE else language)
        await self._reminders(interaction, "my.said.language")

    async def _change(self, interaction: Interaction, **chosen: Any) -> None:
        await self.bot.nacre.do(preferences.change, await actor_of(interaction), **chosen)

    # --- /my data

    @data.command(name="export", description=described("my.data.export"))
    async def export(self, interaction: Interaction) -> None:
        language = await language_for(interaction)
        held = await self.bot.nacre.ask(privacy.export, await actor_of(interaction))
        content = json.dumps(held, ensure_ascii=False, indent=2).encode()
        alt = say(language, "my.export.alt")
        file = discord.File(BytesIO(content), filename="my-nacre-data.json", description=alt)
        await tell(interaction, say(language, "my.export.done"), file=file)

    @data.command(name="erase", description=described("my.data.erase"))
    async def erase(self, interaction: Interaction) -> None:
        """Only explain; the button does it."""
        reader = await reader_of(interaction)
        language, server = reader.language, reader.community.id
        confirm = button(
            say(language, "my.erase.button.confirm"), custom_id("my", server, "erase"), style=discord.ButtonStyle.danger
        )
        keep = button(say(language, "my.erase.button.keep"), custom_id("my", server, "keep"))
        await show(interaction, layout(say(language, "my.erase.ask"), row([confirm, keep])))

    @on("my", "erase")
    async def erased(self, interaction: Interaction, press: Press) -> None:
        """A second click finds nothing left and says the same."""
        language = await language_for(interaction)
        gone = await self.bot.nacre.do(privacy.erase, await actor_of(interaction))
        n = gone.counts.get("rsvps", 0)
        answers = count(language, "my.erase.answers", n) if n else ""
        await show(interaction, layout(say(language, "my.erase.done"), answers))

    @on("my", "keep")
    async def kept(self, interaction: Interaction, press: Press) -> None:
        await show(interaction, layout(say(await language_for(interaction), "my.erase.kept")))


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(My(bot))
