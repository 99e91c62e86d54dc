"""An event with people: announced, moved, reminded of, held, asked about; each fact once, or recorded as missed."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.domain.people import Community
from bot.domain.rsvps import Choice
from bot.services import notices, planning
from bot.store import events, members
from bot.store.schema import agenda
from tests.factories import make_community, make_event, make_rsvp
from tests.worker.doubles import Discord
from tests.worker.lives.life import SILENCE, Life, minutes, said

EXPECTED = {
    "card:1",
    "event:1@v2/moved/u:11",
    "event:1@v2/moved/part:1",
    "event:1@v1/remind:60/part:1",
    "event:1@v1/remind:60/u:11",
    "event:1@v1/remind:60/u:12",
    "event:1@v2/remind:60/part:1",
    "event:1@v2/remind:60/u:11",
    "event:1@v2/remind:60/u:12",
    "event:1@v2/remind:10/part:1",
    "event:1@v2/remind:10/u:11",
    "event:1@v2/remind:10/u:12",
    "survey:1/channel",
    "event:1/feedback/u:11",
    "event:1/feedback_nudge/u:11",
}
MOVED = timedelta(minutes=70)


def an_event_with_people(conn: Connection, now: datetime) -> None:
    """Two who take direct messages, one of them in quiet hours; one who waits; one to be mentioned."""
    community: Community = make_community(conn, now)
    event = make_event(conn, now, starts_in=timedelta(hours=2), lead_minutes=(60, 10))
    for user_id, choice in ((11, Choice.GOING), (12, Choice.MAYBE), (13, Choice.GOING), (14, Choice.WAITING)):
        make_rsvp(conn, now, event, user_id, choice)
    for user_id in (11, 12):
        chosen = replace(members.get(conn, community.id, user_id), direct_messages=True)
        members.save(conn, now, chosen)
    planning.replan(conn, now, event)


def moves_an_hour(conn: Connection, now: datetime) -> None:
    event = events.get(conn, 1)
    assert event is not None
    later = timedelta(hours=1)
    changed = replace(
        event, version=event.version + 1, starts_at=event.starts_at + later, ends_at=event.ends_at + later
    )
    events.save(conn, changed)
    planning.replan(conn, now, changed)
    notices.moved(conn, now, changed, event.starts_at)
    notices.refresh_card(conn, now, changed)


def check(conn: Connection, discord: Discord, pause: float) -> None:
    told = said(conn)
    assert len(discord.posts) == len(set(discord.posts)), "something was said twice"
    assert set(discord.posts) <= EXPECTED
    assert set(conn.scalars(select(agenda.c.status))) <= {"done", "dropped"}, "a step was lost"
    may_miss = pause >= SILENCE
    overtaken = {key for key in EXPECTED if "@v1/remind" in key} if may_miss else set()  # the event moved meanwhile
    assert EXPECTED - overtaken <= set(told) <= EXPECTED
    for key, status in told.items():
        assert status in (
            {"sent", "missed"} | ({"dropped"} if key in overtaken else set()) if may_miss else {"sent"}
        ), key
        assert status != "sent" or key in discord.posts


LIFE = Life(
    name="event",
    steps=264,
    begin=an_event_with_people,
    # announced; reminded; moved by an hour; reminded twice more, started, ended, asked what they thought, archived,
    # asked once more, feedback closed; and the card, or the request, a moment after each
    moments=minutes(0, 60, 70, 71, 120, 170, 180, 181, 270, 271, 275, 1_710, 1_711, 10_350, 10_351),
    acts={MOVED: moves_an_hour},
    check=check,
)
