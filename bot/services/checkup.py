"""/doctor: a look at everything a server's events depend on, before one of them fails."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from bot.domain import checkup, people
from bot.domain.checkup import Diagnosis, RoleUse, Seen, Watched
from bot.domain.events import Event
from bot.domain.materials import Material
from bot.domain.people import Actor, Duty, Trouble
from bot.domain.preflight import Purpose
from bot.services import communities, delivery
from bot.store import coming, events, materials, troubles
from bot.store import outlook as outlook_store
from bot.store.database import Connection

T = TypeVar("T")

_AHEAD = 200  # planned words looked at, the next first: months in a busy server


def watched(conn: Connection, now: datetime, actor: Actor) -> Watched:
    """The channels and roles to look at. Refused: permission.organiser."""
    people.require(Duty.ORGANISER, actor, communities.get(conn, now, actor.community_id))
    return _watched(conn, now, actor.community_id)


def diagnose(conn: Connection, now: datetime, actor: Actor, seen: Seen) -> Diagnosis:
    """Compare what is needed with what is there, and forget troubles that are gone. Refused: permission.organiser."""
    community_id = actor.community_id
    needed = watched(conn, now, actor)
    found, lost = checkup.findings(needed, seen), checkup.lost_roles(needed, seen)
    exposed = tuple(sorted(needed.closed & seen.open))
    channels = frozenset([*exposed, *(each.channel_id for each in found)])
    wrong = frozenset([f"channel:{each}" for each in channels] + [f"role:{each}" for each in lost])
    noted = troubles.listing(conn, community_id)
    standing = tuple(trouble for trouble in noted if checkup.stands(trouble, needed, wrong))
    resumed = 0
    for subject in {trouble.subject for trouble in noted} - {trouble.subject for trouble in standing}:
        resumed += repaired(conn, now, community_id, subject)
    planned = coming.planned(conn, community_id, _AHEAD)
    return Diagnosis(
        watched=needed,
        findings=found,
        lost_roles=lost,
        exposed=exposed,
        troubles=tuple(trouble for trouble in standing if trouble.subject not in wrong),
        cleared=len(noted) - len(standing),
        resumed=resumed,
        failing=checkup.failing(planned, frozenset(each.channel_id for each in found)),
        next=planned[0] if planned else None,
        outlook=outlook_store.outlook(conn, now, community_id),
        titles=dict(_titles(conn, community_id, standing)),
    )


def _titles(conn: Connection, community_id: int, standing: Iterable[Trouble]) -> Iterator[tuple[str, str]]:
    """What troubles are about that neither a channel nor an event to come says: a recording, a material."""
    for trouble in standing:
        what, _, number = trouble.subject.partition(":")
        found: Event | Material | None = None
        if what == "recording":
            found = events.get(conn, int(number))
        elif what == "material":
            found = materials.get(conn, int(number))
        if found is not None and found.community_id == community_id:
            yield trouble.subject, found.title


def repaired(conn: Connection, now: datetime, community_id: int, subject: str) -> int:
    """Forget what was noted about a subject. What could not be said, and is still worth saying, is said now.

    Returns how many messages that is; 0 as well when nothing was noted.
    """
    if all(trouble.subject != subject for trouble in troubles.listing(conn, community_id)):
        return 0
    communities.clear_trouble(conn, now, community_id, subject)
    return delivery.resume(conn, now, community_id)


def channel_changed(
    conn: Connection, now: datetime, community_id: int, channel_id: int, *, granted: frozenset[str], open_to_all: bool
) -> int:
    """A channel's permissions were changed: if that repaired it, what waited for it is said. Returns as `repaired`."""
    needed = _watched(conn, now, community_id)
    if channel_id not in needed.channels or (open_to_all and channel_id in needed.closed):
        return 0
    wrong = checkup.findings(needed, Seen(granted={channel_id: granted}, roles=frozenset()))
    return 0 if wrong else repaired(conn, now, community_id, f"channel:{channel_id}")


def channel_deleted(conn: Connection, now: datetime, community_id: int, channel_id: int) -> bool:
    """A channel was deleted. Noted, and True, if something depended on it."""
    if channel_id not in _watched(conn, now, community_id).channels:
        return False
    return communities.note_trouble(conn, now, community_id, f"channel:{channel_id}", "channel_gone")


def role_deleted(conn: Connection, now: datetime, community_id: int, role_id: int) -> bool:
    """A role was deleted. Noted, and True, if something depended on it."""
    if role_id not in _watched(conn, now, community_id).roles:
        return False
    return communities.note_trouble(conn, now, community_id, f"role:{role_id}", "role_gone")


def _watched(conn: Connection, now: datetime, community_id: int) -> Watched:
    community = communities.get(conn, now, community_id)
    channels: dict[int, set[Purpose]] = defaultdict(set)
    if community.announce_channel_id is not None:
        channels[community.announce_channel_id].add(Purpose.EVENTS)
    for channel_id in coming.event_channels(conn, community_id):
        channels[channel_id].add(Purpose.EVENTS)
    for channel_id in coming.announcement_channels(conn, community_id):
        channels[channel_id].add(Purpose.ANNOUNCEMENTS)
    rooms = coming.rooms(conn, community_id)
    for channel_id in rooms:
        channels[channel_id].add(Purpose.PRESENCE)
    roles: dict[int, set[RoleUse]] = defaultdict(set)
    for use, role_ids in (
        (RoleUse.ORGANISERS, community.organiser_role_ids),
        (RoleUse.MENTORS, community.mentor_role_ids),
        (RoleUse.EVENT, coming.event_roles(conn, community_id)),
    ):
        for role_id in role_ids:
            roles[role_id].add(use)
    return Watched(
        channels=_frozen(channels),
        roles=_frozen(roles),
        events=coming.open_events(conn, community_id),
        closed=coming.closed_channels(conn, community_id),
        announce_channel_id=community.announce_channel_id,
        rooms=rooms,
    )


def _frozen(sets: Mapping[int, set[T]]) -> dict[int, frozenset[T]]:
    return {key: frozenset(values) for key, values in sets.items()}
