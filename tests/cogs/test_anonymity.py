"""Nobody can tell whose answer is whose: proved by somebody who tries, and by schemes that they do see through."""

import hashlib
import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from simcord import MemberActor

from bot import logs
from bot.config import Log
from bot.domain.attendance import Source
from bot.domain.feedback import Survey
from bot.domain.letters import Letter
from bot.domain.outbox import Dropped
from bot.domain.people import Actor
from bot.services import letters, preferences
from bot.services.feedback import answering, asking
from bot.store import attendance, feedback_keys, migrate
from bot.store import feedback as store
from bot.store.database import Connection
from cogs import _answers
from tests.cogs.attacker import Attacker
from tests.cogs.world import World, ids_of, text_of
from tests.factories import make_community

WORDS = ("amber", "birch", "clover", "dune", "elder", "fjord", "gull", "heron")


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.feedback", "cogs.rsvps"]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """With its migrations, so that it can be backed up; in a folder of its own, so that everything in it is ours."""
    (tmp_path / "data").mkdir()
    url = f"sqlite:///{tmp_path / 'data' / 'nacre.db'}"
    migrate.upgrade(url)
    return url


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged, at debug level, as a process writes it."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    stream = StringIO()
    logs.set_up(Log(level="debug", format="json"), stream=stream)
    yield stream
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


@dataclass
class Story:
    """What really happened: who wrote which word, and who had not answered when people were reminded."""

    truth: dict[str, int]
    people: list[int]
    answered_before_nudge: set[int]
    attacker: Attacker

    def right(self, guesses: dict[str, int]) -> int:
        return sum(self.truth.get(text) == person for text, person in guesses.items())


def were_there(conn: Connection, now: datetime, event_id: int, people: Sequence[int]) -> None:
    for user_id in people:
        attendance.note(conn, now, event_id, user_id, Source.VOICE, 60, None)


async def live_through(world: World, attacker: Attacker, chance: random.Random) -> Story:
    """Eight people who take direct messages are asked, and answer in an order that follows from nothing: by one click
    and one form, some of them after the reminder, one of them not at all, one of them twice."""
    await world.set_up()
    people = [world.person(f"person{number}") for number in range(len(WORDS))]
    for person in people:
        await world.client.do(preferences.allow_messages, world.actor(person))
    event = await world.announce()
    world.clock.move_to(event.ends_at)
    await world.client.do(were_there, event.id, [person.id for person in people])
    for minutes in (0, 5, 1):
        world.clock.advance(minutes=minutes)
        await world.run_due()
    (thread,) = world.announcements.threads
    (asked,) = [message for message in world.posted(thread) if message.components]
    words = dict(zip(chance.sample(WORDS, len(WORDS)), people, strict=True))
    order = chance.sample(sorted(words), len(words))
    early, late = order[:4], order[4:-1]
    attacker.look()
    for word in early:
        await answer(world, words[word], asked, word, chance)
        attacker.look()
    world.clock.move_to(event.ends_at + timedelta(days=1))
    await world.run_due()
    attacker.look()
    for word in (*late, early[0]):
        again = word if word in late else f"{word} again"
        await answer(world, words[word], asked, again, chance)
        attacker.look()
    world.clock.move_to(event.ends_at + timedelta(days=7, minutes=1))
    await world.run_due()
    await world.soon()
    attacker.look()
    truth = {word: words[word].id for word in (*early, *late)} | {f"{early[0]} again": words[early[0]].id}
    return Story(truth, [one.id for one in people], {words[word].id for word in early}, attacker)


async def answer(world: World, person: MemberActor, asked: Any, word: str, chance: random.Random) -> None:
    world.clock.advance(minutes=chance.randrange(1, 60))
    rating = f":rate:{chance.randint(1, 5)}"
    rated = await world.press(person, asked, next(one for one in ids_of(asked) if one.endswith(rating)))
    opened = await world.press(person, rated, ids_of(rated)[0])
    assert "Thank you" in text_of(await world.fill(person, opened, apply="1", better=word))


@pytest.fixture
def attacker(tmp_path: Path, database_url: str, log: StringIO) -> Attacker:
    (tmp_path / "loot").mkdir()
    return Attacker(tmp_path / "data", database_url, log, tmp_path / "loot")


async def test_nobody_finds_out_whose_answer_is_whose(
    world: World, attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole of it, looked at between any two answers. They do not even have something to guess by."""
    keys: list[bytes] = []
    made = feedback_keys.make

    def remembering(conn: Connection, survey_id: int) -> bytes:
        keys.append(made(conn, survey_id))
        return keys[-1]

    monkeypatch.setattr(feedback_keys, "make", remembering)
    story = await live_through(world, attacker, random.Random(1))
    assert len(attacker.looks) == 11
    assert attacker.by_what_was_written(story.people) == {}
    assert attacker.by_rows_of_other_tables(story.people) == {}
    assert attacker.by_tokens(story.people) == {}
    assert attacker.who_had_answered(story.people) == set()
    nothing_leads_anywhere_once_it_is_closed(story)
    the_key_is_nowhere_but_in_its_file(attacker, keys)


