"""Results as organisers see them: only what may be shown, as a picture and the same numbers as text, and "you said"."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from bot.domain.attendance import Source
from bot.domain.events import Event, Feedback
from bot.domain.refused import Refused
from bot.services import results as service
from bot.services.feedback import answering, asking
from bot.store import attendance
from bot.store import feedback as store
from bot.store.database import Connection
from cogs._results_table import file_of
from tests.cogs.world import World, ids_of, parts_of, text_of
from tests.factories import organiser, participant

PEOPLE = range(9001, 9011)


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.feedback", "cogs.results"]


def open_and_answer(conn: Connection, now: Any, event: Event, answers: Sequence[dict[str, Any]], close: bool) -> int:
    """Ten people were there, so many answered."""
    for user_id in PEOPLE:
        attendance.note(conn, now, event.id, user_id, Source.HAND, None, None)
    assert asking.ask(conn, now, event)
    survey = store.survey_of_event(conn, event.id)
    assert survey is not None
    for user_id, answer in zip(PEOPLE, answers, strict=False):
        actor = participant(user_id, community_id=event.community_id, roles=event.role_ids)
        answering.answer(conn, now, actor, survey.id, answer)
    if close:
        asking.close(conn, now, event)
    return survey.id


WORDS = ("time", "maps", "music", "bread", "*stars*")
ANSWERS = [
    {"rating": rating, "apply": "1", "better": f"More {word}"}
    for rating, word in zip((5, 5, 4, 3, 5), WORDS, strict=True)
]


async def over(world: World, answers: Sequence[dict[str, Any]], *, close: bool = True, **details: Any) -> Event:
    event = await world.announce(**details)
    world.clock.move_to(event.ends_at)
    await world.run_due()
    await world.client.do(open_and_answer, event, answers, close)
    await world.run_due()
    return event


async def test_results_are_a_picture_and_the_same_numbers(world: World) -> None:
    await world.set_up()
    event = await over(world, ANSWERS)
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    text = text_of(shown)
    assert "5 of 10 people answered (50%)" in text
    assert "4.4 of 5" in text
    assert "5 – excellent: 3 (60%)" in text
    assert "More time" not in text


async def test_in_polish(world: World) -> None:
    await world.set_up()
    event = await over(world, ANSWERS)
    world.speaks(world.organiser, "pl")
    text = text_of(await world.slash(world.organiser, "feedback results", event=str(event.id)))
    assert "Odpowiedziało 5 z 10 osób (50%)" in text
    assert "4,4 na 5" in text


@pytest.mark.parametrize(("answers", "close"), [(ANSWERS[:4], True), (ANSWERS, False)], ids=["four", "still open"])
async def test_nothing_but_the_count(world: World, answers: Sequence[dict[str, Any]], close: bool) -> None:
    """Below five, and while it is open: no picture, no numbers, no words, no buttons."""
    await world.set_up()
    event = await over(world, answers, close=close)
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    assert f"{len(answers)} of 10" in text_of(shown)
    assert "excellent" not in text_of(shown)
    assert not [each for each in ids_of(shown) if each.startswith("results:")]


async def test_open_answers_as_written(world: World) -> None:
    await world.set_up()
    event = await over(world, ANSWERS)
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    listed = text_of(await world.click(world.organiser, shown, "5 open answers"))
    assert all(f"More {word}" in listed for word in ("time", "maps", "music", "bread"))
    assert "\\*stars\\*" in listed


async def test_nobody_but_organisers(world: World) -> None:
    await world.set_up()
    event = await over(world, ANSWERS)
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    refused = await world.slash(world.participant, "feedback results", event=str(event.id))
    assert "organiser" in text_of(refused).lower()
    assert "excellent" not in text_of(await world.slash(world.participant, "feedback trend", kind="webinar"))
    assert shown


async def test_you_said_is_posted_once_with_the_words_that_were_picked(world: World) -> None:
    await world.set_up()
    event = await over(world, ANSWERS)
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    preview = await world.click(world.organiser, shown, "Share with participants")
    assert "You said: Storytelling for towns" in text_of(preview)
    assert "More" not in text_of(preview).split("You said", 1)[1].split("Post it")[0]
    await world.click(world.organiser, preview, "Post it")
    await world.run_due()
    said = [text for text in everything_posted(world) if "You said" in text]
    assert len(said) == 1
    assert "4.4 of 5" in said[0]
    assert "More" not in said[0]
    again = await world.click(world.organiser, preview, "Post it")
    assert "already" in text_of(again)
    await world.run_due()
    assert len([text for text in everything_posted(world) if "You said" in text]) == 1


def everything_posted(world: World) -> list[str]:
    """Every message in channels and threads."""
    backend = world.env.backend
    return [
        str(message.content)
        for messages in backend.messages.values()
        for message in (messages.values() if isinstance(messages, dict) else messages)
    ]


async def test_the_picture_says_the_same_to_those_who_do_not_see_it(world: World) -> None:
    await world.set_up()
    event = await over(world, ANSWERS)
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    (picture,) = (part["items"][0] for part in parts_of(shown) if part.get("type") == 12)
    assert picture["media"]["url"].endswith("results.png")
    assert "5 – excellent 3 (60%)" in picture["description"]
    assert "5 of 10 people answered (50%)" in picture["description"]


async def test_the_trend_withholds_small_groups_and_says_so(world: World) -> None:
    await world.set_up()
    await over(world, ANSWERS, title="First")
    await over(world, ANSWERS[:4], title="Second")
    await over(world, ANSWERS, title="Third", close=False)
    text = text_of(await world.slash(world.organiser, "feedback trend", kind="webinar"))
    lines = text.splitlines()
    first, second, third = (next(line for line in lines if name in line) for name in ("First", "Second", "Third"))
    assert "4.4 (5)" in first
    assert second.endswith(": withheld")
    assert third.endswith(": still open")
    nothing = text_of(await world.slash(world.organiser, "feedback trend", kind="club_session"))
    assert "No feedback yet" in nothing


async def test_names_only_where_the_form_said_so(world: World) -> None:
    """An anonymous survey's files have no line in which two answers of one person meet."""
    await world.set_up()
    hidden = await over(world, ANSWERS, title="Anonymous")
    named = await over(world, ANSWERS[:2], title="Named", close=False, feedback=Feedback.NAMED)
    for event, sheets, told in ((hidden, 2, False), (named, 3, True)):
        found = await world.client.ask(service.of_event, world.actor(world.organiser), event.id)
        book = ZipFile(BytesIO(file_of("xlsx", "en", found)))
        inside = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        assert len([name for name in book.namelist() if "worksheets/sheet" in name]) == sheets
        assert (f"&lt;@{PEOPLE[0]}&gt;" in inside) == told
        table = file_of("csv", "en", found).decode("utf-8-sig")
        assert str(PEOPLE[0]) not in table
        assert not [line for line in table.splitlines() if "More" in line and "excellent" in line]


async def test_another_communitys_feedback_does_not_exist(world: World) -> None:
    await world.set_up()
    event = await over(world, ANSWERS)
    found = await world.client.ask(service.of_event, world.actor(world.organiser), event.id)
    stranger = organiser(community_id=event.community_id + 1)
    with pytest.raises(Refused) as refused:
        await world.client.ask(service.of_survey, replace(stranger, administrator=True), found.survey.id)
    assert refused.value.key in ("results.unknown", "permission.organiser")
