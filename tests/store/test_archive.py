"""What is indexed of materials, and what of it each person finds, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from bot.domain import searching
from bot.domain.events import Audience, Event, Status
from bot.domain.materials import Material, MaterialAudience, MaterialKind, Passage
from bot.domain.people import Actor
from bot.domain.searching import terms
from bot.store import archive, backup, finding, materials, migrate, restoring
from bot.store.database import Connection, connected
from bot.store.finding import Asking
from bot.store.schema import community, event, material
from tests.factories import COMMUNITY, make_community, make_event, organiser, participant

MEMBER, HOLDER = participant(), participant(12, roles={77})
_days = count(1)


def add(
    conn: Connection, now: datetime, title: str, *said: str, indexed: bool = True, minutes: Any = None, **more: Any
) -> int:
    """A material with a minute of transcript for each text."""
    at = now - timedelta(days=1000) + timedelta(hours=next(_days))
    given: dict[str, Any] = {"community_id": COMMUNITY, "kind": MaterialKind.RECORDING, "held_at": at, **more}
    made = materials.add(conn, Material(id=0, title=title, created_at=now, updated_at=now, **given))
    materials.put_passages(conn, made, [Passage(60 * number, each) for number, each in enumerate(said)])
    if indexed:
        archive.index(conn, made)
    return made


def ask(conn: Connection, typed: str, actor: Actor = MEMBER, *, organises: bool = False, **only: Any) -> list[int]:
    asking = Asking(conn, actor, organises=organises).only(**only)
    return list(asking.matching(terms(typed)).ids)


@pytest.fixture
def conn(any_conn: Connection, now: datetime) -> Connection:
    make_community(any_conn, now)
    return any_conn


@pytest.mark.parametrize(
    "typed",
    [
        "lodz",
        "ŁÓDŹ",
        "Łódź",
        "lod",
        "storytelling",
        "story",
        "ada lovelace",
        "civic",
        "slides",
        "budget",
        "minute lodz",
    ],
)
def test_found_by_every_word_of_it(conn: Connection, now: datetime, typed: str) -> None:
    found = add(
        conn,
        now,
        "Storytelling in Łódź",
        "Now we speak of the budget.",
        "The last minute.",
        text="The slides are attached.",
        speakers="Ada Lovelace",
        tags=("civic",),
        topic="storytelling",
    )
    add(conn, now, "Something else", "Other words")
    assert ask(conn, typed) == [found]


def test_all_words_are_needed_in_the_heading_or_in_one_minute(conn: Connection, now: datetime) -> None:
    found = add(conn, now, "Storytelling", "the budget of a town", "the cake of a mayor")
    assert ask(conn, "storytelling budget") == [found]
    assert ask(conn, "budget town") == [found]
    assert ask(conn, "budget cake") == []
    assert ask(conn, "storytelling castle") == []


def test_a_transcript_without_times_is_one_minute_however_long(conn: Connection, now: datetime) -> None:
    """Five megabytes of text: PostgreSQL holds a megabyte of different words in one row."""
    found = add(conn, now, "Film", " ".join(f"word{number}" for number in range(200_000)), "word1 " * 300_000)
    assert ask(conn, "word7 ") == [found]
    assert ask(conn, "film word7 ") == [found]


def test_words_of_the_event_find_what_is_for_its_audience(conn: Connection, now: datetime) -> None:
    about = make_event(conn, now, title="Harbour evening", speakers="Grace Hopper", description="With quokkas")
    same = add(conn, now, "Recording", event_id=about.id, audience=MaterialAudience.EVENT)
    add(conn, now, "Public slides", event_id=about.id, audience=MaterialAudience.PUBLIC)
    for typed in ("harbour", "hopper", "quokkas"):
        assert ask(conn, typed) == [same]


def test_the_title_counts_most(conn: Connection, now: datetime) -> None:
    titled = add(conn, now, "Storytelling", text="x")
    tagged = add(conn, now, "Tagged", tags=("storytelling",))
    told = add(conn, now, "Told", text="All of storytelling and many other things that fill a page")
    said = add(conn, now, "Said", "storytelling")
    found = ask(conn, "storytelling")
    assert (found[0], set(found[1:3]), found[3]) == (titled, {tagged, told}, said)


def test_more_minutes_are_better_and_newer_breaks_ties(conn: Connection, now: datetime) -> None:
    much = add(conn, now, "A", "cake", "cake", "cake")
    little = [add(conn, now, name, "cake", "tea") for name in "BC"]
    assert ask(conn, "cake") == [much, *reversed(little)]


def test_the_best_minute_is_shown_in_its_own_spelling(conn: Connection, now: datetime) -> None:
    found = add(conn, now, "A", "Ciasto tu", "Ciasto w Łodzi i Łódź", "nic")
    best, second = finding.excerpts(conn, found, terms("lodz ciasto"), most=5)[:1][0], None
    assert best.at_seconds == 60
    assert ("Łódź", True) in best.parts
    assert second is None


def test_changes_are_found_and_what_was_is_not(conn: Connection, now: datetime) -> None:
    found = add(conn, now, "Before", "old words")
    made = materials.get(conn, found)
    assert made is not None
    materials.save(conn, replace(made, title="After"))
    materials.put_passages(conn, found, [Passage(0, "new words")])
    archive.index(conn, found)
    assert [ask(conn, typed) for typed in ("before", "old", "after", "new")] == [[], [], [found], [found]]
    materials.save(conn, replace(made, removed_at=now))
    archive.index(conn, found)
    assert ask(conn, "after") == []
    assert indexed(conn) == (0, 0)


def test_an_event_that_changes_changes_its_materials(conn: Connection, now: datetime) -> None:
    about = make_event(conn, now, title="Harbour evening")
    found = add(conn, now, "Recording", event_id=about.id, audience=MaterialAudience.EVENT)
    conn.execute(update(event).values(title="Castle evening"))
    archive.event_changed(conn, about.id)
    assert (ask(conn, "harbour"), ask(conn, "castle")) == ([], [found])


def indexed(conn: Connection) -> tuple[int, int]:
    first, second = (conn.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in archive.TABLES)
    return int(first), int(second)


@pytest.mark.parametrize("gone", ["material", "event", "community"])
def test_what_is_gone_leaves_no_words(conn: Connection, now: datetime, gone: str) -> None:
    about = make_event(conn, now)
    for _ in range(2):
        add(conn, now, "Title", "one", "two", event_id=about.id)
    assert indexed(conn) == (2, 4)
    conn.execute(delete({"material": material, "event": event, "community": community}[gone]))
    assert indexed(conn) == (0, 0)


def test_everything_can_be_indexed_anew(conn: Connection, now: datetime) -> None:
    found = add(conn, now, "Storytelling", "a cake", indexed=False)
    add(conn, now, "Removed", "a cake", indexed=False, removed_at=now)
    assert ask(conn, "cake") == []
    assert archive.rebuild(conn) == 1
    assert archive.rebuild(conn) == 1
    assert ask(conn, "cake") == [found]
    assert indexed(conn) == (1, 1)


NASTY = [
    '"', "'", "\\", "*", "a*b", "AND", "OR NOT", "NEAR(a b)", "(", "title:", "col : x", "-", "^a", "a' OR '1", "';--",
    "🎉", "🇵🇱 flag", "\u202e", "ﬁ", "½", "①②", "中文 字", "привет", "ǅ", "ª", "x" * 500, "a b " * 200, "% _", "&|!",
    ":*A", "a:*", "'a':*", "\u0301", "İ", "e\u0301", "\ud7ff", "\uffff", "1e5", "a.b@c.d", "http://x.y/z?q=1#f", "٣",
]  # fmt: skip


def test_nothing_typed_breaks_it(conn: Connection, now: datetime) -> None:
    """And what is written is found by the very same words."""
    for typed in NASTY:
        found = add(conn, now, f"Title {typed}"[:100], typed[:100])
        asked = terms(typed[:100])
        assert (found in ask(conn, typed[:100])) is bool(asked), typed
        assert bool(finding.excerpts(conn, found, asked)) is bool(asked), typed
        ask(conn, typed)


def test_filters(conn: Connection, now: datetime) -> None:
    about = make_event(conn, now, kind="workshop")
    hidden = make_event(conn, now, kind="workshop", audience=Audience.ROLES, role_ids=frozenset({77}))
    one = add(conn, now, "A cake", event_id=about.id, language="pl", topic="Food and drink", held_at=now)
    two = add(conn, now, "Cake two", kind=MaterialKind.SLIDES, tags=("food",), held_at=now - timedelta(days=400))
    three = add(conn, now, "Cake three", event_id=hidden.id, audience=MaterialAudience.COMMUNITY)
    assert set(ask(conn, "cake")) == {one, two, three}
    assert ask(conn, "cake", kind="workshop") == [one]
    assert set(ask(conn, "cake", HOLDER, kind="workshop")) == {one, three}
    assert ask(conn, "cake", material_kind="slides") == [two]
    assert set(ask(conn, "cake", topic="Food")) == {one, two}
    assert ask(conn, "cake", topic="food drink") == [one]
    assert ask(conn, "cake", language="pl") == [one]
    assert ask(conn, "cake", since=now - timedelta(days=1)) == [one]
    assert set(ask(conn, "cake", until=now)) == {two, three}
    assert ask(conn, "cake", event_id=about.id) == [one]
    latest = Asking(conn, MEMBER, organises=False).only(topic="food").newest()
    assert latest.ids == (one, two)


def test_by_title_and_by_topic(conn: Connection, now: datetime) -> None:
    first = add(conn, now, "Storytelling for towns", tags=("narrative",))
    second = add(conn, now, "The town's story", topic="Narrative work")
    asking = Asking(conn, MEMBER, organises=False)
    assert asking.titled(terms("sto"), 25) == (second, first)
    assert asking.titled(terms("sto"), 1) == (second,)
    assert asking.titled(terms("narrative"), 25) == ()
    assert asking.about(terms("narr"), 25) == (second, first)


def test_counted_exactly_up_to_a_limit_and_no_further(
    conn: Connection, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is a thousand; a smaller one takes less time to reach."""
    assert searching.CAP == 1_000
    monkeypatch.setattr(finding, "CAP", 30)
    monkeypatch.setattr(finding, "_PARTS", (8, 10))
    hidden = make_event(conn, now, audience=Audience.ROLES, role_ids=frozenset({77}))
    titled = add(conn, now, "Cake in the title")
    for number in range(29):
        add(conn, now, f"Number {number}", text="cake")
    for number in range(20):
        add(conn, now, f"Secret {number}", "cake", event_id=hidden.id, audience=MaterialAudience.EVENT)
    found = Asking(conn, MEMBER, organises=False).matching(terms("cake"))
    assert (len(found.ids), found.capped, found.ids[0]) == (30, False, titled)
    newest = Asking(conn, MEMBER, organises=False).newest()
    assert (len(newest.ids), newest.capped) == (30, False)
    more = Asking(conn, HOLDER, organises=False).matching(terms("cake"))
    assert (len(more.ids), more.capped, more.ids[0]) == (30, True, titled)
    assert Asking(conn, HOLDER, organises=False).newest().capped


