"""Changing an event that people may know of: whoever holds a seat or waits hears of what concerns them."""

from dataclasses import replace
from datetime import datetime
from typing import Unpack

from bot.domain import details as rules
from bot.domain import zones
from bot.domain.details import Changes
from bot.domain.events import Audience, Event, Status, has_started
from bot.domain.people import Actor
from bot.domain.refused import Refused
from bot.services import logbook, notices, planning, wishes
from bot.services.events import access
from bot.services.events.drafting import require_fitting_channel
from bot.services.seating.book import Book
from bot.services.seating.queue import let_in, offer_seats, renew_offers
from bot.store import archive, attendance, cards, checkins, events, materials, presence
from bot.store.database import Connection
from bot.store.events import Filled

_PLANNED_FROM = frozenset(
    {"starts_at", "ends_at", "zone", "lead_minutes", "closes_at", "link_opens_minutes", "recorded", "voice_channel_id"}
)


def edit(conn: Connection, now: datetime, actor: Actor, event_id: int, **changes: Unpack[Changes]) -> Event:
    """Change an event's details; `move` changes its times. Raising the capacity lets waiting people in, in order.

    Refused: permission.organiser, event.unknown, event.discarded, event.cancelled, event.ended,
    event.audience_fixed, event.channel_fixed, event.no_roles, and what `domain/details.py` refuses.
    """
    filled = access.held(conn, now, actor, event_id)
    before = filled.event
    access.require_going_on(before, now)
    after = rules.described(before, changes, now)
    if before.status is not Status.DRAFT and after.channel_id != before.channel_id:
        raise Refused("event.channel_fixed", title=before.title)
    _require_same_readers(before, after)
    return _change(conn, now, actor, filled, after, "event.edit")


def _require_same_readers(before: Event, after: Event) -> None:
    """Where a published event stands, its readers are there already: it can be opened up, not restricted."""
    if before.status is Status.DRAFT or after.audience is not Audience.ROLES:
        return
    if before.audience is not Audience.ROLES:
        raise Refused("event.audience_fixed", title=before.title)
    require_fitting_channel(after, channel_open_to_all=False)


def move(
    conn: Connection,
    now: datetime,
    actor: Actor,
    event_id: int,
    starts_at: datetime,
    ends_at: datetime | None = None,
    zone: str | None = None,
) -> Event:
    """Give an event another time; without an end it keeps its length. A start that stays only changes the end.

    Those who come or wait are told, reminders are planned anew, registration closes as long before the start as it
    did, and offered seats get a new time to accept. A running event may be moved to a later day.
    Refused: permission.organiser, event.unknown, event.discarded, event.cancelled, event.ended, event.past,
    event.end_before_start, event.end_past, event.too_long, event.too_far, zone.unknown.
    """
    filled = access.held(conn, now, actor, event_id)
    before = filled.event
    access.require_going_on(before, now)
    ends_at = ends_at or before.ends_at + (starts_at - before.starts_at)
    zone = zones.require(zone) if zone is not None else before.zone
    if starts_at == before.starts_at and before.status is not Status.DRAFT:
        rules.length(starts_at, ends_at)
        if ends_at <= now:
            raise Refused("event.end_past", title=before.title)
        return _change(conn, now, actor, filled, replace(before, ends_at=ends_at, zone=zone), "event.edit")
    rules.times(starts_at, ends_at, now)
    after = replace(
        before,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        closes_at=_closing(before, starts_at, now),
        status=Status.PUBLISHED if before.status is Status.LIVE else before.status,
        version=before.version + (before.status is not Status.DRAFT),
    )
    moved = _change(conn, now, actor, filled, after, "event.move", was=before.starts_at, starts=starts_at)
    if moved.status is not Status.DRAFT:
        with Book(conn, now, replace(filled, event=moved)) as book:
            renew_offers(book)
            offer_seats(book)
        notices.moved(conn, now, moved, before.starts_at)
    return moved


def _closing(event: Event, starts_at: datetime, now: datetime) -> datetime | None:
    """As long before the start as it was; at the start when that would shut out everybody at once."""
    if event.closes_at is None:
        return None
    closes_at = event.closes_at + (starts_at - event.starts_at)
    return closes_at if closes_at > now else None


