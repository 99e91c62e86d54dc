"""What remains of an event that is over: its page in the archive."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.attendance import Attendance
from bot.domain.events import EventView
from bot.domain.materials import Material
from bot.domain.people import Actor
from bot.services import events, materials
from bot.store import attendance, finding
from bot.store.database import Connection


@dataclass(frozen=True, slots=True)
class Remains:
    """For one reader: materials that they may see, whether anything said there can be searched, and if they came."""

    view: EventView
    materials: tuple[Material, ...]
    searchable: bool
    attended: Attendance | None


def remains(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Remains:
    """Refused: event.unknown."""
    view = events.show(conn, now, actor, event_id)
    found = materials.of_event(conn, now, actor, event_id)
    searchable = any(finding.minutes(conn, one.id) for one in found)
    return Remains(view, found, searchable, attendance.get(conn, event_id, actor.user_id))
