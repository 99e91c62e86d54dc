"""Who comes to an event: private lists by answer, with notes, and as a table to download."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import discord
import structlog
from discord import ui
from discord.ext import commands

from bot.domain.people import Page
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice, Roster, Rsvp
from bot.services import events
from bot.words import count, say
from cogs._answers import tell
from cogs._items import Control, Press, button, custom_id, menu, on
from cogs._organisers import organiser_of
from cogs._pages import place, turners
from cogs._panels import layout, row, show
from cogs._preflight import guild_of
from cogs._roster_table import table
from cogs._text import plain, stamp

if TYPE_CHECKING:
    from cogs._bot import Interaction

_SIZE = 10  # people on a page: each may have a note
_AT_ONCE = 100  # people whose names Discord gives in one answer
_log = structlog.get_logger("nacre.roster")


class Rosters(commands.Cog):
    @on("roster", "list")
    async def choose(self, interaction: Interaction, press: Press) -> None:
        await show_roster(interaction, press.id, press.values[0])

    @on("roster", "page")
    async def turn(self, interaction: Interaction, press: Press) -> None:
        event_id, _, choice = press.arg.partition(".")
        if not event_id.isdecimal():
            raise Refused("control.unknown")
        await show_roster(interaction, int(event_id), choice, press.id)

    @on("roster", "csv")
    async def download(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        roster = await interaction.client.nacre.ask(events.roster, reader.actor, press.id)
        await interaction.response.defer(ephemeral=True, thinking=True)
        names = await names_of(guild_of(interaction), [rsvp.user_id for rsvp in roster.rsvps])
        content = table(roster, reader.community, reader.language, lambda user_id: names.get(user_id, ""))
        file = discord.File(BytesIO(content), filename=f"roster-{press.id}.csv")
        await tell(interaction, say(reader.language, "event.roster.csv_ready"), file=file)


async def show_roster(interaction: Interaction, event_id: int, choice: str = "going", number: int = 0) -> None:
    """One page of those who gave one answer; Refused("permission.organiser"), Refused("event.unknown")."""
    reader = await organiser_of(interaction)
    roster = await interaction.client.nacre.ask(events.roster, reader.actor, event_id)
    listed = Choice(choice) if choice in set(Choice) else Choice.GOING
    await show(interaction, _panel(reader.language, roster, listed, number))


def _panel(language: str, roster: Roster, choice: Choice, number: int) -> ui.LayoutView:
    event, seats = roster.event, roster.seats
    heading = f"## {say(language, 'event.roster.title', title=plain(event.title))}"
    counts = " · ".join(count(language, f"event.roster.{each}", getattr(seats, each)) for each in _shown(roster))
    taken = say(language, "event.roster.no_limit")
    if seats.capacity is not None:
        held = seats.going + seats.offered
        taken = say(language, "event.roster.of", held=held, capacity=seats.capacity)
    if not roster.rsvps and not roster.erased:
        return layout(heading, taken, say(language, "event.roster.empty"))
    people = [rsvp for rsvp in roster.rsvps if rsvp.choice is choice]
    page = _page(people, number)
    lines = [f"**{say(language, f'event.choice.{choice}').capitalize()}** {place(language, page)}".rstrip()]
    lines += [_line(language, number, rsvp) for number, rsvp in enumerate(page.items, page.number * _SIZE + 1)]
    erased = roster.erased.get(choice, 0)
    if erased:
        lines.append(count(language, "event.roster.erased", erased))
    elif not people:
        lines.append(say(language, "event.roster.empty_choice"))
    csv = button(say(language, "event.roster.csv"), custom_id("roster", event.id, "csv"))
    turning = turners(language, page, "roster", "page", f"{event.id}.{choice}")
    return layout(
        heading,
        f"{counts}\n{taken}",
        "\n".join(lines),
        ui.ActionRow(_lists(language, roster, choice)),
        row([*turning, csv]),
    )


def _shown(roster: Roster) -> list[Choice]:
    """Going is always counted; other answers when there are any."""
    return [each for each in Choice if each is Choice.GOING or getattr(roster.seats, each)]


def _page(people: Sequence[Rsvp], number: int) -> Page[Rsvp]:
    last = max(0, (len(people) - 1) // _SIZE)
    number = max(0, min(number, last))
    return Page(tuple(people[number * _SIZE : (number + 1) * _SIZE]), number, _SIZE, len(people))


def _line(language: str, number: int, rsvp: Rsvp) -> str:
    parts = [f"{number}\\. <@{rsvp.user_id}>"]
    if rsvp.offered_until is not None:
        parts.append(say(language, "event.roster.offered_until", until=stamp(rsvp.offered_until, "f")))
    if rsvp.note:
        parts.append(plain(" ".join(rsvp.note.split()), 150))
    return " · ".join(parts)


def _lists(language: str, roster: Roster, choice: Choice) -> Control:
    options = [
        discord.SelectOption(
            label=count(language, f"event.roster.{each}", getattr(roster.seats, each)),
            value=each.value,
            default=each is choice,
        )
        for each in Choice
    ]
    return menu(say(language, "event.roster.show"), custom_id("roster", roster.event.id, "list"), options)


async def names_of(guild: discord.Guild, user_ids: Sequence[int]) -> dict[int, str]:
    """Display names, asked for by id (no privileged intent needed); whoever Discord does not name is left out."""
    names: dict[int, str] = {}
    try:
        for start in range(0, len(user_ids), _AT_ONCE):
            part = list(user_ids[start : start + _AT_ONCE])
            names |= {member.id: member.display_name for member in await guild.query_members(user_ids=part)}
    except (TimeoutError, discord.DiscordException):
        _log.warning("names_not_given", people=len(user_ids), named=len(names))
    return names
