"""The page that confirms a certificate: for anybody, on any screen, in their language, and for no machine."""

import re
import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import async_playwright

from bot.client import Client
from bot.domain import certificates as rules
from bot.domain.attendance import Source
from bot.metrics import Metrics
from bot.services import certificates, privacy
from bot.store import attendance
from bot.store.database import Connection
from bot.web.server import Web
from tests import factories
from tests.factories import make_event, participant

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
NAME = 'Łucja "Lu" <Żak> & Co'


def issue(conn: Connection, now: datetime, name: str = NAME) -> str:
    factories.make_community(conn, now)
    event = make_event(conn, now, starts_in=-timedelta(hours=5), title="Stories <b>for</b> towns")
    attendance.note(conn, now, event.id, 11, Source.VOICE, 62, None)
    return rules.shown(certificates.issue(conn, now, participant(11), event.id, name, "pl").certificate.code)


@pytest.fixture
async def web(client: Client) -> AsyncIterator[Web]:
    server = Web(client, Metrics(), lambda: True, "127.0.0.1", 0, "https://nacre.example.org")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def visitor(web: Web) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{web.port}") as session:
        yield session


async def read(visitor: aiohttp.ClientSession, path: str, language: str = "en", status: int = 200) -> str:
    async with visitor.get(path, headers={"Accept-Language": language}) as response:
        assert response.status == status
        return await response.text()


def words(page: str) -> str:
    body = page.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def test_it_says_what_the_holder_had_printed(client: Client, visitor: aiohttp.ClientSession) -> None:
    code = await client.do(issue)
    said = words(await read(visitor, f"/certificate/{code}"))
    assert "This certificate is genuine." in said
    assert f"Name {NAME} Took part in Stories <b>for</b> towns Date 2 November 2026" in said
    assert f"Time there 62 minutes. Code {code}" in said


async def test_nothing_that_people_wrote_is_markup(client: Client, visitor: aiohttp.ClientSession) -> None:
    page = await read(visitor, f"/certificate/{await client.do(issue)}")
    assert "<b>" not in page
    assert "<Żak>" not in page
    assert "<script" not in page


@pytest.mark.parametrize("typed", ["k7qf2mxr9tbd", "nonsense", "%3Cscript%3E", "K7QF-2MXR-9TBD"])
async def test_an_unknown_code_has_no_page(client: Client, visitor: aiohttp.ClientSession, typed: str) -> None:
    """404, so that machines understand it, with words and the form for people."""
    await client.do(issue)
    page = await read(visitor, f"/certificate/{typed}", status=404)
    assert "There is no certificate with this code." in words(page)
    assert "script" not in page


async def test_the_code_of_an_erased_person_has_no_page(client: Client, visitor: aiohttp.ClientSession) -> None:
    code = await client.do(issue)
    await client.do(privacy.erase, participant(11))
    await read(visitor, f"/certificate/{code}", status=404)


async def test_it_is_in_the_visitors_language_else_in_the_certificates(
    client: Client, visitor: aiohttp.ClientSession
) -> None:
    code = await client.do(issue)
    assert 'lang="en"' in await read(visitor, f"/certificate/{code}", "en-GB,en;q=0.9,pl;q=0.8")
    page = await read(visitor, f"/certificate/{code}", "fr")
    assert 'lang="pl"' in page
    assert "2 listopada 2026" in page


async def test_a_code_can_be_typed(client: Client, visitor: aiohttp.ClientSession) -> None:
    """However it is typed."""
    code = await client.do(issue)
    page = await read(visitor, f"/certificate?code={code.lower().replace('-', '+')}")
    assert "This certificate is genuine." in words(page)
    assert "There is no certificate" in words(await read(visitor, "/certificate?code=nonsense", status=404))
    assert "There is no certificate" not in words(await read(visitor, "/certificate"))


async def test_no_search_engine_and_no_other_page_gets_it(client: Client, visitor: aiohttp.ClientSession) -> None:
    async with visitor.get(f"/certificate/{await client.do(issue)}") as response:
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "Set-Cookie" not in response.headers
    async with visitor.get("/healthz") as response:
        assert "style-src" not in response.headers["Content-Security-Policy"]


async def test_without_a_public_address_there_is_no_page(client: Client) -> None:
    server = Web(client, Metrics(), lambda: True, "127.0.0.1", 0)
    await server.start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session:
        code = await client.do(issue)
        for path in ("/certificate", f"/certificate/{code}"):
            async with session.get(path) as response:
                assert response.status == 404
                assert NAME not in await response.text()
    await server.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_is_readable_on_the_smallest_screen(client: Client, web: Web, scheme: str) -> None:
    """320 pixels wide without scrolling sideways, also with a very long name (WCAG 1.4.10); and nothing axe finds."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    code = await client.do(issue, "Brzęczyszczykiewicz" * 4)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(
            viewport={"width": 320, "height": 640},
            locale="en-GB",
            color_scheme=scheme,  # type: ignore[arg-type]
            bypass_csp=AXE.exists(),  # axe is put into the page as a script
        )
        await page.goto(f"http://127.0.0.1:{web.port}/certificate/{code}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
        assert await page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"
        await page.get_by_label("Check a code").fill("nonsense")
        await page.get_by_role("button", name="Check").click()
        await page.get_by_text("There is no certificate with this code").wait_for()
        await page.go_back()
        if AXE.exists():
            await page.add_script_tag(path=AXE)
            found = await page.evaluate("axe.run(document).then(result => result.violations.map(each => each.id))")
            assert found == []
        await browser.close()
