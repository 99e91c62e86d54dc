"""The menus in which an administrator chooses how Nacre works in a server: shared by /setup and /settings.

Each is a `Control`, so that it works after a restart; what was chosen comes back as `Press.values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import discord
from babel import Locale
from babel.dates import get_timezone_location
from discord import ui

from bot.domain import zones
from bot.domain.people import Community, DmPolicy
from bot.services.setting_up import Choices
from bot.words import LANGUAGES, language_of, listing, say
from cogs._items import Control, custom_id, menu
from cogs._text import Markup

ANOTHER = "another"  # the last option of a time zone's menu: it opens a form
_MOST_ROLES = 10
_MOST_OPTIONS = 25  # https://docs.discord.com/developers/components/reference#string-select

_ZONE_OF = {  # where people with this Discord language mostly live, as far as one zone fits
    "da": "Europe/Copenhagen",
    "de": "Europe/Berlin",
    "fi": "Europe/Helsinki",
    "lt": "Europe/Vilnius",
    "no": "Europe/Oslo",
    "pl": "Europe/Warsaw",
    "sv-SE": "Europe/Stockholm",
    "uk": "Europe/Kyiv",
}
_CLDR_NAMES = {"Europe/Kyiv": "Europe/Kiev", "Atlantic/Faroe": "Atlantic/Faeroe"}  # it keeps the names a zone had first


def suggested(guild: discord.Guild, reader: discord.Locale) -> Choices:
    """What fits a server that was never set up. Its own locale is American English unless somebody chose one, so the
    administrator's counts then; a single news channel in which we may write is where news belongs."""
    locale = guild.preferred_locale if guild.preferred_locale is not discord.Locale.american_english else reader
    news = [channel for channel in guild.text_channels if channel.is_news() and _may_write(channel)]
    return Choices(
        channel=news[0].id if len(news) == 1 else None,
        organisers=frozenset(),
        mentors=frozenset(),
        language=language_of(locale.value),
        zone=_ZONE_OF.get(locale.value, Community(0).zone),
        messages=DmPolicy.OPT_IN,
    )


def _may_write(channel: discord.TextChannel) -> bool:
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.view_channel and allowed.send_messages


def menus(language: str, noun: str, guild: discord.Guild, chosen: Choices, now: datetime) -> Iterator[ui.Item[Any]]:
    """A heading and a menu for every choice; their custom ids are `noun:<server>:<field>`."""

    def named(field: str) -> str:
        return custom_id(noun, guild.id, field)

    def row(field: str, control: Control) -> Iterator[ui.Item[Any]]:
        yield ui.TextDisplay(say(language, f"setup.field.{field}"))
        yield ui.ActionRow(control)

    yield from row("channel", _channel_menu(language, named("channel"), guild, chosen.channel))
    yield from row("organisers", _roles_menu(language, named("organisers"), guild, chosen.organisers))
    yield from row("mentors", _roles_menu(language, named("mentors"), guild, chosen.mentors))
    yield from row("language", language_menu(language, named("language"), chosen.language))
    yield from row("zone", zone_menu(language, named("zone"), chosen.zone, now))
    yield from row("messages", _messages_menu(language, named("messages"), chosen.messages))


def _channel_menu(language: str, name: str, guild: discord.Guild, chosen: int | None) -> Control:
    there = [chosen] if chosen is not None and guild.get_channel(chosen) else []
    return Control(
        ui.ChannelSelect(
            custom_id=name,
            placeholder=say(language, "setup.channel.placeholder"),
            channel_types=[discord.ChannelType.text, discord.ChannelType.news],
            default_values=_defaults(there, discord.SelectDefaultValueType.channel),
        )
    )


def _roles_menu(language: str, name: str, guild: discord.Guild, chosen: frozenset[int]) -> Control:
    return roles_menu(language, name, guild, sorted(chosen), _MOST_ROLES)


