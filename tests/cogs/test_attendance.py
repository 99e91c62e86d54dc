"""Attendance as people meet it: the channel is watched, codes are typed, organisers note and read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import ChannelHandle
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.enums import ChannelType, OverwriteType

from bot.domain.attendance import Source
from bot.domain.events import Audience, Event
from bot.domain.rsvps import Choice
from bot.services import attendance, events
from bot.store import attendance as attendance_store
from bot.store import presence as presence_store
from cogs._attendance_code import qr_picture
from cogs._attendance_watch import Watching
from tests.cogs.world import World, ids_of, labels_of, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.attendance", "cogs.events", "cogs.my", "cogs.rsvps"]


class Room:
    """An event of 90 minutes that starts in an hour, in a voice channel, and a clock that ticks as the bot's does."""

    def __init__(self, world: World, event: Event, channel: ChannelHandle) -> None:
        self.world, self.event, self.channel = world, event, channel

    async def at(self, minutes: float) -> None:
        """Go on to this minute of the event; every minute on the way the bot looks."""
        moment = self.event.starts_at + timedelta(minutes=minutes)
        while self.world.clock.now() + timedelta(minutes=1) <= moment:
            self.world.clock.advance(minutes=1)
            await self.look()
        self.world.clock.move_to(moment)

    async def sleep_until(self, minutes: float) -> None:
        """As `at`, but nobody looks."""
        self.world.clock.move_to(self.event.starts_at + timedelta(minutes=minutes))

    async def look(self) -> None:
        await self.watching.look()

    @property
    def watching(self) -> Watching:
        found = self.world.bot.get_cog("Watching")
        assert isinstance(found, Watching)
        return found

    async def back(self) -> None:
        """The shard is ready again: discord.py waits two seconds for more servers before it says so."""
        async with asyncio.timeout(20):
            while self.watching._away:  # noqa: ASYNC110 - the moment is discord.py's own
                await asyncio.sleep(0.05)
        await self.look()

    async def ends(self) -> None:
        await self.at(90)
        await self.world.run_due()

    async def noted(self) -> dict[int, int | None]:
        found = await self.world.client.ask(_of_event, self.event.id)
        return {record.user_id: record.minutes for record in found}

    async def gaps(self) -> list[int]:
        """How long they are, in minutes."""
        found = await self.world.client.ask(_gaps, self.event.id)
        return [int((gap.to_at - gap.from_at).total_seconds()) // 60 for gap in found]


def _of_event(conn: Any, now: Any, event_id: int) -> Any:
    return attendance_store.of_event(conn, event_id)


def _gaps(conn: Any, now: Any, event_id: int) -> Any:
    return presence_store.gaps(conn, event_id)


async def room(world: World, kind: str = "voice", **details: Any) -> Room:
    await world.set_up()
    make = world.guild.create_voice_channel if kind == "voice" else world.guild.create_stage_channel
    channel = make("Meeting room")
    await world.env.settle()
    event = await world.announce(starts_in=timedelta(hours=1), **details)
    await world.organiser.slash(world.general, "attendance channel", event=str(event.id), channel=channel)
    return Room(world, event, channel)


# --- presence


@pytest.mark.parametrize("kind", ["voice", "stage"])
async def test_who_is_in_the_channel_is_noted_with_minutes(world: World, kind: str) -> None:
    it = await room(world, kind)
    await it.at(-5)
    await world.participant.join_voice(it.channel)
    await it.at(30)
    await world.other.join_voice(it.channel)
    await world.other.set_voice(self_mute=True)
    await it.at(50)
    await world.other.leave_voice()
    await it.ends()
    assert await it.noted() == {world.participant.id: 90, world.other.id: 20}
    assert await it.gaps() == []


async def test_after_a_restart_the_channel_is_looked_into_again(world: World) -> None:
    """Who is gone was there until we last looked, who is there still has stayed, and the gap is shown."""
    it = await room(world)
    await it.at(0)
    await world.participant.join_voice(it.channel)
    await world.other.join_voice(it.channel)
    await it.at(20)
    world.env.backend.get_guild(world.guild.id).voice_states.pop(world.other.id)  # nobody tells the bot
    await it.sleep_until(40)
    await world.restart()
    await it.look()
    await it.ends()
    assert await it.noted() == {world.participant.id: 90, world.other.id: 20}
    assert await it.gaps() == [20]
    shown = await world.slash(world.organiser, "event roster", event=str(it.event.id))
    assert "I did not watch the channel from" in text_of(shown)


async def test_while_the_connection_is_lost_nobody_watches(world: World) -> None:
    """What discord.py remembers meanwhile is not taken for what is."""
    it = await room(world)
    await it.at(0)
    await world.participant.join_voice(it.channel)
    await it.at(10)
    shard = world.bot.shards[0]
    await shard.disconnect()
    await world.env.settle()
    world.env.backend.set_voice_state(world.guild.id, world.other.id, it.channel.id)
    await it.at(30)
    await shard.reconnect()
    await it.back()
    await it.ends()
    assert await it.noted() == {world.participant.id: 90, world.other.id: 60}
    assert await it.gaps() == [20]


async def test_an_outage_of_discord_is_a_gap_and_what_was_before_is_forgotten(world: World) -> None:
    """discord.py 2.7 keeps the voice states over an outage, though who left meanwhile is never told."""
    it = await room(world)
    await it.at(0)
    await world.participant.join_voice(it.channel)
    await it.at(10)
    backend = world.env.backend
    backend.emit("GUILD_DELETE", {"id": str(world.guild.id), "unavailable": True})
    await world.env.settle()
    backend.get_guild(world.guild.id).voice_states.pop(world.participant.id)
    await it.at(30)
    backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, backend.get_guild(world.guild.id)))
    await world.env.settle()
    await it.ends()
    assert await it.noted() == {world.participant.id: 10}
    assert await it.gaps() == [20]


