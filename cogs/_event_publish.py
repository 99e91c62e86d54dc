"""Bringing an event before people: into which channel, and where its card stands once it is posted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord

from bot.domain.events import EventView
from bot.domain.preflight import Purpose
from bot.services import events
from bot.words import say
from cogs._actors import Reader
from cogs._answers import surely
from cogs._channel_check import channel_for, open_to_all, require_allowed, require_fitting
from cogs._event_words import card_link
from cogs._organisers import organiser_of
from cogs._panels import layout, show
from cogs._preflight import guild_of
from cogs._text import plain

if TYPE_CHECKING:
    from cogs._bot import Interaction

_LOOKS, _PAUSE = 16, 0.5  # seconds: a card is posted within five, as a burst of changes costs one call


async def publish(interaction: Interaction, event_id: int) -> None:
    """Publish a draft where it is to be announced, if Nacre may post there. A second click finds it published."""
    reader = await organiser_of(interaction)
    nacre = interaction.client.nacre
    view = await nacre.ask(events.show, reader.actor, event_id)
    channel = channel_for(guild_of(interaction), view.event, reader.community)
    require_fitting(channel, view.event)
    require_allowed(channel, reader.language, Purpose.EVENTS)
    await nacre.do(
        events.publish, reader.actor, event_id, channel_id=channel.id, channel_open_to_all=open_to_all(channel)
    )
    await _say_where(interaction, reader, view, channel, "event.published")


async def repost(interaction: Interaction, event_id: int, elsewhere: discord.abc.GuildChannel | None) -> None:
    """Post the card again, in another channel if one is given."""
    reader = await organiser_of(interaction)
    nacre = interaction.client.nacre
    view = await nacre.ask(events.show, reader.actor, event_id)
    channel = elsewhere or channel_for(guild_of(interaction), view.event, reader.community)
    require_fitting(channel, view.event)
    require_allowed(channel, reader.language, Purpose.EVENTS)
    await nacre.do(
        events.repost, reader.actor, event_id, channel_id=channel.id, channel_open_to_all=open_to_all(channel)
    )
    await _say_where(interaction, reader, view, channel, "event.reposted")


async def _say_where(
    interaction: Interaction, reader: Reader, view: EventView, channel: discord.abc.GuildChannel, key: str
) -> None:
    """Say that the card is on its way, and give its address as soon as the outbox has posted it."""
    language, title = reader.language, plain(view.event.title)
    await show(interaction, layout(say(language, key, title=title, channel=channel.mention)))
    link = await _posted(interaction, reader, view.event.id)
    if link is not None:
        there = layout(say(language, f"{key}_at", title=title, link=link))
        await surely(interaction.edit_original_response, {"view": there})


async def _posted(interaction: Interaction, reader: Reader, event_id: int) -> str | None:
    worker = interaction.client.worker
    looks = _LOOKS if worker is not None and worker.running else 1
    for look in range(looks):
        if look:
            await asyncio.sleep(_PAUSE)
        link = card_link(await interaction.client.nacre.ask(events.show, reader.actor, event_id))
        if link is not None:
            return link
    return None
