"""Who comes to an event: private lists by answer, with notes, and as a table to download."""

from __future__ import annotations

import asyncio
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
from bot.exports.tables import csv_of, delimiter_for, xlsx_of
from bot.services import attendance, events
from bot.services.attendance import Turnout
from bot.words import count, say
from cogs import _attendance_roster
from cogs._answers import tell
from cogs._attendance_hand import way_in
from cogs._items import Control, Press, button, custom_id, menu, on
from cogs._organisers import organiser_of
from cogs._pages import place, turners
from cogs._panels import layout, row, show
from cogs._preflight import guild_of
from cogs._roster_table import people_in, table
from cogs._text import plain, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from cogs._bot import Interaction

FILES = {"csv": "event.roster.csv", "xlsx": "event.roster.xlsx"}  # kinds, with the text of their button
_SIZE = 10  # people on a page: each may have a note
_AT_ONCE = 100  # people whose names Discord gives in one answer
_log = structlog.get_logger("nacre.roster")


class Rosters(commands.Cog):
    @on("roster", "list")
    async def choose(self, interaction: Interaction, press: Press) -> None:
        await show_roster(interaction, press.id, press.values[0])

    @on("attendance", "back")
    async def back(self, interaction: Interaction, press: Press) -> None:
        """From noting by hand."""
        await show_roster(interaction, press.id, _attendance_roster.THERE)

    @on("roster", "page")
    async def turn(self, interaction: Interaction, press: Press) -> None:
        event_id, _, choice = press.arg.partition(".")
        if not event_id.isdecimal():
            raise Refused("control.unknown")
        await show_roster(interaction, int(event_id), choice, press.id)

    @on("roster", "csv", "xlsx")
    async def download(self, interaction: Interaction, press: Press) -> None:
        reader, nacre = await organiser_of(interaction), interaction.client.nacre
        roster = await nacre.ask(events.roster, reader.actor, press.id)
        turnout = await nacre.ask(attendance.roster, reader.actor, press.id)
        await interaction.response.defer(ephemeral=True, thinking=True)
        names = await names_of(guild_of(interaction), people_in(roster, turnout))
        listed = table(roster, turnout, reader.community, reader.language, lambda user_id: names.get(user_id, ""))
        content = await asyncio.to_thread(_file, press.verb, reader.language, listed)
        file = discord.File(BytesIO(content), filename=f"roster-{press.id}.{press.verb}")
        await tell(interaction, say(reader.language, "event.roster.csv_ready"), file=file)


def _file(kind: str, language: str, listed: tuple[list[str], list[Sequence[object]]]) -> bytes:
    if kind == "xlsx":
        return xlsx_of({say(language, "event.roster.sheet"): listed})
    return csv_of(*listed, delimiter=delimiter_for(language))


async def show_roster(interaction: Interaction, event_id: int, choice: str = "going", number: int = 0) -> None:
    """One page of those who gave one answer; Refused("permission.organiser"), Refused("event.unknown")."""
    reader = await organiser_of(interaction)
    roster = await interaction.client.nacre.ask(events.roster, reader.actor, event_id)
    turnout = await interaction.client.nacre.ask(attendance.roster, reader.actor, event_id)
    known = {*Choice, *(_attendance_roster.LISTS if _attendance_roster.is_shown(turnout) else ())}
    now = interaction.client.nacre.clock.now()
    await show(
        interaction, _panel(reader.language, roster, turnout, choice if choice in known else "going", number, now)
    )


def _panel(language: str, roster: Roster, turnout: Turnout, choice: str, number: int, now: datetime) -> ui.LayoutView:
    event, seats = roster.event, roster.seats
    heading = f"## {say(language, 'event.roster.title', title=plain(event.title))}"
    counts = " · ".join(count(language, f"event.roster.{each}", getattr(seats, each)) for each in _shown(roster))
    taken = say(language, "event.roster.no_limit")
    if seats.capacity is not None:
        held = seats.going + seats.offered
        taken = say(language, "event.roster.of", held=held, capacity=seats.capacity)
    hand = way_in(language, event, now)
    came = _attendance_roster.totals(language, turnout) if _attendance_roster.is_shown(turnout) else None
    if not roster.rsvps and not roster.erased and not turnout.total:
        return layout(heading, taken, say(language, "event.roster.empty"), came, row([hand] if hand else []))
    lines, turning = _listed(language, roster, turnout, choice, number)
    files = [button(say(language, text), custom_id("roster", event.id, kind)) for kind, text in FILES.items()]
    return layout(
        heading,
        f"{counts}\n{taken}",
        came,
        "\n".join(lines),
        ui.ActionRow(_lists(language, roster, turnout, choice)),
        row([*turning, *files, *([hand] if hand else [])]),
    )


def _listed(
    language: str, roster: Roster, turnout: Turnout, choice: str, number: int
) -> tuple[list[str], list[Control]]:
    """One page of a list, and the buttons to its other pages."""
    if choice in _attendance_roster.LISTS:
        return _attendance_roster.lines(language, turnout, choice, number)
    people = [rsvp for rsvp in roster.rsvps if rsvp.choice == choice]
    page = Page.of(people, number, _SIZE)
    lines = [f"**{say(language, f'event.choice.{choice}').capitalize()}** {place(language, page)}".rstrip()]
    lines += [_line(language, number, rsvp) for number, rsvp in enumerate(page.items, page.number * _SIZE + 1)]
    erased = roster.erased.get(Choice(choice), 0)
    if erased:
        lines.append(count(language, "event.roster.erased", erased))
    elif not people:
        lines.append(say(language, "event.roster.empty_choice"))
    return lines, turners(language, page, "roster", "page", f"{roster.event.id}.{choice}")


def _shown(roster: Roster) -> list[Choice]:
    """Going is always counted; other answers when there are any."""
    return [each for each in Choice if each is Choice.GOING or getattr(roster.seats, each)]


def _line(language: str, number: int, rsvp: Rsvp) -> str:
    parts = [f"{number}\\. <@{rsvp.user_id}>"]
    if rsvp.offered_until is not None:
        parts.append(say(language, "event.roster.offered_until", until=stamp(rsvp.offered_until, "f")))
    if rsvp.note:
        parts.append(plain(" ".join(rsvp.note.split()), 150))
    return " · ".join(parts)


def _lists(language: str, roster: Roster, turnout: Turnout, choice: str) -> Control:
    options = [
        discord.SelectOption(
            label=count(language, f"event.roster.{each}", getattr(roster.seats, each)),
            value=each.value,
            default=each == choice,
        )
        for each in Choice
    ]
    if _attendance_roster.is_shown(turnout):
        options += _attendance_roster.options(language, turnout, choice)
    return menu(say(language, "event.roster.show"), custom_id("roster", roster.event.id, "list"), options)


async def names_of(guild: discord.Guild, user_ids: Sequence[int]) -> dict[int, str]:
    """Display names, asked for by id (no privileged intent needed); whoever Discord does not name is left out."""
    names: dict[int, str] = {}
    try:
        for start in range(0, len(user_ids), _AT_ONCE):
            part = list(user_ids[start : start + _AT_ONCE])
            members = await guild.query_members(user_ids=part, limit=_AT_ONCE, cache=False)
            names |= {member.id: member.display_name for member in members}
    except (TimeoutError, discord.DiscordException):
        _log.warning("names_not_given", people=len(user_ids), named=len(names))
    return names