async def test_bots_are_not_counted(world: World) -> None:
    it = await room(world)
    robot = world.guild.add_member(world.env.create_user("radio", bot=True))
    await it.at(0)
    await robot.join_voice(it.channel)
    await it.at(20)
    await world.restart()
    await it.ends()
    assert await it.noted() == {}


async def test_other_channels_and_other_times_are_nobodys_business(world: World) -> None:
    it = await room(world)
    kitchen = world.guild.create_voice_channel("Kitchen")
    await world.participant.join_voice(it.channel)
    await it.at(-20)
    await world.participant.leave_voice()
    await it.at(10)
    await world.other.join_voice(kitchen)
    await it.ends()
    await world.mentor.join_voice(it.channel)
    await it.look()
    assert await it.noted() == {}


async def test_from_one_channel_to_another_is_leaving(world: World) -> None:
    it = await room(world)
    kitchen = world.guild.create_voice_channel("Kitchen")
    await it.at(0)
    await world.participant.join_voice(it.channel)
    await it.at(10)
    await world.participant.join_voice(kitchen)
    await it.ends()
    assert await it.noted() == {world.participant.id: 10}


async def test_a_channel_that_is_deleted_ends_the_watching(world: World) -> None:
    it = await room(world)
    await it.at(0)
    await world.participant.join_voice(it.channel)
    await it.at(20)
    world.env.backend.delete_channel(it.channel.id)
    await world.env.settle()
    await it.ends()
    assert await it.noted() == {world.participant.id: 20}
    assert await it.gaps() == [70]


async def test_a_channel_that_is_hidden_from_the_bot_is_not_watched(world: World) -> None:
    """What it remembers of it is not told any more: a gap, and nobody stays for ever."""
    it = await room(world)
    await it.at(0)
    await world.participant.join_voice(it.channel)
    await it.at(20)
    channel = world.bot.get_channel(it.channel.id)
    assert isinstance(channel, discord.VoiceChannel)
    await channel.set_permissions(channel.guild.default_role, view_channel=False)
    await world.env.settle()
    await it.ends()
    assert await it.noted() == {world.participant.id: 20}
    assert await it.gaps() == [70]


