"""What an organiser notes by hand; their word stands over what was seen."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.attendance import Source
from bot.domain.details import LONGEST
from bot.domain.events import Event
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import logbook
from bot.services.attendance.noting import require_begun
from bot.services.events import access
from bot.store import attendance, certificates, presence
from bot.store.database import Connection

_MOST_MINUTES = int(LONGEST.total_seconds()) // 60


def mark(
    conn: Connection,
    now: datetime,
    actor: Actor,
    event_id: int,
    user_ids: Collection[int],
    minutes: int | None = None,
) -> Event:
    """These people were there, whether or not they had answered; given minutes stand over those known so far.

    Refused: permission.organiser, event.unknown, event.not_published, event.discarded, event.cancelled,
    attendance.not_yet, attendance.minutes.
    """
    event = access.held(conn, now, actor, event_id).event
    require_begun(event, now)
    if minutes is not None and not 1 <= minutes <= _MOST_MINUTES:
        raise Refused("attendance.minutes", limit=_MOST_MINUTES)
    attendance.note_many(conn, now, event_id, Source.HAND, dict.fromkeys(user_ids, minutes), actor.user_id)
    if minutes is not None:
        certificates.withdraw(conn, event_id, user_ids, above=minutes)
    logbook.write(conn, now, actor, "attendance.mark", event_id, people=sorted(user_ids))
    return event


def unmark(conn: Connection, now: datetime, actor: Actor, event_id: int, user_ids: Collection[int]) -> Event:
    """These people were not there, whatever else said so: what was seen of them goes, too.

    Refused as `mark`.
    """
    event = access.held(conn, now, actor, event_id).event
    require_begun(event, now)
    gone, here = [], presence.here(conn, [event_id]).get(event_id, ())
    for user_id in sorted(set(user_ids)):
        presence.forget(conn, event_id, user_id)
        if user_id in here:  # a stay of no minutes, else the next look at the channel would begin another one
            presence.came(conn, event.ends_at, event_id, [user_id])
        certificates.remove(conn, event_id, user_id)
        if attendance.remove(conn, event_id, user_id):
            gone.append(user_id)
    if gone:
        logbook.write(conn, now, actor, "attendance.unmark", event_id, people=gone)
    return event
