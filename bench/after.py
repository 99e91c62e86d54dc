"""What follows an event: asking everybody who was there what they thought, and the picture of what they said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select, text, update

from bench.evaluation import grown, report, took
from bench.process import resident
from bench.seed import Seed
from bot.client import Client
from bot.clock import SystemClock
from bot.domain.attendance import Source
from bot.domain.events import Status
from bot.services.feedback import asking
from bot.store import events
from bot.store.database import open_database
from bot.store.schema import attendance, event, outbox

if TYPE_CHECKING:
    from bench.parts import Bench


async def after(bench: Bench) -> None:
    await _feedback(bench)
    _charts(bench)
    await report(bench)


async def _feedback(bench: Bench) -> None:
    """Everybody was there and takes direct messages: one use case writes what is to be said to all of them.

    The floor is one statement that writes as many rows and nothing else.
    """
    number = bench.sizes.attendees
    seed = Seed(bench.folder / "after", bench.town.guild.id, bench.town.owner.id, bench.town.channel("after").id)
    event_id = seed.crowd("Asked", [10**17 + n for n in range(number)])
    database = await open_database(seed.url)
    try:
        client = Client(database, SystemClock())
        await client.do(_was_held, event_id)
        with grown(bench.report, f"feedback opened for {number:,} attendees"):
            floor = await took(client.do(_bare, number))
            opened = await took(client.do(_open, event_id))
            said = await client.ask(_waiting, event_id)
    finally:
        await database.close()
    name = f"feedback opened for {number:,} attendees"
    bench.report.compare(name, floor, opened, "s")
    bench.report.add(f"{name}: people written to", nacre=f"{said:,}", target=f"{number:,}", met=said == number)


def _was_held(conn: Connection, now: datetime, event_id: int) -> None:
    start = now - timedelta(hours=2)
    over = {"starts_at": start, "ends_at": now - timedelta(minutes=5), "status": Status.ENDED.value}
    conn.execute(update(event).where(event.c.id == event_id).values(over))
    people = conn.scalars(text("SELECT user_id FROM rsvp WHERE event_id = :event"), {"event": event_id}).all()
    seen = {"event_id": event_id, "minutes": 55, "sources": [Source.VOICE.value], "updated_at": now}
    conn.execute(insert(attendance), [{**seen, "user_id": one} for one in people])


def _bare(conn: Connection, now: datetime, number: int) -> None:
    conn.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, user_id INTEGER, said TEXT)"))
    conn.execute(
        text("INSERT INTO bare (user_id, said) SELECT user_id, 'feedback' FROM member LIMIT :n"), {"n": number}
    )


def _open(conn: Connection, now: datetime, event_id: int) -> None:
    held = events.get(conn, event_id)
    if held is None or not asking.ask(conn, now, held):
        raise RuntimeError("nobody was asked")


def _waiting(conn: Connection, now: datetime, event_id: int) -> int:
    """Those to whom it is to be said directly."""
    there = select(func.count()).select_from(outbox).where(outbox.c.event_id == event_id, outbox.c.user_id.is_not(None))
    return int(conn.execute(there).scalar_one())


def _charts(bench: Bench) -> None:
    """Results of five questions as a picture; the floor is the smallest picture that can be made."""
    before = resident()
    began = perf_counter()
    from bot.pictures import charts
    from bot.pictures.svg import png_of

    def picture(number: int) -> None:
        rows = tuple(charts.Bar(f"Answer {n} of {number}", (n * number) % 7, f"{n} (12 %)") for n in range(5))
        charts.board(f"Storytelling {number}", [charts.Section(f"Question {n}", rows) for n in range(5)])

    picture(0)
    first = perf_counter() - began
    number = bench.sizes.charts
    floor = _middle(lambda n: png_of(f'<svg xmlns="http://www.w3.org/2000/svg" width="{n + 1}" height="1"/>'), number)
    bench.report.compare("a chart of five questions: p50", floor, _middle(picture, number), "s")
    bench.report.add("a chart of five questions: the first, with all that it imports", nacre=f"{first:.2f} s")
    more = resident() - before
    bench.report.add("charts: memory after them", nacre=f"+{more:.0f} MB", target="≤ +40 MB", met=more <= 40)


def _middle(work: Callable[[int], object], number: int) -> float:
    taken = []
    for n in range(1, number + 1):
        began = perf_counter()
        work(n)
        taken.append(perf_counter() - began)
    return sorted(taken)[len(taken) // 2]
