"""A local Discord with its page, a small bot, and a real Chromium to look at it."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Error, Locator, Page, async_playwright

from local_discord import permissions
from local_discord.clock import Clock
from local_discord.door import Door, Skip
from local_discord.server import LocalDiscord
from local_discord.world import Channel, Overwrite, User
from tests.local_discord import dispatches
from tests.local_discord.conftest import TOKEN, Connect, Scene
from tests.local_discord.page.small_bot import SmallBot

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Stage(Scene):
    """The scene with its page: people of different lands, and a channel for Olga alone."""

    door: Door
    clock: Clock
    jonas: User
    anna: User
    ewa: User
    secret: Channel


@pytest.fixture
async def scene() -> AsyncIterator[Stage]:
    clock = Clock(MONDAY)
    local = LocalDiscord(clock=clock.now)

    async def to_noon() -> str:
        clock.move_to(MONDAY.replace(hour=12))
        return "It is noon."

    door = Door(local, clock, skips=[Skip("noon", "to noon", to_noon)], zone="Europe/Warsaw")
    olga = local.add_user("Olga Nowak", locale="en-GB", zone="Europe/Riga")
    jonas = local.add_user("Jonas Petraitis", locale="lt", zone="Europe/Vilnius")
    anna = local.add_user("Anna Zielińska", locale="en-GB", zone="Europe/Warsaw")
    ewa = local.add_user("Ewa Wójcik", locale="pl", zone="Europe/Warsaw")
    bot = local.add_bot("Echo", TOKEN)
    guild = local.add_guild("Pearls", olga)
    channel = local.add_channel(guild, "general")
    secret = local.add_channel(guild, "board", overwrites=(Overwrite(guild.id, 0, deny=permissions.VIEW_CHANNEL),))
    role = local.invite(guild, bot, 0)
    for user in (jonas, anna, ewa):
        local.join(guild, user)
    async with local:
        dispatches.keep_all(local)
        yield Stage(local, bot, guild, channel, olga, role, door, clock, jonas, anna, ewa, secret)


@pytest.fixture
async def bot(scene: Stage, connect: Connect) -> AsyncIterator[SmallBot]:
    async with connect(SmallBot()) as running:
        assert isinstance(running, SmallBot)
        yield running


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()


class Window:
    """One open page and the person in it, with words for what people do there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda line: self.wrong.append(line.text) if line.type == "error" else None)

    @property
    def messages(self) -> Locator:
        return self.page.locator("ol.messages").get_by_role("article")

    @property
    def composer(self) -> Locator:
        return self.page.locator("[data-key=composer]")

    def message(self, text: str) -> Locator:
        return self.messages.filter(has_text=text)

    async def say(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def choose_command(self, words: str) -> Locator:
        """Take a command from the picker; returns its form."""
        await self.composer.fill(f"/{words}")
        await self.page.get_by_role("option", name=f"/{words}").first.wait_for()
        await self.composer.press("Enter")
        form = self.page.get_by_role("form", name=f"Command /{words}")
        await form.wait_for()
        return form

    async def use(self, words: str) -> None:
        """A command without options."""
        form = await self.choose_command(words)
        await form.get_by_role("button", name="Send command").press("Enter")

    async def go(self, channel: str) -> None:
        await self.page.get_by_role("navigation", name="Channels").get_by_role("button", name=channel).click()


@dataclass
class Windows:
    browser: Browser
    base: str
    opened: list[Window] = field(default_factory=list)

    async def open(self, user: User | None = None, channel: Channel | None = None, **how: Any) -> Window:
        """A new window, in a browser of its own; `how`: what Playwright knows about contexts."""
        context = await self.browser.new_context(**how)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        window = Window(page)
        self.opened.append(window)
        place = f"/{channel.guild_id}/{channel.id}" if channel else ""
        await page.goto(f"{self.base}/" + (f"#{user.id}{place}" if user else ""))
        await page.locator("body.ready").wait_for()
        return window


@pytest.fixture
async def windows(chromium: Browser, scene: Stage) -> AsyncIterator[Windows]:
    """No window may have met an error of its own by the end."""
    opened = Windows(chromium, scene.discord.base)
    yield opened
    assert [wrong for window in opened.opened for wrong in window.wrong] == []


async def serious(page: Page) -> list[str]:
    """What axe finds that keeps people out; skipped where axe is not installed."""
    if not AXE.is_file():
        pytest.skip("axe-core is not here: npm install --no-save --no-package-lock --prefix tests")
    await page.evaluate(AXE.read_text("utf-8"))
    try:
        found: dict[str, Any] = await page.evaluate("axe.run(document)")
    except Error as error:
        raise AssertionError(str(error)) from error
    return [
        f"{each['id']}: {each['help']} {each['nodes'][0]['html'][:200]} {each['nodes'][0].get('failureSummary', '')}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
