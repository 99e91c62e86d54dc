"""A new draft like an earlier event, at another time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.domain import when
from bot.domain.refused import Refused
from bot.services import events, forms
from bot.words import say
from cogs import _event_preview as preview
from cogs._answers import refuse
from cogs._event_forms import DUPLICATE
from cogs._forms import Submission, on_form
from cogs._items import button, custom_id, panel
from cogs._organisers import organiser_of

if TYPE_CHECKING:
    from cogs._bot import Interaction


class Duplicating(commands.Cog):
    async def begin(self, interaction: Interaction, event_id: int, typed: str) -> None:
        """What `/event duplicate` does; a time that is not understood comes back in a form."""
        reader = await organiser_of(interaction)
        await interaction.client.nacre.ask(events.show, reader.actor, event_id)
        try:
            await self._make(interaction, event_id, typed)
        except Refused as refused:
            await interaction.client.nacre.do(
                forms.keep, reader.actor, custom_id("duplicate", event_id, "again"), {"when": typed}
            )
            back = custom_id("form", reader.community.id, "back", f"duplicate.{event_id}.again")
            await refuse(interaction, refused, view=panel(button(say(reader.language, "event.again.button"), back)))

    @on_form(DUPLICATE)
    async def again(self, interaction: Interaction, given: Submission) -> None:
        await self._make(interaction, given.id, given["when"])

    async def _make(self, interaction: Interaction, event_id: int, typed: str) -> None:
        reader = await organiser_of(interaction)
        nacre = interaction.client.nacre
        source = (await nacre.ask(events.show, reader.actor, event_id)).event
        starts_at = when.parse(typed, nacre.clock.now(), source.zone).instant
        draft = await nacre.do(events.duplicate, reader.actor, event_id, starts_at)
        await preview.show(interaction, draft.id)
