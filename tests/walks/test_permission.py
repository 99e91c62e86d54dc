"""Everything people can do × everybody: who may is answered, who may not reads why and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest

from bot.words import say
from tests.cogs.world import World
from tests.walks.surface import Tables, Walker, differences, dump, everything, restore
from tests.walks.table import ROWS, Fill, May, Row, Scene, arrange, cast

MAY = {
    May.EVERYBODY: {"administrator", "organiser", "mentor", "participant"},
    May.MENTORS: {"administrator", "organiser", "mentor"},
    May.ORGANISERS: {"administrator", "organiser"},
    May.ADMINISTRATORS: {"administrator"},
}
NEEDED = {
    May.MENTORS: "permission.mentor_or_organiser",
    May.ORGANISERS: "permission.organiser",
    May.ADMINISTRATORS: "permission.administrator",
}


async def test_nothing_is_without_a_row(world: World) -> None:
    """A new command, button, menu or form says here who may use it."""
    assert everything(world) == set(ROWS)


@pytest.mark.parametrize("who", sorted(MAY[May.EVERYBODY]))
async def test_who_may_is_answered_and_who_may_not_changes_nothing(world: World, who: str) -> None:
    scene, walker = await arrange(world), Walker(world)
    before = await world.client.ask(dump)
    wrong = []
    for name, rows in ROWS.items():
        for number, row in enumerate(rows):
            found = await tried(walker, scene, before, name, row, who)
            wrong += [f"{name} [{number}]: {each}" for each in found]
    assert not wrong, "\n".join(wrong)


async def tried(walker: Walker, scene: Scene, before: Tables, name: str, row: Row, who: str) -> list[str]:
    """What is wrong with one row for one person."""
    world, person = walker.world, cast(walker.world)[who]
    heard = await row.do(walker, person, name, scene, world.general)
    after = await world.client.ask(dump)
    changed = differences(before, after)
    wrong = [] if heard.answered else ["nobody answered"]
    if heard.failures:
        wrong.append("an error nobody expects")
    if who in MAY[row.may]:
        wrong += [f"refused {key}" for key in heard.refusals]
    else:
        if heard.refusals != [NEEDED[row.may]]:
            wrong.append(f"not refused: {heard.refusals} {heard.said[:200]}")
        elif say("en", f"refused.{NEEDED[row.may]}") not in heard.said:
            wrong.append(f"no reason given: {heard.said[:200]}")
        wrong += [each for each in changed if not (isinstance(row, Fill) and each.startswith("+form "))]
    if changed:
        await world.client.do(restore, before)
    return wrong


AUDIENCE = [name for name in ROWS if name.startswith(("event:", "my:going", "my:maybe", "my:declined"))]


@pytest.mark.parametrize("who", ["mentor", "participant", "other"])
async def test_an_event_for_some_roles_does_not_exist_for_others(world: World, who: str) -> None:
    """Every button of a card, by its id, and every way to see one event."""
    scene, walker = await arrange(world), Walker(world)
    before = await world.client.ask(dump)
    person: Any = cast(world)[who]
    wrong = []
    for event_id in (scene.restricted, scene.hidden, scene.draft, scene.away):
        for name in AUDIENCE:
            heard = await walker.click(person, f"{name.replace(':', f':{event_id}:')}", world.general)
            if heard.refusals != ["event.unknown"]:
                wrong.append(f"{name} of {event_id}: {heard.refusals} {heard.said[:200]}")
    assert not wrong, "\n".join(wrong)
    assert await world.client.ask(dump) == before
