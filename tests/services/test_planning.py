"""The plan of an event, shown and changed by organisers; on both databases, as everybody's agenda depends on it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot import words
from bot.client import Client
from bot.clock import MovableClock
from bot.domain.agenda import AgendaStatus
from bot.domain.events import Event, Status
from bot.domain.people import Preferences
from bot.domain.refused import Refused
from bot.domain.reminders import LONGEST, MOST, TEXT, Target
from bot.domain.rsvps import Choice
from bot.services import announcements, planning, preferences, reminders
from bot.store import members
from bot.store.schema import agenda
from bot.worker import Worker
from tests.factories import COMMUNITY, make_community, make_event, make_rsvp, organiser, participant
from tests.worker.doubles import Discord, MessengerDouble

BOSS = organiser()


def published(conn: Connection, now: datetime, /, **details: object) -> Event:
    make_community(conn, now)
    event = make_event(conn, now, **{"lead_minutes": (1_440, 60), **details})
    for user_id, choice in ((11, Choice.GOING), (12, Choice.MAYBE), (13, Choice.WAITING)):
        make_rsvp(conn, now, event, user_id, choice)
    members.save(conn, now, Preferences(COMMUNITY, 11, direct_messages=True, lead_minutes=(60, 30)))
    planning.replan(conn, now, event)
    return event


def planned(conn: Connection) -> set[str]:
    return set(conn.scalars(select(agenda.c.step).where(agenda.c.status == "planned")))


async def test_the_plan_says_what_is_said_when_and_to_whom(any_client: Client, clock: MovableClock) -> None:
    """With the numbers of people as they are now; a time that only somebody asked for is marked as personal."""
    event = await any_client.do(published)
    shown = {step.step: step for step in await any_client.ask(planning.shown, BOSS, event.id)}
    around = ["announce", "remind:1440", "remind:60", "remind:30", "start", "end"]
    assert list(shown) == [*around, "ask", "archive", "nudge", "close_feedback"]
    assert (shown["remind:1440"].reached.mentioned, shown["remind:1440"].reached.direct) == (1, 0)
    assert (shown["remind:60"].reached.mentioned, shown["remind:60"].reached.direct) == (1, 1)
    assert (shown["remind:30"].reached.mentioned, shown["remind:30"].reached.direct) == (0, 1)
    assert shown["remind:30"].personal


async def test_the_same_life_on_both_databases(any_client: Client, clock: MovableClock) -> None:
    """Announced, reminded, started, ended, asked, archived; then the plan shows what became of it."""
    event = await any_client.do(published)
    worker = Worker(any_client, MessengerDouble(any_client, discord := Discord()))
    for hours in (0, 144, 167, 168, 170, 200, 350, 351):
        clock.move_to(event.created_at + timedelta(hours=hours))
        await worker.run_due()
    assert len(discord.posts) == len(set(discord.posts)) == 8
    assert discord.edits["survey:1/channel"] == 1, "the request says that it is closed"
    shown = await any_client.ask(planning.shown, BOSS, event.id)
    assert {step.step: step.status.value for step in shown} == {
        "announce": "done",
        "remind:1440": "done",
        "remind:60": "done",
        "remind:30": "done",
        "start": "done",
        "end": "done",
        "ask": "done",
        "archive": "done",
        "nudge": "done",
        "close_feedback": "done",
    }


def test_the_plan_of_a_draft_is_what_publishing_it_would_bring(conn: Connection, now: datetime) -> None:
    """And a step can be taken out before."""
    event = published(conn, now, status=Status.DRAFT)
    assert planned(conn) == set()
    planning.skip(conn, now, BOSS, event.id, "remind:1440")
    shown = {step.step: step for step in planning.shown(conn, now, BOSS, event.id)}
    assert shown["remind:1440"].status is AgendaStatus.SKIPPED
    assert shown["remind:60"].status is AgendaStatus.PLANNED
    assert planned(conn) == set()


def test_skipping_and_bringing_back(conn: Connection, now: datetime) -> None:
    """Twice skipped is skipped; brought back, it is planned again."""
    event = published(conn, now)
    for _ in range(2):
        planning.skip(conn, now, BOSS, event.id, "remind:60")
    assert "remind:60" not in planned(conn)
    planning.unskip(conn, now, BOSS, event.id, "remind:60")
    assert "remind:60" in planned(conn)


@pytest.mark.parametrize(
    ("step", "key"), [("start", "step.fixed"), ("remind:7", "step.unknown"), ("nonsense", "step.unknown")]
)
def test_what_cannot_be_left_out(conn: Connection, now: datetime, step: str, key: str) -> None:
    """The event's own life is not an organiser's to skip."""
    event = published(conn, now)
    with pytest.raises(Refused, match=key):
        planning.skip(conn, now, BOSS, event.id, step)


def test_what_is_over_cannot_be_left_out(conn: Connection, now: datetime) -> None:
    event = published(conn, now)
    with pytest.raises(Refused, match=r"step\.over"):
        planning.skip(conn, now + timedelta(days=6, hours=1), BOSS, event.id, "remind:1440")


def test_only_organisers_see_and_change_plans(conn: Connection, now: datetime) -> None:
    """Of their own community: elsewhere the event does not exist."""
    event = published(conn, now)
    make_community(conn, now, 501)
    for use_case in (planning.shown, reminders.listing):
        with pytest.raises(Refused, match=r"permission\.organiser"):
            use_case(conn, now, participant(), event.id)
        with pytest.raises(Refused, match=r"event\.unknown"):
            use_case(conn, now, organiser(community_id=501), event.id)
    for step_change in (planning.skip, planning.unskip):
        with pytest.raises(Refused, match=r"permission\.organiser"):
            step_change(conn, now, participant(), event.id, "remind:60")


def test_choosing_other_times_is_followed_by_the_events_one_goes_to(conn: Connection, now: datetime) -> None:
    """A personal time that nobody had yet becomes a step."""
    published(conn, now)
    preferences.change(conn, now, participant(12), lead_minutes=(45,))
    assert "remind:45" in planned(conn)


def test_own_reminders_come_and_go(conn: Connection, now: datetime) -> None:
    """They are steps of the plan, found by their text or their event's title."""
    event = published(conn, now)
    made = reminders.add(conn, now, BOSS, event.id, 90, "  Bring a story  ", Target.GOING)
    assert made.text == "Bring a story"
    assert f"own:{made.id}" in planned(conn)
    assert reminders.listing(conn, now, BOSS, event.id) == (made,)
    assert [found for found, _ in reminders.suggest(conn, now, BOSS, "stóry")] == [made]
    assert reminders.suggest(conn, now, BOSS, "nothing like it") == ()
    reminders.remove(conn, now, BOSS, made.id)
    assert f"own:{made.id}" not in planned(conn)
    with pytest.raises(Refused, match=r"reminder\.unknown"):
        reminders.remove(conn, now, BOSS, made.id)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"text": "  "}, "reminder.text_missing"),
        ({"text": "x" * (TEXT + 1)}, "reminder.text_long"),
        ({"minutes": LONGEST + 1}, "reminder.too_far"),
        ({"minutes": -1}, "reminder.too_far"),
        ({"minutes": 8 * 1_440}, "reminder.past"),
        ({"target": Target.ROLE}, "reminder.role_missing"),
        ({"role_id": 900}, "reminder.role_unused"),
    ],
)
def test_reminders_that_cannot_be(conn: Connection, now: datetime, given: dict[str, object], key: str) -> None:
    """Each is refused in words that say what to do instead."""
    event = published(conn, now)
    wanted: dict[str, object] = {"minutes": 30, "text": "Bring a story", "target": Target.GOING, **given}
    with pytest.raises(Refused) as refusal:
        reminders.add(conn, now, BOSS, event.id, **wanted)  # type: ignore[arg-type]
    assert refusal.value.key == key


