"""Ten thousand people are told as one statement; what that costs is printed (pytest -m slow -s)."""

from datetime import datetime, timedelta
from time import perf_counter

import pytest
from sqlalchemy import Connection, func, insert, select

from bot.client import Client
from bot.clock import MovableClock
from bot.domain.agenda import AgendaStatus
from bot.services import agenda as agenda_service
from bot.services import planning
from bot.store.database import Database
from bot.store.schema import agenda, member, outbox, rsvp
from bot.worker import Worker
from tests.factories import COMMUNITY, make_community, make_event
from tests.worker.doubles import Discord, MessengerDouble

PEOPLE = 10_000


def a_crowd(conn: Connection, now: datetime, /) -> None:
    """Nine in ten take direct messages, one in ten of those has quiet hours."""
    make_community(conn, now)
    event = make_event(conn, now, starts_in=timedelta(hours=3), lead_minutes=(60,))
    coming = {"event_id": event.id, "choice": "going", "note": "", "updated_at": now}
    conn.execute(insert(rsvp), [{**coming, "user_id": 10_000 + n, "ticket": n} for n in range(1, PEOPLE + 1)])
    conn.execute(
        insert(member),
        [
            {
                "community_id": COMMUNITY,
                "user_id": 10_000 + n,
                "direct_messages": n % 10 != 0,
                "quiet_from": 0 if n % 10 == 1 else None,
                "quiet_to": 60 if n % 10 == 1 else None,
                "updated_at": now,
            }
            for n in range(1, PEOPLE + 1)
        ],
    )
    planning.replan(conn, now, event)


def the_reminder(conn: Connection, now: datetime, /) -> int:
    return int(conn.execute(select(agenda.c.id).where(agenda.c.step == "remind:60")).scalar_one())


def sent(conn: Connection, now: datetime, /) -> dict[str, int]:
    rows = conn.execute(select(outbox.c.route, func.count()).where(outbox.c.status == "sent").group_by(outbox.c.route))
    return {row[0]: row[1] for row in rows}


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_ten_thousand_are_told(any_database: Database, clock: MovableClock) -> None:
    """Planning it holds the writer for one short transaction; sending is paced by Discord, not by us."""
    client = Client(any_database, clock)
    await client.do(a_crowd)
    clock.advance(hours=2)
    item_id = await client.ask(the_reminder)
    began = perf_counter()
    ran = await client.do(agenda_service.run, item_id)
    planned = perf_counter() - began
    assert ran is not None
    assert ran.status is AgendaStatus.DONE

    began = perf_counter()
    await Worker(client, MessengerDouble(client, Discord())).run_due()
    took = perf_counter() - began
    told = await client.ask(sent)
    assert told == {"channel": 2, "direct": PEOPLE * 9 // 10}
    figures = f"planned in {planned * 1000:.0f} ms, {took / (PEOPLE * 9 // 10) * 1e6:.0f} µs a message"
    print(f"\n{type(any_database).__name__}: {figures}")  # noqa: T201 - what this test is for
