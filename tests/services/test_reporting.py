"""The numbers of a report: what is counted, in which period, and in how many queries."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy import event as sql_events

from bot.domain.attendance import Source
from bot.domain.events import Audience, Event, Status
from bot.domain.feedback import FeedbackForm, Label, Question, QuestionType
from bot.domain.groups import by_role
from bot.domain.refused import Refused
from bot.domain.report import Period
from bot.domain.rsvps import Choice
from bot.services import comparing, reporting
from bot.services.feedback import asking
from bot.store import attendance, feedback
from bot.store.schema import material
from tests.factories import at, make_community, make_event, make_rsvp, organiser, participant

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def held(conn: Connection, now: datetime, start: datetime, *, people: int = 0, answers: int = 0) -> Event:
    """An event where so many of those going were there, and so many of them answered 4; one more is absent."""
    event = make_event(conn, now, starts_at=start, ends_at=start + timedelta(hours=1), status=Status.ENDED)
    for user_id in range(11, 11 + people):
        make_rsvp(conn, now, event, user_id)
        attendance.note(conn, now, event.id, user_id, Source.HAND, None, None)
    if people:
        make_rsvp(conn, now, event, 99)
        make_rsvp(conn, now, event, 98, Choice.DECLINED)
        asked = asking.open_survey(
            conn, now, 500, event.kind, event_id=event.id, named=False, asked=people, closes_at=now + timedelta(days=7)
        )
        for _ in range(answers):
            feedback.add_answer(conn, asked.id, {"rating": 4, "better": "More"})
        feedback.close_survey(conn, now, asked.id)
    return event


def test_what_is_counted(any_conn: Connection, now: datetime) -> None:
    """Held events with their people; a survey of four counts as answered, and in no score."""
    make_community(any_conn, now)
    start = now - timedelta(days=2)
    held(any_conn, now, start, people=6, answers=6)
    held(any_conn, now, start, people=5, answers=4)
    held(any_conn, now, start)  # nobody noted who was there
    make_event(any_conn, now, starts_at=start, ends_at=start + timedelta(hours=1), status=Status.CANCELLED)
    make_event(any_conn, now, status=Status.DRAFT, starts_at=start, ends_at=start + timedelta(hours=1))
    make_event(any_conn, now)  # to come
    found = reporting.report(any_conn, now, organiser(), YEAR).total
    assert (found.events, found.cancelled, found.measured) == (3, 1, 2)
    assert (found.rsvps, found.going, found.attended, found.expected, found.came) == (15, 13, 11, 13, 11)
    assert (found.asked, found.answered, found.scored) == (11, 10, 1)
    assert (found.score, found.comments) == (4.0, 6)


def test_those_who_were_erased_are_still_counted(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    event = held(conn, now, now - timedelta(days=2), people=5)
    attendance.remove(conn, event.id, 11)
    attendance.add_erased(conn, event.id)
    assert reporting.report(conn, now, organiser(), YEAR).total.attended == 5


def test_a_day_ends_at_the_communitys_midnight(conn: Connection, now: datetime) -> None:
    """New Year in Warsaw is an hour before it is in Greenwich."""
    make_community(conn, now, zone="Europe/Warsaw")
    held(conn, now, at("2024-12-31 22:59"))
    held(conn, now, at("2024-12-31 23:00"))
    found = reporting.report(conn, now, organiser(), Period(date(2025, 1, 1), date(2025, 12, 31)))
    assert (found.total.events, found.before.events) == (1, 1)


def test_one_kind_alone(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    event = held(conn, now, now - timedelta(days=2))
    assert reporting.report(conn, now, organiser(), YEAR, event.kind).total.events == 1
    assert reporting.report(conn, now, organiser(), YEAR, "forum").total.events == 0


def test_only_organisers_of_this_community(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    make_community(conn, now, 501)
    held(conn, now, now - timedelta(days=2), people=5, answers=5)
    with pytest.raises(Refused, match=r"permission\.organiser"):
        reporting.report(conn, now, participant(), YEAR)
    assert reporting.report(conn, now, organiser(community_id=501), YEAR).total.events == 0
    assert reporting.people(conn, now, organiser(community_id=501), YEAR) == ()


def test_roles_count_the_parts_their_holders_took(conn: Connection, now: datetime) -> None:
    """Six people at two events each; of the second role only four came, and two hold none: both withheld."""
    make_community(conn, now)
    for _ in range(2):
        held(conn, now, now - timedelta(days=2), people=10)
    parts = reporting.people(conn, now, organiser(), YEAR)
    first, second = {11, 12, 13, 14, 15, 98}, {16, 17, 18, 19}
    alone, rest = by_role(parts, {1: first})
    assert (alone.people, alone.rsvps, alone.going, alone.attended) == (6, 12, 10, 10)
    assert (rest.people, rest.events, rest.expected, rest.came) == (6, 2, 12, 10)
    found = by_role(parts, {1: first, 2: second})
    assert [role.withheld for role in found] == [False, True, True], "six people are neither four nor two"


def test_the_number_of_queries_does_not_depend_on_the_number_of_events(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    asked: list[str] = []
    sql_events.listen(conn, "before_cursor_execute", lambda *given: asked.append(given[2]))
    numbers = []
    for _ in range(2):
        for _ in range(6):
            held(conn, now, now - timedelta(days=2), people=5, answers=5)
        asked.clear()
        reporting.report(conn, now, organiser(), YEAR)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 22


def test_events_for_some_roles_are_counted_with_whom_they_were_for(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    start = now - timedelta(days=2)
    some = {"audience": Audience.ROLES, "role_ids": frozenset({77})}
    make_event(conn, now, starts_at=start, ends_at=start + timedelta(hours=1), status=Status.ENDED, **some)
    (one,) = reporting.report(conn, now, organiser(), YEAR).held
    assert one.role_ids == {77}


def rated(conn: Connection, now: datetime, kind: str, question: Question, values: list[int]) -> Event:
    """An event of a kind whose own form has this one question, answered so."""
    start = now - timedelta(days=2)
    event = make_event(conn, now, starts_at=start, ends_at=start + timedelta(hours=1), status=Status.ENDED, kind=kind)
    feedback.add_form(conn, now, FeedbackForm(0, 500, kind, 0, (question,)), event.id, None)
    closes = now + timedelta(days=7)
    asked = asking.open_survey(conn, now, 500, kind, event_id=event.id, named=False, asked=9, closes_at=closes)
    for value in values:
        feedback.add_answer(conn, asked.id, {question.key: value})
    feedback.close_survey(conn, now, asked.id)
    return event


def test_a_score_is_of_one_question(any_conn: Connection, now: datetime) -> None:
    """Most were asked how it was; organisers' own question has the same key in two forms and is not the same."""
    make_community(any_conn, now)
    food, music = (Question("q1", QuestionType.RATING, {"en": Label(label)}) for label in ("The food?", "The music?"))
    shipped = Question("rating", QuestionType.RATING, {"en": Label("How was it?")})
    rated(any_conn, now, "webinar", food, [1] * 5)
    rated(any_conn, now, "forum", music, [2] * 5)
    rated(any_conn, now, "workshop", shipped, [4] * 5)
    rated(any_conn, now, "conference", shipped, [5] * 5)
    found = reporting.report(any_conn, now, organiser(), YEAR)
    assert (found.total.score, found.total.scored, found.total.unrated, found.total.answered) == (4.5, 2, 2, 20)
    assert found.rating is not None
    assert found.rating.text("en").label == "How was it?"
    assert {one.kind: one.figures.score for one in found.held}["webinar"] is None
    assert reporting.report(any_conn, now, organiser(), YEAR, "forum").total.score == 2


