"""The report's page in a real browser: readable by everybody, on paper and on the smallest screen, loading nothing."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from bot.domain.groups import REST, RoleFigures
from bot.domain.report import Figures, Held, Period, Report, total
from bot.pictures.charts import board
from cogs._report_page import page as page_of
from cogs._report_tables import Roles
from cogs._report_words import words_of
from tests.cogs.world import KINDS

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
FIGURES = Figures(1, 0, 12, 10, 1, 9, 10, 8, 9, 6, 1, 27, 6, 3, 2, 1, 4, 2)


def written(language: str) -> str:
    """A report of two kinds and eight months, with roles."""
    held = tuple(
        Held(number, "Title", kind, "en", datetime(2026, 2 + 3 * number, 4, tzinfo=UTC), frozenset(), FIGURES)
        for number, kind in enumerate(("webinar", "webinar", "workshop"))
    )
    period = Period(date(2026, 1, 1), date(2026, 12, 31))
    groups = (RoleFigures(1, 9, 3, 20, 18, 15, 18, 14), RoleFigures(2, withheld=True), RoleFigures(REST, withheld=True))
    roles = Roles(groups, {1: "Łotwa", 2: "Eesti"}, ("Lietuva",))
    report = Report(period, None, total(held), Figures(), held)
    words = words_of(language, report, KINDS, (1200, None), roles)
    return page_of(words, board(words.title, words.sections), "Pearls & friends", "Made with Nacre")


@pytest.mark.parametrize("language", ["en", "pl"])
async def test_it_is_readable_for_everybody(language: str, tmp_path: Path) -> None:
    """No sideways scrolling of the page at 320 pixels (WCAG 1.4.10), a heading for every number, nothing axe finds."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    file = tmp_path / "report.html"
    file.write_text(written(language), encoding="utf-8")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport={"width": 320, "height": 640}, bypass_csp=AXE.exists())
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
        await page.goto(file.as_uri())
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
        assert await page.evaluate("document.querySelector('img').naturalWidth") == 1200
        assert await page.evaluate("document.documentElement.lang") == language
        rows = await page.evaluate("[...document.querySelectorAll('tbody tr')].every(r => r.cells[0].scope === 'row')")
        assert rows
        assert set(asked) <= {"file", "data"}
        if AXE.exists():
            await page.add_script_tag(path=AXE)
            found = await page.evaluate("axe.run(document).then(result => result.violations.map(each => each.id))")
            assert found == []
        await page.emulate_media(media="print")
        await page.set_viewport_size({"width": 672, "height": 1000})  # A4 within its margins, at 96 dots an inch
        wider = "[...document.querySelectorAll('.wide')].filter(t => t.scrollWidth > t.clientWidth).length"
        cut = await page.evaluate(wider)
        assert cut == 0
        assert len(await page.pdf(format="A4")) > 10_000
        await browser.close()


def test_what_nps_means_stands_below_it() -> None:
    assert "minus the share of 0 to 6" in written("en")
