"""Makes the pictures of the README: drives a real browser over the demonstration.

    uv run --group dev python docs/pictures/make.py

Needs Chromium (`apt-get install chromium`). Each picture is written beside this file.
"""

import asyncio
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

HERE = Path(__file__).parent
SIZE: ViewportSize = {"width": 1280, "height": 800}


@asynccontextmanager
async def demonstration() -> AsyncIterator[str]:
    """The address of a demonstration that runs until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--headless", "--port", "0"),
        cwd=HERE.parents[1],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None  # noqa: S101 - it was asked for
    async for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line.decode()):
            break
    else:
        raise SystemExit("The demonstration did not start.")
    try:
        yield found[0]
    finally:
        process.terminate()
        await process.wait()


async def wait_for_the_day(page: Page) -> None:
    """Nobody creates webinars at night."""
    clock = page.locator("#clock")
    await page.locator("body.ready").wait_for()
    while not 8 <= (hour := await _hour(page)) <= 17:
        await clock.get_by_role("button", name="+1 h").click()
        while await _hour(page) == hour:
            await page.wait_for_timeout(50)


async def _hour(page: Page) -> int:
    found = re.search(r"(\d\d):\d\d in", await page.locator("#clock").inner_text())
    if found is None:
        raise SystemExit("The page shows no clock.")
    return int(found[1])


async def follow_the_tour(page: Page) -> None:
    """Up to the seat: Olga creates and announces a webinar, Anna says that she comes."""

    async def press(name: str) -> None:
        await page.get_by_role("button", name=name, exact=True).last.click()

    await press("Next")
    await press("Type it for me")
    await press("Send command")
    await page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    await press("Publish")
    await page.get_by_role("heading", name="Take a seat").wait_for()
    await press("Be Anna Falochron")
    await page.locator("#who").get_by_text("Anna Falochron").wait_for()
    card = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Lanterns on the quay"))
    await card.get_by_role("button", name="Going").click()
    await page.get_by_role("list", name="Messages").get_by_text("A seat is yours").wait_for()
    await card.get_by_text("1 going").wait_for()
    await page.mouse.move(0, 0)


async def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("There is no Chromium: apt-get install chromium")
    async with demonstration() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport=SIZE, locale="en-GB", timezone_id="Europe/Warsaw", color_scheme="dark")
        await page.goto(address)
        await wait_for_the_day(page)
        await follow_the_tour(page)
        await page.screenshot(path=HERE / "demo.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