def nothing_leads_anywhere_once_it_is_closed(story: Story) -> None:
    last = story.attacker.looks[-1]
    assert [row["token"] for row in last.tables["answer"]] == [None] * 7
    assert [row["user_id"] for row in last.tables["answer"]] == [None] * 7
    assert not [name for name in last.files if name.startswith("feedback-keys/") and not name.endswith(".TAG")]
    assert story.truth.keys() >= {row["answers"]["better"] for row in last.tables["answer"]}


def the_key_is_nowhere_but_in_its_file(attacker: Attacker, keys: list[bytes]) -> None:
    """Neither in the database, its journal, a backup or the log; the file is as it was before the first answer."""
    (key,) = keys
    for look in attacker.looks:
        for content in look.bytes.values():
            assert key not in content
            assert key.hex().encode() not in content
    assert len({look.files["feedback-keys/1"] for look in attacker.looks[:-1]}) == 1
    assert attacker.looks[1].tables["answer"][0]["token"] is not None


def test_the_order_of_answers_says_nothing(conn: Connection, now: datetime) -> None:
    """People answer in the very order in which they are listed; the rows lie in another, a new one each time."""
    right, people = 0, list(range(100, 110))
    survey = _survey(conn, now)
    for _ in range(60):
        for person in people:
            store.add_answer(conn, survey.id, {"better": str(person)}, token=str(person))
        shown = [int(one["better"]) for one in store.answers_of(conn, survey.id)]
        right += sum(one == person for one, person in zip(shown, people, strict=True))
        for found in [store.of_token(conn, survey.id, str(person)) for person in people]:
            assert found is not None
            store.remove_answer(conn, found[0])
    # one in ten by chance, that is 60 of 600, give or take 8: more than twice as many happens once in 10^12 times
    assert right < 120


# --- the attacker is not blind ---------------------------------------------------------------------------------------


async def test_they_see_through_a_plain_digest(
    world: World, attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback_keys, "token", lambda key, user_id: hashlib.sha256(str(user_id).encode()).hexdigest())
    story = await live_through(world, attacker, random.Random(4))
    guesses = attacker.by_tokens(story.people)
    assert story.right(guesses) == len([text for text in guesses if text]) >= 7


@pytest.mark.slow
async def test_they_see_through_a_key_that_is_in_the_database(
    world: World, attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event's own identifier, say."""
    event = "event:1/feedback"
    token = feedback_keys.token
    monkeypatch.setattr(feedback_keys, "token", lambda key, user_id: token(event.encode(), user_id))
    story = await live_through(world, attacker, random.Random(5))
    assert story.right(attacker.by_tokens(story.people)) >= 7


@pytest.mark.slow
async def test_they_see_through_a_list_of_who_has_answered(
    world: World, attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept apart from what was answered, but at the same time."""
    keep = answering.answer

    def noting(conn: Connection, now: datetime, actor: Actor, survey_id: int, given: Any) -> Any:
        preferences.change(conn, now, actor, language="en")  # stands for a row "they were here"
        return keep(conn, now, actor, survey_id, given)

    monkeypatch.setattr(answering, "answer", noting)
    story = await live_through(world, attacker, random.Random(6))
    assert story.right(attacker.by_rows_of_other_tables(story.people)) >= 5


async def test_they_see_through_a_line_of_the_log(
    world: World, attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_answers, "_DISCREET", ("nothing",))
    ended = _answers.ended

    def telling(interaction: Any, outcome: str) -> None:
        structlog.get_logger("nacre").info("answered")
        ended(interaction, outcome)

    monkeypatch.setattr(_answers, "ended", telling)
    story = await live_through(world, attacker, random.Random(7))
    assert story.right(attacker.by_what_was_written(story.people)) >= 5


async def test_they_see_through_reminders_for_those_alone_who_have_not_answered(
    world: World, attacker: Attacker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reminder that is not needed and says so tells who had answered by then, and there may be one answer only."""
    opened = letters._of_survey

    def dropping(conn: Connection, now: datetime, letter: Letter, survey_id: int) -> Letter | Dropped:
        found = opened(conn, now, letter, survey_id)
        return Dropped("answered") if isinstance(found, Letter) and found.silent else found

    monkeypatch.setitem(letters._ABOUT, "survey", dropping)
    story = await live_through(world, attacker, random.Random(8))
    others = set(story.people) - story.answered_before_nudge
    assert attacker.who_had_answered(story.people) in (story.answered_before_nudge, others)


def _survey(conn: Connection, now: datetime) -> Survey:
    make_community(conn, now)
    return asking.open_survey(conn, now, 500, "webinar", named=False, asked=10, closes_at=now + timedelta(days=7))
