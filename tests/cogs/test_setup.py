"""/setup, as an administrator uses it: one private message, every choice kept, nothing in force until it is saved."""

from collections.abc import Sequence
from typing import Any

import pytest
from simcord import GuildHandle

from bot.domain import zones
from bot.domain.people import Community, DmPolicy
from bot.services import communities, forms
from cogs._choices import city
from tests.cogs.panels import allow_everything, channel_without, preselected, show_command
from tests.cogs.world import World, ids_of, labels_of, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.setup"]


async def settings_of(world: World, guild: GuildHandle | None = None) -> Community:
    return await world.client.ask(communities.get, (guild or world.guild).id)


def named(world: World, field: str, noun: str = "setup") -> str:
    return f"{noun}:{world.guild.id}:{field}"


async def choose(world: World, panel: Any, field: str, *values: Any) -> Any:
    return await world.administrator.select(seen(panel), list(values), custom_id=named(world, field))


async def test_an_administrator_sets_a_server_up_with_menus_and_one_save(world: World) -> None:
    panel = await world.slash(world.administrator, "setup")
    assert seen(panel).ephemeral
    await choose(world, panel, "channel", world.announcements)
    await choose(world, panel, "organisers", world.organisers)
    await choose(world, panel, "mentors", world.mentors)
    await choose(world, panel, "language", "pl")
    await choose(world, panel, "zone", "Europe/Riga")
    await choose(world, panel, "messages", "never")
    done = await world.click(world.administrator, panel, "Save")

    settings = await settings_of(world)
    assert settings.announce_channel_id == world.announcements.id
    assert settings.organiser_role_ids == {world.organisers.id}
    assert settings.mentor_role_ids == {world.mentors.id}
    assert (settings.language, settings.zone, settings.dm_policy) == ("pl", "Europe/Riga", DmPolicy.NEVER)
    assert settings.set_up_at == world.clock.now()
    assert "Nacre is ready" in text_of(done)
    assert "/event create" in text_of(done)


async def test_nothing_is_in_force_until_it_is_saved(world: World) -> None:
    panel = await world.slash(world.administrator, "setup")
    await choose(world, panel, "channel", world.announcements)
    settings = await settings_of(world)
    assert settings.announce_channel_id is None
    assert settings.set_up_at is None


async def test_every_choice_is_renewed_in_the_same_message(world: World) -> None:
    """A person who sets up eight things must not be left with nine messages."""
    panel = await world.slash(world.administrator, "setup")
    await choose(world, panel, "channel", world.announcements)
    await choose(world, panel, "zone", "Europe/Oslo")
    assert preselected(panel, named(world, "channel")) == [str(world.announcements.id)]
    assert preselected(panel, named(world, "zone")) == ["Europe/Oslo"]


async def test_saving_without_a_channel_says_what_is_missing(world: World) -> None:
    panel = await world.slash(world.administrator, "setup")
    refused = await world.click(world.administrator, panel, "Save")
    assert "Choose a channel" in text_of(refused)
    assert (await settings_of(world)).set_up_at is None


async def test_a_restart_in_the_middle_loses_no_choice(world: World) -> None:
    """The menus of a message that an earlier process sent still work, and know what was chosen."""
    panel = await world.slash(world.administrator, "setup")
    await choose(world, panel, "channel", world.announcements)
    await world.restart()
    await choose(world, panel, "organisers", world.organisers)
    await world.click(world.administrator, panel, "Save")
    settings = await settings_of(world)
    assert settings.announce_channel_id == world.announcements.id
    assert settings.organiser_role_ids == {world.organisers.id}


async def test_setup_comes_back_to_where_it_was_left(world: World) -> None:
    panel = await world.slash(world.administrator, "setup")
    await choose(world, panel, "mentors", world.mentors)
    again = await world.slash(world.administrator, "setup")
    assert preselected(again, named(world, "mentors")) == [str(world.mentors.id)]


async def test_setup_works_again_later_and_keeps_what_was_chosen(world: World) -> None:
    panel = await world.slash(world.administrator, "setup")
    await choose(world, panel, "channel", world.announcements)
    await choose(world, panel, "zone", "Europe/Tallinn")
    await world.click(world.administrator, panel, "Save")

    again = await world.slash(world.administrator, "setup")
    assert "earlier choices" in text_of(again)
    assert preselected(again, named(world, "zone")) == ["Europe/Tallinn"]
    await choose(world, again, "channel", world.general)
    await world.click(world.administrator, again, "Save")
    settings = await settings_of(world)
    assert (settings.announce_channel_id, settings.zone) == (world.general.id, "Europe/Tallinn")


