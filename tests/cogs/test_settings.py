"""/settings: what was chosen for a server, each choice changed at once."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.domain.people import Community, DmPolicy
from bot.services import communities, comparing
from tests.cogs.panels import preselected, show_command
from tests.cogs.world import World, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.settings"]


@pytest.fixture
async def ready(world: World) -> World:
    """A server that was set up before."""
    await world.client.do(
        communities.set_up,
        world.actor(world.administrator),
        language="en",
        zone="Europe/Riga",
        announce_channel_id=world.announcements.id,
        organiser_role_ids=[world.organisers.id],
        mentor_role_ids=[],
        dm_policy=DmPolicy.OPT_IN,
    )
    return world


async def settings_of(world: World) -> Community:
    return await world.client.ask(communities.get, world.guild.id)


def named(world: World, field: str) -> str:
    return f"settings:{world.guild.id}:{field}"


async def choose(world: World, panel: Any, field: str, *values: Any) -> Any:
    return await world.administrator.select(seen(panel), list(values), custom_id=named(world, field))


async def test_settings_show_what_is_in_force(ready: World) -> None:
    panel = await ready.slash(ready.administrator, "settings")
    assert seen(panel).ephemeral
    assert preselected(panel, named(ready, "channel")) == [str(ready.announcements.id)]
    assert preselected(panel, named(ready, "organisers")) == [str(ready.organisers.id)]
    assert preselected(panel, named(ready, "zone")) == ["Europe/Riga"]
    assert preselected(panel, named(ready, "messages")) == ["opt_in"]
    assert "all well" in text_of(panel)


@pytest.mark.parametrize(
    ("field", "value", "said", "setting", "expected"),
    [
        ("language", "pl", "In channels I speak Polski", "language", "pl"),
        ("zone", "Europe/Oslo", "Oslo (Europe/Oslo)", "zone", "Europe/Oslo"),
        ("messages", "never", "Direct messages: Nobody", "dm_policy", DmPolicy.NEVER),
    ],
)
async def test_a_change_works_at_once_and_is_said_back(
    ready: World, field: str, value: str, said: str, setting: str, expected: object
) -> None:
    panel = await ready.slash(ready.administrator, "settings")
    await choose(ready, panel, field, value)
    assert said in text_of(panel)
    assert getattr(await settings_of(ready), setting) == expected


async def test_another_channel_is_said_back_with_what_is_allowed_there(ready: World) -> None:
    panel = await ready.slash(ready.administrator, "settings")
    await choose(ready, panel, "channel", ready.general)
    assert f"Events are announced in <#{ready.general.id}>" in text_of(panel)
    assert (await settings_of(ready)).announce_channel_id == ready.general.id


async def test_roles_can_be_changed_and_emptied(ready: World) -> None:
    panel = await ready.slash(ready.administrator, "settings")
    await choose(ready, panel, "organisers", ready.mentors, ready.organisers)
    assert f"<@&{ready.mentors.id}>" in text_of(panel)
    await choose(ready, panel, "organisers")
    assert "administrators only" in text_of(panel)
    await choose(ready, panel, "mentors", ready.mentors)
    settings = await settings_of(ready)
    assert not settings.organiser_role_ids
    assert settings.mentor_role_ids == {ready.mentors.id}


async def test_the_roles_of_reports_are_shown_and_changed(ready: World) -> None:
    """An organiser named them with /report, or an administrator chooses them here."""
    actor = ready.actor(ready.administrator)
    await ready.client.do(comparing.choose, actor, {ready.cohort.id: "Cohort 2026", 123456789012345678: "Deleted"})
    panel = await ready.slash(ready.administrator, "settings")
    assert preselected(panel, named(ready, "compared")) == [str(ready.cohort.id)]
    await choose(ready, panel, "compared", ready.mentors)
    assert f"Reports compare: <@&{ready.mentors.id}>" in text_of(panel)
    assert await ready.client.ask(comparing.roles, actor) == {ready.mentors.id: "Mentors"}
    await choose(ready, panel, "compared")
    assert "Reports compare: none." in text_of(panel)
    assert await ready.client.ask(comparing.roles, actor) == {}


async def test_a_time_zone_of_elsewhere_is_typed(ready: World) -> None:
    panel = await ready.slash(ready.administrator, "settings")
    form = await choose(ready, panel, "zone", "another")
    await ready.fill(ready.administrator, form, city="Lisbon")
    assert "Europe/Lisbon" in text_of(panel)
    assert (await settings_of(ready)).zone == "Europe/Lisbon"


async def test_a_menu_of_an_earlier_process_still_changes_things(ready: World) -> None:
    panel = await ready.slash(ready.administrator, "settings")
    await ready.restart()
    await choose(ready, panel, "language", "pl")
    assert (await settings_of(ready)).language == "pl"


async def test_a_server_that_was_not_set_up_is_pointed_to_setup(world: World) -> None:
    panel = await world.slash(world.administrator, "settings")
    assert "`/setup`" in text_of(panel)


async def test_everyone_cannot_be_mentors(ready: World) -> None:
    """Discord's role @everyone would hand a duty to each member."""
    panel = await ready.slash(ready.administrator, "settings")
    refused = await choose(ready, panel, "mentors", ready.guild.default_role)
    assert "@everyone" in text_of(refused)
    assert (await settings_of(ready)).mentor_role_ids == frozenset()


@pytest.mark.parametrize("who", ["organiser", "mentor", "participant"])
async def test_only_administrators_see_and_change_settings(ready: World, who: str) -> None:
    person = getattr(ready, who)
    assert "settings" not in person.available_commands(ready.general)
    await show_command(ready, "settings", person)
    await ready.slash(person, "settings")
    assert ready.counted.refusals == ["permission.administrator"]


async def test_one_who_is_no_administrator_any_more_changes_nothing(ready: World) -> None:
    """The menus of a message outlive the duty: the rules are asked at every choice."""
    panel = await ready.slash(ready.administrator, "settings")
    member = ready.env.backend.get_guild(ready.guild.id).members[ready.administrator.id]
    member.role_ids.clear()
    await choose(ready, panel, "language", "pl")
    assert ready.counted.refusals == ["permission.administrator"]
    assert (await settings_of(ready)).language == "en"


async def test_in_polish(ready: World) -> None:
    ready.speaks(ready.administrator, "pl")
    panel = await ready.slash(ready.administrator, "settings")
    assert "Ustawienia" in text_of(panel)
    await choose(ready, panel, "zone", "Europe/Vilnius")
    assert "Wilno (Europe/Vilnius)" in text_of(panel)
    await choose(ready, panel, "language", "pl")
    assert "Mój język na kanałach: Polski" in text_of(panel)


async def test_two_servers_are_strangers(ready: World) -> None:
    """What one server chose says nothing about another."""
    elsewhere = ready.env.create_guild("Elsewhere")
    panel = await ready.slash(ready.administrator, "settings")
    await choose(ready, panel, "language", "pl")
    assert await ready.client.ask(communities.get, elsewhere.id) == Community(elsewhere.id)
