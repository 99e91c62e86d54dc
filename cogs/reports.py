"""/report: what a funder asks about a year or a quarter, as a message, a page to print, and tables."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import discord
import structlog
from discord import app_commands, ui
from discord.ext import commands

from bot import words as texts
from bot.domain import when
from bot.domain.kinds import Kinds
from bot.domain.refused import Refused
from bot.domain.report import Period, Report, Span, checked, invited, period_of
from bot.exports.tables import Sheet, csv_of, delimiter_for, xlsx_of
from bot.pictures import charts
from bot.services import reporting
from cogs import _report_roles
from cogs._actors import Reader
from cogs._answers import tell
from cogs._autocomplete import kind_choices
from cogs._commands import choice, described, options
from cogs._describing import kind_name
from cogs._organisers import organiser_of
from cogs._panels import layout
from cogs._preflight import guild_of
from cogs._report_page import page
from cogs._report_tables import Roles
from cogs._report_words import Words, words_of
from cogs._results import attached
from cogs._results_words import cut
from cogs._text import plain

if TYPE_CHECKING:
    from cogs._bot import Interaction, NacreBot

Typed = app_commands.Range[str, 1, 100]
_SPANS = [choice(f"report.span.{span}", span.value) for span in Span]
_MOST_NOTES = 2_300  # letters of 4,000 in a message; the page has them all
_log = structlog.get_logger("nacre.reports")


class ReportCog(commands.Cog, name="Report"):
    @app_commands.command(name="report", description=described("report"))
    @options("report", "period", "first", "last", "kind", "roles")
    @app_commands.choices(period=_SPANS)
    @app_commands.autocomplete(kind=kind_choices)
    @app_commands.default_permissions(manage_events=True)
    @app_commands.guild_only()
    async def report(
        self,
        interaction: Interaction,
        period: str = Span.THIS_YEAR.value,
        first: Typed | None = None,
        last: Typed | None = None,
        kind: Typed | None = None,
        roles: app_commands.Range[str, 1, 500] | None = None,
    ) -> None:
        reader, nacre = await organiser_of(interaction), interaction.client.nacre
        known = interaction.client.kinds.get(kind).key if kind else None
        wanted = _period(period, first, last, nacre.clock.now(), reader.community.zone)
        guild = guild_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        countries = await _report_roles.compared(nacre, reader, guild, roles)
        found = await nacre.ask(reporting.report, reader.actor, wanted, known)
        by_role = await _report_roles.figures(nacre, reader, guild, countries.roles, wanted, known)
        members, role_counts = await _counts(interaction, found)
        before = None  # today's members are no measure of an earlier period
        asked = (invited(found.held, members, role_counts), before)
        kinds = interaction.client.kinds
        roles_of = Roles(by_role, countries.names, countries.gone)
        written = words_of(reader.language, found, kinds, asked, roles_of)
        order = Order(reader, found, written, guild.name, nacre.clock.now(), kinds, countries.said)
        made = await asyncio.to_thread(make, order)
        await tell(interaction, view=made.view, files=made.files)


@dataclass(frozen=True)
class Order:
    reader: Reader
    report: Report
    words: Words
    server: str
    now: datetime
    kinds: Kinds
    said: str = ""  # to the organiser alone


@dataclass(frozen=True)
class Made:
    view: ui.LayoutView
    files: list[discord.File]


def make(order: Order) -> Made:
    """The picture, the page and the tables. Takes time: called in a thread."""
    language, written = order.words.language, order.words
    say = texts.say
    heading = f"{written.title}: {written.period}"
    picture = charts.board(heading, written.sections) if written.sections else None
    at = texts.when(language, order.now, order.reader.zone)
    html = page(written, picture, order.server, say(language, "report.made", at=at))
    name = f"report-{order.report.period.first}-{order.report.period.last}"
    sheets = _sheets(order)
    header, rows = sheets[say(language, "report.sheet.events")]
    contents = {
        f"{name}.html": html.encode(),
        f"{name}.xlsx": xlsx_of(sheets),
        f"{name}.csv": csv_of(header, rows, delimiter=delimiter_for(language)),
    }
    files = [discord.File(BytesIO(content), filename=file) for file, content in contents.items()]
    parts: list[Any] = [f"## {discord.utils.escape_markdown(heading)}", written.table_words()]
    if picture is not None:
        shown, gallery = attached(picture, "report.png")
        files.insert(0, shown)
        parts.append(gallery)
    parts += [order.said] if order.said else []
    parts.append(cut([f"-# {plain(note)}" for note in written.notes], _MOST_NOTES))
    parts += [ui.File(f"attachment://{file}") for file in contents]
    return Made(layout(*parts), files)


def _sheets(order: Order) -> dict[str, Sheet]:
    """Every table, and a line for every event."""
    language, zone = order.words.language, ZoneInfo(order.reader.community.zone)
    sheets: dict[str, Sheet] = {table.title: (table.header, table.cells) for table in order.words.tables}
    columns = ("title", "kind", "starts", "for_some", "rsvps", "going", "attended", "answered", "score", "materials")
    header = [texts.say(language, f"report.column.{column}", zone=zone.key) for column in columns]
    rows = []
    for held in order.report.held:
        figures = held.figures
        attended = figures.attended if figures.measured else None
        score = round(figures.score, 2) if figures.score is not None else None
        kind = kind_name(language, order.kinds, held.kind)
        state = texts.say(language, "report.cancelled") if figures.cancelled else ""
        about = (f"{held.title} {state}".strip(), kind, held.starts_at.astimezone(zone), bool(held.role_ids))
        rows.append((*about, figures.rsvps, figures.going, attended, figures.answered, score, figures.materials))
    sheets[texts.say(language, "report.sheet.events")] = (header, rows)
    return sheets


def _period(span: str, first: str | None, last: str | None, now: datetime, zone: str) -> Period:
    """Days that were typed come before the choice; Refused("report.both") for one of the two."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if first is None and last is None:
        return period_of(Span(span), today)
    if first is None or last is None:
        raise Refused("report.both")
    return checked(Period(_day(first, now, zone), _day(last, now, zone)))


def _day(typed: str, now: datetime, zone: str) -> date:
    """A day as people write it; a year that was not written is the present one, also for a day that is past."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return when.parse(f"{typed} 12:00", now, zone).local.date()


async def _counts(interaction: Interaction, report: Report) -> tuple[int | None, dict[int, int]]:
    """How many members the server has today, and each role where an event was for some roles.

    Discord is asked: nobody tells us who comes and goes, so the cached number is that of the last connection.
    """
    guild = guild_of(interaction)
    members, counts = guild.member_count, dict[int, int]()
    try:
        asked = await interaction.client.fetch_guild(guild.id, with_counts=True)
        members = asked.approximate_member_count or asked.member_count or members
        if any(held.role_ids for held in report.held):
            counts = {role.id: number for role, number in (await guild.role_member_counts()).items()}
    except discord.HTTPException as error:
        _log.info("member_counts_unknown", error=str(error)[:200])
    return members, counts


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(ReportCog())
