"""What Discord offers while somebody types. It never fails in their face: an error gives an empty list.

Choices are only a help: anything can be sent, so commands check again (`event_id` here, the services for the rest).
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from babel.dates import format_timedelta
from discord import app_commands

from bot.domain import when, zones
from bot.domain.refused import Refused
from bot.services import events
from bot.services.events import Purpose
from bot.words import when as in_words
from cogs._actors import Reader, ask_as_reader, reader_of
from cogs._bot import Interaction
from cogs._describing import kind_name
from cogs._text import shorten

_log = structlog.get_logger("nacre.autocomplete")
_MOST = 25  # choices: https://docs.discord.com/developers/interactions/application-commands#autocomplete

Offer = Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]


def quietly(offer: Offer) -> Offer:
    """Make an autocomplete of a function that may raise: use it as `@command.autocomplete("x")(quietly(offer))`."""

    async def careful(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        try:
            return (await offer(interaction, typed))[:_MOST]
        except Refused:
            return []
        except Exception:
            _log.exception("autocomplete_failed")
            return []

    return careful


def option(name: str, value: str) -> app_commands.Choice[str]:
    """A choice cut to Discord's 100 characters."""
    return app_commands.Choice(name=shorten(name, 100), value=value[:100])


def event_choices(purpose: Purpose) -> Offer:
    """Events this person may use for a purpose, by what they typed of the title. The value is the event's id."""

    async def offer(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        reader, found = await ask_as_reader(interaction, events.suggest, typed, purpose=purpose)
        return [
            option(_event_name(event.title, in_words(reader.language, event.starts_at, reader.zone)), str(event.id))
            for event in found
        ]

    return quietly(offer)


def _event_name(title: str, moment: str) -> str:
    """The title gives way, the moment does not: it tells two occurrences apart."""
    return f"{shorten(title, 97 - len(moment))} · {moment}"


def event_id(given: str) -> int:
    """The event an option means; Refused("event.pick") for text that was not chosen from the list."""
    if not given.isascii() or not given.isdecimal() or len(given) > 15:
        raise Refused("event.pick")
    return int(given)


async def _offer_when(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """What Nacre understands of a typed time, in words, as the command will read it."""
    reader = await reader_of(interaction)
    zone = await _zone_meant(interaction, reader)
    now = interaction.client.nacre.clock.now()
    found = when.suggest(typed, now, zone)
    # What is handed over says the zone too: whoever reads it again may have another one in mind
    return [option(_moment(reader.language, each, now), each.exact) for each in found]


async def _zone_meant(interaction: Interaction, reader: Reader) -> str:
    """That of the option `zone`, else of the event that the command is about, else the community's."""
    wished, about = (getattr(interaction.namespace, name, None) for name in ("zone", "event"))
    if isinstance(wished, str) and zones.known(wished):
        return wished
    if isinstance(about, str):
        with suppress(Refused):
            return (await interaction.client.nacre.ask(events.show, reader.actor, event_id(about))).event.zone
    return reader.community.zone


def _moment(language: str, understood: when.Understood, now: datetime) -> str:
    """ "Thu 3 Dec 2026, 14:00 CET · in 5 days"."""
    ahead = format_timedelta(understood.instant - now, add_direction=True, locale=language)
    return f"{in_words(language, understood.instant, understood.zone)} · {ahead}"


async def _offer_zones(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Time zones by city or name, the region's first."""
    return [option(name.replace("_", " "), name) for name in zones.suggest(typed)]


async def _offer_kinds(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The installation's kinds of event, by their name in the reader's language."""
    language, kinds = (await reader_of(interaction)).language, interaction.client.kinds
    named = [(kind_name(language, kinds, kind.key), kind.key) for kind in kinds]
    return [option(name, key) for name, key in named if typed.casefold() in name.casefold()]


when_choices = quietly(_offer_when)
zone_choices = quietly(_offer_zones)
kind_choices = quietly(_offer_kinds)
