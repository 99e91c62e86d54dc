"""Pulses: organisers have a short form asked in a channel, once or again and again."""

from __future__ import annotations

from datetime import datetime

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.domain import when, zones
from bot.domain.feedback import Survey
from bot.domain.people import Page
from bot.domain.preflight import Purpose
from bot.domain.pulses import FORM, LONGEST, TITLE, USUAL, Pulse
from bot.domain.recurrence import RULES, key_of
from bot.domain.refused import Refused
from bot.services import pulses
from bot.words import count, say
from bot.words import when as in_words
from cogs import _feedback_form as editor
from cogs import _results, _trends
from cogs._actors import Reader
from cogs._autocomplete import option, quietly, when_choices, zone_choices
from cogs._bot import Interaction, NacreBot
from cogs._channel_check import require_allowed
from cogs._commands import choice, described, options
from cogs._describing import kind_name
from cogs._items import Press, button, custom_id, menu, on
from cogs._organisers import organiser_of
from cogs._pages import place, turners
from cogs._panels import layout, row, show
from cogs._text import plain, shorten, stamp

Typed = app_commands.Range[str, 1, 100]
ONCE = "once"
_REPEATS = tuple((rule, f"recurrence.{rule}") for rule in (ONCE, *RULES))
_SIZE = 7  # on a page
_CHOICES = 25  # rounds in a menu: Discord shows no more


