"""Feedback as people give it: one click, one form, changed while it is open; and as organisers ask for it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.attendance import Source
from bot.domain.events import Audience, Event, Feedback
from bot.domain.feedback import FeedbackForm, Label, Question, QuestionType
from bot.domain.rsvps import Choice
from bot.services import preferences
from bot.store import attendance
from bot.store import feedback as store
from bot.store.database import Connection
from bot.store.schema import answer, form
from tests.cogs.world import World, filled_in, ids_of, labels_of, parts_of, seen, text_of
from tests.walks.surface import Walker

RATINGS = ["1 – poor", "2 – fair", "3 – good", "4 – very good", "5 – excellent"]


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.events", "cogs.feedback", "cogs.plans"]


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


async def test_one_click_is_an_answer_and_the_rest_is_one_form(world: World) -> None:
    await world.set_up()
    event = await held(world, world.participant)
    asked = await world.slash(world.participant, "feedback give", event=str(event.id))
    assert "How was it?" in text_of(asked)
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


async def asked_in_thread(world: World) -> Any:
    """The message that asks, in the event's thread."""
    (thread,) = world.announcements.threads
    return [message for message in world.posted(thread) if "How was it?" in message.content][-1]


async def test_the_request_stands_in_the_thread_once_and_mentions_nobody(world: World) -> None:
    await world.set_up()
    before = len(world.pings())
    await held(world, world.participant)
    message = await asked_in_thread(world)
    assert text_of(message).startswith("**Storytelling for towns** is over. Thank you for being there!")
    assert "Anonymous: your answers are stored without your name and without the time." in text_of(message)
    assert labels_of(message) == RATINGS
    assert world.pings()[before:] == []


async def test_a_click_in_a_direct_message_counts_too(world: World) -> None:
    """Discord names no server there: the button does."""
    await world.set_up()
    await world.client.do(preferences.allow_messages, world.actor(world.participant))
    await held(world, world.participant)
    letter = world.letters(world.participant)[-1]
    assert labels_of(letter) == [*RATINGS, "Stop these messages"]
    alone = world.participant.user
    rated = await world.click(alone, letter, "3 – good")
    opened = await world.click(alone, rated, "2 more questions")
    done = await alone.submit_modal(opened, {"better": "Tea"})
    assert "Your answers are changed" in text_of(done)
    assert await world.client.ask(answers) == [{"rating": 3, "better": "Tea"}]


async def test_one_reminder_and_only_to_those_who_have_not_answered(world: World) -> None:
    await world.set_up()
    for person in (world.participant, world.other):
        await world.client.do(preferences.allow_messages, world.actor(person))
    event = await held(world, world.participant, world.other)
    await world.click(world.participant, await asked_in_thread(world), "5 – excellent")
    counts = [len(world.letters(person)) for person in (world.participant, world.other)]
    world.clock.move_to(event.ends_at + timedelta(days=1))
    await world.run_due()
    world.clock.advance(hours=5)
    await world.run_due()
    after = [len(world.letters(person)) for person in (world.participant, world.other)]
    assert after == [counts[0], counts[1] + 1]
    nudge = world.letters(world.other)[-1]
    assert "This is the only reminder." in text_of(nudge)
    assert labels_of(nudge) == [*RATINGS, "Stop these messages"]


async def test_when_it_is_closed_the_message_says_so_and_typed_words_are_handed_back(world: World) -> None:
    """The thread has gone to sleep by then; it is woken for the edit."""
    await world.set_up()
    event = await held(world, world.participant)
    message = await asked_in_thread(world)
    rated = await world.click(world.participant, message, "2 – fair")
    opened = await world.click(world.participant, rated, "2 more questions")
    world.clock.move_to(event.ends_at + timedelta(days=7))
    await world.run_due()
    await world.soon()
    (thread,) = world.announcements.threads
    closed = world.posted(thread)[-1]
    assert text_of(closed) == "Feedback on **Storytelling for towns** is closed. Thank you to everybody who answered!"
    assert labels_of(closed) == []
    late = await world.fill(world.participant, opened, better="A long thought, typed slowly")
    told = [followup.content for followup in late.followups]
    assert late.response is not None
    assert "Feedback is closed" in late.response.content
    assert told == ["Here is what you typed, so that it is not lost:", "A long thought, typed slowly"]
    assert await world.client.ask(answers) == [{"rating": 2}]
    assert await world.client.ask(kept) == 0


