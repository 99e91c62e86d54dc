"""What is pressed below results and trends. The commands are in cogs/feedback.py and cogs/pulses.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from cogs import _results, _trends
from cogs._items import Press, on

if TYPE_CHECKING:
    from cogs._bot import Interaction, NacreBot


class ResultsCog(commands.Cog, name="Results"):
    @on("results", *_results.VERBS)
    async def pressed(self, interaction: Interaction, press: Press) -> None:
        await _results.pressed(interaction, press)

    @on("trend", *_trends.VERBS)
    async def pressed_trend(self, interaction: Interaction, press: Press) -> None:
        await _trends.pressed(interaction, press)


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(ResultsCog())
