"""From the outbox to Discord and back: taking what is due, and recording what became of it."""

from datetime import datetime, timedelta

from bot.domain.events import Card
from bot.domain.outbox import Counted, Delivery, Dropped, OutboxItem, Retry, Route, Saying, Sent, Undeliverable
from bot.services import communities, polls, preferences
from bot.services.materials.telling import trouble_of
from bot.services.notices import MENTIONS, PARTS
from bot.store import cards, claims, outbox
from bot.store.database import Connection

ASK_AGAIN = timedelta(hours=1)  # after this, something new is tried again where a trouble stands
GATHER = timedelta(seconds=20)  # those whose direct messages are closed are mentioned together
NO_MESSAGES = "no_messages"  # they stopped direct messages meanwhile, or these turned out to be closed

_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 900.0  # seconds between attempts
_MOST_ATTEMPTS = 50
_ALONE = (Saying.OFFER, Saying.OFFER_LAPSED, Saying.PROMOTED)
_TOGETHER = (Saying.REMINDER, Saying.OWN_REMINDER, Saying.MOVED, Saying.CANCELLED)


def claim(conn: Connection, now: datetime, route: Route, limit: int) -> tuple[OutboxItem, ...]:
    """Take up to `limit` items that are due; they are this worker's until their `lease_until`.

    Where a trouble stands (the channel is gone, a permission is missing) what is due becomes undeliverable at once; an
    hour after it was last seen, one new item is tried. If the process dies after this, the leases run out.
    """
    claimed: list[OutboxItem] = []
    while len(claimed) < limit:
        fresh = claims.claim(conn, now, route, limit - len(claimed))
        if not fresh:
            break
        claimed += _deliverable(conn, now, fresh)
    return tuple(claimed)


def _deliverable(conn: Connection, now: datetime, items: tuple[OutboxItem, ...]) -> list[OutboxItem]:
    places = claims.places(conn, items)
    troubles = claims.standing_troubles(conn, {item.community_id for item in items}, now - ASK_AGAIN)
    kept = []
    for taken in items:
        item = _on_its_card(conn, taken)
        channel_id, present = places[item.id]
        subjects = [f"community:{item.community_id}"]
        if item.route is Route.CHANNEL:
            subjects.append(f"channel:{channel_id or 'none'}")
        if item.saying is Saying.CARD and item.message_id is not None:
            subjects.append(f"event:{item.event_id}")  # its message is gone; posting another is no trouble
        standing = (troubles.get((item.community_id, subject)) for subject in subjects)
        stands = next((code for code in standing if code is not None), None if present else "removed")
        if claims.is_unsure(now, item):
            _unsure(conn, now, item)
        elif item.expires_at is not None and item.expires_at <= now:
            claims.settle(conn, now, item.id, "missed", "too_late")
            claims.expire(conn, now, item.route)  # others too, most likely: all at once
        elif stands is not None:
            claims.settle(conn, now, item.id, "undeliverable", stands)
        else:
            kept.append(item)
    return kept


def _unsure(conn: Connection, now: datetime, item: OutboxItem) -> None:
    claims.settle(conn, now, item.id, "missed", "unsure")
    if item.saying is Saying.CARD:
        communities.note_trouble(conn, now, item.community_id, f"event:{item.event_id}", "card_unsure")


def _on_its_card(conn: Connection, item: OutboxItem) -> OutboxItem:
    if item.saying is not Saying.CARD or item.message_id is None or item.event_id is None:
        return item
    card = cards.get(conn, item.event_id)
    return claims.post_anew(conn, item) if card is None or card.message_id is None else item


