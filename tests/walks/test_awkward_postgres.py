"""PostgreSQL refuses texts that SQLite takes (U+0000): everything awkward once more, on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.client import Client
from bot.clock import MovableClock
from bot.store.database import open_database
from tests.cogs.world import World
from tests.walks.awkward import AWKWARD, targets, type_into
from tests.walks.surface import Walker, dump, restore
from tests.walks.table import arrange

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture
async def client(postgres_url: str, clock: MovableClock, tmp_path: Path) -> AsyncIterator[Client]:
    opened = await open_database(postgres_url, tmp_path)
    yield Client(opened, clock)
    await opened.close()


async def test_every_such_text_in_every_place(world: World) -> None:
    scene, walker = await arrange(world), Walker(world)
    before = await world.client.ask(dump)
    wrong = []
    for text in AWKWARD:
        for target in targets(world):
            wrong += await type_into(walker, scene, target, text)
        await world.client.do(restore, before)
    assert not wrong, "\n".join(wrong)
