"""From a participant list to who was there: sure where a name is one member's, asked about otherwise, never guessed."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection

from bot.client import Client
from bot.domain.attendance import Source
from bot.domain.events import Event, Status
from bot.domain.imports import Certainty, Draft, Review
from bot.domain.participants import Format, Participant
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import imports
from bot.services.imports import Known, matched
from bot.store import attendance, privacy
from bot.store.schema import attendance_import, attendance_import_row, log_entry
from bot.store.schema import event as event_table
from tests import factories
from tests.factories import make_event, make_rsvp, mentor, organiser, participant

HOUR = timedelta(hours=1)
MEMBERS = (
    Known(11, ("Anna Kowalska",), answered=True),
    Known(12, ("Søren Kær | Sønderborg", "soerenk")),
    Known(13, ("Müller, Jörg",)),
    Known(14, ("Anna Nowak",)),
    Known(15, ("Ewa Lis",)),
    Known(16, ("Ewa Lis",), answered=True),
    Known(17, ("Ilze",), answered=True),
)


def one(name: str, members: tuple[Known, ...] = MEMBERS) -> tuple[int | None, Certainty]:
    (draft,) = matched([Participant(name, 5)], members)
    assert (draft.name, draft.minutes) == (name, 5)
    return draft.user_id, draft.certainty


@pytest.mark.parametrize(
    ("name", "user_id"),
    [
        ("Anna Kowalska", 11),
        ("KOWALSKA, ANNA", 11),
        ("Anna Kowalska (Pearl of Kiel)", 11),
        ("Soeren Kaer", 12),
        ("Søren Kær", 12),
        ("Joerg Mueller", 13),
        ("Jörg Müller (Guest)", 13),
    ],
)
def test_an_exact_name_that_is_one_members_is_sure(name: str, user_id: int) -> None:
    assert one(name) == (user_id, Certainty.SURE)


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("A. Kowalska", 11),
        ("Kowalska Anna", 11),
        ("Anna", 11),
        ("Anna Kowalski", 11),
        ("iPhone (Anna Nowak)", 14),
        ("Anna Nowak, City of Kiel", 14),
        ("Ewa Lis", 16),  # two members are called so: the one who answered is guessed, nobody is taken
        ("Ilze", 17),  # one word is no full name
        ("Ilze Bērziņa", 17),
    ],
)
def test_whoever_is_called_nearly_so_is_asked_about(name: str, guess: int) -> None:
    assert one(name) == (guess, Certainty.DOUBTFUL)


@pytest.mark.parametrize("name", ["Tõnu Pärn", "🌊", "Galaxy A52", "Anna Wiśniewska"])
def test_who_is_like_nobody_is_nobody(name: str) -> None:
    assert one(name) == (None, Certainty.NONE)


def test_one_member_is_not_two_people_of_a_list() -> None:
    """Two accounts, or two people of one name: only somebody who was there knows."""
    drafts = matched([Participant("Anna Kowalska", 5), Participant("Kowalska, Anna", 9)], MEMBERS)
    assert [(draft.user_id, draft.certainty) for draft in drafts] == [(11, Certainty.DOUBTFUL)] * 2


def test_without_any_name_of_a_member_nobody_is_found() -> None:
    """Discord may not tell us names: then everybody is chosen by hand."""
    assert one("Anna Kowalska", ()) == (None, Certainty.NONE)


def test_a_long_list_is_matched_quickly_enough_to_wait_for() -> None:
    """Past a thousand names that are nobody's exactly, resemblance is not looked for."""
    people = [Participant(f"Person number {number}", 1) for number in range(5000)]
    drafts = matched([Participant("Anna Kowalska", 1), *people], MEMBERS)
    assert drafts[0].certainty is Certainty.SURE
    assert {draft.certainty for draft in drafts[1:]} == {Certainty.NONE}


# --- the review


DRAFTS = (
    Draft("Anna Kowalska", 62, 11, Certainty.SURE),
    Draft("A. Nowak", 30, 14, Certainty.DOUBTFUL),
    Draft("Ewa", None, 16, Certainty.DOUBTFUL),
    Draft("Tõnu Pärn", 9, None, Certainty.NONE),
)


