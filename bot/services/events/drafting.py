"""Making an event, and bringing it before people: create, discard, restore, duplicate, publish."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Unpack
from uuid import uuid4

from bot.domain import details as rules
from bot.domain import zones
from bot.domain.details import Details
from bot.domain.events import Audience, Event, Status
from bot.domain.kinds import Kind
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import communities, logbook, notices, planning, wishes
from bot.services.events import access
from bot.store import attendance_notices, events
from bot.store.database import Connection


def create(
    conn: Connection,
    now: datetime,
    actor: Actor,
    kind: Kind,
    title: str,
    starts_at: datetime,
    ends_at: datetime | None,
    zone: str,
    **details: Unpack[Details],
) -> Event:
    """Make a draft; its kind gives it a length, an audience and reminders, as far as `details` do not.

    Refused: permission.organiser, zone.unknown, and what `domain/details.py` refuses.
    """
    access.organiser(conn, now, actor)
    communities.ensure(conn, now, actor.community_id)
    ends_at = ends_at or starts_at + timedelta(minutes=kind.minutes)
    rules.times(starts_at, ends_at, now)
    blank = Event(
        id=0,
        community_id=actor.community_id,
        uid=_new_uid(),
        kind=kind.key,
        title=rules.title(title),
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zones.require(zone),
        status=Status.DRAFT,
        created_by=actor.user_id,
        created_at=now,
        updated_at=now,
        audience=kind.audience,
        lead_minutes=kind.reminders,
        recorded=kind.recorded,
    )
    draft = _add(conn, rules.described(blank, details, now))
    logbook.write(conn, now, actor, "event.create", draft.id)
    return draft


def discard(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Event:
    """Put a draft away. Refused: permission.organiser, event.unknown, event.not_draft. Twice is harmless."""
    draft = access.held(conn, now, actor, event_id).event
    if draft.status is Status.DISCARDED:
        return draft
    if draft.status is not Status.DRAFT:
        raise Refused("event.not_draft", title=draft.title)
    wishes.called_off(conn, now, draft)
    return _set_status(conn, now, actor, draft, Status.DISCARDED, "event.discard")


def restore(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Event:
    """Bring a discarded draft back. Refused: permission.organiser, event.unknown, event.not_discarded."""
    draft = access.held(conn, now, actor, event_id).event
    if draft.status is Status.DRAFT:
        return draft
    if draft.status is not Status.DISCARDED:
        raise Refused("event.not_discarded", title=draft.title)
    wishes.back(conn, now, draft)
    return _set_status(conn, now, actor, draft, Status.DRAFT, "event.restore")


def duplicate(conn: Connection, now: datetime, actor: Actor, event_id: int, starts_at: datetime) -> Event:
    """A new draft at another time with everything else of an event: its texts, reminders and skipped steps.

    Answers are not taken along. Refused: permission.organiser, event.unknown, event.past, event.too_far.
    """
    source = access.held(conn, now, actor, event_id).event
    shift = starts_at - source.starts_at
    ends_at = source.ends_at + shift
    rules.times(starts_at, ends_at, now)
    closes_at = source.closes_at + shift if source.closes_at is not None else None
    copy = replace(
        source,
        uid=_new_uid(),
        starts_at=starts_at,
        ends_at=ends_at,
        closes_at=closes_at if closes_at is not None and closes_at > now else None,
        status=Status.DRAFT,
        created_by=actor.user_id,
        created_at=now,
        updated_at=now,
        registration_open=True,
        published_at=None,
        cancel_reason="",
        version=1,
        sequence=0,
    )
    draft = _add(conn, copy)
    events.copy_steps(conn, source.id, draft.id, actor.user_id, now)
    attendance_notices.copy(conn, source.id, draft.id)
    logbook.write(conn, now, actor, "event.duplicate", draft.id, source=source.id)
    return draft


def publish(
    conn: Connection, now: datetime, actor: Actor, event_id: int, *, channel_id: int, channel_open_to_all: bool
) -> Event:
    """Announce a draft in a channel and plan everything around it. Publishing again is harmless.

    Refused: permission.organiser, event.unknown, event.discarded, event.cancelled, event.ended, event.past, and for
    a restricted event event.no_roles, event.channel_open.
    """
    draft = access.held(conn, now, actor, event_id).event
    access.require_going_on(draft, now)
    if draft.status is not Status.DRAFT:
        return draft
    rules.times(draft.starts_at, draft.ends_at, now)
    require_fitting_channel(draft, channel_open_to_all)
    closes_at = draft.closes_at if draft.closes_at is not None and draft.closes_at > now else None
    published = replace(
        draft, status=Status.PUBLISHED, channel_id=channel_id, published_at=now, updated_at=now, closes_at=closes_at
    )
    events.save(conn, published)
    planning.replan(conn, now, published)
    notices.refresh_card(conn, now, published)
    wishes.published(conn, now, published)
    logbook.write(conn, now, actor, "event.publish", published.id, channel=channel_id)
    return published


def require_fitting_channel(event: Event, channel_open_to_all: bool) -> None:
    """A restricted event is not announced where everybody reads."""
    if event.audience is not Audience.ROLES:
        return
    if not event.role_ids:
        raise Refused("event.no_roles", title=event.title)
    if channel_open_to_all:
        raise Refused("event.channel_open", title=event.title)


def _new_uid() -> str:
    return f"{uuid4()}@nacre"  # globally unique, and it names no person (RFC 7986 section 5.3)


def _add(conn: Connection, new: Event) -> Event:
    return replace(new, id=events.add(conn, new))


def _set_status(conn: Connection, now: datetime, actor: Actor, event: Event, status: Status, action: str) -> Event:
    changed = replace(event, status=status, updated_at=now)
    events.save(conn, changed)
    logbook.write(conn, now, actor, action, event.id)
    return changed
