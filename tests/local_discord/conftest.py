"""A local Discord with a server in it, and an unmodified discord.py client that talks to it over sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

import discord
import pytest
import yarl
from discord import app_commands

from local_discord import permissions
from local_discord.people import Person
from local_discord.server import LocalDiscord
from local_discord.world import Application, Channel, Guild, Role, User
from tests.local_discord import dispatches

Client = TypeVar("Client", bound="EchoBot")
TOKEN = "local.bot.token"


@dataclass
class Scene:
    """The server, its people, and the bot's application."""

    discord: LocalDiscord
    bot: Application
    guild: Guild
    channel: Channel
    olga: User
    role: Role

    def person(self, user: User | None = None) -> Person:
        return Person(self.discord, user or self.olga, self.bot)

    def allow(self, allowed: int) -> None:
        """Give the bot's own role these permissions too."""
        self.discord.grant(self.guild, self.role, self.role.permissions | allowed)

    def newcomer_sees(self, channel_id: int) -> bool:
        """Whether somebody who has just come, with no role, sees a channel."""
        newcomer, channel = self.newcomer("Newcomer"), self.discord.world.channel(channel_id)
        return bool(permissions.in_channel(self.discord.world, channel, newcomer.user.id))

    def newcomer(self, name: str) -> Person:
        """Another member of the server."""
        user = self.discord.add_user(name)
        self.discord.join(self.guild, user)
        return self.person(user)


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until something is so; the test's own time limit is the end of patience."""
    while not condition():  # noqa: ASYNC110 - discord.py tells nobody when this becomes true
        await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def as_specified(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test makes client and server say, over REST and gateway, is held against Discord's specification."""
    scene: Scene | None = request.getfixturevalue("scene") if "scene" in request.fixturenames else None
    yield
    if scene is not None:
        wrong = dispatches.all_mistakes(scene.discord)
        assert not wrong, "\n".join(wrong)


class EchoBot(discord.AutoShardedClient):
    """A small bot of no importance: the local Discord must serve any."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        wanted = intents or discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(intents=wanted, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.seen: list[tuple[str, object]] = []

    async def setup_hook(self) -> None:
        if self.tree.get_commands():
            await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.seen.append(("message", message))


class Listener(EchoBot):
    """Notes everything that happened, by the name discord.py gives it."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents or discord.Intents.default())

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        self.seen.append((event, args[0] if args else None))
        super().dispatch(event, *args, **kwargs)

    async def on_message(self, message: discord.Message) -> None:
        """Noted already."""

    def heard(self, event: str) -> list[object]:
        return [what for name, what in self.seen if name == event]


class Connect(Protocol):
    """Runs a client against the local server until the block ends."""

    def __call__(self, client: Client, /) -> AbstractAsyncContextManager[Client]: ...


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with LocalDiscord() as local:
        dispatches.keep_all(local)
        olga = local.add_user("Olga")
        bot = local.add_bot("Echo", TOKEN)
        guild = local.add_guild("Pearls", olga)
        channel = local.add_channel(guild, "general")
        role = local.invite(guild, bot, 0)
        yield Scene(local, bot, guild, channel, olga, role)


@pytest.fixture
def connect(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Connect:
    """Points discord.py at the local server and runs a client until the block ends."""
    monkeypatch.setattr(discord.http.Route, "BASE", scene.discord.api)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(scene.discord.gateway.url))
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", False)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", False, raising=False)

    @asynccontextmanager
    async def run(client: Client) -> AsyncIterator[Client]:
        task = asyncio.create_task(client.start(TOKEN))
        connected = asyncio.create_task(scene.discord.gateway.connected(TOKEN))
        try:
            await asyncio.wait({task, connected}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            await client.wait_until_ready()
            yield client
        finally:
            connected.cancel()
            await client.close()
            await asyncio.wait({task})

    return run