def roles_menu(language: str, name: str, guild: discord.Guild, chosen: Sequence[int], most: int) -> Control:
    there = [role_id for role_id in chosen if guild.get_role(role_id)][:most]
    return Control(
        ui.RoleSelect(
            custom_id=name,
            placeholder=say(language, "setup.roles.placeholder"),
            min_values=0,
            max_values=most,
            default_values=_defaults(there, discord.SelectDefaultValueType.role),
        )
    )


def _defaults(ids: Sequence[int], kind: discord.SelectDefaultValueType) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=each, type=kind) for each in ids]


def _messages_menu(language: str, name: str, chosen: DmPolicy) -> Control:
    options = [
        discord.SelectOption(
            label=say(language, f"setup.messages.{policy}.option"),
            description=say(language, f"setup.messages.{policy}.hint"),
            value=policy.value,
            default=policy is chosen,
        )
        for policy in DmPolicy
    ]
    return menu(say(language, "setup.messages.placeholder"), name, options)


def language_menu(language: str, name: str, chosen: str | None, none: str | None = None) -> Control:
    """Languages by their own names. `none` names a first option of value "none", taken when nothing is chosen."""
    options = _option_for_none(none, chosen) + [
        discord.SelectOption(label=language_name(each), value=each, default=each == chosen) for each in LANGUAGES
    ]
    return menu(say(language, "setup.language.placeholder"), name, options)


def zone_menu(language: str, name: str, chosen: str | None, now: datetime, none: str | None = None) -> Control:
    """The region's time zones with what their clocks show; the last option, ANOTHER, opens a form for any other."""
    offered = list(dict.fromkeys([*([chosen] if chosen else []), *zones.suggest("")]))
    first = _option_for_none(none, chosen)
    options = first + [
        discord.SelectOption(
            label=city(language, zone)[:100],
            description=_clock(language, zone, now)[:100],
            value=zone,
            default=zone == chosen,
        )
        for zone in offered[: _MOST_OPTIONS - 1 - len(first)]
    ]
    options.append(discord.SelectOption(label=say(language, "setup.zone.another.option"), value=ANOTHER))
    return menu(say(language, "setup.zone.placeholder"), name, options)


def _option_for_none(label: str | None, chosen: str | None) -> list[discord.SelectOption]:
    return [] if label is None else [discord.SelectOption(label=label, value="none", default=chosen is None)]


def language_name(code: str) -> str:
    """A language by the name its speakers give it: "English", "Polski"."""
    name = Locale.parse(code).get_language_name(code) or code
    return name[0].upper() + name[1:]


def city(language: str, zone: str) -> str:
    """A zone's city in a language: "Warsaw", "Warszawa"."""
    if zone == "UTC":
        return "UTC"
    locale = Locale.parse(language)
    listed = locale.time_zones.get(_CLDR_NAMES.get(zone, zone), {})
    return str(listed.get("city") or get_timezone_location(zone, locale=locale, return_city=True))


def zone_name(language: str, zone: str) -> Markup:
    """ "Warsaw (Europe/Warsaw)"."""
    return Markup(zone if zone == "UTC" else f"{city(language, zone)} ({zone})")


def _clock(language: str, zone: str, now: datetime) -> str:
    local = now.astimezone(ZoneInfo(zone))
    return say(language, "setup.zone.now.option", zone=zone, time=f"{local:%H:%M} {local.tzname()}")


def in_words(language: str, field: str, chosen: Choices) -> Markup:
    """What stands chosen in a field, as it is said back."""
    match field:
        case "channel":
            return Markup(f"<#{chosen.channel}>" if chosen.channel else say(language, "settings.none"))
        case "organisers" | "mentors":
            ids = sorted(chosen.organisers if field == "organisers" else chosen.mentors)
            nobody = "settings.nobody" if field == "organisers" else "settings.none"
            return Markup(listing(language, [f"<@&{each}>" for each in ids]) if ids else say(language, nobody))
        case "language":
            return Markup(language_name(chosen.language))
        case "zone":
            return zone_name(language, chosen.zone)
        case _:
            return Markup(say(language, f"setup.messages.{chosen.messages}.option"))
