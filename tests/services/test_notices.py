"""Who is told what, by which way, and when."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select

from bot.domain.people import DmPolicy
from bot.domain.rsvps import Choice
from bot.services import notices
from bot.store.schema import member, outbox
from tests.factories import COMMUNITY, make_community, make_event, make_rsvp


def prefers(conn: Connection, now: datetime, user_id: int, **chosen: object) -> None:
    values = {"community_id": COMMUNITY, "user_id": user_id, "direct_messages": True, "updated_at": now, **chosen}
    conn.execute(insert(member).values(values))


def said(conn: Connection) -> list[tuple[str, str, int | None]]:
    query = select(outbox.c.kind, outbox.c.route, outbox.c.user_id).order_by(outbox.c.id)
    return [(row.kind, row.route, row.user_id) for row in conn.execute(query)]


def test_a_move_is_written_to_those_who_asked_and_said_once_in_the_channel(conn: Connection, now: datetime) -> None:
    """Holders and those who wait are told; who may come or declined is not written to."""
    make_community(conn, now)
    event = make_event(conn, now)
    for user_id, choice in ((11, Choice.GOING), (12, Choice.WAITING), (13, Choice.MAYBE), (14, Choice.DECLINED)):
        make_rsvp(conn, now, event, user_id, choice)
        prefers(conn, now, user_id)
    make_rsvp(conn, now, event, 15)

    notices.moved(conn, now, event, event.starts_at - timedelta(days=1))
    notices.moved(conn, now, event, event.starts_at - timedelta(days=1))

    assert said(conn) == [("moved", "direct", 11), ("moved", "direct", 12), ("moved", "channel", None)]


def test_a_community_without_direct_messages_gets_none(conn: Connection, now: datetime) -> None:
    """DM policy `never` holds for everybody, whatever they chose elsewhere."""
    make_community(conn, now, dm_policy=DmPolicy.NEVER)
    event = make_event(conn, now)
    make_rsvp(conn, now, event, 11)
    prefers(conn, now, 11)

    notices.cancelled(conn, now, event)

    assert said(conn) == [("cancelled", "channel", None)]


@pytest.mark.parametrize(("people", "parts"), [(0, 1), (1, 1), (80, 1), (81, 2), (400, 5), (401, 1)])
def test_mentions_are_parted_and_given_up_beyond_what_five_messages_hold(
    conn: Connection, now: datetime, people: int, parts: int
) -> None:
    """At most 80 mentions in a message, at most 5 messages; beyond that it is said once and mentions nobody."""
    make_community(conn, now)
    event = make_event(conn, now)
    for user_id in range(100, 100 + people):
        make_rsvp(conn, now, event, user_id)

    notices.cancelled(conn, now, event)

    rows = list(conn.scalars(select(outbox.c.args).order_by(outbox.c.id)))
    assert [(args["part"], args["parts"]) for args in rows] == [(part + 1, parts) for part in range(parts)]
    assert (rows[-1]["last"] == 0) == (people in {0, 401})


def test_quiet_hours_put_a_direct_message_off_until_they_end(conn: Connection, now: datetime) -> None:
    """It is 10:00 in Warsaw; somebody who wants quiet until 12:00 is written to at 12:00."""
    make_community(conn, now)
    event = make_event(conn, now)
    make_rsvp(conn, now, event, 11)
    prefers(conn, now, 11, quiet_from=22 * 60, quiet_to=12 * 60)

    notices.moved(conn, now, event, event.starts_at - timedelta(days=1))

    due = conn.execute(select(outbox.c.due_at).where(outbox.c.user_id == 11)).scalar_one()
    assert due == now + timedelta(hours=2)


def test_an_offer_goes_to_one_person_by_the_way_they_chose(conn: Connection, now: datetime) -> None:
    """By direct message to one who asked for it and can be reached; else as a mention."""
    make_community(conn, now)
    event = make_event(conn, now)
    prefers(conn, now, 11)
    prefers(conn, now, 12, unreachable_since=now)
    for user_id in (11, 12, 13):
        notices.offered(conn, now, event, make_rsvp(conn, now, event, user_id, Choice.OFFERED))

    assert said(conn) == [("offer", "direct", 11), ("offer", "channel", 12), ("offer", "channel", 13)]


def test_a_burst_of_changes_leaves_one_card_to_refresh(conn: Connection, now: datetime) -> None:
    """However often it is refreshed, there is one row; the first post waits for nothing."""
    make_community(conn, now)
    event = make_event(conn, now)
    for _ in range(5):
        notices.refresh_card(conn, now, event)

    (row,) = conn.execute(select(outbox)).all()
    assert (row.kind, row.due_at, row.generation, row.status) == ("card", now, 5, "pending")


def test_two_moves_in_a_row_are_told_as_one(conn: Connection, now: datetime) -> None:
    """What nobody heard is not said any more, and the time people know of is the one that is named."""
    from dataclasses import replace

    make_community(conn, now)
    event = make_event(conn, now)
    make_rsvp(conn, now, event, 11)
    known = event.starts_at
    for days in (1, 2):
        event = replace(event, version=event.version + 1, starts_at=known + timedelta(days=days))
        notices.moved(conn, now, event, known + timedelta(days=days - 1))

    rows = conn.execute(select(outbox.c.status, outbox.c.args).order_by(outbox.c.id)).all()
    assert [row.status for row in rows] == ["dropped", "pending"]
    assert rows[1].args["was"] == int(known.timestamp())
