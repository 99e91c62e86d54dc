"""Whatever is typed, wherever: an answer in words, no error, nobody notified, and nothing typed is lost."""

from __future__ import annotations

import discord.utils
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cogs.world import World
from tests.walks.awkward import AWKWARD, targets, type_into, words
from tests.walks.surface import Walker, dump, restore
from tests.walks.table import ROWS, arrange

EXAMPLES = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


async def test_every_place_to_type_has_a_row(world: World) -> None:
    found = targets(world)
    assert {each.name for each in found} <= set(ROWS)
    assert len(found) > 80


def test_half_characters_do_not_get_past_discord_py() -> None:
    """JSON may spell half of a character (a lone surrogate), which no database and no message can hold."""
    with pytest.raises(ValueError, match="surrogate"):
        discord.utils._from_json('"\\ud800"')


async def check(world: World, texts: list[str]) -> None:
    """Type a text into every place: the first into the first, the second into the second, and round again."""
    empty = await world.client.ask(dump)
    scene, walker = await arrange(world), Walker(world)
    before = await world.client.ask(dump)
    wrong = []
    for number, target in enumerate(targets(world)):
        wrong += await type_into(walker, scene, target, texts[number % len(texts)])
        await world.client.do(restore, before)
    await world.client.do(restore, empty)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("start", range(0, len(AWKWARD), 17))
async def test_texts_that_break_programs(world: World, start: int) -> None:
    """Each of them in some places; all of them in all places is the slow one."""
    await check(world, [*AWKWARD[start:], *AWKWARD[:start]])


@settings(EXAMPLES, max_examples=2)
@given(texts=st.lists(words, min_size=40, max_size=40))
async def test_any_text(world: World, texts: list[str]) -> None:
    await check(world, texts)


@pytest.mark.slow
@pytest.mark.timeout(1200)
async def test_every_such_text_in_every_place(world: World) -> None:
    scene, walker = await arrange(world), Walker(world)
    before = await world.client.ask(dump)
    wrong = []
    for text in AWKWARD:
        for target in targets(world):
            wrong += await type_into(walker, scene, target, text)
            await world.client.do(restore, before)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@settings(EXAMPLES, max_examples=30)
@given(texts=st.lists(words, min_size=40, max_size=40))
async def test_any_text_at_length(world: World, texts: list[str]) -> None:
    await check(world, texts)
