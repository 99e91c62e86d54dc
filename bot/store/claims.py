"""The outbox while it is being sent: claimed with a lease, sent outside any transaction, then marked.

pending → claimed → sent | undeliverable | dropped        pending → missed (its time was over)
    ↑_________|  put off, a refresh meanwhile, or a lease that ran out
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, null, select, update

from bot.domain.outbox import OutboxItem, Route, Saying
from bot.store.database import Connection
from bot.store.outbox import CARD_PAUSE, COLUMNS, item_of
from bot.store.prepared import Prepared
from bot.store.schema import announcement, card, community, event, outbox, trouble

LEASE = timedelta(seconds=60)
# Discord returns the earlier message for the same nonce "in the past few minutes"; this is surely within them. After
# it, a send that may or may not have happened is never tried again: better missed, and said so, than said twice.
# https://docs.discord.com/developers/resources/message#create-message
NONCE_HOLDS = timedelta(seconds=120)

_PENDING = outbox.c.status == "pending"
_CLAIMED = outbox.c.status == "claimed"
_OF_ROUTE = outbox.c.route == bindparam("of_route")
_DUE = outbox.c.due_at <= bindparam("now")
_FREE = (outbox.c.lease_until.is_(None)) | (outbox.c.lease_until <= bindparam("now"))

# Prepared, as every direct message comes by here
_TAKE_BACK = Prepared(
    update(outbox)
    .where(_OF_ROUTE, _CLAIMED, outbox.c.lease_until <= bindparam("now"))
    .values(status="pending", lease_until=None)
)
_EXPIRE = (
    update(outbox)
    .where(_OF_ROUTE, _PENDING, _DUE, outbox.c.expires_at <= bindparam("now"))
    .values(status="missed", reason="too_late", settled_at=bindparam("at"))
)
_NEXT = (
    select(outbox.c.id)
    .where(_OF_ROUTE, _PENDING, _DUE, _FREE)
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("first"))
    .with_for_update(skip_locked=True)
    .cte("next")
)
_CLAIM = Prepared(
    update(outbox)
    .where(outbox.c.id.in_(select(_NEXT.c.id)))
    .values(
        status="claimed",
        lease_until=bindparam("until"),
        attempts=outbox.c.attempts + 1,
        claimed_at=func.coalesce(outbox.c.claimed_at, bindparam("at", type_=outbox.c.claimed_at.type)),
    )
    .returning(*COLUMNS)
)
_SAME = outbox.c.generation == bindparam("said")
_FOR_GOOD = outbox.c.kind != Saying.CARD.value  # a card keeps from when on it may be shown anew
_SENT = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("of_id"))
    .values(
        status=case((_SAME, "sent"), else_="pending"),
        due_at=case((_SAME & _FOR_GOOD, outbox.c.due_at), else_=bindparam("again_at", type_=outbox.c.due_at.type)),
        message_id=bindparam("message"),
        message_channel_id=bindparam("channel"),
        lease_until=None,
        claimed_at=None,
        attempts=0,
        settled_at=bindparam("at"),
        reason="",
    )
)
_PLACE = Prepared(
    select(
        func.coalesce(
            announcement.c.channel_id, card.c.channel_id, event.c.channel_id, community.c.announce_channel_id
        ),
        community.c.left_at,
    )
    .select_from(outbox)
    .join(community, community.c.id == outbox.c.community_id)
    .outerjoin(event, event.c.id == outbox.c.event_id)
    .outerjoin(card, card.c.event_id == outbox.c.event_id)
    .outerjoin(announcement, announcement.c.id == outbox.c.announcement_id)
    .where(outbox.c.id == bindparam("of_id"))
)
_TROUBLES = Prepared(
    select(trouble.c.subject, trouble.c.code).where(
        trouble.c.community_id == bindparam("of_community"), trouble.c.last_seen > bindparam("since")
    )
)


def claim(conn: Connection, now: datetime, route: Route, first: int) -> tuple[OutboxItem, ...]:
    """Take the next items to send, for the length of a lease; nobody else gets them meanwhile.

    What somebody claimed and never settled is taken first, once its lease has run out; its `claimed_at` tells. If the
    process dies before the commit, nothing happened; if it dies after it, these leases run out in turn.
    """
    moment = {"of_route": route.value, "now": now}
    _TAKE_BACK.run(conn, moment)
    rows = _CLAIM.all(conn, {**moment, "first": first, "until": now + LEASE, "at": now})
    return tuple(sorted((item_of(row) for row in rows), key=lambda item: (item.due_at, item.id)))


def is_unsure(now: datetime, item: OutboxItem) -> bool:
    """It may have been said by a send whose nonce Discord may have forgotten by now. An edit is harmless."""
    return item.message_id is None and item.claimed_at is not None and item.claimed_at <= now - NONCE_HOLDS


def expire(conn: Connection, now: datetime, route: Route) -> None:
    """Everything that waits and is not worth saying any more is missed."""
    conn.execute(_EXPIRE, {"of_route": route.value, "now": now, "at": now})


def hold(conn: Connection, item: OutboxItem) -> bool:
    """Whether this very claim still holds; its row is locked until the transaction ends."""
    query = select(outbox.c.status, outbox.c.attempts, outbox.c.lease_until).where(outbox.c.id == item.id)
    row = conn.execute(query.with_for_update()).first()
    return row is not None and tuple(row) == ("claimed", item.attempts, item.lease_until)


def sent(conn: Connection, now: datetime, item: OutboxItem, channel_id: int | None, message_id: int | None) -> None:
    """It was said, in this channel or thread. A card that changed while it was being sent is due again."""
    found = {"message": message_id, "channel": channel_id, "at": now, "again_at": now + CARD_PAUSE}
    _SENT.run(conn, {"of_id": item.id, "said": item.generation, **found})


def put_off(conn: Connection, item: OutboxItem, until: datetime, reason: str, *, unsure: bool = False) -> None:
    """Nobody takes it before `until`. Nothing was said, unless that is `unsure`."""
    claimed_at = outbox.c.claimed_at if unsure else null()
    _settle(conn, item.id, status="pending", lease_until=until, claimed_at=claimed_at, reason=reason)


def settle(conn: Connection, now: datetime, item_id: int, status: str, reason: str) -> None:
    """It will not be said: undeliverable, missed or dropped. A card may still be refreshed later."""
    _settle(conn, item_id, status=status, reason=reason, settled_at=now, lease_until=None, claimed_at=None)


def _settle(conn: Connection, item_id: int, **values: object) -> None:
    conn.execute(update(outbox).where(outbox.c.id == item_id).values(values))


def post_anew(conn: Connection, item: OutboxItem) -> OutboxItem:
    """The card's message is gone: what is claimed now posts another, under a nonce that Discord has not seen."""
    fresh = replace(item, message_id=None, args={**item.args, "posting": item.args.get("posting", 1) + 1})
    conn.execute(update(outbox).where(outbox.c.id == item.id).values(message_id=None, args=fresh.args))
    return fresh


def places(conn: Connection, items: Sequence[OutboxItem]) -> dict[int, tuple[int | None, bool]]:
    """For each item, the channel it belongs into and whether Nacre is still in that server."""
    found = {item.id: _PLACE.first(conn, {"of_id": item.id}) for item in items}
    return {item_id: (row[0], row[1] is None) for item_id, row in found.items() if row is not None}


def standing_troubles(conn: Connection, community_ids: Iterable[int], since: datetime) -> dict[tuple[int, str], str]:
    """Troubles seen after `since`: (community, subject) to its code."""
    return {
        (community_id, subject): code
        for community_id in community_ids
        for subject, code in _TROUBLES.all(conn, {"of_community": community_id, "since": since})
    }
