"""Rows of `community`: a Discord server and its settings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.people import Community, DmPolicy
from bot.store.database import Connection, upsert
from bot.store.prepared import Prepared
from bot.store.schema import community, compared_role

_COLUMNS = [column.name for column in community.c]
_FIND = Prepared(select(community).where(community.c.id == bindparam("community_id")))


def find(conn: Connection, community_id: int) -> Community | None:
    row = _FIND.first(conn, {"community_id": community_id})
    return None if row is None else _community(dict(zip(_COLUMNS, row, strict=True)))


def ensure(conn: Connection, community_id: int) -> Community:
    """The community, made with default settings if it was unknown. Everything else refers to its row."""
    known = find(conn, community_id)
    if known is not None:
        return known
    fresh = Community(community_id)
    upsert(conn, community, _row(fresh), conflict=["id"])
    return find(conn, community_id) or fresh


def save(conn: Connection, settings: Community) -> None:
    row = _row(settings)
    upsert(conn, community, row, conflict=["id"], update=[name for name in row if name != "id"])


def mark_left(conn: Connection, community_id: int, at: datetime | None) -> None:
    conn.execute(update(community).where(community.c.id == community_id).values(left_at=at))


def left_before(conn: Connection, before: datetime, limit: int) -> list[int]:
    """Communities that Nacre was removed from before an instant, longest ago first."""
    query = select(community.c.id).where(community.c.left_at < before).order_by(community.c.left_at).limit(limit)
    return list(conn.execute(query).scalars())


def known(conn: Connection) -> dict[int, bool]:
    """All communities, and whether Nacre has left each."""
    rows = conn.execute(select(community.c.id, community.c.left_at))
    return {row.id: row.left_at is not None for row in rows}


def purge(conn: Connection, community_id: int) -> None:
    """Remove a community; everything that refers to it goes with it (ON DELETE CASCADE)."""
    conn.execute(delete(community).where(community.c.id == community_id))


def ids(conn: Connection) -> list[int]:
    return list(conn.scalars(select(community.c.id).order_by(community.c.id)))


def count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(community)).scalar_one()


def compared_roles(conn: Connection, community_id: int) -> dict[int, str]:
    """What reports compare: the names of roles by id, as they were chosen and in that order."""
    query = select(compared_role.c.role_id, compared_role.c.name).where(compared_role.c.community_id == community_id)
    return {row.role_id: row.name for row in conn.execute(query.order_by(compared_role.c.place))}


def compare_roles(conn: Connection, community_id: int, roles: Mapping[int, str]) -> None:
    """These and no others from now on."""
    conn.execute(delete(compared_role).where(compared_role.c.community_id == community_id))
    rows = [
        {"community_id": community_id, "role_id": role_id, "name": name, "place": place}
        for place, (role_id, name) in enumerate(roles.items())
    ]
    if rows:
        conn.execute(insert(compared_role), rows)


def _row(settings: Community) -> dict[str, Any]:
    return {
        "id": settings.id,
        "language": settings.language,
        "zone": settings.zone,
        "announce_channel_id": settings.announce_channel_id,
        "organiser_role_ids": sorted(settings.organiser_role_ids),
        "mentor_role_ids": sorted(settings.mentor_role_ids),
        "dm_policy": settings.dm_policy.value,
        "set_up_at": settings.set_up_at,
        "left_at": settings.left_at,
    }


def _community(values: dict[str, Any]) -> Community:
    return Community(
        **{
            **values,
            "organiser_role_ids": frozenset(values["organiser_role_ids"]),
            "mentor_role_ids": frozenset(values["mentor_role_ids"]),
            "dm_policy": DmPolicy(values["dm_policy"]),
        }
    )
