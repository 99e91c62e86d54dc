"""/pulse as organisers use it, and how people answer a round."""

from collections.abc import Sequence
from typing import Any

import pytest
from simcord import InteractionResult

from bot.domain.pulses import Pulse
from bot.services import pulses
from tests.cogs.world import World, labels_of, parts_of, seen, text_of

WHEN = "5 Nov 9:00"


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.events", "cogs.feedback", "cogs.pulses", "cogs.results"]


async def create(world: World, **options: Any) -> InteractionResult:
    given = {"title": "How is **it** going?", "channel": world.announcements, "when": WHEN, **options}
    result: InteractionResult = await world.organiser.slash(world.general, "pulse create", **given)
    return result


async def kept(world: World) -> tuple[Pulse, ...]:
    return await world.client.ask(pulses.listing, world.actor(world.organiser))


async def test_a_pulse_is_asked_answered_and_ended(world: World) -> None:
    await world.set_up()
    shown = text_of(await create(world, repeat="fortnightly", days=3))
    assert "for 3 days, anonymously" in shown
    world.clock.advance(days=3)
    await world.soon()
    [message] = world.posted()
    assert r"How is \*\*it\*\* going?" in text_of(message)
    assert "How is our work together going for you?" in text_of(message)
    assert len(labels_of(message)) == 5
    rated = await world.click(world.participant, message, labels_of(message)[3])
    assert "Thank" in text_of(rated)
    assert len(labels_of(rated)) == 1, "the way to the other questions"
    world.clock.advance(days=3)
    await world.soon()
    await world.soon()
    [over] = world.posted()
    assert "this round is over" in text_of(over)
    assert labels_of(over) == []
    world.clock.advance(days=11)
    await world.soon()
    assert len(world.posted()) == 2
    assert world.pings() == []


async def test_pulses_are_listed_and_removed(world: World) -> None:
    await world.set_up()
    assert "/pulse create" in text_of(await world.slash(world.organiser, "pulse list"))
    await create(world, repeat="weekly")
    listed = text_of(await world.slash(world.organiser, "pulse list"))
    assert "Next: <t:1793865600:F>" in listed
    assert "Community pulse" in listed
    [offered] = await world.organiser.autocomplete(world.general, "pulse remove", "pulse", "GOING")
    await world.slash(world.organiser, "pulse remove", pulse=offered["value"])
    assert [pulse.next_at for pulse in await kept(world)] == [None]
    assert "Not asked any more" in text_of(await world.slash(world.organiser, "pulse list"))


async def test_results_are_shown_round_by_round(world: World) -> None:
    """How many were asked is not known in a channel, so there is no rate."""
    await world.set_up()
    await create(world, repeat="weekly", days=1)
    [pulse] = await kept(world)
    await world.slash(world.organiser, "pulse results", pulse=str(pulse.id))
    assert world.counted.refusals == ["pulse.no_round"]
    world.clock.advance(days=3)
    await world.soon()
    [message] = world.posted()
    people = (world.participant, world.other, world.towner, world.mentor, world.administrator)
    for person in people:
        await world.click(person, message, "4 – very good")
    running = text_of(await world.slash(world.organiser, "pulse results", pulse=str(pulse.id)))
    assert "5 people answered." in running
    assert "%" not in running
    world.clock.advance(days=2)
    await world.soon()
    shown = await world.slash(world.organiser, "pulse results", pulse=str(pulse.id))
    assert "How is our work together going for you?" in text_of(shown)
    world.clock.advance(days=5)
    await world.soon()
    choosing = await world.slash(world.organiser, "pulse results", pulse=str(pulse.id))
    last, first = next(part["options"] for part in parts_of(choosing) if part.get("options"))
    assert ("over" in first["description"], "still open" in last["description"]) == (True, True)
    opened = await world.organiser.select(seen(choosing), [first["value"]])
    assert "How is our work together going for you?" in text_of(opened)


async def test_its_questions_are_seen_and_changed(world: World) -> None:
    await world.set_up()
    shown = text_of(await world.slash(world.organiser, "pulse form"))
    assert "Community pulse" in shown
    assert "support you need" in shown


async def test_another_form_can_be_asked(world: World) -> None:
    await world.set_up()
    offered = await world.organiser.autocomplete(world.general, "pulse create", "form", "")
    assert [each["value"] for each in offered][:2] == ["pulse", "webinar"]
    await create(world, form="workshop")
    await create(world, form="nothing")
    assert [pulse.form_name for pulse in await kept(world)] == ["workshop"]
    assert world.counted.refusals == ["kind.unknown"]


async def test_what_does_not_fit_is_refused(world: World) -> None:
    await world.set_up()
    for options in ({"when": "2020-01-01 9:00"}, {"when": "some day"}, {"title": "\u200b"}):
        await create(world, **options)
    for given in ("0", "99", "which"):
        await world.slash(world.organiser, "pulse remove", pulse=given)
    assert world.counted.refusals[2:] == ["pulse.title_missing", "pulse.unknown", "pulse.unknown", "pulse.pick"]
    assert await kept(world) == ()


async def test_in_polish(world: World) -> None:
    await world.set_up(language="pl")
    world.speaks(world.organiser, "pl")
    assert "przez 7 dni, anonimowo" in text_of(await create(world))
    world.clock.advance(days=3)
    await world.soon()
    assert "Jak układa Ci się nasza wspólna praca?" in text_of(world.posted()[-1])
