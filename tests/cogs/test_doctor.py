"""/doctor: what is wrong, where to click, and what fails next; "all is well" only when it is."""

from collections.abc import Sequence
from datetime import timedelta

import discord
import pytest
from simcord.enums import ChannelType

from bot.domain import permissions
from bot.domain.events import Event
from bot.domain.kinds import Kind
from bot.domain.people import DmPolicy, Trouble
from bot.services import attendance, checkup, communities, events
from bot.words import LANGUAGES, has
from tests.cogs.panels import allow_everything, deny, show_command
from tests.cogs.world import World, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.doctor", "cogs.servers"]


@pytest.fixture
async def ready(world: World) -> World:
    """A server that was set up, with organisers."""
    await world.client.do(
        communities.set_up,
        world.actor(world.administrator),
        language="en",
        zone="Europe/Riga",
        announce_channel_id=world.announcements.id,
        organiser_role_ids=[world.organisers.id],
        mentor_role_ids=[world.mentors.id],
        dm_policy=DmPolicy.OPT_IN,
    )
    return world


async def published(world: World, title: str = "Storytelling", **days: float) -> Event:
    actor, start = world.actor(world.organiser), world.clock.now() + timedelta(**(days or {"days": 3}))
    kind = Kind("webinar", reminders=(1440, 60))
    draft = await world.client.do(events.create, actor, kind, title, start, start + timedelta(hours=1), "Europe/Riga")
    return await world.client.do(
        events.publish, actor, draft.id, channel_id=world.announcements.id, channel_open_to_all=True
    )


async def troubles(world: World) -> tuple[Trouble, ...]:
    return await world.client.ask(communities.troubles, world.actor(world.organiser))


async def test_all_is_well_when_it_is(ready: World) -> None:
    await published(ready)
    checked = await ready.slash(ready.organiser, "doctor")
    assert seen(checked).ephemeral
    assert "All is well" in text_of(checked)
    assert "**Storytelling**" in text_of(checked)


async def test_what_is_late_is_not_called_well(ready: World) -> None:
    await published(ready)
    ready.clock.advance(days=2, hours=1)
    words = text_of(await ready.slash(ready.organiser, "doctor"))
    assert "Nothing is missing" in words
    assert "I keep trying" in words
    assert "well" not in words


async def test_a_server_without_a_channel_is_sent_to_setup(world: World) -> None:
    await show_command(world, "doctor", world.administrator)
    checked = await world.slash(world.administrator, "doctor")
    assert "1 thing needs you" in text_of(checked)
    assert "`/setup`" in text_of(checked)


async def test_a_lost_permission_is_named_with_where_to_click_and_what_will_fail(ready: World) -> None:
    await published(ready)
    await deny(ready, ready.announcements, "send_messages")
    words = text_of(await ready.slash(ready.organiser, "doctor"))
    assert "Send Messages" in words
    assert "Edit Channel" in words
    assert "What will fail next" in words
    assert "a reminder of **Storytelling**" in words
    assert f"<t:{int((ready.clock.now() + timedelta(days=2)).timestamp())}:F>" in words
    assert "All is well" not in words


async def test_once_it_is_repaired_checking_again_says_so(ready: World) -> None:
    await deny(ready, ready.announcements, "send_messages")
    checked = await ready.slash(ready.organiser, "doctor")
    await allow_everything(ready, ready.announcements)
    again = await ready.click(ready.organiser, checked, "Check again")
    assert "All is well" in text_of(again)


async def test_the_button_works_after_a_restart(ready: World) -> None:
    checked = await ready.slash(ready.organiser, "doctor")
    await ready.restart()
    assert "All is well" in text_of(await ready.click(ready.organiser, checked, "Check again"))


async def test_a_deleted_channel_is_noticed_and_doctor_says_what_to_do(ready: World) -> None:
    await published(ready)
    channel = ready.bot.get_channel(ready.announcements.id)
    await channel.delete()  # type: ignore[union-attr]
    await ready.env.settle()
    assert [trouble.code for trouble in await troubles(ready)] == ["channel_gone"]
    words = text_of(await ready.slash(ready.organiser, "doctor"))
    assert "1 thing needs you" in words
    assert "channel for announcements does not exist any more" in words
    assert "a channel that is gone" in words


