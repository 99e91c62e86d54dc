"""`/feedback trend` and `/pulse trend`: one question time after time, as a picture, as text and as files."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord

from bot.domain.refused import Refused
from bot.domain.results import FEWEST, Score, State, Trend
from bot.exports.tables import csv_of, delimiter_for, xlsx_of
from bot.pictures import charts
from bot.pictures.charts import Bar, Section
from bot.services import results as service
from bot.words import count, say, when
from cogs._actors import Reader
from cogs._answers import tell
from cogs._describing import kind_name
from cogs._items import Press, button, custom_id
from cogs._numbers import decimal
from cogs._organisers import organiser_of
from cogs._panels import layout, row
from cogs._results import attached
from cogs._results_words import in_words
from cogs._text import plain, shorten

if TYPE_CHECKING:
    from cogs._bot import Interaction

VERBS = ("show", "csv", "xlsx")
OF_KIND = 0  # in the place of a pulse's id, where a kind of event is named


async def open_trend(interaction: Interaction, pulse_id: int, kind: str = "") -> None:
    """How events of a kind, or a pulse's rounds, were rated.

    Refused: permission.organiser, kind.unknown, pulse.unknown, pulse.no_round, results.no_trend, results.no_rating.
    """
    reader = await organiser_of(interaction)
    language, (name, trend) = reader.language, await _read(interaction, reader, pulse_id, kind)
    await interaction.response.defer(ephemeral=True, thinking=True)
    shown, title = section(language, reader.zone, trend), say(language, "results.trend", title=name)
    note = say(language, "results.trend.scale", fewest=FEWEST)
    picture = await asyncio.to_thread(charts.board, title, [shown], note=note)
    file, gallery = attached(picture, "trend.png")
    files = [
        button(say(language, f"results.button.{verb}"), custom_id("trend", pulse_id, verb, kind))
        for verb in ("csv", "xlsx")
    ]
    parts = (f"## {plain(title)}", gallery, in_words([shown]), f"-# {note}", row(files))
    await tell(interaction, view=layout(*parts), file=file)


async def pressed(interaction: Interaction, press: Press) -> None:
    """A click that leads to a trend, or below one; everything is looked at anew."""
    if press.verb == "show":
        await open_trend(interaction, press.id, press.arg)
        return
    reader = await organiser_of(interaction)
    _, trend = await _read(interaction, reader, press.id, press.arg)
    await interaction.response.defer(ephemeral=True, thinking=True)
    content = await asyncio.to_thread(file_of, press.verb, reader.language, reader.zone, trend)
    name = f"trend-{press.arg}" if press.arg else f"trend-pulse-{press.id}"
    file = discord.File(BytesIO(content), filename=f"{name}.{press.verb}")
    await tell(interaction, say(reader.language, "results.file"), file=file)


async def _read(interaction: Interaction, reader: Reader, pulse_id: int, kind: str) -> tuple[str, Trend]:
    """What is compared, and its name."""
    nacre, kinds = interaction.client.nacre, interaction.client.kinds
    if kind:
        trend = await nacre.ask(service.trend, reader.actor, kinds.get(kind).key)
        name = kind_name(reader.language, kinds, kind)
        if not trend.scores:
            raise Refused("results.no_trend", kind=name)
    else:
        trend = await nacre.ask(service.trend_of_pulse, reader.actor, pulse_id)
        name = trend.title
    if trend.question is None:
        raise Refused("results.no_rating", title=name)
    return name, trend


def section(language: str, zone: str, trend: Trend) -> Section:
    rows = []
    for score in trend.scores:
        day = when(language, score.starts_at, zone).partition(",")[0]
        name = f"{shorten(score.title, 60)} · {day}" if score.title else day
        if score.mean is None:
            rows.append(Bar(name, None, _withheld(language, score)))
        else:
            rows.append(Bar(name, score.mean, f"{decimal(language, score.mean)} ({score.ratings})"))
    return Section(_question(language, trend), tuple(rows), 5.0)


def _withheld(language: str, score: Score) -> str:
    """Why there is no mean; the count is no secret."""
    why = say(language, f"results.point.{score.state}")
    return why if score.state is State.SHOWN else f"{why} · {count(language, 'results.answers', score.answered)}"


def _question(language: str, trend: Trend) -> str:
    return trend.question.text(language).label if trend.question is not None else ""


def file_of(kind: str, language: str, zone: str, trend: Trend) -> bytes:
    """CSV or XLSX, a line for each event or round. Takes time: call it in a thread."""
    of_events = any(score.title for score in trend.scores)
    about = ("event", "when", "question", "asked") if of_events else ("when", "question")
    columns = (*about, "people", "ratings", "mean")
    header = [say(language, f"results.column.{column}", zone=zone) for column in columns]
    rows = [[cells[column] for column in columns] for cells in _cells(language, zone, trend)]
    if kind == "csv":
        return csv_of(header, rows, delimiter=delimiter_for(language))
    return xlsx_of({say(language, "results.sheet.trend"): (header, rows)})


def _cells(language: str, zone: str, trend: Trend) -> Iterator[dict[str, object]]:
    """What is withheld in the picture is withheld here."""
    for score in trend.scores:
        yield {
            "event": score.title,
            "when": score.starts_at.astimezone(ZoneInfo(zone)),
            "asked": max(score.asked, score.answered) if score.asked else None,
            "question": _question(language, trend),
            "people": score.answered,
            "ratings": None if score.mean is None else score.ratings,
            "mean": say(language, f"results.point.{score.state}") if score.mean is None else round(score.mean, 2),
        }
