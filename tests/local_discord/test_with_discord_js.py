"""A second, independent client library agrees that this is Discord."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from local_discord.world import VOICE
from tests.local_discord.conftest import TOKEN, Scene

BOT = Path(__file__).parent / "small_bot.mjs"
PACKAGE = Path(__file__).parents[1] / "node_modules" / "discord.js"


class Bot:
    """`small_bot.mjs` as a process; it prints what happens to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def until(self, what: str) -> Any:
        """The next line that tells of this."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            told = json.loads(line)
            if told["what"] == what:
                return told
        raise AssertionError(f"it ended before {what}")


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[Bot]:
    node = shutil.which("node")
    if node is None or not PACKAGE.exists():
        pytest.skip("no node, or no discord.js: `npm install --prefix tests` brings it")
    api = scene.discord.api.removesuffix("/v10")
    process = await asyncio.create_subprocess_exec(node, str(BOT), api, TOKEN, stdout=asyncio.subprocess.PIPE)
    try:
        yield Bot(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def test_it_registers_a_command_and_answers_it(scene: Scene, bot: Bot) -> None:
    """A command with autocomplete, a button, a form, a deferred private answer, a poll, a reaction, a thread."""
    assert (await bot.until("ready"))["guilds"] == ["Pearls"]
    olga = scene.person()
    choices = await olga.complete("hello", scene.channel, "how", who=scene.olga.id, how="w")
    assert [each["value"] for each in choices] == ["warmly"]
    reply = await olga.use("hello", scene.channel, who=scene.olga.id)
    assert reply.text == "hello olga"
    assert reply.message is not None
    form = await olga.press(reply.message, "Form")
    private = await olga.submit(form, name="Anna")
    assert private.text == "you are Anna"
    assert private.message is not None
    assert private.message.visible_to == scene.olga.id
    await bot.until("done")
    public = olga.reads(scene.channel)[-1]
    assert public.content == "in public"
    assert list(public.reactions) == ["👍"]
    olga.vote(public, 1)
    assert [each.content for each in olga.reads(scene.discord.world.channel(public.id))] == ["in the thread"]


async def test_it_hears_messages_and_voice_and_resumes(scene: Scene, bot: Bot) -> None:
    hall = scene.discord.add_channel(scene.guild, "hall", VOICE)
    await bot.until("ready")
    scene.person().connect(hall)
    assert (await bot.until("voice"))["channel"] == str(hall.id)
    await scene.discord.gateway.drop(4000)
    scene.person().say(scene.channel, "while you were away")
    assert (await bot.until("message"))["from"] == "olga"
    assert scene.discord.gateway.identified == 1