@pytest.mark.parametrize("hidden", [True, False])
async def test_a_voice_channel_that_is_lost_before_the_event_is_told(ready: World, hidden: bool) -> None:
    """Nobody would be noted there: told before it begins, with the way to put it right."""
    event = await published(ready)
    made = ready.env.backend.create_channel(ready.guild.id, "Stage", type=ChannelType.VOICE, overwrites=[])
    await ready.env.settle()
    await ready.client.do(attendance.set_channel, ready.actor(ready.organiser), event.id, made.id)
    assert "All is well" in text_of(await ready.slash(ready.organiser, "doctor"))
    room = ready.bot.get_channel(made.id)
    assert isinstance(room, discord.VoiceChannel)
    if hidden:
        await room.set_permissions(room.guild.me, view_channel=False)
    else:
        await room.delete()
    await ready.env.settle()
    words = text_of(await ready.slash(ready.organiser, "doctor"))
    assert "1 thing needs you" in words
    if hidden:
        assert f"In <#{made.id}> I am not allowed to: View Channel." in words
    else:
        assert "channel of “Storytelling” does not exist any more" in words
        assert "/attendance channel" in words
    await ready.client.do(attendance.set_channel, ready.actor(ready.organiser), event.id, None)
    assert "All is well" in text_of(await ready.slash(ready.organiser, "doctor"))


async def test_a_trouble_is_forgotten_once_it_is_gone(ready: World) -> None:
    subject = f"channel:{ready.announcements.id}"
    await ready.client.do(communities.note_trouble, ready.guild.id, subject, "forbidden")
    words = text_of(await ready.slash(ready.organiser, "doctor"))
    assert "1 trouble noted earlier is gone" in words
    assert await troubles(ready) == ()


async def test_a_trouble_that_nothing_explains_stays_in_words(ready: World) -> None:
    event = await published(ready)
    await ready.client.do(communities.note_trouble, ready.guild.id, f"event:{event.id}", "forbidden")
    words = text_of(await ready.slash(ready.organiser, "doctor"))
    assert "Discord did not let me write" in words
    assert "It is about **Storytelling**" in words
    assert len(await troubles(ready)) == 1


async def test_a_trouble_of_an_unknown_kind_is_shown_and_breaks_nothing(ready: World) -> None:
    event = await published(ready)
    await ready.client.do(communities.note_trouble, ready.guild.id, f"event:{event.id}", "from_mars")
    assert "from" in text_of(await ready.slash(ready.organiser, "doctor"))


async def test_a_deleted_role_is_noticed(ready: World) -> None:
    role = ready.bot.get_guild(ready.guild.id).get_role(ready.mentors.id)  # type: ignore[union-attr]
    await role.delete()  # type: ignore[union-attr]
    await ready.env.settle()
    assert [trouble.code for trouble in await troubles(ready)] == ["role_gone"]
    assert "role for mentors was deleted" in text_of(await ready.slash(ready.organiser, "doctor"))


async def test_a_channel_that_nothing_depends_on_may_go_unnoticed(ready: World) -> None:
    assert not await ready.client.do(checkup.channel_deleted, ready.guild.id, ready.general.id)
    assert not await ready.client.do(checkup.role_deleted, ready.guild.id, ready.cohort.id)
    assert await troubles(ready) == ()


async def test_a_check_up_with_everything_wrong_still_fits_one_message(ready: World) -> None:
    """Discord takes 4000 characters; nobody repairs more than a handful of things in one go."""
    for number in range(9):
        await published(ready, f"{number} " + "very long title " * 6, days=3 + number)
        await ready.client.do(communities.note_trouble, ready.guild.id, f"other:{number}", "from_mars")
    await deny(ready, ready.announcements, "view_channel")
    ready.speaks(ready.organiser, "pl")
    words = text_of(await ready.slash(ready.organiser, "doctor"))
    assert len(words) <= 4000
    assert "Przegląd" in words
    assert "I jeszcze 5" in words


@pytest.mark.parametrize("who", ["mentor", "participant"])
async def test_only_organisers_ask_the_doctor(ready: World, who: str) -> None:
    person = getattr(ready, who)
    await show_command(ready, "doctor", person)
    await ready.slash(person, "doctor")
    assert ready.counted.refusals == ["permission.organiser"]


async def test_two_servers_are_strangers(ready: World) -> None:
    """What is wrong in one is neither shown nor forgotten by a check-up in another."""
    elsewhere = ready.env.create_guild("Elsewhere")
    await ready.client.do(communities.note_trouble, elsewhere.id, "channel:1", "forbidden")
    assert "All is well" in text_of(await ready.slash(ready.organiser, "doctor"))
    assert not await ready.client.do(communities.note_trouble, elsewhere.id, "channel:1", "forbidden")


async def test_an_organiser_role_that_may_not_see_the_commands_is_pointed_out(ready: World) -> None:
    """Discord shows the organisers' commands to those who may manage events."""
    await ready.client.do(
        communities.change, ready.actor(ready.administrator), organiser_role_ids=[ready.organisers.id, ready.mentors.id]
    )
    words = text_of(await ready.slash(ready.organiser, "doctor"))
    assert f"<@&{ready.mentors.id}> may not see the commands" in words
    assert f"<@&{ready.organisers.id}>" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_permission_has_a_name_that_people_find_in_discord(language: str) -> None:
    for permission in permissions.NEEDED:
        assert has(f"allow.{permission.name}", language)
