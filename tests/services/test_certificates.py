"""Certificates of attendance: for who was there, the same when asked again, confirmed by a code and nothing else."""

import asyncio
import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.engine import Connection

from bot.client import Client
from bot.domain import certificates as rules
from bot.domain.attendance import Source
from bot.domain.events import Audience, Event, Status
from bot.domain.refused import Refused
from bot.services import attendance, certificates
from bot.store import attendance as attendance_store
from bot.store import privacy
from bot.store.schema import attendance as attendance_table
from bot.store.schema import event as event_table
from tests import factories
from tests.factories import make_event, organiser, participant

HOUR = timedelta(hours=1)
ANNA = participant(11)


@pytest.fixture
def event(any_conn: Connection, now: datetime) -> Event:
    factories.make_community(any_conn, now)
    return make_event(any_conn, now, starts_in=-5 * HOUR)


def was_there(conn: Connection, now: datetime, event: Event, user_id: int = 11, minutes: int | None = 62) -> None:
    attendance_store.note(conn, now, event.id, user_id, Source.VOICE, minutes, None)


def code_of(conn: Connection, now: datetime, event: Event, name: str = "Anna Kowalska") -> str:
    return certificates.issue(conn, now, ANNA, event.id, name, "en").certificate.code


def refusal(conn: Connection, now: datetime, event: Event, name: str = "Anna Kowalska") -> str:
    with pytest.raises(Refused) as refused:
        certificates.issue(conn, now, ANNA, event.id, name, "en")
    return refused.value.key


def test_who_was_there_gets_one_with_the_name_they_chose(any_conn: Connection, now: datetime, event: Event) -> None:
    was_there(any_conn, now, event)
    issued = certificates.issue(any_conn, now, ANNA, event.id, "  Anna   Kowalska ", "pl")
    assert (issued.certificate.name, issued.certificate.minutes) == ("Anna Kowalska", 62)
    assert certificates.verify(any_conn, now, issued.certificate.code) == issued
    assert certificates.offered(any_conn, now, ANNA, event.id) == (event, issued.certificate)


def test_asked_for_again_it_is_the_same(any_conn: Connection, now: datetime, event: Event) -> None:
    """In another language, too: the code is on paper already."""
    was_there(any_conn, now, event)
    first = certificates.issue(any_conn, now, ANNA, event.id, "Anna Kowalska", "pl").certificate
    again = certificates.issue(any_conn, now + HOUR, ANNA, event.id, "Anna Kowalska", "en").certificate
    assert (again.code, again.issued_at, again.language) == (first.code, now, "en")


async def test_asked_for_twice_at_once_it_is_the_same(any_client: Client) -> None:
    """A form sent twice: both pictures have the code that holds."""

    def arrange(conn: Connection, at: datetime) -> Event:
        factories.make_community(conn, at)
        held = make_event(conn, at, starts_in=-5 * HOUR)
        was_there(conn, at, held)
        return held

    event = await any_client.do(arrange)
    asked = (any_client.do(certificates.issue, ANNA, event.id, "Anna Kowalska", "en") for _ in range(4))
    codes = {issued.certificate.code for issued in await asyncio.gather(*asked)}
    assert len(codes) == 1
    assert await any_client.ask(certificates.verify, codes.pop()) is not None


def test_with_another_name_it_is_another_and_the_old_one_is_unknown(
    any_conn: Connection, now: datetime, event: Event
) -> None:
    was_there(any_conn, now, event)
    first, second = code_of(any_conn, now, event), code_of(any_conn, now, event, "Anna Nowak")
    assert first != second
    assert certificates.verify(any_conn, now, first) is None
    found = certificates.verify(any_conn, now, second)
    assert found is not None
    assert found.certificate.name == "Anna Nowak"


def test_when_more_minutes_became_known_it_is_another(any_conn: Connection, now: datetime, event: Event) -> None:
    was_there(any_conn, now, event)
    first = code_of(any_conn, now, event)
    was_there(any_conn, now, event, minutes=90)
    assert code_of(any_conn, now, event) != first
    assert certificates.verify(any_conn, now, first) is None


@pytest.mark.parametrize("kept", [True, False])
def test_one_that_states_more_than_is_known_is_confirmed_no_more(
    any_conn: Connection, now: datetime, event: Event, kept: bool
) -> None:
    """An organiser corrected the minutes downwards; that stays so when the record of them is gone."""
    was_there(any_conn, now, event)
    first = code_of(any_conn, now, event)
    attendance.mark(any_conn, now, organiser(), event.id, [11], minutes=40)
    second = None
    if kept:
        second = certificates.issue(any_conn, now, ANNA, event.id, "Anna Kowalska", "en").certificate
        assert (second.minutes, second.code == first) == (40, False)
    any_conn.execute(delete(attendance_table))
    assert certificates.verify(any_conn, now, first) is None
    if second is not None:
        assert certificates.verify(any_conn, now, second.code) is not None


def test_one_that_states_less_than_is_known_holds(any_conn: Connection, now: datetime, event: Event) -> None:
    """What it says is true; so is one that states no minutes."""
    was_there(any_conn, now, event, minutes=None)
    open_end = code_of(any_conn, now, event)
    attendance.mark(any_conn, now, organiser(), event.id, [11], minutes=40)
    assert certificates.verify(any_conn, now, open_end) is not None
    known = code_of(any_conn, now, event)
    attendance.mark(any_conn, now, organiser(), event.id, [11], minutes=50)
    assert certificates.verify(any_conn, now, known) is not None


def test_minutes_that_were_corrected_earlier_are_looked_at(any_conn: Connection, now: datetime, event: Event) -> None:
    was_there(any_conn, now, event)
    code = code_of(any_conn, now, event)
    any_conn.execute(update(attendance_table).values(minutes=40))
    assert certificates.verify(any_conn, now, code) is None


