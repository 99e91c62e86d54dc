"""Who hears of a recording, who is asked for one, and who hears that a link is dead. All of it in the outbox.

If the process dies before the commit, neither the recording nor what is said of it is there; after it, both are.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import audience, link_health
from bot.domain.agenda import AgendaItem
from bot.domain.events import Event
from bot.domain.letters import REGISTERED
from bot.domain.materials import LinkState, Material
from bot.domain.outbox import Route, Saying
from bot.domain.quiet import deliver_at
from bot.domain.rsvps import Choice
from bot.services import circles, communities, notices
from bot.store import attendance, materials, members, outbox
from bot.store.database import Connection
from bot.store.recipients import Circle, Message, Who

NEWS = timedelta(days=14)  # for so long a recording that could not be told of yet is still news
ASKED = timedelta(days=6)  # the next time comes a week later


def arrived(conn: Connection, now: datetime, event: Event, material: Material) -> None:
    """The first recording of an event: those who were there get it, those who missed it too, the thread says it.

    Where nobody knows who was there, those who were going get it, in words that fit both. Nobody is mentioned. After
    one that was for some roles only, the thread says the first one that is not.
    """
    if event.published_at is None:
        return
    known = materials.was_told(conn, event.id)
    in_thread = audience.for_readers_of_its_event(material) and not materials.was_told(conn, event.id, in_public=True)
    if known and not in_thread:
        return
    materials.save(conn, replace(material, told_at=now))
    if not known:
        _tell_each(conn, now, event, material)
    if in_thread:
        message = _news(now, event, material, Saying.RECORDING)
        outbox.put(conn, now, [_row(event.community_id, event.id, message, now, Route.CHANNEL, None)])


def _tell_each(conn: Connection, now: datetime, event: Event, material: Material) -> None:
    direct = circles.allows_direct(communities.get(conn, now, event.community_id))
    if attendance.total(conn, event.id):
        there = Circle(event.id, event.community_id, (), direct, who=Who.ATTENDED)
        missed = Circle(event.id, event.community_id, REGISTERED, direct, who=Who.ABSENT)
        notices.tell(conn, now, event, there, _news(now, event, material, Saying.RECORDING), channel=False)
        notices.tell(conn, now, event, missed, _news(now, event, material, Saying.MISSED_RECORDING), channel=False)
    else:
        going = Circle(event.id, event.community_id, (Choice.GOING,), direct)
        notices.tell(conn, now, event, going, _news(now, event, material, Saying.RECORDING), channel=False)


def is_settled(conn: Connection, now: datetime, event: Event) -> None:
    """The recording is there, or there will be none: nobody has to be asked for it any more."""
    communities.clear_trouble(conn, now, event.community_id, f"recording:{event.id}")


def chase(conn: Connection, now: datetime, item: AgendaItem, event: Event) -> bool:
    """Ask for the recording: the host, else who made the event, by direct message; else a line in /doctor.

    False when there is nothing to ask for any more.
    """
    if not event.recorded or materials.has_recording(conn, event.id):
        return False
    message = Message(item.key, Saying.CHASE, {"number": item.number, "version": event.version}, now + ASKED)
    people = dict.fromkeys(user_id for user_id in (event.host_id, event.created_by) if user_id is not None)
    if not any(_write_to(conn, now, event.community_id, event.id, user_id, message) for user_id in people):
        communities.note_trouble(conn, now, event.community_id, f"recording:{event.id}", "recording_missing")
    return True


def link_died(conn: Connection, now: datetime, material: Material) -> None:
    """Tell whoever added it, once for each time it dies; else a line in /doctor."""
    since = int((material.link_failing_since or now).timestamp())
    silent = link_health.is_silent(material.link_state, material.link_problem)
    args = {"material": material.id, **({"silent": 1} if silent else {})}
    message = Message(f"material:{material.id}/dead@{since}", Saying.DEAD_LINK, args, now + NEWS)
    owner = material.created_by
    community_id, event_id = material.community_id, material.event_id
    if owner is None or not _write_to(conn, now, community_id, event_id, owner, message):
        communities.note_trouble(conn, now, community_id, f"material:{material.id}", trouble_of(args))


def trouble_of(args: Mapping[str, Any]) -> str:
    """The line in /doctor for a dead link, by what its message would have said."""
    return "link_silent" if args.get("silent") else "link_dead"


def link_changed(conn: Connection, now: datetime, material: Material) -> None:
    """It leads somewhere again, or is gone with its material: no trouble any more."""
    if material.link_state is not LinkState.DEAD or material.removed_at is not None:
        communities.clear_trouble(conn, now, material.community_id, f"material:{material.id}")


def _news(now: datetime, event: Event, material: Material, saying: Saying) -> Message:
    return Message(f"event:{event.id}/{saying}", saying, {"material": material.id}, now + NEWS)


def _write_to(
    conn: Connection, now: datetime, community_id: int, event_id: int | None, user_id: int, message: Message
) -> bool:
    """Write to one person, after their quiet hours; False when they did not ask for direct messages."""
    community = communities.get(conn, now, community_id)
    chosen = members.get(conn, community_id, user_id)
    if not (circles.allows_direct(community) and chosen.direct_messages and chosen.unreachable_since is None):
        return False
    due = deliver_at(now, None, chosen.zone or community.zone, chosen.quiet_from, chosen.quiet_to)
    outbox.put(conn, now, [_row(community_id, event_id, message, due, Route.DIRECT, user_id)])
    return True


def _row(
    community_id: int, event_id: int | None, message: Message, due_at: datetime, route: Route, user_id: int | None
) -> dict[str, Any]:
    return {
        "key": f"{message.fact}/u:{user_id}" if user_id is not None else f"{message.fact}/part:1",
        "fact": message.fact,
        "community_id": community_id,
        "event_id": event_id,
        "user_id": user_id,
        "route": route.value,
        "kind": message.saying.value,
        "args": message.args,
        "due_at": due_at,
        "expires_at": message.expires_at,
    }
