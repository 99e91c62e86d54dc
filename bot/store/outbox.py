"""The outbox: what is being said. Claimed with a lease, sent outside any transaction, then marked.

pending → claimed → sent | undeliverable | dropped        pending → missed (its time was over)
    ↑_________|  put off, a refresh meanwhile, or a lease that ran out
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, select, update

from bot.domain.outbox import OutboxItem, Route, Saying
from bot.store.database import Connection, stir, upsert
from bot.store.prepared import Prepared
from bot.store.schema import agenda, outbox

CARD_PAUSE = timedelta(seconds=5)  # at most one edit of a card in this time
CARD_GATHERS = timedelta(seconds=1)  # clicks within this time cost one edit

COLUMNS = [
    outbox.c.id,
    outbox.c.key,
    outbox.c.community_id,
    outbox.c.kind,
    outbox.c.route,
    outbox.c.due_at,
    outbox.c.event_id,
    outbox.c.announcement_id,
    outbox.c.user_id,
    outbox.c.args,
    outbox.c.expires_at,
    outbox.c.generation,
    outbox.c.attempts,
    outbox.c.message_id,
    outbox.c.fact,
    outbox.c.lease_until,
    outbox.c.claimed_at,
    outbox.c.message_channel_id,
]
_PENDING = outbox.c.status == "pending"
_CLAIMED = outbox.c.status == "claimed"
_SOON = bindparam("soon", type_=outbox.c.due_at.type)
_NEXT_EDIT = case((outbox.c.due_at > _SOON, outbox.c.due_at), else_=_SOON)  # of a card: not before its pause is over
# a first post of which nobody knows whether it happened: only an organiser, who sees the channel, has it posted again
_LOST = (outbox.c.status == "missed") & (outbox.c.reason == "unsure") & outbox.c.message_id.is_(None)
_GET = Prepared(select(*COLUMNS).where(outbox.c.id == bindparam("of_id")))
_REFRESH = Prepared(  # every click on a card comes by here
    update(outbox)
    .where(outbox.c.key == bindparam("of_key"))
    .values(
        generation=outbox.c.generation + 1,
        status=case((_CLAIMED, "claimed"), (_LOST, "missed"), else_="pending"),
        due_at=case((_PENDING | _CLAIMED, outbox.c.due_at), else_=_NEXT_EDIT),
        attempts=case((_CLAIMED, outbox.c.attempts), else_=0),
        lease_until=case((_PENDING | _CLAIMED, outbox.c.lease_until), else_=None),
        claimed_at=case((_PENDING | _CLAIMED, outbox.c.claimed_at), else_=None),
        reason=case((_LOST, "unsure"), else_=""),
    )
)


def put(conn: Connection, now: datetime, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put things to say into the outbox; one whose key is there already stays as it is.

    A row names key, fact, community_id, event_id, announcement_id, user_id, route, kind, args, due_at, expires_at.
    """
    fresh = {"status": "pending", "generation": 1, "attempts": 0, "reason": "", "created_at": now}
    if upsert(conn, outbox, [{**row, **fresh} for row in rows], conflict=["key"]):
        stir(conn)


def refresh(conn: Connection, now: datetime, key: str, community_id: int, event_id: int) -> None:
    """What stands in Discord under this key is out of date: show it as it is now, soon, however often this is said.

    If the process dies after the commit, the row is still pending and the refresh still happens.
    """
    stir(conn)
    if not _REFRESH.run(conn, {"of_key": key, "soon": now + CARD_GATHERS}):
        show_first(conn, now, key, community_id, event_id)


def show_first(conn: Connection, now: datetime, key: str, community_id: int, event_id: int) -> None:
    """Post what is to stand in Discord under this key, if it was not put here before."""
    first = {
        "key": key,
        "fact": key,
        "community_id": community_id,
        "event_id": event_id,
        "route": Route.CHANNEL.value,
        "kind": Saying.CARD.value,
        "args": {},
        "due_at": now,
    }
    put(conn, now, [first])


def show_anew(conn: Connection, now: datetime, key: str) -> None:
    """As `refresh`, of what was said under this key; nothing where nothing was."""
    if _REFRESH.run(conn, {"of_key": key, "soon": now + CARD_GATHERS}):
        stir(conn)


def post_anew(conn: Connection, now: datetime, key: str) -> None:
    """An organiser asks for a new message in place of what stood, or may have stood, under this key."""
    args = conn.scalar(select(outbox.c.args).where(outbox.c.key == key))
    if args is None:
        return
    fresh = {"status": "pending", "message_id": None, "lease_until": None, "claimed_at": None, "due_at": now}
    posting = {"posting": args.get("posting", 1) + 1}
    conn.execute(update(outbox).where(outbox.c.key == key).values(**fresh, args={**args, **posting}, reason=""))


def get(conn: Connection, item_id: int) -> OutboxItem | None:
    row = _GET.first(conn, {"of_id": item_id})
    return None if row is None else item_of(row)


def drop_event(
    conn: Connection, now: datetime, event_id: int, kinds: Sequence[Saying], *, reason: str, but: str = ""
) -> None:
    """What is not sent yet of these kinds is not said, except what belongs to facts that begin with `but`."""
    conn.execute(
        update(outbox)
        .where(outbox.c.event_id == event_id, _PENDING, outbox.c.kind.in_([kind.value for kind in kinds]))
        .where(~outbox.c.fact.startswith(but, autoescape=True) if but else outbox.c.id.is_not(None))
        .values(status="dropped", reason=reason, settled_at=now)
    )