def test_nobody_else_gets_one(any_conn: Connection, now: datetime, event: Event) -> None:
    was_there(any_conn, now, event, user_id=12)
    assert refusal(any_conn, now, event) == "certificate.not_there"


def test_it_comes_when_the_event_is_over(any_conn: Connection, now: datetime, event: Event) -> None:
    """Minutes are still being counted before."""
    going_on = make_event(any_conn, now, starts_in=-HOUR)
    was_there(any_conn, now, going_on)
    assert refusal(any_conn, now, going_on) == "certificate.not_yet"


def test_an_event_called_off_has_none(any_conn: Connection, now: datetime, event: Event) -> None:
    """One given before is no longer confirmed."""
    was_there(any_conn, now, event)
    code = code_of(any_conn, now, event)
    any_conn.execute(update(event_table).values(status=Status.CANCELLED.value))
    assert refusal(any_conn, now, event) == "event.cancelled"
    assert certificates.verify(any_conn, now, code) is None


def test_an_event_they_may_not_see_is_unknown_but_their_certificate_holds(
    any_conn: Connection, now: datetime, event: Event
) -> None:
    """Who left the cohort was there all the same; the code is theirs to give."""
    was_there(any_conn, now, event)
    code = code_of(any_conn, now, event)
    any_conn.execute(update(event_table).values(audience=Audience.ROLES.value, role_ids=[999]))
    assert refusal(any_conn, now, event) == "event.unknown"
    assert certificates.suggest(any_conn, now, ANNA, "") == ()
    assert certificates.verify(any_conn, now, code) is not None


def test_who_was_not_there_after_all_has_none(any_conn: Connection, now: datetime, event: Event) -> None:
    was_there(any_conn, now, event)
    code = code_of(any_conn, now, event)
    attendance.unmark(any_conn, now, organiser(), event.id, [11])
    assert certificates.verify(any_conn, now, code) is None


def test_it_outlives_the_record_of_who_was_there(any_conn: Connection, now: datetime, event: Event) -> None:
    """Attendance is kept for a year, certificates for five."""
    was_there(any_conn, now, event)
    code = code_of(any_conn, now, event)
    any_conn.execute(delete(attendance_table))
    assert certificates.verify(any_conn, now, code) is not None


def test_who_has_one_gets_it_again_when_the_record_is_gone(any_conn: Connection, now: datetime, event: Event) -> None:
    """Who lost the picture: the certificate itself is kept, so it is offered and drawn anew."""
    was_there(any_conn, now, event)
    code = code_of(any_conn, now, event)
    any_conn.execute(delete(attendance_table))
    assert [each.id for each in certificates.suggest(any_conn, now, ANNA, "")] == [event.id]
    assert code_of(any_conn, now, event) == code
    assert code_of(any_conn, now, event, "Anna Nowak") != code
    other = make_event(any_conn, now, starts_in=-4 * HOUR)
    with pytest.raises(Refused, match=r"certificate\.not_there"):
        certificates.offered(any_conn, now, ANNA, other.id)


def test_the_code_of_an_erased_person_is_unknown(any_conn: Connection, now: datetime, event: Event) -> None:
    was_there(any_conn, now, event)
    code = code_of(any_conn, now, event)
    privacy.erase(any_conn, factories.COMMUNITY, 11)
    assert certificates.verify(any_conn, now, code) is None


@pytest.mark.parametrize(
    ("name", "key"), [("", "certificate.name"), ("  ", "certificate.name"), ("12 🌊", "certificate.name")]
)
def test_a_certificate_has_a_name_on_it(any_conn: Connection, now: datetime, event: Event, name: str, key: str) -> None:
    was_there(any_conn, now, event)
    assert refusal(any_conn, now, event, name) == key
    assert refusal(any_conn, now, event, "x" * 81) == "certificate.name_long"


def test_own_events_are_suggested_the_latest_first(any_conn: Connection, now: datetime, event: Event) -> None:
    other = make_event(any_conn, now, starts_in=-3 * HOUR, title="Łódź walks")
    make_event(any_conn, now, starts_in=-4 * HOUR, title="Somebody else's")
    for each in (event, other, make_event(any_conn, now, starts_in=-HOUR, title="Still on")):
        was_there(any_conn, now, each)
    assert [each.id for each in certificates.suggest(any_conn, now, ANNA, "")] == [other.id, event.id]
    assert [each.id for each in certificates.suggest(any_conn, now, ANNA, "lodz")] == [other.id]
    assert all(not each.join_link for each in certificates.suggest(any_conn, now, ANNA, ""))


@given(st.integers())
def test_a_code_is_read_as_people_type_it(seed: int) -> None:
    """Small letters, spaces or dashes of any kind; no letter looks like another."""
    code = rules.new_code(random.Random(seed).choice)
    text = rules.shown(code)
    assert len(text) == 14
    assert not set(code) & set("01ILOUl")
    for typed in (text, text.lower(), text.replace("-", " "), text.replace("-", "–"), f" {code}\n"):
        assert rules.heard(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "K7QF-2MXR-9TB", "K7QF-2MXR-9TBDD", "K7QF-2MXR-9TB0", "ſ" * 12, "K7QF/2MXR/9TBD"]
)
def test_anything_else_is_no_code(conn: Connection, now: datetime, typed: str) -> None:
    assert rules.heard(typed) is None
    assert certificates.verify(conn, now, typed) is None


def test_an_unknown_code_is_unknown(any_conn: Connection, now: datetime) -> None:
    assert certificates.verify(any_conn, now, "K7QF-2MXR-9TBD") is None
