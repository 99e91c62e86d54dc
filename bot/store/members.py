"""Rows of `member`: what one person chose in one community. Who chose nothing has no row."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.domain.people import Preferences
from bot.store.database import Connection, upsert
from bot.store.prepared import Prepared
from bot.store.schema import member

_COLUMNS = [column for column in member.c if column.name != "updated_at"]
_NAMES = [column.name for column in _COLUMNS]
_FIND = Prepared(
    select(*_COLUMNS).where(
        member.c.community_id == bindparam("community_id"), member.c.user_id == bindparam("user_id")
    )
)
_KEY = ("community_id", "user_id")


def get(conn: Connection, community_id: int, user_id: int) -> Preferences:
    """What a person chose; all defaults for one who never chose anything."""
    row = _FIND.first(conn, {"community_id": community_id, "user_id": user_id})
    return Preferences(community_id, user_id) if row is None else _preferences(dict(zip(_NAMES, row, strict=True)))


def save(conn: Connection, now: datetime, chosen: Preferences) -> None:
    """Keep what a person chose. The community's row must exist."""
    row: dict[str, Any] = {
        "community_id": chosen.community_id,
        "user_id": chosen.user_id,
        "language": chosen.language,
        "zone": chosen.zone,
        "direct_messages": chosen.direct_messages,
        "unreachable_since": chosen.unreachable_since,
        "lead_minutes": None if chosen.lead_minutes is None else list(chosen.lead_minutes),
        "quiet_from": chosen.quiet_from,
        "quiet_to": chosen.quiet_to,
        "messages_chosen_at": chosen.messages_chosen_at,
        "updated_at": now,
    }
    upsert(conn, member, row, conflict=_KEY, update=[name for name in row if name not in _KEY])


def _preferences(values: dict[str, Any]) -> Preferences:
    leads = values["lead_minutes"]
    return Preferences(**{**values, "lead_minutes": None if leads is None else tuple(leads)})
