"""The archive as people ask it: what they find, and that nobody learns of what is not for them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import audience
from bot.domain.attendance import Source
from bot.domain.events import Audience, Status
from bot.domain.materials import Material, MaterialAudience, MaterialKind, Passage
from bot.domain.people import Actor, Community
from bot.domain.refused import Refused
from bot.domain.searching import Wanted
from bot.services import archive, events
from bot.store import archive as index
from bot.store import attendance, materials
from bot.store import events as event_store
from bot.store.database import Connection
from tests.factories import COMMUNITY, ORGANISER_ROLE, make_community, make_event, organiser, participant

MEMBER, HOLDER = participant(), participant(12, roles={77})


@pytest.fixture
def conn(any_conn: Connection, now: datetime) -> Connection:
    make_community(any_conn, now)
    return any_conn


def add(conn: Connection, now: datetime, title: str, *said: str, **more: Any) -> Material:
    values: dict[str, Any] = {"community_id": COMMUNITY, "kind": MaterialKind.RECORDING, "held_at": now, **more}
    number = materials.add(conn, Material(id=0, title=title, created_at=now, updated_at=now, **values))
    materials.put_passages(conn, number, [Passage(60 * place, each) for place, each in enumerate(said)])
    index.index(conn, number)
    made = materials.get(conn, number)
    assert made is not None
    return made


def titles(conn: Connection, now: datetime, actor: Actor, text: str = "", **wanted: Any) -> list[str]:
    found = archive.search(conn, now, actor, Wanted(text, **wanted), size=50)
    assert found.page.total == len(found.page.items)
    return [hit.material.title for hit in found.page.items]


# --- the rule, and the same rule as SQL

ROLES = st.frozensets(st.integers(1, 4), max_size=3)
ACTORS = st.builds(
    Actor,
    community_id=st.sampled_from([COMMUNITY, 999]),
    user_id=st.just(5),
    role_ids=st.frozensets(st.sampled_from([1, 2, 3, 4, ORGANISER_ROLE]), max_size=3),
    administrator=st.booleans(),
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    actor=ACTORS,
    event_audience=st.sampled_from(Audience),
    event_roles=ROLES,
    status=st.sampled_from(Status),
    own=st.sampled_from(MaterialAudience),
    roles=ROLES,
    removed=st.booleans(),
    of_event=st.booleans(),
)
def test_found_is_exactly_what_may_be_seen(
    conn: Connection,
    now: datetime,
    actor: Actor,
    event_audience: Audience,
    event_roles: frozenset[int],
    status: Status,
    own: MaterialAudience,
    roles: frozenset[int],
    removed: bool,
    of_event: bool,
) -> None:
    """`domain/audience.py` and the condition in `store/archive.py` are one rule, whoever asks."""
    with conn.begin_nested() as savepoint:
        event = make_event(conn, now, audience=event_audience, role_ids=event_roles, status=status)
        own = own if of_event or own is not MaterialAudience.EVENT else MaterialAudience.PUBLIC
        made = add(
            conn,
            now,
            "Cake",
            "A word said",
            event_id=event.id if of_event else None,
            audience=own,
            role_ids=roles if own is MaterialAudience.ROLES else frozenset(),
        )
        if removed:  # the index lags behind: it is not what decides
            made = replace(made, removed_at=now)
            materials.save(conn, made)
        community = Community(actor.community_id, organiser_role_ids=frozenset({ORGANISER_ROLE}))
        if actor.community_id != COMMUNITY:
            community = Community(actor.community_id)
        may = audience.may_see_material(actor, made, event if of_event else None, community)
        expected = ["Cake"] if may else []
        for text in ("cake", "said", ""):
            assert titles(conn, now, actor, text) == expected
        assert [one.title for one in archive.suggest(conn, now, actor, "ca")] == expected
        kinds = expected if of_event and audience.may_see(actor, event, community) else []
        assert titles(conn, now, actor, "cake", kind=event.kind) == kinds
        savepoint.rollback()


def test_words_of_an_event_one_may_not_see_find_nothing(conn: Connection, now: datetime) -> None:
    """Its slides are for everybody; that they are from the quokka hour is not."""
    hidden = make_event(conn, now, title="Quokka hour", audience=Audience.ROLES, role_ids=frozenset({77}))
    add(conn, now, "Slides", event_id=hidden.id, audience=MaterialAudience.COMMUNITY)
    assert titles(conn, now, MEMBER, "quokka") == []
    (hit,) = archive.search(conn, now, MEMBER, Wanted("slides")).page.items
    assert hit.event is None
    (hit,) = archive.search(conn, now, HOLDER, Wanted("slides")).page.items
    assert hit.event is not None


# --- asking


def test_pages_are_stable_and_a_page_beyond_the_last_is_the_last(conn: Connection, now: datetime) -> None:
    for number in range(12):
        add(conn, now, f"Cake {number}")
    pages = [archive.search(conn, now, MEMBER, Wanted("cake"), number).page for number in (0, 1, 2, 3)]
    assert [len(page.items) for page in pages] == [5, 5, 2, 2]
    assert [page.total for page in pages] == [12] * 4
    shown = [hit.material.id for page in pages[:3] for hit in page.items]
    assert shown == sorted(shown, reverse=True)
    assert pages[3] == pages[2]


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        (Wanted("🎉 ?!"), "archive.no_words"),
        (Wanted(topic="…"), "archive.no_words"),
        (Wanted(year=12), "archive.year"),
    ],
)
def test_what_cannot_be_looked_for_is_said(conn: Connection, now: datetime, wanted: Wanted, key: str) -> None:
    with pytest.raises(Refused, match=key.replace(".", r"\.")):
        archive.search(conn, now, MEMBER, wanted)


def test_a_year_is_the_communitys(conn: Connection, now: datetime) -> None:
    """In Warsaw it was 2026 already."""
    add(conn, now, "At new year", held_at=now.replace(year=2025, month=12, day=31, hour=23, minute=30))
    assert titles(conn, now, MEMBER, year=2026) == ["At new year"]
    assert titles(conn, now, MEMBER, year=2025) == []


def test_a_hit_in_a_transcript_is_heard_in_the_recording(conn: Connection, now: datetime) -> None:
    event = make_event(conn, now)
    shared = {"event_id": event.id, "audience": MaterialAudience.EVENT}
    film = add(conn, now, "Film", link="https://youtu.be/aaaaaaaaaaa", **shared)
    add(conn, now, "Text", "Hello", "The mayor bakes", kind=MaterialKind.TRANSCRIPT, **shared)
    (hit,) = archive.search(conn, now, MEMBER, Wanted("mayor")).page.items
    assert (hit.material.title, hit.recording, hit.excerpts[0].at_seconds) == ("Text", film, 60)


def test_a_recording_one_may_not_see_is_not_linked_to(conn: Connection, now: datetime) -> None:
    event = make_event(conn, now)
    secret = {"audience": MaterialAudience.ROLES, "role_ids": frozenset({77})}
    add(conn, now, "Film", link="https://youtu.be/aaaaaaaaaaa", event_id=event.id, **secret)
    add(conn, now, "Text", "The mayor", event_id=event.id, audience=MaterialAudience.EVENT)
    (hit,) = archive.search(conn, now, MEMBER, Wanted("mayor")).page.items
    assert hit.recording is None
    (hit,) = archive.search(conn, now, HOLDER, Wanted("mayor")).page.items
    assert hit.recording is not None


def test_one_event_is_searched_alone(conn: Connection, now: datetime) -> None:
    event, other = make_event(conn, now), make_event(conn, now)
    said = ["cake"] * 12
    add(conn, now, "Here", *said, event_id=event.id, audience=MaterialAudience.EVENT)
    add(conn, now, "There", *said, event_id=other.id, audience=MaterialAudience.EVENT)
    shown, found = archive.within(conn, now, MEMBER, event.id, "cake")
    assert shown.id == event.id
    assert [hit.material.title for hit in found.page.items] == ["Here"]
    assert [each.at_seconds for each in found.page.items[0].excerpts] == [60 * number for number in range(8)]
    hidden = make_event(conn, now, audience=Audience.ROLES, role_ids=frozenset({77}))
    with pytest.raises(Refused, match=r"event\.unknown"):
        archive.within(conn, now, MEMBER, hidden.id, "cake")


def test_titles_and_topics_are_offered(conn: Connection, now: datetime) -> None:
    add(conn, now, "Storytelling for towns", topic="Narrative", tags=("Łódź", "towns"))
    add(conn, now, "Town stories", topic="narrative", held_at=now - timedelta(days=2))
    secret = add(conn, now, "Town secrets", topic="Hush", audience=MaterialAudience.ROLES, role_ids=frozenset({77}))
    assert [one.title for one in archive.suggest(conn, now, MEMBER, "tow")] == [
        "Town stories",
        "Storytelling for towns",
    ]
    assert [one.title for one in archive.suggest(conn, now, MEMBER, "")] == ["Storytelling for towns", "Town stories"]
    assert [one.title for one in archive.suggest(conn, now, HOLDER, f"#{secret.id}")] == ["Town secrets"]
    assert archive.suggest(conn, now, MEMBER, f"#{secret.id}") == ()
    assert archive.topics(conn, now, MEMBER, "") == ("Narrative", "Łódź", "towns")
    assert archive.topics(conn, now, MEMBER, "lod") == ("Łódź",)
    assert archive.topics(conn, now, MEMBER, "hush") == ()
    assert archive.topics(conn, now, HOLDER, "hush") == ("Hush",)


def test_editing_an_event_changes_what_its_materials_are_found_by(conn: Connection, now: datetime) -> None:
    event = make_event(conn, now, title="Harbour evening")
    add(conn, now, "Slides", event_id=event.id, audience=MaterialAudience.EVENT)
    events.edit(conn, now, organiser(), event.id, title="Castle evening", speakers="Ptarmigan")
    assert titles(conn, now, MEMBER, "harbour") == []
    assert titles(conn, now, MEMBER, "castle") == titles(conn, now, MEMBER, "ptarmigan") == ["Slides"]


def test_who_loses_the_right_to_see_an_event_finds_its_materials_no_more(conn: Connection, now: datetime) -> None:
    """Nothing about readers is kept in the index."""
    event = make_event(conn, now)
    add(conn, now, "Cake", event_id=event.id, audience=MaterialAudience.EVENT)
    assert titles(conn, now, MEMBER, "cake") == ["Cake"]
    event_store.save(conn, replace(event, audience=Audience.ROLES, role_ids=frozenset({77})))
    assert titles(conn, now, MEMBER, "cake") == []
    assert titles(conn, now, HOLDER, "cake") == ["Cake"]


def test_what_remains_of_an_event(conn: Connection, now: datetime) -> None:
    event = make_event(conn, now - timedelta(days=9), status=Status.ENDED)
    add(conn, now, "Film", "words", event_id=event.id, audience=MaterialAudience.EVENT)
    secret = {"audience": MaterialAudience.ROLES, "role_ids": frozenset({77})}
    add(conn, now, "Secret", event_id=event.id, **secret)
    attendance.note(conn, now, event.id, MEMBER.user_id, Source.HAND, 55, 1)
    page = archive.remains(conn, now, MEMBER, event.id)
    assert [one.title for one in page.materials] == ["Film"]
    assert page.searchable
    assert page.attended is not None
    assert page.attended.minutes == 55
    assert archive.remains(conn, now, HOLDER, event.id).attended is None
