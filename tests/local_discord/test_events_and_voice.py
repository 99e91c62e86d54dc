"""Scheduled events, stages, and who is in voice."""

from datetime import UTC, datetime, timedelta

import discord
import pytest

from local_discord import permissions, scheduled
from local_discord.clock import Clock
from local_discord.errors import ApiError
from local_discord.world import STAGE, VOICE, ScheduledEvent
from tests.local_discord.conftest import Connect, Listener, Scene, until

LATER = datetime(2030, 1, 1, 12, tzinfo=UTC)


def guild_of(bot: discord.Client) -> discord.Guild:
    (guild,) = bot.guilds
    return guild


async def test_creating_an_event_needs_create_events_and_not_manage_events(scene: Scene, connect: Connect) -> None:
    """As Discord has it since 2026-02; changing another's needs MANAGE_EVENTS."""
    async with connect(Listener()) as bot:
        guild = guild_of(bot)
        scene.allow(permissions.MANAGE_EVENTS)
        with pytest.raises(discord.Forbidden) as caught:
            await _elsewhere(guild)
        assert caught.value.code == 50013
        scene.discord.grant(scene.guild, scene.role, permissions.CREATE_EVENTS)
        mine = await _elsewhere(guild)
        assert (await mine.edit(name="Renamed", reason="x")).name == "Renamed"
        theirs = _by_olga(scene)
        other = await guild.fetch_scheduled_event(theirs.id)
        with pytest.raises(discord.Forbidden):
            await other.edit(name="No", reason="x")


async def _elsewhere(guild: discord.Guild) -> discord.ScheduledEvent:
    return await guild.create_scheduled_event(
        name="Forum",
        start_time=LATER,
        end_time=LATER + timedelta(hours=2),
        location="Kiel",
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )


def _by_olga(scene: Scene, **changes: object) -> ScheduledEvent:
    body = {
        "name": "Theirs",
        "privacy_level": 2,
        "entity_type": 3,
        "scheduled_start_time": LATER.isoformat(),
        "scheduled_end_time": (LATER + timedelta(hours=1)).isoformat(),
        "entity_metadata": {"location": "Riga"},
    }
    return scheduled.create(scene.discord.world, scene.guild, scene.olga.id, body | changes)


async def test_people_are_interested_and_listed_by_rising_id(scene: Scene, connect: Connect) -> None:
    scene.allow(permissions.CREATE_EVENTS)
    async with connect(Listener()) as bot:
        event = await _elsewhere(guild_of(bot))
        made = scene.discord.world.event(scene.guild.id, event.id)
        anna = scene.newcomer("Anna")
        for person in (anna, scene.person()):
            person.be_interested(made)
        told = scene.discord.gateway.record or []  # discord.py itself drops these for people it has not cached
        assert [each["t"] for _, each in told].count("GUILD_SCHEDULED_EVENT_USER_ADD") == 2
        assert [each.name async for each in event.users()] == ["olga", "echo", "anna"]
        anna.be_interested(made, interested=False)
        assert (await guild_of(bot).fetch_scheduled_event(event.id)).user_count == 2


async def test_an_event_goes_through_its_states_and_no_others(scene: Scene, connect: Connect) -> None:
    scene.allow(permissions.CREATE_EVENTS)
    async with connect(Listener()) as bot:
        event = await _elsewhere(guild_of(bot))
        event = await event.start()
        assert event.status is discord.EventStatus.active
        event = await event.end()
        with pytest.raises(discord.HTTPException) as over:
            await event.edit(name="again", reason="x")
        assert over.value.code == 180000
        cancelled = await (await _elsewhere(guild_of(bot))).cancel()
        assert cancelled.status is discord.EventStatus.cancelled
        await cancelled.delete()
        with pytest.raises(discord.NotFound) as gone:
            await guild_of(bot).fetch_scheduled_event(cancelled.id)
        assert gone.value.code == 10070


async def test_a_hundred_open_events_are_enough(scene: Scene, connect: Connect) -> None:
    scene.allow(permissions.CREATE_EVENTS)
    for _ in range(100):
        _by_olga(scene)
    async with connect(Listener()) as bot:
        with pytest.raises(discord.HTTPException) as caught:
            await _elsewhere(guild_of(bot))
        assert caught.value.code == 30038


async def test_an_event_elsewhere_begins_and_ends_by_itself(scene: Scene) -> None:
    clock = Clock()
    scene.discord.world.now = clock.now
    made = _by_olga(scene)
    clock.move_to(LATER + timedelta(minutes=1))
    scene.discord.tick()
    assert made.status == scheduled.ACTIVE
    clock.move(timedelta(hours=2))
    scene.discord.tick()
    assert made.status == scheduled.COMPLETED


