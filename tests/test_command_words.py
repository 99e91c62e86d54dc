"""The words of commands, options and forms: each has one in every language, of a shape that Discord takes.

https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

import importlib
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest
from discord import Locale, app_commands

from bot import words
from bot.client import Client
from cogs._bot import NacreBot, all_extensions
from cogs._commands import Catalogues
from cogs._forms import Form
from tests.cogs.world import new_bot
from tests.test_words import ENGLISH

NAME = re.compile(r"[-_'\w]{1,32}")  # \w: letters and digits of every script, as Discord's \p{L}\p{N}
AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group


@pytest.fixture
async def bot(client: Client) -> AsyncIterator[NacreBot]:
    """Every extension loaded, Discord not asked."""
    made = new_bot(client)
    await made.tree.set_translator(Catalogues())
    for extension in all_extensions():
        if extension not in made.extensions:
            await made.load_extension(extension)
    yield made
    for extension in list(made.extensions):
        await made.unload_extension(extension)


def every_command(bot: NacreBot) -> list[AnyCommand]:
    return [
        command
        for command in bot.tree.walk_commands()
        if isinstance(command, app_commands.Command | app_commands.Group)
    ]


def dotted(command: AnyCommand) -> str:
    return command.qualified_name.replace(" ", ".")


def parameters(command: AnyCommand) -> list[app_commands.Parameter]:
    return command.parameters if isinstance(command, app_commands.Command) else []


async def test_every_command_and_option_is_described_by_a_text(bot: NacreBot) -> None:
    wrong = []
    for command in every_command(bot):
        description = command._locale_description
        if description is None or description.extras.get("key") != f"command.{dotted(command)}":
            wrong.append(f"/{command.qualified_name}")
        for parameter in parameters(command):
            # what was given to `describe`; the public `description` has forgotten its key
            given = parameter._Parameter__parent.description  # type: ignore[attr-defined]
            key = given.extras.get("key") if isinstance(given, app_commands.locale_str) else None
            if key != f"option.{dotted(command)}.{parameter.name}":
                wrong.append(f"/{command.qualified_name} {parameter.name}: {key}")
    assert not wrong, "\n".join(wrong)


async def test_every_command_has_a_name_in_every_language(bot: NacreBot) -> None:
    missing = [f"name.{dotted(command)}" for command in every_command(bot) if f"name.{dotted(command)}" not in ENGLISH]
    assert not missing, "\n".join(missing)


async def test_english_names_are_the_commands_own(bot: NacreBot) -> None:
    """Somebody who reads English help must find the command under that name."""
    wrong = [
        dotted(command) for command in every_command(bot) if words.say("en", f"name.{dotted(command)}") != command.name
    ]
    assert not wrong, "\n".join(wrong)


async def test_no_name_or_description_is_left_over(bot: NacreBot) -> None:
    used = set()
    for command in every_command(bot):
        used |= {f"name.{dotted(command)}", f"command.{dotted(command)}"}
        for parameter in parameters(command):
            used |= {f"option.{dotted(command)}.{parameter.name}", f"name.{dotted(command)}.{parameter.name}"}
    left = sorted(key for key in ENGLISH if key.startswith(("name.", "command.", "option.")) and key not in used)
    assert not left, "\n".join(left)


@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_names_have_the_shape_that_discord_takes(bot: NacreBot, language: str) -> None:
    names = [words.say(language, key) for key in ENGLISH if key.startswith("name.")]
    wrong = [name for name in names if not NAME.fullmatch(name) or name != name.lower()]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_names_differ_from_their_neighbours(bot: NacreBot, language: str) -> None:
    """Beside each other: commands of a level, and options of a command, these also from the others' own names."""
    levels: list[Sequence[Any]] = [
        bot.tree.get_commands(),
        *(group.commands for group in every_command(bot) if isinstance(group, app_commands.Group)),
    ]
    for level in levels:
        names = [
            words.say(language, f"name.{dotted(command)}")
            for command in level
            if not isinstance(command, app_commands.ContextMenu)
        ]
        assert len(set(names)) == len(names), names
    for command in every_command(bot):
        own = {parameter.name: f"name.{dotted(command)}.{parameter.name}" for parameter in parameters(command)}
        said = {name: words.say(language, key) if words.has(key, language) else name for name, key in own.items()}
        assert len(set(said.values())) == len(said), said
        assert not [name for name, local in said.items() if local in own and local != name], said


def leaves(payload: Any, key: str) -> Iterator[str]:
    if isinstance(payload, dict):
        for name, value in payload.items():
            if name == key and isinstance(value, str):
                yield value
            elif name == f"{key}_localizations" and value:
                yield from value.values()
            else:
                yield from leaves(value, key)
    elif isinstance(payload, list):
        for each in payload:
            yield from leaves(each, key)


def size(payload: dict[str, Any]) -> int:
    """Characters of a command as Discord counts them: the longest of each text's languages, all added up."""
    longest = sum(
        max(len(text) for text in [payload.get(key) or "", *(payload.get(f"{key}_localizations") or {}).values()])
        for key in ("name", "description")
    )
    return longest + sum(map(size, [*payload.get("options", ()), *payload.get("choices", ())]))


async def test_what_discord_is_told_is_within_its_limits(bot: NacreBot) -> None:
    commands = [await command.get_translated_payload(bot.tree, Catalogues()) for command in bot.tree.get_commands()]
    assert len(commands) <= 100
    for payload in commands:
        assert all(1 <= len(description) <= 100 for description in leaves(payload, "description")), payload["name"]
        assert size(payload) <= 8000, payload["name"]
        for level in (payload, *payload.get("options", ())):
            assert len(level.get("options", ())) <= 25, payload["name"]


async def test_discords_polish_readers_see_polish(bot: NacreBot) -> None:
    payloads = [await command.get_translated_payload(bot.tree, Catalogues()) for command in bot.tree.get_commands()]
    (event,) = (payload for payload in payloads if payload["name"] == "event")
    assert event["name_localizations"][Locale.polish.value] == words.say("pl", "name.event")
    assert event["description_localizations"][Locale.polish.value] == words.say("pl", "command.event")


def every_form() -> dict[str, Form]:
    modules = [importlib.import_module(f"cogs.{name}") for name in _modules()]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Form)]
    return {f"form.{form.noun}.{form.verb}": form for form in found}


def _modules() -> list[str]:
    import pkgutil

    import cogs

    return [module.name for module in pkgutil.iter_modules(cogs.__path__)]


def test_every_form_and_field_has_a_text_and_none_is_left_over() -> None:
    wanted = set(every_form())
    wanted |= {f"{key}.{field.name}" for key, form in every_form().items() for field in form.fields}
    hints = {f"{key}.hint" for key in wanted}
    there = {key for key in ENGLISH if key.startswith("form.")}
    assert not wanted - there, sorted(wanted - there)
    assert not there - wanted - hints, sorted(there - wanted - hints)


def test_every_choice_of_a_form_has_a_text() -> None:
    missing = [
        key for form in every_form().values() for field in form.fields for _, key in field.choices if key not in ENGLISH
    ]
    assert not missing, missing


def test_no_form_asks_for_more_than_discord_shows() -> None:
    """One that is made from data has its questions from there."""
    own = {key: form for key, form in every_form().items() if form.kept}
    assert [key for key, form in own.items() if not 1 <= len(form.fields) <= 5] == []
