"""Which commands Discord is told, in which languages, and when."""

from collections.abc import Sequence
from typing import Any

import discord
import pytest
import structlog
from discord import app_commands

from bot.services import facts
from cogs._bot import NacreBot, all_extensions
from tests.cogs.world import World


@pytest.fixture
def loaded() -> Sequence[str] | None:
    return None


def syncs(world: World) -> int:
    return sum(call.method == "PUT" and call.path.endswith("/commands") for call in world.env.http_requests)


async def told(world: World) -> list[dict[str, Any]]:
    return list(world.env.backend.commands[None].values())


async def test_the_bot_starts_with_the_least_it_needs(world: World) -> None:
    bot = world.bot
    assert bot.is_ready()
    assert bot.intents == discord.Intents(guilds=True, voice_states=True)
    assert not any(getattr(bot.intents, name) for name in ("members", "presences", "message_content"))
    allowed = bot.allowed_mentions
    assert allowed is not None
    assert (allowed.everyone, allowed.users, allowed.roles) == (False, False, False)
    assert set(bot.extensions) == set(all_extensions())
    assert not any(name.startswith("cogs._") for name in bot.extensions)


async def test_commands_are_sent_once_and_not_at_every_start(world: World) -> None:
    """Each start would cost a part of Discord's 200 creations a day, and hide the commands for a while."""
    assert syncs(world) == 1
    await world.restart()
    await world.restart()
    assert syncs(world) == 1


async def test_changed_commands_are_sent_again(world: World) -> None:
    world.bot.tree.remove_command("doctor")
    assert await world.bot.sync_commands()
    assert syncs(world) == 2
    assert not await world.bot.sync_commands()
    assert await world.bot.sync_commands(force=True)
    assert syncs(world) == 3


async def test_a_failed_sync_is_done_at_the_next_start(world: World) -> None:
    await world.client.do(facts.put, "commands.hash", "another list")
    world.env.inject_error("PUT", "/applications/*/commands", status=500)
    with structlog.testing.capture_logs() as log:
        await world.restart()
    assert "commands_not_synced" in {line["event"] for line in log}
    assert world.bot.is_ready(), "buttons and reminders work all the same"
    assert syncs(world) == 2
    await world.restart()
    assert syncs(world) == 3
    assert not await world.bot.sync_commands()


async def test_commands_are_for_servers_and_only_privacy_for_direct_messages_too(world: World) -> None:
    for command in await told(world):
        assert command["contexts"] == ([0, 1] if command["name"] == "privacy" else [0]), command["name"]
        assert command["integration_types"] == [0], command["name"]


async def test_names_and_descriptions_are_in_every_language_discord_knows(world: World) -> None:
    """American English is given too: without it those readers may be shown the British one."""
    for where, part in walk(await told(world)):
        for text in ("name", "description"):
            localised = part.get(f"{text}_localizations") or {}
            named = text == "name" and part.get("type", 1) in (
                1,
                2,
            )  # names of commands and groups; options keep theirs
            if named or (text in part and text != "name"):
                assert set(localised) >= {"en-US", "en-GB", "pl"}, f"{where}: {text}"
                assert localised["en-US"] == part[text], where


async def test_commands_stay_within_discords_8000_characters(world: World) -> None:
    """Of name, description and values together; the longest localisation counts.

    https://docs.discord.com/developers/interactions/application-commands#registering-a-command
    """
    for command in await told(world):
        total = 0
        for _, part in walk([command]):
            for text in ("name", "description"):
                total += max(
                    len(each) for each in (part.get(text, ""), *(part.get(f"{text}_localizations") or {}).values())
                )
        assert total <= 8000, command["name"]


async def test_each_client_is_told_the_names_of_its_own_language(world: World) -> None:
    (doctor,) = [command for command in await told(world) if command["name"] == "doctor"]
    assert doctor["name_localizations"]["pl"] != "doctor" or doctor["description_localizations"]["pl"]
    assert isinstance(world.bot, NacreBot)
    assert isinstance(world.bot.tree, app_commands.CommandTree)


def walk(parts: list[dict[str, Any]], path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every command, group, option and choice below these, with where it stands."""
    found = []
    for part in parts:
        where = f"{path} {part['name']}"
        found.append((where, part))
        found += walk([*part.get("options", ()), *part.get("choices", ())], where)
    return found