def test_there_are_not_endless_reminders(conn: Connection, now: datetime) -> None:
    event = published(conn, now)
    for number in range(MOST):
        reminders.add(conn, now, BOSS, event.id, number, "Again", Target.EVERYONE)
    with pytest.raises(Refused, match=r"reminder\.too_many"):
        reminders.add(conn, now, BOSS, event.id, 30, "Again", Target.EVERYONE)


LOCAL = datetime(2026, 11, 9, 9, 0)


def test_announcements_come_and_go(conn: Connection, now: datetime) -> None:
    """Removing one takes its agenda item with it."""
    make_community(conn, now)
    made = announcements.schedule(conn, now, BOSS, 701, "Good morning", LOCAL, "Europe/Helsinki", "weekly")
    assert made.next_at is not None
    assert made.next_at.hour == 7
    assert announcements.listing(conn, now, BOSS) == (made,)
    assert announcements.suggest(conn, now, BOSS, "morn") == (made,)
    assert planned(conn) == {"say"}
    announcements.remove(conn, now, BOSS, made.id)
    assert (announcements.listing(conn, now, BOSS), planned(conn)) == ((), set())
    with pytest.raises(Refused, match=r"announcement\.unknown"):
        announcements.remove(conn, now, BOSS, made.id)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"text": ""}, "announcement.text_missing"),
        ({"text": "x" * 2001}, "announcement.text_long"),
        ({"local": LOCAL - timedelta(days=30)}, "announcement.past"),
        ({"zone": "Mars/Olympus"}, "zone.unknown"),
        ({"rule": "hourly"}, "recurrence.unknown"),
    ],
)
def test_announcements_that_cannot_be(conn: Connection, now: datetime, given: dict[str, object], key: str) -> None:
    """Each is refused in words that say what to do instead."""
    make_community(conn, now)
    wanted: dict[str, object] = {"text": "Hello", "local": LOCAL, "zone": "Europe/Warsaw", **given}
    with pytest.raises(Refused) as refusal:
        announcements.schedule(conn, now, BOSS, 701, **wanted)  # type: ignore[arg-type]
    assert refusal.value.key == key


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(
    "key",
    [
        *(f"refused.reminder.{why}" for why in ("unknown", "past", "too_far", "too_many", "text_missing")),
        *(f"refused.reminder.{why}" for why in ("text_long", "role_missing", "role_unused")),
        *(f"refused.announcement.{why}" for why in ("unknown", "past", "too_many", "text_missing", "text_long")),
        *(f"refused.step.{why}" for why in ("unknown", "fixed", "over")),
        *(f"reason.{why}" for why in ("too_late", "superseded", "nobody", "cancelled", "moved", "changed", "removed")),
        *(f"reason.{why}" for why in ("unsure", "moved_again", "no_messages", "not_concerned", "over")),
        "trouble.card_unsure",
    ],
)
def test_it_has_words(key: str, language: str) -> None:
    """In every language that is complete, with nothing left to fill in."""
    assert words.has(key, language)
    assert "{" not in words.say(language, key, most=3, starts="<t:1:R>")