async def test_the_channel_is_shown_and_can_be_taken_away(world: World) -> None:
    it = await room(world)
    shown = await world.slash(world.organiser, "attendance channel", event=str(it.event.id))
    assert seen(shown).ephemeral
    assert f"<#{it.channel.id}>" in text_of(shown)
    done = await world.click(world.organiser, shown, "Don't note who is there")
    assert "has no voice or stage channel" in text_of(done)
    await world.soon()
    assert "It is noted who is there" not in text_of(world.card())


async def test_a_channel_the_bot_cannot_see_is_refused(world: World) -> None:
    await world.set_up()
    overwrites = [
        Overwrite(world.guild.default_role.id, OverwriteType.ROLE, 0, discord.Permissions(view_channel=True).value)
    ]
    made = world.env.backend.create_channel(world.guild.id, "Hidden", type=ChannelType.VOICE, overwrites=overwrites)
    hidden = ChannelHandle(world.env, world.guild, made)
    owner = world.person(
        "owner", world.organisers, world.guild.create_role("All", permissions=discord.Permissions.all())
    )
    await world.env.settle()
    event = await world.announce()
    shown = await owner.slash(world.general, "attendance channel", event=str(event.id), channel=hidden)
    assert f"I cannot see <#{hidden.id}>" in text_of(shown)


async def test_everybody_is_told_that_it_is_noted(world: World) -> None:
    """On the card, in its details, and in reminders."""
    it = await room(world)
    await world.soon()
    for text in (text_of(world.card()), text_of(await world.click(world.participant, world.card(), "Details"))):
        assert f"**Channel:** <#{it.channel.id}>" in text
        assert "It is noted who is there. Only organisers see it." in text
    await world.answer(world.participant, it.event, Choice.GOING)
    await it.sleep_until(-10)
    await world.run_due()
    reminder = text_of(world.announcements.threads[-1].history()[-1])
    assert "It is noted who is there" in reminder


@pytest.mark.parametrize("announced", [True, False])
async def test_what_is_noted_by_hand_is_announced_before(world: World, announced: bool) -> None:
    """On the card and in reminders; where nobody announced it, organisers and those who were noted are told so."""
    await world.set_up()
    event = await world.announce(starts_in=timedelta(hours=1))
    await world.answer(world.participant, event, Choice.GOING)
    if announced:
        done = await world.slash(world.organiser, "attendance announce", event=str(event.id))
        assert "now say that it is noted who is there" in text_of(done)
        assert seen(done).ephemeral
    await world.soon()
    assert ("It is noted who is there. Only organisers see it." in text_of(world.card())) == announced
    world.clock.move_to(event.starts_at - timedelta(minutes=10))
    await world.run_due()
    assert ("It is noted who is there" in text_of(world.announcements.threads[-1].history()[-1])) == announced
    noted = await world.organiser.slash(
        world.general, "attendance note", event=str(event.id), person=world.participant, minutes=45
    )
    assert ("Nobody was told beforehand" in text_of(noted)) != announced
    roster = await world.slash(world.organiser, "event roster", event=str(event.id))
    hand = await world.click(world.organiser, roster, "Note who was there")
    assert "Nobody was told beforehand" not in text_of(hand)
    done = await world.organiser.select(seen(hand), [world.other], custom_id=f"attendance:{event.id}:there")
    assert ("Nobody was told beforehand" in text_of(done)) != announced
    past = await world.click(world.participant, await world.slash(world.participant, "my events"), "Where I was")
    assert ("The event did not say beforehand that this is noted" in text_of(past)) != announced


