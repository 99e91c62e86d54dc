"""Materials: who may add them, what of them is refused, and who hears of a recording."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.domain import materials as limits
from bot.domain.attendance import Source
from bot.domain.events import Audience, Event, Status
from bot.domain.letters import Letter
from bot.domain.materials import File, Material, MaterialAudience, MaterialKind, Passage
from bot.domain.people import DmPolicy
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.services import agenda as agenda_service
from bot.services import communities, events, letters, materials, planning
from bot.store import agenda, attendance, members
from bot.store import events as event_store
from bot.store import materials as store
from bot.store.schema import agenda as agenda_table
from bot.store.schema import outbox
from tests.factories import make_community, make_event, make_rsvp, organiser, participant

LINK = "https://youtu.be/dQw4w9WgXcQ"
HOST = 31
PDF = File("slides.pdf", "a" * 64, 1234, "application/pdf")


@pytest.fixture
def conn(any_conn: Connection, now: datetime) -> Connection:
    make_community(any_conn, now)
    return any_conn


def past(conn: Connection, now: datetime, **details: Any) -> Event:
    given = {"starts_in": timedelta(hours=-2), "status": Status.ENDED, "host_id": HOST, "recorded": True, **details}
    return make_event(conn, now, **given)


def recording(conn: Connection, now: datetime, event: Event, link: str = LINK, **more: Any) -> Material:
    return materials.add(conn, now, organiser(), MaterialKind.RECORDING, event.id, link=link, **more)


def writes_to(conn: Connection, now: datetime, *user_ids: int) -> None:
    for user_id in user_ids:
        members.save(conn, now, replace(members.get(conn, 500, user_id), direct_messages=True))


def said(conn: Connection) -> set[tuple[str, str, int | None]]:
    rows = conn.execute(select(outbox.c.kind, outbox.c.route, outbox.c.user_id).where(outbox.c.kind != "card"))
    return {(kind, route, user_id) for kind, route, user_id in rows}


def refused(key: str) -> Any:
    return pytest.raises(Refused, match=f"^{key}$")


def test_an_organiser_adds_a_recording_with_what_the_event_knows(conn: Connection, now: datetime) -> None:
    """Title, language, speakers and readers are the event's unless something else is said."""
    event = past(conn, now, speakers="Ona\nPiotr", language="pl")
    made = recording(conn, now, event)
    assert (made.title, made.language, made.speakers) == (event.title, "pl", "Ona Piotr")
    assert (made.audience, made.held_at) == (MaterialAudience.EVENT, event.starts_at)
    assert [one.id for one in materials.of_event(conn, now, participant(), event.id)] == [made.id]


def test_material_is_in_the_language_of_its_event_unless_it_is_not(conn: Connection, now: datetime) -> None:
    """So that a search for what there is in a language finds the slides, too."""
    event = past(conn, now, language="pl", speakers="Ona")
    slides = materials.add(conn, now, organiser(), MaterialKind.SLIDES, event.id, file=PDF)
    assert (slides.language, slides.speakers) == ("pl", "")
    tool = materials.add(conn, now, organiser(), MaterialKind.TOOL, event.id, link=LINK, language="en")
    assert tool.language == "en"


def test_the_host_adds_to_their_own_event_only(conn: Connection, now: datetime) -> None:
    mine, other = past(conn, now), past(conn, now, host_id=32)
    host = participant(HOST)
    made = materials.add(conn, now, host, MaterialKind.SLIDES, mine.id, file=PDF)
    assert made.title == mine.title
    for event_id in (other.id, 999, None):
        with refused("permission.organiser"):
            materials.add(conn, now, host, MaterialKind.SLIDES, event_id, file=PDF)
    theirs = materials.add(conn, now, organiser(), MaterialKind.TAKEAWAYS, mine.id, text="Listen first.")
    with refused("permission.organiser"):
        materials.remove(conn, now, host, theirs.id)
    assert materials.remove(conn, now, host, made.id).removed_at == now


