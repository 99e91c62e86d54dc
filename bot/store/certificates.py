"""Certificates: one a person and event."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select

from bot.domain.certificates import Certificate
from bot.store.database import Connection, upsert
from bot.store.schema import certificate

_COLUMNS = (
    certificate.c.event_id,
    certificate.c.user_id,
    certificate.c.code,
    certificate.c.name,
    certificate.c.language,
    certificate.c.minutes,
    certificate.c.issued_at,
)
_KEY = ("event_id", "user_id")
_CHANGES = ("code", "name", "language", "minutes", "issued_at")


def get(conn: Connection, event_id: int, user_id: int) -> Certificate | None:
    query = select(*_COLUMNS).where(certificate.c.event_id == event_id, certificate.c.user_id == user_id)
    return _certificate(conn.execute(query).first())


def by_code(conn: Connection, code: str) -> Certificate | None:
    return _certificate(conn.execute(select(*_COLUMNS).where(certificate.c.code == code)).first())


def events_of(conn: Connection, user_id: int) -> set[int]:
    """The events of which a person has one, in whichever community."""
    return set(conn.scalars(select(certificate.c.event_id).where(certificate.c.user_id == user_id)))


def add(conn: Connection, issued: Certificate) -> bool:
    """Keep a person's first one of an event; False if they have one already, maybe since a moment ago."""
    return bool(upsert(conn, certificate, _row(issued), conflict=_KEY))


def put(conn: Connection, issued: Certificate) -> None:
    """Keep it, in place of the one the person has of this event."""
    upsert(conn, certificate, _row(issued), conflict=_KEY, update=_CHANGES)


def remove(conn: Connection, event_id: int, user_id: int) -> bool:
    """Its code is unknown from now on."""
    which = (certificate.c.event_id == event_id, certificate.c.user_id == user_id)
    return bool(conn.execute(delete(certificate).where(*which)).rowcount)


def withdraw(conn: Connection, event_id: int, user_ids: Iterable[int], above: int) -> None:
    """Codes of these people's that state more minutes than that are unknown from now on."""
    which = (certificate.c.event_id == event_id, certificate.c.user_id.in_(list(user_ids)))
    conn.execute(delete(certificate).where(*which, certificate.c.minutes > above))


def _row(issued: Certificate) -> dict[str, Any]:
    return {column.name: getattr(issued, column.name) for column in _COLUMNS}


def _certificate(row: Sequence[Any] | None) -> Certificate | None:
    return None if row is None else Certificate(*row)