async def test_an_event_in_voice_ends_when_all_have_left_and_is_cancelled_when_nobody_began_it(scene: Scene) -> None:
    clock = Clock()
    scene.discord.world.now = clock.now
    hall = scene.discord.add_channel(scene.guild, "hall", VOICE)
    in_voice = {"entity_type": 2, "channel_id": str(hall.id), "entity_metadata": None, "scheduled_end_time": None}
    forgotten, held = (_by_olga(scene, **in_voice) for _ in range(2))
    clock.move_to(LATER)
    scheduled.move_on(scene.discord.world, held, scheduled.ACTIVE)
    anna = scene.newcomer("Anna")
    anna.connect(hall)
    clock.move(timedelta(hours=9))
    scene.discord.tick()
    assert (held.status, forgotten.status) == (scheduled.ACTIVE, scheduled.CANCELLED)
    anna.disconnect(scene.guild)
    scene.discord.tick()
    clock.move(timedelta(minutes=6))
    scene.discord.tick()
    assert held.status == scheduled.COMPLETED


@pytest.mark.parametrize(
    "changes",
    [
        {"entity_metadata": {}},
        {"scheduled_end_time": None},
        {"name": "x" * 101},
        {"scheduled_start_time": "2020-01-01T00:00:00+00:00"},
        {"entity_type": 2},
        {"entity_type": 9},
    ],
)
async def test_an_event_without_what_it_needs_is_refused(scene: Scene, changes: dict[str, object]) -> None:
    with pytest.raises(ApiError) as caught:
        _by_olga(scene, **changes)
    assert caught.value.code == 50035


async def test_a_stage_goes_live_with_its_event_and_listeners_ask_to_speak(scene: Scene, connect: Connect) -> None:
    stage = scene.discord.add_channel(scene.guild, "stage", STAGE)
    moderates = permissions.MANAGE_CHANNELS | permissions.MUTE_MEMBERS | permissions.MOVE_MEMBERS
    scene.allow(permissions.CREATE_EVENTS | moderates)
    anna = scene.newcomer("Anna")
    async with connect(Listener()) as bot:
        place = guild_of(bot).stage_channels[0]
        event = await guild_of(bot).create_scheduled_event(
            name="Talk", start_time=LATER, channel=place, privacy_level=discord.PrivacyLevel.guild_only
        )
        await event.start()
        await until(lambda: bool(bot.heard("stage_instance_create")))
        live = await place.fetch_instance()
        assert live.topic == "Talk"
        anna.connect(stage)
        assert scene.guild.voice[anna.user.id].suppress
        await until(lambda: anna.user.id in place.voice_states)
        await (await guild_of(bot).fetch_member(anna.user.id)).edit(suppress=False)
        assert not scene.guild.voice[anna.user.id].suppress
        await live.edit(topic="More")
        await live.delete()
        with pytest.raises(discord.NotFound):
            await place.fetch_instance()
        with pytest.raises(discord.HTTPException):
            await place.create_instance(topic="")


async def test_a_bot_joins_moves_mutes_and_puts_out(scene: Scene, connect: Connect) -> None:
    hall = scene.discord.add_channel(scene.guild, "hall", VOICE)
    other = scene.discord.add_channel(scene.guild, "other", VOICE)
    scene.allow(permissions.MUTE_MEMBERS | permissions.MOVE_MEMBERS | permissions.DEAFEN_MEMBERS)
    anna = scene.newcomer("Anna")
    anna.connect(hall)
    async with connect(Listener()) as bot:
        guild = guild_of(bot)
        await guild.change_voice_state(channel=guild.voice_channels[0], self_deaf=True)
        await until(lambda: (bot.application_id or 0) in scene.guild.voice)
        member = await guild.fetch_member(anna.user.id)
        await member.edit(mute=True, voice_channel=guild.get_channel(other.id))  # type: ignore[arg-type]
        assert scene.guild.voice[anna.user.id].channel_id == other.id
        assert (await member.fetch_voice()).channel is not None
        await member.move_to(None)
        assert anna.user.id not in scene.guild.voice
        with pytest.raises(discord.HTTPException) as caught:
            await member.edit(mute=True)
        assert caught.value.code == 40032


async def test_a_full_voice_channel_lets_nobody_in(scene: Scene) -> None:
    hall = scene.discord.add_channel(scene.guild, "hall", VOICE)
    hall.user_limit = 1
    scene.newcomer("Anna").connect(hall)
    with pytest.raises(ApiError):
        scene.newcomer("Bob").connect(hall)


async def test_a_channel_that_is_deleted_takes_what_was_to_happen_there_with_it(scene: Scene) -> None:
    hall = scene.discord.add_channel(scene.guild, "hall", VOICE)
    stage = scene.discord.add_channel(scene.guild, "stage", STAGE)
    there = {"entity_metadata": None, "scheduled_end_time": None}
    planned = _by_olga(scene, entity_type=2, channel_id=str(hall.id), **there)
    going_on = _by_olga(scene, entity_type=1, channel_id=str(stage.id), **there)
    scheduled.move_on(scene.discord.world, going_on, scheduled.ACTIVE)
    for each in (hall, stage):
        scene.discord.delete_channel(each.id)
    scene.discord.tick()
    assert (planned.status, going_on.status) == (scheduled.CANCELLED, scheduled.COMPLETED)
    assert scene.guild.stages == {}


async def test_a_refused_change_leaves_an_event_as_it_was(scene: Scene) -> None:
    event, asked = _by_olga(scene), {"name": "Renamed", "description": "x" * 1001}
    with pytest.raises(ApiError):
        scheduled.edit(scene.discord.world, scene.guild, event, scene.olga.id, asked)
    assert event.name == "Theirs"