def settle(conn: Connection, now: datetime, item: OutboxItem, delivery: Delivery) -> bool:
    """Record what became of an item. True when it stood in for a trouble that was not known yet: worth a log line.

    If the process dies before the commit, the item is still claimed: once its lease ran out it is sent again under
    the same nonce while Discord surely recognises that, and recorded as missed after that.
    """
    if item.saying is Saying.FEEDBACK_NUDGE and isinstance(delivery, Sent | Undeliverable):
        claims.sent(conn, item.due_at, item, None, None)  # the same trace whether or not they were written to
        return False
    if isinstance(delivery, Sent):
        _sent(conn, now, item, delivery)
        return False
    if not claims.hold(conn, item):
        return False  # the lease ran out and somebody else has it now; theirs counts
    if isinstance(delivery, Retry) and item.attempts < _MOST_ATTEMPTS:
        pause = min(_FIRST_PAUSE * 2.0 ** min(item.attempts - 1, 10), _LONGEST_PAUSE)
        until = now + timedelta(seconds=max(delivery.after_seconds, pause))
        claims.put_off(conn, item, until, delivery.reason, unsure=delivery.unsure)
    elif isinstance(delivery, Counted):
        polls.counted(conn, now, item, delivery)
        claims.settle(conn, now, item.id, "sent", "")
    elif isinstance(delivery, Dropped):
        claims.settle(conn, now, item.id, "dropped", delivery.reason)
        if delivery.reason == NO_MESSAGES:
            _mention_instead(conn, now, item)
        if delivery.reason in (NO_MESSAGES, "left", "role_lost"):
            _note_instead(conn, now, item)
    else:
        claims.settle(conn, now, item.id, "undeliverable", delivery.reason)
        return isinstance(delivery, Undeliverable) and _not_delivered(conn, now, item, delivery)
    return False


def _sent(conn: Connection, now: datetime, item: OutboxItem, sent: Sent) -> None:
    place = sent.channel_id if item.saying is Saying.CARD else sent.thread_id or sent.channel_id
    claims.sent(conn, now, item, place, sent.message_id)
    if item.route is Route.DIRECT:
        return
    for subject in (f"community:{item.community_id}", f"channel:{sent.channel_id}", "channel:none"):
        communities.clear_trouble(conn, now, item.community_id, subject)
    if item.saying is Saying.POLL:
        polls.posted(conn, now, item, sent)
    if item.saying is Saying.CARD and item.event_id is not None:
        known = cards.get(conn, item.event_id)
        same = known is not None and known.message_id == sent.message_id
        thread_id = sent.thread_id or (known.thread_id if known is not None and same else None)
        cards.put(conn, Card(item.event_id, sent.channel_id, sent.message_id, thread_id))
        communities.clear_trouble(conn, now, item.community_id, f"event:{item.event_id}")


def _not_delivered(conn: Connection, now: datetime, item: OutboxItem, why: Undeliverable) -> bool:
    if why.closed and item.user_id is not None:
        preferences.mark_unreachable(conn, now, item.community_id, item.user_id)
        _mention_instead(conn, now, item)
        _note_instead(conn, now, item)
    if why.trouble is None:
        return False
    channel_id, _ = claims.places(conn, [item])[item.id]
    subject = why.subject or f"channel:{channel_id or 'none'}"
    return communities.note_trouble(conn, now, item.community_id, subject, why.trouble)


def _note_instead(conn: Connection, now: datetime, item: OutboxItem) -> None:
    """What an organiser must know though nobody can be written to: a line in /doctor."""
    if item.saying is Saying.CHASE and item.event_id is not None:
        communities.note_trouble(conn, now, item.community_id, f"recording:{item.event_id}", "recording_missing")
    elif item.saying is Saying.DEAD_LINK:
        trouble = trouble_of(item.args)
        communities.note_trouble(conn, now, item.community_id, f"material:{item.args['material']}", trouble)


def _mention_instead(conn: Connection, now: datetime, item: OutboxItem) -> None:
    """Say it in the event's channel, once; those who are told the same fact are mentioned together."""
    if item.route is not Route.DIRECT or item.event_id is None:
        return
    if item.saying in _TOGETHER:
        outbox.mention_together(conn, now, item, due_at=now + GATHER, most=MENTIONS, rows=PARTS)
    elif item.saying in _ALONE:
        outbox.mention_alone(conn, now, item)


def resume(conn: Connection, now: datetime, community_id: int) -> int:
    """A trouble is over: say what could not be said and is not too late yet. Returns how many items that is."""
    return outbox.resume(conn, now, community_id)


def depth(conn: Connection, now: datetime) -> dict[str, int]:
    """How much waits in agenda and outbox, and by how many seconds the oldest due item is late."""
    return outbox.depth(conn, now)
