"""Announcements of their own: organisers schedule a text for a channel, once or repeating."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain import when, zones
from bot.domain.announcements import TEXT, Announcement
from bot.domain.people import Page
from bot.domain.preflight import Purpose
from bot.domain.recurrence import RULES, key_of
from bot.domain.refused import Refused
from bot.services import announcements, forms
from bot.words import say
from bot.words import when as in_words
from cogs._actors import Reader
from cogs._answers import refuse
from cogs._autocomplete import option, quietly, when_choices, zone_choices
from cogs._bot import Interaction, NacreBot
from cogs._channel_check import require_allowed
from cogs._commands import choice, described, options
from cogs._forms import Field, Form, Kind, Submission, on_form
from cogs._items import Press, button, custom_id, on, panel
from cogs._organisers import organiser_of
from cogs._pages import place, turners
from cogs._panels import layout, row, show
from cogs._preflight import guild_of
from cogs._text import plain, shorten, stamp

Typed = app_commands.Range[str, 1, 100]
ONCE = "once"
_REPEATS = tuple((rule, f"recurrence.{rule}") for rule in (ONCE, *RULES))
_SHOWN = 200  # characters of each announcement in a list
_SIZE = 7  # on a page

ADD = Form(
    "announcement",
    "add",
    (
        Field("text", Kind.TEXT, required=True, max_length=TEXT),
        Field("when", required=True, max_length=60),
        Field("repeat", Kind.CHOICE, required=True, choices=_REPEATS),
        Field("channel", Kind.CHANNEL, required=True),
        Field("zone", max_length=60),
    ),
)


async def _offer(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    reader = await organiser_of(interaction)
    found = await interaction.client.nacre.ask(announcements.suggest, reader.actor, typed)
    return [option(_choice(reader.language, each), str(each.id)) for each in found]


def _choice(language: str, announcement: Announcement) -> str:
    text = shorten(" ".join(announcement.text.split()), 60)
    if announcement.next_at is None:
        return text
    return f"{text} · {in_words(language, announcement.next_at, announcement.zone)}"


class Announcements(commands.Cog):
    announcement = app_commands.Group(
        name="announcement",
        description=described("announcement"),
        default_permissions=discord.Permissions(manage_events=True),
    )

    @announcement.command(name="add", description=described("announcement.add"))
    @options("announcement.add", "channel", "when", "text", "repeat", "zone")
    @app_commands.choices(repeat=[choice(key, value) for value, key in _REPEATS])
    @app_commands.autocomplete(when=when_choices, zone=zone_choices)
    async def add(
        self,
        interaction: Interaction,
        channel: discord.TextChannel,
        when: Typed,
        text: app_commands.Range[str, 1, TEXT] | None = None,
        repeat: str | None = None,
        zone: Typed | None = None,
    ) -> None:
        """Without a text a form opens, where it can have lines; what is refused comes back in that form."""
        reader = await organiser_of(interaction)
        values = {
            "text": text or "",
            "when": when,
            "repeat": repeat or ONCE,
            "channel": str(channel.id),
            "zone": zone or "",
        }
        token = interaction.id
        if not text:
            await ADD.show(interaction, token, values=values)
            return
        try:
            await _add(interaction, reader, Submission("announcement", token, "add", "", values))
        except Refused as refused:
            await interaction.client.nacre.do(forms.keep, reader.actor, custom_id("announcement", token, "add"), values)
            back = custom_id("form", reader.community.id, "back", f"announcement.{token}.add")
            await refuse(interaction, refused, view=panel(button(say(reader.language, "event.again.button"), back)))

    @on_form(ADD)
    async def added(self, interaction: Interaction, given: Submission) -> None:
        await _add(interaction, await organiser_of(interaction), given)

    @announcement.command(name="list", description=described("announcement.list"))
    async def list_all(self, interaction: Interaction) -> None:
        await _list(interaction, 0)

    @on("announcement", "page")
    async def turn(self, interaction: Interaction, press: Press) -> None:
        await _list(interaction, press.id)

    @announcement.command(name="remove", description=described("announcement.remove"))
    @options("announcement.remove", "announcement")
    @app_commands.autocomplete(announcement=quietly(_offer))
    async def remove(self, interaction: Interaction, announcement: Typed) -> None:
        reader = await organiser_of(interaction)
        if not announcement.isascii() or not announcement.isdecimal() or len(announcement) > 9:
            raise Refused("announcement.pick")
        gone = await interaction.client.nacre.do(announcements.remove, reader.actor, int(announcement))
        text = plain(" ".join(gone.text.split()), _SHOWN)
        await show(interaction, layout(say(reader.language, "announcement.removed", text=text)))


async def _list(interaction: Interaction, number: int) -> None:
    """One page of what is scheduled, the next first."""
    reader = await organiser_of(interaction)
    language = reader.language
    found = await interaction.client.nacre.ask(announcements.listing, reader.actor)
    if not found:
        await show(interaction, layout(say(language, "announcement.list.empty")))
        return
    page = Page.of(found, number, _SIZE)
    heading = f"## {say(language, 'announcement.list.title')}\n{place(language, page)}".rstrip()
    lines = "\n".join(_line(language, each) for each in page.items)
    await show(interaction, layout(heading, lines, row(turners(language, page, "announcement", "page"))))


async def _add(interaction: Interaction, reader: Reader, given: Submission) -> None:
    """Schedule it where Nacre may write, and say when it comes first."""
    nacre, language = interaction.client.nacre, reader.language
    channel = _channel(interaction, given)
    require_allowed(channel, language, Purpose.ANNOUNCEMENTS)
    zone = zones.require(given["zone"]) if given["zone"] else reader.community.zone
    understood = when.parse(given["when"], nacre.clock.now(), zone)
    rule = None if given["repeat"] in ("", ONCE) else given["repeat"]
    made = await nacre.do(
        announcements.schedule, reader.actor, channel.id, given["text"], understood.local, understood.zone, rule
    )
    text = say(
        language,
        "announcement.added",
        channel=channel.mention,
        when=stamp(made.next_at or understood.instant),
        rule=say(language, f"recurrence.{rule or ONCE}"),
    )
    await show(interaction, layout(text))


def _channel(interaction: Interaction, given: Submission) -> discord.abc.GuildChannel:
    channel_id = next(iter(given.ids("channel")), None)
    if channel_id is None:
        raise Refused("announcement.channel_missing")
    channel = guild_of(interaction).get_channel(channel_id)
    if channel is None:
        raise Refused("event.channel_gone")
    return channel


def _line(language: str, announcement: Announcement) -> str:
    if announcement.next_at is None:
        moment = say(language, "announcement.list.over")
    else:
        moment = say(language, "announcement.list.next", when=stamp(announcement.next_at))
    key = key_of(announcement.rule, announcement.starts_local) if announcement.rule else ONCE
    again = say(language, f"recurrence.{key}" if key else "announcement.repeats")
    text = plain(" ".join(announcement.text.split()), _SHOWN)
    return f"- <#{announcement.channel_id}> · {moment} · {again}\n  {text}"


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Announcements())
