"""The whole archive, to be written as files by `bot/archive_files.py`. No ids of people are in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.archive_files import Kept, Shelf
from bot.domain import audience
from bot.domain.events import Event, Status, is_over
from bot.domain.people import Actor
from bot.services import communities
from bot.services.events import access
from bot.store import archive, events, materials
from bot.store.database import Connection

_EACH = 500  # bytes of the index, pressed, and of names
_SHOWN = frozenset({Status.PUBLISHED, Status.LIVE, Status.ENDED, Status.ARCHIVED})


def shelf(conn: Connection, now: datetime, community_id: int, *, public: bool) -> Shelf:
    """One community's archive, read while it is gone through: everything, or what anybody may see."""
    return Shelf(
        communities.get(conn, now, community_id),
        _events(conn, now, community_id, public=public),
        _kept(conn, community_id, public=public),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """How large an export will be, about."""

    materials: int
    size: int  # bytes


def measure(conn: Connection, now: datetime, actor: Actor) -> Measured:
    """Refused: permission.organiser."""
    access.organiser(conn, now, actor)
    number, size = archive.weight(conn, actor.community_id)
    return Measured(number, size + number * _EACH)


def everything(conn: Connection, now: datetime, actor: Actor) -> Shelf:
    """All of an organiser's community, in memory: measure it first. Refused: permission.organiser."""
    access.organiser(conn, now, actor)
    found = shelf(conn, now, actor.community_id, public=False)
    return Shelf(found.community, tuple(found.events), tuple(found.kept))


def _events(conn: Connection, now: datetime, community_id: int, *, public: bool) -> Iterator[Event]:
    """Events that are over, and those that have materials already."""
    has = archive.events_with_materials(conn, community_id)
    for filled in events.search(conn, community_id, now, statuses=_SHOWN):
        if (is_over(filled.event, now) or filled.event.id in has) and (not public or audience.is_public(filled.event)):
            yield filled.event


def _kept(conn: Connection, community_id: int, *, public: bool) -> Iterator[Kept]:
    for material_id in archive.every(conn, community_id):
        material = materials.get(conn, material_id)
        if material is None:
            continue
        event = events.get(conn, material.event_id) if material.event_id is not None else None
        if public and not audience.is_public_material(material, event):
            continue
        known = event if event is not None and (not public or audience.is_public(event)) else None
        yield Kept(material, known, materials.passages_of(conn, material_id))