def drop_facts(conn: Connection, now: datetime, community_id: int, beginning: str, *, reason: str) -> None:
    """What is not sent yet of facts that begin so is not said."""
    those = (outbox.c.community_id == community_id) & outbox.c.fact.startswith(beginning, autoescape=True)
    conn.execute(update(outbox).where(_PENDING, those).values(status="dropped", reason=reason, settled_at=now))


def unsaid(conn: Connection, event_id: int, kind: Saying) -> dict[str, int] | None:
    """The args of the oldest item of this kind that nobody heard yet; None when there is none."""
    query = (
        select(outbox.c.args)
        .where(outbox.c.event_id == event_id, _PENDING, outbox.c.kind == kind.value)
        .where(outbox.c.route == Route.CHANNEL.value)
        .order_by(outbox.c.id)
    )
    found: dict[str, int] | None = conn.scalars(query).first()
    return found


def next_due(conn: Connection, now: datetime) -> datetime | None:
    """The next moment at which something begins to be due, or may be tried again."""
    alive = outbox.c.status.in_(["pending", "claimed"])
    coming = select(func.min(outbox.c.due_at)).where(_PENDING, outbox.c.due_at > now)
    put_off = select(func.min(outbox.c.lease_until)).where(alive, outbox.c.due_at <= now, outbox.c.lease_until > now)
    moments = [conn.scalar(query) for query in (coming, put_off)]
    return min((moment for moment in moments if moment is not None), default=None)


def mention_alone(conn: Connection, now: datetime, item: OutboxItem) -> None:
    """Somebody's direct message could not be delivered: mention them in a message of their own."""
    put(conn, now, [{**_instead(item, f"{item.key}/mention", now), "user_id": item.user_id}])


def mention_together(
    conn: Connection, now: datetime, item: OutboxItem, *, due_at: datetime, most: int, rows: int
) -> bool:
    """As `mention_alone`, but together with others who were to be told the same.

    One message mentions at most `most` people, and there are at most `rows` of them. False when those are full.
    """
    for number in range(1, rows + 1):
        row = _instead(item, f"{item.fact}/unreached:{number}", due_at)
        put(conn, now, [{**row, "args": {**item.args, "unreached": number}}])
        via = conn.scalar(select(outbox.c.id).where(outbox.c.key == row["key"], _PENDING).with_for_update())
        if via is not None and len(mentioned_by(conn, item.event_id, via)) < most:
            conn.execute(update(outbox).where(outbox.c.id == item.id).values(via_id=via))
            return True
    return False


def _instead(item: OutboxItem, key: str, due_at: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "fact": item.fact,
        "community_id": item.community_id,
        "event_id": item.event_id,
        "user_id": None,
        "route": Route.CHANNEL.value,
        "kind": item.saying.value,
        "args": item.args,
        "due_at": due_at,
        "expires_at": item.expires_at,
    }


def mentioned_by(conn: Connection, event_id: int | None, item_id: int) -> list[int]:
    """Those whom an item mentions because their direct messages could not be delivered."""
    query = select(outbox.c.user_id).where(outbox.c.event_id == event_id, outbox.c.via_id == item_id)
    return [user_id for user_id in conn.scalars(query.order_by(outbox.c.id)) if user_id is not None]


def reached(conn: Connection, event_id: int, fact: str) -> tuple[int, int]:
    """How many people were, or are about to be, written to of a fact; and how many could not be, or not in time."""
    lost = outbox.c.status.in_(["undeliverable", "missed"])
    query = select(func.count(), func.coalesce(func.sum(case((lost, 1), else_=0)), 0)).where(
        outbox.c.event_id == event_id,
        outbox.c.fact == fact,
        outbox.c.route == Route.DIRECT.value,
        outbox.c.status != "dropped",
    )
    everybody, unreached = conn.execute(query).one()
    return int(everybody) - int(unreached), int(unreached)


def resume(conn: Connection, now: datetime, community_id: int) -> int:
    """Say in channels what could not be said and is not too late yet. Returns how many items that is."""
    still = (outbox.c.expires_at.is_(None)) | (outbox.c.expires_at > now)
    done = conn.execute(
        update(outbox)
        .where(outbox.c.community_id == community_id, outbox.c.status == "undeliverable", still)
        .where(outbox.c.route == Route.CHANNEL.value)
        .values(status="pending", attempts=0, reason="", settled_at=None)
    )
    if done.rowcount:
        stir(conn)
    return done.rowcount


def depth(conn: Connection, now: datetime) -> dict[str, int]:
    """How much waits: items due in the agenda and the outbox, and the age in seconds of the oldest of each."""
    planned = agenda.c.status == "planned"
    waiting = outbox.c.status.in_(["pending", "claimed"])
    late, oldest = conn.execute(
        select(func.count(), func.min(agenda.c.due_at)).where(planned, agenda.c.due_at <= now)
    ).one()
    unsent, first = conn.execute(
        select(func.count(), func.min(outbox.c.due_at)).where(waiting, outbox.c.due_at <= now)
    ).one()
    return {
        "agenda_planned": conn.execute(select(func.count()).where(planned)).scalar_one(),
        "agenda_due": late,
        "agenda_lag_seconds": 0 if oldest is None else int((now - oldest).total_seconds()),
        "outbox_waiting": conn.execute(select(func.count()).where(waiting)).scalar_one(),
        "outbox_due": unsent,
        "outbox_lag_seconds": 0 if first is None else int((now - first).total_seconds()),
    }


def item_of(row: Sequence[Any]) -> OutboxItem:
    values = list(row)
    values[3], values[4] = Saying(values[3]), Route(values[4])
    return OutboxItem(*values)
