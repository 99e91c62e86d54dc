"""Nacre comes to a server, leaves it, comes back."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.outbox import Route, Saying
from bot.domain.people import Community
from bot.services import checkup, communities
from bot.store import communities as rows
from bot.store import outbox
from bot.store.database import Connection

_WELCOME_HOLDS = timedelta(hours=1)  # nobody is greeted hours after they added us


def joined(conn: Connection, now: datetime, community_id: int, *, language: str, zone: str, greet: bool) -> None:
    """Nacre was added to a server. What was set up there before still holds; else it starts in its language and zone.

    It says hello once, where Discord itself greets people, if `greet`: it may write there.
    """
    known = _back(conn, now, community_id)
    if known.set_up_at is not None:
        return
    rows.save(conn, replace(known, language=language, zone=zone))
    if greet:
        key = f"community:{community_id}/welcome"
        hello = {
            "key": key,
            "fact": key,
            "community_id": community_id,
            "route": Route.CHANNEL.value,
            "kind": Saying.WELCOME.value,
            "args": {},
            "due_at": now,
            "expires_at": now + _WELCOME_HOLDS,
        }
        outbox.put(conn, now, [hello])


def reconcile(conn: Connection, now: datetime, here: Collection[int], ours: Callable[[int], bool]) -> None:
    """Discord has told all servers of this process: what came or went while it was away is made up for.

    `here` are the servers Nacre is in, `ours` says whether a server belongs to this process's shards at all.
    """
    for community_id, gone in rows.known(conn).items():
        if community_id in here and gone:
            _back(conn, now, community_id)
        elif community_id not in here and not gone and ours(community_id):
            communities.left(conn, now, community_id)


def _back(conn: Connection, now: datetime, community_id: int) -> Community:
    known = communities.returned(conn, now, community_id)
    checkup.repaired(conn, now, community_id, f"community:{community_id}")
    return known
