"""Asking for opinions: who is asked when, who may answer, and what they may change."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.event import listen

from bot.client import Client
from bot.domain.attendance import Source
from bot.domain.events import Audience, Event, Feedback, Status
from bot.domain.feedback import Asked, Survey
from bot.domain.letters import Letter
from bot.domain.outbox import Dropped, OutboxItem, Route, Saying, Sent, Undeliverable
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.services import delivery, letters, privacy
from bot.services.feedback import answering, asking
from bot.store import attendance, feedback_keys
from bot.store import feedback as store
from bot.store.schema import agenda, answer, member, survey
from bot.store.schema import attendance as attendance_table
from bot.store.schema import outbox as outbox_table
from tests.factories import make_community, make_event, make_rsvp, organiser, participant

HOUR = timedelta(hours=1)
ROLE = 77


def an_ended_event(conn: Connection, now: datetime, **details: Any) -> Event:
    """It ended five minutes ago; nobody came yet."""
    make_community(conn, now)
    return make_event(conn, now, starts_in=-HOUR, ends_at=now - timedelta(minutes=5), status=Status.ENDED, **details)


def with_attendees(conn: Connection, now: datetime, event: Event, people: Iterable[int]) -> None:
    for user_id in people:
        attendance.note(conn, now, event.id, user_id, Source.VOICE, 40, None)


def takes_messages(conn: Connection, now: datetime, user_id: int, **chosen: Any) -> None:
    values = {"community_id": 500, "user_id": user_id, "direct_messages": True, "updated_at": now, **chosen}
    conn.execute(insert(member).values(values))


def opened(conn: Connection, now: datetime, /, people: Iterable[int] = (11, 12, 13), **details: Any) -> Survey:
    event = an_ended_event(conn, now, **details)
    with_attendees(conn, now, event, people)
    assert asking.ask(conn, now, event)
    found = store.survey_of_event(conn, event.id)
    assert found is not None
    return found


def rows(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(answer)).scalar_one()


def said(conn: Connection, kind: str = "feedback") -> list[tuple[str, int | None]]:
    query = select(outbox_table.c.route, outbox_table.c.user_id).where(outbox_table.c.kind == kind)
    return [(route, user_id) for route, user_id in conn.execute(query.order_by(outbox_table.c.id))]


# --- opening --------------------------------------------------------------------------------------------------------


def test_those_who_were_there_are_asked_once_in_the_channel_and_by_message(any_conn: Connection, now: datetime) -> None:
    event = an_ended_event(any_conn, now)
    make_rsvp(any_conn, now, event, 14)  # said they would come, and did not
    with_attendees(any_conn, now, event, (11, 12))
    for user_id in (11, 14):
        takes_messages(any_conn, now, user_id)

    assert asking.ask(any_conn, now, event)
    assert not asking.ask(any_conn, now, event), "a second time changes nothing"

    assert said(any_conn) == [("direct", 11), ("channel", None)]
    found = store.survey_of_event(any_conn, event.id)
    assert found is not None
    assert (found.asked, found.circle, found.named) == (2, Asked.ATTENDED, False)
    assert found.closes_at == event.ends_at + timedelta(days=7)


def test_where_nobody_knows_who_was_there_those_going_are_asked(conn: Connection, now: datetime) -> None:
    event = an_ended_event(conn, now)
    for user_id, choice in ((11, Choice.GOING), (12, Choice.MAYBE), (13, Choice.DECLINED)):
        make_rsvp(conn, now, event, user_id, choice)
        takes_messages(conn, now, user_id)
    assert asking.ask(conn, now, event)
    assert said(conn) == [("direct", 11), ("channel", None)]


def test_nobody_is_asked_where_there_was_nobody_or_no_feedback_is_wished(conn: Connection, now: datetime) -> None:
    event = an_ended_event(conn, now)
    assert not asking.ask(conn, now, event)
    with_attendees(conn, now, event, (11,))
    assert not asking.ask(conn, now, replace(event, feedback=Feedback.NONE))
    assert said(conn) == []


def test_quiet_hours_are_kept_although_the_event_is_over(conn: Connection, now: datetime) -> None:
    """Nothing is urgent about an opinion: it waits for the morning."""
    event = an_ended_event(conn, now)
    with_attendees(conn, now, event, (11,))
    takes_messages(conn, now, 11, quiet_from=9 * 60, quiet_to=12 * 60)  # it is 10:00 in Warsaw
    asking.ask(conn, now, event)
    due = conn.execute(select(outbox_table.c.due_at).where(outbox_table.c.user_id == 11)).scalar_one()
    assert due == now + 2 * HOUR


# --- answering ------------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_once_a_person_and_changed_until_it_closes(any_conn: Connection, now: datetime) -> None:
    asked = opened(any_conn, now)
    first = answering.answer(any_conn, now, participant(11), asked.id, {"rating": 4})
    assert (first.changed, first.answers, first.left) == (False, {"rating": 4}, 2)
    rest = answering.answer(any_conn, now, participant(11), asked.id, {"apply": "2", "better": "More time  "})
    assert (rest.changed, rest.left) == (True, 0)
    again = answering.answer(any_conn, now, participant(11), asked.id, {"rating": 5, "better": ""})
    assert again.answers == {"rating": 5, "apply": "2"}
    assert answering.own(any_conn, now, participant(11), asked.id).answers == again.answers
    assert answering.own(any_conn, now, participant(12), asked.id).answers == {}
    assert rows(any_conn) == 1

    answering.answer(any_conn, now, participant(12), asked.id, {"rating": 1})
    assert sorted(one["rating"] for one in store.answers_of(any_conn, asked.id)) == [1, 5]


@pytest.mark.parametrize(
    "given",
    [{"rating": 6}, {"rating": True}, {"rating": "x"}, {"apply": "9"}, {"apply": "0"}, {"unheard_of": 1}],
    ids=str,
)
def test_what_is_no_answer_is_refused(conn: Connection, now: datetime, given: dict[str, Any]) -> None:
    asked = opened(conn, now)
    with pytest.raises(Refused, match=r"feedback\.not_an_answer"):
        answering.answer(conn, now, participant(11), asked.id, given)
    assert rows(conn) == 0


def test_who_was_not_asked_is_refused_and_organisers_may_answer(conn: Connection, now: datetime) -> None:
    asked = opened(conn, now)
    with pytest.raises(Refused, match=r"feedback\.not_asked"):
        answering.answer(conn, now, participant(99), asked.id, {"rating": 4})
    answering.answer(conn, now, organiser(), asked.id, {"rating": 4})
    assert rows(conn) == 1


def test_a_restricted_events_survey_is_not_there_for_others(conn: Connection, now: datetime) -> None:
    """The same answer as for one that was never made; who lost the role may not answer either."""
    asked = opened(conn, now, audience=Audience.ROLES, role_ids=frozenset({ROLE}))
    stranger = participant(11)
    for survey_id in (asked.id, asked.id + 1, 2**40, 0):
        with pytest.raises(Refused, match=r"feedback\.unknown"):
            answering.answer(conn, now, stranger, survey_id, {"rating": 4})
    with pytest.raises(Refused, match=r"feedback\.unknown"):
        answering.own(conn, now, participant(11, roles=[ROLE], community_id=501), asked.id)
    assert answering.answer(conn, now, participant(11, roles=[ROLE]), asked.id, {"rating": 4}).answers == {"rating": 4}


def test_named_feedback_says_whose_it_is(conn: Connection, now: datetime) -> None:
    asked = opened(conn, now, feedback=Feedback.NAMED)
    answering.answer(conn, now, participant(11), asked.id, {"rating": 4})
    answering.answer(conn, now, participant(11), asked.id, {"rating": 2})
    assert [(one.user_id, one.answers) for one in store.named_answers_of(conn, asked.id)] == [(11, {"rating": 2})]
    assert feedback_keys.get(conn, asked.id) is None


# --- the nudge ------------------------------------------------------------------------------------------------------


def delivered(conn: Connection, now: datetime) -> dict[int, Letter | Dropped]:
    """What the nudges would say when they are opened, by person."""
    found = conn.execute(
        select(outbox_table.c.id, outbox_table.c.user_id).where(outbox_table.c.kind == "feedback_nudge")
    )
    return {user_id: letters.open_letter(conn, now, item_id) for item_id, user_id in found}


def test_only_those_are_nudged_who_have_not_answered_by_then(any_conn: Connection, now: datetime) -> None:
    """The rows are the same for all who were asked; who is written to is decided as each is opened."""
    event = an_ended_event(any_conn, now)
    with_attendees(any_conn, now, event, (11, 12, 13))
    for user_id in (11, 12):
        takes_messages(any_conn, now, user_id)
    asking.ask(any_conn, now, event)
    asked = store.survey_of_event(any_conn, event.id)
    assert asked is not None
    answering.answer(any_conn, now, participant(11), asked.id, {"rating": 4})

    tomorrow = now + timedelta(days=1)
    assert asking.nudge(any_conn, tomorrow, event)
    assert not asking.nudge(any_conn, tomorrow, event), "once"
    assert said(any_conn, "feedback_nudge") == [("direct", 11), ("direct", 12)]
    silent = {user_id: isinstance(one, Letter) and one.silent for user_id, one in delivered(any_conn, tomorrow).items()}
    assert silent == {11: True, 12: False}


def test_nobody_is_reminded_of_what_they_were_only_just_asked(conn: Connection, now: datetime) -> None:
    """After days without the process both are due at once."""
    event = an_ended_event(conn, now)
    with_attendees(conn, now, event, (11,))
    takes_messages(conn, now, 11)
    late = now + timedelta(days=2)
    asking.ask(conn, late, event)
    assert not asking.nudge(conn, late, event)
    assert said(conn, "feedback_nudge") == []


@pytest.mark.parametrize("outcome", [Sent(900, 5), Sent(900, 0), Undeliverable("direct_messages_closed", closed=True)])
def test_a_nudge_leaves_the_same_trace_whatever_became_of_it(
    conn: Connection, now: datetime, outcome: Sent | Undeliverable
) -> None:
    event = an_ended_event(conn, now)
    with_attendees(conn, now, event, (11,))
    takes_messages(conn, now, 11)
    asking.ask(conn, now, event)
    tomorrow = now + timedelta(days=1)
    asking.nudge(conn, tomorrow, event)
    for item in delivery.claim(conn, tomorrow, Route.DIRECT, 10):
        first = item.saying is Saying.FEEDBACK
        delivery.settle(conn, tomorrow + timedelta(seconds=item.id), item, Sent(900, 4) if first else outcome)
    row = conn.execute(select(outbox_table).where(outbox_table.c.kind == "feedback_nudge")).one()
    trace = (row.status, row.message_id, row.message_channel_id, row.attempts, row.settled_at, row.reason)
    assert trace == ("sent", None, None, 0, tomorrow, "")
    assert conn.execute(select(member.c.unreachable_since)).scalar_one() is None


def test_nobody_is_nudged_when_the_key_was_lost(conn: Connection, now: datetime) -> None:
    """Who has answered is then not known, and a reminder to somebody who has would be wrong."""
    asked = opened(conn, now)
    answering.answer(conn, now, participant(11), asked.id, {"rating": 4})
    folder, name = feedback_keys.place(conn, asked.id)
    feedback_keys.remove(folder, name)
    assert answering.has_answered(conn, asked, 12) is None
    answering.answer(conn, now, participant(12), asked.id, {"rating": 4})  # makes a new key
    assert answering.has_answered(conn, asked, 13) is None


# --- closing --------------------------------------------------------------------------------------------------------


def test_when_it_closes_the_key_and_all_tokens_are_gone(conn: Connection, now: datetime) -> None:
    asked = opened(conn, now)
    answering.answer(conn, now, participant(11), asked.id, {"rating": 4})
    asking.close_survey(conn, asked.closes_at, asked)
    assert conn.execute(select(answer.c.token)).scalars().all() == [None]
    with pytest.raises(Refused, match=r"feedback\.closed"):
        answering.answer(conn, now, participant(11), asked.id, {"rating": 5})


@pytest.mark.parametrize(("circle", "asked"), [("attended", 4), ("going", 5)])
def test_who_is_noted_later_counts_among_those_who_were_asked(
    conn: Connection, now: datetime, circle: str, asked: int
) -> None:
    """A list that comes the next day lets people answer, so the rate is of them, too."""
    event = an_ended_event(conn, now)
    if circle == "attended":
        with_attendees(conn, now, event, (11,))
    for user_id in (11, 12):
        make_rsvp(conn, now, event, user_id)
    assert asking.ask(conn, now, event)
    with_attendees(conn, now, event, (11, 13, 14, 15))
    assert asking.close(conn, now + HOUR, event)
    found = store.survey_of_event(conn, event.id)
    assert found is not None
    assert (found.circle, found.asked) == (circle, asked)


def test_its_time_counts_even_when_the_agenda_is_late(conn: Connection, now: datetime) -> None:
    asked = opened(conn, now)
    with pytest.raises(Refused, match=r"feedback\.closed"):
        answering.answer(conn, asked.closes_at, participant(11), asked.id, {"rating": 5})
    assert asking.sweep(conn, asked.closes_at) == 1
    assert conn.execute(select(survey.c.closed_at)).scalar_one() == asked.closes_at


def test_the_message_in_the_channel_is_shown_anew_when_it_closes(conn: Connection, now: datetime) -> None:
    asked = opened(conn, now)
    (item,) = delivery.claim(conn, now, Route.CHANNEL, 10)
    delivery.settle(conn, now, item, Sent(700, 9000, 9001))
    asking.close_survey(conn, asked.closes_at, asked)
    (again,) = delivery.claim(conn, asked.closes_at + HOUR, Route.CHANNEL, 10)
    assert (again.message_id, again.message_channel_id) == (9000, 9001)
    letter = letters.open_letter(conn, asked.closes_at + HOUR, again.id)
    assert isinstance(letter, Letter)
    assert letter.survey is not None
    assert letter.survey.closed_at == asked.closes_at


def test_what_was_never_posted_is_not_posted_when_it_closes(conn: Connection, now: datetime) -> None:
    asked = opened(conn, now)
    asking.close_survey(conn, asked.closes_at, asked)
    item: OutboxItem
    (item,) = delivery.claim(conn, asked.closes_at + HOUR, Route.CHANNEL, 10)
    assert letters.open_letter(conn, asked.closes_at + HOUR, item.id) == Dropped("feedback_closed")


# --- how an event asks ----------------------------------------------------------------------------------------------


def test_an_organiser_says_how_an_event_asks(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    event = make_event(conn, now)
    asking.set_asking(conn, now, organiser(), event.id, Feedback.NAMED)
    steps = set(conn.scalars(select(agenda.c.step).where(agenda.c.status == "planned")))
    assert {"ask", "nudge", "close_feedback"} <= steps
    asking.set_asking(conn, now, organiser(), event.id, Feedback.NONE)
    steps = set(conn.scalars(select(agenda.c.step).where(agenda.c.status == "planned")))
    assert not {"ask", "nudge", "close_feedback"} & steps
    with pytest.raises(Refused, match=r"permission\.organiser"):
        asking.set_asking(conn, now, participant(), event.id, Feedback.NAMED)


def test_who_comes_to_ask_after_the_end_asks_at_once(conn: Connection, now: datetime) -> None:
    """A list may come a day later, and an organiser may change their mind: the step of the plan is over by then."""
    event = an_ended_event(conn, now, feedback=Feedback.NONE)
    asking.set_asking(conn, now, organiser(), event.id, Feedback.ANONYMOUS)
    assert store.survey_of_event(conn, event.id) is None, "there was nobody yet"
    tomorrow = now + timedelta(days=1)
    with_attendees(conn, tomorrow, event, (11, 12))
    asking.set_asking(conn, tomorrow, organiser(), event.id, Feedback.ANONYMOUS)
    found = store.survey_of_event(conn, event.id)
    assert found is not None
    assert (found.asked, found.opened_at) == (2, tomorrow)


def test_a_week_after_the_end_it_is_too_late_to_ask(conn: Connection, now: datetime) -> None:
    event = an_ended_event(conn, now, feedback=Feedback.NONE)
    with_attendees(conn, now, event, (11, 12))
    with pytest.raises(Refused, match=r"feedback\.too_late"):
        asking.set_asking(conn, now + timedelta(days=7), organiser(), event.id, Feedback.NAMED)


def test_what_was_asked_anonymously_never_gets_names(conn: Connection, now: datetime) -> None:
    asked = opened(conn, now)
    assert asked.event_id is not None
    with pytest.raises(Refused, match=r"feedback\.opened"):
        asking.set_asking(conn, now, organiser(), asked.event_id, Feedback.NAMED)
    asking.set_asking(conn, now, organiser(), asked.event_id, Feedback.NONE)
    closed = store.get_survey(conn, asked.id)
    assert closed is not None
    assert closed.closed_at == now
    with pytest.raises(Refused, match=r"feedback\.ended"):
        asking.set_asking(conn, now, organiser(), asked.event_id, Feedback.ANONYMOUS)


async def test_two_clicks_at_once_are_one_answer(any_client: Client) -> None:
    """Whichever comes second changes what the first one said."""
    asked = await any_client.do(opened)
    both = await asyncio.gather(
        *(any_client.do(answering.rate, participant(11), asked.id, rating) for rating in (1, 5) * 10)
    )
    assert [one.changed for one in both].count(False) == 1
    assert await any_client.ask(lambda conn, now: rows(conn)) == 1


async def test_ten_thousand_are_asked_in_one_transaction(client: Client) -> None:
    """A few statements, however many people."""

    def ask_all(conn: Connection, now: datetime) -> tuple[int, int]:
        event = an_ended_event(conn, now)
        people = range(1000, 11_000)
        noted = [{"event_id": event.id, "user_id": one, "sources": ["voice"], "updated_at": now} for one in people]
        conn.execute(insert(attendance_table), noted)
        wanted = {"community_id": 500, "direct_messages": True, "updated_at": now}
        conn.execute(insert(member), [{**wanted, "user_id": one} for one in people])
        statements: list[str] = []
        listen(conn, "before_cursor_execute", lambda c, cursor, statement, *more: statements.append(statement))
        asking.ask(conn, now, event)
        return len(said(conn)), len(statements)

    written, statements = await client.do(ask_all)
    assert written == 10_001
    assert statements < 40


def test_when_the_key_is_lost_answers_stay_and_people_can_answer_anew(any_conn: Connection, now: datetime) -> None:
    """As after a restore on another machine."""
    asked = opened(any_conn, now)
    answering.answer(any_conn, now, participant(11), asked.id, {"rating": 4})
    feedback_keys.remove(*feedback_keys.place(any_conn, asked.id))
    assert answering.own(any_conn, now, participant(11), asked.id).answers == {}
    again = answering.answer(any_conn, now, participant(11), asked.id, {"rating": 2})
    assert not again.changed
    assert answering.answer(any_conn, now, participant(11), asked.id, {"rating": 1}).changed
    assert sorted(one["rating"] for one in store.answers_of(any_conn, asked.id)) == [1, 4]


@pytest.mark.parametrize("how", [Feedback.ANONYMOUS, Feedback.NAMED])
def test_what_is_anonymous_is_nobodys_to_export_or_erase(conn: Connection, now: datetime, how: Feedback) -> None:
    """A named answer is in the person's file and goes with them; an anonymous one is not, and stays."""
    asked = opened(conn, now, feedback=how)
    answering.answer(conn, now, participant(11), asked.id, {"rating": 4})
    exported = privacy.export(conn, now, participant(11))
    privacy.erase(conn, now, participant(11))
    assert (len(exported["held"]["answer"]), rows(conn)) == ((1, 0) if how is Feedback.NAMED else (0, 1))
