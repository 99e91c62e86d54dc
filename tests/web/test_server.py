"""The web server over a real socket, asked by a real client."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import insert

from bot.client import Client
from bot.clock import MovableClock
from bot.metrics import Metrics
from bot.stopped import Stopped
from bot.store import schema
from bot.store.database import Connection, open_database
from bot.web.server import Web


class Gateway:
    connected = True

    def __call__(self) -> bool:
        return self.connected


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def web(client: Client, metrics: Metrics, gateway: Gateway) -> AsyncIterator[Web]:
    server = Web(client, metrics, gateway, "127.0.0.1", 0)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def browser(web: Web) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{web.port}") as session:
        yield session


def leave_something_due(conn: Connection, now: datetime, due_at: datetime) -> None:
    """An agenda item of a community, overdue."""
    conn.execute(
        insert(schema.community).values(
            id=1, language="en", zone="UTC", organiser_role_ids=[], mentor_role_ids=[], dm_policy="opt_in"
        )
    )
    conn.execute(
        insert(schema.agenda).values(
            key="event:1@v1/remind:60", community_id=1, step="remind:60", due_at=due_at, grace_seconds=60,
            status="planned", attempts=0, reason="",
        )
    )  # fmt: skip


async def test_health_says_that_all_is_well(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/healthz") as response:
        assert response.status == 200
        page = await response.json()
    assert page["status"] == "ok"
    assert page["problems"] == []
    assert (page["database"], page["gateway"]) == ("ok", "connected")
    assert page["agenda_due"] == page["outbox_due"] == page["agenda_lag_seconds"] == page["outbox_lag_seconds"] == 0


async def test_health_says_that_discord_is_away(browser: aiohttp.ClientSession, gateway: Gateway) -> None:
    """503 is what health checks understand; the reason is for people."""
    gateway.connected = False
    async with browser.get("/healthz") as response:
        assert response.status == 503
        page = await response.json()
    assert page["problems"] == ["gateway: not connected to Discord"]


async def test_health_says_that_the_agenda_is_late(
    browser: aiohttp.ClientSession, client: Client, clock: MovableClock
) -> None:
    await client.do(leave_something_due, clock.now())
    async with browser.get("/healthz") as response:
        assert response.status == 200
    clock.advance(minutes=5)
    async with browser.get("/healthz") as response:
        assert response.status == 503
        page = await response.json()
    assert page["problems"] == ["agenda: 1 due, the oldest for 300 seconds"]


async def test_health_says_that_the_database_does_not_answer(
    tmp_path: Path, metrics: Metrics, gateway: Gateway, clock: MovableClock
) -> None:
    """A database without tables fails every question; the page still comes, and names no detail of it."""
    database = await open_database(f"sqlite:///{tmp_path}/empty.db")
    server = Web(Client(database, clock), metrics, gateway, "127.0.0.1", 0)
    await server.start()
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as browser:
            async with browser.get("/healthz") as response:
                assert response.status == 503
                assert (await response.json())["problems"] == ["database: it does not answer"]
            async with browser.get("/metrics") as response:
                assert response.status == 200
                assert "nacre_database_up 0.0" in await response.text()
    finally:
        await server.stop()
        await database.close()


async def test_metrics_are_what_prometheus_reads(
    browser: aiohttp.ClientSession, client: Client, metrics: Metrics, clock: MovableClock
) -> None:
    metrics.interaction("/event create", 0.2, "done")
    metrics.interaction("button:event:going", 0.01, "refused")
    metrics.refused("rsvp.closed")
    metrics.error()
    metrics.agenda("done")
    metrics.outbox("sent")
    metrics.lateness(3)
    await client.do(leave_something_due, clock.now() - timedelta(seconds=30))
    async with browser.get("/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        lines = set((await response.text()).splitlines())
    assert {
        'nacre_interactions_total{command="/event create",outcome="done"} 1.0',
        'nacre_interactions_total{command="button:event:going",outcome="refused"} 1.0',
        'nacre_interaction_seconds_bucket{command="/event create",le="0.25"} 1.0',
        'nacre_refusals_total{key="rsvp.closed"} 1.0',
        "nacre_errors_total 1.0",
        'nacre_agenda_items_total{status="done"} 1.0',
        'nacre_sends_total{outcome="sent"} 1.0',
        'nacre_lateness_seconds_bucket{le="2.0"} 0.0',
        'nacre_lateness_seconds_bucket{le="5.0"} 1.0',
        "nacre_agenda_due 1.0",
        "nacre_agenda_lag_seconds 30.0",
        "nacre_outbox_due 0.0",
        "nacre_database_up 1.0",
        "nacre_gateway_up 1.0",
    } <= lines


def test_no_id_and_no_typed_text_becomes_a_label() -> None:
    """Whatever is not one of our own names is counted as "other"; and there are never too many names."""
    metrics = Metrics()
    for name in ("event:123456789012345678:going", "Łukasz", "<@42>", "a" * 200, "@everyone\n", ""):
        metrics.interaction(name, 0.1, name)
        metrics.refused(name)
    page = metrics.page().decode()
    assert set(re.findall(r'(?:command|outcome|key)="([^"]*)"', page)) == {"other"}
    for number in range(1000):
        metrics.refused("a" + "".join(chr(97 + int(digit)) for digit in str(number)))
    assert metrics.page().decode().count("nacre_refusals_total{") <= 301


def test_two_installations_in_one_process_do_not_share_figures() -> None:
    one, other = Metrics(), Metrics()
    one.error()
    assert b"nacre_errors_total 0.0" in other.page()


@pytest.mark.parametrize("path", ["/", "/healthz/", "/admin", "/%00", "/../etc/passwd", "/<script>"])
async def test_any_other_path_is_plainly_not_found(browser: aiohttp.ClientSession, path: str) -> None:
    async with browser.get(path) as response:
        assert response.status == 404
        assert response.content_type == "text/plain"
        assert await response.text() == "Not Found\n"


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/nothing"])
async def test_every_answer_carries_the_security_headers(browser: aiohttp.ClientSession, path: str) -> None:
    async with browser.get(path) as response:
        headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert "aiohttp" not in headers["Server"]
    assert "Python" not in headers["Server"]


async def test_pages_are_only_read(browser: aiohttp.ClientSession) -> None:
    async with browser.post("/metrics", data=b"x" * 5000) as response:
        assert response.status == 405
        assert await response.text() == "Method not allowed\n"
    async with browser.head("/healthz") as response:
        assert response.status == 200


async def test_a_failing_page_says_nothing_of_its_insides(client: Client, metrics: Metrics) -> None:
    def broken() -> bool:
        raise RuntimeError("secret detail")

    server = Web(client, metrics, broken, "127.0.0.1", 0)
    await server.start()
    try:
        async with (
            aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as browser,
            browser.get("/healthz") as response,
        ):
            assert response.status == 500
            assert await response.text() == "Something went wrong\n"
    finally:
        await server.stop()


async def test_a_taken_port_is_explained(web: Web, client: Client, metrics: Metrics, gateway: Gateway) -> None:
    """The operator reads which address, and what to do."""
    second = Web(client, metrics, gateway, "127.0.0.1", web.port)
    with pytest.raises(Stopped, match=rf"127\.0\.0\.1, port {web.port}: another program does"):
        await second.start()
    await second.stop()


async def test_an_address_of_another_machine_is_explained(client: Client, metrics: Metrics, gateway: Gateway) -> None:
    server = Web(client, metrics, gateway, "192.0.2.1", 0)
    with pytest.raises(Stopped, match=r"192\.0\.2\.1.*Check \[web\] host"):
        await server.start()


async def test_after_stopping_the_port_is_free_again(client: Client, metrics: Metrics, gateway: Gateway) -> None:
    """Stopping twice is no harm, and neither is stopping what never started."""
    server = Web(client, metrics, gateway, "127.0.0.1", 0)
    await server.stop()
    await server.start()
    port = server.port
    await server.stop()
    await server.stop()
    with pytest.raises(OSError, match=r"(?i)refused|connect"):
        await asyncio.open_connection("127.0.0.1", port)
    again = Web(client, metrics, gateway, "127.0.0.1", port)
    await again.start()
    await again.stop()
