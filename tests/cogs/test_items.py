"""Buttons that live for years."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from discord import ui
from hypothesis import assume, given
from hypothesis import strategies as st

from cogs._items import Control, Press, Presses, custom_id, on
from tests.cogs.world import World, text_of

FROZEN = Path(__file__).parent / "custom_ids.txt"
WORDS = st.from_regex(r"[a-z_]{1,20}", fullmatch=True)


@pytest.fixture
def loaded() -> Sequence[str] | None:
    return ["tests.cogs.probe"]


class TestAll:
    @pytest.fixture
    def loaded(self) -> Sequence[str] | None:
        return None

    async def test_the_custom_ids_are_those_of_the_frozen_list(self, world: World) -> None:
        """Messages with these buttons stand in servers for years: a line may be added to the list, never taken out."""
        known = [f"button {name}" for name in world.bot.presses.names()]
        known += [f"form {name}" for name in world.bot.forms.names()]
        assert sorted(known) == FROZEN.read_text().splitlines()


@given(WORDS, st.integers(0, 10**20 - 1), WORDS, st.from_regex(r"[A-Za-z0-9_.,+-]{0,69}", fullmatch=True))
def test_what_is_made_is_matched_whole(noun: str, number: int, verb: str, arg: str) -> None:
    """Discord.py checks the beginning when a button is made, but the whole when it is clicked."""
    assume(len(f"{noun}:{number}:{verb}:{arg}") <= 100)
    made = custom_id(noun, number, verb, arg)
    match = Control.__discord_ui_compiled_template__.fullmatch(made)
    assert match is not None
    assert (match["noun"], int(match["id"]), match["verb"], match["arg"] or "") == (noun, number, verb, arg)


def test_a_custom_id_is_never_longer_than_discord_takes() -> None:
    """At most 100 characters. https://docs.discord.com/developers/components/reference#custom-id"""
    assert len(custom_id("n" * 10, 10**19, "v" * 10, "a" * 57)) == 100
    with pytest.raises(ValueError, match="not a custom id"):
        custom_id("n" * 10, 10**19, "v" * 10, "a" * 58)


@pytest.mark.parametrize(
    "wrong", ["event:12", "event:x:going", "event:12:going:", "Event:1:go", "event:12:go:a b", "a"]
)
def test_nothing_else_becomes_a_button(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"custom.id"):
        Control(ui.Button(label="x", custom_id=wrong))


def test_two_methods_cannot_answer_one_button() -> None:
    class One:
        @on("a", "b")
        async def method(self, interaction: object, press: Press) -> None: ...

    presses = Presses()
    presses.add(One())
    with pytest.raises(ValueError, match="two methods answer a:b"):
        presses.add(One())
    presses.remove(One())
    assert presses.names() == []


async def test_a_click_brings_id_verb_and_argument(world: World) -> None:
    shown = await world.slash(world.participant, "probe", how="buttons")
    assert text_of(await world.click(world.participant, shown, "fine")) == "7 fine x "


async def test_a_menu_brings_what_was_chosen(world: World) -> None:
    shown = await world.slash(world.participant, "probe", how="buttons")
    assert shown.response is not None
    chosen = await world.participant.select(shown.response, ["1", "2"], custom_id="probe:7:chosen")
    assert text_of(chosen) == "7 chosen  1,2"


async def test_a_button_nobody_answers_any_more_says_so(world: World) -> None:
    shown = await world.slash(world.participant, "probe", how="buttons")
    result = await world.click(world.participant, shown, "gone")
    assert "no longer in use" in text_of(result)


async def test_an_old_button_works_after_a_restart(world: World) -> None:
    shown = await world.slash(world.participant, "probe", how="buttons")
    await world.restart()
    assert text_of(await world.click(world.participant, shown, "fine")) == "7 fine x "


async def test_no_message_is_kept_in_memory(world: World) -> None:
    """Discord.py would keep each private one for a quarter of an hour, with a timer."""
    tasks = asyncio.all_tasks()
    shown = [await world.slash(world.participant, "probe", how="buttons") for _ in range(3)]
    store = world.bot._connection._view_store
    assert store._views == {}
    assert store._synced_message_views == {}
    assert asyncio.all_tasks() == tasks
    assert text_of(await world.click(world.participant, shown[0], "fine")) == "7 fine x "