@pytest.fixture
def event(any_conn: Connection, now: datetime) -> Event:
    factories.make_community(any_conn, now)
    return make_event(any_conn, now, starts_in=-2 * HOUR)


@pytest.fixture
def review(any_conn: Connection, now: datetime, event: Event) -> Review:
    return imports.begin(any_conn, now, organiser(), event.id, Format.ZOOM, DRAFTS)


def there(conn: Connection, event: Event) -> dict[int, int | None]:
    return {each.user_id: each.minutes for each in attendance.of_event(conn, event.id)}


def refused(conn: Connection, now: datetime, review: Review) -> str:
    with pytest.raises(Refused) as answer:
        imports.finish(conn, now, organiser(), review.id, leave_open=True)
    return answer.value.key


def test_a_list_under_review_notes_nobody(any_conn: Connection, event: Event, review: Review) -> None:
    assert there(any_conn, event) == {}
    assert [len(part) for part in (review.found, review.open, review.nobody)] == [1, 2, 1]
    assert [row.name for row in review.to_review] == ["A. Nowak", "Ewa", "Tõnu Pärn"]


def test_what_was_decided_is_noted_and_the_names_are_gone(
    any_conn: Connection, now: datetime, event: Event, review: Review
) -> None:
    nowak, ewa, tonu = (row.id for row in review.to_review)
    imports.decide(any_conn, now, organiser(), review.id, nowak, 14)
    imports.decide(any_conn, now, organiser(9), review.id, ewa, None)  # another organiser helps
    after = imports.decide(any_conn, now, organiser(), review.id, tonu, 21)
    assert not after.open
    noted = imports.finish(any_conn, now, organiser(), review.id)
    assert (noted.people, noted.nobody) == (3, ("Ewa",))
    assert there(any_conn, event) == {11: 62, 14: 30, 21: 9}
    record = attendance.get(any_conn, event.id, 11)
    assert record is not None
    assert (record.sources, record.noted_by) == (frozenset({Source.IMPORT}), 1)
    assert any_conn.execute(select(func.count()).select_from(attendance_import_row)).scalar_one() == 0
    entry = any_conn.execute(select(log_entry.c.action, log_entry.c.details)).one()
    assert entry == ("attendance.import", {"people": 3, "nobody": 1})


def test_nobody_is_noted_while_somebody_is_in_doubt(any_conn: Connection, now: datetime, review: Review) -> None:
    with pytest.raises(Refused) as answer:
        imports.finish(any_conn, now, organiser(), review.id)
    assert (answer.value.key, answer.value.values) == ("import.open", {"n": 2})


def test_who_is_left_in_doubt_counts_nowhere(any_conn: Connection, now: datetime, event: Event, review: Review) -> None:
    noted = imports.finish(any_conn, now, organiser(), review.id, leave_open=True)
    assert (noted.people, noted.nobody) == (1, ("A. Nowak", "Ewa", "Tõnu Pärn"))
    assert there(any_conn, event) == {11: 62}


def test_two_names_of_one_person_are_one_record(
    any_conn: Connection, now: datetime, event: Event, review: Review
) -> None:
    """The longer time holds: the two were of the same hour."""
    for row in review.to_review:
        imports.decide(any_conn, now, organiser(), review.id, row.id, 11)
    assert imports.finish(any_conn, now, organiser(), review.id).people == 1
    assert there(any_conn, event) == {11: 62}


def test_a_second_click_is_told_that_it_is_done(any_conn: Connection, now: datetime, review: Review) -> None:
    imports.finish(any_conn, now, organiser(), review.id, leave_open=True)
    assert refused(any_conn, now, review) == "import.done"


def test_what_was_thrown_away_is_gone(any_conn: Connection, now: datetime, event: Event, review: Review) -> None:
    imports.discard(any_conn, now, organiser(), review.id)
    assert refused(any_conn, now, review) == "import.gone"
    assert there(any_conn, event) == {}
    with pytest.raises(Refused, match=r"import\.no_file"):
        imports.resume(any_conn, now, organiser(), event.id)


