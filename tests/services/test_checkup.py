"""The check-up over a real database, on SQLite and on PostgreSQL."""

from datetime import datetime, timedelta

import pytest

from bot.domain.checkup import Diagnosis, RoleUse, Seen
from bot.domain.events import Audience, Status
from bot.domain.outbox import Route, Undeliverable
from bot.domain.people import Actor
from bot.domain.preflight import NEEDED, Finding, Purpose
from bot.domain.refused import Refused
from bot.services import announcements, checkup, communities, delivery, notices, planning, servers
from bot.store.database import Connection
from tests.factories import (
    COMMUNITY,
    MENTOR_ROLE,
    ORGANISER_ROLE,
    administrator,
    make_community,
    make_event,
    mentor,
    organiser,
    participant,
)

ALL = NEEDED[Purpose.EVENTS]
ROLES = frozenset({ORGANISER_ROLE, MENTOR_ROLE, 77})


def look(conn: Connection, now: datetime, *, gone: int = 0) -> Diagnosis:
    """A check-up where everything is allowed everywhere, but channel `gone` does not exist."""
    watched = checkup.watched(conn, now, organiser())
    held = {channel_id: None if channel_id == gone else ALL for channel_id in watched.channels}
    return checkup.diagnose(conn, now, organiser(), Seen(held, ROLES))


def test_everything_an_open_event_or_announcement_depends_on_is_watched(any_conn: Connection, now: datetime) -> None:
    conn = any_conn
    make_community(conn, now)
    make_event(conn, now, channel_id=701, audience=Audience.ROLES, role_ids=frozenset({77}))
    local = datetime(2026, 12, 3, 14)
    announcements.schedule(conn, now, organiser(), 702, "Hello", local, "Europe/Riga")
    watched = checkup.watched(conn, now, organiser())
    assert watched.channels == {
        700: {Purpose.EVENTS},
        701: {Purpose.EVENTS},
        702: {Purpose.ANNOUNCEMENTS},
    }
    assert watched.roles == {
        ORGANISER_ROLE: {RoleUse.ORGANISERS},
        MENTOR_ROLE: {RoleUse.MENTORS},
        77: {RoleUse.EVENT},
    }
    assert watched.closed == {701}


def test_the_voice_channel_of_a_coming_event_is_watched(any_conn: Connection, now: datetime) -> None:
    """Nacre has to see it, and nothing else; of an event that is over, nothing depends on it."""
    conn = any_conn
    make_community(conn, now)
    make_event(conn, now, voice_channel_id=800)
    make_event(conn, now, voice_channel_id=801, status=Status.ENDED, starts_in=-timedelta(hours=3))
    watched = checkup.watched(conn, now, organiser())
    assert watched.channels == {700: {Purpose.EVENTS}, 800: {Purpose.PRESENCE}}
    seeing = Seen({700: ALL, 800: frozenset({"view_channel"})}, ROLES)
    assert checkup.diagnose(conn, now, organiser(), seeing).findings == ()
    hidden = Seen({700: ALL, 800: frozenset()}, ROLES)
    assert checkup.diagnose(conn, now, organiser(), hidden).findings == (Finding(800, ("view_channel",)),)
    assert look(conn, now, gone=800).findings == (Finding(800, gone=True),)


def test_what_will_fail_is_told_in_order_of_time(any_conn: Connection, now: datetime) -> None:
    conn = any_conn
    make_community(conn, now)
    event = make_event(conn, now, lead_minutes=(1440, 60), published_at=now - timedelta(hours=1))
    planning.replan(conn, now, event)
    fine, broken = look(conn, now), look(conn, now, gone=700)
    assert fine.failing == ()
    assert fine.next is not None
    assert broken.findings == (Finding(700, gone=True),)
    assert [each.step for each in broken.failing if each.step.startswith("remind")] == ["remind:1440", "remind:60"]
    assert {each.title for each in broken.failing} == {"Storytelling for towns"}


def test_what_waited_for_a_repair_is_said_once_it_is_made(any_conn: Connection, now: datetime) -> None:
    conn = any_conn
    make_community(conn, now)
    notices.refresh_card(conn, now, make_event(conn, now))
    (item,) = delivery.claim(conn, now, Route.CHANNEL, 9)
    delivery.settle(conn, now, item, Undeliverable("forbidden", trouble="forbidden"))
    found = look(conn, now)
    assert (found.cleared, found.resumed, found.needs_attention) == (1, 1, 0)
    assert len(delivery.claim(conn, now, Route.CHANNEL, 9)) == 1


def test_a_channel_given_back_says_what_waited_and_another_changes_nothing(any_conn: Connection, now: datetime) -> None:
    conn = any_conn
    make_community(conn, now)
    communities.note_trouble(conn, now, COMMUNITY, "channel:700", "forbidden")
    still = {"granted": ALL - {"send_messages"}, "open_to_all": True}
    assert checkup.channel_changed(conn, now, COMMUNITY, 700, **still) == 0  # type: ignore[arg-type]
    assert checkup.channel_changed(conn, now, COMMUNITY, 999, granted=ALL, open_to_all=True) == 0
    assert communities.troubles(conn, now, organiser())
    checkup.channel_changed(conn, now, COMMUNITY, 700, granted=ALL, open_to_all=True)
    assert communities.troubles(conn, now, organiser()) == ()


def test_a_restricted_events_channel_stays_wrong_while_everybody_reads_it(any_conn: Connection, now: datetime) -> None:
    conn = any_conn
    make_community(conn, now)
    make_event(conn, now, channel_id=701, audience=Audience.ROLES, role_ids=frozenset({77}))
    communities.note_trouble(conn, now, COMMUNITY, "channel:701", "channel_open")
    checkup.channel_changed(conn, now, COMMUNITY, 701, granted=ALL, open_to_all=True)
    assert communities.troubles(conn, now, organiser())
    found = checkup.diagnose(conn, now, organiser(), Seen({701: ALL}, ROLES, open=frozenset({701})))
    assert (found.exposed, found.needs_attention) == ((701,), 1)


@pytest.mark.parametrize("actor", [participant(), mentor(), organiser(community_id=9), administrator(community_id=9)])
def test_only_organisers_of_the_server_may_look(conn: Connection, now: datetime, actor: Actor) -> None:
    """Somebody else's administrator sees their own server, which is empty."""
    make_community(conn, now)
    make_event(conn, now)
    if actor.administrator:
        assert checkup.watched(conn, now, actor).events == {}
        return
    with pytest.raises(Refused, match=r"permission\.organiser"):
        checkup.watched(conn, now, actor)


def test_coming_back_makes_up_for_what_was_noted_while_away(any_conn: Connection, now: datetime) -> None:
    conn = any_conn
    make_community(conn, now)
    communities.left(conn, now, COMMUNITY)
    communities.note_trouble(conn, now, COMMUNITY, f"community:{COMMUNITY}", "removed")
    servers.reconcile(conn, now, {COMMUNITY}, lambda _: True)
    assert communities.get(conn, now, COMMUNITY).left_at is None
    assert communities.troubles(conn, now, organiser()) == ()
