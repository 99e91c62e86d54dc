"""The demonstration in the test's own process, and looking at it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.demo.composition import Demo, opened
from bot.demo.network import TOKEN
from local_discord.people import Person, text_of
from local_discord.world import Message


@asynccontextmanager
async def running(folder: Path, port: int = 0) -> AsyncIterator[Demo]:
    """The demonstration in this process, started."""
    async with opened(port, folder, "en") as demo:
        leaving = asyncio.Event()
        living = asyncio.create_task(demo.parts.live(TOKEN, leaving))
        try:
            async with asyncio.timeout(60):
                await demo.start()
            yield demo
        finally:
            leaving.set()
            await living


def person(demo: Demo, key: str) -> Person:
    return Person(demo.discord, demo.network.people[key], demo.network.bot)


def cards(demo: Demo, title: str) -> list[Message]:
    channel = demo.network.channel("announcements")
    return [each for each in person(demo, "robin").reads(channel) if text_of(each).startswith(f"## {title}")]
