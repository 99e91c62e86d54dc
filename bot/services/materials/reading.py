"""Reading materials: each reader gets what they may see, and what they may not is as if it did not exist."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain import audience
from bot.domain.events import Event
from bot.domain.folding import fold
from bot.domain.materials import Material
from bot.domain.people import Actor, Community
from bot.domain.refused import Refused
from bot.services import communities
from bot.services.events import access
from bot.store import events, materials
from bot.store.database import Connection

LIMIT = 25  # Discord shows no more choices
_LOOKED_AT = 2_000  # of an archive of years, what was changed last: for the rest there is its number
_NUMBER = re.compile(r"\s*#(\d{1,9})\s*")
_LARGEST_ID = 2**31 - 1  # of an INTEGER column on PostgreSQL


@dataclass(frozen=True, slots=True)
class Shown:
    """A material for one reader; `event` only where they may see that too."""

    material: Material
    event: Event | None
    may_change: bool


def of_event(conn: Connection, now: datetime, actor: Actor, event_id: int) -> tuple[Material, ...]:
    """The materials of an event that the actor may see. Refused: event.unknown."""
    event = access.visible(conn, now, actor, event_id)[0].event
    community = communities.get(conn, now, actor.community_id)
    found = materials.of_event(conn, event_id)
    return tuple(one for one in found if audience.may_see_material(actor, one, event, community))


def show(conn: Connection, now: datetime, actor: Actor, material_id: int) -> Shown:
    """One material. Refused: material.unknown."""
    community = communities.get(conn, now, actor.community_id)
    material, event = find(conn, actor, material_id)
    if not audience.may_see_material(actor, material, event, community):
        raise Refused("material.unknown")
    seen = event if event is not None and audience.may_see(actor, event, community) else None
    return Shown(material, seen, audience.may_change_material(actor, material, event, community))


def editable(conn: Connection, now: datetime, actor: Actor, material_id: int) -> Shown:
    """As `show`, for those who may change it. Refused: material.unknown, permission.organiser."""
    shown = show(conn, now, actor, material_id)
    if not shown.may_change:
        raise Refused("permission.organiser")
    return shown


def suggest(conn: Connection, now: datetime, actor: Actor, typed: str) -> tuple[Shown, ...]:
    """At most 25 materials that the actor may change, by the words of their own or their event's title."""
    community = communities.get(conn, now, actor.community_id)
    number = _NUMBER.fullmatch(typed)
    if number is not None:
        return _numbered(conn, now, actor, int(number[1]))
    words = fold(typed[:100]).split()
    known: dict[int, Event | None] = {}
    found: list[Shown] = []
    for material in materials.latest(conn, actor.community_id, _LOOKED_AT):
        event = _event(conn, material, known)
        title = fold(f"{material.title} {event.title if event else ''}")
        if all(word in title for word in words) and _may_change(actor, material, event, community):
            found.append(Shown(material, event, may_change=True))
        if len(found) == LIMIT:
            break
    return tuple(found)


def _numbered(conn: Connection, now: datetime, actor: Actor, material_id: int) -> tuple[Shown, ...]:
    try:
        return (editable(conn, now, actor, material_id),)
    except Refused:
        return ()


def find(conn: Connection, actor: Actor, material_id: int) -> tuple[Material, Event | None]:
    """A material of the actor's community, removed or not, with its event. Refused: material.unknown."""
    material = materials.get(conn, material_id) if 0 < material_id <= _LARGEST_ID else None
    if material is None or material.community_id != actor.community_id:
        raise Refused("material.unknown")
    return material, _event(conn, material, {})


def _may_change(actor: Actor, material: Material, event: Event | None, community: Community) -> bool:
    return audience.may_see_material(actor, material, event, community) and audience.may_change_material(
        actor, material, event, community
    )


def _event(conn: Connection, material: Material, known: dict[int, Event | None]) -> Event | None:
    if material.event_id is None:
        return None
    if material.event_id not in known:
        known[material.event_id] = events.get(conn, material.event_id)
    return known[material.event_id]