async def test_who_was_not_there_is_told_so_kindly(world: World) -> None:
    await world.set_up()
    event = await held(world, world.participant)
    refused = await world.click(world.other, await asked_in_thread(world), "5 – excellent")
    assert "for those who were there" in text_of(refused)
    assert "for those who were there" in text_of(await world.slash(world.other, "feedback give", event=str(event.id)))
    assert await world.client.ask(answers) == []


async def test_a_restricted_events_request_is_nothing_to_others(world: World) -> None:
    await world.set_up()
    cohort = {"audience": Audience.ROLES, "role_ids": frozenset({world.cohort.id}), "channel_id": world.closed.id}
    event = await held(world, world.towner, channel=world.closed, **cohort)
    shown = await world.slash(world.towner, "feedback give", event=str(event.id))
    assert labels_of(shown) == RATINGS
    strange = await Walker(world).click(world.other, ids_of(shown)[0], world.general)
    made_up = await world.slash(world.other, "feedback give", event=str(event.id + 1))
    assert strange.refusals == ["feedback.unknown"]
    assert text_of(await world.slash(world.other, "feedback give", event=str(event.id))) == text_of(made_up)


async def test_a_group_too_small_for_anonymous_results_is_said(world: World) -> None:
    """Where it is chosen, while it can still be changed; and nothing of it where names are asked for."""
    await world.set_up()
    event = await world.announce()
    many = await world.slash(world.organiser, "feedback ask", event=str(event.id), how="anonymous")
    assert "expected" not in text_of(many), "nobody answered yet"
    await world.answer(world.participant, event, Choice.GOING)
    few = await world.slash(world.organiser, "feedback ask", event=str(event.id), how="anonymous")
    assert "1 person is expected" in text_of(few)
    assert "1 person is expected" in text_of(await world.slash(world.organiser, "event plan", event=str(event.id)))
    named = await world.slash(world.organiser, "feedback ask", event=str(event.id), how="named")
    assert "expected" not in text_of(named)
    assert "expected" not in text_of(await world.slash(world.organiser, "event plan", event=str(event.id)))
    small = await world.announce(capacity=4)
    few = await world.slash(world.organiser, "feedback ask", event=str(small.id), how="anonymous")
    assert "4 people are expected" in text_of(few)


