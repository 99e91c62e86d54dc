"""Moving an event: from when to when and who will hear of it, asked before it happens.

Nothing about a pending move is stored: the button carries the new times and the version of the schedule it was asked
about (decision 62), so that it works after a restart and a second click moves nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.domain import when, zones
from bot.domain.events import Event, EventView, Status
from bot.domain.refused import Refused
from bot.services import events, forms
from bot.services.events import access
from bot.words import say
from cogs._answers import refuse
from cogs._event_forms import MOVE, typed
from cogs._event_words import told
from cogs._forms import Submission, on_form
from cogs._items import Press, button, custom_id, on, panel
from cogs._organisers import organiser_of
from cogs._panels import layout, row, show
from cogs._text import Markup, plain, stamp

if TYPE_CHECKING:
    from cogs._bot import Interaction

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The times an event is to have."""

    starts_at: datetime
    ends_at: datetime
    zone: str


def wanted(starts: str, ends: str, zone: str, event: Event, now: datetime) -> Wanted:
    """What typed times mean for an event. An end that was left as it stood moves along with the start.

    Refused("when.…").
    """
    same_start = starts.strip() == typed(event.starts_at, event.zone) and zone == event.zone
    starts_at = event.starts_at if same_start else when.parse(starts, now, zone).instant
    untouched = ends.strip() in ("", typed(event.ends_at, event.zone))
    length = event.ends_at - event.starts_at
    ends_at = starts_at + length if untouched else when.parse_end(ends, starts_at, zone)
    return Wanted(starts_at, ends_at, zone)


def differs(event: Event, new: Wanted) -> bool:
    return (event.starts_at, event.ends_at, event.zone) != (new.starts_at, new.ends_at, new.zone)


def packed(new: Wanted, version: int) -> str:
    """The times for a custom id: whole minutes since 1970, length in minutes, version, zone; at most 56 characters."""
    start = (new.starts_at - _EPOCH) // _MINUTE
    length = (new.ends_at - new.starts_at) // _MINUTE
    return f"{start}.{length}.{version}.{new.zone.replace('/', ',')}"


def unpacked(arg: str) -> tuple[Wanted, int]:
    """As `packed` made it; Refused("control.unknown") for anything else."""
    try:
        start, length, version, zone = arg.split(".", 3)
        starts_at = _EPOCH + int(start) * _MINUTE
        return Wanted(starts_at, starts_at + int(length) * _MINUTE, zone.replace(",", "/")), int(version)
    except (ValueError, OverflowError):
        raise Refused("control.unknown") from None


async def ask(interaction: Interaction, event_id: int, new: Wanted) -> None:
    """Show from when to when, and who will be told, with a button that does it."""
    reader = await organiser_of(interaction)
    nacre = interaction.client.nacre
    view = await nacre.ask(events.show, reader.actor, event_id)
    access.require_going_on(view.event, nacre.clock.now())
    event, language = view.event, reader.language
    text = "\n".join(
        (
            f"**{say(language, 'event.move.question', title=plain(event.title))}**",
            say(language, "event.move.was", was=span(event.starts_at, event.ends_at)),
            say(language, "event.move.becomes", becomes=span(new.starts_at, new.ends_at)),
            _told(language, view, new),
        )
    )
    move = button(
        say(language, "event.move.button"),
        custom_id("move", event.id, "confirm", packed(new, event.version)),
        style=discord.ButtonStyle.primary,
    )
    keep = button(say(language, "event.keep.button"), custom_id("move", event.id, "keep"))
    await show(interaction, layout(text, row([move, keep])))


def span(starts_at: datetime, ends_at: datetime) -> Markup:
    """From when to when, as timestamps that everybody reads in their own zone."""
    short = ends_at - starts_at < timedelta(hours=18)
    return Markup(f"{stamp(starts_at)} – {stamp(ends_at, 't' if short else 'F')}")


def _told(language: str, view: EventView, new: Wanted) -> str:
    if view.event.status is Status.DRAFT or new.starts_at == view.event.starts_at:
        return say(language, "event.move.quiet")
    return told(language, view.seats)


class Moving(commands.Cog):
    async def begin(self, interaction: Interaction, event_id: int, starts: str, ends: str, zone: str) -> None:
        """What `/event move` does; typed times that are not understood come back in a form."""
        reader = await organiser_of(interaction)
        nacre = interaction.client.nacre
        event = (await nacre.ask(events.show, reader.actor, event_id)).event
        try:
            new = wanted(starts, ends, zones.require(zone) if zone else event.zone, event, nacre.clock.now())
        except Refused as refused:
            values = {"when": starts, "ends": ends, "zone": zone or event.zone}
            await nacre.do(forms.keep, reader.actor, f"move:{event_id}:again", values)
            again = custom_id("form", reader.community.id, "back", f"move.{event_id}.again")
            await refuse(interaction, refused, view=panel(button(say(reader.language, "event.again.button"), again)))
            return
        await ask(interaction, event_id, new)

    @on_form(MOVE)
    async def again(self, interaction: Interaction, given: Submission) -> None:
        reader = await organiser_of(interaction)
        nacre = interaction.client.nacre
        event = (await nacre.ask(events.show, reader.actor, given.id)).event
        zone = zones.require(given["zone"]) if given["zone"] else event.zone
        await ask(interaction, given.id, wanted(given["when"], given["ends"], zone, event, nacre.clock.now()))

    @on("move", "confirm")
    async def confirm(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        nacre = interaction.client.nacre
        new, version = unpacked(press.arg)
        before = await nacre.ask(events.show, reader.actor, press.id)
        if before.event.version != version and differs(before.event, new):
            raise Refused("event.changed_meanwhile")
        event = await nacre.do(events.move, reader.actor, press.id, new.starts_at, new.ends_at, new.zone)
        text = say(reader.language, "event.move.done", title=plain(event.title), becomes=stamp(event.starts_at))
        if event.version != before.event.version:
            text += "\n" + told(reader.language, before.seats, done=True)
        await show(interaction, layout(text))

    @on("move", "keep")
    async def keep(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        await show(interaction, layout(say(reader.language, "event.keep.done")))
