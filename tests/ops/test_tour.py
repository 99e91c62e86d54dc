"""The guided tour of the demonstration, followed in a real browser as a visitor follows it, and the event's life on."""

import importlib.util
import shutil
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest
from playwright.async_api import Error, Locator, Page, async_playwright

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
MAKE = Path(__file__).parents[2] / "docs" / "pictures" / "make.py"


def _pictures() -> ModuleType:
    """The script that takes the README's picture: it follows the first half of the tour."""
    spec = importlib.util.spec_from_file_location("pictures", MAKE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def _skip_until(page: Page, button: str, shown: Locator) -> None:
    """Press one of the clock's jumps until something is there; each press waits for the jump to be over."""
    for _ in range(12):
        before = await page.locator("#clock").inner_text()
        await page.locator("#clock").get_by_role("button", name=button).click()
        await page.wait_for_function("before => document.querySelector('#clock').innerText !== before", arg=before)
        with suppress(Error):  # something else came first
            await shown.first.wait_for(timeout=2000)
            return
    raise AssertionError("it never came")


async def _follow_the_rest(page: Page) -> None:
    """From the reminder on: the end, one click of feedback, the recording, the results, a minute in the archive."""

    async def press(name: str) -> None:
        await page.get_by_role("button", name=name, exact=True).last.click()

    async def send() -> None:
        await press("Type it for me")
        await press("Send command")

    await press("Next")
    await page.locator("#clock").get_by_role("button", name="A day after the end").click()
    await page.get_by_role("heading", name="Say how it was").wait_for()
    await page.get_by_role("button", name="5 – excellent").last.click()
    await page.get_by_role("heading", name="Add the recording").wait_for()
    await press("Be Olga Perłopław")
    await page.locator("#who").get_by_text("Olga Perłopław").wait_for()
    await send()
    await page.get_by_role("heading", name="Read what people thought").wait_for()
    await send()
    await page.get_by_role("heading", name="Find it again").wait_for()
    await press("Be Anna Falochron")
    await page.locator("#who").get_by_text("Anna Falochron").wait_for()
    card = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Lanterns on the quay"))
    await card.get_by_text("Ended").or_(card.get_by_text("Archived")).first.wait_for()
    await send()
    await page.get_by_role("heading", name="The rest is yours").wait_for()
    await page.get_by_role("list", name="Messages").get_by_text("Culture as a safety net").first.wait_for()


async def test_the_tour_leads_from_a_webinar_to_its_reminder_and_to_the_archive(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("There is no Chromium to follow the tour with: apt-get install chromium")
    pictures = _pictures()
    mistakes: list[str] = []
    async with pictures.demonstration() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport=pictures.SIZE, locale="en-GB", timezone_id="Europe/Warsaw")
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        await page.goto(address)
        await pictures.wait_for_the_day(page)
        await pictures.follow_the_tour(page)
        await page.get_by_role("button", name="Message me reminders").last.click()
        await page.get_by_role("heading", name="Do not wait").wait_for()
        await page.locator("#rail").get_by_role("button", name="Direct messages").click()
        letter = page.locator("#side").get_by_role("button", name="Nacre")
        await _skip_until(page, "Next thing due", letter)
        await letter.click()
        await page.get_by_role("list", name="Messages").get_by_text("Lanterns on the quay").first.wait_for()
        await page.get_by_role("heading", name="There it is").wait_for()
        await page.screenshot(path=tmp_path / "reminder.png")
        await _follow_the_rest(page)
        await page.screenshot(path=tmp_path / "archive.png")
        await browser.close()
    assert mistakes == []
