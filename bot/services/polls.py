"""Polls: asked by organisers and mentors, posted as Discord's own, counted when they end (decision 110).

A poll's step on the agenda puts an item into the outbox whose delivery is to read the message and count. If the
process dies anywhere between, the item is still there and the message is read again.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain import polls as rules
from bot.domain.agenda import AgendaItem, AgendaStatus
from bot.domain.events import Audience, Event, Status
from bot.domain.folding import fold
from bot.domain.outbox import Counted, OutboxItem, Route, Saying, Sent
from bot.domain.people import Actor, Community, Duty, Page, duties
from bot.domain.plan import Step
from bot.domain.polls import OPEN_AT_ONCE, SETTLES, Poll, PollStatus
from bot.domain.refused import Refused
from bot.services import communities, logbook
from bot.services.events import access
from bot.store import agenda, outbox, polls
from bot.store.database import Connection

_CHOICES = 25  # https://docs.discord.com/developers/interactions/application-commands#autocomplete
_LATEST = 200  # polls that are looked through while somebody types
_LARGEST_ID = 2**31 - 1
_NEARLY = timedelta(seconds=30)  # it took that long to post it: not worth another step


def ask(
    conn: Connection,
    now: datetime,
    actor: Actor,
    question: str,
    options: list[str],
    *,
    hours: int,
    multiple: bool,
    channel_id: int | None,
    channel_open_to_all: bool,
    event_id: int | None = None,
) -> Poll:
    """Post a poll in a channel; without one, in the thread of its event.

    Whether Nacre and the actor may write there is for the caller to check. Refused: permission.mentor_or_organiser,
    event.unknown, event.not_published, poll.no_channel, poll.channel_open, poll.too_many, and what
    `domain/polls.py` refuses.
    """
    rules.require_asking(actor, communities.get(conn, now, actor.community_id))
    event = _event(conn, now, actor, event_id) if event_id is not None else None
    place = channel_id or (event.channel_id if event is not None else None)
    if place is None:
        raise Refused("poll.no_channel")
    if event is not None and event.audience is Audience.ROLES and channel_id is not None and channel_open_to_all:
        raise Refused("poll.channel_open", title=event.title)
    if polls.count_open(conn, actor.community_id) >= OPEN_AT_ONCE:
        raise Refused("poll.too_many", most=OPEN_AT_ONCE)
    communities.ensure(conn, now, actor.community_id)
    new = Poll(
        id=0,
        community_id=actor.community_id,
        channel_id=place,
        question=rules.clean_question(question),
        options=rules.clean_options(options),
        multiple=multiple,
        hours=rules.require_hours(hours),
        closes_at=now + timedelta(hours=hours),
        status=PollStatus.OPEN,
        created_at=now,
        event_id=event_id,
        created_by=actor.user_id,
    )
    made = replace(new, id=polls.add(conn, new))
    args = {"poll": made.id, **({"channel": channel_id} if channel_id is not None else {})}
    outbox.put(conn, now, [_row(made, Saying.POLL, f"poll:{made.id}", args, now, event_id=event_id)])
    _plan(conn, made)
    logbook.write(conn, now, actor, "poll.ask", event_id, channel_id=place)
    return made


def show(conn: Connection, now: datetime, actor: Actor, poll_id: int) -> Poll:
    """Refused: permission.mentor_or_organiser, poll.unknown."""
    return _readable(conn, now, actor, polls.get(conn, poll_id) if 0 < poll_id <= _LARGEST_ID else None)


def latest(conn: Connection, now: datetime, actor: Actor, typed: str = "") -> tuple[Poll, ...]:
    """At most 25 of those whose question has the words typed, the newest first.

    Organisers are shown all, mentors their own. Refused: permission.mentor_or_organiser.
    """
    words = fold(typed[:100]).split()
    asked = [one for one in _own(conn, now, actor, _LATEST) if all(word in fold(one.question) for word in words)]
    return tuple(asked[:_CHOICES])


def listing(conn: Connection, now: datetime, actor: Actor, page: int = 0, size: int = 7) -> Page[Poll]:
    """A page of all that the actor may read, the newest first. Refused: permission.mentor_or_organiser."""
    return Page.of(_own(conn, now, actor), page, size)


def end(conn: Connection, now: datetime, actor: Actor, poll_id: int) -> Poll:
    """End it now and count. Ending it twice is harmless.

    Refused: permission.mentor_or_organiser, poll.unknown, poll.over, poll.not_posted.
    """
    poll = _readable(conn, now, actor, polls.hold(conn, poll_id) if 0 < poll_id <= _LARGEST_ID else None)
    if poll.status is not PollStatus.OPEN:
        raise Refused("poll.over")
    if poll.message_id is None:
        raise Refused("poll.not_posted")
    outbox.put(conn, now, [_reading(poll, f"poll:{poll.id}/end", now, end=1)])
    logbook.write(conn, now, actor, "poll.end", poll.event_id, channel_id=poll.channel_id)
    return poll


def due(conn: Connection, now: datetime, item: AgendaItem) -> tuple[AgendaStatus, str]:
    """Its time is over: have it counted. One that was posted later than asked for runs as much longer."""
    poll = polls.hold(conn, item.number)
    if poll is None or poll.status is not PollStatus.OPEN:
        return AgendaStatus.DROPPED, "changed"
    if poll.closes_at + SETTLES > now + _NEARLY:
        _plan(conn, poll)
    elif poll.message_id is None:
        polls.over(conn, poll.id, now, None)  # it was never posted: nobody can have answered
    else:
        outbox.put(conn, now, [_reading(poll, f"poll:{poll.id}/results", now)])
    return AgendaStatus.DONE, ""


def posted(conn: Connection, now: datetime, item: OutboxItem, sent: Sent) -> None:
    """It stands in Discord, and is open from now on for as long as was asked for."""
    poll = polls.hold(conn, item.args["poll"])
    if poll is not None and poll.message_id is None:
        closes_at = now + timedelta(hours=poll.hours)
        polls.posted(conn, poll.id, sent.thread_id or sent.channel_id, sent.message_id, closes_at)


def counted(conn: Connection, now: datetime, item: OutboxItem, read: Counted) -> None:
    """Keep what Discord counted; a message that is gone is lost with its votes."""
    polls.over(conn, item.args["poll"], now, read.votes)


def _own(conn: Connection, now: datetime, actor: Actor, first: int | None = None) -> tuple[Poll, ...]:
    """Those that the actor may read, the newest first."""
    community = communities.get(conn, now, actor.community_id)
    rules.require_asking(actor, community)
    by = None if Duty.ORGANISER in duties(actor, community) else actor.user_id
    return polls.of_community(conn, community.id, by, first)


def _event(conn: Connection, now: datetime, actor: Actor, event_id: int) -> Event:
    event = access.visible(conn, now, actor, event_id)[0].event
    if event.status in (Status.DRAFT, Status.DISCARDED, Status.CANCELLED):
        raise Refused("event.not_published", title=event.title)
    return event


def _readable(conn: Connection, now: datetime, actor: Actor, poll: Poll | None) -> Poll:
    community: Community = communities.get(conn, now, actor.community_id)
    rules.require_asking(actor, community)
    if poll is None or not rules.may_read(actor, poll, community):
        raise Refused("poll.unknown")
    if poll.event_id is not None:
        try:
            access.visible(conn, now, actor, poll.event_id)
        except Refused:
            raise Refused("poll.unknown") from None
    return poll


def _plan(conn: Connection, poll: Poll) -> None:
    at = poll.closes_at + SETTLES
    step = Step(f"poll:{poll.id}", f"poll:{poll.id}@{int(at.timestamp())}", at, None)
    agenda.add(conn, poll.community_id, [step])


def _reading(poll: Poll, key: str, now: datetime, **more: int) -> dict[str, Any]:
    """An item that names the message it reads: reading it twice does no harm, so it is never unsure."""
    args = {"poll": poll.id, "channel": poll.channel_id, **more}
    row = _row(poll, Saying.POLL_RESULTS, key, args, now)
    return {**row, "message_id": poll.message_id, "message_channel_id": poll.channel_id}


def _row(
    poll: Poll, saying: Saying, key: str, args: dict[str, int], due_at: datetime, *, event_id: int | None = None
) -> dict[str, Any]:
    return {
        "key": key,
        "fact": key,
        "community_id": poll.community_id,
        "event_id": event_id,
        "user_id": None,
        "route": Route.CHANNEL.value,
        "kind": saying.value,
        "args": args,
        "due_at": due_at,
        "expires_at": None,
    }
