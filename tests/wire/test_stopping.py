"""However and whenever the program ends, what was acknowledged is kept, and everything is said once or recorded."""

import asyncio
import re
import signal
from collections import Counter
from contextlib import suppress
from random import Random

import pytest

from local_discord.faults import Fault
from local_discord.people import Person, text_of
from local_discord.world import Message
from tests.wire.conftest import Program, TimedProgram, Town

pytestmark = pytest.mark.slow


def _titles(messages: list[Message]) -> Counter[str]:
    return Counter(found[0] for each in messages for found in re.findall(r"(Session (\d+))\b", text_of(each))[:1])


async def test_sigterm_in_the_middle_of_sends_loses_and_doubles_none(town: Town, program: Program) -> None:
    """What is being sent is finished within the grace; what was not begun is sent by the next start, once."""
    await program.ready()
    await town.set_up()
    slow = Fault(method="POST", path=f"/channels/{town.channel.id}/messages", times=12, delay=0.4)
    town.discord.faults.plan(slow)
    forms = [await _draft(town, number) for number in range(12)]
    await asyncio.gather(*(town.olga.press(each, "Publish") for each in forms))
    await town.until(lambda: slow.times < 12)
    assert await program.stop(signal.SIGTERM) == 0
    assert program.query("SELECT count(*) FROM outbox WHERE status = 'claimed'") == [(0,)]
    await program.ready()
    await town.until(lambda: len(town.public()) >= 12)
    await program.until_true("SELECT count(*) = 0 FROM outbox WHERE status != 'sent'")
    assert _titles(town.public()) == {f"Session {number}": 1 for number in range(12)}
    assert program.errors == []


async def _draft(town: Town, number: int, when: str = "in 72 hours") -> Message:
    form = await town.olga.use("event create", town.channel, kind="webinar", title=f"Session {number}", when=when)
    preview = await town.olga.submit(form, where="https://meet.example.org/1", seats="20")
    assert preview.message is not None, preview.text
    return preview.message


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_at_random_moments_under_load(town: Town, timed: TimedProgram, seed: int) -> None:
    """Three rounds of clicks, new events and reminders, each ended by `kill -9` at a moment drawn at random.

    Afterwards: every acknowledged RSVP is held, no event is oversold, every card stands once, every reminder was said
    once or is recorded as missed.
    """
    random = Random(seed)
    people = [town.newcomer(f"Guest {number}") for number in range(25)]
    held: dict[tuple[int, int], str] = {}
    unsure: set[tuple[int, int]] = set()
    await timed.ready()
    await town.set_up()
    for turn in range(3):
        drafts = [await _draft(town, 3 * turn + number, "in 65 minutes") for number in range(3)]
        early, *late = drafts
        await town.olga.press(early, "Publish")
        await town.until(lambda turn=turn: f"Session {3 * turn}" in _titles(town.public()))  # type: ignore[misc]
        cards = town.public()
        crowd = asyncio.gather(*(_restless(person, cards, held, unsure, random) for person in people))
        others = asyncio.gather(*(_try(town.olga, each, "Publish") for each in late))
        reminding = asyncio.create_task(timed.move(minutes=6))  # an hour before the start is due now
        await asyncio.sleep(random.uniform(0.02, 1.5))
        timed.kill()
        await timed.ended()
        await asyncio.gather(crowd, others, reminding, return_exceptions=True)
        await timed.ready()
        for each in late:
            await _try(town.olga, each, "Publish")
        await timed.move(seconds=61)  # the leases of what was being sent run out
    await timed.until_true(
        "SELECT (SELECT count(*) FROM outbox WHERE status IN ('pending', 'claimed')) = 0 AND "
        "(SELECT count(*) FROM event WHERE status = 'published') = 9"
    )
    assert len(held.keys() - unsure) > 20
    _kept(timed, held, unsure)
    assert _titles(town.public()) == {f"Session {number}": 1 for number in range(9)}
    _reminded(town, timed)


async def _try(person: Person, message: Message, name: str) -> None:
    """Press it if it is still there, whether or not the program is there to answer."""
    with suppress(LookupError):
        await person.press(message, name)


async def _restless(
    person: Person,
    cards: list[Message],
    held: dict[tuple[int, int], str],
    unsure: set[tuple[int, int]],
    random: Random,
) -> None:
    """Changes their mind until the program is gone; what was not answered may or may not have happened."""
    while True:
        card = random.choice(cards)
        name, choice = random.choice((("Going", "going"), ("Maybe", "maybe"), ("Can't", "declined")))
        if name == "Going" and "waitlist" in str(card.components):
            name = "Join the waitlist"
        key = (_event(card), person.user.id)
        try:
            reply = await person.press(card, name)
        except LookupError:
            continue
        if reply.failed:
            unsure.add(key)
            return
        unsure.discard(key)
        held[key] = choice


def _event(card: Message) -> int:
    found = re.search(r"event:(\d+):", str(card.components))
    assert found is not None
    return int(found[1])


def _kept(program: Program, held: dict[tuple[int, int], str], unsure: set[tuple[int, int]]) -> None:
    rows = {
        (event, user): choice for event, user, choice in program.query("SELECT event_id, user_id, choice FROM rsvp")
    }
    for key, choice in held.items():
        if key not in unsure:
            wanted = {"going", "waiting", "offered"} if choice == "going" else {choice}
            assert rows.get(key) in wanted, f"{key} was told {choice} and has {rows.get(key)}"
    counted = "(SELECT count(*) FROM rsvp WHERE event_id = event.id AND choice IN ('going', 'offered'))"
    assert program.query(f"SELECT id FROM event WHERE going + offered != {counted} OR {counted} > capacity") == []


def _reminded(town: Town, program: Program) -> None:
    sql = "SELECT event_id, key, status FROM outbox WHERE kind = 'reminder'"
    rows = program.query(sql)
    said: Counter[int] = Counter()
    for card in town.public():
        said[_event(card)] = len([each for each in town.thread(card) if "Session" in text_of(each)])
    done = {row[0] for row in program.query("SELECT event_id FROM agenda WHERE step LIKE 'remind:%' AND status='done'")}
    now = int(town.discord.world.now().timestamp() * 1_000_000)
    overdue = f"SELECT key FROM agenda WHERE status = 'planned' AND due_at < {now}"
    assert program.query(overdue) == []
    assert done, "no reminder came due"
    for event in done:
        told = Counter(status for number, _, status in rows if number == event)
        assert said[event] <= sum(told.values()), f"event {event}: said {said[event]}, recorded {told}"
        assert said[event] >= told["sent"], f"event {event}: said {said[event]}, recorded {told}"
