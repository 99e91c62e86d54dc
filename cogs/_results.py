"""`/feedback results`: the picture, the same numbers as text, open answers, files, "you said"."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import discord
from discord import ButtonStyle, SelectOption, ui

from bot.domain.feedback import Question
from bot.domain.people import Page
from bot.domain.refused import Refused
from bot.domain.results import MOST_QUOTES, Results, State
from bot.pictures import charts
from bot.services import results as service
from bot.words import count, say
from cogs import _results_words as words
from cogs._actors import Reader
from cogs._answers import answer, tell
from cogs._items import Press, button, custom_id, menu
from cogs._organisers import organiser_of
from cogs._pages import place, turners
from cogs._panels import layout, row, show
from cogs._preflight import guild_of
from cogs._results_table import file_of
from cogs._roster import names_of
from cogs._text import plain, shorten

if TYPE_CHECKING:
    from cogs._bot import Interaction

VERBS = ("texts", "turn", "csv", "xlsx", "share", "quote", "publish")
_SIZE = 5  # open answers on a page; each has up to 1,000 letters
_SHOWN = (650, 400, 200)  # letters of each, as many as fit once they are escaped; the files have all of it
_ROOM = 3500  # of 4,000 in a message
_PICTURE = "results.png"


async def open_results(interaction: Interaction, event_id: int) -> None:
    """What was answered about an event. Refused: permission.organiser, event.unknown, results.none."""
    reader = await organiser_of(interaction)
    await present(interaction, reader, await interaction.client.nacre.ask(service.of_event, reader.actor, event_id))


async def open_survey(interaction: Interaction, survey_id: int) -> None:
    """The same of any survey, a pulse's round too. Refused: permission.organiser, results.unknown."""
    reader = await organiser_of(interaction)
    await present(interaction, reader, await interaction.client.nacre.ask(service.of_survey, reader.actor, survey_id))


async def present(interaction: Interaction, reader: Reader, found: Results) -> None:
    language, title = reader.language, words.title_of(reader.language, found)
    head = f"## {say(language, 'results.title', title=plain(title, 100))}\n{words.answered(language, found)}"
    meaning = words.explained(language, found)
    note = "\n".join(f"-# {line}" for line in (meaning, words.standing(language, found)) if line)
    if found.state is not State.SHOWN:
        await tell(interaction, view=layout(head, note))
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    sections = words.sections(language, found)
    parts: list[Any] = [head, words.in_words(sections), note]
    file = None
    if sections:
        heading = say(language, "results.title", title=title)
        picture = await asyncio.to_thread(
            charts.board,
            heading,
            sections,
            note=f"{words.answered(language, found)} {meaning}".replace("\n", " ").strip(),
        )
        file, gallery = attached(picture, _PICTURE)
        parts.insert(1, gallery)
    await tell(interaction, view=layout(*parts, row(_buttons(language, found))), file=file)


def attached(picture: charts.Picture, name: str) -> tuple[discord.File, ui.MediaGallery[Any]]:
    """A picture as a file and where it is shown, with its description."""
    file = discord.File(BytesIO(picture.png), filename=name, description=picture.alt)
    return file, ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{name}", description=picture.alt))


def _buttons(language: str, found: Results) -> list[Any]:
    survey_id, made = found.survey.id, []
    if found.texts:
        made.append(
            button(count(language, "results.button.texts", len(found.texts)), custom_id("results", survey_id, "texts"))
        )
    made += [
        button(say(language, f"results.button.{kind}"), custom_id("results", survey_id, kind))
        for kind in ("csv", "xlsx")
    ]
    if found.can_be_shared and found.survey.shared_at is None:
        made.append(button(say(language, "results.button.share"), custom_id("results", survey_id, "share")))
    return made


