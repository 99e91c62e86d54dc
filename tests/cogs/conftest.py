"""The world that tests of cogs act in: a real NacreBot under SimCord, on a temporary database, at a fixed time."""

from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
from simcord import Env

from bot.client import Client
from bot.clock import MovableClock
from tests.cogs.world import World, new_bot


@pytest.fixture
def loaded() -> Sequence[str] | None:
    """Which extensions the bot loads: all. A module of tests may override it to try its own alone."""
    return None


@pytest.fixture
async def world(client: Client, clock: MovableClock, loaded: Sequence[str] | None) -> AsyncIterator[World]:
    """A server with people in it and the bot in it. An error the bot met and no test looked at fails the test."""
    env = Env(new_bot(client, loaded), shard_count=1, check_errors=False, settle_timeout=20)
    await env.start()
    made = World(env, client, clock, loaded)
    await env.settle()
    try:
        yield made
    finally:
        await env.shutdown()
    if left := made.unexpected():
        raise BaseExceptionGroup("the bot met errors nobody looked at", left)


def _worlds(item: pytest.Item) -> list[World]:
    return [value for value in getattr(item, "funcargs", {}).values() if isinstance(value, World)]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """The test itself sees SimCord's clock, as SimCord's own fixture arranges it."""
    for world in _worlds(item):
        with world.env.time_context():
            return (yield)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A failing test shows what the bot did, in order."""
    report = yield
    if call.when == "call" and report.failed:  # type: ignore[attr-defined]
        report.sections += [("what the bot did", world.env.transcript()) for world in _worlds(item)]  # type: ignore[attr-defined]
    return report
