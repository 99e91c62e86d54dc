"""Names and descriptions of commands, from the catalogues, in every language Discord knows the locale of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.words import LANGUAGES, SOURCE, has, say

T = TypeVar("T")

# Our language for each of Discord's locales; it has none for Estonian and Latvian. American English is given too:
# without it those readers may be shown the British one.
# https://docs.discord.com/developers/reference#locales
_LOCALES = {
    discord.Locale.american_english: "en",
    discord.Locale.british_english: "en",
    discord.Locale.danish: "da",
    discord.Locale.finnish: "fi",
    discord.Locale.german: "de",
    discord.Locale.lithuanian: "lt",
    discord.Locale.norwegian: "nb",
    discord.Locale.polish: "pl",
    discord.Locale.swedish: "sv",
}


def text(key: str) -> app_commands.locale_str:
    """A key's English text, to be translated when the commands are sent to Discord."""
    return app_commands.locale_str(say(SOURCE, key), key=key)


def described(name: str) -> app_commands.locale_str:
    """The description of a command: `described("event.create")` is the text `command.event.create`."""
    return text(f"command.{name}")


def options(name: str, *parameters: str) -> Callable[[T], T]:
    """Describe a command's options: parameter `title` of "event.create" is the text `option.event.create.title`."""
    return app_commands.describe(**{parameter: text(f"option.{name}.{parameter}") for parameter in parameters})


def choice(key: str, value: str) -> app_commands.Choice[str]:
    """One of a fixed list of values, named by a text."""
    return app_commands.Choice(name=text(key), value=value)


class Catalogues(app_commands.Translator):
    """Gives Discord our texts: by their key, or for names by `name.<command>` and `name.<command>.<option>`."""

    async def translate(self, string: app_commands.locale_str, locale: discord.Locale, context: Any) -> str | None:
        language = _LOCALES.get(locale)
        if language not in LANGUAGES:
            return None
        key = string.extras.get("key") or _name_key(context)
        return say(language, key) if key is not None and has(key) else None


def _name_key(context: app_commands.TranslationContext[Any, Any]) -> str | None:
    match context.location:
        case Location.command_name | Location.group_name:
            return f"name.{_dotted(context.data)}"
        case Location.parameter_name:
            return f"name.{_dotted(context.data.command)}.{context.data.name}"
    return None


def _dotted(command: Any) -> str:
    return str(command.qualified_name).replace(" ", ".")
