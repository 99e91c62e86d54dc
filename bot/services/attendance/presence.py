"""Presence in the event's voice or stage channel, from a quarter of an hour before the start to the end.

Once a minute it is noted that we watch, and what Discord shows is compared with what is noted; joining and leaving is
noted as it happens. If the process dies, everything up to the last note stands: whoever is gone when somebody looks
again was there until then, and the time between is a gap that organisers see. Whoever is still there is taken to have
stayed.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.domain.attendance import NOTICEABLE, Ended, Source, Watched, gap_between, minutes_there
from bot.domain.events import Event
from bot.domain.people import Actor
from bot.services import events
from bot.services.attendance.announcing import keep_said
from bot.services.events import access
from bot.store import attendance, presence
from bot.store.database import Connection


def watched(conn: Connection, now: datetime, communities: Collection[int]) -> tuple[Watched, ...]:
    """The events of these communities whose channel is to be watched now."""
    return presence.watched(conn, now, communities)


def look(conn: Connection, now: datetime, communities: Collection[int], there: Mapping[int, Collection[int]]) -> None:
    """What Discord shows now of the events that are on: event → people in its channel.

    An event of these communities that is missing in `there` could not be seen: it is not watched at this moment.
    """
    seen = [each for each in presence.watched(conn, now, communities) if each.event_id in there]
    noted = presence.here(conn, [each.event_id for each in seen])
    for each in seen:
        _compare(conn, now, each, noted.get(each.event_id, set()), set(there[each.event_id]))
    presence.saw(conn, now, [each.event_id for each in seen])
    for event_id in presence.no_more(conn, now, communities):
        presence.left(conn, event_id, now, Ended.END)
        presence.stop_watching(conn, event_id)


def _compare(conn: Connection, now: datetime, event: Watched, noted: set[int], there: set[int]) -> None:
    gap = gap_between(event.starts_at, event.seen_at, now)
    if gap is not None:
        presence.add_gap(conn, event.event_id, gap)
    gone = noted - there
    if gone and event.seen_at is not None and now - event.seen_at > NOTICEABLE:
        presence.left(conn, event.event_id, event.seen_at, Ended.LOST, gone)
    elif gone:
        presence.left(conn, event.event_id, now, Ended.LEFT, gone)
    presence.came(conn, now, event.event_id, there - noted)


def moved(
    conn: Connection, now: datetime, community_id: int, user_id: int, left: int | None, joined: int | None
) -> None:
    """Somebody left a channel, joined one, or went from one to the other. Told twice, it is noted once."""
    channels = [channel for channel in (left, joined) if channel is not None]
    for event in presence.of_channels(conn, now, community_id, channels):
        if event.channel_id == left:
            presence.left(conn, event.event_id, now, Ended.LEFT, [user_id])
        elif user_id not in presence.here(conn, [event.event_id]).get(event.event_id, ()):
            presence.came(conn, now, event.event_id, [user_id])


def settle(conn: Connection, now: datetime, event: Event) -> None:
    """The event is over: what was seen becomes attendance.

    At least a minute is needed. Doing it again changes nothing but what was noted since.
    """
    _settle(conn, now, event)
    presence.stop_watching(conn, event.id)


def _settle(conn: Connection, now: datetime, event: Event) -> datetime:
    """Until when all of it is noted: what was seen, and when nobody watched."""
    until = min(now, event.ends_at)
    seen_at = presence.seen_at(conn, event.id)
    if until > event.starts_at:
        gap = gap_between(event.starts_at, seen_at, until) if seen_at or not _was_settled(conn, event) else None
        if gap is not None:
            presence.add_gap(conn, event.id, gap)
    if seen_at is not None and until - seen_at > NOTICEABLE:
        presence.left(conn, event.id, seen_at, Ended.LOST)
    else:
        presence.left(conn, event.id, until, Ended.END)
    minutes = {
        user_id: minutes_there(stays, event.starts_at, until)
        for user_id, stays in presence.stays(conn, event.id).items()
    }
    there = {user_id: count for user_id, count in minutes.items() if count}
    attendance.note_many(conn, now, event.id, Source.VOICE, there, None)
    return until


def _was_settled(conn: Connection, event: Event) -> bool:
    """Nobody watches it, but somebody did, and said so: there is no need to say again that nobody watched."""
    return bool(presence.gaps(conn, event.id) or presence.stays(conn, event.id))


def set_channel(conn: Connection, now: datetime, actor: Actor, event_id: int, channel_id: int | None) -> Event:
    """Say which voice or stage channel an event is held in; None: in none, so that nobody is watched any more.

    Who was in the channel that it had until now keeps their minutes.
    Refused: permission.organiser, event.unknown, event.discarded, event.cancelled, event.ended.
    """
    before = access.held(conn, now, actor, event_id).event
    after = events.edit(conn, now, actor, event_id, voice_channel_id=channel_id)
    if before.voice_channel_id is not None and after.voice_channel_id != before.voice_channel_id:
        if after.voice_channel_id is None:
            presence.saw(conn, _settle(conn, now, before), [event_id])  # put back, it is unwatched since then only
            keep_said(conn, now, before)
        else:
            presence.left(conn, event_id, now, Ended.END)
    return after
