"""/attendance import: a participant list of Zoom or Teams becomes attendance, after a review of what is doubtful."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import ui
from discord.ext import commands

from bot.domain.imports import Noted, Review, Row
from bot.domain.participants import LARGEST, ParticipantList, parse
from bot.domain.people import Page
from bot.domain.refused import Refused
from bot.services import imports
from bot.words import count, listing, say
from cogs._attendance_hand import untold
from cogs._import_members import members_of
from cogs._items import Control, Press, button, custom_id, on
from cogs._organisers import organiser_of
from cogs._pages import place, turners
from cogs._panels import layout, row, show
from cogs._people import require_people
from cogs._preflight import guild_of
from cogs._text import plain

if TYPE_CHECKING:
    from cogs._bot import Interaction

_SIZE = 10  # names on a page
_NAMED = 30  # names that count nowhere and are told one by one


async def begin(interaction: Interaction, event_id: int, file: discord.Attachment | None) -> None:
    """Read a list and show what was found in it; without a file, the review that was left."""
    reader, nacre = await organiser_of(interaction), interaction.client.nacre
    if file is None:
        await _show(interaction, await nacre.ask(imports.resume, reader.actor, event_id))
        return
    likely = await nacre.ask(imports.answered, reader.actor, event_id)
    await interaction.response.defer(ephemeral=True, thinking=True)
    read = await asyncio.to_thread(parse, await _content(file))
    members = await members_of(guild_of(interaction), likely, [person.name for person in read.people])
    drafts = await asyncio.to_thread(imports.matched, read.people, members)
    review = await nacre.do(imports.begin, reader.actor, event_id, read.format, drafts)
    await _show(interaction, review, said=_told(reader.language, read))


async def _content(file: discord.Attachment) -> bytes:
    if file.size > LARGEST:
        raise Refused("import.too_large", megabytes=LARGEST // 1_000_000)
    try:
        return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError):
        raise Refused("import.not_read") from None


def _told(language: str, read: ParticipantList) -> str:
    lines = [say(language, f"import.read.{read.format}")]
    if read.absent:
        lines.append(count(language, "import.absent", read.absent))
    if read.nameless:
        lines.append(count(language, "import.nameless", read.nameless))
    return " ".join(lines)


class Imports(commands.Cog):
    @on("import", "open")
    async def opened(self, interaction: Interaction, press: Press) -> None:
        await _show(interaction, await _review(interaction, press.id))

    @on("import", "page")
    async def turned(self, interaction: Interaction, press: Press) -> None:
        await _show(interaction, await _review(interaction, press.number), press.id)

    @on("import", "row")
    async def asked(self, interaction: Interaction, press: Press) -> None:
        """One name; 0 is the first that nobody decided."""
        await _ask(interaction, await _review(interaction, press.id), press.number)

    @on("import", "yes")
    async def confirmed(self, interaction: Interaction, press: Press) -> None:
        """Whom the message named, whatever was decided since."""
        row_id, _, person = press.arg.partition(".")
        await _decide(interaction, press.id, row_id, int(person) if person.isdecimal() else None)

    @on("import", "pick")
    async def chosen(self, interaction: Interaction, press: Press) -> None:
        person = int(press.values[0])
        require_people(interaction, [person])
        await _decide(interaction, press.id, press.arg, person)

    @on("import", "nobody")
    async def nobody(self, interaction: Interaction, press: Press) -> None:
        await _decide(interaction, press.id, press.arg, None)

    @on("import", "note")
    async def noted(self, interaction: Interaction, press: Press) -> None:
        await _finish(interaction, press.id, leave_open=False)

    @on("import", "rest")
    async def noted_without_the_rest(self, interaction: Interaction, press: Press) -> None:
        await _finish(interaction, press.id, leave_open=True)

    @on("import", "discard")
    async def discarded(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        await interaction.client.nacre.do(imports.discard, reader.actor, press.id)
        await show(interaction, layout(say(reader.language, "import.discarded")))


async def _review(interaction: Interaction, import_id: int) -> Review:
    reader = await organiser_of(interaction)
    return await interaction.client.nacre.ask(imports.review, reader.actor, import_id)


async def _decide(interaction: Interaction, import_id: int, row_id: str, person: int | None) -> None:
    reader = await organiser_of(interaction)
    number = int(row_id) if row_id.isdecimal() else 0
    review = await interaction.client.nacre.do(imports.decide, reader.actor, import_id, number, person)
    following = next((each.id for each in review.open if each.id > number), 0)
    if following or review.open:
        await _ask(interaction, review, following)
    else:
        await _show(interaction, review)


async def _finish(interaction: Interaction, import_id: int, *, leave_open: bool) -> None:
    reader = await organiser_of(interaction)
    noted = await interaction.client.nacre.do(imports.finish, reader.actor, import_id, leave_open=leave_open)
    hint = await untold(interaction, reader.language, noted.event)
    await show(interaction, layout(_done(reader.language, noted), hint))


def _done(language: str, noted: Noted) -> str:
    """Whoever counts nowhere is told by name, for the last time."""
    text = count(language, "import.noted", noted.people, title=plain(noted.event.title, 100))
    if not noted.nobody:
        return text
    names = [plain(name, 40) for name in noted.nobody[:_NAMED]]
    if len(noted.nobody) > _NAMED:
        names.append(count(language, "import.more", len(noted.nobody) - _NAMED))
    return f"{text}\n{count(language, 'import.not_noted', len(noted.nobody), names=listing(language, names))}"


async def _show(interaction: Interaction, review: Review, number: int = 0, said: str = "") -> None:
    await show(interaction, _panel((await organiser_of(interaction)).language, review, number, said))


def _panel(language: str, review: Review, number: int, said: str) -> ui.LayoutView:
    """Whom was found, ten on a page, and what is to be done next."""
    found, waiting = review.found, review.open
    counts = " · ".join(
        count(language, f"import.count.{name}", len(rows))
        for name, rows in (("found", found), ("open", waiting), ("nobody", review.nobody))
    )
    page = Page.of(found, number, _SIZE)
    lines = [_found(language, each) for each in page.items] or [say(language, "import.none_found")]
    return layout(
        f"## {say(language, 'import.title', title=plain(review.event.title, 100))}",
        said,
        f"{counts}\n{say(language, 'import.how')}",
        "\n".join([*lines, place(language, page)]).rstrip(),
        row(turners(language, page, "import", "page", str(review.id))),
        row(_next(language, review)),
    )


def _found(language: str, found: Row) -> str:
    return f"{plain(found.name, 80)} → <@{found.person}>{_minutes(language, found)}"


def _minutes(language: str, listed: Row) -> str:
    return "" if listed.minutes is None else " · " + count(language, "import.minutes", listed.minutes)


def _next(language: str, review: Review) -> list[Control]:
    """What comes first is decided first: nobody is noted by oversight."""
    primary, plain_style = discord.ButtonStyle.primary, discord.ButtonStyle.secondary
    n = len(review.found)
    made = []
    if review.to_review:
        key = "import.button.decide" if review.open else "import.button.look"
        style = primary if review.open else plain_style
        made.append(button(say(language, key), custom_id("import", review.id, "row", 0), style=style))
    if review.open:
        made.append(button(count(language, "import.button.rest", n), custom_id("import", review.id, "rest")))
    else:
        label = count(language, "import.button.note", n)
        made.append(button(label, custom_id("import", review.id, "note"), style=primary))
    made.append(button(say(language, "import.button.discard"), custom_id("import", review.id, "discard")))
    return made


async def _ask(interaction: Interaction, review: Review, row_id: int) -> None:
    """Whose name is this? A row that is gone, or 0, is the first that nobody decided, else the first of all."""
    language = (await organiser_of(interaction)).language
    listed = review.to_review
    if not listed:
        await _show(interaction, review)
        return
    ids = [each.id for each in listed]
    first = next((each.id for each in listed if each.is_open), ids[0])
    at = ids.index(row_id if row_id in ids else first)
    await show(interaction, _question(language, review, listed, at))


def _question(language: str, review: Review, listed: tuple[Row, ...], at: int) -> ui.LayoutView:
    asked = listed[at]
    name = f"**{plain(asked.name, 100)}**{_minutes(language, asked)}"
    picker = ui.UserSelect[ui.LayoutView](
        custom_id=custom_id("import", review.id, "pick", asked.id), placeholder=say(language, "import.pick")
    )
    buttons = []
    if asked.is_open and asked.user_id is not None:
        yes = custom_id("import", review.id, "yes", f"{asked.id}.{asked.user_id}")
        buttons.append(button(say(language, "import.button.yes"), yes, style=discord.ButtonStyle.primary))
    buttons.append(button(say(language, "import.button.nobody"), custom_id("import", review.id, "nobody", asked.id)))
    around = [
        button(say(language, f"import.button.{verb}"), custom_id("import", review.id, "row", listed[where].id))
        for verb, where in (("before", at - 1), ("after", at + 1))
        if 0 <= where < len(listed)
    ]
    around.append(button(say(language, "import.button.back"), custom_id("import", review.id, "open")))
    return layout(
        f"## {say(language, 'import.title', title=plain(review.event.title, 100))}",
        f"{say(language, 'import.name_of', number=at + 1, total=len(listed))}\n{name}\n{_so_far(language, asked)}",
        ui.ActionRow(Control(picker)),
        row(buttons),
        row(around),
    )


def _so_far(language: str, asked: Row) -> str:
    if asked.decided:
        person = f"<@{asked.user_id}>"
        return say(language, "import.decided", person=person) if asked.user_id else say(language, "import.is_nobody")
    if asked.user_id is None:
        return say(language, "import.unlike")
    return say(language, "import.perhaps", person=f"<@{asked.user_id}>")
