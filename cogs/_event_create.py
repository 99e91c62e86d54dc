"""Creating an event: the essentials in the command, the rest in one form, then the private preview.

A form has to be the first response, and nobody tells us that it was closed. So the essentials are kept under the
command's own id before the form opens, and a short message below it opens it again; a restart in between changes
nothing. The draft is made when the form is sent (decision 61).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.ext import commands

from bot.domain import where
from bot.domain.refused import Refused
from bot.services import forms, topics
from bot.words import say
from cogs import _event_preview as preview
from cogs._actors import Reader
from cogs._answers import refuse
from cogs._event_forms import AGAIN, REST
from cogs._event_typed import Essentials, essentials, from_kept, seats
from cogs._forms import Submission, on_form
from cogs._items import Press, button, custom_id, on, panel
from cogs._organisers import organiser_of
from cogs._panels import layout, row, show
from cogs._text import plain, stamp

if TYPE_CHECKING:
    from cogs._bot import Interaction

_REMEMBERED = 200  # messages below forms that are taken away once the form is sent; after a restart they just stay


class Creating(commands.Cog):
    """What follows `/event create`: buttons and forms."""

    def __init__(self) -> None:
        self._below: OrderedDict[int, discord.WebhookMessage] = OrderedDict()

    async def begin(self, interaction: Interaction, typed: dict[str, str]) -> None:
        """Understand the typed essentials and open the form for the rest; else hand back what was typed.

        Beside the essentials, `typed` may have a `description` to begin with, and the `topic` it is made of.
        """
        reader = await organiser_of(interaction)
        token = interaction.id
        try:
            found = await self._understood(interaction, reader, token, typed)
        except Refused as refused:
            await interaction.client.nacre.do(forms.keep, reader.actor, f"create:{token}:again", typed)
            again = button(say(reader.language, "event.again.button"), _back_to(reader, token))
            await refuse(interaction, refused, view=panel(again))
            return
        await REST.show(interaction, token, values=_prefilled(typed))
        await self._say_below(interaction, reader, token, found)

    async def _understood(
        self, interaction: Interaction, reader: Reader, token: int, typed: dict[str, str]
    ) -> Essentials:
        """The essentials, kept for the form that follows. They are kept as typed first, so that nothing is lost."""
        nacre, kinds = interaction.client.nacre, interaction.client.kinds
        await nacre.do(forms.keep, reader.actor, _kept(token), typed)
        found = essentials(typed, kinds, reader.community.zone, nacre.clock.now())
        await nacre.do(forms.keep, reader.actor, _kept(token), {**typed, **found.kept()})
        return found

    async def _say_below(self, interaction: Interaction, reader: Reader, token: int, found: Essentials) -> None:
        begun = _begun(reader.language, token, found)
        try:
            message = await interaction.followup.send(view=begun, ephemeral=True, wait=True)
        except (discord.HTTPException, aiohttp.ClientError):
            return  # a kindness: the form is there all the same
        self._below[token] = message
        while len(self._below) > _REMEMBERED:
            self._below.popitem(last=False)

    @on("create", "form")
    async def open_form(self, interaction: Interaction, press: Press) -> None:
        """Open the form for the rest, again or after the essentials were corrected."""
        reader = await organiser_of(interaction)
        kept = await interaction.client.nacre.ask(forms.take, reader.actor, _kept(press.id)) or {}
        from_kept(kept, interaction.client.kinds)
        await REST.show(interaction, press.id, values=_prefilled(kept))

    @on_form(AGAIN)
    async def corrected(self, interaction: Interaction, submission: Submission) -> None:
        """The essentials once more; the kind is the one of the command."""
        reader = await organiser_of(interaction)
        kept = await interaction.client.nacre.ask(forms.take, reader.actor, _kept(submission.id))
        if kept is None:
            raise Refused("event.form_gone")
        fixed = {name: kept.get(name, "") for name in ("kind", "topic", "description")}
        typed = {**fixed, **{name: submission[name] for name in submission.values}}
        found = await self._understood(interaction, reader, submission.id, typed)
        await show(interaction, _begun(reader.language, submission.id, found))

    @on_form(REST)
    async def made(self, interaction: Interaction, submission: Submission) -> None:
        """Make the draft and show how its card will look."""
        reader = await organiser_of(interaction)
        nacre = interaction.client.nacre
        found = await _kept_essentials(interaction, reader, submission.id)
        at = where.understand(submission["where"])
        event = await nacre.do(
            topics.make_event,
            reader.actor,
            found.topic_id,
            found.kind,
            found.title,
            found.starts_at,
            found.ends_at,
            found.zone,
            channel_id=found.channel_id,
            mode=at.mode,
            place=at.place,
            join_link=at.link,
            summary=submission["summary"],
            description=submission["description"],
            speakers=submission["speakers"],
            capacity=seats(submission["seats"]),
        )
        await nacre.do(forms.forget, reader.actor, _kept(submission.id))
        await preview.show(interaction, event.id)
        await self._take_away(submission.id)

    async def _take_away(self, token: int) -> None:
        message = self._below.pop(token, None)
        if message is not None:
            try:
                await message.delete()
            except (discord.HTTPException, aiohttp.ClientError):
                return  # dismissed by the person, or its token is over: it says nothing wrong


async def _kept_essentials(interaction: Interaction, reader: Reader, token: int) -> Essentials:
    kept = await interaction.client.nacre.ask(forms.take, reader.actor, _kept(token))
    return from_kept(kept or {}, interaction.client.kinds)


def _prefilled(typed: Mapping[str, str]) -> dict[str, str]:
    """What stands in the form for the rest before anybody typed into it."""
    return {"description": typed["description"]} if typed.get("description") else {}


def _kept(token: int) -> str:
    return f"create:{token}"


def _back_to(reader: Reader, token: int) -> str:
    return custom_id("form", reader.community.id, "back", f"create.{token}.again")


def _begun(language: str, token: int, found: Essentials) -> discord.ui.LayoutView:
    """What was understood, and a button that opens the form for the rest."""
    ends = found.ends_at or found.starts_at + timedelta(minutes=found.kind.minutes)
    short = ends - found.starts_at < timedelta(hours=18)
    text = say(
        language,
        "event.begun",
        title=plain(found.title),
        starts=stamp(found.starts_at),
        ends=stamp(ends, "t" if short else "F"),
    )
    return layout(text, row([button(say(language, "event.begun.button"), custom_id("create", token, "form"))]))
