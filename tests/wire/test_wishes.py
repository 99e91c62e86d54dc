"""Topics, polls and pulses in the real program over real sockets, with the clock moved."""

import pytest

from local_discord import polls
from local_discord.people import text_of
from tests.wire.conftest import TimedProgram, Town, labels

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


async def test_a_poll_is_posted_voted_for_read_and_kept_through_a_restart(town: Town, timed: TimedProgram) -> None:
    await timed.ready()
    await town.set_up()
    asked = await town.olga.use("poll ask", town.channel, question="Again?", answers="Yes; No")
    assert "is on its way" in asked.text
    await town.until(lambda: any(message.poll for message in town.public()))
    [message] = [each for each in town.public() if each.poll]
    await timed.until_true("SELECT message_id IS NOT NULL FROM poll")
    for person, answer in ((town.anna, 1), (town.bob, 1), (town.olga, 2)):
        polls.vote(town.discord.world, message, person.user, answer)
    standing = await town.olga.use("poll results", town.channel, poll="1")
    assert "2 (67%)" in standing.text
    assert await timed.stop() == 0
    await timed.ready()
    await timed.move(hours=24, minutes=2)
    await timed.until_true("SELECT status = 'closed' FROM poll")
    assert timed.query("SELECT results FROM poll") == [("[2,1]",)]
    assert "3 votes in all" in (await town.olga.use("poll results", town.channel, poll="1")).text
    assert timed.errors == []


async def test_a_poll_ends_when_it_is_told_to(town: Town, timed: TimedProgram) -> None:
    await timed.ready()
    await town.set_up()
    await town.olga.use("poll ask", town.channel, question="Again?", answers="Yes; No", lasts="336")
    await timed.until_true("SELECT message_id IS NOT NULL FROM poll")
    shown = await town.olga.use("poll results", town.channel, poll="1")
    assert "End it now" in labels(shown)
    assert shown.message is not None
    await town.olga.press(shown.message, "End it now")
    await timed.until_true("SELECT status = 'closed' FROM poll")
    [message] = [each for each in town.public() if each.poll]
    assert message.poll is not None
    assert message.poll.finished
    assert timed.errors == []


async def test_a_pulse_asks_and_takes_answers_and_says_when_it_is_over(town: Town, timed: TimedProgram) -> None:
    await timed.ready()
    await town.set_up()
    here = str(town.channel.id)
    made = await town.olga.use("pulse create", town.channel, title="How is it?", channel=here, when="in 2 hours")
    assert "How is it?" in made.text
    await timed.move(hours=2, seconds=5)
    await town.until(lambda: any("How is it?" in text_of(message) for message in town.public()))
    message = town.public()[-1]
    assert not (await town.anna.press(message, "4 – very good")).failed
    await timed.until_true("SELECT count(*) = 1 FROM answer")
    await timed.move(days=7, seconds=5)
    await town.until(lambda: "this round is over" in text_of(message))
    await timed.until_true("SELECT count(*) = 1 FROM answer WHERE token IS NULL")
    assert timed.errors == []


async def test_a_topic_becomes_an_event_and_who_wanted_it_sees_that(town: Town, timed: TimedProgram) -> None:
    await timed.ready()
    await town.set_up()
    suggested = await town.anna.use("topic suggest", town.channel, title="Mapy dla miast")
    assert "Inni mogą już głosować" in suggested.text
    [_, offered] = await town.bob.complete("topic suggest", town.channel, "title", title="mapy")
    voted = await town.bob.use("topic suggest", town.channel, title=offered["value"])
    assert "2 votes" in voted.text
    form = await town.olga.use("topic plan", town.channel, topic=offered["value"], kind="webinar", when="in 72 hours")
    preview = await town.olga.submit(form, where="https://meet.example.org/1")
    assert preview.message is not None
    await town.olga.press(preview.message, "Publish")
    await town.until(lambda: bool(town.public()))
    listed = await town.bob.use("topic list", town.channel, status="planned")
    assert "Mapy dla miast" in listed.text
    assert timed.errors == []
