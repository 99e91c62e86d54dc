"""Erasing a person: their answers go, totals of what has been stay, seats of what is to come are free again."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from bot.domain.events import Status
from bot.domain.rsvps import Choice
from bot.services import events, rsvps
from tests import factories
from tests.factories import answers, assert_counters_agree, make_event, make_rsvp, organiser


def test_a_seat_to_come_goes_to_the_waitlist(conn: Connection, now: datetime) -> None:
    factories.make_community(conn, now)
    event = make_event(conn, now, capacity=1)
    make_rsvp(conn, now, event, 11)
    make_rsvp(conn, now, event, 12, Choice.WAITING)
    assert rsvps.forget_person(conn, now, event.community_id, 11) == 1
    assert answers(conn, event.id) == {12: Choice.OFFERED}
    assert events.roster(conn, now, organiser(), event.id).erased == {}
    assert_counters_agree(conn, event.id)


def test_totals_of_what_has_been_stay(conn: Connection, now: datetime) -> None:
    factories.make_community(conn, now)
    past = make_event(conn, now, starts_in=-timedelta(days=3), status=Status.ENDED)
    for user_id in (11, 12, 13):
        make_rsvp(conn, now, past, user_id)
    for user_id in (11, 12):
        rsvps.forget_person(conn, now, past.community_id, user_id)
    roster = events.roster(conn, now, organiser(), past.id)
    assert [rsvp.user_id for rsvp in roster.rsvps] == [13]
    assert roster.erased == {Choice.GOING: 2}
    assert roster.seats.going == 3
    assert_counters_agree(conn, past.id)


def test_the_same_person_elsewhere_is_left_alone(conn: Connection, now: datetime) -> None:
    """Communities are strangers to each other: erased is what this one holds."""
    factories.make_community(conn, now)
    factories.make_community(conn, now, 999)
    here, there = make_event(conn, now), make_event(conn, now, community_id=999)
    make_rsvp(conn, now, here, 11)
    make_rsvp(conn, now, there, 11)
    rsvps.forget_person(conn, now, here.community_id, 11)
    assert answers(conn, here.id) == {}
    assert answers(conn, there.id) == {11: Choice.GOING}