async def pressed(interaction: Interaction, press: Press) -> None:
    """A click below results; everything is looked at anew."""
    reader = await organiser_of(interaction)
    if press.verb == "publish":
        await interaction.client.nacre.do(service.share, reader.actor, press.id, _places(press.arg))
        await answer(interaction, "results.published")
        return
    survey_id = press.number if press.verb == "turn" else press.id
    found = await interaction.client.nacre.ask(service.of_survey, reader.actor, survey_id)
    if found.state is not State.SHOWN:
        raise Refused("results.not_yet" if found.state is State.OPEN else "results.too_few")
    match press.verb:
        case "texts":
            await tell(interaction, view=_texts(reader.language, found, 0))
        case "turn":
            await show(interaction, _texts(reader.language, found, press.id))
        case "csv" | "xlsx":
            await _download(interaction, reader, found, press.verb)
        case "share":
            _require_unshared(found)
            await tell(interaction, view=_preview(reader, found, ()))
        case "quote":
            await show(interaction, _preview(reader, found, _places(".".join(press.values))))


def _require_unshared(found: Results) -> None:
    if not found.can_be_shared:
        raise Refused("results.not_yet" if found.survey.closed_at is None else "results.too_few")
    if found.survey.shared_at is not None:
        raise Refused("results.shared")


def _places(arg: str) -> tuple[int, ...]:
    """The open answers that were picked, by their places; Refused("results.quotes")."""
    parts = [part for part in arg.split(".") if part]
    if len(parts) > MOST_QUOTES or any(not part.isdecimal() or len(part) > 6 for part in parts):
        raise Refused("results.quotes", most=MOST_QUOTES)
    return tuple(sorted({int(part) for part in parts}))


def _texts(language: str, found: Results, number: int) -> ui.LayoutView:
    """A page of open answers, as written."""
    page = Page.of(found.texts, number, _SIZE)
    listed = next(text for most in _SHOWN if len(text := "\n".join(_written(language, page.items, most))) <= _ROOM)
    head = f"## {say(language, 'results.texts', title=plain(words.title_of(language, found), 100))}"
    where = place(language, page)
    foot = f"-# {say(language, 'results.texts.order')}" + (f" {where}" if where else "")
    return layout(head, listed, foot, row(turners(language, page, "results", "turn", str(found.survey.id))))


def _written(language: str, items: Sequence[tuple[Question, str]], most: int) -> Iterator[str]:
    before = None
    for question, text in items:
        if question.key != before:
            yield f"**{plain(question.text(language).label)}**"
        before = question.key
        yield f"> {plain(' '.join(text.split()), most)}"


async def _download(interaction: Interaction, reader: Reader, found: Results, kind: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    people = [answer.user_id for answer in found.names if answer.user_id is not None] if kind == "xlsx" else []
    names = await names_of(guild_of(interaction), people)
    content = await asyncio.to_thread(file_of, kind, reader.language, found, names)
    file = discord.File(BytesIO(content), filename=f"feedback-{found.survey.id}.{kind}")
    await tell(interaction, say(reader.language, "results.file"), file=file)


def _preview(reader: Reader, found: Results, picked: Sequence[int]) -> ui.LayoutView:
    """What would be said, in the community's language, and the open answers that could be added."""
    language, survey_id = reader.language, found.survey.id
    offered = [
        SelectOption(label=shorten(" ".join(text.split()), 100) or "…", value=str(number), default=number in picked)
        for number, (_, text) in enumerate(found.texts[:25])
    ]
    choosing = None
    if offered:
        most = min(MOST_QUOTES, len(offered))
        chosen = menu(
            say(language, "results.quotes.pick"),
            custom_id("results", survey_id, "quote"),
            offered,
            min_values=0,
            max_values=most,
        )
        choosing = row([chosen])
    publish = button(
        say(language, "results.button.publish"),
        custom_id("results", survey_id, "publish", ".".join(map(str, picked))),
        style=ButtonStyle.primary,
    )
    return layout(
        say(language, "results.preview"),
        words.told(reader.community.language, found, picked),
        f"-# {say(language, 'results.preview.who')}",
        choosing,
        row([publish]),
    )
