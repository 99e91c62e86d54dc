"""/settings: what an administrator chose for a server, each choice changed at once."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.domain import people
from bot.domain.people import Community, Duty
from bot.services import setting_up
from bot.services.setting_up import choices_of
from bot.words import say
from cogs._actors import actor_of, reader_of
from cogs._bot import Interaction, NacreBot
from cogs._choices import ANOTHER, in_words, menus
from cogs._commands import described
from cogs._forms import Field, Form, Submission, on_form
from cogs._items import Press, on
from cogs._panels import layout, show
from cogs._preflight import checked, guild_of

ZONE = Form("settings", "zone", [Field("city", required=True, max_length=100)])


class Settings(commands.Cog):
    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    @app_commands.command(name="settings", description=described("settings"))
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def settings(self, interaction: Interaction) -> None:
        await self._panel(interaction, await _administered(interaction))

    @on("settings", "channel", "organisers", "mentors", "language", "messages")
    async def chosen(self, interaction: Interaction, press: Press) -> None:
        await self._change(interaction, press.verb, list(press.values))

    @on("settings", "zone")
    async def zone_chosen(self, interaction: Interaction, press: Press) -> None:
        if press.values == (ANOTHER,):
            await _administered(interaction)
            await ZONE.show(interaction, press.id)
        else:
            await self._change(interaction, "zone", list(press.values))

    @on_form(ZONE)
    async def zone_typed(self, interaction: Interaction, submission: Submission) -> None:
        await self._change(interaction, "zone", [submission["city"]])

    async def _change(self, interaction: Interaction, field: str, values: list[str]) -> None:
        changed = await self.bot.nacre.do(setting_up.change, await actor_of(interaction), field, values)
        language = (await reader_of(interaction)).language
        said = say(language, f"settings.saved.{field}", value=in_words(language, field, choices_of(changed)))
        await self._panel(interaction, changed, said)

    async def _panel(self, interaction: Interaction, community: Community, said: str = "") -> None:
        language, guild = (await reader_of(interaction)).language, guild_of(interaction)
        chosen = choices_of(community)
        view = layout(
            say(language, "settings.title"),
            say(language, "settings.intro") if community.set_up_at else say(language, "settings.not_set_up"),
            *menus(language, "settings", guild, chosen, self.bot.nacre.clock.now()),
            checked(language, guild, chosen.channel),
            said,
        )
        await show(interaction, view)


async def _administered(interaction: Interaction) -> Community:
    """The community, if the person administers it; Refused("permission.administrator")."""
    reader = await reader_of(interaction)
    people.require(Duty.ADMINISTRATOR, reader.actor, reader.community)
    return reader.community


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Settings(bot))
