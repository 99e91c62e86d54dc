"""Two servers with one bot: whatever is done in one with the other's ids, it neither shows nor changes the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.store.schema import metadata
from tests.cogs.world import World
from tests.walks.surface import Tables, Walker, differences, dump, every_autocomplete, everything, restore
from tests.walks.table import ROWS, Elsewhere, Press, Scene, arrange, elsewhere

SECRET = {
    "title": "Quokka hour",
    "summary": "Zirconium for towns",
    "place": "Vulpecula hall",
    "join_link": "https://meet.example.org/kestrel",
}
WORDS = ("quokka", "zirconium", "vulpecula", "kestrel", "in ten minutes", "in a week", "put away", "bring a pen")


def told(said: str) -> list[str]:
    return [word for word in WORDS if word in said.casefold()]


PARENTS = {
    "event_id": "event",
    "survey_id": "survey",
    "topic_id": "topic",
    "material_id": "material",
    "import_id": "attendance_import",
}


def of_first(tables: Tables, guild: int) -> Tables:
    """The rows that belong to the first server, by its id or by what they are part of."""
    return {name: [row for row in rows if _is_of(tables, name, row, guild)] for name, rows in tables.items()}


def _is_of(tables: Tables, name: str, row: dict[str, Any], guild: int) -> bool:
    if name == "community" or "community_id" in row:
        return bool(row["id" if name == "community" else "community_id"] == guild)
    above = next((key for key in PARENTS if key in row), None)
    if above is None:
        return False
    parents = [parent for parent in tables[PARENTS[above]] if parent["id"] == row[above]]
    return any(_is_of(tables, PARENTS[above], parent, guild) for parent in parents)


async def test_nothing_is_without_a_row(world: World) -> None:
    assert everything(world) == set(ROWS)


def test_every_table_says_whose_its_rows_are() -> None:
    """Else a change in it would not be seen here. Single facts and tombstones belong to no server."""
    nobodys = {
        table.name
        for table in metadata.sorted_tables
        if not {"community_id", *PARENTS} & set(table.columns.keys()) and table.name != "community"
    }
    assert nobodys == {"fact", "tombstone"}


async def test_the_other_servers_ids_open_and_change_nothing(world: World) -> None:
    """Everything, done by somebody who may do all of it in their own server."""
    scene, there, walker = await arrange(world, **SECRET), await elsewhere(world), Walker(world)
    before = await world.client.ask(dump)
    wrong = []
    for name, rows in ROWS.items():
        for number, row in enumerate(rows):
            about = scene_of(scene, there)
            heard = await row.do(walker, there.person, name, about, there.channel)
            after = await world.client.ask(dump)
            changed = differences(of_first(before, scene.guild), of_first(after, scene.guild))
            own = [each for each in changed if each.startswith("+member ") and str(there.person.id) in each]
            assert heard.answered, name
            assert not heard.failures, name
            wrong += [f"{name} [{number}] showed {words}: {heard.said[:200]}" for words in [told(heard.said)] if words]
            wrong += [f"{name} [{number}] {each}" for each in changed if each not in own]
            if after != before:
                await world.client.do(restore, before)
    assert not wrong, "\n".join(wrong)


def scene_of(scene: Scene, there: Elsewhere) -> Scene:
    """The first server's ids; channels and roles can only be picked from one's own server."""
    return replace(scene, channel=there.channel, room=there.channel, role=there.organisers, person=there.person)


async def test_nothing_typed_offers_the_other_servers(world: World) -> None:
    scene, there, walker = await arrange(world, **SECRET), await elsewhere(world), Walker(world)
    for name, option in every_autocomplete(world):
        for typed in ("", "quokka", "in a", "bring", f"#{scene.week}", str(scene.restricted)):
            heard = await walker.complete(there.person, name, option.name, typed, there.channel)
            own = typed.casefold() if name == "topic suggest" else ""  # a new topic is offered back as it was typed
            words = [word for word in told(heard.said) if word not in own]
            assert not words, f"/{name} {option.name} {typed!r}: {heard.said}"


@pytest.mark.parametrize("named", ["ours", "theirs"])
async def test_buttons_in_direct_messages_open_no_other_server(world: World, named: str) -> None:
    """There the custom id names the server: one that the person is not in, or their own with another's event."""
    scene, there, walker = await arrange(world, **SECRET), await elsewhere(world), Walker(world)
    before = await world.client.ask(dump)
    user = there.person.user
    server = scene.guild if named == "ours" else there.guild.id
    expected = "community.not_member" if named == "ours" else "event.unknown"
    verbs = [name.partition(":")[2] for name in ROWS if name.startswith("event:")]
    assert len(verbs) >= 8
    for verb in verbs:
        for event_id in scene.ids:
            heard = await walker.click(user, f"event:{event_id}:{verb}:{server}", user.dm_channel)
            assert heard.refusals == [expected], (verb, heard.refusals)
            assert not told(heard.said)
    assert await world.client.ask(dump) == before


async def test_every_press_with_an_events_id_is_refused_by_its_own_rule(world: World) -> None:
    """Not by chance: the event does not exist for them, whatever else would be said."""
    scene, there, walker = await arrange(world, **SECRET), await elsewhere(world), Walker(world)
    about = scene_of(scene, there)
    for name, rows in ROWS.items():
        for row in rows:
            if isinstance(row, Press) and _names_an_event(name, row, about):
                heard = await row.do(walker, there.person, name, about, there.channel)
                assert heard.refusals == ["event.unknown"] or name in UNCHECKED, (name, heard.refusals, heard.said)


UNCHECKED = {"cancel:keep", "move:keep"}  # "nothing happens": they look at no event
# whose numbers are not those of events
OF_OTHER_THINGS = ("topic:", "poll:", "survey:", "material:", "archive:open", "import:", "results:")


def _names_an_event(name: str, row: Press, about: Scene) -> bool:
    return row.id(about) in about.ids and row.id(about) > 1 and not name.startswith(OF_OTHER_THINGS)
