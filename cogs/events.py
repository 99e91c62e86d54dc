"""The slash commands about events. Each one parses and hands over; the services decide who may.

`/event` carries no default permission, as `/event show` is for everybody (decision 60).
"""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.events import Purpose, Status
from cogs import _event_list, _event_preview, _event_publish, _plan, _roster
from cogs._autocomplete import event_choices, event_id, kind_choices, when_choices, zone_choices
from cogs._bot import Interaction, NacreBot
from cogs._commands import choice, described, options
from cogs._event_cancel import Cancelling, close, reopen
from cogs._event_create import Creating
from cogs._event_draft import Drafting
from cogs._event_duplicate import Duplicating
from cogs._event_list import Lists
from cogs._event_move import Moving
from cogs._roster import Rosters

Typed = app_commands.Range[str, 1, 100]
_STATES = [choice(f"event.status.{status}", status.value) for status in Status]


class Events(commands.Cog):
    event = app_commands.Group(name="event", description=described("event"))

    def __init__(self, creating: Creating, moving: Moving, cancelling: Cancelling, duplicating: Duplicating) -> None:
        self.creating, self.moving = creating, moving
        self.cancelling, self.duplicating = cancelling, duplicating

    @event.command(name="create", description=described("event.create"))
    @options("event.create", "kind", "title", "when", "ends", "zone", "channel")
    @app_commands.autocomplete(kind=kind_choices, when=when_choices, zone=zone_choices)
    async def create(
        self,
        interaction: Interaction,
        kind: Typed,
        title: Typed,
        when: Typed,
        ends: Typed | None = None,
        zone: Typed | None = None,
        channel: discord.TextChannel | None = None,
    ) -> None:
        given = {"kind": kind, "title": title, "when": when, "ends": ends, "zone": zone}
        typed = {name: value or "" for name, value in given.items()}
        await self.creating.begin(interaction, {**typed, "channel": str(channel.id) if channel else ""})

    @event.command(name="edit", description=described("event.edit"))
    @options("event.edit", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.EDIT))
    async def edit(self, interaction: Interaction, event: Typed) -> None:
        await _event_preview.show(interaction, event_id(event), parts=True)

    @event.command(name="move", description=described("event.move"))
    @options("event.move", "event", "when", "ends", "zone")
    @app_commands.autocomplete(event=event_choices(Purpose.MOVE), when=when_choices, zone=zone_choices)
    async def move(
        self,
        interaction: Interaction,
        event: Typed,
        when: Typed,
        ends: Typed | None = None,
        zone: Typed | None = None,
    ) -> None:
        await self.moving.begin(interaction, event_id(event), when, ends or "", zone or "")

    @event.command(name="cancel", description=described("event.cancel"))
    @options("event.cancel", "event", "reason")
    @app_commands.autocomplete(event=event_choices(Purpose.CANCEL))
    async def cancel(
        self, interaction: Interaction, event: Typed, reason: app_commands.Range[str, 1, 300] | None = None
    ) -> None:
        await self.cancelling.begin(interaction, event_id(event), reason or "")

    @event.command(name="publish", description=described("event.publish"))
    @options("event.publish", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.PUBLISH))
    async def publish(self, interaction: Interaction, event: Typed) -> None:
        await _event_publish.publish(interaction, event_id(event))

    @event.command(name="duplicate", description=described("event.duplicate"))
    @options("event.duplicate", "event", "when")
    @app_commands.autocomplete(event=event_choices(Purpose.DUPLICATE), when=when_choices)
    async def duplicate(self, interaction: Interaction, event: Typed, when: Typed) -> None:
        await self.duplicating.begin(interaction, event_id(event), when)

    @event.command(name="close", description=described("event.close"))
    @options("event.close", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.CLOSE))
    async def close(self, interaction: Interaction, event: Typed) -> None:
        await close(interaction, event_id(event))

    @event.command(name="reopen", description=described("event.reopen"))
    @options("event.reopen", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.REOPEN))
    async def reopen(self, interaction: Interaction, event: Typed) -> None:
        await reopen(interaction, event_id(event))

    @event.command(name="roster", description=described("event.roster"))
    @options("event.roster", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.ROSTER))
    async def roster(self, interaction: Interaction, event: Typed) -> None:
        await _roster.show_roster(interaction, event_id(event))

    @event.command(name="plan", description=described("event.plan"))
    @options("event.plan", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.PLAN))
    async def plan(self, interaction: Interaction, event: Typed) -> None:
        await _plan.show_plan(interaction, event_id(event))

    @event.command(name="list", description=described("event.list"))
    @options("event.list", "status")
    @app_commands.choices(status=_STATES)
    async def list_all(self, interaction: Interaction, status: str | None = None) -> None:
        await _event_list.listing(interaction, status or "")

    @event.command(name="repost", description=described("event.repost"))
    @options("event.repost", "event", "channel")
    @app_commands.autocomplete(event=event_choices(Purpose.REPOST))
    async def repost(self, interaction: Interaction, event: Typed, channel: discord.TextChannel | None = None) -> None:
        await _event_publish.repost(interaction, event_id(event), channel)

    @event.command(name="show", description=described("event.show"))
    @options("event.show", "event")
    @app_commands.autocomplete(event=event_choices(Purpose.SEE))
    async def show(self, interaction: Interaction, event: Typed) -> None:
        await _event_list.open_event(interaction, event_id(event))

    @app_commands.command(name="events", description=described("events"))
    @options("events", "kind")
    @app_commands.autocomplete(kind=kind_choices)
    async def upcoming(self, interaction: Interaction, kind: Typed | None = None) -> None:
        await _event_list.upcoming(interaction, kind or "")


async def setup(bot: NacreBot) -> None:
    creating, moving, cancelling, duplicating = Creating(), Moving(), Cancelling(), Duplicating()
    for cog in (creating, moving, cancelling, duplicating, Drafting(), Lists(), Rosters()):
        await bot.add_cog(cog)
    await bot.add_cog(Events(creating, moving, cancelling, duplicating))
