"""An event in a channel: everybody's minutes are right to what was surely seen."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.services import attendance, planning
from bot.store import attendance as attendance_store
from bot.store import presence as presence_store
from bot.store.schema import agenda, presence
from tests.factories import COMMUNITY, make_community, make_event
from tests.worker.doubles import Discord, MortalClient
from tests.worker.lives.life import SILENCE, UNHARMED, Life, minutes

STAYS, GOES = 11, 12  # one stays to the end, the other leaves in the middle
BEGINS, MINUTES, LEFT = 2, 20, 10


def an_event_in_a_channel(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    start = now + timedelta(minutes=BEGINS)
    event = make_event(
        conn, now, starts_at=start, ends_at=start + timedelta(minutes=MINUTES), voice_channel_id=800, lead_minutes=()
    )
    planning.replan(conn, now, event)


async def looks(client: MortalClient, since: timedelta) -> None:
    inside = {STAYS, GOES} if since < timedelta(minutes=BEGINS + LEFT) else {STAYS}
    on = await client.ask(attendance.watched, [COMMUNITY])
    await client.do(attendance.look, [COMMUNITY], {each.event_id: inside for each in on})


def check(conn: Connection, discord: Discord, pause: float) -> None:
    """A restart may cost somebody who was gone when we looked again a minute, and a silence of ten eleven."""
    lost = 11 if pause >= SILENCE else 0 if pause == UNHARMED else 1
    there = {record.user_id: record.minutes for record in attendance_store.of_event(conn, 1)}
    gaps = presence_store.gaps(conn, 1)
    assert set(conn.scalars(select(agenda.c.status).where(agenda.c.step == "attendance"))) == {"done"}
    assert conn.scalars(select(presence.c.id).where(presence.c.left_at.is_(None))).all() == [], "a stay nobody ended"
    assert there.get(STAYS) == MINUTES or gaps, "time is only missing where a gap says so"
    assert MINUTES - lost <= (there.get(STAYS) or 0) <= MINUTES
    assert LEFT - lost <= (there.get(GOES) or 0) <= LEFT + lost
    assert sum((gap.to_at - gap.from_at for gap in gaps), timedelta()) <= timedelta(minutes=lost + 1)


LIFE = Life(
    name="attendance",
    steps=205,
    begin=an_event_in_a_channel,
    moments=minutes(*range(MINUTES + 6)),
    visit=looks,
    check=check,
    quick=20,  # nothing is sent, so no lease has to run out
)
