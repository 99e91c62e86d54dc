"""`upsert` means the same on both databases."""

from sqlalchemy import Connection, select

from bot.store.database import upsert
from bot.store.schema import fact


def test_a_new_row_is_inserted_and_a_known_one_updated(any_conn: Connection) -> None:
    for value in ("one", "two"):
        upsert(any_conn, fact, {"name": "salt", "value": value}, conflict=["name"], update=["value"])
    assert any_conn.execute(select(fact.c.name, fact.c.value)).all() == [("salt", "two")]


def test_without_update_the_known_row_stays(any_conn: Connection) -> None:
    first = upsert(any_conn, fact, {"name": "salt", "value": "one"}, conflict=["name"])
    second = upsert(any_conn, fact, {"name": "salt", "value": "two"}, conflict=["name"])
    assert (first, second) == (1, 0)
    assert any_conn.execute(select(fact.c.value)).scalars().all() == ["one"]


def test_several_rows_at_once(any_conn: Connection) -> None:
    rows = [{"name": str(number), "value": "x"} for number in range(3)]
    upsert(any_conn, fact, rows, conflict=["name"], update=["value"])
    upsert(any_conn, fact, [{**row, "value": "y"} for row in rows], conflict=["name"], update=["value"])
    assert any_conn.execute(select(fact.c.value)).scalars().all() == ["y"] * 3
