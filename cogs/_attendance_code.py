"""The check-in code, as organisers show it: in letters, to say aloud, and as a picture to scan."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.ext import commands

from bot.domain import when
from bot.domain.checkin import CheckedIn, CheckIn, Code, NotNow, Wait
from bot.domain.events import Event
from bot.domain.refused import Refused
from bot.services import attendance
from bot.words import say
from cogs._actors import Reader, do_as_reader
from cogs._answers import tell
from cogs._items import Control, Press, button, custom_id, on
from cogs._organisers import organiser_of
from cogs._panels import layout, row
from cogs._text import plain, stamp

if TYPE_CHECKING:
    from cogs._bot import Interaction

_SCALE = 12  # pixels a module: large enough to scan from a projected screen


class Codes(commands.Cog):
    @on("attendance", "code")
    async def again(self, interaction: Interaction, press: Press) -> None:
        await show_code(interaction, press.id)

    @on("attendance", "new_code")
    async def renew(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        event, code = await interaction.client.nacre.do(attendance.new_code, reader.actor, press.id)
        await _show(interaction, reader, event, code)

    @on("attendance", "close_code")
    async def close(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        event = await interaction.client.nacre.do(attendance.close_code, reader.actor, press.id)
        text = say(reader.language, "attendance.code.closed", title=plain(event.title, 100))
        again = _button(reader, event, "code", "again")
        await interaction.response.edit_message(view=layout(text, row([again])), attachments=[])


async def show_code(interaction: Interaction, event_id: int, opens: str = "", closes: str = "") -> None:
    """The event's code, made when it has none; the times are as people type them, on the event's clock."""
    reader = await organiser_of(interaction)
    nacre = interaction.client.nacre
    times: list[datetime | None] = [None, None]
    if opens or closes:
        now, zone = nacre.clock.now(), (await nacre.ask(attendance.code_of, reader.actor, event_id))[0].zone
        times = [when.parse(typed, now, zone).instant if typed else None for typed in (opens, closes)]
    event, code = await nacre.do(attendance.open_code, reader.actor, event_id, *times)
    await _show(interaction, reader, event, code)


async def _show(interaction: Interaction, reader: Reader, event: Event, code: Code) -> None:
    """In place of the message a click came from; after a command, as a new private message."""
    picture = await asyncio.to_thread(qr_picture, f"/checkin code:{code.shown}")
    alt = say(reader.language, "attendance.code.alt", code=code.shown)
    file = discord.File(BytesIO(picture), filename=f"check-in-{event.id}.png", description=alt)
    view = _panel(reader, event, code, file)
    message = interaction.message
    if message is not None and message.flags.ephemeral:
        await interaction.response.edit_message(view=view, attachments=[file])
    else:
        await tell(interaction, view=view, file=file)


def _panel(reader: Reader, event: Event, code: Code, file: discord.File) -> ui.LayoutView:
    language = reader.language
    window = say(language, "attendance.code.window", opens=stamp(code.opens_at), closes=stamp(code.closes_at))
    how = say(language, "attendance.code.how", title=plain(event.title, 100), code=code.shown)
    return layout(
        f"# {code.shown}",
        f"{how}\n{window}",
        ui.MediaGallery(discord.MediaGalleryItem(file, description=file.description)),
        f"-# {say(language, 'attendance.code.told')}",
        row([_button(reader, event, "new_code", "new"), _button(reader, event, "close_code", "close")]),
    )


def _button(reader: Reader, event: Event, verb: str, label: str) -> Control:
    return button(say(reader.language, f"attendance.code.button.{label}"), custom_id("attendance", event.id, verb))


def qr_picture(text: str) -> bytes:
    """A PNG, black on white, with the quiet zone of four modules that the standard (ISO/IEC 18004) asks for."""
    import segno  # only needed for this: 10 ms and some memory

    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=_SCALE, border=4)
    return out.getvalue()


async def check_in(interaction: Interaction, typed: str) -> None:
    """What became of a code that somebody typed; Refused("checkin.…") when it did not work."""
    reader, done = await do_as_reader(interaction, attendance.check_in, typed)
    text = _outcome(reader.language, done, interaction.client.nacre.clock.now())
    await interaction.response.send_message(text, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())


def _outcome(language: str, done: CheckIn, now: datetime) -> str:
    match done:
        case CheckedIn():
            key = "checkin.again" if done.again else "checkin.done"
            return say(language, key, title=plain(done.event.title, 100))
        case NotNow() if now < done.opens_at:
            raise Refused("checkin.early", title=done.event.title, opens=done.opens_at)
        case NotNow():
            raise Refused("checkin.late", title=done.event.title, closed=done.closes_at)
        case Wait():
            raise Refused("checkin.wait", until=done.until)
        case _:
            raise Refused("checkin.wrong", n=done.left)
