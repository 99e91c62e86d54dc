"""What is pressed below results. The commands are in the group of cogs/feedback.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from cogs import _results
from cogs._items import Press, on

if TYPE_CHECKING:
    from cogs._bot import Interaction, NacreBot


class ResultsCog(commands.Cog, name="Results"):
    @on("results", *_results.VERBS)
    async def pressed(self, interaction: Interaction, press: Press) -> None:
        await _results.pressed(interaction, press)


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(ResultsCog())
