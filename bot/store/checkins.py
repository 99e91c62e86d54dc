"""Check-in codes, and how often somebody typed a wrong one."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from bot.domain.checkin import Code, Guesses
from bot.domain.events import Event, Status
from bot.store.database import Connection, upsert
from bot.store.schema import checkin_code, checkin_guess, event

_COLUMNS = (
    checkin_code.c.event_id,
    checkin_code.c.code,
    checkin_code.c.opens_at,
    checkin_code.c.closes_at,
    checkin_code.c.created_by,
)
_TAKES_PLACE = (Status.PUBLISHED.value, Status.LIVE.value, Status.ENDED.value, Status.ARCHIVED.value)


def get(conn: Connection, event_id: int) -> Code | None:
    row = conn.execute(select(*_COLUMNS).where(checkin_code.c.event_id == event_id)).first()
    return None if row is None else Code(*row)


def of_community(conn: Connection, community_id: int, since: datetime) -> tuple[Code, ...]:
    """The codes of all events that take place and that worked at `since`, or will, whether or not they work now."""
    query = (
        select(*_COLUMNS)
        .join(event, event.c.id == checkin_code.c.event_id)
        .where(event.c.community_id == community_id, event.c.status.in_(_TAKES_PLACE), checkin_code.c.closes_at > since)
        .order_by(checkin_code.c.event_id)
    )
    return tuple(Code(*row) for row in conn.execute(query))


def put(conn: Connection, code: Code) -> None:
    """Give an event a code instead of the one it had."""
    values = {
        "event_id": code.event_id,
        "code": code.text,
        "opens_at": code.opens_at,
        "closes_at": code.closes_at,
        "created_by": code.created_by,
    }
    upsert(conn, checkin_code, values, conflict=["event_id"], update=["code", "opens_at", "closes_at", "created_by"])


def remove(conn: Connection, event_id: int) -> bool:
    return bool(conn.execute(delete(checkin_code).where(checkin_code.c.event_id == event_id)).rowcount)


def follow(conn: Connection, before: Event, after: Event) -> None:
    """The event has another time: its code opens and closes as long before and after it as it did."""
    code = get(conn, after.id)
    if code is None:
        return
    opens_at = code.opens_at + (after.starts_at - before.starts_at)
    closes_at = max(code.closes_at + (after.ends_at - before.ends_at), after.ends_at)
    mine = checkin_code.c.event_id == after.id
    conn.execute(update(checkin_code).where(mine).values(opens_at=opens_at, closes_at=closes_at))


def guesses(conn: Connection, community_id: int, user_id: int) -> Guesses | None:
    """Held, so that tries at the same moment count each."""
    query = select(checkin_guess.c.tries, checkin_guess.c.since).where(*_theirs(community_id, user_id))
    row = conn.execute(query.with_for_update()).first()
    return None if row is None else Guesses(*row)


def remember(conn: Connection, community_id: int, user_id: int, guessed: Guesses) -> None:
    values = {"community_id": community_id, "user_id": user_id, "tries": guessed.tries, "since": guessed.since}
    upsert(conn, checkin_guess, values, conflict=["community_id", "user_id"], update=["tries", "since"])


def forgive(conn: Connection, community_id: int, user_id: int) -> None:
    """They found the right one."""
    conn.execute(delete(checkin_guess).where(*_theirs(community_id, user_id)))


def _theirs(community_id: int, user_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return checkin_guess.c.community_id == community_id, checkin_guess.c.user_id == user_id
