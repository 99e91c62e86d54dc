"""Buttons, menus and forms live for years: everything shown before a restart answers after it."""

from __future__ import annotations

from typing import Any

from tests.cogs.world import World
from tests.walks.surface import Walker, dump, everything, restore
from tests.walks.table import ROWS, Command, Fill, Press, arrange


async def test_nothing_is_without_a_row(world: World) -> None:
    assert everything(world) == set(ROWS)


async def test_what_was_shown_before_a_restart_answers_after_it(world: World) -> None:
    """Of two private messages with the same button one is pressed before, and the other after."""
    scene, walker = await arrange(world), Walker(world)
    person: Any = world.administrator
    before = await world.client.ask(dump)
    shown = []
    for name, rows in ROWS.items():
        for row in rows:
            if isinstance(row, Press):
                custom_id, chosen = row.custom_id(name, scene), row.chosen(scene)
                one, other = (walker.plant(custom_id, world.general, chosen, row.control) for _ in range(2))
                first = await walker.press(person, one, custom_id, chosen, row.control)
                shown.append((name, other, custom_id, chosen, row.control, first))
                await world.client.do(restore, before)
    await world.restart()
    walker = Walker(world)
    wrong = []
    for name, message, custom_id, chosen, control, first in shown:
        again = await walker.press(person, message, custom_id, chosen, control)
        await world.client.do(restore, before)
        wrong += [name] if not again.answered or again.refusals or again.failures or first.refusals else []
    assert not wrong, wrong
    assert len({name for name, *_ in shown}) == len(world.bot.presses.names())


async def test_a_form_opened_before_a_restart_is_taken_after_it(world: World) -> None:
    """Discord.py would drop what was typed: it keeps open forms in memory."""
    scene, walker = await arrange(world), Walker(world)
    person: Any = world.administrator
    before = await world.client.ask(dump)
    names = set(world.bot.forms.names())
    opened: dict[str, str] = {}
    for name, rows in ROWS.items():
        for row in rows:
            if not isinstance(row, Fill):
                heard = await row.do(walker, person, name, scene, world.general)
                modal = heard.result.modal if heard.result else None
                if modal is not None:
                    noun, _, verb, *_ = modal["custom_id"].split(":")
                    opened.setdefault(f"{noun}:{verb}", modal["custom_id"])
                await world.client.do(restore, before)
    assert set(opened) | AFTER_A_REFUSAL == names
    await world.restart()
    walker = Walker(world)
    for name, rows in ROWS.items():
        for row in rows:
            if isinstance(row, Fill):
                heard = await row.do(walker, person, name, scene, world.general)
                assert heard.answered, name
                assert not heard.refusals, (name, heard.refusals)
                assert not heard.failures, name
                await world.client.do(restore, before)


# They open when typed essentials were refused, or of a published event, and are tried with those
AFTER_A_REFUSAL = {"create:again", "move:again", "duplicate:again", "draft:host"}


async def test_commands_answer_after_a_restart(world: World) -> None:
    scene = await arrange(world)
    before = await world.client.ask(dump)
    await world.restart()
    walker = Walker(world)
    for name, rows in ROWS.items():
        for row in rows:
            if isinstance(row, Command):
                heard = await row.do(walker, world.administrator, name, scene, world.general)
                assert heard.answered, name
                assert not heard.refusals, name
                await world.client.do(restore, before)
