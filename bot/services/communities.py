"""A community's settings, its logbook, and what stands in Nacre's way there."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import TypedDict, Unpack

from bot import words
from bot.domain import zones
from bot.domain.people import Actor, Community, DmPolicy, Duty, LogEntry, Page, Trouble, require
from bot.domain.refused import Refused
from bot.services import logbook
from bot.store import communities
from bot.store import log as log_store
from bot.store import troubles as trouble_store
from bot.store.database import Connection

_LOG_PAGE = 10


class Settings(TypedDict, total=False):
    """What an administrator may set; what is left out stays as it is."""

    language: str
    zone: str
    announce_channel_id: int | None
    organiser_role_ids: Iterable[int]
    mentor_role_ids: Iterable[int]
    dm_policy: DmPolicy


def get(conn: Connection, now: datetime, community_id: int) -> Community:
    """The settings of a community; the defaults for one that was never set up."""
    return communities.find(conn, community_id) or Community(community_id)


def ensure(conn: Connection, now: datetime, community_id: int) -> Community:
    """As `get`, and its row is there afterwards, so that others can refer to it."""
    return communities.ensure(conn, community_id)


def set_up(
    conn: Connection,
    now: datetime,
    actor: Actor,
    *,
    language: str,
    zone: str,
    announce_channel_id: int | None,
    organiser_role_ids: Iterable[int],
    mentor_role_ids: Iterable[int],
    dm_policy: DmPolicy,
) -> Community:
    """Keep what /setup asked for. Refused: permission.administrator, language.unknown, zone.unknown."""
    community = communities.ensure(conn, actor.community_id)
    require(Duty.ADMINISTRATOR, actor, community)
    settings = Settings(
        language=language,
        zone=zone,
        announce_channel_id=announce_channel_id,
        organiser_role_ids=organiser_role_ids,
        mentor_role_ids=mentor_role_ids,
        dm_policy=dm_policy,
    )
    chosen = replace(_checked(community, settings), set_up_at=now)
    communities.save(conn, chosen)
    logbook.write(conn, now, actor, "settings.set_up")
    return chosen


def change(conn: Connection, now: datetime, actor: Actor, **settings: Unpack[Settings]) -> Community:
    """Change some settings; each that differs is noted in the log. Refused as `set_up`."""
    community = communities.ensure(conn, actor.community_id)
    require(Duty.ADMINISTRATOR, actor, community)
    chosen = _checked(community, settings)
    communities.save(conn, chosen)
    for field in fields(Community):
        value = getattr(chosen, field.name)
        if value != getattr(community, field.name):
            logbook.write(conn, now, actor, f"settings.{field.name}", value=value)
    return chosen


def _checked(community: Community, settings: Settings) -> Community:
    chosen = Community(
        id=community.id,
        language=settings.get("language", community.language),
        zone=zones.require(settings.get("zone", community.zone)),
        announce_channel_id=settings.get("announce_channel_id", community.announce_channel_id),
        organiser_role_ids=frozenset(settings.get("organiser_role_ids", community.organiser_role_ids)),
        mentor_role_ids=frozenset(settings.get("mentor_role_ids", community.mentor_role_ids)),
        dm_policy=DmPolicy(settings.get("dm_policy", community.dm_policy)),
        set_up_at=community.set_up_at,
        left_at=community.left_at,
    )
    if chosen.language not in words.LANGUAGES:
        raise Refused("language.unknown", language=chosen.language)
    return chosen


def left(conn: Connection, now: datetime, community_id: int) -> None:
    """Nacre was removed from a server: its data goes after a grace period. Said again, it changes nothing."""
    if get(conn, now, community_id).left_at is None:
        communities.mark_left(conn, community_id, now)


def returned(conn: Connection, now: datetime, community_id: int) -> Community:
    """Nacre is (again) in a server: nothing is removed."""
    community = communities.ensure(conn, community_id)
    if community.left_at is not None:
        communities.mark_left(conn, community_id, None)
    return replace(community, left_at=None)


def log(conn: Connection, now: datetime, actor: Actor, page: int = 0) -> Page[LogEntry]:
    """Who did what, the latest first. Refused: permission.organiser."""
    require(Duty.ORGANISER, actor, get(conn, now, actor.community_id))
    return log_store.page(conn, actor.community_id, page, _LOG_PAGE)


def troubles(conn: Connection, now: datetime, actor: Actor) -> tuple[Trouble, ...]:
    """What does not work there, the latest first. Refused: permission.organiser."""
    require(Duty.ORGANISER, actor, get(conn, now, actor.community_id))
    return trouble_store.listing(conn, actor.community_id)


def note_trouble(conn: Connection, now: datetime, community_id: int, subject: str, code: str) -> bool:
    """Remember that something did not work; True the first time, so that it is logged once."""
    communities.ensure(conn, community_id)
    return trouble_store.note(conn, now, community_id, subject, code)


def clear_trouble(conn: Connection, now: datetime, community_id: int, subject: str) -> None:
    trouble_store.clear(conn, community_id, subject)
