"""Noting by hand who was there: from the roster, or with /attendance note."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.ext import commands

from bot.domain.attendance import NOTED_FROM
from bot.domain.events import Event, Status
from bot.services import attendance
from bot.words import count, say
from cogs._answers import tell
from cogs._items import Control, Press, button, custom_id, on
from cogs._organisers import organiser_of
from cogs._panels import layout, row, show
from cogs._people import require_people
from cogs._text import plain

if TYPE_CHECKING:
    from datetime import datetime

    from cogs._bot import Interaction

_AT_ONCE = 25  # https://docs.discord.com/developers/components/reference#user-select
_CANNOT = (Status.DRAFT, Status.DISCARDED, Status.CANCELLED)


class Hands(commands.Cog):
    @on("attendance", "hand")
    async def opened(self, interaction: Interaction, press: Press) -> None:
        await show_hand(interaction, press.id)

    @on("attendance", "there")
    async def there(self, interaction: Interaction, press: Press) -> None:
        reader, people = await organiser_of(interaction), [int(value) for value in press.values]
        require_people(interaction, people)
        await interaction.client.nacre.do(attendance.mark, reader.actor, press.id, people)
        done = count(reader.language, "attendance.hand.there_done", len(people))
        await show_hand(interaction, press.id, done, noted=True)

    @on("attendance", "gone")
    async def gone(self, interaction: Interaction, press: Press) -> None:
        reader, people = await organiser_of(interaction), [int(value) for value in press.values]
        await interaction.client.nacre.do(attendance.unmark, reader.actor, press.id, people)
        await show_hand(interaction, press.id, count(reader.language, "attendance.hand.gone_done", len(people)))


async def untold(interaction: Interaction, language: str, event: Event) -> str:
    """What an organiser hears who notes people at an event that did not announce it; else ""."""
    told = await interaction.client.nacre.ask(attendance.is_noted, event)
    return "" if told else say(language, "attendance.untold")


async def show_hand(interaction: Interaction, event_id: int, said: str = "", *, noted: bool = False) -> None:
    """Two menus of people, whoever they are: walk-ins are noted as well as those who had answered.

    `noted`: somebody was noted just now.
    """
    reader = await organiser_of(interaction)
    turnout = await interaction.client.nacre.ask(attendance.roster, reader.actor, event_id)
    language, event = reader.language, turnout.event
    back = button(say(language, "attendance.hand.back"), custom_id("attendance", event_id, "back"))
    await show(
        interaction,
        layout(
            f"## {say(language, 'attendance.hand.title', title=plain(event.title, 100))}",
            said,
            await untold(interaction, language, event) if noted else None,
            f"{count(language, 'attendance.there', turnout.total)}\n{say(language, 'attendance.hand.how')}",
            ui.ActionRow(_people(language, event_id, "there")),
            ui.ActionRow(_people(language, event_id, "gone")),
            row([back]),
        ),
    )


def _people(language: str, event_id: int, verb: str) -> Control:
    chosen = ui.UserSelect[ui.LayoutView](
        custom_id=custom_id("attendance", event_id, verb),
        placeholder=say(language, f"attendance.hand.{verb}"),
        min_values=1,
        max_values=_AT_ONCE,
    )
    return Control(chosen)


def way_in(language: str, event: Event, now: datetime) -> Control | None:
    """The roster's button to here, once somebody can have been there."""
    if event.status in _CANNOT or now < event.starts_at - NOTED_FROM:
        return None
    return button(say(language, "attendance.hand.open"), custom_id("attendance", event.id, "hand"))


async def note(
    interaction: Interaction, event_id: int, person: discord.abc.User, minutes: int | None, *, there: bool
) -> None:
    """/attendance note: one person, with minutes if they are known."""
    reader = await organiser_of(interaction)
    if there:
        require_people(interaction, [person.id])
        event = await interaction.client.nacre.do(attendance.mark, reader.actor, event_id, [person.id], minutes=minutes)
    else:
        event = await interaction.client.nacre.do(attendance.unmark, reader.actor, event_id, [person.id])
    key = "attendance.note.there" if there else "attendance.note.gone"
    done = say(reader.language, key, person=f"<@{person.id}>", title=plain(event.title, 100))
    hint = await untold(interaction, reader.language, event) if there else ""
    await tell(interaction, f"{done}\n{hint}".rstrip())