def test_a_host_does_not_decide_who_reads_it(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    with refused("material.audience_organiser"):
        materials.add(
            conn, now, participant(HOST), MaterialKind.SLIDES, event.id, file=PDF, audience=MaterialAudience.PUBLIC
        )


def test_what_somebody_may_not_see_does_not_exist(conn: Connection, now: datetime) -> None:
    """Restricted by the event, or by the material itself."""
    closed = past(conn, now, audience=Audience.ROLES, role_ids=frozenset({77}))
    inside, outside = participant(roles=[77]), participant()
    made = recording(conn, now, closed)
    assert materials.show(conn, now, inside, made.id).material.id == made.id
    for number in (made.id, 999, 2**40):
        with refused("material.unknown"):
            materials.show(conn, now, outside, number)
        with refused("material.unknown"):
            materials.edit(conn, now, outside, number, title="Mine")
        with refused("material.unknown"):
            materials.restore(conn, now, outside, number)
    opened = past(conn, now)
    own = recording(conn, now, opened, audience=MaterialAudience.ROLES, role_ids=frozenset({77}))
    assert materials.of_event(conn, now, outside, opened.id) == ()
    assert [one.id for one in materials.of_event(conn, now, inside, opened.id)] == [own.id]


@pytest.mark.parametrize(
    ("kind", "given", "key"),
    [
        (MaterialKind.RECORDING, {}, "material.recording_link"),
        (MaterialKind.RECORDING, {"link": "http://example.org/v"}, "link.https"),
        (MaterialKind.RECORDING, {"link": "https://user@example.org/v"}, "link.broken"),
        (MaterialKind.RECORDING, {"link": "https://example.org/" + "v" * 1000}, "link.long"),
        (MaterialKind.SLIDES, {}, "material.nothing"),
        (MaterialKind.TRANSCRIPT, {"text": "Hello"}, "material.transcript_file"),
        (MaterialKind.TOOL, {"link": LINK, "audience": MaterialAudience.ROLES}, "material.no_roles"),
        (MaterialKind.TOOL, {"link": LINK, "title": "\u200b"}, None),
        (MaterialKind.TOOL, {"link": LINK, "title": "x" * 101}, "material.title_long"),
        (MaterialKind.TOOL, {"link": LINK, "tags": ",".join(map(str, range(11)))}, "material.tags_many"),
        (MaterialKind.TOOL, {"link": LINK, "tags": "x" * 41}, "material.tag_long"),
        (MaterialKind.TOOL, {"link": LINK, "language": "polish!"}, "event.language"),
        (MaterialKind.TAKEAWAYS, {"text": "x" * 3501}, "material.text_long"),
    ],
)
def test_what_lacks_something_or_does_not_fit(
    conn: Connection, now: datetime, kind: MaterialKind, given: dict[str, Any], key: str | None
) -> None:
    event = past(conn, now)
    if key is None:
        assert materials.add(conn, now, organiser(), kind, event.id, **given).title == event.title
        return
    with refused(key):
        materials.add(conn, now, organiser(), kind, event.id, **given)


def test_the_same_thing_twice_is_noticed(conn: Connection, now: datetime) -> None:
    """Another way to write the link, or the same bytes under another name; another kind is another thing."""
    event = past(conn, now)
    recording(conn, now, event)
    with refused("material.twice"):
        recording(conn, now, event, "https://www.youtube.com/watch?v=dQw4w9WgXcQ&utm_source=mail")
    materials.add(conn, now, organiser(), MaterialKind.SLIDES, event.id, file=PDF)
    with refused("material.twice"):
        materials.add(conn, now, organiser(), MaterialKind.SLIDES, event.id, file=replace(PDF, name="other.pdf"))
    materials.add(conn, now, organiser(), MaterialKind.DOCUMENT, event.id, file=PDF)
    assert recording(conn, now, event, "https://vimeo.com/76979871").id


def test_a_recording_comes_after_the_end(conn: Connection, now: datetime) -> None:
    coming = make_event(conn, now)
    with refused("material.not_over"):
        recording(conn, now, coming)
    draft, off = make_event(conn, now, status=Status.DRAFT), past(conn, now, status=Status.CANCELLED)
    with refused("event.not_published"):
        recording(conn, now, draft)
    with refused("event.cancelled"):
        recording(conn, now, off)
    assert materials.add(conn, now, organiser(), MaterialKind.SLIDES, coming.id, file=PDF).held_at == coming.starts_at


# --- who hears of it


def test_those_who_were_there_get_it_and_those_who_missed_it_too(conn: Connection, now: datetime) -> None:
    """Each once, those only who asked for direct messages; the thread says it once and mentions nobody.

    Who wanted a seat and got none has missed it, too.
    """
    event = past(conn, now)
    answers = {11: Choice.GOING, 12: Choice.GOING, 13: Choice.MAYBE, 14: Choice.DECLINED, 16: Choice.WAITING}
    for user_id, choice in answers.items():
        make_rsvp(conn, now, event, user_id, choice)
    attendance.note(conn, now, event.id, 11, Source.VOICE, 60, None)
    attendance.note(conn, now, event.id, 15, Source.CODE, None, None)  # came without an answer
    writes_to(conn, now, 11, 13, 14, 15, 16)
    recording(conn, now, event)
    assert said(conn) == {
        ("recording", "direct", 11),
        ("recording", "direct", 15),
        ("missed_recording", "direct", 13),
        ("missed_recording", "direct", 16),
        ("recording", "channel", None),
    }
    items = conn.scalars(select(outbox.c.id).where(outbox.c.route == "direct")).all()
    assert all(isinstance(letters.open_letter(conn, now, item), Letter) for item in items)
    before = conn.execute(select(outbox.c.key)).all()
    second = recording(conn, now, event, "https://vimeo.com/76979871")
    materials.edit(conn, now, organiser(), second.id, link="https://vimeo.com/76979872")
    assert conn.execute(select(outbox.c.key)).all() == before, "nobody is told again"


def test_where_nobody_knows_who_came_all_who_were_going_get_it(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    make_rsvp(conn, now, event, 11, Choice.GOING)
    make_rsvp(conn, now, event, 12, Choice.MAYBE)
    writes_to(conn, now, 11, 12)
    recording(conn, now, event)
    assert said(conn) == {("recording", "direct", 11), ("recording", "channel", None)}


def test_what_is_for_some_roles_is_not_said_in_the_thread_nor_on_the_card(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    make_rsvp(conn, now, event, 11, Choice.GOING)
    writes_to(conn, now, 11)
    recording(conn, now, event, audience=MaterialAudience.ROLES, role_ids=frozenset({77}))
    assert said(conn) == {("recording", "direct", 11)}
    card = conn.execute(select(outbox.c.id).where(outbox.c.kind == "card")).scalar_one()
    letter = letters.open_letter(conn, now, card)
    assert isinstance(letter, Letter)
    assert letter.recordings == ()
    recording(conn, now, event, "https://vimeo.com/76979871")
    assert said(conn) == {("recording", "direct", 11), ("recording", "channel", None)}, "the first for everybody"
    before = len(conn.execute(select(outbox.c.key)).all())
    recording(conn, now, event, "https://vimeo.com/76979872")
    assert len(conn.execute(select(outbox.c.key)).all()) == before


def test_the_card_shows_recordings_of_its_readers(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    made = recording(conn, now, event)
    card = conn.execute(select(outbox.c.id).where(outbox.c.kind == "card")).scalar_one()
    letter = letters.open_letter(conn, now, card)
    assert isinstance(letter, Letter)
    assert [one.id for one in letter.recordings] == [made.id]


def test_a_removed_recording_is_not_told_and_its_successor_is(conn: Connection, now: datetime) -> None:
    """Removed before everybody heard of it: they get the one that took its place, or nothing."""
    event = past(conn, now)
    make_rsvp(conn, now, event, 11, Choice.GOING)
    writes_to(conn, now, 11)
    made = recording(conn, now, event)
    materials.remove(conn, now, organiser(), made.id)
    item = conn.execute(select(outbox.c.id).where(outbox.c.user_id == 11)).scalar_one()
    letter = letters.open_letter(conn, now, item)
    assert not isinstance(letter, Letter)
    better = recording(conn, now, event, "https://vimeo.com/76979871")
    letter = letters.open_letter(conn, now, item)
    assert isinstance(letter, Letter)
    assert letter.material is not None
    assert letter.material.id == better.id
    materials.restore(conn, now, organiser(), made.id)
    assert len(said(conn)) == 2, "brought back, it is not told again"


def test_what_was_added_again_meanwhile_is_not_brought_back_too(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    first = recording(conn, now, event)
    materials.remove(conn, now, organiser(), first.id)
    second = recording(conn, now, event)
    with refused("material.twice"):
        materials.restore(conn, now, organiser(), first.id)
    materials.remove(conn, now, organiser(), second.id)
    assert materials.restore(conn, now, organiser(), first.id).removed_at is None


def test_what_is_brought_back_has_to_find_room(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    made = [
        materials.add(conn, now, organiser(), MaterialKind.TOOL, event.id, link=f"https://example.org/{number}")
        for number in range(limits.MOST)
    ]
    materials.remove(conn, now, organiser(), made[0].id)
    materials.add(conn, now, organiser(), MaterialKind.TOOL, event.id, link="https://example.org/last")
    with refused("material.many"):
        materials.restore(conn, now, organiser(), made[0].id)


# --- who is asked for it


def chases(conn: Connection, event: Event) -> dict[str, str]:
    rows = conn.execute(select(agenda_table.c.step, agenda_table.c.status).where(agenda_table.c.event_id == event.id))
    return {step: status for step, status in rows if step.startswith("chase")}


def run_chase(conn: Connection, event: Event, number: int) -> datetime:
    at = event.ends_at + timedelta(days=(2, 9, 16)[number - 1])
    item = next(one for one in agenda.of_event(conn, event.id) if one.step == f"chase:{number}")
    agenda_service.run(conn, at, item.id)
    return at


def test_the_host_is_asked_at_most_three_times(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    planning.replan(conn, now, event)
    assert chases(conn, event) == dict.fromkeys(("chase:1", "chase:2", "chase:3"), "planned")
    writes_to(conn, now, HOST, 1)
    run_chase(conn, event, 1)
    assert said(conn) == {("chase", "direct", HOST)}
    at = run_chase(conn, event, 2)
    recording(conn, at, event)
    assert chases(conn, event) == {"chase:1": "done", "chase:2": "done", "chase:3": "dropped"}


def test_whoever_made_the_event_is_asked_where_the_host_cannot_be(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    planning.replan(conn, now, event)
    writes_to(conn, now, 1)
    run_chase(conn, event, 1)
    assert said(conn) == {("chase", "direct", 1)}


def test_where_nobody_can_be_asked_the_doctor_says_it_until_it_is_there(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    planning.replan(conn, now, event)
    at = run_chase(conn, event, 1)
    assert [one.code for one in communities.troubles(conn, at, organiser())] == ["recording_missing"]
    assert said(conn) == set()
    recording(conn, at, event)
    assert communities.troubles(conn, at, organiser()) == ()


def test_no_recording_this_time_ends_it(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    planning.replan(conn, now, event)
    at = run_chase(conn, event, 1)
    with refused("permission.organiser"):
        materials.no_recording(conn, at, participant(), event.id)
    materials.no_recording(conn, at, participant(HOST), event.id)
    assert chases(conn, event) == {"chase:1": "done", "chase:2": "dropped", "chase:3": "dropped"}
    assert communities.troubles(conn, at, organiser()) == ()


def test_there_is_no_saying_no_once_it_is_there(conn: Connection, now: datetime) -> None:
    """The button stays under the question: pressed late, it must not say that there will be none."""
    event = past(conn, now)
    made = recording(conn, now, event)
    with refused("recording.there"):
        materials.no_recording(conn, now, organiser(), event.id)
    materials.remove(conn, now, organiser(), made.id)
    assert not materials.no_recording(conn, now, organiser(), event.id).recorded


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.LIVE, Status.ENDED, Status.ARCHIVED])
def test_one_that_will_follow_is_asked_for_whatever_the_kind(conn: Connection, now: datetime, status: Status) -> None:
    event = past(conn, now, recorded=False, status=status)
    planning.replan(conn, now, event)
    assert chases(conn, event) == {}
    with refused("permission.organiser"):
        materials.expect_recording(conn, now, participant(), event.id)
    found = materials.expect_recording(conn, now, participant(HOST), event.id)
    assert (found.event.recorded, found.asked_at) == (True, event.ends_at + timedelta(days=2))
    assert set(chases(conn, event).values()) == {"planned"}
    materials.no_recording(conn, now, organiser(), event.id)
    assert set(chases(conn, event).values()) == {"dropped"}
    late = event.ends_at + timedelta(days=3)
    assert materials.expect_recording(conn, late, organiser(), event.id).asked_at == event.ends_at + timedelta(days=9)
    assert chases(conn, event) == {"chase:1": "dropped", "chase:2": "planned", "chase:3": "planned"}


def test_a_draft_says_when_it_will_be_asked_for(conn: Connection, now: datetime) -> None:
    event = past(conn, now, recorded=False, status=Status.DRAFT, starts_in=timedelta(days=1))
    found = materials.expect_recording(conn, now, organiser(), event.id)
    assert found.asked_at == event.ends_at + timedelta(days=2)
    assert chases(conn, event) == {}, "nothing is planned before it is published"


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.DISCARDED])
def test_no_recording_follows_of_what_does_not_take_place(conn: Connection, now: datetime, status: Status) -> None:
    event = past(conn, now, recorded=False, status=status)
    with refused(f"event.{status}"):
        materials.expect_recording(conn, now, organiser(), event.id)


def test_what_is_there_is_not_expected(conn: Connection, now: datetime) -> None:
    event = past(conn, now, recorded=False)
    recording(conn, now, event)
    with refused("recording.there"):
        materials.expect_recording(conn, now, organiser(), event.id)
    assert chases(conn, event) == {}


def test_a_removed_recording_is_asked_for_again(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    planning.replan(conn, now, event)
    made = recording(conn, now, event)
    assert set(chases(conn, event).values()) == {"dropped"}
    materials.remove(conn, now, organiser(), made.id)
    assert set(chases(conn, event).values()) == {"planned"}


def test_a_moved_event_takes_its_materials_along(conn: Connection, now: datetime) -> None:
    coming = make_event(conn, now)
    made = materials.add(conn, now, organiser(), MaterialKind.SLIDES, coming.id, file=PDF)
    moved = events.move(conn, now, organiser(), coming.id, coming.starts_at + timedelta(days=1))
    found = store.get(conn, made.id)
    assert found is not None
    assert found.held_at == moved.starts_at


def test_a_community_without_direct_messages_writes_to_nobody(conn: Connection, now: datetime) -> None:
    make_community(conn, now, 501, dm_policy=DmPolicy.NEVER)
    event = past(conn, now, community_id=501)
    make_rsvp(conn, now, event, 11)
    members.save(conn, now, replace(members.get(conn, 501, 11), direct_messages=True))
    materials.add(conn, now, organiser(community_id=501), MaterialKind.RECORDING, event.id, link=LINK)
    assert said(conn) == {("recording", "channel", None)}


def test_a_transcript_s_passages_go_with_it(conn: Connection, now: datetime) -> None:
    event = past(conn, now)
    made = recording(conn, now, event, file=PDF, passages=(Passage(0, "Hello"), Passage(61, "and goodbye")))
    assert [one.at_seconds for one in store.passages_of(conn, made.id)] == [0, 61]
    materials.edit(conn, now, organiser(), made.id, passages=(Passage(5, "Anew"),))
    assert [one.text for one in store.passages_of(conn, made.id)] == ["Anew"]


def test_suggestions_are_what_one_may_change(conn: Connection, now: datetime) -> None:
    mine, other = past(conn, now), past(conn, now, host_id=32, title="Łódź by night")
    host = participant(HOST)
    own = materials.add(conn, now, host, MaterialKind.SLIDES, mine.id, file=PDF)
    theirs = materials.add(conn, now, organiser(), MaterialKind.SLIDES, other.id, file=PDF)
    assert [one.material.id for one in materials.suggest(conn, now, host, "")] == [own.id]
    assert [one.material.id for one in materials.suggest(conn, now, organiser(), "lodz")] == [theirs.id]
    assert [one.material.id for one in materials.suggest(conn, now, organiser(), f"#{own.id}")] == [own.id]
    assert materials.suggest(conn, now, participant(), "") == ()
    assert event_store.get(conn, mine.id) is not None
