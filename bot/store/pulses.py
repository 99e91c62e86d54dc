"""Pulses; their rounds are surveys (`store/feedback.py`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from bot.domain.pulses import Pulse
from bot.store.database import Connection
from bot.store.schema import pulse

_ALL = select(
    pulse.c.id,
    pulse.c.community_id,
    pulse.c.title,
    pulse.c.form_name,
    pulse.c.channel_id,
    pulse.c.starts_local,
    pulse.c.zone,
    pulse.c.open_days,
    pulse.c.created_at,
    pulse.c.rule,
    pulse.c.next_at,
    pulse.c.created_by,
)


def get(conn: Connection, pulse_id: int) -> Pulse | None:
    row = conn.execute(_ALL.where(pulse.c.id == pulse_id)).first()
    return None if row is None else _pulse(row)


def hold(conn: Connection, pulse_id: int) -> Pulse | None:
    """As `get`, with its row locked until the transaction ends."""
    row = conn.execute(_ALL.where(pulse.c.id == pulse_id).with_for_update()).first()
    return None if row is None else _pulse(row)


def of_community(conn: Connection, community_id: int) -> tuple[Pulse, ...]:
    """Those with a round to come first, the next one first; then those that are over, the latest first."""
    rows = conn.execute(
        _ALL.where(pulse.c.community_id == community_id).order_by(
            pulse.c.next_at.is_(None), pulse.c.next_at, pulse.c.id.desc()
        )
    )
    return tuple(_pulse(row) for row in rows)


def count(conn: Connection, community_id: int) -> int:
    """How many have a round to come."""
    mine = (pulse.c.community_id == community_id) & pulse.c.next_at.is_not(None)
    return conn.execute(select(func.count()).select_from(pulse).where(mine)).scalar_one()


def add(conn: Connection, new: Pulse) -> int:
    """Insert it; `new.id` is ignored. Returns its id."""
    values = {
        "community_id": new.community_id,
        "title": new.title,
        "form_name": new.form_name,
        "channel_id": new.channel_id,
        "starts_local": new.starts_local.isoformat(timespec="minutes"),
        "zone": new.zone,
        "rule": new.rule,
        "open_days": new.open_days,
        "next_at": new.next_at,
        "created_by": new.created_by,
        "created_at": new.created_at,
    }
    return int(conn.execute(insert(pulse).values(values).returning(pulse.c.id)).scalar_one())


def set_next(conn: Connection, pulse_id: int, next_at: datetime | None) -> None:
    conn.execute(update(pulse).where(pulse.c.id == pulse_id).values(next_at=next_at))


def _pulse(row: Sequence[Any]) -> Pulse:
    values = list(row)
    values[5] = datetime.fromisoformat(values[5])
    return Pulse(*values)
