"""/privacy: what is kept, why, how long, who sees it, and what one can do about it."""

from collections.abc import Sequence

import pytest

from bot.domain.privacy import statement
from bot.domain.retention import Retention
from bot.words import LANGUAGES
from tests.cogs.world import World, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.privacy"]


async def test_it_says_what_is_kept_who_sees_it_and_how_to_be_rid_of_it(world: World) -> None:
    shown = await world.slash(world.participant, "privacy")
    assert seen(shown).ephemeral
    words = text_of(shown)
    for part in ("What Nacre keeps", "Who can see it", "`/my data export`", "`/my data erase`"):
        assert part in words
    assert words.count("\n- ") == len(statement(Retention()))


async def test_it_promises_the_days_that_the_worker_carries_out(world: World) -> None:
    world.bot.retention = Retention(notes=17)
    assert "17 days" in text_of(await world.slash(world.participant, "privacy"))


async def test_it_names_whom_to_ask_if_the_operator_said_so(world: World) -> None:
    assert "Questions" not in text_of(await world.slash(world.participant, "privacy"))
    world.bot.contact = "privacy@example.org"
    assert "privacy@example.org" in text_of(await world.slash(world.participant, "privacy"))


async def test_it_works_in_a_direct_message_for_those_who_left(world: World) -> None:
    shown = await world.participant.user.slash("privacy")
    assert "What Nacre keeps about you" in text_of(shown)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_fits_one_message_in_every_language(world: World, language: str) -> None:
    """Discord takes 4000 characters."""
    world.bot.contact = "x" * 300
    world.speaks(world.participant, language)
    assert len(text_of(await world.slash(world.participant, "privacy"))) <= 4000


async def test_in_polish(world: World) -> None:
    world.speaks(world.participant, "pl")
    assert "Kto to widzi" in text_of(await world.slash(world.participant, "privacy"))
