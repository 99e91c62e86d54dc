"""Single values of the installation, by name."""

from sqlalchemy import bindparam, select

from bot.store.database import Connection, upsert
from bot.store.schema import fact

_GET = select(fact.c.value).where(fact.c.name == bindparam("name"))


def get(conn: Connection, name: str) -> str | None:
    value: str | None = conn.execute(_GET, {"name": name}).scalar_one_or_none()
    return value


def put(conn: Connection, name: str, value: str) -> None:
    upsert(conn, fact, {"name": name, "value": value}, conflict=["name"], update=["value"])
