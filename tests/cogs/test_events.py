"""An event's life as organisers steer it: publish, change, move, cancel, close, reopen, duplicate, repost, show."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.domain.events import Audience, Event, Registration, Status
from bot.domain.refused import Refused
from bot.domain.rsvps import Choice
from bot.services import events
from bot.worker.wake import Worker
from cogs import _event_forms
from cogs._event_move import Wanted, packed, unpacked
from cogs._messenger import DiscordMessenger
from tests.cogs.panels import channel_without
from tests.cogs.world import World, filled_in, labels_of, seen, text_of

pytestmark = pytest.mark.usefixtures("configured")

ORGANISING = ("edit", "move", "cancel", "publish", "duplicate", "close", "reopen", "roster", "plan", "repost")


@pytest.fixture
async def configured(world: World) -> None:
    await world.set_up()


async def now_of(world: World, event: Event) -> Event:
    return (await world.client.ask(events.show, world.actor(world.organiser), event.id)).event


class Awake(Worker):
    """A worker that counts as running, and does what is due as soon as something is put into the outbox."""

    running = True


def working(world: World) -> None:
    tasks: set[asyncio.Task[None]] = set()

    def nudge() -> None:
        task = asyncio.get_running_loop().create_task(world.soon())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    world.bot.worker = Awake(world.client, DiscordMessenger(world.bot))
    world.client.database.on_stir = nudge


def for_cohort(world: World) -> dict[str, Any]:
    return {"audience": Audience.ROLES, "role_ids": frozenset({world.cohort.id})}


async def run(world: World, command: str, event: Event, **options: Any) -> Any:
    return await world.slash(world.organiser, f"event {command}", event=str(event.id), **options)


# --- publishing


async def test_publishing_answers_with_a_link_to_the_card(world: World) -> None:
    working(world)
    draft = await world.draft("Storytelling")
    done = await run(world, "publish", draft)
    [card] = world.posted()
    assert card.jump_url in text_of(done)
    assert seen(done).ephemeral
    assert (await now_of(world, draft)).status is Status.PUBLISHED


async def test_while_the_outbox_is_busy_it_says_where_the_card_will_be(world: World) -> None:
    done = await run(world, "publish", await world.draft("Storytelling"))
    assert f"will be in {world.announcements.mention} in a moment" in text_of(done)


async def test_publishing_twice_posts_one_card(world: World) -> None:
    draft = await world.draft("Storytelling")
    preview = await run(world, "show", draft)
    assert labels_of(preview) == ["Publish", "Edit", "Discard"]
    await world.press(world.organiser, preview, f"draft:{draft.id}:publish")
    await run(world, "publish", draft)
    await world.run_due()
    assert len(world.posted()) == 1


async def test_without_a_channel_it_says_where_to_choose_one(world: World) -> None:
    await world.set_up(announce_channel_id=None)
    draft = await world.draft("Storytelling")
    assert "/setup" in text_of(await run(world, "publish", draft))
    await world.set_up(announce_channel_id=999)
    assert "does not exist any more" in text_of(await run(world, "publish", draft))
    assert (await now_of(world, draft)).status is Status.DRAFT


async def test_missing_permissions_are_named_with_where_to_click(world: World) -> None:
    deaf = channel_without(world, "deaf", "send_messages", "attach_files")
    draft = await world.draft("Storytelling", channel_id=deaf.id)
    refusal = text_of(await run(world, "publish", draft))
    assert "Send Messages" in refusal
    assert "Attach Files" in refusal
    assert deaf.mention in refusal
    assert (await now_of(world, draft)).status is Status.DRAFT


async def test_a_restricted_event_is_not_announced_where_everybody_reads(world: World) -> None:
    draft = await world.draft("Only for us", **for_cohort(world))
    assert "so it cannot be announced there" in text_of(await run(world, "show", draft))
    refusal = text_of(await run(world, "publish", draft))
    assert f"everybody can read {world.announcements.mention}" in refusal
    assert "/event edit" in refusal
    assert (await now_of(world, draft)).status is Status.DRAFT


async def test_a_restricted_event_is_announced_where_only_they_read(world: World) -> None:
    draft = await world.draft("Only for us", channel_id=world.closed.id, **for_cohort(world))
    await run(world, "publish", draft)
    await world.run_due()
    assert "Only for us" in text_of(world.card(world.closed))
    assert world.posted() == []


@pytest.mark.parametrize(
    ("command", "options", "key"),
    [
        ("cancel", {}, "event.not_published"),
        ("close", {}, "event.not_published"),
        ("reopen", {}, "event.not_published"),
        ("repost", {}, "event.not_published"),
    ],
)
async def test_what_needs_an_announced_event_says_so(
    world: World, command: str, options: dict[str, Any], key: str
) -> None:
    await run(world, command, await world.draft("Storytelling"), **options)
    assert world.counted.refusals == [key]


@pytest.mark.parametrize("command", ["edit", "move", "cancel", "publish", "close"])
async def test_a_cancelled_event_stays_cancelled(world: World, command: str) -> None:
    event = await world.announce()
    await world.client.do(events.cancel, world.actor(world.organiser), event.id)
    given: dict[str, Any] = {"when": "3 Dec 14:00"} if command == "move" else {}
    await run(world, command, event, **given)
    assert world.counted.refusals == ["event.cancelled"]


# --- showing and changing


async def test_anybody_can_look_at_an_event_and_answer_there(world: World) -> None:
    event = await world.announce()
    shown = await world.slash(world.participant, "event show", event=str(event.id))
    assert seen(shown).ephemeral
    assert "Storytelling for towns" in text_of(shown)
    assert "https://meet.example.org" not in text_of(shown)
    await world.press(world.participant, shown, f"event:{event.id}:going")
    view = await world.client.ask(events.show, world.actor(world.participant), event.id)
    assert view.mine is not None
    assert view.mine.choice is Choice.GOING


async def test_changing_a_published_event_changes_its_card(world: World) -> None:
    event = await world.announce()
    panel = await run(world, "edit", event)
    assert "the public card follows" in text_of(panel)
    assert "Publish" not in labels_of(panel)
    form = await world.click(world.organiser, panel, "Text")
    await world.fill(world.organiser, form, title="A better title")
    await world.soon()
    assert "A better title" in text_of(world.card())


async def test_a_published_event_keeps_its_channel_in_the_form(world: World) -> None:
    """Its card stands somewhere: /event repost moves it, not a field."""
    panel = await run(world, "edit", await world.announce())
    form = await world.click(world.organiser, panel, "Host, language, recording")
    assert set(filled_in(form)) == {"host", "language", "recorded"}
    await world.fill(world.organiser, form, host=[world.mentor], language=["pl"])


async def test_an_event_of_any_kind_can_be_recorded(world: World) -> None:
    """Its organisers say so while they edit it, and its plan follows at once; also while it runs."""
    event = await world.announce(kind="workshop", starts_in=timedelta(hours=1))
    world.clock.advance(minutes=70)
    await world.run_due()
    for answer, asks in (("yes", 3), ("no", 0)):
        form = await world.click(world.organiser, await run(world, "edit", event), "Host, language, recording")
        assert filled_in(form)["recorded"] == ("no" if asks else "yes")
        await world.fill(world.organiser, form, recorded=[answer])
        assert text_of(await run(world, "plan", event)).count("Ask the host for the recording") == asks


async def test_a_form_that_was_open_before_it_asked_for_the_recording_changes_nothing_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = await world.announce(recorded=True)
    monkeypatch.setattr(_event_forms, "HOST", replace(_event_forms.HOST, fields=_event_forms.HOST.fields[:2]))
    form = await world.click(world.organiser, await run(world, "edit", event), "Host, language, recording")
    assert set(filled_in(form)) == {"host", "language"}
    await world.fill(world.organiser, form, host=[world.mentor], language=["pl"])
    now = await now_of(world, event)
    assert (now.host_id, now.recorded) == (world.mentor.id, True)


# --- moving


async def test_moving_shows_from_when_to_when_and_who_is_told(world: World) -> None:
    event = await world.announce(capacity=1)
    await world.answer(world.participant, event, Choice.GOING)
    await world.answer(world.other, event, Choice.GOING)
    question = await run(world, "move", event, when="2026-12-03 14:00")
    text = text_of(question)
    assert f"<t:{int(event.starts_at.timestamp())}:F>" in text
    assert "<t:1796302800:F>" in text
    assert "1 person with a seat and 1 person on the waitlist will be told." in text
    assert (await now_of(world, event)).starts_at == event.starts_at
    done = await world.click(world.organiser, question, "Move it")
    assert "now starts <t:1796302800:F>" in text_of(done)
    moved = await now_of(world, event)
    assert (int(moved.starts_at.timestamp()), moved.version) == (1796302800, 2)
    assert moved.ends_at - moved.starts_at == timedelta(minutes=90)


async def test_moving_works_after_a_restart_and_a_second_click_changes_nothing(world: World) -> None:
    event = await world.announce()
    question = await run(world, "move", event, when="2026-12-03 14:00", ends="2 h", zone="helsinki")
    await world.restart()
    button = next(part for part in seen(question).components[1]["components"] if part["label"] == "Move it")[
        "custom_id"
    ]
    await world.press(world.organiser, question, button)
    moved = await now_of(world, event)
    assert (moved.zone, moved.ends_at - moved.starts_at, moved.version) == ("Europe/Helsinki", timedelta(hours=2), 2)


async def test_two_organisers_do_not_move_it_over_each_other(world: World) -> None:
    event = await world.announce()
    question = await run(world, "move", event, when="2026-12-03 14:00")
    await world.client.do(events.move, world.actor(world.organiser), event.id, event.starts_at + timedelta(days=1))
    refused = await world.click(world.organiser, question, "Move it")
    assert "in the meantime" in text_of(refused)
    assert (await now_of(world, event)).version == 2


async def test_leaving_it_as_it_is_changes_nothing(world: World) -> None:
    event = await world.announce()
    question = await run(world, "move", event, when="2026-12-03 14:00")
    assert "Nothing was changed" in text_of(await world.click(world.organiser, question, "Leave it as it is"))
    assert (await now_of(world, event)).version == 1


async def test_a_new_time_that_is_not_understood_comes_back_in_a_form(world: World) -> None:
    event = await world.announce()
    refusal = await run(world, "move", event, when="later", ends="2 h")
    form = await world.click(world.organiser, refusal, "Correct it")
    assert filled_in(form) == {"when": "later", "ends": "2 h", "zone": "Europe/Warsaw"}
    question = await world.fill(world.organiser, form, when="3 Dec 14:00")
    assert labels_of(question) == ["Move it", "Leave it as it is"]


async def test_times_of_a_published_event_are_asked_about(world: World) -> None:
    event = await world.announce()
    panel = await run(world, "edit", event)
    form = await world.click(world.organiser, panel, "Times and reminders")
    question = await world.fill(world.organiser, form, when="3 Dec 14:00", leads="")
    assert "Move it" in labels_of(question)
    assert (await now_of(world, event)).lead_minutes == ()


@pytest.mark.parametrize("zone", ["UTC", "Europe/Warsaw", "America/Argentina/ComodRivadavia"])
def test_a_move_fits_into_a_custom_id(zone: str) -> None:
    """A far start, a long length and a long zone still fit."""
    new = Wanted(datetime(2031, 12, 31, 23, 59, tzinfo=UTC), datetime(2032, 1, 31, 23, 59, tzinfo=UTC), zone)
    assert unpacked(packed(new, 9999)) == (new, 9999)
    assert len(packed(new, 9999)) <= 56


@pytest.mark.parametrize("arg", ["", "1.2", "a.b.c.d", "9" * 50])
def test_what_is_no_move_is_refused(arg: str) -> None:
    with pytest.raises(Refused):
        unpacked(arg)


# --- cancelling


async def test_cancelling_says_who_is_told_and_asks_why(world: World) -> None:
    event = await world.announce()
    await world.answer(world.participant, event, Choice.GOING)
    question = await run(world, "cancel", event, reason="The speaker is ill")
    assert "1 person with a seat will be told." in text_of(question)
    assert "The speaker is ill" in text_of(question)
    danger = next(part for part in seen(question).components[1]["components"] if part["label"] == "Cancel the event")
    assert danger["style"] == discord.ButtonStyle.danger.value
    form = await world.click(world.organiser, question, "Cancel the event")
    assert filled_in(form) == {"reason": "The speaker is ill"}
    done = await world.fill(world.organiser, form)
    assert "is cancelled" in text_of(done)
    cancelled = await now_of(world, event)
    assert (cancelled.status, cancelled.cancel_reason) == (Status.CANCELLED, "The speaker is ill")


async def test_an_event_can_be_kept_and_cancelled_without_a_reason(world: World) -> None:
    event = await world.announce()
    question = await run(world, "cancel", event, reason="Rain")
    assert "nobody needs to be told" in text_of(question)
    kept = await world.click(world.organiser, question, "Leave it as it is")
    assert "Nothing was changed" in text_of(kept)
    form = await world.click(world.organiser, await run(world, "cancel", event), "Cancel the event")
    assert filled_in(form) == {"reason": ""}
    await world.fill(world.organiser, form)
    assert (await now_of(world, event)).status is Status.CANCELLED


# --- registration, copies, cards


async def test_registration_closes_and_opens_with_a_way_back(world: World) -> None:
    event = await world.announce()
    closed = await run(world, "close", event)
    assert "is closed" in text_of(closed)
    view = await world.client.ask(events.show, world.actor(world.organiser), event.id)
    assert view.registration is Registration.CLOSED
    opened = await world.click(world.organiser, closed, "Open registration again")
    assert "is open again" in text_of(opened)
    await run(world, "close", event)
    await run(world, "reopen", event)
    view = await world.client.ask(events.show, world.actor(world.organiser), event.id)
    assert view.registration is Registration.OPEN


async def test_a_duplicate_is_a_draft_at_another_time(world: World) -> None:
    event = await world.announce(summary="Every month")
    preview = await run(world, "duplicate", event, when="3 Dec 14:00")
    assert labels_of(preview) == ["Publish", "Edit", "Discard"]
    [copy] = await world.client.ask(events.suggest, world.actor(world.organiser), "", purpose=events.Purpose.PUBLISH)
    assert (copy.title, copy.summary, copy.status) == (event.title, "Every month", Status.DRAFT)


async def test_a_duplicate_at_no_time_asks_again(world: World) -> None:
    event = await world.announce()
    refusal = await run(world, "duplicate", event, when="some day")
    form = await world.click(world.organiser, refusal, "Correct it")
    assert filled_in(form) == {"when": "some day"}
    preview = await world.fill(world.organiser, form, when="3 Dec 14:00")
    assert labels_of(preview) == ["Publish", "Edit", "Discard"]


async def test_a_deleted_card_is_posted_again(world: World) -> None:
    event = await world.announce()
    await world.card().delete()
    working(world)
    done = await run(world, "repost", event)
    [card] = world.posted()
    assert card.jump_url in text_of(done)


async def test_a_card_moves_to_another_channel(world: World) -> None:
    event = await world.announce()
    await world.organiser.slash(world.general, "event repost", event=str(event.id), channel=world.general)
    await world.soon()
    assert len(world.posted(world.general)) == 1
    assert (await now_of(world, event)).channel_id == world.general.id


# --- who may, and who may not know


@pytest.mark.parametrize("command", ORGANISING)
async def test_participants_are_refused(world: World, command: str) -> None:
    event = await world.announce()
    given: dict[str, Any] = {"when": "3 Dec 14:00"} if command in ("move", "duplicate") else {}
    refusal = await world.slash(world.participant, f"event {command}", event=str(event.id), **given)
    assert seen(refusal).ephemeral
    assert world.counted.refusals == ["permission.organiser"]
    assert await world.participant.autocomplete(world.general, f"event {command}", "event", "") == []


@pytest.mark.parametrize("command", [*ORGANISING, "show"])
async def test_an_event_of_another_community_does_not_exist(world: World, command: str) -> None:
    """Communities in one bot are strangers to each other."""
    event = await world.announce()
    stranger = World(world.env, world.client, world.clock)
    await stranger.set_up()
    given: dict[str, Any] = {"when": "3 Dec 14:00"} if command in ("move", "duplicate") else {}
    refusal = await stranger.slash(stranger.organiser, f"event {command}", event=str(event.id), **given)
    assert world.counted.refusals == ["event.unknown"]
    assert "Storytelling" not in text_of(refusal)
    assert await stranger.organiser.autocomplete(stranger.general, f"event {command}", "event", "") == []


async def test_a_restricted_event_does_not_exist_for_outsiders(world: World) -> None:
    event = await world.announce("Only for us", channel=world.closed, **for_cohort(world))
    refusal = await world.slash(world.participant, "event show", event=str(event.id))
    assert "Only for us" not in text_of(refusal)
    assert world.counted.refusals == ["event.unknown"]
    assert await world.participant.autocomplete(world.general, "event show", "event", "") == []
    [offered] = await world.towner.autocomplete(world.general, "event show", "event", "only")
    assert offered["value"] == str(event.id)
    assert "Only for us" in text_of(await world.slash(world.towner, "event show", event=str(event.id)))


@pytest.mark.parametrize("given", ["Storytelling for towns", "1; DROP", "٣", "9" * 40])
async def test_an_event_typed_by_hand_is_refused_kindly(world: World, given: str) -> None:
    refusal = await world.slash(world.organiser, "event edit", event=given)
    assert seen(refusal).ephemeral
    assert world.counted.refusals == ["event.pick"]
