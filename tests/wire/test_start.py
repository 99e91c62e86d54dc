"""What can be wrong before and while it runs, on the operator's side: said in words, with a code."""

import asyncio
import resource
import sqlite3
import sys
from contextlib import closing

import pytest

from tests.wire.conftest import TOKEN, Program, Town

pytestmark = pytest.mark.slow


async def test_a_missing_intent_ends_with_words_and_code_2(town: Town, program: Program) -> None:
    """Discord closes with 4014 when a privileged intent is asked for that is not switched on."""
    await program.ready()
    await town.discord.gateway.drop(4014, forget=True)
    assert await program.ended() == 2
    assert "privileged intent" in "".join(program.words)
    assert "Traceback" not in "".join(program.words)


async def test_a_locked_database_is_said_in_words(town: Town, program: Program) -> None:
    """Another process has the file for itself, for longer than one waits."""
    await program.ready()
    assert await program.stop() == 0
    with closing(sqlite3.connect(program.data / "nacre.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE fact SET value = value")
        await program.start()
        assert await program.ended() == 1
    words = "".join(program.words)
    assert "locked" in words or "in use" in words
    assert "Traceback" not in words


async def test_a_click_waits_for_whoever_writes_meanwhile(town: Town, program: Program) -> None:
    """A backup or an operator's own tool holds the write lock for a moment: nobody notices."""
    await program.ready()
    await town.set_up()
    card = await town.publish()
    with closing(sqlite3.connect(program.data / "nacre.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        click = asyncio.create_task(town.bob.press(card, "Going"))
        await asyncio.sleep(0.7)
        assert not click.done()
        other.execute("COMMIT")
        assert "A seat is yours" in (await click).text
    assert program.errors == []


@pytest.mark.skipif(sys.platform != "linux", reason="a limit is put on a running process, which only Linux can")
async def test_a_full_disk_promises_nothing_and_heals(town: Town, program: Program) -> None:
    """The process may not make its files larger: as with a full disk, no write succeeds any more.

    Nobody is told of a seat they do not hold; once there is room again, everything goes on without a restart.
    """
    await program.ready()
    await town.set_up()
    card = await town.publish(seats="10")
    assert "A seat is yours" in (await town.bob.press(card, "Going")).text
    await program.until_true("SELECT count(*) = 0 FROM outbox WHERE status IN ('pending', 'claimed')")
    _, hard = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (4096, hard))
    reply = await town.anna.press(card, "Going")
    assert "Masz miejsce" not in reply.text
    assert not reply.failed  # it says that something went wrong, and gives a reference
    assert program.query(f"SELECT count(*) FROM rsvp WHERE user_id = {town.anna.user.id}") == [(0,)]
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert "Masz miejsce" in (await town.anna.press(card, "Going")).text
    assert program.query("SELECT going FROM event") == [(2,)]
    assert program.errors != []


async def test_a_command_list_discord_did_not_take_is_sent_by_the_next_start(town: Town, program: Program) -> None:
    """Discord has a bad minute at the start: buttons work all the same, and the commands come later."""
    from local_discord.faults import Fault

    for _ in range(5):
        town.discord.faults.plan(Fault(method="PUT", path="/commands", status=403))
    await program.ready()
    assert town.bot.commands.get(None, {}) == {}
    town.discord.faults.planned.clear()
    await program.stop()
    await program.ready()
    assert "event" in {each["name"] for each in town.bot.commands[None].values()}
    await town.discord.gateway.connected(TOKEN)
