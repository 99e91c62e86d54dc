"""What people are told because something happened. Each goes into the outbox within the same transaction.

A fact ("event:12@v3/moved") is said in the event's channel, with those mentioned who take no direct messages, and by
direct message to each of the others who asked for those. The keys are facts, so saying it again changes nothing.
If the process dies before the commit, neither the change nor its notice happened; after it, both did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.events import Event, Status
from bot.domain.outbox import Route, Saying
from bot.domain.plan import scope
from bot.domain.quiet import deliver_at
from bot.domain.rsvps import Rsvp
from bot.services import circles, communities
from bot.store import members, outbox, recipients
from bot.store.database import Connection
from bot.store.recipients import Circle, Message

MENTIONS = 80  # in one message; Discord notifies at most 100 (`allowed_mentions.users`)
PARTS = 5  # where more people than this many messages can mention should know, it is said once and mentions nobody

_UNSEEN = (Status.DRAFT, Status.DISCARDED)
_STILL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the messages that together say a fact in a channel: it mentions tickets `first` to `last`."""

    part: int  # 1 is the first
    parts: int
    first: int
    last: int  # 0: nobody is mentioned

    def args(self) -> dict[str, int]:
        return {"part": self.part, "parts": self.parts, "first": self.first, "last": self.last}


def refresh_card(conn: Connection, now: datetime, event: Event) -> None:
    """The event's announcement is posted, or brought up to date, soon. A burst of calls costs one edit."""
    if event.status not in _UNSEEN and event.published_at is not None:
        outbox.refresh(conn, now, f"card:{event.id}", event.community_id, event.id)


def announce(conn: Connection, now: datetime, event: Event) -> None:
    """The event's announcement is posted, if nothing has brought it about yet."""
    if event.status not in _UNSEEN and event.published_at is not None:
        outbox.show_first(conn, now, f"card:{event.id}", event.community_id, event.id)


def post_card_anew(conn: Connection, now: datetime, event: Event) -> None:
    """The event's announcement is posted as a new message; for one that was deleted, or never seen."""
    outbox.post_anew(conn, now, f"card:{event.id}")
    refresh_card(conn, now, event)


def moved(conn: Connection, now: datetime, event: Event, was: datetime) -> None:
    """Tell those who hold a seat or wait that the event now starts at `event.starts_at` instead of `was`."""
    if event.published_at is None:
        return
    fact = f"{scope(event)}moved"
    # a move nobody was told of yet is not told any more: this one says it all, from the time people know
    unheard = outbox.unsaid(conn, event.id, Saying.MOVED) or {}
    outbox.drop_event(conn, now, event.id, (Saying.MOVED,), reason="moved_again", but=f"{fact}/")
    args = {"was": unheard.get("was", int(was.timestamp())), "version": event.version}
    message = Message(fact, Saying.MOVED, args, event.ends_at)
    tell(conn, now, event, circles.of_holders(conn, now, event), message)


def cancelled(conn: Connection, now: datetime, event: Event) -> None:
    """Tell those who hold a seat or wait that it does not take place."""
    if event.published_at is None:
        return
    message = Message(f"event:{event.id}/cancelled", Saying.CANCELLED, {}, max(event.ends_at, now + _STILL))
    tell(conn, now, event, circles.of_holders(conn, now, event), message)


def offered(conn: Connection, now: datetime, event: Event, rsvp: Rsvp) -> None:
    """Tell somebody that a freed seat is kept for them until `rsvp.offered_until`."""
    until = rsvp.offered_until or event.starts_at
    fact = f"event:{event.id}/offer:{rsvp.ticket}@{int(until.timestamp())}"
    _tell_one(conn, now, event, rsvp, Message(fact, Saying.OFFER, {"ticket": rsvp.ticket}, until))


def offer_lapsed(conn: Connection, now: datetime, event: Event, rsvp: Rsvp) -> None:
    """Tell somebody that they did not answer in time and the seat went on to the next person."""
    fact = f"event:{event.id}/offer_lapsed:{rsvp.ticket}@{int(now.timestamp())}"
    _tell_one(conn, now, event, rsvp, Message(fact, Saying.OFFER_LAPSED, {"ticket": rsvp.ticket}, event.ends_at))


def promoted(conn: Connection, now: datetime, event: Event, rsvp: Rsvp) -> None:
    """Tell somebody who waited that they hold a seat now."""
    fact = f"event:{event.id}/promoted:{rsvp.ticket}@{int(now.timestamp())}"
    _tell_one(conn, now, event, rsvp, Message(fact, Saying.PROMOTED, {"ticket": rsvp.ticket}, event.ends_at))


def tell(
    conn: Connection, now: datetime, event: Event, circle: Circle, message: Message, *, channel: bool = True
) -> int:
    """Say a fact to a circle of people: a row for each direct message, and the parts in the channel.

    Returns how many messages that makes.
    """
    community = communities.get(conn, now, event.community_id)
    written = recipients.tell_direct(conn, now, circle, message)
    starts_at = event.starts_at if event.starts_at > now else None  # what is said afterwards can wait
    quiet = [
        (one.user_id, deliver_at(now, starts_at, one.zone or community.zone, one.quiet_from, one.quiet_to))
        for one in recipients.with_quiet_hours(conn, circle)
    ]
    written += recipients.tell_later(conn, now, circle, message, quiet)
    if not channel:
        return written
    rows = [
        _row(event, message, now, f"{message.fact}/part:{part.part}", Route.CHANNEL, args=part.args())
        for part in _parts(recipients.to_mention(conn, circle, message.fact))
    ]
    outbox.put(conn, now, rows)
    return written + len(rows)


def _parts(mentioned: list[tuple[int, int]]) -> Iterator[Part]:
    tickets = [ticket for ticket, _ in mentioned]
    parts = max(1, -(-len(tickets) // MENTIONS))
    if not tickets or parts > PARTS:
        yield Part(1, 1, 0, 0)
        return
    for number in range(parts):
        those = tickets[number * MENTIONS : (number + 1) * MENTIONS]
        yield Part(number + 1, parts, those[0], those[-1])


def _tell_one(conn: Connection, now: datetime, event: Event, rsvp: Rsvp, message: Message) -> None:
    community = communities.get(conn, now, event.community_id)
    preferences = members.get(conn, event.community_id, rsvp.user_id)
    direct = circles.allows_direct(community) and preferences.direct_messages and preferences.unreachable_since is None
    due = now
    if direct:
        zone = preferences.zone or community.zone
        # an offer that waits out the night must still be there in the morning
        due = deliver_at(now, message.expires_at, zone, preferences.quiet_from, preferences.quiet_to)
    route = Route.DIRECT if direct else Route.CHANNEL
    key = f"{message.fact}/u:{rsvp.user_id}"
    outbox.put(conn, now, [_row(event, message, due, key, route, user_id=rsvp.user_id)])


def _row(
    event: Event,
    message: Message,
    due_at: datetime,
    key: str,
    route: Route,
    *,
    user_id: int | None = None,
    args: dict[str, int] | None = None,
) -> dict[str, Any]:
    return {
        "key": key,
        "fact": message.fact,
        "community_id": event.community_id,
        "event_id": event.id,
        "user_id": user_id,
        "route": route.value,
        "kind": message.saying.value,
        "args": {**message.args, **(args or {})},
        "due_at": due_at,
        "expires_at": message.expires_at,
    }
