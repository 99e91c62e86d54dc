"""Starting and stopping: who is closed when, and what an operator is told when Discord does not let us in."""

import asyncio
import gc
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot import app, restarts
from bot.app import Parts, compose
from bot.client import Client
from bot.clock import MovableClock
from bot.config import Settings, WebServer
from bot.services import facts
from bot.stopped import Code, Stopped
from bot.store.database import Database
from bot.web.server import Web
from bot.worker.wake import Worker
from cogs._bot import NacreBot
from tests.ops.doubles import Diary, GatewayDouble, WebDouble, WorkerDouble


class ClosingDatabase:
    """The real database, which also writes down that it was closed."""

    def __init__(self, real: Database, diary: Diary) -> None:
        self.real, self.on_stir = real, real.on_stir
        self.write, self.read = real.write, real.read
        self._diary = diary

    async def close(self) -> None:
        self._diary.append("database closed")


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def client(database: Database, clock: MovableClock, diary: Diary) -> Client:
    return Client(ClosingDatabase(database, diary), clock)


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """A bot that is ready leaves what is there to stay; the tests after it are no part of that."""
    yield
    gc.unfreeze()


async def lived(parts: Parts, stopping: asyncio.Event | None = None) -> None:
    async with asyncio.timeout(10):
        await parts.live("token", stopping or asyncio.Event())


async def test_everything_stops_in_order_when_told_to(client: Client, diary: Diary) -> None:
    """No more waking, what is being sent is sent, then Discord, then the web server, then the database."""
    stopping = asyncio.Event()
    parts = Parts(client, GatewayDouble(diary), WorkerDouble(diary, stopping.set), WebDouble(diary))
    await lived(parts, stopping)
    assert diary == [
        "web started",
        "login",
        "worker started",
        "worker stopping",
        "worker drained",
        "discord closed",
        "web closed",
        "database closed",
    ]


async def test_the_worker_waits_until_discord_told_what_is_there(client: Client, diary: Diary) -> None:
    """Before that a channel could seem to be gone, and what is due would be given up."""
    gateway = GatewayDouble(diary, ready=False)
    parts = Parts(client, gateway, WorkerDouble(diary), None)
    stopping = asyncio.Event()
    running = asyncio.create_task(parts.live("token", stopping))
    await gateway.entered.wait()
    for _ in range(50):
        await asyncio.sleep(0)
    assert "worker started" not in diary
    stopping.set()
    await running


async def test_what_is_there_when_it_is_ready_is_not_walked_again(client: Client, diary: Diary) -> None:
    """Such walks made people wait (decision 95)."""
    stopping = asyncio.Event()
    ready = WorkerDouble(diary, stopping.set)
    gc.unfreeze()
    await lived(Parts(client, GatewayDouble(diary), ready, None), stopping)
    assert "worker started" in diary
    assert gc.get_freeze_count() > 10_000


async def test_a_part_that_fails_to_close_keeps_nothing_else_open(client: Client, diary: Diary) -> None:
    stopping = asyncio.Event()
    web = WebDouble(diary, fails=RuntimeError("still busy"))
    await lived(Parts(client, GatewayDouble(diary), WorkerDouble(diary, stopping.set), web), stopping)
    assert diary[-1] == "database closed"


@pytest.mark.parametrize(
    ("refusal", "code", "words"),
    [
        (discord.LoginFailure("Improper token has been passed."), Code.SETTINGS, "does not know this token"),
        (discord.PrivilegedIntentsRequired(None), Code.SETTINGS, "Nacre asks for none"),
        (discord.GatewayNotFound(), Code.FAILED, "cannot be reached"),  # type: ignore[no-untyped-call]
        (ConnectionRefusedError("refused"), Code.FAILED, "cannot be reached: refused"),
    ],
)
async def test_a_refusal_by_discord_is_explained_and_everything_is_closed(
    client: Client, diary: Diary, refusal: Exception, code: Code, words: str
) -> None:
    parts = Parts(client, GatewayDouble(diary, refuses=refusal), WorkerDouble(diary), WebDouble(diary))
    with pytest.raises(Stopped, match=words) as stopped:
        await lived(parts)
    assert stopped.value.code == code
    assert diary[-3:] == ["discord closed", "web closed", "database closed"]


