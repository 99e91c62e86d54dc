"""After an event: the recording is asked for once a time and told of once, and its dead link is shown."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.domain.attendance import Source
from bot.domain.events import Feedback
from bot.domain.link_health import Probe
from bot.domain.materials import MaterialKind
from bot.domain.rsvps import Choice
from bot.services import materials, planning
from bot.services.materials import checking
from bot.store import attendance, members
from bot.store import materials as store
from bot.store.schema import agenda
from tests.factories import make_community, make_event, make_rsvp, organiser
from tests.worker.doubles import Discord
from tests.worker.lives.life import SILENCE, Life, said

HOST, THERE, MISSED = 31, 11, 12
EXPECTED = {
    "card:1",
    f"event:1@v1/chase:1/u:{HOST}",
    f"event:1@v1/chase:2/u:{HOST}",
    f"event:1/recording/u:{THERE}",
    f"event:1/missed_recording/u:{MISSED}",
    "event:1/recording/part:1",
    "material:1/dead",
}


def an_event_to_be_recorded(conn: Connection, now: datetime) -> None:
    make_community(conn, now)
    event = make_event(
        conn, now, starts_in=timedelta(hours=1), lead_minutes=(), host_id=HOST, recorded=True, feedback=Feedback.NONE
    )
    for user_id in (THERE, MISSED):
        make_rsvp(conn, now, event, user_id, Choice.GOING)
    for user_id in (1, THERE, MISSED, HOST):
        members.save(conn, now, replace(members.get(conn, 500, user_id), direct_messages=True))
    attendance.note(conn, now, event.id, THERE, Source.VOICE, 60, None)
    planning.replan(conn, now, event)


def the_recording_comes(conn: Connection, now: datetime) -> None:
    materials.add(conn, now, organiser(), MaterialKind.RECORDING, 1, link="https://example.org/video")


def the_link_is_gone(conn: Connection, now: datetime) -> None:
    material = store.recordings_of(conn, 1)[0]
    checking.seen(conn, now, checking.Due(material.id, material.link, material.link), Probe.GONE)


def check(conn: Connection, discord: Discord, pause: float) -> None:
    told = {key.partition("@1")[0]: became for key, became in said(conn).items()}  # without the moment it was seen
    planned = {row.step: row.status for row in conn.execute(select(agenda.c.step, agenda.c.status))}
    assert len(discord.posts) == len(set(discord.posts)), "something was said twice"
    assert set(told) == EXPECTED
    assert {planned[f"chase:{number}"] for number in (1, 2)} == {"done"}
    assert planned["chase:3"] == "dropped"
    assert set(told.values()) <= ({"sent", "missed"} if pause >= SILENCE else {"sent"})


def _day(number: int) -> timedelta:
    return timedelta(days=number, hours=3)


def _moments() -> tuple[timedelta, ...]:
    """The host is asked twice, then it comes; its link dies after two weeks. Each with the moment after it."""
    firsts = (timedelta(0), *(_day(number) for number in (1, 2, 9, 10, 20, 23, 24)))
    return tuple(moment for first in firsts for moment in (first, first + timedelta(minutes=1)))


LIFE = Life(
    name="recording",
    steps=165,
    begin=an_event_to_be_recorded,
    moments=_moments(),
    acts={_day(10): the_recording_comes, _day(20): the_link_is_gone, _day(23): the_link_is_gone},
    check=check,
)
