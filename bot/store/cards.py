"""Where the announcements of events stand in Discord."""

from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain.events import Card
from bot.store.database import Connection
from bot.store.prepared import Prepared
from bot.store.schema import card

_ALL = select(card.c.event_id, card.c.channel_id, card.c.message_id, card.c.thread_id)
_GET = Prepared(_ALL.where(card.c.event_id == bindparam("of_event")))


def get(conn: Connection, event_id: int) -> Card | None:
    row = _GET.first(conn, {"of_event": event_id})
    return None if row is None else Card(*row)


def of_events(conn: Connection, event_ids: list[int]) -> dict[int, Card]:
    """The cards of some events, by event."""
    return {row[0]: Card(*row) for row in conn.execute(_ALL.where(card.c.event_id.in_(event_ids)))}


def put(conn: Connection, new: Card) -> None:
    """Remember where a card stands, in place of what was known of it."""
    values = {"channel_id": new.channel_id, "message_id": new.message_id, "thread_id": new.thread_id}
    done = conn.execute(update(card).where(card.c.event_id == new.event_id).values(values))
    if not done.rowcount:
        conn.execute(insert(card).values(event_id=new.event_id, **values))


def forget(conn: Connection, event_id: int) -> None:
    """The card is gone: the next refresh posts a new one."""
    conn.execute(delete(card).where(card.c.event_id == event_id))
