"""/privacy: in plain words what is kept, why, for how long, who sees it, and how to have it or be rid of it."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.domain.privacy import Kept, statement
from bot.words import count, say
from cogs._actors import language_for
from cogs._bot import Interaction, NacreBot
from cogs._commands import described
from cogs._panels import layout, show
from cogs._text import plain


class Privacy(commands.Cog):
    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    @app_commands.command(name="privacy", description=described("privacy"))
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def privacy(self, interaction: Interaction) -> None:
        """Works in direct messages, too: for those who left the server."""
        language = await language_for(interaction)
        kept = "\n".join(f"- {_kept(language, each)}" for each in statement(self.bot.retention))
        contact = self.bot.contact and say(language, "privacy.contact", contact=plain(self.bot.contact))
        view = layout(
            f"{say(language, 'privacy.title')}\n{say(language, 'privacy.intro')}",
            kept,
            say(language, "privacy.who"),
            say(language, "privacy.yours"),
            contact,
        )
        await show(interaction, view)


def _kept(language: str, kept: Kept) -> str:
    key = f"privacy.kept.{kept.kind}"
    return say(language, key) if kept.days is None else count(language, key, kept.days)


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Privacy(bot))
