"""/pulse as organisers use it, and how people answer a round."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from simcord import InteractionResult

from bot.domain.pulses import Pulse
from bot.services import pulses
from bot.services.feedback import asking
from bot.store import feedback as store
from bot.store.database import Connection
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


async def test_the_first_of_many_rounds_is_a_few_pages_away(world: World) -> None:
    await world.set_up()
    await create(world, repeat="weekly")
    [pulse] = await kept(world)
    await world.client.do(rounds, world.guild.id, pulse.id, 27)
    shown = await world.slash(world.organiser, "pulse results", pulse=str(pulse.id))
    assert "Page 1 of 2" in text_of(shown)
    second = await world.click(world.organiser, shown, "Next page")
    offered = next(part["options"] for part in parts_of(second) if part.get("options"))
    assert [each["value"] for each in offered] == ["2", "1"]
    opened = await world.organiser.select(seen(second), ["1"])
    assert "0 people answered." in text_of(opened)


def rounds(
    conn: Connection,
    now: datetime,
    community_id: int,
    pulse_id: int,
    number: int,
    ratings: Sequence[Sequence[int]] = (),
) -> None:
    """A round a week; those of which it is said how they were rated are over."""
    for week in range(number):
        at = now + timedelta(days=7 * week)
        until = at + timedelta(days=7)
        made = asking.open_survey(
            conn, at, community_id, "pulse", pulse_id=pulse_id, named=False, asked=0, closes_at=until
        )
        for rating in ratings[week] if week < len(ratings) else ():
            store.add_answer(conn, made.id, {"going": rating})
        if week < len(ratings):
            store.close_survey(conn, until, made.id)


async def test_the_rounds_are_compared(world: World) -> None:
    """One question in all of them; of a round that fewer than five answered, or that is open, only the count."""
    await world.set_up()
    await create(world, repeat="weekly", title="Mood")
    [pulse] = await kept(world)
    await world.client.do(rounds, world.guild.id, pulse.id, 3, ((5, 4, 4, 4, 5), (1, 2, 1, 2)))
    shown = await world.slash(world.organiser, "pulse results", pulse=str(pulse.id))
    await world.restart()
    by_button = await world.click(world.organiser, shown, "Compare the rounds")
    compared = await world.slash(world.organiser, "pulse trend", pulse=str(pulse.id))
    text = text_of(compared)
    assert text == text_of(by_button)
    heading, question, first, second, third, _ = text.splitlines()
    assert heading == "## Ratings over time: Mood"
    assert question == "**How is our work together going for you?**"
    assert first.endswith("2026: 4.4 (5)")
    assert second.endswith("2026: withheld · 4 answers")
    assert third.endswith("2026: still open · 0 answers")
    (picture,) = (part["items"][0] for part in parts_of(compared) if part.get("type") == 12)
    assert "4.4 (5); Mon 9 Nov 2026 withheld · 4 answers" in picture["description"]
    (table,) = seen(await world.click(world.organiser, compared, "CSV")).attachments
    lines = (await table.read()).decode("utf-8-sig").splitlines()
    assert lines[0] == "Start (Europe/Warsaw),Question,People who answered,Ratings,Mean"
    assert [line.split("?,")[1] for line in lines[1:]] == ["5,5,4.4", "4,,withheld", "0,,still open"]
    (book,) = seen(await world.click(world.organiser, compared, "Excel")).attachments
    assert book.filename == f"trend-pulse-{pulse.id}.xlsx"


async def test_what_cannot_be_compared_says_why(world: World) -> None:
    await world.set_up()
    await create(world, repeat="weekly")
    [pulse] = await kept(world)
    for given in (str(pulse.id), "0", "Mood"):
        await world.slash(world.organiser, "pulse trend", pulse=given)
    assert world.counted.refusals == ["pulse.no_round", "pulse.unknown", "pulse.pick"]


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
