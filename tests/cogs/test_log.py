"""/log: organisers see who did what, in words."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.kinds import Kind
from bot.domain.people import Actor, LogEntry
from bot.services import communities, events, logbook
from bot.store.database import Connection
from bot.words import LANGUAGES, has
from cogs.log import in_words
from tests.cogs.panels import show_command
from tests.cogs.world import World, labels_of, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.log"]


_ACTIONS = {  # those whose name the code puts together
    "settings.language",
    "settings.zone",
    "settings.announce_channel_id",
    "settings.organiser_role_ids",
    "settings.mentor_role_ids",
    "settings.dm_policy",
}


@pytest.fixture(autouse=True)
async def shown_to_administrators(world: World) -> None:
    await show_command(world, "log", world.administrator)


def noted(conn: Connection, now: datetime, actor: Actor, action: str) -> None:
    logbook.write(conn, now, actor, action)


async def test_what_organisers_did_stands_there_with_who_and_when(world: World) -> None:
    actor, start = world.actor(world.administrator), world.clock.now() + timedelta(days=3)
    await world.client.do(
        events.create, actor, Kind("webinar"), "*Story*telling", start, start + timedelta(hours=1), "Europe/Riga"
    )
    log = await world.slash(world.administrator, "log")
    assert seen(log).ephemeral
    now = int(world.clock.now().timestamp())
    assert f"<t:{now}:f> <@{world.administrator.id}> made the draft **\\*Story\\*telling**" in text_of(log)


async def test_changed_settings_are_said_in_words(world: World) -> None:
    actor = world.actor(world.administrator)
    await world.client.do(communities.change, actor, language="pl", zone="Europe/Riga", dm_policy="never")  # type: ignore[arg-type]
    await world.client.do(communities.change, actor, organiser_role_ids=[world.organisers.id])
    await world.client.do(communities.change, actor, organiser_role_ids=[], announce_channel_id=world.general.id)
    words = text_of(await world.slash(world.administrator, "log"))
    for part in ("language: Polski", "time zone: Riga (Europe/Riga)", "direct messages: Nobody", "administrators only"):
        assert part in words
    assert f"<@&{world.organisers.id}>" in words
    assert f"<#{world.general.id}>" in words


async def test_a_long_log_has_pages_in_place_and_after_a_restart(world: World) -> None:
    actor = world.actor(world.administrator)
    for number in range(25):
        await world.client.do(noted, actor, f"test.{number}")
    log = await world.slash(world.administrator, "log")
    assert "Page 1 of 3" in text_of(log)
    await world.restart()
    second = await world.click(world.administrator, log, "Next page")
    assert "Page 2 of 3" in text_of(second)
    assert labels_of(second) == ["Earlier page", "Next page"]
    assert "test.14" in text_of(second)


async def test_an_empty_log_says_so(world: World) -> None:
    assert "Nothing has been done" in text_of(await world.slash(world.administrator, "log"))


@pytest.mark.parametrize("who", ["mentor", "participant"])
async def test_only_organisers_read_the_log(world: World, who: str) -> None:
    person = getattr(world, who)
    await show_command(world, "log", person)
    await world.slash(person, "log")
    assert world.counted.refusals == ["permission.organiser"]


async def test_two_servers_are_strangers(world: World) -> None:
    elsewhere = world.env.create_guild("Elsewhere")
    await world.client.do(noted, Actor(elsewhere.id, world.administrator.id, administrator=True), "test.there")
    assert "test.there" not in text_of(await world.slash(world.administrator, "log"))


def test_whoever_was_erased_is_nobody_in_the_log(world: World) -> None:
    entry = LogEntry(world.clock.now(), 0, "event.cancel", 7)
    assert in_words("en", entry, {}) == "somebody whose data was erased cancelled an event that was removed"


def test_every_action_that_a_service_writes_has_its_words() -> None:
    """The walk: the literal actions in the services, and those whose names are put together."""
    written = re.compile(
        r'(?:logbook\.write\([^"]*?|_change\([^"]*?|_set_status\([^"]*?)"([a-z_]+\.[a-z_]+)"', re.DOTALL
    )
    sources = [path.read_text() for path in Path("bot/services").rglob("*.py")]
    actions = {action for source in sources for action in written.findall(source)} | _ACTIONS
    assert len(actions) >= len(_ACTIONS) + 8
    for action in actions:
        for language in LANGUAGES:
            assert has(f"log.{action}", language), action