def test_a_review_is_found_again(any_conn: Connection, now: datetime, event: Event, review: Review) -> None:
    """Private messages are gone after Discord was closed; the command brings the review back."""
    assert imports.resume(any_conn, now, organiser(), event.id) == review


def test_an_event_called_off_meanwhile_takes_no_list(
    any_conn: Connection, now: datetime, event: Event, review: Review
) -> None:
    any_conn.execute(update(event_table).values(status=Status.CANCELLED.value))
    assert refused(any_conn, now, review) == "event.cancelled"


def test_an_event_that_is_gone_takes_its_list_along(
    any_conn: Connection, now: datetime, event: Event, review: Review
) -> None:
    any_conn.execute(event_table.delete())
    assert refused(any_conn, now, review) == "import.gone"


@pytest.mark.parametrize("row_id", [0, -1, 10**6, 2**40])
def test_a_row_that_is_not_there_is_not_decided(
    any_conn: Connection, now: datetime, review: Review, row_id: int
) -> None:
    with pytest.raises(Refused, match=r"import\.gone"):
        imports.decide(any_conn, now, organiser(), review.id, row_id, 5)


@pytest.mark.parametrize(
    "person", [participant(), mentor(), organiser(community_id=77)], ids=["member", "mentor", "far"]
)
def test_only_organisers_of_the_server_see_a_list(
    any_conn: Connection, now: datetime, event: Event, review: Review, person: Actor
) -> None:
    """A member learns nothing, not even whether there is such a list."""
    for import_id in (review.id, review.id + 1):
        with pytest.raises(Refused) as answer:
            imports.review(any_conn, now, person, import_id)
        assert answer.value.key == "permission.organiser"
    with pytest.raises(Refused, match=r"permission\.organiser"):
        imports.begin(any_conn, now, person, event.id, Format.ZOOM, DRAFTS)
    with pytest.raises(Refused, match=r"permission\.organiser"):
        imports.answered(any_conn, now, person, event.id)


def test_another_servers_list_is_none_of_ours(any_conn: Connection, now: datetime, review: Review) -> None:
    factories.make_community(any_conn, now, 77)
    with pytest.raises(Refused, match=r"import\.gone"):
        imports.review(any_conn, now, organiser(community_id=77), review.id)


def test_nobody_was_at_an_event_that_has_not_begun(any_conn: Connection, now: datetime, event: Event) -> None:
    coming = make_event(any_conn, now)
    with pytest.raises(Refused, match=r"attendance\.not_yet"):
        imports.begin(any_conn, now, organiser(), coming.id, Format.ZOOM, DRAFTS)


def test_who_answered_is_looked_for_first(any_conn: Connection, now: datetime, event: Event) -> None:
    make_rsvp(any_conn, now, event, 31)
    attendance.note(any_conn, now, event.id, 32, Source.HAND, None, 1)
    assert imports.answered(any_conn, now, organiser(), event.id) == {1, 31, 32}


def test_an_erased_person_is_in_no_review(any_conn: Connection, now: datetime, event: Event, review: Review) -> None:
    privacy.erase(any_conn, factories.COMMUNITY, 11)
    assert imports.finish(any_conn, now, organiser(), review.id, leave_open=True).people == 0
    assert any_conn.execute(select(attendance_import.c.created_by)).scalar_one() == 1


async def test_of_two_organisers_at_once_one_notes_the_list(any_client: Client) -> None:
    """The other is told so; nobody is noted twice, whatever the order."""

    def arrange(conn: Connection, at: datetime) -> Review:
        factories.make_community(conn, at)
        held = make_event(conn, at, starts_in=-2 * HOUR)
        return imports.begin(conn, at, organiser(), held.id, Format.TEAMS, DRAFTS)

    review = await any_client.do(arrange)
    both = (any_client.do(imports.finish, person, review.id, leave_open=True) for person in (organiser(), organiser(9)))
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    said = [
        answer.key if isinstance(answer, Refused) else str(getattr(answer, "people", answer)) for answer in outcomes
    ]
    assert sorted(said) == ["1", "import.done"]