def test_another_community_finds_nothing(conn: Connection, now: datetime) -> None:
    make_community(conn, now, 999)
    add(conn, now, "Cake", "cake")
    stranger = Actor(999, 5, frozenset({77}), administrator=True)
    assert ask(conn, "cake", stranger, organises=True) == []
    assert Asking(conn, stranger, organises=True).newest().ids == ()


def test_drafts_and_their_materials_are_for_organisers(conn: Connection, now: datetime) -> None:
    draft: Event = make_event(conn, now, status=Status.DRAFT)
    found = add(conn, now, "Cake", event_id=draft.id, audience=MaterialAudience.EVENT)
    assert ask(conn, "cake", HOLDER) == []
    assert ask(conn, "cake", organiser(), organises=True) == [found]


def test_the_indexes_are_in_no_metadata() -> None:
    assert not set(archive.TABLES) & set(material.metadata.tables)


def test_a_restored_archive_is_found_again(empty_url: str, tmp_path: Path, now: datetime) -> None:
    """The indexes are in no backup: they are made anew from what they index."""
    source, target = f"sqlite:///{tmp_path / 'source.db'}", empty_url
    migrate.upgrade(source)
    with connected(source) as conn, conn.begin():
        make_community(conn, now)
        found = add(conn, now, "Storytelling", "the mayor bakes")
    backup.backup(source, tmp_path / "backup.zip", now)
    restoring.restore(tmp_path / "backup.zip", target, now, lambda *_: None)
    with connected(target) as conn, conn.begin():
        assert ask(conn, "mayor") == ask(conn, "story") == [found]
    restoring.restore(tmp_path / "backup.zip", target, now, lambda *_: None, replace=True)
    with connected(target) as conn, conn.begin():
        assert ask(conn, "mayor") == [found]
