"""Plain functions that make what tests start from: a community, people, events, answers. They decide nothing."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select

from bot.domain.events import Event, Status
from bot.domain.people import Actor, Community, DmPolicy
from bot.domain.rsvps import Choice, Rsvp
from bot.store import events as event_store
from bot.store import rsvps as rsvp_store
from bot.store.database import Connection
from bot.store.schema import community as community_table
from bot.store.schema import rsvp as rsvp_table

COMMUNITY = 500
ORGANISER_ROLE = 601
MENTOR_ROLE = 602
_uids = count(1)


def make_community(conn: Connection, now: datetime, community_id: int = COMMUNITY, **settings: Any) -> Community:
    """A server that is set up, with an organiser role and a mentor role."""
    given: dict[str, Any] = {
        "announce_channel_id": 700,
        "organiser_role_ids": frozenset({ORGANISER_ROLE}),
        "mentor_role_ids": frozenset({MENTOR_ROLE}),
        "dm_policy": DmPolicy.OPT_IN,
        "set_up_at": now,
        **settings,
    }
    made = Community(id=community_id, **given)
    values: dict[str, Any] = {field.name: getattr(made, field.name) for field in fields(Community)}
    values |= {
        "organiser_role_ids": sorted(made.organiser_role_ids),
        "mentor_role_ids": sorted(made.mentor_role_ids),
        "dm_policy": made.dm_policy.value,
    }
    conn.execute(insert(community_table).values(values))
    return made


def participant(user_id: int = 11, *, roles: Iterable[int] = (), community_id: int = COMMUNITY) -> Actor:
    return Actor(community_id, user_id, frozenset(roles))


def organiser(user_id: int = 1, *, community_id: int = COMMUNITY) -> Actor:
    return Actor(community_id, user_id, frozenset({ORGANISER_ROLE}))


def mentor(user_id: int = 2, *, community_id: int = COMMUNITY) -> Actor:
    return Actor(community_id, user_id, frozenset({MENTOR_ROLE}))


def administrator(user_id: int = 3, *, community_id: int = COMMUNITY) -> Actor:
    return Actor(community_id, user_id, administrator=True)


def event_of(now: datetime, *, starts_in: timedelta = timedelta(days=7), **details: Any) -> Event:
    """A published webinar of an hour and a half, a week from now, as an object: nothing is stored."""
    starts_at = details.pop("starts_at", now + starts_in)
    given: dict[str, Any] = {
        "id": 0,
        "community_id": COMMUNITY,
        "uid": f"test-{next(_uids)}@nacre",
        "kind": "webinar",
        "title": "Storytelling for towns",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "zone": "Europe/Warsaw",
        "status": Status.PUBLISHED,
        "created_by": 1,
        "created_at": now,
        "updated_at": now,
        "channel_id": 700,
        "join_link": "https://meet.example.org/storytelling",
        **details,
    }
    if given["status"] not in (Status.DRAFT, Status.DISCARDED):
        given.setdefault("published_at", now)
    return Event(**given)


def make_event(conn: Connection, now: datetime, **details: Any) -> Event:
    """Store an event as `event_of` describes it, without planning or announcing anything."""
    event_id = event_store.add(conn, event_of(now, **details))
    made = event_store.get(conn, event_id)
    assert made is not None
    return made


def make_rsvp(
    conn: Connection, now: datetime, event: Event, user_id: int, choice: Choice = Choice.GOING, note: str = ""
) -> Rsvp:
    """Store an answer and count it, whatever the rules would say to it."""
    filled = event_store.hold(conn, event.id)
    assert filled is not None
    until = now + timedelta(hours=1) if choice is Choice.OFFERED else None
    made = Rsvp(event.id, user_id, choice, filled.last_ticket + 1, now, note, until)
    rsvp_store.add(conn, made)
    event_store.count(conn, event.id, {choice: 1}, made.ticket)
    return made


def answers(conn: Connection, event_id: int) -> dict[int, Choice]:
    """Who answered what."""
    return {row.user_id: row.choice for row in rsvp_store.of_event(conn, event_id)}


def assert_counters_agree(conn: Connection, event_id: int) -> None:
    """The counters of an event are what its RSVP rows, and the totals of erased ones, add up to."""
    filled = event_store.read(conn, event_id)
    assert filled is not None
    rows = conn.execute(
        select(rsvp_table.c.choice, func.count()).where(rsvp_table.c.event_id == event_id).group_by(rsvp_table.c.choice)
    )
    counted = {Choice(choice): number for choice, number in rows}
    for choice, number in rsvp_store.erased(conn, event_id).items():
        counted[choice] = counted.get(choice, 0) + number
    assert {choice: getattr(filled.seats, choice.value) for choice in Choice} == {
        choice: counted.get(choice, 0) for choice in Choice
    }


def at(text: str) -> datetime:
    """ "2026-12-03 14:00" as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
