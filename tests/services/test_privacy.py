"""What is held about a person can be exported and erased, over every table; the totals, and others, stay."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.client import Client
from bot.domain.people import Actor
from bot.domain.privacy import statement
from bot.domain.retention import Retention
from bot.domain.rsvps import Choice
from bot.services import forms, preferences, privacy
from bot.store import privacy as privacy_store
from bot.store import rsvps, schema, tombstones
from bot.store.database import Database
from bot.store.privacy import REGISTRY
from bot.store.types import Snowflake
from tests.services.people_everywhere import ANNA, BERND, everything, fill

HERE, ELSEWHERE = 1, 2
ANNA_HERE = Actor(HERE, ANNA)

NO_PERSON = {  # columns with Discord ids of things
    "id",
    "community_id",
    "announce_channel_id",
    "channel_id",
    "message_id",
    "thread_id",
    "message_channel_id",
    "role_id",
    "voice_channel_id",
}


def test_every_table_is_registered() -> None:
    """A new table must say how it joins export and erasure, or that it holds nobody."""
    assert {holding.table.name for holding in REGISTRY} == set(schema.metadata.tables)
    assert len(REGISTRY) == len(schema.metadata.tables)


@pytest.mark.parametrize("holding", REGISTRY, ids=lambda holding: holding.table.name)
def test_every_column_with_a_persons_id_is_known(holding: privacy_store.Holding) -> None:
    """Every snowflake is a person's, or that of a thing by its name."""
    ids = {column.name for column in holding.table.c if column.type is Snowflake} - NO_PERSON
    assert ids == set(holding.people)
    assert set(holding.texts) | set(holding.json) <= set(holding.table.c.keys())


def test_every_kind_that_is_held_is_told_of() -> None:
    told = {kept.kind for kept in statement(Retention())}
    assert {holding.kind for holding in REGISTRY if holding.kind} <= told


def test_an_export_has_every_row_about_the_person_and_none_about_another(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, HERE)
    fill(any_conn, now, ELSEWHERE)
    exported = privacy.export(any_conn, now, ANNA_HERE)
    held = exported["held"]
    for holding in REGISTRY:
        for column in holding.people:
            rows = [row for row in held[holding.table.name] if row[column] == ANNA]
            assert rows, f"{holding.table.name}.{column}"
            assert all(row.get("community_id", HERE) == HERE for row in rows)
    assert len(held["rsvp"]) == 4
    assert all(row["user_id"] == ANNA for row in held["rsvp"])
    assert json.loads(json.dumps(exported)) == exported, "it is handed over as a file"
    assert exported["about"]["exported_at"] == "2026-11-02T09:00:00+00:00"


def test_an_export_names_no_event_that_the_person_may_not_see(conn: Connection, now: datetime) -> None:
    fill(conn, now, HERE)
    assert len(privacy.export(conn, now, ANNA_HERE)["events"]) == 4
    conn.execute(schema.event.update().values(audience="roles", role_ids=[99]))
    assert privacy.export(conn, now, ANNA_HERE)["events"] == {}
    assert len(privacy.export(conn, now, Actor(HERE, ANNA, role_ids=frozenset({99})))["events"]) == 4


def test_after_erasing_nothing_anywhere_names_the_person(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, HERE)
    before = everything(any_conn)
    assert all(str(ANNA) in repr(before[holding.table.name]) for holding in REGISTRY if holding.people)
    erased = privacy.erase(any_conn, now, ANNA_HERE)
    left = {name: [row for row in rows if str(ANNA) in repr(row)] for name, rows in everything(any_conn).items()}
    assert not any(left.values()), left
    assert erased.counts["rsvps"] == 4
    kinds = {"rsvps", "attendance", "imports", "certificates", "answers", "topics"}
    assert set(erased.counts) == kinds | {"preferences", "messages", "forms", "authorship", "log"}
    assert not privacy.erase(any_conn, now, ANNA_HERE).anything, "a second time there is nothing left"


def test_others_and_other_communities_keep_theirs(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, HERE)
    fill(any_conn, now, ELSEWHERE)
    bernd_before = privacy.export(any_conn, now, Actor(HERE, BERND))["held"]
    elsewhere_before = privacy.export(any_conn, now, Actor(ELSEWHERE, ANNA))
    privacy.erase(any_conn, now, ANNA_HERE)
    bernd = privacy.export(any_conn, now, Actor(HERE, BERND))["held"]
    assert privacy.export(any_conn, now, Actor(ELSEWHERE, ANNA)) == elsewhere_before
    for name in ("member", "form", "announcement", "log_entry", "reminder", "event"):
        assert len(bernd[name]) == len(bernd_before[name]), name
    assert {row["event_id"] for row in bernd["rsvp"]} == {row["event_id"] for row in bernd_before["rsvp"]}
    assert bernd["member"] == bernd_before["member"]


