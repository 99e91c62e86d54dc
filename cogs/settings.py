"""/settings: what an administrator chose for a server, each choice changed at once."""

from __future__ import annotations

from discord import app_commands, ui
from discord.ext import commands

from bot.domain import people
from bot.domain.groups import MOST_ROLES
from bot.domain.people import Community, Duty
from bot.services import comparing, setting_up
from bot.services.setting_up import choices_of
from bot.words import listing, say
from cogs._actors import actor_of, reader_of
from cogs._bot import Interaction, NacreBot
from cogs._choices import ANOTHER, in_words, menus, roles_menu
from cogs._commands import described
from cogs._forms import Field, Form, Submission, on_form
from cogs._items import Press, custom_id, on
from cogs._panels import layout, show
from cogs._preflight import checked, guild_of
from cogs._text import Markup

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

    @on("settings", "compared")
    async def compared(self, interaction: Interaction, press: Press) -> None:
        """The roles that reports compare."""
        community, guild = await _administered(interaction), guild_of(interaction)
        roles = [role for value in press.values if (role := guild.get_role(int(value))) is not None]
        names = {role.id: role.name for role in roles}
        await self.bot.nacre.do(comparing.choose, await actor_of(interaction), names)
        language = (await reader_of(interaction)).language
        value = listing(language, [role.mention for role in roles]) if roles else say(language, "settings.none")
        said = say(language, "settings.saved.compared", value=Markup(value))
        await self._panel(interaction, community, said)

    async def _change(self, interaction: Interaction, field: str, values: list[str]) -> None:
        changed = await self.bot.nacre.do(setting_up.change, await actor_of(interaction), field, values)
        language = (await reader_of(interaction)).language
        said = say(language, f"settings.saved.{field}", value=in_words(language, field, choices_of(changed)))
        await self._panel(interaction, changed, said)

    async def _panel(self, interaction: Interaction, community: Community, said: str = "") -> None:
        language, guild = (await reader_of(interaction)).language, guild_of(interaction)
        chosen = choices_of(community)
        countries = await self.bot.nacre.ask(comparing.roles, await actor_of(interaction))
        compared = custom_id("settings", guild.id, "compared")
        view = layout(
            say(language, "settings.title"),
            say(language, "settings.intro") if community.set_up_at else say(language, "settings.not_set_up"),
            *menus(language, "settings", guild, chosen, self.bot.nacre.clock.now()),
            say(language, "settings.field.compared"),
            ui.ActionRow(roles_menu(language, compared, guild, list(countries), MOST_ROLES)),
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
