"""Polls: organisers and mentors ask a quick question as one of Discord's own polls; its result is kept.

`/poll` carries no default permission, as mentors need not be allowed to manage events.
"""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.events import Purpose
from bot.domain.people import Duty, duties
from bot.domain.polls import OPTION, QUESTION, Poll, PollStatus, options_of, require_asking
from bot.domain.preflight import Purpose as Use
from bot.domain.refused import Refused
from bot.services import events, forms, polls
from bot.words import say
from cogs import _polls as words
from cogs._actors import Reader, reader_of
from cogs._answers import refuse
from cogs._autocomplete import event_choices, event_id, option, quietly
from cogs._bot import Interaction, NacreBot
from cogs._channel_check import open_to_all, require_allowed
from cogs._commands import choice, described, options
from cogs._forms import Field, Form, Kind, Submission, on_form
from cogs._items import Press, button, custom_id, on, panel
from cogs._letters_polls import votes
from cogs._panels import layout, show
from cogs._preflight import guild_of
from cogs._text import stamp

Typed = app_commands.Range[str, 1, 100]
_HOURS = (1, 4, 8, 24, 72, 168, 336)  # as Discord's own dialogue offers
_LASTS = tuple((str(hours), f"poll.hours.{hours}") for hours in _HOURS)
_ONE_OR_MORE = (("one", "poll.choose.one"), ("several", "poll.choose.several"))
_SIZE = 7  # on a page
_PATIENCE = 2.5  # seconds: an interaction has three

ASK = Form(
    "poll",
    "ask",
    (
        Field("question", required=True, max_length=QUESTION),
        Field("answers", Kind.TEXT, required=True, max_length=10 * (OPTION + 2)),
        Field("lasts", Kind.CHOICE, required=True, choices=_LASTS),
        Field("choose", Kind.CHOICE, required=True, choices=_ONE_OR_MORE),
    ),
)