def test_totals_stay_for_past_events_and_a_free_seat_passes_on(any_conn: Connection, now: datetime) -> None:
    fill(any_conn, now, HERE)
    privacy.erase(any_conn, now, ANNA_HERE)
    event = schema.event
    past, coming = (
        any_conn.execute(select(event).where(event.c.created_by.is_(None), condition)).one()
        for condition in (event.c.starts_at < now, event.c.starts_at > now)
    )
    assert (past.going, past.waiting) == (1, 1)
    assert rsvps.erased(any_conn, past.id) == {Choice.GOING: 1}
    offer = rsvps.get(any_conn, coming.id, BERND)
    assert offer is not None
    assert (offer.choice, coming.going, coming.offered, coming.waiting) == (Choice.OFFERED, 0, 1, 0)
    assert rsvps.erased(any_conn, coming.id) == {}


def test_a_log_entry_stays_without_its_actor(conn: Connection, now: datetime) -> None:
    fill(conn, now, HERE)
    privacy.erase(conn, now, ANNA_HERE)
    entries = conn.execute(select(schema.log_entry.c.actor_id, schema.log_entry.c.details)).all()
    assert {entry.actor_id for entry in entries} == {None, BERND}
    details = next(entry.details for entry in entries if entry.actor_id == BERND)
    assert details == {"user_id": None, "names": [7], "text": "see …"}


async def test_a_tombstone_is_in_the_database_and_then_in_the_data_folder(
    client: Client, database: Database, tmp_path: Path, now: datetime
) -> None:
    """The file is what a restore reads when the database is lost; it names nobody."""
    await database.write(fill, now, HERE)
    await client.do(privacy.erase, ANNA_HERE)
    known = await database.read(tombstones.every)
    key = await database.read(tombstones.salt)
    assert known == {tombstones.digest(key, HERE, ANNA): now}
    assert tombstones.read_file(tmp_path) == known
    assert str(ANNA) not in (tmp_path / tombstones.FILE).read_text()
    await client.do(privacy.erase, Actor(HERE, BERND))
    assert len(tombstones.read_file(tmp_path)) == 2


async def test_an_erasure_that_fails_leaves_no_tombstone(database: Database, tmp_path: Path, now: datetime) -> None:
    await database.write(fill, now, HERE)

    def fails(conn: Connection) -> None:
        privacy.erase(conn, now, ANNA_HERE)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.write(fails)
    assert await database.read(tombstones.every) == {}
    assert not (tmp_path / tombstones.FILE).exists()


async def test_what_was_erased_is_not_left_in_the_file(client: Client, database_url: str, now: datetime) -> None:
    """SQLite leaves deleted rows in free pages unless it is told to overwrite them."""
    fields = {"title": "a very telling title"}
    await client.database.write(fill, now, HERE)
    await client.do(privacy.erase, Actor(HERE, BERND))
    await client.do(forms.keep, ANNA_HERE, "form", fields)
    await client.do(privacy.erase, ANNA_HERE)
    await client.database.close()
    path = Path(database_url.removeprefix("sqlite:///"))
    content = await asyncio.to_thread(path.read_bytes)
    assert fields["title"].encode() not in content


def test_who_comes_back_after_erasing_starts_anew(conn: Connection, now: datetime) -> None:
    fill(conn, now, HERE)
    privacy.erase(conn, now, ANNA_HERE)
    preferences.change(conn, now, ANNA_HERE, language="en")
    assert preferences.get(conn, now, ANNA_HERE).direct_messages is False


def test_everybody_in_the_database_is_found(any_conn: Connection, now: datetime) -> None:
    """A restore tries everybody against the tombstones."""
    fill(any_conn, now, HERE)
    fill(any_conn, now, ELSEWHERE, anna=3, bernd=4)
    assert sorted(privacy_store.people_of(any_conn)) == [(HERE, ANNA), (HERE, BERND), (ELSEWHERE, 3), (ELSEWHERE, 4)]


def test_tombstones_of_one_installation_mean_nothing_in_another(conn: Connection) -> None:
    key = tombstones.salt(conn)
    assert tombstones.salt(conn) == key
    assert tombstones.digest(key, 1, 2) != tombstones.digest(b"x" * 32, 1, 2)
    assert tombstones.digest(key, 1, 23) != tombstones.digest(key, 12, 3)


def test_the_file_keeps_the_later_of_two(tmp_path: Path, now: datetime) -> None:
    later = now.replace(year=2027)
    tombstones.write_file(tmp_path, {"a": now, "b": later})
    tombstones.write_file(tmp_path, {"a": later, "b": now})
    assert tombstones.read_file(tmp_path) == {"a": later, "b": later}
    assert tombstones.read_file(tmp_path / "elsewhere") == {}


def test_erasing_where_one_never_was_is_no_error(conn: Connection, now: datetime) -> None:
    assert not privacy.erase(conn, now, Actor(77, ANNA)).anything
