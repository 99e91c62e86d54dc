"""Statements made ready once mean the same as SQLAlchemy's own execution of them, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.domain.people import Community, DmPolicy
from bot.store import communities
from bot.store.database import Database
from bot.store.prepared import Prepared
from bot.store.schema import community, fact, member

_WHEN = datetime(2026, 12, 3, 14, 0, 7, 123_456, tzinfo=UTC)
_ONE = Prepared(select(community).where(community.c.id == bindparam("of_id")))
_NAMED = Prepared(select(fact.c.name, fact.c.value).where(fact.c.value == "kept").order_by(fact.c.name))
_ADD = Prepared(insert(fact).values(name=bindparam("new_name"), value="kept"))
_RENAME = Prepared(update(fact).where(fact.c.name == bindparam("of_name")).values(name=bindparam("new_name")))
_REMOVE = Prepared(delete(fact).where(fact.c.name == bindparam("of_name")))


async def test_rows_come_out_as_sqlalchemy_gives_them(any_database: Database) -> None:
    """Instants, lists, truth values and nothing at all, each in its type."""
    chosen = Community(7, "pl", "Europe/Riga", None, frozenset({3, 4}), frozenset(), DmPolicy.NEVER, _WHEN)

    def compare(conn: Connection) -> None:
        communities.save(conn, chosen)
        row = {"community_id": 7, "user_id": 8, "direct_messages": True, "lead_minutes": None, "updated_at": _WHEN}
        conn.execute(insert(member).values(**row))
        for statement in (select(community), select(member)):
            expected = [tuple(each) for each in conn.execute(statement)]
            assert Prepared(statement).all(conn, {}) == expected
            assert Prepared(statement).first(conn, {}) == expected[0]

    await any_database.write(compare)
    assert await any_database.read(communities.find, 7) == replace(chosen)


async def test_what_is_changed_is_counted(any_database: Database) -> None:
    def change(conn: Connection) -> list[int]:
        for name in ("one", "two"):
            _ADD.run(conn, {"new_name": name})
        return [
            _RENAME.run(conn, {"of_name": "one", "new_name": "three"}),
            _RENAME.run(conn, {"of_name": "nobody", "new_name": "four"}),
            _REMOVE.run(conn, {"of_name": "two"}),
        ]

    assert await any_database.write(change) == [1, 0, 1]
    assert await any_database.read(_NAMED.all, {}) == [("three", "kept")]
    assert await any_database.read(_ONE.first, {"of_id": 1}) is None


async def test_what_a_reader_may_not_write_stays_refused(database: Database) -> None:
    with pytest.raises(Exception, match="readonly"):
        await database.read(_ADD.run, {"new_name": "one"})


async def test_it_is_undone_with_its_use_case(any_database: Database) -> None:
    def fail(conn: Connection) -> None:
        _ADD.run(conn, {"new_name": "one"})
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await any_database.write(fail)
    assert await any_database.read(_NAMED.all, {}) == []


async def test_a_list_among_the_parameters_is_refused(database: Database) -> None:
    """Its text would depend on how long the list is."""
    several = Prepared(select(fact.c.name).where(fact.c.name.in_(bindparam("names", expanding=True))))
    with pytest.raises(ValueError, match="a list"):
        await database.read(several.all, {"names": ["one"]})
