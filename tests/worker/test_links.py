"""Links are looked at now and then: a dead one is told to its owner once, a server that is down is not dead."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.client import Client
from bot.clock import MovableClock
from bot.domain.events import Status
from bot.domain.link_health import Probe
from bot.domain.materials import LinkState, Material, MaterialKind
from bot.fetching import Barred, NoHost, Unreachable
from bot.services import communities, materials
from bot.services.materials import checking
from bot.store import materials as store
from bot.store import members
from bot.store.schema import outbox
from bot.worker.chores import Chores
from bot.worker.links import LinkChecker
from tests.factories import make_community, make_event, organiser

LINK = "https://example.org/video"


class Internet:
    """What every address answers: a status, or an exception."""

    def __init__(self) -> None:
        self.answers: dict[str, int | Exception] = {}
        self.asked: list[str] = []

    async def probe(self, url: str) -> int:
        self.asked.append(url)
        answer = self.answers.get(url, 200)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None: ...


@pytest.fixture
def internet() -> Internet:
    return Internet()


@pytest.fixture
def checker(any_client: Client, internet: Internet) -> LinkChecker:
    return LinkChecker(any_client, internet, pause=0)


def a_recording(conn: Connection, now: datetime, link: str = LINK, user_id: int = 1) -> Material:
    make_community(conn, now)
    event = make_event(conn, now, starts_in=timedelta(hours=-2), status=Status.ENDED)
    return materials.add(conn, now, organiser(user_id), MaterialKind.RECORDING, event.id, link=link)


def wants_messages(conn: Connection, now: datetime, user_id: int) -> None:
    members.save(conn, now, replace(members.get(conn, 500, user_id), direct_messages=True))


def told(conn: Connection, now: datetime) -> list[str]:
    return list(conn.scalars(select(outbox.c.key).where(outbox.c.kind == "dead_link")))


async def now_is(client: Client, material: Material) -> Material:
    found = await client.ask(lambda conn, now: store.get(conn, material.id))
    assert found is not None
    return found


async def days_pass(clock: MovableClock, checker: LinkChecker, days: int) -> None:
    for _ in range(days):
        clock.advance(days=1)
        await checker.do()


async def test_a_new_link_is_looked_at_soon_and_then_weekly(
    any_client: Client, clock: MovableClock, checker: LinkChecker, internet: Internet
) -> None:
    material = await any_client.do(a_recording)
    assert await checker.do() == 0
    clock.advance(minutes=11)
    assert await checker.do() == 1
    assert (await now_is(any_client, material)).link_state is LinkState.OK
    await days_pass(clock, checker, 29)
    assert 4 <= len(internet.asked) <= 6


async def test_a_dead_link_is_told_to_its_owner_once(
    any_client: Client, clock: MovableClock, checker: LinkChecker, internet: Internet
) -> None:
    material = await any_client.do(a_recording)
    await any_client.do(wants_messages, 1)
    internet.answers[LINK] = 404
    clock.advance(hours=1)
    await checker.do()
    assert (await now_is(any_client, material)).link_state is LinkState.FAILING
    assert await any_client.ask(told) == []
    await days_pass(clock, checker, 10)
    assert (await now_is(any_client, material)).link_state is LinkState.DEAD
    assert len(await any_client.ask(told)) == 1
    await days_pass(clock, checker, 20)
    assert len(await any_client.ask(told)) == 1
    internet.answers[LINK] = 200
    await days_pass(clock, checker, 10)
    assert (await now_is(any_client, material)).link_state is LinkState.OK
    internet.answers[LINK] = 410
    await days_pass(clock, checker, 20)
    assert len(await any_client.ask(told)) == 2, "it died another time"


async def test_where_the_owner_takes_no_messages_the_doctor_says_it_until_it_is_well(
    any_client: Client, clock: MovableClock, checker: LinkChecker, internet: Internet
) -> None:
    material = await any_client.do(a_recording)
    internet.answers[LINK] = NoHost()
    await days_pass(clock, checker, 12)
    assert [one.code for one in await any_client.ask(communities.troubles, organiser())] == ["link_dead"]
    await any_client.do(materials.edit, organiser(), material.id, link="https://vimeo.com/76979871")
    assert await any_client.ask(communities.troubles, organiser()) == ()


@pytest.mark.parametrize("answer", [500, 503, Unreachable("slow")])
async def test_a_server_that_is_down_for_a_month_is_told_once(
    client: Client, clock: MovableClock, internet: Internet, answer: int | Exception
) -> None:
    material, checker = await client.do(a_recording), LinkChecker(client, internet, pause=0)
    await client.do(wants_messages, 1)
    internet.answers[LINK] = answer
    await days_pass(clock, checker, 25)
    assert (await now_is(client, material)).link_state is LinkState.FAILING
    await days_pass(clock, checker, 60)
    assert len(await client.ask(told)) == 1
    internet.answers[LINK] = 200
    await days_pass(clock, checker, 10)
    assert (await now_is(client, material)).link_state is LinkState.OK


async def test_of_a_silent_server_the_doctor_says_so(
    client: Client, clock: MovableClock, checker: LinkChecker, internet: Internet
) -> None:
    await client.do(a_recording)
    internet.answers[LINK] = 500
    await days_pass(clock, LinkChecker(client, internet, pause=0), 40)
    assert [one.code for one in await client.ask(communities.troubles, organiser())] == ["link_silent"]


@pytest.mark.parametrize("answer", [429, 403, 401, Barred("inside"), ValueError("x")])
async def test_a_server_that_says_no_is_not_dead(
    client: Client, clock: MovableClock, internet: Internet, answer: int | Exception
) -> None:
    """Nor is a link at which we fail to look."""
    material = await client.do(a_recording)
    internet.answers[LINK] = answer
    await days_pass(clock, LinkChecker(client, internet, pause=0), 60)
    assert (await now_is(client, material)).link_state is not LinkState.DEAD
    assert await client.ask(told) == []


async def test_of_youtube_the_service_itself_is_asked(client: Client, clock: MovableClock, internet: Internet) -> None:
    """The page of a removed video answers as if all were well."""
    await client.do(a_recording, "https://youtu.be/dQw4w9WgXcQ")
    clock.advance(hours=1)
    await LinkChecker(client, internet, pause=0).do()
    (asked,) = internet.asked
    assert asked.startswith("https://www.youtube.com/oembed?url=https%3A%2F%2F")


async def test_a_look_at_a_link_that_was_changed_meanwhile_says_nothing(client: Client, clock: MovableClock) -> None:
    material = await client.do(a_recording)
    clock.advance(hours=1)
    (due,) = await client.ask(checking.due, 10)
    await client.do(materials.edit, organiser(), material.id, link="https://vimeo.com/76979871")
    assert await client.do(checking.seen, due, Probe.GONE) is None
    assert (await now_is(client, material)).link_state is LinkState.UNKNOWN
    await client.do(materials.remove, organiser(), material.id)
    clock.advance(hours=1)
    assert await client.ask(checking.due, 10) == ()


async def test_a_process_that_dies_after_the_look_looks_again(
    client: Client, clock: MovableClock, internet: Internet
) -> None:
    """Nothing but what is recorded counts."""
    await client.do(a_recording)
    clock.advance(hours=1)
    (before,) = await client.ask(checking.due, 10)
    await internet.probe(before.address)
    assert await client.ask(checking.due, 10) == (before,)
    chores = Chores([LinkChecker(client, internet, pause=0)])
    assert await chores.run_due() == 1
    assert await client.ask(checking.due, 10) == ()
    await chores.stop()
