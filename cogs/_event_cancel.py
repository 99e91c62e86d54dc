"""Cancelling an event, closing its registration and opening it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.services import events, forms
from bot.services.events import access
from bot.words import say
from cogs._event_forms import CANCEL
from cogs._event_words import told
from cogs._forms import Submission, on_form
from cogs._items import Press, button, custom_id, on
from cogs._organisers import organiser_of
from cogs._panels import layout, row, show
from cogs._text import plain, stamp

if TYPE_CHECKING:
    from cogs._bot import Interaction


class Cancelling(commands.Cog):
    async def begin(self, interaction: Interaction, event_id: int, reason: str) -> None:
        """Say how many will be told, before anything happens. A reason from the command waits in the form."""
        reader = await organiser_of(interaction)
        nacre, language = interaction.client.nacre, reader.language
        view = await nacre.ask(events.show, reader.actor, event_id)
        access.require_announced(view.event, nacre.clock.now())
        if reason:
            await nacre.do(forms.keep, reader.actor, custom_id("cancel", event_id, "reason"), {"reason": reason[:300]})
        question = say(
            language, "event.cancel.question", title=plain(view.event.title), starts=stamp(view.event.starts_at)
        )
        text = [f"**{question}**", told(language, view.seats), say(language, "event.cancel.cannot_undo")]
        if reason:
            text.insert(1, say(language, "event.cancel.reason", reason=plain(reason, 300)))
        sure = button(
            say(language, "event.cancel.button"),
            custom_id("cancel", event_id, "ask"),
            style=discord.ButtonStyle.danger,
        )
        keep = button(say(language, "event.keep.button"), custom_id("cancel", event_id, "keep"))
        await show(interaction, layout("\n".join(text), row([sure, keep])))

    @on("cancel", "ask")
    async def ask_why(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        nacre = interaction.client.nacre
        view = await nacre.ask(events.show, reader.actor, press.id)
        access.require_announced(view.event, nacre.clock.now())
        await CANCEL.show(interaction, press.id)

    @on("cancel", "keep")
    async def keep(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        await interaction.client.nacre.do(forms.forget, reader.actor, custom_id("cancel", press.id, "reason"))
        await show(interaction, layout(say(reader.language, "event.keep.done")))

    @on_form(CANCEL)
    async def cancel(self, interaction: Interaction, given: Submission) -> None:
        """Sending the reason, or none, is the confirmation."""
        reader = await organiser_of(interaction)
        nacre, language = interaction.client.nacre, reader.language
        before = await nacre.ask(events.show, reader.actor, given.id)
        event = await nacre.do(events.cancel, reader.actor, given.id, given["reason"])
        done = say(language, "event.cancel.done", title=plain(event.title))
        await show(interaction, layout(f"{done}\n{told(language, before.seats, done=True)}"))

    @on("registration", "close")
    async def close(self, interaction: Interaction, press: Press) -> None:
        await close(interaction, press.id)

    @on("registration", "reopen")
    async def reopen(self, interaction: Interaction, press: Press) -> None:
        await reopen(interaction, press.id)


async def close(interaction: Interaction, event_id: int) -> None:
    """Close registration, with a button that takes it back."""
    reader = await organiser_of(interaction)
    event = await interaction.client.nacre.do(events.close, reader.actor, event_id)
    text = say(reader.language, "event.closed", title=plain(event.title))
    again = button(say(reader.language, "event.button.reopen"), custom_id("registration", event_id, "reopen"))
    await show(interaction, layout(text, row([again])))


async def reopen(interaction: Interaction, event_id: int) -> None:
    """Open registration, with a button that takes it back."""
    reader = await organiser_of(interaction)
    event = await interaction.client.nacre.do(events.reopen, reader.actor, event_id)
    text = say(reader.language, "event.reopened", title=plain(event.title))
    again = button(say(reader.language, "event.button.close"), custom_id("registration", event_id, "close"))
    await show(interaction, layout(text, row([again])))
