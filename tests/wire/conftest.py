"""The real program as a process of its own, against the local Discord over real sockets."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from local_discord import validate
from local_discord.clock import Clock
from local_discord.people import Person, Reply
from local_discord.server import LocalDiscord
from local_discord.world import Channel, Message
from tests.local_discord import dispatches

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.GAAAAA.abcdefghijklmnopqrstuvwxyz0123456789ab"


class Program:
    """`python -m bot run`, its log read line by line."""

    command: tuple[str, ...] = ("-m", "bot", "run", "--migrate")

    def __init__(self, api: str, data: Path, **settings: str) -> None:
        self.data = data
        self._env = os.environ | {
            "NACRE_TOKEN": TOKEN,
            "NACRE_DATA_DIR": str(data),
            "NACRE_DISCORD_API": api,
            "NACRE_WEB__PORT": "0",
            "NACRE_LOG__FORMAT": "json",
            "NACRE_PACE_STARTS": "false",
            "NACRE_CHECK_LINKS": "false",
            **settings,
        }
        self.log: list[dict[str, Any]] = []
        self.words: deque[str] = deque(maxlen=200)  # lines that are no log entries
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._said = asyncio.Condition()
        self._over = False

    async def start(self) -> "Program":
        """Start it and return at once; `until_says("ready")` waits for it."""
        self.log.clear()
        self._over = False
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *self.command, env=self._env, stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def ready(self) -> "Program":
        await self.start()
        await self.until_says("ready")
        return self

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            async with self._said:
                try:
                    self.log.append(json.loads(line))
                except json.JSONDecodeError:
                    self.words.append(line.decode())
                self._said.notify_all()
        async with self._said:
            self._over = True
            self._said.notify_all()

    async def until_says(self, event: str) -> dict[str, Any]:
        """Wait for a log entry; fails when the program ends without it."""

        while True:
            async with self._said:
                for entry in self.log:
                    if entry["message"] == event:
                        return entry
                if self._over:
                    raise AssertionError(f"it ended without saying {event}: {self.log[-5:]} {''.join(self.words)}")
                await self._said.wait()

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop, wait until it has, and return its exit code."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(how)
        return await self.ended()

    async def ended(self) -> int:
        assert self._process is not None
        assert self._reading is not None
        code = await self._process.wait()
        await self._reading
        return code

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """As the system does when it runs out of memory: at once, and nothing is put in order."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What is in its database, asked beside it."""
        with closing(sqlite3.connect(f"file:{self.data / 'nacre.db'}?mode=ro", uri=True)) as conn:
            return list(conn.execute(sql))

    async def until_true(self, sql: str) -> None:
        """Wait until a query of its database gives something true; the test's time limit ends the patience."""
        while not self.query(sql)[0][0]:  # noqa: ASYNC110 - another process writes it, and sets no event of ours
            await asyncio.sleep(0.05)

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [each for each in self.log if each.get("level") in ("error", "critical")]


class TimedProgram(Program):
    """The same composition with a clock that can be moved, together with the local Discord's."""

    def __init__(self, clock: Clock, api: str, data: Path, **settings: str) -> None:
        super().__init__(api, data, **settings)
        self._clock = clock

    async def start(self) -> "TimedProgram":
        ahead = (self._clock.now() - datetime.now(UTC)).total_seconds()
        self.command = ("-m", "tests.wire.program", str(ahead))
        await super().start()
        return self

    async def move(self, **by: float) -> None:
        """Move on by a timedelta's arguments."""
        assert self._process is not None
        assert self._process.stdin is not None
        step = timedelta(**by)
        self._clock.move(step)
        self._process.stdin.write(f"{step.total_seconds()}\n".encode())
        await self._process.stdin.drain()


