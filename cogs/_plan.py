"""The plan of an event: what is said when and to whom, what became of it, and a menu to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.domain.agenda import AgendaStatus, PlannedStep
from bot.domain.events import EventView, Status
from bot.domain.results import too_few_for
from bot.services import events, planning
from bot.words import count, has, listing, say
from bot.words import when as in_words
from cogs._actors import Reader
from cogs._event_words import fitting
from cogs._items import Control, button, custom_id, menu
from cogs._leads import lead
from cogs._organisers import organiser_of
from cogs._panels import layout, row, show
from cogs._text import plain, shorten, stamp

if TYPE_CHECKING:
    from cogs._bot import Interaction

_MOST = 3500  # characters of all steps together
_OPTIONS = 25  # https://docs.discord.com/developers/components/reference#string-select


async def show_plan(interaction: Interaction, event_id: int) -> None:
    """Refused("permission.organiser"), Refused("event.unknown")."""
    reader = await organiser_of(interaction)
    nacre = interaction.client.nacre
    steps = await nacre.ask(planning.shown, reader.actor, event_id)
    view = await nacre.ask(events.show, reader.actor, event_id)
    await show(interaction, _panel(reader, view, steps))


def _panel(reader: Reader, view: EventView, steps: tuple[PlannedStep, ...]) -> ui.LayoutView:
    language, event = reader.language, view.event
    heading = f"## {say(language, 'plan.title', title=plain(event.title))}"
    if event.status is Status.DRAFT:
        heading += f"\n{say(language, 'plan.draft')}"
    lines = fitting((_line(language, step) for step in steps), _MOST)
    add = button(say(language, "plan.add.button"), custom_id("plan", event.id, "add"))
    open_to_change = event.status in (Status.DRAFT, Status.PUBLISHED, Status.LIVE)
    choices = _skipping(reader, event.id, steps)
    few = too_few_for(event, view.seats.going)
    return layout(
        heading,
        lines or say(language, "plan.empty"),
        f"-# {count(language, 'feedback.few', few)}" if few is not None and open_to_change else None,
        ui.ActionRow(choices) if choices is not None else None,
        row([add] if open_to_change else []),
    )


def name_of(language: str, step: PlannedStep) -> str:
    """What a step is, in words."""
    if step.family in ("remind", "own"):
        key = f"plan.step.{step.family}" + ("" if step.minutes else "_at_start")
        text = shorten(" ".join(step.text.split()), 80)
        return say(language, key, lead=lead(language, step.minutes or 0), text=text)
    return say(language, f"plan.step.{step.family}")


def _line(language: str, step: PlannedStep) -> str:
    name = plain(name_of(language, step))
    state = say(language, f"plan.status.{step.status}")
    if step.status in (AgendaStatus.SKIPPED, AgendaStatus.DROPPED):
        name = f"~~{name}~~"
    parts = [f"- {stamp(step.due_at, 'f')} · {name} · **{state}**"]
    reason = f"reason.{step.reason}"
    if step.reason and has(reason):
        parts.append(say(language, reason))
    reached = _reached(language, step)
    return " · ".join(parts) + (f"\n  {reached}" if reached else "")


def _reached(language: str, step: PlannedStep) -> str:
    """To whom: an organiser's own reminder has a target; the others say how many are told and how."""
    parts = []
    if step.role_id is not None:
        parts.append(f"<@&{step.role_id}>")
    elif step.target:
        parts.append(say(language, f"reminder.to.{step.target}"))
    elif step.family == "remind":
        parts.append(say(language, "plan.to.personal" if step.personal else "plan.to.channel"))
    for group in ("mentioned", "direct", "unreached"):
        n = getattr(step.reached, group)
        if n:
            parts.append(count(language, f"plan.reached.{group}", n))
    return listing(language, parts) if parts else ""


def _skipping(reader: Reader, event_id: int, steps: tuple[PlannedStep, ...]) -> Control | None:
    """A menu of the steps that can still be left out or brought back; those to come first."""
    language = reader.language
    options: list[discord.SelectOption] = []
    for step in steps:
        if not step.can_skip or len(options) == _OPTIONS:
            continue
        skipped = step.status is AgendaStatus.SKIPPED
        key = "plan.skip.bring_back" if skipped else "plan.skip.leave_out"
        options.append(
            discord.SelectOption(
                label=shorten(say(language, key, step=name_of(language, step)), 100),
                description=in_words(language, step.due_at, reader.community.zone)[:100],
                value=f"{'unskip' if skipped else 'skip'}|{step.step}",
            )
        )
    if not options:
        return None
    return menu(say(language, "plan.skip.placeholder"), custom_id("plan", event_id, "change"), options)
