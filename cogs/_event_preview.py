"""The private preview of an event: the card as it will look, what is still missing, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.domain.events import Audience, Event, EventView, Status, registration
from bot.domain.kinds import Kinds
from bot.domain.people import Community
from bot.services import events
from bot.services.events import access
from bot.words import say
from cogs._actors import Reader
from cogs._card import ACCENT, texts
from cogs._channel_check import open_to_all
from cogs._describing import kind_name
from cogs._items import Control, button, custom_id, menu
from cogs._organisers import organiser_of
from cogs._panels import layout as panel
from cogs._panels import row
from cogs._panels import show as put
from cogs._preflight import guild_of
from cogs._text import plain

if TYPE_CHECKING:
    from cogs._bot import Interaction

_CARD = 2800  # characters of the card: the rest of a message's 4000 is for what is said around it
_PARTS = ("text", "place", "seats", "audience", "people", "times")


async def show(interaction: Interaction, event_id: int, *, parts: bool = False, saved: bool = False) -> None:
    """Show an event to an organiser, with what can be changed open when `parts`; Refused("event.unknown")."""
    reader = await organiser_of(interaction)
    nacre = interaction.client.nacre
    view = await nacre.ask(events.show, reader.actor, event_id)
    access.require_going_on(view.event, nacre.clock.now())
    await put(interaction, layout(interaction, reader, view, parts=parts, saved=saved))


def layout(
    interaction: Interaction, reader: Reader, view: EventView, *, parts: bool = False, saved: bool = False
) -> ui.LayoutView:
    """Words above, the card, what is still missing, and buttons."""
    language, event = reader.language, view.event
    draft = event.status is Status.DRAFT
    above = say(language, "event.preview.draft" if draft else "event.preview.published")
    if saved:
        above = f"{say(language, 'event.preview.saved')} {above}"
    missing = "\n".join(f"- {each}" for each in notes(interaction, reader, event)) if draft else ""
    below: list[Any] = []
    if parts or not draft:
        below.append(say(language, "event.preview.parts"))
        below += [row(_part(language, event, part) for part in _PARTS[start : start + 3]) for start in (0, 3)]
        below.append(ui.ActionRow(_kinds(interaction, language, event)))
    below.append(row(_buttons(language, event, parts=parts)))
    nacre = interaction.client.nacre
    card = card_of(view, reader.community, interaction.client.kinds, nacre.clock.now())
    return panel(above, card, missing, *below)


def discarded(language: str, event: Event) -> ui.LayoutView:
    """That a draft is put away, and the way back."""
    restore = button(say(language, "event.button.restore"), _id(event, "restore"))
    return panel(say(language, "event.discarded", title=plain(event.title)), row([restore]))


def card_of(view: EventView, community: Community, kinds: Kinds, now: datetime) -> ui.Container[ui.LayoutView]:
    """The card as everybody will read it, in the community's language, without the buttons it will have."""
    event = view.event
    if event.status is Status.DRAFT:
        event = replace(event, status=Status.PUBLISHED)
    shown = replace(view, event=event, registration=registration(event, view.seats, now))
    return ui.Container(*texts(shown, community.language, kinds, _CARD), accent_colour=ACCENT)


def notes(interaction: Interaction, reader: Reader, event: Event) -> list[str]:
    """Where it will be announced, and what organisers tend to forget."""
    language = reader.language
    channel_id = event.channel_id or reader.community.announce_channel_id
    said = [
        say(language, "event.preview.where", channel=f"<#{channel_id}>")
        if channel_id
        else say(language, "event.preview.nowhere")
    ]
    if event.audience is Audience.ROLES:
        if not event.role_ids:
            said.append(say(language, "event.preview.no_roles"))
        channel = guild_of(interaction).get_channel(channel_id or 0)
        if channel is not None and open_to_all(channel):
            said.append(say(language, "event.preview.open_channel", channel=channel.mention))
    if not event.place and not event.join_link:
        said.append(say(language, "event.preview.no_where"))
    return said


def _buttons(language: str, event: Event, *, parts: bool) -> list[Control]:
    if event.status is not Status.DRAFT:
        return []
    publish = button(
        say(language, "event.button.publish"),
        custom_id("draft", event.id, "publish"),
        style=discord.ButtonStyle.primary,
    )
    verb = "preview" if parts else "parts"
    other = button(say(language, "event.button.back" if parts else "event.button.edit"), _id(event, verb))
    discard = button(say(language, "event.button.discard"), _id(event, "discard"))
    return [publish, other, discard]


def _part(language: str, event: Event, part: str) -> Control:
    return button(say(language, f"event.part.{part}"), custom_id("draft", event.id, "part", part))


def _kinds(interaction: Interaction, language: str, event: Event) -> Control:
    kinds = interaction.client.kinds
    options = [discord.SelectOption(label=kind_name(language, kinds, kind.key)[:100], value=kind.key) for kind in kinds]
    placeholder = say(language, "event.part.kind", kind=kind_name(language, kinds, event.kind))[:150]
    return menu(placeholder, _id(event, "kind"), options)


def _id(event: Event, verb: str) -> str:
    return custom_id("draft", event.id, verb)