async def test_the_form_is_forgotten_once_it_is_saved(world: World) -> None:
    panel = await world.slash(world.administrator, "setup")
    await choose(world, panel, "channel", world.announcements)
    await world.click(world.administrator, panel, "Save")
    assert await world.client.ask(forms.take, world.actor(world.administrator), "setup") is None


async def test_another_time_zone_is_typed_into_a_form(world: World) -> None:
    panel = await world.slash(world.administrator, "setup")
    form = await choose(world, panel, "zone", "another")
    await world.fill(world.administrator, form, city="new york")
    assert preselected(panel, named(world, "zone")) == ["America/New_York"]


async def test_an_unknown_time_zone_is_refused_and_what_was_typed_comes_back(world: World) -> None:
    panel = await world.slash(world.administrator, "setup")
    form = await choose(world, panel, "zone", "another")
    refused = await world.fill(world.administrator, form, city="Atlantis")
    reopened = await world.click(world.administrator, refused, "Back to the form")
    renewed = await world.fill(world.administrator, reopened, city="Cēsis")
    assert preselected(renewed, named(world, "zone")) == ["Europe/Riga"]


async def test_a_missing_permission_is_named_with_where_to_click(world: World) -> None:
    quiet = channel_without(world, "quiet", "send_messages", "attach_files")
    panel = await world.slash(world.administrator, "setup")
    await choose(world, panel, "channel", quiet)
    words = text_of(panel)
    assert f"<#{quiet.id}>" in words
    assert "Send Messages" in words
    assert "Attach Files" in words
    assert "Edit Channel" in words


async def test_saving_with_a_permission_missing_says_that_one_thing_is_left(world: World) -> None:
    quiet = channel_without(world, "quiet", "send_messages")
    panel = await world.slash(world.administrator, "setup")
    await choose(world, panel, "channel", quiet)
    done = await world.click(world.administrator, panel, "Save")
    assert "One thing is left" in text_of(done)
    assert (await settings_of(world)).announce_channel_id == quiet.id

    await allow_everything(world, quiet)
    again = await world.click(world.administrator, done, "Check permissions again")
    assert "Nacre is ready" in text_of(again)


@pytest.mark.parametrize("who", ["organiser", "mentor", "participant"])
async def test_only_administrators_set_up(world: World, who: str) -> None:
    """Discord hides the command; one to whom a server shows it anyway is refused by the rules."""
    person = getattr(world, who)
    assert "setup" not in person.available_commands(world.general)
    await show_command(world, "setup", person)
    refused = await world.slash(person, "setup")
    assert seen(refused).ephemeral
    assert world.counted.refusals == ["permission.administrator"]


async def test_everyone_cannot_be_organisers(world: World) -> None:
    panel = await world.slash(world.administrator, "setup")
    refused = await choose(world, panel, "organisers", world.guild.default_role)
    assert "@everyone" in text_of(refused)


async def test_a_polish_server_is_offered_polish_and_warsaw(world: World) -> None:
    world.speaks(world.administrator, "pl")
    panel = await world.slash(world.administrator, "setup")
    assert "Konfiguracja Nacre" in text_of(panel)
    assert "Zapisz" in labels_of(panel)
    assert preselected(panel, named(world, "language")) == ["pl"]
    assert preselected(panel, named(world, "zone")) == ["Europe/Warsaw"]


async def test_every_menu_and_button_survives_for_years(world: World) -> None:
    """Custom ids are in the frozen form `noun:id:verb`."""
    panel = await world.slash(world.administrator, "setup")
    fields = ["channel", "organisers", "mentors", "language", "zone", "messages", "save", "check"]
    assert ids_of(panel) == [named(world, field) for field in fields]


@pytest.mark.parametrize("zone", zones.suggest(""))
def test_each_zone_of_the_region_has_a_name_in_polish(zone: str) -> None:
    """Babel knows Kyiv and the Faroe Islands by the names their zones had first."""
    assert city("pl", zone) not in ("Kyiv", "Faroe", "")