async def test_an_announcement_is_taken_back(world: World) -> None:
    """Where a code notes who is there, it still says so."""
    event, _ = await coded(world)
    await world.slash(world.organiser, "attendance announce", event=str(event.id))
    still = await world.slash(world.organiser, "attendance announce", event=str(event.id), noted=False)
    assert "has a channel or a check-in code" in text_of(still)
    shown = await world.slash(world.organiser, "attendance code", event=str(event.id))
    await world.click(world.organiser, shown, "Close check-in")
    off = await world.slash(world.organiser, "attendance announce", event=str(event.id), noted=False)
    assert "no longer say that it is noted" in text_of(off)
    await world.soon()
    assert "It is noted who is there" not in text_of(world.card())


# --- the code


async def coded(world: World, **details: Any) -> tuple[Event, str]:
    await world.set_up()
    event = await world.announce(**{"starts_in": timedelta(minutes=20), **details})
    shown = await world.slash(world.organiser, "attendance code", event=str(event.id))
    return event, text_of(shown).splitlines()[0].removeprefix("# ")


async def test_the_code_is_shown_in_letters_and_as_a_picture(world: World) -> None:
    await world.set_up()
    event = await world.announce(starts_in=timedelta(minutes=20))
    shown = await world.slash(world.organiser, "attendance code", event=str(event.id))
    assert seen(shown).ephemeral
    code = text_of(shown).splitlines()[0].removeprefix("# ")
    [attachment] = seen(shown).attachments
    assert attachment.description == f"Black and white square code to scan. It says: /checkin code:{code}"
    assert await attachment.read() == qr_picture(f"/checkin code:{code}")
    assert (await attachment.read()).startswith(b"\x89PNG")
    await world.soon()
    assert "It is noted who is there" in text_of(world.card())


async def test_checking_in_and_again(world: World) -> None:
    event, code = await coded(world)
    done = await world.slash(world.participant, "checkin", code=code.lower().replace("-", " "))
    assert "You are checked in" in text_of(done)
    assert seen(done).ephemeral
    again = await world.slash(world.participant, "checkin", code=code)
    assert "had already checked in" in text_of(again)
    [record] = await world.client.ask(_of_event, event.id)
    assert record.sources == {Source.CODE}


async def test_in_polish(world: World) -> None:
    _, code = await coded(world)
    world.speaks(world.participant, "pl")
    wrong = await world.slash(world.participant, "checkin", code="wrong")
    assert text_of(wrong) == "Nie znam tego kodu. Sprawdź go jeszcze raz; zostały 4 próby."
    done = await world.slash(world.participant, "checkin", code=code)
    assert "jest zapisana" in text_of(done)


async def test_guessing_is_slowed_down_over_a_restart(world: World) -> None:
    _, code = await coded(world)
    for _ in range(4):
        assert "I don't know this code" in text_of(await world.slash(world.participant, "checkin", code="wrong"))
    await world.restart()
    fifth = await world.slash(world.participant, "checkin", code="wrong")
    until = int((world.clock.now() + timedelta(minutes=10)).timestamp())
    assert f"try again at <t:{until}:F>" in text_of(fifth)
    assert "too many wrong codes" in text_of(await world.slash(world.participant, "checkin", code=code))
    world.clock.advance(minutes=10)
    assert "You are checked in" in text_of(await world.slash(world.participant, "checkin", code=code))


async def test_a_restricted_events_code_is_a_wrong_code_to_others(world: World) -> None:
    """Word for word."""
    _, code = await coded(
        world, channel=world.closed, channel_id=world.closed.id, audience=Audience.ROLES,
        role_ids=frozenset({world.cohort.id}),
    )  # fmt: skip
    wrong = await world.slash(world.other, "checkin", code="wrong")
    restricted = await world.slash(world.participant, "checkin", code=code)
    assert text_of(restricted) == text_of(wrong)
    assert "You are checked in" in text_of(await world.slash(world.towner, "checkin", code=code))


