"""/attendance for organisers, /checkin for everybody."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.events import Event, Purpose
from bot.domain.refused import Refused
from bot.services import attendance, events
from bot.words import say
from cogs._actors import Reader
from cogs._answers import answer
from cogs._attendance_code import Codes, check_in, show_code
from cogs._attendance_hand import Hands, note
from cogs._attendance_import import Imports
from cogs._attendance_import import begin as import_list
from cogs._attendance_watch import Watching
from cogs._autocomplete import event_choices, event_id, when_choices
from cogs._bot import Interaction, NacreBot
from cogs._commands import described, options
from cogs._items import Press, button, custom_id, on
from cogs._organisers import organiser_of
from cogs._panels import layout, row, show
from cogs._text import Markup, plain

Typed = app_commands.Range[str, 1, 100]
Room = discord.VoiceChannel | discord.StageChannel


class Attendance(commands.Cog):
    attendance = app_commands.Group(
        name="attendance",
        description=described("attendance"),
        default_permissions=discord.Permissions(manage_events=True),
    )

    def __init__(self, bot: NacreBot, watching: Watching) -> None:
        self.bot, self.watching = bot, watching

    @attendance.command(name="channel", description=described("attendance.channel"))
    @options("attendance.channel", "event", "channel")
    @app_commands.autocomplete(event=event_choices(Purpose.EDIT))
    async def channel(self, interaction: Interaction, event: Typed, channel: Room | None = None) -> None:
        """Without a channel: say which one it is, with the way to take it away."""
        reader = await organiser_of(interaction)
        if channel is None:
            view = await self.bot.nacre.ask(events.show, reader.actor, event_id(event))
            await self._shown(interaction, reader, view.event)
            return
        if not channel.permissions_for(channel.guild.me).view_channel:
            raise Refused("attendance.channel_hidden", channel=Markup(f"<#{channel.id}>"))
        chosen = await self.bot.nacre.do(attendance.set_channel, reader.actor, event_id(event), channel.id)
        await self.watching.look()
        await self._shown(interaction, reader, chosen)

    @on("attendance", "no_channel")
    async def no_channel(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        event = await self.bot.nacre.do(attendance.set_channel, reader.actor, press.id, None)
        await self._shown(interaction, reader, event)

    async def _shown(self, interaction: Interaction, reader: Reader, event: Event) -> None:
        title = plain(event.title, 100)
        if event.voice_channel_id is None:
            await show(interaction, layout(say(reader.language, "attendance.channel.none", title=title)))
            return
        room = Markup(f"<#{event.voice_channel_id}>")
        text = say(reader.language, "attendance.channel.set", title=title, channel=room)
        off = button(say(reader.language, "attendance.channel.off"), custom_id("attendance", event.id, "no_channel"))
        await show(interaction, layout(text, row([off])))

    @attendance.command(name="announce", description=described("attendance.announce"))
    @options("attendance.announce", "event", "noted")
    @app_commands.autocomplete(event=event_choices(Purpose.EDIT))
    async def announce(self, interaction: Interaction, event: Typed, noted: bool = True) -> None:
        reader = await organiser_of(interaction)
        told, said = await self.bot.nacre.do(attendance.announce, reader.actor, event_id(event), noted=noted)
        outcome = "on" if noted else "still" if said else "off"
        await answer(interaction, f"attendance.announce.{outcome}", title=told.title)

    @attendance.command(name="code", description=described("attendance.code"))
    @options("attendance.code", "event", "opens", "closes")
    @app_commands.autocomplete(event=event_choices(Purpose.ATTENDANCE), opens=when_choices, closes=when_choices)
    async def code(
        self, interaction: Interaction, event: Typed, opens: Typed | None = None, closes: Typed | None = None
    ) -> None:
        await show_code(interaction, event_id(event), opens or "", closes or "")

    @attendance.command(name="note", description=described("attendance.note"))
    @options("attendance.note", "event", "person", "there", "minutes")
    @app_commands.autocomplete(event=event_choices(Purpose.NOTE))
    async def note(
        self,
        interaction: Interaction,
        event: Typed,
        person: discord.User,
        there: bool = True,
        minutes: app_commands.Range[int, 1, 44_640] | None = None,
    ) -> None:
        await note(interaction, event_id(event), person, minutes, there=there)

    @attendance.command(name="import", description=described("attendance.import"))
    @options("attendance.import", "event", "file")
    @app_commands.autocomplete(event=event_choices(Purpose.NOTE))
    async def from_list(self, interaction: Interaction, event: Typed, file: discord.Attachment | None = None) -> None:
        await import_list(interaction, event_id(event), file)

    @app_commands.command(name="checkin", description=described("checkin"))
    @options("checkin", "code")
    async def check_in(self, interaction: Interaction, code: Typed) -> None:
        await check_in(interaction, code)


async def setup(bot: NacreBot) -> None:
    watching = Watching(bot)
    for cog in (watching, Codes(), Hands(), Imports(), Attendance(bot, watching)):
        await bot.add_cog(cog)
