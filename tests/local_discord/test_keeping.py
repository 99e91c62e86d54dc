"""A world that is kept in a file is the same world the next day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from local_discord import files, keeping
from local_discord.files import Upload
from local_discord.server import LocalDiscord
from local_discord.world import VOICE, Overwrite, World

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def lively() -> World:
    """People, roles, channels, messages with files and components, direct messages, commands."""
    discord = LocalDiscord(clock=lambda: NOW)
    olga, anna = discord.add_user("Olga", locale="pl"), discord.add_user("Anna")
    bot = discord.add_bot("Bot", "token")
    guild = discord.add_guild("Pearls", olga)
    role = discord.add_role(guild, "Mentors", 1 << 33)
    discord.join(guild, anna, role)
    discord.join(guild, discord.world.users[bot.id])
    hidden = discord.add_channel(guild, "mentors", overwrites=(Overwrite(guild.id, 0, deny=1 << 10),))
    discord.add_channel(guild, "Lounge", VOICE)
    message = discord.messages.create(hidden, olga.id, {"content": f"<@{anna.id}> zażółć 🐚"})
    message.reactions["👍"] = [anna.id]
    thread = discord.open_thread(hidden, 11, "More", olga.id)
    discord.messages.create(thread, anna.id, {"content": ""} | {"content": "hello"})
    discord.world.files["1/2/a.png"] = (b"\x89PNG\x00\xff", "image/png")
    discord.world.direct_channel(bot.id, anna.id)
    bot.commands = {None: {5: {"id": "5", "name": "events", "options": []}}, guild.id: {}}
    return discord.world


def held(world: World) -> dict[str, object]:
    return {name: getattr(world, name) for name in ("users", "guilds", "direct", "messages", "applications", "files")}


def test_a_world_comes_back_as_it_was(tmp_path: Path) -> None:
    world = lively()
    keeping.save(world, tmp_path / "world.json")
    again = World(lambda: NOW + timedelta(days=1))
    keeping.restore(again, tmp_path / "world.json")
    assert held(again) == held(world)
    assert keeping.saved_at(tmp_path / "world.json") == NOW


def test_ids_go_on_rising(tmp_path: Path) -> None:
    world = lively()
    keeping.save(world, tmp_path / "world.json")
    again = World(lambda: NOW + timedelta(seconds=1))
    keeping.restore(again, tmp_path / "world.json")
    assert again.ids.draw() > world.ids.draw()


async def test_files_are_found_at_the_address_of_the_day(tmp_path: Path) -> None:
    """The next day's port may be another."""
    async with LocalDiscord(clock=lambda: NOW) as first:
        olga = first.add_user("Olga")
        channel = first.add_channel(first.add_guild("Pearls", olga), "general")
        shape = files.keep(first.world, first.base, channel.id, Upload(0, "a.txt", "text/plain", b"pearl"), {})
        gallery = {"type": 12, "items": [{"media": {"url": shape["url"]}}]}
        message = first.messages.create(channel, olga.id, {"content": f"see {shape['url']}"})
        message.attachments, message.components = [shape], [gallery]
        keeping.save(first.world, tmp_path / "world.json")
    async with LocalDiscord(clock=lambda: NOW + timedelta(days=1)) as second:
        keeping.restore(second.world, tmp_path / "world.json")
        keeping.move_files(second.world, second.base)
        again = second.world.messages[channel.id][message.id]
        shown = {again.attachments[0]["url"], again.components[0]["items"][0]["media"]["url"]}
        assert shown == {shape["url"].replace(first.base, second.base)}
        async with aiohttp.ClientSession() as session, session.get(shown.pop()) as answer:
            assert await answer.read() == b"pearl"
        assert again.content == f"see {shape['url']}", "what a person typed stays as it was"


def test_nothing_kept_is_no_mistake(tmp_path: Path) -> None:
    assert keeping.saved_at(tmp_path / "world.json") is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"form": 0}', '{"form": 1, "now": "2026-11-02T09:00:00+00:00"}'])
def test_what_is_no_world_is_said_to_be_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(keeping.NotKept, match=r"world\.json"):
        keeping.restore(World(lambda: NOW), path)


def test_a_save_that_fails_leaves_the_earlier_one(tmp_path: Path) -> None:
    world = lively()
    path = tmp_path / "world.json"
    keeping.save(world, path)
    world.files["x"] = (object(), "")  # type: ignore[assignment]
    with pytest.raises((TypeError, KeyError)):
        keeping.save(world, path)
    keeping.restore(World(lambda: NOW), path)
