"""Rows of `form`: what a person typed into a form that was refused or left, one row for each person and form."""

from datetime import datetime

from sqlalchemy import and_, delete, select
from sqlalchemy.sql.elements import ColumnElement

from bot.store.database import Connection, upsert
from bot.store.schema import form

_KEY = ("community_id", "user_id", "name")


def keep(
    conn: Connection, now: datetime, *, community_id: int, user_id: int, name: str, fields: dict[str, str]
) -> None:
    """Keep what was typed, in place of what was kept under this name. The community's row must exist."""
    row = {"community_id": community_id, "user_id": user_id, "name": name, "fields": fields, "kept_at": now}
    upsert(conn, form, row, conflict=_KEY, update=["fields", "kept_at"])


def find(conn: Connection, community_id: int, user_id: int, name: str) -> dict[str, str] | None:
    query = select(form.c.fields).where(_this(community_id, user_id, name))
    fields: dict[str, str] | None = conn.execute(query).scalar_one_or_none()
    return fields


def forget(conn: Connection, community_id: int, user_id: int, name: str) -> None:
    conn.execute(delete(form).where(_this(community_id, user_id, name)))


def _this(community_id: int, user_id: int, name: str) -> ColumnElement[bool]:
    return and_(form.c.community_id == community_id, form.c.user_id == user_id, form.c.name == name)
