"""`python -m local_discord`: a Discord for any bot."""

import asyncio
import re
import signal
import sys

import aiohttp
import discord
import pytest
import yarl


class Visitor(discord.Client):
    """Logs in, looks which servers there are, and leaves."""

    found: tuple[str, ...] = ()

    async def on_ready(self) -> None:
        self.found = tuple(guild.name for guild in self.guilds)
        await self.close()


async def test_it_says_where_it_is_lets_a_bot_in_and_ends_cleanly(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it prints about discord.py is all that a bot needs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local_discord", "--port", "0", "--token", "a.b.c"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    said = ""
    while "Ctrl-C" not in said:
        said += (await process.stdout.readline()).decode()
    (address,) = re.findall(r"is open: (\S+)", said)
    (gateway,) = re.findall(r'URL\("(\S+)"\)', said)
    (api,) = re.findall(r'Route.BASE = "(\S+)"', said)
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert "Local Discord" in await answer.text()
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", False)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", False, raising=False)
    monkeypatch.setattr(discord.http.Route, "BASE", api)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(gateway))
    visitor = Visitor(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    await visitor.start("a.b.c")
    assert visitor.found == ("Harbour",)
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0
