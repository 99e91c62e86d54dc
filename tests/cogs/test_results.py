"""Results as organisers see them: only what may be shown, as a picture and the same numbers as text, and "you said"."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from bot.domain.attendance import Source
from bot.domain.events import Event, Feedback
from bot.domain.feedback import FeedbackForm, Label, Question, QuestionType
from bot.domain.refused import Refused
from bot.services import results as service
from bot.services.feedback import answering, asking
from bot.store import attendance
from bot.store import feedback as store
from bot.store.database import Connection
from cogs._results_table import file_of
from tests.cogs.world import World, ids_of, parts_of, seen, text_of
from tests.exports.test_tables import cells
from tests.factories import organiser, participant
from tests.walks.surface import Walker

PEOPLE = range(9001, 9011)


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.feedback", "cogs.results"]


def open_and_answer(
    conn: Connection,
    now: Any,
    event: Event,
    answers: Sequence[dict[str, Any]],
    close: bool,
    there: Sequence[int] = PEOPLE,
) -> int:
    """Ten people were there, so many answered."""
    for user_id in there:
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
    assert "people were asked" not in text
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


async def test_the_open_answers_that_were_picked_are_said_word_for_word(world: World) -> None:
    """As the preview shows them; the others are not."""
    await world.set_up()
    event = await over(world, ANSWERS)
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    preview = await world.click(world.organiser, shown, "Share with participants")
    offered = next(part for part in parts_of(preview) if part.get("options"))
    picked = [each["value"] for each in offered["options"] if each["label"] in ("More maps", "More *stars*")]
    chosen = await world.organiser.select(seen(preview), picked, custom_id=offered["custom_id"])
    await world.click(world.organiser, chosen, "Post it")
    await world.run_due()
    (said,) = [text for text in everything_posted(world) if "You said" in text]
    for text in (said, text_of(chosen)):
        assert "> More maps" in text
        assert r"> More \*stars\*" in text
        assert "> More time" not in text


async def test_long_open_answers_are_all_on_their_page(world: World) -> None:
    """However much of what people wrote has to be escaped."""
    await world.set_up()
    event = await over(world, [{"rating": 4, "better": f"{number} " + "*_" * 400} for number in range(5)])
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    listed = text_of(await world.click(world.organiser, shown, "5 open answers"))
    assert all(f"> {number} " in listed for number in range(5))
    assert len(listed) < 4000


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
    assert second.endswith(": withheld · 4 answers")
    assert third.endswith(": still open · 5 answers")
    nothing = text_of(await world.slash(world.organiser, "feedback trend", kind="club_session"))
    assert "No feedback yet" in nothing


async def test_a_trend_is_of_one_question(world: World) -> None:
    """Where organisers asked for another rating, the events before are not compared with it."""
    await world.set_up()
    await over(world, ANSWERS, title="First")
    food = Question("food", QuestionType.RATING, {"en": Label("How was the food?")})
    await world.client.do(add_form, FeedbackForm(0, world.guild.id, "webinar", 0, (food,)))
    await over(world, [{"food": 2}] * 5, title="Second")
    lines = text_of(await world.slash(world.organiser, "feedback trend", kind="webinar")).splitlines()
    first, second = (next(line for line in lines if name in line) for name in ("First", "Second"))
    assert first.endswith(": not asked")
    assert "2.0 (5)" in second


async def test_a_trend_is_a_table_too(world: World) -> None:
    """What is withheld in the picture is withheld there, and a title that a spreadsheet would calculate is text."""
    await world.set_up()
    await over(world, ANSWERS, title="=1+1")
    await over(world, ANSWERS[:4], title="Second")
    shown = await world.slash(world.organiser, "feedback trend", kind="webinar")
    (table,) = seen(await world.click(world.organiser, shown, "CSV")).attachments
    assert table.filename == "trend-webinar.csv"
    header, first, second = (await table.read()).decode("utf-8-sig").splitlines()
    assert header == ("Event,Start (Europe/Warsaw),Question,People asked,People who answered,Ratings,Mean")
    assert first.startswith("'=1+1,2026-")
    assert first.endswith(",How was it?,10,5,5,4.4")
    assert second.endswith(",How was it?,10,4,,withheld")
    (book,) = seen(await world.click(world.organiser, shown, "Excel")).attachments
    rows = cells(await book.read(), 1)
    assert (rows[1][0], rows[1][-1]) == ("'=1+1", "4.4")
    assert rows[2][-1] == "withheld"


async def test_the_files_of_a_trend_are_for_organisers(world: World) -> None:
    await world.set_up()
    await over(world, ANSWERS)
    shown = await world.slash(world.organiser, "feedback trend", kind="webinar")
    for made in [each for each in ids_of(shown) if each.startswith("trend:")]:
        refused = await Walker(world).click(world.participant, made, world.general)
        assert refused.refusals == ["permission.organiser"]


async def test_a_form_without_a_rating_has_no_trend(world: World) -> None:
    await world.set_up()
    wish = Question("wish", QuestionType.TEXT, {"en": Label("What do you wish for?")})
    await world.client.do(add_form, FeedbackForm(0, world.guild.id, "webinar", 0, (wish,)))
    await over(world, [{"wish": "Tea"}] * 5)
    assert "nothing to compare" in text_of(await world.slash(world.organiser, "feedback trend", kind="webinar"))


async def test_what_nps_means_stands_beside_it(world: World) -> None:
    """In the results, the picture's description and what participants are told; nowhere else."""
    await world.set_up()
    again = Question("again", QuestionType.RECOMMEND, {"en": Label("Would you recommend it?")})
    event = await over(world, ANSWERS)
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    assert "NPS" not in text_of(shown)
    await world.client.do(add_form, FeedbackForm(0, world.guild.id, "webinar", 0, (again,)))
    event = await over(world, [{"again": 10}] * 5, title="Second")
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    assert "NPS +100" in text_of(shown)
    assert "minus the share of 0 to 6" in text_of(shown)
    (picture,) = (part["items"][0] for part in parts_of(shown) if part.get("type") == 12)
    assert "minus the share of 0 to 6" in picture["description"]
    preview = await world.click(world.organiser, shown, "Share with participants")
    assert "minus the share of 0 to 6" in text_of(preview)


