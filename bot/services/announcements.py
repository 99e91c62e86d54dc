"""Announcements of their own: organisers schedule a text for a channel, once or repeating by a rule."""

from dataclasses import replace
from datetime import datetime

from bot.domain.announcements import MOST, Announcement, check
from bot.domain.folding import fold
from bot.domain.people import Actor
from bot.domain.recurrence import next_occurrence, require, rule_from
from bot.domain.refused import Refused
from bot.domain.zones import require as require_zone
from bot.services import logbook
from bot.services.agenda import plan_announcement
from bot.services.events import access
from bot.store import announcements
from bot.store.database import Connection

_CHOICES = 25  # https://docs.discord.com/developers/interactions/application-commands#autocomplete


def schedule(
    conn: Connection,
    now: datetime,
    actor: Actor,
    channel_id: int,
    text: str,
    local: datetime,
    zone: str,
    rule: str | None = None,
) -> Announcement:
    """Say `text` in a channel when the wall clock of `zone` shows the naive time `local`, and again by `rule`.

    `rule` is a key of `recurrence.RULES`. Whether Nacre may write there is for the caller to check. Refused:
    permission.organiser, zone.unknown, recurrence.unknown, announcement.past, announcement.too_many,
    announcement.text_missing, announcement.text_long.
    """
    access.organiser(conn, now, actor)
    kept, known = check(text), require_zone(zone)
    value = None if rule is None else rule_from(require(rule), local)
    first = next_occurrence(local, known, None, now)
    if first is None:
        raise Refused("announcement.past")
    if announcements.count(conn, actor.community_id) >= MOST:
        raise Refused("announcement.too_many", most=MOST)
    # a rule may not begin with its first day: "every weekday", scheduled for a Saturday
    coming = next_occurrence(local, known, value, now)
    if coming is None:
        raise Refused("announcement.past")
    new = Announcement(0, actor.community_id, channel_id, kept, local, known, now, value, coming, actor.user_id)
    made = replace(new, id=announcements.add(conn, new))
    plan_announcement(conn, made.community_id, made.id, coming)
    logbook.write(conn, now, actor, "announcement.schedule", channel_id=channel_id)
    return made


def listing(conn: Connection, now: datetime, actor: Actor) -> tuple[Announcement, ...]:
    """Those still to come, the next first. Refused: permission.organiser."""
    access.organiser(conn, now, actor)
    return announcements.coming(conn, actor.community_id)


def remove(conn: Connection, now: datetime, actor: Actor, announcement_id: int) -> Announcement:
    """It will not be said (again). Refused: permission.organiser, announcement.unknown."""
    access.organiser(conn, now, actor)
    found = announcements.get(conn, announcement_id) if 0 < announcement_id < 2**31 else None
    if found is None or found.community_id != actor.community_id:
        raise Refused("announcement.unknown")
    announcements.remove(conn, announcement_id)
    logbook.write(conn, now, actor, "announcement.remove", channel_id=found.channel_id)
    return found


def suggest(conn: Connection, now: datetime, actor: Actor, typed: str) -> tuple[Announcement, ...]:
    """Those still to come whose text has what was typed, at most 25. Refused: permission.organiser."""
    words = fold(typed).split()
    found = [one for one in listing(conn, now, actor) if all(word in fold(one.text) for word in words)]
    return tuple(found[:_CHOICES])
