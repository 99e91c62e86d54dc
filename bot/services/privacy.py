"""What is held about a person is theirs to see and to have erased, and nothing stays for longer than it must.

Erasing is for one community: what another one holds is between the person and that one.
"""

from datetime import datetime
from typing import Any

from bot.domain import audience
from bot.domain.events import Status
from bot.domain.people import Actor
from bot.domain.privacy import Erased
from bot.domain.retention import Retention
from bot.services import attendance, communities, notices, rsvps
from bot.services.feedback import asking
from bot.store import events as event_store
from bot.store import privacy as privacy_store
from bot.store import retention as retention_store
from bot.store import tombstones
from bot.store.database import Connection, after_commit
from bot.store.transaction import folder_of

_SHOWN = frozenset({Status.PUBLISHED, Status.LIVE, Status.ENDED})


def export(conn: Connection, now: datetime, actor: Actor) -> dict[str, Any]:
    """Everything held about the person in this community, ready for JSON: instants as ISO 8601 in UTC, by table.

    Titles are added for events that they may see, so that the numbers mean something to them.
    """
    community = communities.get(conn, now, actor.community_id)
    held = privacy_store.export(conn, actor.community_id, actor.user_id)
    ids = {row["event_id"] for rows in held.values() for row in rows if row.get("event_id") is not None}
    known = (event_store.get(conn, event_id) for event_id in sorted(ids))
    return {
        "about": {"user_id": actor.user_id, "community_id": actor.community_id, "exported_at": _plain(now)},
        "events": {
            str(event.id): {"title": event.title, "starts_at": _plain(event.starts_at)}
            for event in known
            if event is not None and audience.may_see(actor, event, community)
        },
        "held": {name: [_plain(row) for row in rows] for name, rows in held.items()},
    }


def erase(conn: Connection, now: datetime, actor: Actor) -> Erased:
    """Remove the person from this community's data; totals stay, a seat they held goes to the waitlist."""
    return erase_person(conn, now, actor.community_id, actor.user_id)


def erase_person(conn: Connection, now: datetime, community_id: int, user_id: int) -> Erased:
    """As `erase`. A tombstone is kept, in the database and, once this is committed, in the data folder's file.

    If the process dies between the two, the next erasure writes both tombstones to the file.
    """
    held = privacy_store.export(conn, community_id, user_id)
    shown = {row["event_id"] for row in held["rsvp"]} | set(privacy_store.mentioned_in(conn, community_id, user_id))
    attendance.keep_totals(conn, now, community_id, user_id)
    counts = {"rsvps": rsvps.forget_person(conn, now, community_id, user_id)}
    counts |= privacy_store.erase(conn, community_id, user_id)
    for event_id in sorted(shown):
        event = event_store.get(conn, event_id)
        if event is not None and event.status in _SHOWN:
            notices.refresh_card(conn, now, event)
    tombstones.add(conn, now, community_id, user_id)
    folder = folder_of(conn)
    if folder is not None:
        known = tombstones.every(conn)
        after_commit(conn, lambda: tombstones.write_file(folder, known))
    return Erased({kind: count for kind, count in counts.items() if count})


def sweep(conn: Connection, now: datetime, retention: Retention) -> int:
    """Remove a bounded part of what has been kept for long enough; returns how many rows. 0: there is nothing left.

    If the process dies, the next sweep finds the rest: nothing but the rows themselves says how far it came.
    """
    return asking.sweep(conn, now) + retention_store.sweep(conn, now, retention)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value