def _change(
    conn: Connection, now: datetime, actor: Actor, filled: Filled, after: Event, action: str, **details: object
) -> Event:
    """Save what differs, and let everything that follows from it follow."""
    before = filled.event
    names = rules.changed(before, after)
    if not names:
        return before
    announced = after.status is not Status.DRAFT
    significant = announced and not rules.SIGNIFICANT.isdisjoint(names)
    after = replace(after, updated_at=now, sequence=before.sequence + significant)
    events.save(conn, after)
    if "starts_at" in names:
        materials.follow(conn, after.id, after.starts_at)
    if not archive.FOUND_BY.isdisjoint(names):
        archive.event_changed(conn, after.id)
    logbook.write(conn, now, actor, action, after.id, fields=list(names), **details)
    if announced:
        if "capacity" in names:
            with Book(conn, now, replace(filled, event=after)) as book:
                let_in(book)
        if not _PLANNED_FROM.isdisjoint(names):
            planning.replan(conn, now, after)
        if "starts_at" in names:
            attendance.clear(conn, after.id)  # it is to come: nobody was there yet
            presence.clear(conn, after.id)
        if "starts_at" in names or "ends_at" in names:
            checkins.follow(conn, before, after)
        notices.refresh_card(conn, now, after)
    return after


def cancel(conn: Connection, now: datetime, actor: Actor, event_id: int, reason: str = "") -> Event:
    """Call an event off: nothing that was planned happens, nothing that was to be said is, but that it is cancelled.

    Refused: permission.organiser, event.unknown, event.not_published, event.discarded, event.cancelled, event.ended,
    event.cancel_reason_long.
    """
    before = access.held(conn, now, actor, event_id).event
    access.require_announced(before, now)
    after = replace(
        before,
        status=Status.CANCELLED,
        cancel_reason=rules.paragraphs("cancel_reason", reason),
        sequence=before.sequence + 1,
        updated_at=now,
    )
    events.save(conn, after)
    planning.unplan(conn, now, after, "cancelled")
    notices.cancelled(conn, now, after)
    wishes.called_off(conn, now, after)
    notices.refresh_card(conn, now, after)
    logbook.write(conn, now, actor, "event.cancel", after.id)
    return after


def close(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Event:
    """Take no new answers; those who wait still move up. Closing again is harmless.

    Refused: permission.organiser, event.unknown, event.not_published, event.discarded, event.cancelled, event.ended.
    """
    filled = access.held(conn, now, actor, event_id)
    access.require_announced(filled.event, now)
    return _change(conn, now, actor, filled, replace(filled.event, registration_open=False), "event.close")


def reopen(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Event:
    """Take answers again, until the start when the time to close has passed.

    Refused as `close`, and event.started.
    """
    filled = access.held(conn, now, actor, event_id)
    before = filled.event
    access.require_announced(before, now)
    if has_started(before, now):
        raise Refused("event.started", title=before.title)
    closes_at = before.closes_at if before.closes_at is not None and before.closes_at > now else None
    after = replace(before, registration_open=True, closes_at=closes_at)
    return _change(conn, now, actor, filled, after, "event.reopen")


def repost(
    conn: Connection,
    now: datetime,
    actor: Actor,
    event_id: int,
    *,
    channel_id: int | None = None,
    channel_open_to_all: bool = False,
) -> Event:
    """Post the card anew, where it was or in another channel; for a card or a channel that was deleted.

    Refused: permission.organiser, event.unknown, event.not_published, event.discarded, event.ended,
    event.channel_open.
    """
    before = access.held(conn, now, actor, event_id).event
    if before.status is not Status.CANCELLED:
        access.require_announced(before, now)
    require_fitting_channel(before, channel_open_to_all)
    after = replace(before, channel_id=channel_id or before.channel_id, updated_at=now)
    events.save(conn, after)
    cards.forget(conn, after.id)
    notices.post_card_anew(conn, now, after)
    logbook.write(conn, now, actor, "event.repost", after.id)
    return after