async def test_named_feedback_says_so(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    said = await world.slash(world.organiser, "feedback ask", event=str(event.id), how="named")
    assert "with names, and the form says so" in text_of(said)
    world.clock.move_to(event.ends_at)
    await world.client.do(were_there, event.id, [world.participant.id])
    for minutes in (0, 5):
        world.clock.advance(minutes=minutes)
        await world.run_due()
    message = await asked_in_thread(world)
    assert "With your name: the organisers see who gave which answer." in text_of(message)
    await world.click(world.participant, message, "5 – excellent")

    def whose(conn: Connection, now: Any) -> list[int | None]:
        return list(conn.scalars(select(answer.c.user_id)))

    assert await world.client.ask(whose) == [world.participant.id]


async def test_in_polish(world: World) -> None:
    await world.set_up(language="pl")
    await held(world, world.participant)
    world.speaks(world.participant, "pl")
    (thread,) = world.announcements.threads
    message = world.posted(thread)[-1]
    assert "Jak było?" in text_of(message)
    rated = await world.click(world.participant, message, "4 – bardzo dobrze")
    assert "Twoja odpowiedź jest zapisana: **4 – bardzo dobrze**" in text_of(rated)
    opened = await world.click(world.participant, rated, "Jeszcze 2 pytania")
    assert [part["label"] for part in parts_of(opened) if part.get("type") == 18] == [
        "Wykorzystasz coś z tego spotkania?",
        "Co możemy zrobić lepiej następnym razem?",
    ]


async def test_every_kind_of_question_fits_one_modal(world: World) -> None:
    """As organisers can build it; what comes back is what was chosen."""
    await world.set_up()
    form = FeedbackForm(
        0,
        world.guild.id,
        "webinar",
        0,
        (
            Question("several", QuestionType.CHOICES, {"en": Label("Which ones?", ("One", "Two", "Three"))}),
            Question("again", QuestionType.YES_NO, {"en": Label("Again?")}, required=True),
            Question("recommend", QuestionType.RECOMMEND, {"en": Label("Would you recommend it to a colleague? " * 2)}),
            Question("one", QuestionType.CHOICE, {"en": Label("Which one?", ("One", "Two"))}),
            Question("words", QuestionType.TEXT, {"en": Label("Anything else?")}),
        ),
    )
    await world.client.do(add_form, form)
    event = await held(world, world.participant)
    shown = await world.slash(world.participant, "feedback give", event=str(event.id))
    assert labels_of(shown) == ["Give feedback"]
    opened = await world.click(world.participant, shown, "Give feedback")
    given: dict[str, Any] = {"several": ["1", "3"], "again": "no", "recommend": ["10"], "one": "2", "words": "Tea"}
    await world.fill(world.participant, opened, **given)
    expected = {"several": ["1", "3"], "again": False, "recommend": 10, "one": "2", "words": "Tea"}
    assert await world.client.ask(answers) == [expected]
    again = await world.click(world.participant, shown, "Give feedback")
    assert filled_in(again) == {"several": "1,3", "again": "no", "recommend": "10", "one": "2", "words": "Tea"}


def add_form(conn: Connection, now: Any, made: FeedbackForm) -> None:
    store.add_form(conn, now, made, 1, None)


# --- organisers write the form


async def test_an_organiser_writes_a_form_and_looks_at_it(world: World) -> None:
    await world.set_up()
    boss = world.organiser
    shown = await world.slash(boss, "feedback form", kind="workshop")
    assert "## Feedback form: Workshop" in text_of(shown)
    assert "1. **How was it?** · Rating from 1 to 5 · one click on the message · must be answered" in text_of(shown)
    opened = await boss.select(seen(shown), ["choice"], custom_id="questions:0:add:workshop")
    shown = await world.fill(boss, opened, label="Which room?", choices="Blue\nGreen\n", required=["no"])
    assert "4. **Which room?** · One of several answers · English" in text_of(shown)
    assert "Version 1." in text_of(shown)

    question = await boss.select(seen(shown), ["q1"], custom_id="questions:1:pick:workshop")
    opened = await boss.select(seen(question), ["pl"], custom_id="questions:1:language:workshop.q1")
    question = await world.fill(boss, opened, label="Który pokój?", choices="Niebieski\nZielony")
    assert "- Polish: Który pokój?\n  - Niebieski\n  - Zielony" in text_of(question)
    question = await world.click(boss, question, "Earlier")
    assert text_of(question).index("Which room?") < text_of(question).index("What could we do better")
    old = await Walker(world).click(boss, "questions:1:preview:workshop", world.general)
    assert old.refusals == ["feedback.form_changed"]

    preview = await world.click(boss, question, "Preview")
    assert labels_of(preview) == RATINGS
    tried = await world.click(boss, preview, "5 – excellent")
    opened = await world.click(boss, tried, "3 more questions")
    assert "That was a preview" in text_of(await world.fill(boss, opened, better="x"))
    assert await world.client.ask(answers) == []
    assert "As Nacre asks it" in text_of(await world.click(boss, question, "Back to Nacre's form"))


async def test_the_form_that_was_asked_stays_what_it_was(world: World) -> None:
    await world.set_up()
    event = await held(world, world.participant)
    shown = await world.slash(world.organiser, "feedback form", kind="webinar")
    question = await world.organiser.select(seen(shown), ["better"], custom_id="questions:1:pick:webinar")
    await world.click(world.organiser, question, "Remove")
    mine = await world.slash(world.participant, "feedback give", event=str(event.id))
    assert labels_of(await world.click(world.participant, mine, "5 – excellent")) == ["2 more questions"]


async def test_only_organisers_write_forms_and_say_how_to_ask(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    for refused in (
        await world.slash(world.participant, "feedback form", kind="workshop"),
        await world.slash(world.participant, "feedback ask", event=str(event.id), how=Feedback.NONE.value),
    ):
        assert "organisers" in text_of(refused)


async def test_stopping_and_asking_after_the_end_say_what_became_of_it(world: World) -> None:
    await world.set_up()
    event = await held(world, world.participant)
    stopped = await world.slash(world.organiser, "feedback ask", event=str(event.id), how=Feedback.NONE.value)
    assert "asks for feedback no more" in text_of(stopped)

    alone = await held(world, title="Nobody noted")
    nobody = await world.slash(world.organiser, "feedback ask", event=str(alone.id), how=Feedback.ANONYMOUS.value)
    assert "nobody to ask" in text_of(nobody)
    await world.client.do(were_there, alone.id, [world.participant.id])
    asked = await world.slash(world.organiser, "feedback ask", event=str(alone.id), how=Feedback.ANONYMOUS.value)
    assert "asked now" in text_of(asked)
    assert "Only 1 person was asked" in text_of(asked)
    mine = await world.slash(world.participant, "feedback give", event=str(alone.id))
    assert labels_of(mine) == RATINGS
