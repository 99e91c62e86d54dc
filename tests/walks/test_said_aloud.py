"""What people typed is said aloud later: in cards, threads, reminders, direct messages. It never notifies anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.reminders import Target
from bot.domain.rsvps import Choice
from bot.services import announcements, events, preferences, reminders, rsvps
from tests.cogs.world import World
from tests.walks.awkward import AWKWARD, notifying
from tests.walks.surface import Heard, Walker, dump, restore
from tests.walks.table import ZONE

LIMITS = {"title": 100, "summary": 300, "description": 2000, "place": 200, "speakers": 300}


async def test_nobody_is_notified_by_a_mention_that_people_typed(world: World) -> None:
    await lives(world, [text for text in AWKWARD if "@" in text])


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_nothing_that_people_typed_breaks_what_is_said(world: World) -> None:
    await lives(world, AWKWARD)


async def lives(world: World, texts: Sequence[str]) -> None:
    """An event whose every field is awkward, from its card to its cancellation, with people who come; for each text."""
    await world.set_up()
    walker, people = Walker(world), (world.participant, world.other)
    for person in people:
        actor = world.actor(person)
        await world.client.do(preferences.allow_messages, actor)
    await world.client.do(preferences.stop_messages, world.actor(world.other))  # hears it in the thread
    empty = await world.client.ask(dump)
    wrong, said = [], 0
    for template in texts:
        text = template.replace("{role}", str(world.organisers.id)).replace("{person}", str(world.mentor.id))
        heard = await a_life(world, walker, text)
        if heard is not None:
            said += len(heard.messages)
            wrong += [f"{text[:60]!r}: {each}" for each in notifying(heard, *(person.id for person in people))]
            wrong += [f"{text[:60]!r}: {error!r}" for error in world.unexpected()]
        await world.client.do(restore, empty)
    assert not wrong, "\n".join(wrong)
    assert said > 6 * len(texts)


async def a_life(world: World, walker: Walker, text: str) -> Heard | None:
    """Announce, answer, remind, move and cancel; None when nobody would be let to type this as a title."""
    organiser, do = world.actor(world.organiser), world.client.do
    mark = walker.mark()
    try:
        typed: dict[str, Any] = {name: text[:limit] for name, limit in LIMITS.items() if name != "title"}
        event = await world.announce(text[:100], starts_in=timedelta(hours=3), **typed)
    except Refused:
        return None
    for person in (world.participant, world.other):
        await do(rsvps.respond, world.actor(person), event.id, Choice.GOING)
        await do(rsvps.note, world.actor(person), event.id, text[:300])
    await tried(world, organiser, reminders.add, event.id, 179, text[:1500], Target.GOING)
    soon = (world.clock.now() + timedelta(minutes=2)).replace(tzinfo=None)
    await tried(world, organiser, announcements.schedule, world.general.id, text[:2000], soon, "UTC")
    world.clock.advance(minutes=3)
    await world.run_due()
    await do(events.move, organiser, event.id, event.starts_at + timedelta(hours=1), None, ZONE)
    await world.soon()
    await do(events.cancel, organiser, event.id, text[:300])
    await world.soon()
    return replace(walker.since(mark), failures=0)


async def tried(world: World, actor: Actor, use_case: Any, *given: Any) -> None:
    """An empty text is refused; what is not refused is said."""
    try:
        await world.client.do(use_case, actor, *given)
    except Refused:
        return