async def test_too_early_and_too_late_are_said(world: World) -> None:
    event, code = await coded(world, starts_in=timedelta(hours=2))
    early = await world.slash(world.participant, "checkin", code=code)
    assert "opens" in text_of(early)
    world.clock.move_to(event.ends_at + timedelta(minutes=31))
    late = await world.slash(world.participant, "checkin", code=code)
    assert "closed" in text_of(late)


async def test_a_new_code_and_the_end_of_check_in(world: World) -> None:
    event, code = await coded(world)
    shown = await world.slash(world.organiser, "attendance code", event=str(event.id))
    assert text_of(shown).startswith(f"# {code}")
    renewed = await world.click(world.organiser, shown, "Make a new code")
    fresh = text_of(renewed).splitlines()[0].removeprefix("# ")
    assert fresh != code
    assert len(seen(renewed).attachments) == 1
    assert "I don't know" in text_of(await world.slash(world.participant, "checkin", code=code))
    closed = await world.click(world.organiser, renewed, "Close check-in")
    assert "is closed" in text_of(closed)
    assert seen(closed).attachments == []
    assert "I don't know" in text_of(await world.slash(world.participant, "checkin", code=fresh))
    opened = await world.click(world.organiser, closed, "Open check-in again")
    assert len(seen(opened).attachments) == 1


async def test_the_codes_times_are_typed_as_people_speak(world: World) -> None:
    event, _ = await coded(world)
    shown = await world.slash(
        world.organiser, "attendance code", event=str(event.id), opens="2026-11-02 10:15", closes="2026-11-02 13:00"
    )
    assert "<t:1793610900:F> to <t:1793620800:F>" in text_of(shown)


async def test_the_codes_times_are_on_the_events_clock(world: World) -> None:
    """Riga, where this event is, is an hour ahead of the community."""
    await world.set_up()
    event = await world.announce(starts_in=timedelta(minutes=20))
    actor = world.actor(world.organiser)
    await world.client.do(events.move, actor, event.id, event.starts_at, zone="Europe/Riga")
    shown = await world.slash(
        world.organiser, "attendance code", event=str(event.id), opens="2026-11-02 11:15", closes="2026-11-02 14:00"
    )
    assert "<t:1793610900:F> to <t:1793620800:F>" in text_of(shown)
    offered = await world.organiser.autocomplete(
        world.general, "attendance code", "opens", "2026-11-02 11:15", event=str(event.id)
    )
    assert "11:15 EET" in offered[0]["name"]


async def test_a_picture_of_a_code_is_small_and_large_enough(world: World) -> None:
    picture = qr_picture("/checkin code:KAVO-LUMI")
    width = int.from_bytes(picture[16:20])
    assert width >= 300
    assert len(picture) < 10_000


# --- by hand, and in the roster


async def test_the_roster_shows_who_was_there(world: World) -> None:
    it = await room(world)
    for person in (world.participant, world.other):
        await world.answer(person, it.event, Choice.GOING)
    await it.at(0)
    await world.participant.join_voice(it.channel)
    live = await world.slash(world.organiser, "event roster", event=str(it.event.id))
    assert "In the channel now: 1" in text_of(live)
    await it.ends()
    shown = await world.slash(world.organiser, "event roster", event=str(it.event.id))
    assert "Were there: 1 · Said they would come: 2 · Did not come: 1" in text_of(shown)
    there = await world.organiser.select(seen(shown), ["there"], custom_id=f"roster:{it.event.id}:list")
    assert f"1\\. <@{world.participant.id}> · 1 hr 30 min · in the channel" in text_of(there)
    absent = await world.organiser.select(seen(there), ["absent"], custom_id=f"roster:{it.event.id}:list")
    assert f"1\\. <@{world.other.id}>" in text_of(absent)
    assert world.pings() == []


