"""Who is in an event's channel, told by a real gateway to the real program, which is killed in the middle."""

from datetime import timedelta

import pytest

from local_discord.clock import Clock
from local_discord.world import VOICE, Channel
from tests.wire.conftest import TimedProgram, Town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


async def test_a_killed_program_finds_out_who_came_and_went(town: Town, timed: TimedProgram, clock: Clock) -> None:
    """Anna leaves and Bob joins while nobody watches: she was there as far as was seen, he from then on."""
    await timed.ready()
    await town.set_up()
    room = town.discord.add_channel(town.guild, "Meeting room", VOICE)
    await town.publish("Storytelling", when="in 2 hours")
    await timed.move(minutes=118)
    await looks(town, timed, room)
    town.anna.connect(room)
    await timed.until_true("SELECT count(*) = 1 FROM presence")
    await timed.move(minutes=3)
    await looks(town, timed, room)

    timed.kill()
    await timed.ended()
    town.anna.disconnect(town.guild)
    town.bob.connect(room)
    clock.move(timedelta(minutes=10))
    await timed.start()
    await timed.until_true("SELECT count(*) = 2 FROM presence")
    stays = dict(timed.query("SELECT user_id, ended FROM presence"))
    assert stays == {town.anna.user.id: "lost", town.bob.user.id: None}
    gaps = timed.query("SELECT (to_at - from_at) / 60000000 FROM presence_gap ORDER BY id")
    assert 9 <= gaps[-1][0] <= 12

    [(left,)] = timed.query("SELECT ends_at / 1000000 FROM event")
    await timed.move(seconds=left - clock.now().timestamp() - 60)
    await looks(town, timed, room)
    await timed.move(minutes=2)
    await timed.until_true("SELECT count(*) = 2 FROM attendance")
    minutes = dict(timed.query("SELECT user_id, minutes FROM attendance"))
    assert 1 <= minutes[town.anna.user.id] <= 3
    assert minutes[town.bob.user.id] > 30
    assert timed.errors == []


async def looks(town: Town, timed: TimedProgram, room: Channel) -> None:
    """Choosing the channel lets the program look into it at once, and not only when the minute is over."""
    [(event_id,)] = timed.query("SELECT id FROM event")
    reply = await town.olga.use("attendance channel", town.channel, event=str(event_id), channel=room.id)
    assert "is held in" in reply.text