def test_recommendations_are_of_one_question_too(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    us, it = (Question(key, QuestionType.RECOMMEND, {"en": Label(key)}) for key in ("q1", "q2"))
    for _ in range(2):
        rated(conn, now, "webinar", us, [10] * 5)
    rated(conn, now, "webinar", it, [0] * 5)
    found = reporting.report(conn, now, organiser(), YEAR)
    assert (found.total.nps, found.total.promoters, found.total.unasked) == (100, 10, 1)
    assert (found.rating, found.total.unrated) == (None, 3)


def test_where_nothing_was_asked_the_period_before_says_which_question(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    held(conn, now, now - timedelta(days=2), people=5, answers=5)
    yesterday = now.date() - timedelta(days=1)
    found = reporting.report(conn, now, organiser(), Period(yesterday, yesterday))
    assert (found.total.score, found.before.score) == (None, 4.0)


def test_this_year_is_compared_with_the_same_days_of_the_last(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    for days in (364, 366):  # a day after today, a year ago, and a day before
        held(conn, now, now - timedelta(days=days))
    found = reporting.report(conn, now, organiser(), YEAR)
    assert found.before.events == 1
    assert found.compared == Period(date(2025, 1, 1), now.date().replace(year=2025))


def add_material(conn: Connection, at: datetime, **given: Any) -> None:
    texts = dict.fromkeys(("link", "file_name", "file_digest", "media_type", "text", "speakers", "topic"), "")
    link = {"link_state": "unknown", "link_failures": 0, "link_problem": ""}
    about = {"kind": "slides", "title": "Slides", "file_size": 0, "language": "en", "tags": [], "audience": "community"}
    when = {"held_at": at, "created_at": at, "updated_at": at}
    values = {"community_id": 500, "role_ids": [], **texts, **link, **about, **when, **given}
    conn.execute(insert(material).values(values))


def test_materials_of_no_event_are_counted_apart(any_conn: Connection, now: datetime) -> None:
    """By the day they were added; not among those of one kind of event."""
    make_community(any_conn, now)
    make_community(any_conn, now, 501)
    event = held(any_conn, now, now - timedelta(days=2))
    add_material(any_conn, now, event_id=event.id)
    add_material(any_conn, now)
    add_material(any_conn, now, removed_at=now)
    add_material(any_conn, now, community_id=501)
    add_material(any_conn, now - timedelta(days=400))
    found = reporting.report(any_conn, now, organiser(), YEAR)
    assert (found.total.materials, found.total.loose, found.before.loose) == (1, 1, 1)
    assert reporting.report(any_conn, now, organiser(), YEAR, event.kind).total.loose == 0


def test_the_roles_named_last_are_kept(any_conn: Connection, now: datetime) -> None:
    """In their order, for this community alone; who is no organiser neither sees nor chooses them."""
    make_community(any_conn, now)
    make_community(any_conn, now, 501)
    assert comparing.roles(any_conn, now, organiser()) == {}
    comparing.choose(any_conn, now, organiser(), {9: "Łotwa", 3: "Eesti"})
    assert list(comparing.roles(any_conn, now, organiser()).items()) == [(9, "Łotwa"), (3, "Eesti")]
    comparing.choose(any_conn, now, organiser(), {3: "Eesti"})
    assert comparing.roles(any_conn, now, organiser()) == {3: "Eesti"}
    assert comparing.roles(any_conn, now, organiser(community_id=501)) == {}
    with pytest.raises(Refused, match=r"report\.roles"):
        comparing.choose(any_conn, now, organiser(), {number: str(number) for number in range(21)})
    with pytest.raises(Refused, match=r"permission\.organiser"):
        comparing.roles(any_conn, now, participant())
    with pytest.raises(Refused, match=r"permission\.organiser"):
        comparing.choose(any_conn, now, participant(), {})
