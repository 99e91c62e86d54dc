"""The plan of an event in Discord: its steps, and the reminders that organisers add to it."""

from __future__ import annotations

from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain import when
from bot.domain.events import Event, Purpose
from bot.domain.refused import Refused
from bot.domain.reminders import TEXT, Reminder, Target
from bot.services import events, forms, planning, reminders
from bot.words import say
from cogs._actors import Reader
from cogs._answers import refuse
from cogs._autocomplete import event_choices, event_id, option, quietly
from cogs._bot import Interaction, NacreBot
from cogs._commands import choice, described, options
from cogs._event_words import fitting
from cogs._forms import Field, Form, Kind, Submission, on_form
from cogs._items import Press, button, custom_id, on, panel
from cogs._leads import lead
from cogs._organisers import organiser_of
from cogs._panels import layout, show
from cogs._plan import show_plan
from cogs._text import Markup, plain, shorten, stamp

Typed = app_commands.Range[str, 1, 100]
_TARGETS = tuple((target.value, f"reminder.to.{target}") for target in Target)
_SHOWN = 100  # characters of each reminder in a list of up to twenty
_MOST = 3500  # characters of such a list

ADD = Form(
    "reminder",
    "add",
    (
        Field("before", required=True, max_length=60),
        Field("text", Kind.TEXT, required=True, max_length=TEXT),
        Field("to", Kind.CHOICE, required=True, choices=_TARGETS),
        Field("role", Kind.ROLES),
    ),
)


async def _offer_reminders(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    reader = await organiser_of(interaction)
    found = await interaction.client.nacre.ask(reminders.suggest, reader.actor, typed)
    return [option(_choice(reader.language, reminder, event), str(reminder.id)) for reminder, event in found]


def _choice(language: str, reminder: Reminder, event: Event) -> str:
    key = "reminder.choice" if reminder.minutes else "reminder.choice_at_start"
    text = " ".join(reminder.text.split())
    return say(language, key, lead=lead(language, reminder.minutes), title=shorten(event.title, 45), text=text)


class Plans(commands.Cog):
    reminder = app_commands.Group(
        name="reminder",
        description=described("reminder"),
        default_permissions=discord.Permissions(manage_events=True),
    )

    @reminder.command(name="add", description=described("reminder.add"))
    @options("reminder.add", "event", "before", "text", "to", "role")
    @app_commands.choices(to=[choice(key, value) for value, key in _TARGETS])
    @app_commands.autocomplete(event=event_choices(Purpose.REMIND))
    async def add(
        self,
        interaction: Interaction,
        event: Typed,
        before: Typed,
        text: app_commands.Range[str, 1, TEXT] | None = None,
        to: str | None = None,
        role: discord.Role | None = None,
    ) -> None:
        """A role that is chosen says for whom it is; without a text a form opens."""
        reader = await organiser_of(interaction)
        number = event_id(event)
        values = {
            "before": before,
            "text": text or "",
            "to": to or (Target.ROLE if role else Target.GOING).value,
            "role": str(role.id) if role else "",
        }
        if not text:
            await interaction.client.nacre.ask(events.show, reader.actor, number)
            await ADD.show(interaction, number, values=values)
            return
        try:
            await _add(interaction, reader, number, Submission("reminder", number, "add", "", values))
        except Refused as refused:
            await interaction.client.nacre.do(forms.keep, reader.actor, custom_id("reminder", number, "add"), values)
            back = custom_id("form", reader.community.id, "back", f"reminder.{number}.add")
            await refuse(interaction, refused, view=panel(button(say(reader.language, "event.again.button"), back)))

    @on_form(ADD)
    async def added(self, interaction: Interaction, given: Submission) -> None:
        await _add(interaction, await organiser_of(interaction), given.id, given)

    @reminder.command(name="list", description=described("reminder.list"))
    @options("reminder.list", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.REMIND))
    async def list_all(self, interaction: Interaction, event: Typed) -> None:
        reader = await organiser_of(interaction)
        nacre, language = interaction.client.nacre, reader.language
        found = await nacre.ask(reminders.listing, reader.actor, event_id(event))
        about = (await nacre.ask(events.show, reader.actor, event_id(event))).event
        title = plain(about.title)
        if not found:
            await show(interaction, layout(say(language, "reminder.list.empty", title=title)))
            return
        heading = f"## {say(language, 'reminder.list.title', title=title)}"
        await show(interaction, layout(heading, fitting((_line(language, each, about) for each in found), _MOST)))

    @reminder.command(name="remove", description=described("reminder.remove"))
    @options("reminder.remove", "reminder")
    @app_commands.autocomplete(reminder=quietly(_offer_reminders))
    async def remove(self, interaction: Interaction, reminder: Typed) -> None:
        reader = await organiser_of(interaction)
        if not reminder.isascii() or not reminder.isdecimal() or len(reminder) > 9:
            raise Refused("reminder.pick")
        gone = await interaction.client.nacre.do(reminders.remove, reader.actor, int(reminder))
        text = plain(" ".join(gone.text.split()), _SHOWN)
        await show(interaction, layout(say(reader.language, "reminder.removed", text=text)))

    @on("plan", "add")
    async def open_form(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        await interaction.client.nacre.ask(events.show, reader.actor, press.id)
        await ADD.show(interaction, press.id, "plan", values={"to": Target.GOING.value})

    @on("plan", "change")
    async def change(self, interaction: Interaction, press: Press) -> None:
        """Leave a step out, or bring it back."""
        reader = await organiser_of(interaction)
        what, _, step = press.values[0].partition("|")
        use_case = planning.unskip if what == "unskip" else planning.skip
        await interaction.client.nacre.do(use_case, reader.actor, press.id, step)
        await show_plan(interaction, press.id)


async def _add(interaction: Interaction, reader: Reader, event_number: int, given: Submission) -> None:
    """Add a reminder; back to the plan when the form was opened from there."""
    nacre, language = interaction.client.nacre, reader.language
    role_id = next(iter(given.ids("role")), None)
    made = await nacre.do(
        reminders.add,
        reader.actor,
        event_number,
        when.parse_lead(given["before"]),
        given["text"],
        Target(given["to"]),
        role_id,
    )
    if given.arg == "plan":
        await show_plan(interaction, event_number)
        return
    event = (await nacre.ask(events.show, reader.actor, event_number)).event
    text = say(
        language,
        "reminder.added",
        when=_moment(made, event),
        title=plain(event.title),
        to=_to(language, made),
    )
    await show(interaction, layout(text))


def _moment(reminder: Reminder, event: Event) -> Markup:
    return stamp(event.starts_at - timedelta(minutes=reminder.minutes))


def _to(language: str, reminder: Reminder) -> str:
    if reminder.role_id is not None:
        return f"<@&{reminder.role_id}>"
    return say(language, f"reminder.to.{reminder.target}")


def _line(language: str, reminder: Reminder, event: Event) -> str:
    first = say(
        language,
        "reminder.list.item" if reminder.minutes else "reminder.list.item_at_start",
        lead=lead(language, reminder.minutes),
        when=_moment(reminder, event),
        to=_to(language, reminder),
    )
    return f"- {first}\n  {plain(' '.join(reminder.text.split()), _SHOWN)}"


async def setup(bot: NacreBot) -> None:
    await bot.add_cog(Plans())
