"""/setup: one guided private message in which an administrator makes Nacre at home in a server."""

from __future__ import annotations

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.domain import people
from bot.domain.people import Community, Duty
from bot.services import setting_up
from bot.services.setting_up import Choices
from bot.words import say
from cogs._actors import Reader, actor_of, reader_of
from cogs._bot import Interaction, NacreBot
from cogs._choices import ANOTHER, menus, suggested
from cogs._commands import described
from cogs._forms import Field, Form, Submission, on_form
from cogs._items import Press, button, custom_id, on
from cogs._panels import layout, row, show
from cogs._preflight import checked, guild_of, hidden_commands, in_announcements, to_do

PRIMARY = discord.ButtonStyle.primary
ZONE = Form("setup", "zone", [Field("city", required=True, max_length=100)])


class Setup(commands.Cog):
    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    @app_commands.command(name="setup", description=described("setup"))
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def setup(self, interaction: Interaction) -> None:
        """Begin, or go on where it was left."""
        await self._form(interaction, await self._begun(interaction))

    @on("setup", "channel", "organisers", "mentors", "language", "messages")
    async def chosen(self, interaction: Interaction, press: Press) -> None:
        await self._keep(interaction, press.verb, list(press.values))

    @on("setup", "zone")
    async def zone_chosen(self, interaction: Interaction, press: Press) -> None:
        if press.values == (ANOTHER,):
            await self._begun(interaction)  # administrators only
            await ZONE.show(interaction, press.id)
        else:
            await self._keep(interaction, "zone", list(press.values))

    @on_form(ZONE)
    async def zone_typed(self, interaction: Interaction, submission: Submission) -> None:
        await self._keep(interaction, "zone", [submission["city"]])

    @on("setup", "check")
    async def check(self, interaction: Interaction, press: Press) -> None:
        await self._form(interaction, await self._begun(interaction))

    @on("setup", "save")
    async def save(self, interaction: Interaction, press: Press) -> None:
        guild = guild_of(interaction)
        actor = await actor_of(interaction)
        suggestion = suggested(guild, interaction.locale)
        community = await self.bot.nacre.do(setting_up.save, actor, suggestion)
        await self._done(interaction, guild, community)

    @on("setup", "recheck")
    async def recheck(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        people.require(Duty.ADMINISTRATOR, reader.actor, reader.community)
        await self._done(interaction, guild_of(interaction), reader.community)

    async def _begun(self, interaction: Interaction) -> Choices:
        suggestion = suggested(guild_of(interaction), interaction.locale)
        return await self.bot.nacre.ask(setting_up.begun, await actor_of(interaction), suggestion)

    async def _keep(self, interaction: Interaction, field: str, values: list[str]) -> None:
        suggestion = suggested(guild_of(interaction), interaction.locale)
        actor = await actor_of(interaction)
        await self._form(
            interaction, await self.bot.nacre.do(setting_up.choose, actor, suggestion, field=field, values=values)
        )

    async def _form(self, interaction: Interaction, chosen: Choices) -> None:
        reader = await reader_of(interaction)
        await show(interaction, self._panel(guild_of(interaction), reader, chosen))

    def _panel(self, guild: discord.Guild, reader: Reader, chosen: Choices) -> ui.LayoutView:
        language = reader.language
        save = button(say(language, "setup.button.save"), custom_id("setup", guild.id, "save"), style=PRIMARY)
        check = button(say(language, "setup.button.check"), custom_id("setup", guild.id, "check"))
        return layout(
            say(language, "setup.title"),
            say(language, "setup.again" if reader.community.set_up_at else "setup.intro"),
            *menus(language, "setup", guild, chosen, self.bot.nacre.clock.now()),
            checked(language, guild, chosen.channel),
            row([save, check]),
        )

    async def _done(self, interaction: Interaction, guild: discord.Guild, community: Community) -> None:
        language = (await reader_of(interaction)).language
        finding = in_announcements(guild, community.announce_channel_id or 0)
        hint = hidden_commands(language, guild, community.organiser_role_ids)
        if finding is None or finding.gone:
            view = layout(
                say(language, "setup.done.title"),
                checked(language, guild, community.announce_channel_id),
                hint,
                say(language, "setup.done.next"),
            )
        else:
            again = button(say(language, "setup.button.check"), custom_id("setup", guild.id, "recheck"), style=PRIMARY)
            view = layout(
                say(language, "setup.done.almost"),
                to_do(language, guild, finding),
                row([again]),
                hint,
                say(language, "setup.done.next"),
            )
        await show(interaction, view)


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Setup(bot))
