"""What the buttons and forms of the preview do: publish, discard, bring back, and change every part of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from discord.ext import commands

from bot.domain import when, where, zones
from bot.domain.details import Changes
from bot.domain.events import Audience, Mode, Status
from bot.domain.refused import Refused
from bot.services import events
from cogs import _event_forms as forms
from cogs import _event_move, _event_publish
from cogs import _event_preview as preview
from cogs._event_typed import seats
from cogs._forms import Submission, on_form
from cogs._items import Press, on
from cogs._organisers import organiser_of
from cogs._panels import show

if TYPE_CHECKING:
    from cogs._bot import Interaction

_LINK_OPENS = 15  # minutes before the start, when nothing is said


class Drafting(commands.Cog):
    """The preview of a draft, and the panel of a published event."""

    @on("draft", "publish")
    async def publish(self, interaction: Interaction, press: Press) -> None:
        await _event_publish.publish(interaction, press.id)

    @on("draft", "discard")
    async def discard(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        event = await interaction.client.nacre.do(events.discard, reader.actor, press.id)
        await show(interaction, preview.discarded(reader.language, event))

    @on("draft", "restore")
    async def restore(self, interaction: Interaction, press: Press) -> None:
        reader = await organiser_of(interaction)
        await interaction.client.nacre.do(events.restore, reader.actor, press.id)
        await preview.show(interaction, press.id)

    @on("draft", "parts")
    async def open_parts(self, interaction: Interaction, press: Press) -> None:
        await preview.show(interaction, press.id, parts=True)

    @on("draft", "preview")
    async def close_parts(self, interaction: Interaction, press: Press) -> None:
        await preview.show(interaction, press.id)

    @on("draft", "part")
    async def open_part(self, interaction: Interaction, press: Press) -> None:
        """Open the form of one part with what the event has now."""
        reader = await organiser_of(interaction)
        view = await interaction.client.nacre.ask(events.show, reader.actor, press.id)
        form = forms.PARTS.get(press.arg)
        if form is None:
            raise Refused("control.unknown")
        if form is forms.PEOPLE and view.event.status is not Status.DRAFT:
            form = forms.HOST  # a card that stands somewhere is moved with /event repost
        await form.show(interaction, press.id, values=forms.filled(press.arg, view.event))

    @on("draft", "kind")
    async def choose_kind(self, interaction: Interaction, press: Press) -> None:
        await self._change(interaction, press.id, kind=interaction.client.kinds.get(press.values[0]))

    @on_form(forms.TEXT)
    async def text(self, interaction: Interaction, given: Submission) -> None:
        await self._change(
            interaction,
            given.id,
            title=given["title"],
            summary=given["summary"],
            description=given["description"],
            speakers=given["speakers"],
        )

    @on_form(forms.PLACE)
    async def place(self, interaction: Interaction, given: Submission) -> None:
        at = where.understand(f"{given['place']} {given['link']}")
        await self._change(
            interaction,
            given.id,
            place=at.place,
            join_link=at.link,
            mode=at.mode if given["mode"] == "auto" else Mode(given["mode"]),
            link_opens_minutes=when.parse_lead(given["opens"]) if given["opens"] else _LINK_OPENS,
        )

    @on_form(forms.SEATS)
    async def seats(self, interaction: Interaction, given: Submission) -> None:
        reader = await organiser_of(interaction)
        nacre = interaction.client.nacre
        event = (await nacre.ask(events.show, reader.actor, given.id)).event
        closes = given["closes"]
        unchanged = closes == forms.typed(event.closes_at, event.zone)
        closes_at = when.parse(closes, nacre.clock.now(), event.zone).instant if closes and not unchanged else None
        await self._change(
            interaction,
            given.id,
            capacity=seats(given["seats"]),
            closes_at=event.closes_at if unchanged else closes_at,
        )

    @on_form(forms.AUDIENCE)
    async def audience(self, interaction: Interaction, given: Submission) -> None:
        await self._change(
            interaction, given.id, audience=Audience(given["audience"]), role_ids=frozenset(given.ids("roles"))
        )

    @on_form(forms.PEOPLE)
    async def people(self, interaction: Interaction, given: Submission) -> None:
        changes = _people(given)
        changes["channel_id"] = next(iter(given.ids("channel")), None)
        await self._change(interaction, given.id, **changes)

    @on_form(forms.HOST)
    async def host(self, interaction: Interaction, given: Submission) -> None:
        await self._change(interaction, given.id, **_people(given))

    @on_form(forms.TIMES)
    async def times(self, interaction: Interaction, given: Submission) -> None:
        """New reminders at once; a new time of a published event is asked about first, as others will hear of it."""
        reader = await organiser_of(interaction)
        nacre = interaction.client.nacre
        event = (await nacre.ask(events.show, reader.actor, given.id)).event
        zone = zones.require(given["zone"]) if given["zone"] else event.zone
        wanted = _event_move.wanted(given["when"], given["ends"], zone, event, nacre.clock.now())
        leads = when.parse_leads(given["leads"]) if given["leads"] else ()
        await nacre.do(events.edit, reader.actor, given.id, lead_minutes=leads)
        if not _event_move.differs(event, wanted):
            await preview.show(interaction, given.id, parts=True, saved=True)
        elif event.status is Status.DRAFT:
            await nacre.do(events.move, reader.actor, given.id, wanted.starts_at, wanted.ends_at, wanted.zone)
            await preview.show(interaction, given.id, parts=True, saved=True)
        else:
            await _event_move.ask(interaction, given.id, wanted)

    async def _change(self, interaction: Interaction, event_id: int, **changes: Unpack[Changes]) -> None:
        reader = await organiser_of(interaction)
        await interaction.client.nacre.do(events.edit, reader.actor, event_id, **changes)
        await preview.show(interaction, event_id, parts=True, saved=True)


def _people(given: Submission) -> Changes:
    """A form that was opened before it asked for the recording leaves that as it is."""
    changes = Changes(host_id=next(iter(given.ids("host")), None), language=given["language"])
    if given["recorded"]:
        changes["recorded"] = given["recorded"] == "yes"
    return changes
