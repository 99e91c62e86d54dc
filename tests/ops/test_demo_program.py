"""The demonstration as a program, in time, and from one day to the next."""

import asyncio
import json
import logging
import os
import re
import signal
import socket
import sys
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.demo import run
from bot.demo.composition import Demo
from bot.services import agenda
from local_discord.people import text_of
from local_discord.world import Message
from tests.ops.demonstration import cards, person, running

ROOT = Path(__file__).parents[2]


class Program:
    """`nacre demo --headless`, read line by line."""

    def __init__(self, *arguments: str, **variables: str) -> None:
        self._arguments = arguments
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("NACRE_")}
        self._environment |= {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **variables}
        self.lines: list[str] = []

    async def __aenter__(self) -> "Program":
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--headless", *self._arguments),
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def address(self) -> str:
        """What it prints when it is ready."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.lines.append(line.decode())
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line.decode()):
                return found[0]
        raise AssertionError(f"it ended: {self.lines} {(await self.process.communicate())[1].decode()}")

    async def end(self, how: signal.Signals) -> tuple[int, str, str]:
        """Told twice, as `uv run` in a group of its own does: that counts once."""
        self.process.send_signal(how)
        await asyncio.sleep(0.02)
        if self.process.returncode is None:
            self.process.send_signal(how)
        out, wrong = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, out.decode(), wrong.decode()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_where_it_is_and_ends_cleanly(how: signal.Signals, tmp_path: Path) -> None:
    """Nothing is left of it, and it touches no other bot's database."""
    elsewhere = tmp_path / "elsewhere.db"
    async with Program("--port", "0", TMPDIR=str(tmp_path), NACRE_DATABASE_URL=f"sqlite:///{elsewhere}") as program:
        address = await program.address()
        async with aiohttp.ClientSession() as browser, browser.get(address) as page:
            assert page.status == 200
        assert await program.end(how) == (0, "Ctrl-C ends it.\nBye. Nothing of it is left.\n", "")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - it is over: nobody waits


@pytest.mark.slow
async def test_it_can_be_ended_before_it_is_ready(tmp_path: Path) -> None:
    async with Program("--port", "0", "--keep", str(tmp_path)) as program:
        while not (tmp_path / "demo.db").exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.01)
        code, _, wrong = await program.end(signal.SIGINT)
        assert (code, wrong) == (0, "")
    async with Program("--port", "0", "--keep", str(tmp_path)) as again:
        assert await again.address()
        assert (await again.end(signal.SIGTERM))[0] == 0


@pytest.mark.slow
async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with Program("--port", str(port)) as program:
            assert not (await program.address()).endswith(f":{port}/")
            assert program.lines[0] == f"Port {port} is taken, so a free one was chosen.\n"
            assert (await program.end(signal.SIGTERM))[0] == 0


@pytest.mark.slow
async def test_what_is_kept_is_there_the_next_time(own_discord: None, tmp_path: Path) -> None:
    """People, messages and the clock go on where they were; cards kept from the first time still work."""
    async with running(tmp_path) as first:
        (card,) = cards(first, "Light in the dark months")
        await first.door.move(timedelta(hours=30))
        moved_to = first.clock.now()
        await person(first, "anna").press(card, "Going")
    first.save()
    assert json.loads((tmp_path / "discord.json").read_text(encoding="utf-8"))["guilds"]
    async with running(tmp_path) as second:
        assert not second.new
        assert second.clock.now() > moved_to
        (kept,) = cards(second, "Light in the dark months")
        assert kept.id == card.id
        await second.door.move(timedelta(minutes=1))
        assert "Full" in text_of(kept)
        mine = await person(second, "anna").use("my events", second.network.channel("general"))
        assert "Light in the dark months" in mine.text
        left = await person(second, "anna").press(kept, "Can't")
        assert "free again" in left.text


@pytest.mark.parametrize(
    ("platform", "variables", "windows"),
    [("linux", {}, False), ("linux", {"DISPLAY": ":0"}, True), ("linux", {"BROWSER": "x"}, True), ("darwin", {}, True)],
)
def test_a_browser_is_opened_where_there_are_windows(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], windows: bool
) -> None:
    """A browser in the terminal would take it over, and Ctrl-C with it."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert run._has_windows() is windows


async def test_a_real_bots_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "nacre.db").touch()
    async with Program("--keep", str(tmp_path)) as program:
        out, wrong = await program.process.communicate()
        assert program.process.returncode == 1
        assert (out, b"Choose another folder" in wrong) == (b"", True)


@pytest.mark.slow
async def test_the_clock_stops_at_everything_on_its_way(
    own_discord: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A jump over days reminds in time, not late, and leaves nothing undone behind."""
    async with running(tmp_path) as demo:
        await _travel(demo)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


async def _travel(demo: Demo) -> None:
    (card,) = cards(demo, "Light in the dark months")
    before = len(_thread(demo, card))
    await demo.door.skips["start"].run()
    starts_at = demo.clock.now()
    said = _thread(demo, card)[before:]
    assert len(said) >= 3
    assert all(each.timestamp <= starts_at and "late" not in text_of(each) for each in said)
    assert "Live" in text_of(card)
    await demo.door.skips["after"].run()
    assert "Ended" in text_of(card)
    await demo.door.move(timedelta(days=60))
    due = await demo.parts.client.ask(agenda.next_due)
    assert due is None or due > demo.clock.now()


def _thread(demo: Demo, card: Message) -> list[Message]:
    assert card.thread_id is not None
    return person(demo, "robin").reads(demo.discord.world.channel(card.thread_id))