async def test_before_the_start_the_roster_says_nothing_of_attendance(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    await world.answer(world.participant, event, Choice.GOING)
    shown = await world.slash(world.organiser, "event roster", event=str(event.id))
    assert "Were there" not in text_of(shown)
    assert "Note who was there" not in labels_of(shown)


async def test_people_are_noted_by_hand_walk_ins_too(world: World) -> None:
    await world.set_up()
    event = await world.announce(starts_in=timedelta(minutes=10))
    await world.answer(world.participant, event, Choice.GOING)
    shown = await world.slash(world.organiser, "event roster", event=str(event.id))
    hand = await world.click(world.organiser, shown, "Note who was there")
    both = [world.participant, world.other]
    done = await world.organiser.select(seen(hand), both, custom_id=f"attendance:{event.id}:there")
    assert "Noted: 2 people were there." in text_of(done)
    undone = await world.organiser.select(seen(done), [world.participant], custom_id=f"attendance:{event.id}:gone")
    assert "Noted: 1 person was not there." in text_of(undone)
    [record] = await world.client.ask(_of_event, event.id)
    assert (record.user_id, record.sources, record.noted_by) == (world.other.id, {Source.HAND}, world.organiser.id)
    back = await world.click(world.organiser, undone, "Back to the roster")
    assert f"<@{world.other.id}> · time not known · noted by hand" in text_of(back)


async def test_one_person_is_noted_with_minutes(world: World) -> None:
    await world.set_up()
    event = await world.announce(starts_in=timedelta(minutes=10))
    done = await world.organiser.slash(
        world.general, "attendance note", event=str(event.id), person=world.other, minutes=45
    )
    assert f"<@{world.other.id}> was at **Storytelling for towns**" in text_of(done)
    [record] = await world.client.ask(_of_event, event.id)
    assert record.minutes == 45
    gone = await world.organiser.slash(
        world.general, "attendance note", event=str(event.id), person=world.other, there=False
    )
    assert "was not at" in text_of(gone)
    assert await world.client.ask(_of_event, event.id) == ()


async def test_a_bot_is_not_noted_by_hand(world: World) -> None:
    await world.set_up()
    event = await world.announce(starts_in=timedelta(minutes=10))
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    alone = await world.organiser.slash(world.general, "attendance note", event=str(event.id), person=robot)
    assert text_of(alone) == "That is a bot. Please choose a person."
    shown = await world.slash(world.organiser, "event roster", event=str(event.id))
    hand = await world.click(world.organiser, shown, "Note who was there")
    both = await world.organiser.select(seen(hand), [world.other, robot], custom_id=f"attendance:{event.id}:there")
    assert text_of(both) == "That is a bot. Please choose a person."
    assert await world.client.ask(_of_event, event.id) == ()


async def test_next_weeks_event_cannot_be_noted_yet(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    shown = await world.organiser.slash(world.general, "attendance note", event=str(event.id), person=world.other)
    assert "Nobody can have been at" in text_of(shown)


# --- one's own


async def test_everybody_sees_where_they_were_and_nothing_of_others(world: World) -> None:
    await world.set_up()
    event = await world.announce(starts_in=timedelta(minutes=10))
    none = await world.slash(world.participant, "my events")
    assert "Where I was" not in labels_of(none)
    await world.client.do(
        attendance.mark, world.actor(world.organiser), event.id, [world.participant.id, world.other.id], minutes=30
    )
    shown = await world.slash(world.participant, "my events")
    past = await world.click(world.participant, shown, "Where I was")
    assert "**Storytelling for towns**" in text_of(past)
    assert "30 min · noted by hand" in text_of(past)
    assert str(world.other.id) not in text_of(past)
    assert "my:0:page" in ids_of(past)
    await world.client.do(events.cancel, world.actor(world.organiser), event.id)
    gone = await world.press(world.participant, past, "my:0:page")
    assert "Where I was" not in labels_of(gone)