class Town:
    """A server with an announcement channel, an owner and two members, and the bot invited."""

    def __init__(self, discord: LocalDiscord) -> None:
        self.discord = discord
        olga = discord.add_user("Olga")
        self.bot = discord.add_bot("Nacre", TOKEN)
        self.guild = discord.add_guild("Pearls", olga)
        self.channel = discord.add_channel(self.guild, "announcements")
        discord.join(self.guild, discord.world.users[self.bot.id])
        self.olga = Person(discord, olga, self.bot)
        self.anna = self.newcomer("Anna", locale="pl")
        self.bob = self.newcomer("Bob")

    def newcomer(self, name: str, locale: str = "en-US") -> Person:
        user = self.discord.add_user(name, locale=locale)
        self.discord.join(self.guild, user)
        return Person(self.discord, user, self.bot)

    async def set_up(self) -> None:
        panel = await self.olga.use("setup", self.channel)
        assert panel.message is not None
        await self.olga.choose(panel.message, "Choose a channel", str(self.channel.id))
        saved = await self.olga.press(panel.message, "Save")
        assert "ready" in saved.text

    async def publish(self, title: str = "Storytelling", seats: str = "", when: str = "in 72 hours") -> Message:
        """An event from command to card; returns the card."""
        form = await self.olga.use("event create", self.channel, kind="webinar", title=title, when=when)
        preview = await self.olga.submit(form, where="https://meet.example.org/1", seats=seats)
        assert preview.message is not None, preview.text
        before = {each.id for each in self.public()}
        await self.olga.press(preview.message, "Publish")
        await self.until(lambda: any(each.id not in before for each in self.public()))
        return next(each for each in self.public() if each.id not in before)

    def public(self, channel: Channel | None = None) -> list[Message]:
        """What everybody reads in the announcement channel, or another."""
        return [each for each in self.bob.reads(channel or self.channel) if each.visible_to is None]

    def thread(self, card: Message) -> list[Message]:
        """What was said in the thread below a card."""
        return self.public(self.discord.world.channel(card.thread_id)) if card.thread_id else []

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to be so in the local Discord; the test's time limit ends the patience."""
        happened = asyncio.Event()
        self.discord.world.tellers.append(lambda *_: happened.set())
        while not condition():
            happened.clear()
            await happened.wait()

    async def until_connected(self, times: int) -> None:
        """Wait until the bot has begun so many sessions in all."""
        gateway = self.discord.gateway
        async with gateway._changed:
            await gateway._changed.wait_for(lambda: gateway.identified >= times)

    @property
    def calls(self) -> list[str]:
        """Every REST call so far, as "METHOD /path"."""
        return [f"{each.method} {each.path}" for each in self.discord.exchanges]


def labels(reply: Reply) -> list[str]:
    """What one can press on an answer."""
    assert reply.message is not None
    return [each["label"] for each in validate.walk(reply.message.components) if each.get("label")]


@pytest.fixture
def clock() -> Clock:
    """The local Discord's time, and a timed program's."""
    return Clock()


@pytest.fixture
async def town(clock: Clock) -> AsyncIterator[Town]:
    """Whatever the program and this Discord say to each other is held against Discord's specification."""
    async with LocalDiscord(clock=clock.now) as discord:
        dispatches.keep_all(discord)
        yield Town(discord)
        wrong = dispatches.all_mistakes(discord)
        assert not wrong, "\n".join(wrong[:20])


@pytest.fixture
async def program(town: Town, tmp_path: Path) -> AsyncIterator[Program]:
    """Not started yet."""
    async with _ending(Program(town.discord.api, tmp_path)) as made:
        yield made


@pytest.fixture
async def timed(town: Town, clock: Clock, tmp_path: Path) -> AsyncIterator[TimedProgram]:
    """Not started yet; its clock can be moved."""
    async with _ending(TimedProgram(clock, town.discord.api, tmp_path)) as made:
        yield made


P = TypeVar("P", bound=Program)


@asynccontextmanager
async def _ending(program: P) -> AsyncIterator[P]:
    try:
        yield program
    finally:
        if program._process is not None:
            program.kill()
            await program.ended()