@pytest.mark.parametrize("close", [False, True], ids=["open", "closed"])
async def test_too_few_were_asked_for_anything_to_be_shown(world: World, close: bool) -> None:
    """An organiser hears it while more people can still be noted, and afterwards what to choose next time."""
    await world.set_up()
    event = await world.announce()
    world.clock.move_to(event.ends_at)
    await world.run_due()
    await world.client.do(open_and_answer, event, ANSWERS[:2], close, PEOPLE[:3])
    text = text_of(await world.slash(world.organiser, "feedback results", event=str(event.id)))
    assert "2 of 3 people answered" in text
    assert ("Only 3 people were asked" in text) != close
    assert ("For a group this small" in text) == close


def add_form(conn: Connection, now: Any, made: FeedbackForm) -> None:
    store.add_form(conn, now, made, 2, None)


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


async def test_the_sheet_by_person_says_names(world: World) -> None:
    """An id is nobody's name: without them an organiser could not read the file."""
    await world.set_up()
    event = await over(world, [], title="Named", close=False, feedback=Feedback.NAMED)
    await world.client.do(note_and_rate, event, world.participant.id)
    shown = await world.slash(world.organiser, "feedback results", event=str(event.id))
    assert "Answers are still coming in." in text_of(shown)
    done = await world.click(world.organiser, shown, "Excel")
    people = cells(await seen(done).attachments[0].read(), 2)
    assert people[0][:3] == ["Person", "Name", "How was it?"]
    assert people[1][:3] == [f"<@{world.participant.id}>", "participant", "5"]


def note_and_rate(conn: Connection, now: Any, event: Event, user_id: int) -> None:
    attendance.note(conn, now, event.id, user_id, Source.HAND, None, None)
    survey = store.survey_of_event(conn, event.id)
    assert survey is not None
    answering.rate(conn, now, participant(user_id, community_id=event.community_id), survey.id, 5)


async def test_another_communitys_feedback_does_not_exist(world: World) -> None:
    await world.set_up()
    event = await over(world, ANSWERS)
    found = await world.client.ask(service.of_event, world.actor(world.organiser), event.id)
    stranger = organiser(community_id=event.community_id + 1)
    with pytest.raises(Refused) as refused:
        await world.client.ask(service.of_survey, replace(stranger, administrator=True), found.survey.id)
    assert refused.value.key in ("results.unknown", "permission.organiser")
