"""/certificate: what who was there can show, and anybody can check."""

from __future__ import annotations

import asyncio

from discord import app_commands
from discord.ext import commands

from bot.domain.certificates import LONGEST_NAME, shown
from bot.domain.events import Event
from bot.domain.refused import Refused
from bot.services import certificates
from bot.words import count, say
from bot.words import when as in_words
from cogs._actors import Reader, ask_as_reader, reader_of
from cogs._answers import answer, tell
from cogs._autocomplete import event_id, option, quietly
from cogs._bot import Interaction, NacreBot
from cogs._certificate_picture import address, day, picture, words_of
from cogs._commands import described, options
from cogs._forms import Field, Form, Submission, on_form
from cogs._preflight import guild_of
from cogs._text import Markup, plain, shorten

Typed = app_commands.Range[str, 1, 100]
NAME = Form("certificate", "name", [Field("name", required=True, max_length=LONGEST_NAME)])


async def _offer(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Events that this person was at."""
    reader, found = await ask_as_reader(interaction, certificates.suggest, typed)
    return [option(_named(reader, event), str(event.id)) for event in found]


def _named(reader: Reader, event: Event) -> str:
    moment = in_words(reader.language, event.starts_at, reader.zone)
    return f"{shorten(event.title, 97 - len(moment))} · {moment}"


class Certificates(commands.Cog):
    certificate = app_commands.Group(name="certificate", description=described("certificate"), guild_only=True)

    def __init__(self, bot: NacreBot) -> None:
        self.bot = bot

    @certificate.command(name="get", description=described("certificate.get"))
    @options("certificate.get", "event")
    @app_commands.autocomplete(event=quietly(_offer))
    async def get(self, interaction: Interaction, event: Typed) -> None:
        """Ask which name is to be printed; the one of the certificate they have, else the one they are known by."""
        reader = await reader_of(interaction)
        held, known = await self.bot.nacre.ask(certificates.offered, reader.actor, event_id(event))
        name = known.name if known is not None else interaction.user.display_name
        await NAME.show(interaction, held.id, values={"name": name[:LONGEST_NAME]})

    @on_form(NAME)
    async def named(self, interaction: Interaction, submission: Submission) -> None:
        reader, bot = await reader_of(interaction), self.bot
        language = reader.language
        issued = await bot.nacre.do(certificates.issue, reader.actor, submission.id, submission["name"], language)
        await interaction.response.defer(ephemeral=True, thinking=True)
        words = words_of(language, issued, guild_of(interaction).name, bot.public_url)
        file = await asyncio.to_thread(picture, words, submission.id)
        code = issued.certificate.code
        where = address(bot.public_url, code)
        key = "certificate.ready_at" if where else "certificate.ready"
        text = say(language, key, title=plain(issued.event.title, 100), code=shown(code), address=where)
        await tell(interaction, text, file=file)

    @certificate.command(name="verify", description=described("certificate.verify"))
    @options("certificate.verify", "code")
    async def verify(self, interaction: Interaction, code: Typed) -> None:
        found = await self.bot.nacre.ask(certificates.verify, code)
        if found is None:
            raise Refused("certificate.unknown")
        language = (await reader_of(interaction)).language
        minutes = found.certificate.minutes
        await answer(
            interaction,
            "certificate.genuine",
            name=found.certificate.name,
            title=found.event.title,
            day=Markup(day(language, found.event)),
            minutes=Markup(count(language, "certificate.minutes", minutes) if minutes else ""),
            code=Markup(shown(found.certificate.code)),
        )


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Certificates(bot))
