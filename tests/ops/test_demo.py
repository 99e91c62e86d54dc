"""The demonstration: ready with a past, usable as by its visitors, movable in time, and gone or kept afterwards."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import pytest_asyncio

from bot.demo import filling, moments
from bot.demo.composition import Demo
from bot.demo.happenings import ASKED_FOR_MESSAGES, HAPPENINGS, READS, REMARKS
from bot.demo.network import TOWNS, ZONE, ZONES
from bot.demo.people import CANDIDATE, MENTOR, ORGANISER, PEOPLE
from bot.demo.tour import IN, RATED, RECORDING, SOUGHT, TITLE, tour
from bot.domain.events import Registration, Status
from bot.services import events
from bot.words import LANGUAGES
from local_discord.people import text_of
from tests.ops.demonstration import cards, person, running

WEEK = [datetime(2026, 11, 16, 11, 5, tzinfo=UTC) + timedelta(days=day, hours=day * 3) for day in range(7)]


# --- what is invented ---


def test_the_people_come_from_nine_countries_and_every_candidate_town() -> None:
    """Whom one can be: organisers, mentors, somebody from each town, and a guest without any role."""
    assert len(PEOPLE) >= 25
    assert len({each.name for each in PEOPLE}) == len({each.key for each in PEOPLE}) == len(PEOPLE)
    assert {each.country for each in PEOPLE} == set(ZONES)
    assert len(ZONES) == 9
    assert all(ZoneInfo(zone) for zone in ZONES.values())
    assert sorted(each.town for each in PEOPLE if each.town) == sorted(
        town for names in TOWNS.values() for town in names
    )
    assert {ORGANISER, MENTOR, CANDIDATE} <= {role for each in PEOPLE for role in each.roles}
    assert any(not each.roles for each in PEOPLE)


def test_whoever_is_named_in_the_story_is_there() -> None:
    known = {each.key for each in PEOPLE}
    named = {key for each in HAPPENINGS for key in (each.by, *each.going, *each.maybe, *each.declined, *each.notes)}
    assert named | {each.by for each in REMARKS} | ASKED_FOR_MESSAGES.keys() | READS.keys() <= known


@pytest.mark.parametrize("now", WEEK, ids=lambda now: f"{now:%A}")
def test_the_story_can_be_told_on_any_day_of_the_week(now: datetime) -> None:
    """Announced before it is cancelled or moved, and that before it starts; never on a weekend unless it is today."""
    for happening in HAPPENINGS:
        starts_at = moments.starts_at(happening, now)
        announced = moments.days_away(now, -happening.announced, "12:00")
        turns = [moments.days_away(now, -turn[0], "12:00") for turn in (happening.cancelled, happening.moved) if turn]
        assert now - filling.BEFORE + timedelta(days=1) < announced < min([*turns, starts_at, now]), happening.title
        assert max([announced, *turns]) < starts_at, happening.title
        if not isinstance(happening.starts, timedelta):
            assert starts_at.astimezone(ZoneInfo(ZONE)).weekday() < 5
            assert (starts_at > now) is (happening.starts[0] > 0)


# --- the demonstration itself ---


class Errors(logging.Handler):
    """What was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(own_discord: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """One for those who only look around and add something. Nothing that they do may log an error."""
    errors = Errors()
    logging.getLogger().addHandler(errors)
    async with running(tmp_path_factory.mktemp("demo")) as started:
        yield started
    logging.getLogger().removeHandler(errors)
    assert errors.said == []


@pytest.mark.asyncio(loop_scope="module")
async def test_the_network_is_at_work_in_every_state(demo: Demo) -> None:
    """Drafts, published, live, ended, archived, cancelled and moved events; full, nearly full, with an offer open."""
    page = await demo.parts.client.ask(events.listing, demo.network.actor("olga"), size=50)
    views = {view.event.title: view for view in page.items}
    assert {view.event.status for view in views.values()} == set(Status) - {Status.DISCARDED}
    assert views["Light in the dark months"].seats.left == 1
    full = views["Planning with the neighbours"]
    assert full.registration is Registration.FULL
    assert (full.seats.waiting, full.seats.offered) == (2, 1)
    assert views["An evening in Kiel's old fish hall"].event.version == 2
    assert {len(view.event.role_ids) for view in views.values()} == {0, 1, 2}
    assert all(view.card is not None for view in views.values() if view.event.status is not Status.DRAFT)
    (card,) = cards(demo, "Culture as a safety net")
    assert card.timestamp < demo.clock.now() - timedelta(days=40)
    assert demo.clock.now() - datetime.now(UTC) < timedelta(minutes=1)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_guest_sees_less_than_a_mentor(demo: Demo) -> None:
    mentors = demo.network.channel("mentors")
    assert any("twins" in text_of(each) for each in person(demo, "zofia").reads(mentors))
    seen = await person(demo, "robin").use("events", demo.network.channel("general"))
    assert "Light in the dark months" in seen.text
    assert "twins" not in seen.text


@pytest.mark.asyncio(loop_scope="module")
async def test_who_sits_in_an_events_channel_is_noted_however_far_the_clock_moves(demo: Demo) -> None:
    """Robin joins "Open door", and a jump later the minutes are there, without a time when nobody watched."""
    robin, olga = person(demo, "robin"), person(demo, "olga")
    robin.connect(demo.network.channel("Lounge"))
    await demo.travel.by(timedelta(minutes=2))
    await demo.travel.by(timedelta(minutes=30))
    announcements = demo.network.channel("announcements")
    (choice,) = await olga.complete("event roster", announcements, "event", event="Open door")
    roster = await olga.use("event roster", announcements, event=choice["value"])
    assert "Were there: 1" in roster.text
    assert "did not watch" not in roster.text
    robin.disconnect(demo.network.guild)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_tour_from_a_command_to_a_reminder(demo: Demo) -> None:
    """What the guide says one can do: create a webinar, take a seat, ask for messages, skip to the reminder."""
    announcements = demo.network.channel("announcements")
    olga, anna = person(demo, "olga"), person(demo, "anna")
    form = await olga.use("event create", announcements, kind="webinar", title=TITLE, when=IN)
    preview = await olga.submit(form)
    assert preview.message is not None, preview.text
    await olga.press(preview.message, "Publish")
    await demo.worker.run_due()
    (card,) = cards(demo, TITLE)
    seated = await anna.press(card, "Going")
    assert "A seat is yours" in seated.text
    assert seated.message is not None
    await anna.press(seated.message, "Message me reminders")
    assert anna.direct_messages() == []
    said = await demo.door.skips["due"].run()
    assert "now" in str(said)
    assert [TITLE in text_of(each) for each in anna.direct_messages()] == [True]
    assert "1 going" in text_of(card)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_tour_from_the_end_to_the_archive(demo: Demo) -> None:
    """What the guide says of afterwards: the question, the recording, the results, the very minute."""
    announcements = demo.network.channel("announcements")
    olga, anna = person(demo, "olga"), person(demo, "anna")
    await demo.door.skips["after"].run()
    await demo.worker.run_due()
    asked = anna.direct_messages()[-1]
    assert TITLE in text_of(asked)
    assert "Thank you" in (await anna.press(asked, "5 – excellent")).text
    (choice,) = await olga.complete("recording add", announcements, "event", event=TITLE)
    added = await olga.use("recording add", announcements, event=choice["value"], link=RECORDING)
    assert not added.failed
    await demo.travel.by(timedelta(seconds=10))  # the card follows a moment later
    (card,) = cards(demo, TITLE)
    assert RECORDING in str(card.components)
    (rated,) = await olga.complete("feedback results", announcements, "event", event=RATED)
    results = await olga.use("feedback results", announcements, event=rated["value"])
    assert "7" in results.text
    found = await anna.use("archive search", announcements, text=SOUGHT)
    assert RATED in found.text


@pytest.mark.asyncio(loop_scope="module")
async def test_the_guides_commands_are_there(demo: Demo) -> None:
    for language in LANGUAGES:
        steps = tour(demo.network, language)
        assert all(step["title"] and step["text"] for step in steps)
    people = {str(user.id) for user in demo.network.people.values()}
    assert {step["as_user"] for step in steps if "as_user" in step} <= people
    suggestion, *afterwards = [step["suggestion"] for step in steps if "suggestion" in step]
    assert all(each.startswith(("/recording add ", "/feedback results ", "/archive search ")) for each in afterwards)
    path, options = suggestion.removeprefix("/").split(" kind:")
    assert await person(demo, "olga").complete(path, demo.network.channel("announcements"), "when", when=IN)
    assert f"title:{TITLE}" in options
    async with aiohttp.ClientSession() as browser, browser.get(demo.discord.base) as page:
        assert page.status == 200


@pytest.mark.asyncio(loop_scope="module")
async def test_a_page_hears_what_happens_after_it_was_opened(demo: Demo) -> None:
    """What was said before the visitor came is old news, what is said now is not."""
    anna = demo.network.people["anna"]
    general = str(demo.network.channel("general").id)
    door = f"{demo.discord.base}/door?as={anna.id}"
    async with aiohttp.ClientSession() as browser, browser.ws_connect(door, origin=demo.discord.base) as page:
        welcome = await page.receive_json(timeout=10)
        assert welcome["unread"].get(general) is None
        assert [skip["label"] for skip in welcome["skips"]] == [
            "Next thing due",
            "To the next start",
            "A day after the end",
        ]
        assert len(welcome["tour"]) == 13
        await demo.network.write("bartek", "general", "Dzień dobry!")
        told: dict[str, object] = {}
        while "unread" not in told:
            told = await page.receive_json(timeout=10)
        assert general in str(told["unread"])
