"""The panel in which a person decides how Nacre reminds them: times, direct messages, quiet hours, zone, language."""

from __future__ import annotations

from datetime import datetime

import discord
from discord import ui

from bot.domain.people import DmPolicy, Preferences
from bot.words import language_of, listing, say
from cogs._actors import Reader
from cogs._choices import language_menu, language_name, zone_menu, zone_name
from cogs._items import Control, button, custom_id
from cogs._leads import lead
from cogs._panels import layout, row

NONE = "none"  # the option "as the server has it" of a menu


def reminders_panel(reader: Reader, discord_locale: str, now: datetime, said: str = "") -> ui.LayoutView:
    """Everything as it is, each with what changes it. `said` is what was just changed."""
    language, chosen, community = reader.language, reader.preferences, reader.community
    zone = say(language, "my.zone.server.option")
    spoken = say(language, "my.language.discord.option")
    return layout(
        say(language, "my.reminders.title"),
        said or say(language, "my.reminders.intro"),
        times_text(language, chosen),
        row(_time_buttons(reader)),
        _messages_text(reader),
        row(_message_buttons(reader)),
        _quiet_text(language, chosen),
        row(_quiet_buttons(reader)),
        _zone_text(reader),
        ui.ActionRow(zone_menu(language, _id(reader, "zone"), chosen.zone, now, none=zone)),
        _language_text(reader, language_of(discord_locale, community.language)),
        ui.ActionRow(language_menu(language, _id(reader, "language"), chosen.language, none=spoken)),
    )


def _id(reader: Reader, verb: str) -> str:
    return custom_id("my", reader.community.id, verb)


def in_times(language: str, leads: tuple[int, ...]) -> str:
    """ "1 day and 1 hour before the start and at the start"."""
    before = listing(language, [lead(language, minutes) for minutes in leads if minutes])
    parts = [say(language, "my.times.before", times=before)] if before else []
    return listing(language, parts + [lead(language, 0)] * (0 in leads))


def clock(minutes: int) -> str:
    """Minutes after midnight as people read them: "22:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def times_text(language: str, chosen: Preferences) -> str:
    leads = chosen.lead_minutes
    if leads is None:
        return say(language, "my.times.event")
    if not leads:
        return say(language, "my.times.none")
    text = say(language, "my.times.own", times=in_times(language, leads))
    return text if chosen.direct_messages else f"{text}\n{say(language, 'my.times.need_messages')}"


def _time_buttons(reader: Reader) -> list[Control]:
    language = reader.language
    buttons = [button(say(language, "my.button.times"), _id(reader, "times"))]
    if reader.preferences.lead_minutes is not None:
        buttons.append(button(say(language, "my.button.times_event"), _id(reader, "times_event")))
    return buttons


def _messages_text(reader: Reader) -> str:
    """Says exactly what will be sent before anybody switches it on, and how to stop."""
    language, chosen = reader.language, reader.preferences
    if reader.community.dm_policy is DmPolicy.NEVER:
        return say(language, "my.messages.never")
    text = say(language, "my.messages.on" if _reached(chosen) else "my.messages.off")
    return text if chosen.unreachable_since is None else f"{text}\n{say(language, 'my.messages.unreachable')}"


def _reached(chosen: Preferences) -> bool:
    return chosen.direct_messages and chosen.unreachable_since is None


def _message_buttons(reader: Reader) -> list[Control]:
    language, chosen = reader.language, reader.preferences
    buttons = []
    if reader.community.dm_policy is not DmPolicy.NEVER and not _reached(chosen):
        label, style = say(language, "my.button.messages_on"), discord.ButtonStyle.primary
        buttons.append(button(label, _id(reader, "messages_on"), style=style))
    if chosen.direct_messages:
        buttons.append(button(say(language, "my.button.messages_off"), _id(reader, "messages_off")))
    return buttons


def _quiet_text(language: str, chosen: Preferences) -> str:
    if chosen.quiet_from is None or chosen.quiet_to is None:
        return say(language, "my.quiet.off")
    return say(language, "my.quiet.on", start=clock(chosen.quiet_from), end=clock(chosen.quiet_to))


def _quiet_buttons(reader: Reader) -> list[Control]:
    language = reader.language
    buttons = [button(say(language, "my.button.quiet"), _id(reader, "quiet"))]
    if reader.preferences.quiet_from is not None:
        buttons.append(button(say(language, "my.button.quiet_off"), _id(reader, "quiet_off")))
    return buttons


def _zone_text(reader: Reader) -> str:
    key = "my.zone.own" if reader.preferences.zone else "my.zone.server"
    return say(reader.language, key, zone=zone_name(reader.language, reader.zone))


def _language_text(reader: Reader, otherwise: str) -> str:
    own = reader.preferences.language
    key = "my.language.own" if own else "my.language.discord"
    return say(reader.language, key, language=language_name(own or otherwise))
