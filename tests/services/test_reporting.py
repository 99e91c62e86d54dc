"""The numbers of a report: what is counted, in which period, and in how many queries."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy import event as sql_events

from bot.domain.attendance import Source
from bot.domain.events import Audience, Event, Status
from bot.domain.refused import Refused
from bot.domain.report import Period
from bot.domain.rsvps import Choice
from bot.services import reporting
from bot.services.feedback import asking
from bot.store import attendance, feedback
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
    held(conn, now, at("2025-12-31 22:59"))
    held(conn, now, at("2025-12-31 23:00"))
    found = reporting.report(conn, now, organiser(), YEAR)
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
    """Six people at two events each; of the second role only four came: withheld, and the other with it."""
    make_community(conn, now)
    for _ in range(2):
        held(conn, now, now - timedelta(days=2), people=10)
    parts = reporting.people(conn, now, organiser(), YEAR)
    first, second = {11, 12, 13, 14, 15, 98}, {16, 17, 18, 19}
    (alone,) = reporting.by_role(parts, {1: first})
    assert (alone.people, alone.rsvps, alone.going, alone.attended) == (6, 12, 10, 10)
    assert [role.withheld for role in reporting.by_role(parts, {1: first, 2: second})] == [True, True]


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
    assert numbers[0] == numbers[1] <= 20


def test_events_for_some_roles_are_counted_with_whom_they_were_for(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    start = now - timedelta(days=2)
    some = {"audience": Audience.ROLES, "role_ids": frozenset({77})}
    make_event(conn, now, starts_at=start, ends_at=start + timedelta(hours=1), status=Status.ENDED, **some)
    (one,) = reporting.report(conn, now, organiser(), YEAR).held
    assert one.role_ids == {77}
