"""Shown, listed and suggested: to each what they may see, and to nobody a trace of the rest."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.engine import Connection

from bot.domain.events import Audience, Event, Feedback, Purpose, Registration, Status
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.services import events, rsvps
from tests import factories
from tests.factories import administrator, make_event, make_rsvp, mentor, organiser, participant

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOLDER = participant(12, roles={77})
STRANGER = participant(12, roles={77}, community_id=999)
ORGANISER_ELSEWHERE = organiser(12, community_id=999)


@pytest.fixture(autouse=True)
def communities(conn: Connection, now: datetime) -> None:
    factories.make_community(conn, now)
    factories.make_community(conn, now, 999)


@pytest.fixture
def restricted(conn: Connection, now: datetime) -> Event:
    roles = frozenset({77})
    return make_event(conn, now, title="Mentors only", audience=Audience.ROLES, role_ids=roles, capacity=3)


@pytest.mark.parametrize("actor", [participant(11), mentor(), STRANGER, ORGANISER_ELSEWHERE])
def test_a_restricted_event_leaks_nowhere(conn: Connection, now: datetime, restricted: Event, actor: Actor) -> None:
    """Not shown, not listed, not suggested, not counted, not answered; even with an answer from better days."""
    make_rsvp(conn, now, restricted, actor.user_id)
    make_event(conn, now, title="For all")
    before = factories.answers(conn, restricted.id)
    unknown = restricted.id + 1000
    for event_id in (restricted.id, unknown):
        for act in (
            lambda event_id: events.show(conn, now, actor, event_id),
            lambda event_id: rsvps.respond(conn, now, actor, event_id, Choice.GOING),
            lambda event_id: rsvps.respond(conn, now, actor, event_id, Choice.DECLINED),
            lambda event_id: rsvps.undo(conn, now, actor, event_id),
            lambda event_id: rsvps.note(conn, now, actor, event_id, "let me in"),
            lambda event_id: rsvps.join_link(conn, now, actor, event_id),
        ):
            with pytest.raises(Refused) as refused:
                act(event_id)
            assert (refused.value.key, refused.value.values) == ("event.unknown", {})
    here = actor.community_id == restricted.community_id
    assert events.upcoming(conn, now, actor).total == (1 if here else 0)
    assert rsvps.mine(conn, now, actor).total == 0
    for typed in ("", "mentors", f"#{restricted.id}", str(restricted.id)):
        for purpose in Purpose:
            assert restricted.id not in [event.id for event in events.suggest(conn, now, actor, typed, purpose=purpose)]
    assert factories.answers(conn, restricted.id) == before


def test_a_restricted_event_is_there_for_its_roles(conn: Connection, now: datetime, restricted: Event) -> None:
    rsvps.respond(conn, now, HOLDER, restricted.id, Choice.GOING)
    assert events.show(conn, now, HOLDER, restricted.id).seats.left == 2
    assert events.upcoming(conn, now, HOLDER).total == 1
    assert rsvps.mine(conn, now, HOLDER).total == 1
    assert rsvps.join_link(conn, restricted.starts_at, HOLDER, restricted.id) == restricted.join_link
    assert [event.id for event in events.suggest(conn, now, HOLDER, "only ment", purpose=Purpose.ANSWER)] == [
        restricted.id
    ]
    demoted = participant(HOLDER.user_id)
    with pytest.raises(Refused, match=r"event\.unknown"):
        rsvps.join_link(conn, restricted.starts_at, demoted, restricted.id)
    assert rsvps.mine(conn, now, demoted).total == 0


@pytest.mark.parametrize("actor", [organiser(), administrator()])
def test_organisers_see_restricted_events_and_drafts(conn: Connection, now: datetime, actor: Actor) -> None:
    draft = make_event(conn, now, title="Draft", status=Status.DRAFT)
    make_event(conn, now, title="Closed", audience=Audience.ROLES, role_ids=frozenset({77}))
    assert events.show(conn, now, actor, draft.id).event.status is Status.DRAFT
    assert events.upcoming(conn, now, actor).total == 1
    assert events.listing(conn, now, actor).total == 2


def test_drafts_are_for_organisers_only(conn: Connection, now: datetime) -> None:
    draft = make_event(conn, now, title="Draft", status=Status.DRAFT)
    with pytest.raises(Refused, match=r"event\.unknown"):
        events.show(conn, now, participant(), draft.id)
    assert events.suggest(conn, now, participant(), "draft", purpose=Purpose.SEE) == ()
    with pytest.raises(Refused, match=r"permission\.organiser"):
        events.listing(conn, now, participant())
    with pytest.raises(Refused, match=r"event\.not_published"):
        rsvps.respond(conn, now, organiser(), draft.id, Choice.GOING)


def test_the_join_link_leaves_through_one_door(conn: Connection, now: datetime) -> None:
    """What a reader is shown has no link in it, only whether there is one; organisers edit it, so they see it."""
    event = make_event(conn, now)
    outcome = rsvps.respond(conn, now, participant(), event.id, Choice.GOING)
    for seen in (
        outcome.event,
        events.show(conn, now, participant(), event.id).event,
        events.upcoming(conn, now, participant()).items[0].event,
        rsvps.mine(conn, now, participant()).items[0].event,
        events.suggest(conn, now, participant(), "", purpose=Purpose.SEE)[0],
    ):
        assert seen.join_link == ""
    assert events.show(conn, now, participant(), event.id).has_link
    assert events.show(conn, now, organiser(), event.id).event.join_link == event.join_link


def test_upcoming_events_come_in_order_and_in_pages(conn: Connection, now: datetime) -> None:
    for number in (4, 2, 5, 1, 3):
        make_event(conn, now, title=f"{number}", starts_in=number * DAY, kind="webinar" if number % 2 else "forum")
    make_event(conn, now, title="running", starts_in=-HOUR, status=Status.LIVE)
    make_event(conn, now, title="over", starts_in=-3 * HOUR, status=Status.ENDED)
    make_event(conn, now, title="late agenda", starts_in=-3 * HOUR)
    make_event(conn, now, title="off", status=Status.CANCELLED)
    page = events.upcoming(conn, now, participant(), size=4)
    assert [view.event.title for view in page.items] == ["running", "1", "2", "3"]
    assert (page.total, page.last) == (6, 1)
    for number in (1, 99):
        last = events.upcoming(conn, now, participant(), page=number, size=4)
        assert ([view.event.title for view in last.items], last.number) == (["4", "5"], 1)
    assert events.upcoming(conn, now, participant(), page=-1, size=4) == page
    assert [view.event.title for view in events.upcoming(conn, now, participant(), kind="forum").items] == ["2", "4"]
    nothing = events.upcoming(conn, now, participant(), kind="mentor_meeting")
    assert (nothing.items, nothing.total, nothing.number) == ((), 0, 0)


def test_a_view_has_the_reader_s_own_answer_and_place_in_the_queue(conn: Connection, now: datetime) -> None:
    event = make_event(conn, now, capacity=1)
    for user_id in (11, 12, 13):
        rsvps.respond(conn, now, participant(user_id), event.id, Choice.GOING)
    view = events.show(conn, now, participant(13), event.id)
    assert view.mine is not None
    assert (view.mine.choice, view.position, view.registration) == (Choice.WAITING, 2, Registration.FULL)
    assert events.upcoming(conn, now, participant(13)).items[0] == view
    assert events.show(conn, now, participant(14), event.id).mine is None


def test_organisers_list_by_status_with_what_is_to_come_first(conn: Connection, now: datetime) -> None:
    make_event(conn, now, title="past", starts_in=-3 * DAY, status=Status.ARCHIVED)
    make_event(conn, now, title="long past", starts_in=-30 * DAY, status=Status.ARCHIVED)
    make_event(conn, now, title="soon", starts_in=DAY)
    make_event(conn, now, title="draft", starts_in=2 * DAY, status=Status.DRAFT)
    make_event(conn, now, title="away", status=Status.DISCARDED)
    titles = [view.event.title for view in events.listing(conn, now, organiser()).items]
    assert titles == ["soon", "draft", "past", "long past"]
    away = events.listing(conn, now, organiser(), status=Status.DISCARDED)
    assert [view.event.title for view in away.items] == ["away"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lodz", ["Łódź: opowieści"]),
        ("ŁÓDŹ opow", ["Łódź: opowieści"]),
        ("opow lo", ["Łódź: opowieści"]),
        ("oresund", ["Øresund 100% talk_"]),
        ("100%", ["Øresund 100% talk_"]),
        ("talk_", ["Øresund 100% talk_"]),
        ("%", ["Øresund 100% talk_"]),
        ("nothing like it", []),
        ("#999", []),
        ("  ", ["Łódź: opowieści", "Øresund 100% talk_"]),
        ("\x00'; DROP TABLE event; --", []),
    ],
)
def test_events_are_found_without_the_right_keyboard(
    conn: Connection, now: datetime, typed: str, found: list[str]
) -> None:
    make_event(conn, now, title="Łódź: opowieści")
    make_event(conn, now, title="Øresund 100% talk_", starts_in=8 * DAY)
    suggested = events.suggest(conn, now, participant(), typed, purpose=Purpose.SEE)
    assert [event.title for event in suggested] == found


def test_a_number_finds_its_event(conn: Connection, now: datetime) -> None:
    first = make_event(conn, now, title="First")
    year = make_event(conn, now, title=f"Plan {first.id}", starts_in=DAY)
    assert [event.id for event in events.suggest(conn, now, participant(), f"#{first.id}", purpose=Purpose.SEE)] == [
        first.id
    ]
    typed = events.suggest(conn, now, participant(), str(first.id), purpose=Purpose.SEE)
    assert [event.id for event in typed] == [first.id, year.id]


def test_at_most_25_are_suggested_the_next_ones_first(conn: Connection, now: datetime) -> None:
    """Restricted events in between neither show nor take the place of others."""
    for number in range(60):
        hidden = {"audience": Audience.ROLES, "role_ids": frozenset({77})} if number % 2 else {}
        make_event(conn, now, title=f"talk {number}", starts_in=number * HOUR + HOUR, **hidden)
    suggested = events.suggest(conn, now, participant(), "talk", purpose=Purpose.SEE)
    assert [event.title for event in suggested] == [f"talk {number}" for number in range(0, 50, 2)]


def test_a_keystroke_looks_at_the_latest_titles_only(conn: Connection, now: datetime) -> None:
    """A thousand on either side of now; what is older is found by its number."""
    old = make_event(conn, now, title="The first talk", starts_in=-2_000 * DAY, status=Status.ARCHIVED)
    later = [make_event(conn, now, starts_in=-n * DAY, status=Status.ARCHIVED) for n in range(1, 1_000)]

    def suggested(typed: str) -> list[int]:
        return [event.id for event in events.suggest(conn, now, participant(), typed, purpose=Purpose.SEE)]

    assert suggested("first talk") == [old.id]
    later.append(make_event(conn, now, starts_in=-1_500 * DAY, status=Status.ARCHIVED))
    assert suggested("first talk") == []
    assert suggested(f"#{old.id}") == [old.id]
    assert suggested("") == [event.id for event in later[:25]]


def test_a_page_of_the_list_may_have_what_comes_and_what_is_over(conn: Connection, now: datetime) -> None:
    for days in (-2, 1, -1, 2, 3):
        status = Status.PUBLISHED if days > 0 else Status.ENDED
        make_event(conn, now, title=f"{days:+}", starts_in=days * DAY, status=status)
    pages = [events.listing(conn, now, organiser(), page=number, size=2) for number in range(4)]
    titles = [[view.event.title for view in page.items] for page in pages]
    assert titles == [["+1", "+2"], ["+3", "-1"], ["-2"], ["-2"]]
    assert {page.total for page in pages} == {5}


def test_pages_and_counts_are_of_what_the_reader_may_see(conn: Connection, now: datetime) -> None:
    for number in range(9):
        hidden = {"audience": Audience.ROLES, "role_ids": frozenset({77, 78})} if number % 3 == 0 else {}
        make_event(conn, now, title=f"{number}", starts_in=number * HOUR + HOUR, **hidden)
    second = events.upcoming(conn, now, participant(), page=1, size=4)
    assert ([view.event.title for view in second.items], second.total, second.last) == (["7", "8"], 6, 1)
    second = events.upcoming(conn, now, participant(roles={78}), page=1, size=4)
    assert ([view.event.title for view in second.items], second.total, second.last) == (["4", "5", "6", "7"], 9, 2)


def test_what_is_suggested_fits_the_purpose(conn: Connection, now: datetime) -> None:
    made = {
        "draft": make_event(conn, now, status=Status.DRAFT),
        "discarded": make_event(conn, now, status=Status.DISCARDED),
        "published": make_event(conn, now),
        "closed": make_event(conn, now, registration_open=False),
        "closed by time": make_event(conn, now, closes_at=now - HOUR),
        "live": make_event(conn, now, starts_in=-HOUR, status=Status.LIVE),
        "late": make_event(conn, now, starts_in=-DAY),
        "ended": make_event(conn, now, starts_in=-DAY, status=Status.ENDED),
        "asks nothing": make_event(conn, now, starts_in=-DAY, status=Status.ENDED, feedback=Feedback.NONE),
        "cancelled": make_event(conn, now, status=Status.CANCELLED),
        "long ago": make_event(conn, now, starts_in=-30 * DAY, status=Status.ARCHIVED),
    }
    names = {event.id: name for name, event in made.items()}
    going_on = {"published", "closed", "closed by time", "live"}
    announced = going_on | {"late", "ended", "asks nothing", "cancelled", "long ago"}
    expected = {
        Purpose.SEE: announced | {"draft"},
        Purpose.ANSWER: going_on,
        Purpose.EDIT: going_on | {"draft"},
        Purpose.MOVE: going_on | {"draft"},
        Purpose.CANCEL: going_on,
        Purpose.PUBLISH: {"draft"},
        Purpose.DISCARD: {"draft"},
        Purpose.RESTORE: {"discarded"},
        Purpose.DUPLICATE: announced | {"draft"},
        Purpose.CLOSE: {"published"},
        Purpose.REOPEN: {"closed", "closed by time"},
        Purpose.REPOST: going_on,
        Purpose.ROSTER: announced,
        Purpose.ATTENDANCE: announced - {"cancelled"},
        Purpose.FEEDBACK: announced - {"cancelled"},
        Purpose.MATERIAL: announced - {"cancelled"},
        Purpose.GIVE: {"late", "ended"},
        Purpose.NOTE: {"live", "late", "ended", "asks nothing", "long ago"},
        Purpose.RESULTS: {"late", "ended", "asks nothing", "long ago"},
        Purpose.PLAN: announced - {"cancelled", "long ago"},
        Purpose.REMIND: going_on | {"draft"},
    }
    for purpose in Purpose:
        found = {names[event.id] for event in events.suggest(conn, now, organiser(), "", purpose=purpose)}
        assert found == expected[purpose], purpose
        if purpose not in (Purpose.SEE, Purpose.ANSWER, Purpose.GIVE):
            assert events.suggest(conn, now, participant(), "", purpose=purpose) == ()