async def _offer_coming(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    reader = await organiser_of(interaction)
    found = await interaction.client.nacre.ask(pulses.suggest, reader.actor, typed, coming=True)
    return [option(_choice(reader.language, each), str(each.id)) for each in found]


async def _offer(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    reader = await organiser_of(interaction)
    found = await interaction.client.nacre.ask(pulses.suggest, reader.actor, typed)
    return [option(_choice(reader.language, each), str(each.id)) for each in found]


async def _offer_forms(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The pulse's own form, then those of the kinds of event."""
    language, kinds = (await organiser_of(interaction)).language, interaction.client.kinds
    named = [(kind_name(language, kinds, key), key) for key in (FORM, *(kind.key for kind in kinds))]
    return [option(name, key) for name, key in named if typed.casefold() in name.casefold()]


def _choice(language: str, pulse: Pulse) -> str:
    if pulse.next_at is None:
        return pulse.title
    moment = in_words(language, pulse.next_at, pulse.zone)
    return f"{shorten(pulse.title, 97 - len(moment))} · {moment}"


def _round(reader: Reader, survey: Survey, now: datetime) -> discord.SelectOption:
    state = say(reader.language, "pulse.round.open" if survey.is_open(now) else "pulse.round.closed")
    when = in_words(reader.language, survey.opened_at, reader.zone)
    return discord.SelectOption(label=when[:100], description=state, value=str(survey.id))


class Pulses(commands.Cog):
    pulse = app_commands.Group(
        name="pulse",
        description=described("pulse"),
        default_permissions=discord.Permissions(manage_events=True),
    )

    @pulse.command(name="create", description=described("pulse.create"))
    @options("pulse.create", "title", "channel", "when", "repeat", "days", "form", "zone")
    @app_commands.choices(repeat=[choice(key, value) for value, key in _REPEATS])
    @app_commands.autocomplete(when=when_choices, zone=zone_choices, form=quietly(_offer_forms))
    async def create(
        self,
        interaction: Interaction,
        title: app_commands.Range[str, 1, TITLE],
        channel: discord.TextChannel,
        when: Typed,
        repeat: str | None = None,
        days: app_commands.Range[int, 1, LONGEST] | None = None,
        form: Typed | None = None,
        zone: Typed | None = None,
    ) -> None:
        reader = await organiser_of(interaction)
        made = await _create(interaction, title, channel, when, repeat or ONCE, days or USUAL, form or FORM, zone)
        text = count(
            reader.language,
            "pulse.created",
            made.open_days,
            title=plain(made.title),
            channel=channel.mention,
            when=stamp(made.next_at or made.created_at),
            rule=say(reader.language, f"recurrence.{repeat or ONCE}"),
        )
        await show(interaction, layout(text))

    @pulse.command(name="form", description=described("pulse.form"))
    async def form(self, interaction: Interaction) -> None:
        """What is asked, to be read, tried and changed."""
        await editor.open_form(interaction, FORM)

    @pulse.command(name="list", description=described("pulse.list"))
    async def list_all(self, interaction: Interaction) -> None:
        await _list(interaction, 0)

    @pulse.command(name="results", description=described("pulse.results"))
    @options("pulse.results", "pulse")
    @app_commands.autocomplete(pulse=quietly(_offer))
    async def results(self, interaction: Interaction, pulse: Typed) -> None:
        """Of its only round, or of the one that is chosen."""
        await _results_of(interaction, pulse_id(pulse), 0)

    @pulse.command(name="trend", description=described("pulse.trend"))
    @options("pulse.trend", "pulse")
    @app_commands.autocomplete(pulse=quietly(_offer))
    async def trend(self, interaction: Interaction, pulse: Typed) -> None:
        await _trends.open_trend(interaction, pulse_id(pulse))

    @on("pulse", "rounds")
    async def turn_rounds(self, interaction: Interaction, press: Press) -> None:
        await _results_of(interaction, press.number, press.id)

    @on("pulse", "round")
    async def open_round(self, interaction: Interaction, press: Press) -> None:
        chosen = press.values[0] if press.values else ""
        await _results.open_survey(interaction, int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0)

    @on("pulses", "page")
    async def turn(self, interaction: Interaction, press: Press) -> None:
        await _list(interaction, press.id)

    @pulse.command(name="remove", description=described("pulse.remove"))
    @options("pulse.remove", "pulse")
    @app_commands.autocomplete(pulse=quietly(_offer_coming))
    async def remove(self, interaction: Interaction, pulse: Typed) -> None:
        reader = await organiser_of(interaction)
        gone = await interaction.client.nacre.do(pulses.remove, reader.actor, pulse_id(pulse))
        await show(interaction, layout(say(reader.language, "pulse.removed", title=plain(gone.title))))


async def _create(
    interaction: Interaction,
    title: str,
    channel: discord.TextChannel,
    typed: str,
    repeat: str,
    days: int,
    form: str,
    zone: str | None,
) -> Pulse:
    """Set it up where Nacre may write, with a form there is."""
    reader = await organiser_of(interaction)
    nacre = interaction.client.nacre
    require_allowed(channel, reader.language, Purpose.ANNOUNCEMENTS)
    if form != FORM:
        interaction.client.kinds.get(form)
    known = zones.require(zone) if zone else reader.community.zone
    understood = when.parse(typed, nacre.clock.now(), known)
    rule = None if repeat == ONCE else repeat
    return await nacre.do(
        pulses.create,
        reader.actor,
        channel.id,
        title,
        understood.local,
        understood.zone,
        rule,
        form_name=form,
        open_days=days,
    )


async def _results_of(interaction: Interaction, pulse: int, number: int) -> None:
    """The results of a pulse's only round, or one page of its rounds to choose from."""
    reader = await organiser_of(interaction)
    found = await interaction.client.nacre.ask(pulses.rounds, reader.actor, pulse)
    if len(found) == 1:
        await _results.open_survey(interaction, found[0].id)
        return
    page = Page.of(found, number, _CHOICES)
    rounds = [_round(reader, each, interaction.client.nacre.clock.now()) for each in page.items]
    label = say(reader.language, "pulse.round.placeholder")
    text = f"{say(reader.language, 'pulse.rounds')} {place(reader.language, page)}".rstrip()
    choosing = menu(label, custom_id("pulse", pulse, "round"), rounds)
    compare = button(say(reader.language, "pulse.button.trend"), custom_id("trend", pulse, "show"))
    turning = row([*turners(reader.language, page, "pulse", "rounds", str(pulse)), compare])
    await show(interaction, layout(text, ui.ActionRow(choosing), turning))


async def _list(interaction: Interaction, number: int) -> None:
    """One page of a community's pulses, the next first."""
    reader = await organiser_of(interaction)
    language = reader.language
    found = await interaction.client.nacre.ask(pulses.listing, reader.actor)
    heading = f"## {say(language, 'pulse.list.title')}"
    if not found:
        await show(interaction, layout(f"{heading}\n{say(language, 'pulse.list.none')}"))
        return
    page = Page.of(found, number, _SIZE)
    lines = "\n".join(_line(interaction, language, each) for each in page.items)
    turning = row(turners(language, page, "pulses", "page"))
    await show(interaction, layout(f"{heading}\n{place(language, page)}".rstrip(), lines, turning))


def _line(interaction: Interaction, language: str, pulse: Pulse) -> str:
    key = key_of(pulse.rule, pulse.starts_local) if pulse.rule else ONCE
    again = say(language, f"recurrence.{key}" if key else "announcement.repeats")
    form = kind_name(language, interaction.client.kinds, pulse.form_name)
    if pulse.next_at is None:
        moment = say(language, "pulse.list.over")
    else:
        moment = say(language, "pulse.list.next", when=stamp(pulse.next_at))
    return f"- **{plain(pulse.title)}** · <#{pulse.channel_id}>\n  {moment} · {again} · {form}"


def pulse_id(given: str) -> int:
    """The pulse an option means; Refused("pulse.pick") for text that was not chosen from the list."""
    if not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise Refused("pulse.pick")
    return int(given)


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Pulses())