async def test_a_bug_is_not_explained_away(client: Client, diary: Diary) -> None:
    parts = Parts(client, GatewayDouble(diary, refuses=ZeroDivisionError()), WorkerDouble(diary), None)
    with pytest.raises(ZeroDivisionError):
        await lived(parts)
    assert diary[-1] == "database closed"


async def test_each_start_is_remembered(client: Client, clock: MovableClock, diary: Diary) -> None:
    stopping = asyncio.Event()
    await lived(Parts(client, GatewayDouble(diary), WorkerDouble(diary, stopping.set), None), stopping)
    assert restarts.read(await client.ask(facts.get, "starts")) == (clock.now(),)


async def test_a_refused_token_is_no_start(client: Client, diary: Diary) -> None:
    """Whoever tries one token after the other is not made to wait."""
    gateway = GatewayDouble(diary, refuses=discord.LoginFailure("no"))
    with pytest.raises(Stopped):
        await lived(Parts(client, gateway, WorkerDouble(diary), None))
    assert await client.ask(facts.get, "starts") is None


async def test_somebody_who_starts_too_often_waits_and_can_still_be_stopped(
    client: Client, clock: MovableClock, diary: Diary
) -> None:
    """Discord is not even asked; and since it was never entered, it is not left either."""
    starts = [clock.now() - timedelta(seconds=second) for second in range(restarts.FREE)]
    await client.do(facts.put, "starts", restarts.written(starts))
    stopping = asyncio.Event()
    running = asyncio.create_task(Parts(client, GatewayDouble(diary), WorkerDouble(diary), None).live("t", stopping))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not running.done()
    stopping.set()
    await running
    assert diary == ["worker stopping", "worker drained", "database closed"]


async def test_pacing_can_be_left_to_others(client: Client, clock: MovableClock, diary: Diary) -> None:
    await client.do(facts.put, "starts", restarts.written([clock.now()] * restarts.FREE))
    stopping = asyncio.Event()
    parts = Parts(client, GatewayDouble(diary), WorkerDouble(diary, stopping.set), None, pace_starts=False)
    await lived(parts, stopping)
    assert "worker started" in diary


async def test_the_composition_holds_the_real_parts(database: Database, tmp_path: Path) -> None:
    parts = compose(Settings(data_dir=tmp_path), database)
    assert isinstance(parts.bot, NacreBot)
    assert isinstance(parts.worker, Worker)
    assert parts.bot.worker is parts.worker
    assert isinstance(parts.web, Web)
    without = compose(Settings(data_dir=tmp_path, web=WebServer(enabled=False)), database)
    assert without.web is None


async def test_a_composition_that_never_started_can_be_stopped(database: Database, tmp_path: Path) -> None:
    parts = compose(Settings(data_dir=tmp_path), database)
    await parts.stop()


PROGRAM = """
import sys
from bot import app, logs
from bot.client import Client
from bot.clock import SystemClock
from bot.config import Settings
from bot.store import migrate
from tests.ops.doubles import Diary, GatewayDouble, WebDouble, WorkerDouble

diary = Diary()
settings = Settings(data_dir=sys.argv[1])
logs.set_up(settings.log)
migrate.upgrade(settings.database)
ready = lambda: print("ready", flush=True)
app.compose = lambda _settings, database: app.Parts(
    Client(database, SystemClock()), GatewayDouble(diary), WorkerDouble(diary, ready), WebDouble(diary)
)
app.run(settings, "token")
print(*diary, sep="|", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_real_process_stops_in_order_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(number)
        said, errors = process.communicate(timeout=30)
    assert (first, process.returncode) == ("ready\n", 0), errors
    assert said.strip().endswith("worker stopping|worker drained|discord closed|web closed")


def test_every_closing_code_of_discord_is_named() -> None:
    class Socket:
        close_code = 4013

    error = discord.ConnectionClosed(Socket(), shard_id=None)  # type: ignore[arg-type]  # only its code is read
    with pytest.raises(Stopped, match="4013"), app.explained():
        raise error