async def _offer(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    reader = await reader_of(interaction)
    found = await interaction.client.nacre.ask(polls.latest, reader.actor, typed)
    return [option(words.choice_of(reader.language, each), str(each.id)) for each in found]


class Polls(commands.Cog):
    poll = app_commands.Group(name="poll", description=described("poll"))

    @poll.command(name="ask", description=described("poll.ask"))
    @options("poll.ask", "question", "answers", "lasts", "choose", "channel", "event")
    @app_commands.choices(
        lasts=[choice(key, value) for value, key in _LASTS], choose=[choice(key, value) for value, key in _ONE_OR_MORE]
    )
    @app_commands.autocomplete(event=event_choices(Purpose.SEE))
    async def ask(
        self,
        interaction: Interaction,
        question: app_commands.Range[str, 1, QUESTION],
        answers: app_commands.Range[str, 1, 600] | None = None,
        lasts: str | None = None,
        choose: str | None = None,
        channel: discord.TextChannel | None = None,
        event: Typed | None = None,
    ) -> None:
        """Without answers a form opens, where they stand one a line; what is refused comes back as it was typed."""
        reader = await reader_of(interaction)
        require_asking(reader.actor, reader.community)
        about = event_id(event) if event else 0
        where = channel.id if channel is not None else 0 if about else interaction.channel_id or 0
        values = {
            "question": question,
            "answers": answers or "",
            "lasts": lasts or "24",
            "choose": choose or "one",
        }
        token, arg = interaction.id, f"{about}.{where}"
        if not answers:
            await ASK.show(interaction, token, arg, values=values)
            return
        try:
            await _ask(interaction, reader, Submission("poll", token, "ask", arg, values))
        except Refused as refused:
            name = custom_id("poll", token, "ask", arg)
            await interaction.client.nacre.do(forms.keep, reader.actor, name, values)
            back = custom_id("form", reader.community.id, "back", name.replace(":", ".", 3))
            await refuse(interaction, refused, view=panel(button(say(reader.language, "event.again.button"), back)))

    @on_form(ASK)
    async def asked(self, interaction: Interaction, given: Submission) -> None:
        await _ask(interaction, await reader_of(interaction), given)

    @poll.command(name="results", description=described("poll.results"))
    @options("poll.results", "poll")
    @app_commands.autocomplete(poll=quietly(_offer))
    async def results(self, interaction: Interaction, poll: Typed | None = None) -> None:
        if poll is None:
            await _list(interaction, 0)
            return
        await _open(interaction, _poll_id(poll))

    @on("polls", "page")
    async def turn(self, interaction: Interaction, press: Press) -> None:
        await _list(interaction, press.id)

    @on("polls", "open")
    async def open_chosen(self, interaction: Interaction, press: Press) -> None:
        await _open(interaction, _poll_id(press.values[0] if press.values else ""))

    @on("poll", "end")
    async def end(self, interaction: Interaction, press: Press) -> None:
        reader = await reader_of(interaction)
        await interaction.client.nacre.do(polls.end, reader.actor, press.id)
        await show(interaction, layout(say(reader.language, "poll.ending")))


async def _ask(interaction: Interaction, reader: Reader, given: Submission) -> None:
    """Post it where Nacre may post polls, and where the one who asks may write themselves."""
    require_asking(reader.actor, reader.community)
    about, _, where = given.arg.partition(".")
    event = int(about) if about.isdecimal() and int(about) else None
    channel = _channel(interaction, reader, int(where)) if where.isdecimal() and int(where) else None
    if channel is None and event is not None:
        await _require_thread(interaction, reader, event)
    readable = channel is not None and open_to_all(_checked(channel))
    made = await interaction.client.nacre.do(
        polls.ask,
        reader.actor,
        given["question"],
        options_of(given["answers"]),
        hours=int(given["lasts"]) if given["lasts"].isdecimal() else 0,
        multiple=given["choose"] == "several",
        channel_id=channel.id if channel is not None else None,
        channel_open_to_all=readable,
        event_id=event,
    )
    place = channel.mention if channel is not None else f"<#{made.channel_id}>"
    text = say(reader.language, "poll.asked", channel=place, when=stamp(made.closes_at))
    await show(interaction, layout(text))


Place = discord.abc.GuildChannel | discord.Thread


def _channel(interaction: Interaction, reader: Reader, channel_id: int) -> Place:
    """Refused: event.channel_gone, event.channel_permissions, poll.channel_closed."""
    guild = guild_of(interaction)
    here = interaction.channel if interaction.channel_id == channel_id else None
    channel = guild.get_channel_or_thread(channel_id) or (here if isinstance(here, discord.Thread) else None)
    if channel is None:
        raise Refused("event.channel_gone")
    require_allowed(_checked(channel), reader.language, Use.POLLS)
    _require_own_word(interaction, reader, _checked(channel), in_thread=isinstance(channel, discord.Thread))
    return channel


def _require_own_word(
    interaction: Interaction, reader: Reader, channel: discord.abc.GuildChannel, *, in_thread: bool
) -> None:
    """Organisers post wherever Nacre may, mentors where they may write themselves. Refused: poll.channel_closed."""
    if Duty.ORGANISER in duties(reader.actor, reader.community):
        return
    held = channel.permissions_for(_member(interaction))
    may_write = held.send_messages_in_threads if in_thread else held.send_messages
    if not (held.view_channel and may_write):
        raise Refused("poll.channel_closed")


async def _require_thread(interaction: Interaction, reader: Reader, event_id: int) -> None:
    """The event's thread is a place like any other. Refused: event.unknown, poll.channel_closed."""
    event = (await interaction.client.nacre.ask(events.show, reader.actor, event_id)).event
    channel = guild_of(interaction).get_channel(event.channel_id or reader.community.announce_channel_id or 0)
    if channel is not None:
        _require_own_word(interaction, reader, channel, in_thread=True)


def _checked(channel: Place) -> discord.abc.GuildChannel:
    """The channel whose permissions count: of a thread, the one it is in."""
    if not isinstance(channel, discord.Thread):
        return channel
    if channel.parent is None:
        raise Refused("event.channel_gone")
    return channel.parent


def _member(interaction: Interaction) -> discord.Member:
    assert isinstance(interaction.user, discord.Member)  # noqa: S101 - commands and buttons of a server only
    return interaction.user


async def _so_far(interaction: Interaction, poll: Poll) -> tuple[int, ...] | None:
    """The votes of one that is open, read now; None when Discord does not say in time."""
    if poll.status is not PollStatus.OPEN or poll.message_id is None:
        return None
    message = interaction.client.get_partial_messageable(poll.channel_id).get_partial_message(poll.message_id)
    try:
        found = (await asyncio.wait_for(message.fetch(), _PATIENCE)).poll
    except (discord.HTTPException, TimeoutError):
        return None
    return votes(poll, found) if found is not None else None


async def _open(interaction: Interaction, poll_id: int) -> None:
    reader = await reader_of(interaction)
    found = await interaction.client.nacre.ask(polls.show, reader.actor, poll_id)
    await show(interaction, words.alone(reader.language, found, await _so_far(interaction, found)))


async def _list(interaction: Interaction, number: int) -> None:
    reader = await reader_of(interaction)
    page = await interaction.client.nacre.ask(polls.listing, reader.actor, number, _SIZE)
    await show(interaction, words.several(reader.language, page))


def _poll_id(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise Refused("poll.pick")
    return int(given)


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Polls())
