"""Feedback as people give it: one click, one form, changed while it is open; and as organisers ask for it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.attendance import Source
from bot.domain.events import Audience, Event, Feedback
from bot.services import preferences
from bot.services.feedback import asking
from bot.store import attendance
from bot.store import feedback as store
from bot.store.database import Connection
from bot.store.schema import answer, form
from tests.cogs.world import World, filled_in, ids_of, labels_of, parts_of, text_of

RATINGS = ["1 – poor", "2 – fair", "3 – good", "4 – very good", "5 – excellent"]


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.feedback"]


def answers(conn: Connection, now: Any, survey_id: int = 1) -> list[dict[str, Any]]:
    return store.answers_of(conn, survey_id)


def kept(conn: Connection, now: Any) -> int:
    return len(conn.execute(select(form.c.name)).all())


def were_there(conn: Connection, now: Any, event_id: int, people: Sequence[int]) -> None:
    for user_id in people:
        attendance.note(conn, now, event_id, user_id, Source.HAND, None, None)


async def held(world: World, *people: Any, **details: Any) -> Event:
    """An event that is over since five minutes; these people were there. The request has been posted."""
    event = await world.announce(**details)
    world.clock.move_to(event.ends_at)
    await world.client.do(were_there, event.id, [person.id for person in people])
    await world.run_due()
    world.clock.advance(minutes=5)
    await world.run_due()
    await world.soon()
    return event


async def request(world: World) -> Any:
    """The message that asks, in the event's thread."""
    (thread,) = world.env.backend.get_guild(world.guild.id).threads.values()
    return thread


async def test_one_click_is_an_answer_and_the_rest_is_one_form(world: World) -> None:
    await world.set_up()
    event = await held(world, world.participant)
    asked = await world.slash(world.participant, "feedback give", event=str(event.id))
    assert "What" in text_of(asked) or "How was it?" in text_of(asked)
    assert labels_of(asked) == RATINGS

    first = await world.click(world.participant, asked, "4 – very good")
    assert first.ephemeral
    assert "Your answer is saved: **4 – very good**" in text_of(first)
    assert "without your name" in text_of(first)
    assert labels_of(first) == ["2 more questions"]
    opened = await world.click(world.participant, first, "2 more questions")
    done = await world.fill(world.participant, opened, apply="2", better="Longer breaks")
    assert "Your answers are changed" in text_of(done)
    assert labels_of(done) == ["Change my answers"]
    assert await world.client.ask(answers) == [{"rating": 4, "apply": "2", "better": "Longer breaks"}]

    second = await world.click(world.participant, asked, "5 – excellent")
    assert "It is now **5 – excellent**" in text_of(second)
    again = await world.click(world.participant, second, "Change my answers")
    assert filled_in(again)["better"] == "Longer breaks"
    assert await world.client.ask(kept) == 0, "what was typed is kept nowhere else"
