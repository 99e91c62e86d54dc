"""Creating an event as an organiser does: command, form, preview, and what happens when something is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from simcord import InteractionResult

from bot.domain.events import Audience, Event, Mode, Status
from bot.services import events
from tests.cogs.world import World, filled_in, ids_of, labels_of, seen, text_of

pytestmark = pytest.mark.usefixtures("configured")


@pytest.fixture
async def configured(world: World) -> None:
    await world.set_up()


async def begin(world: World, **options: Any) -> InteractionResult:
    given = {"kind": "webinar", "title": "Storytelling", "when": "3 Dec 14:00", **options}
    return await world.slash(world.organiser, "event create", **given)


async def drafts(world: World) -> list[Event]:
    page = await world.client.ask(events.listing, world.actor(world.organiser))
    return [view.event for view in page.items]


async def draft(world: World, **fields: Any) -> tuple[Event, InteractionResult]:
    """An event created with these fields of the form; the draft and the preview that was shown."""
    preview = await world.fill(world.organiser, await begin(world), **fields)
    return (await drafts(world))[0], preview


async def test_command_form_preview(world: World) -> None:
    """Kind, title and time in the command, the rest in one form, then a private preview of the card."""
    shown = await begin(world, ends="15:30")
    assert shown.modal is not None
    assert set(filled_in(shown)) == {"summary", "description", "where", "speakers", "seats"}
    preview = await world.fill(
        world.organiser,
        shown,
        summary="How towns tell their story",
        where="Vejle library, https://meet.example.org/a",
        speakers="Ada, Bo",
        seats="30",
    )
    [event] = await drafts(world)
    assert (event.title, event.kind, event.status) == ("Storytelling", "webinar", Status.DRAFT)
    assert (event.mode, event.place, event.join_link) == (Mode.HYBRID, "Vejle library", "https://meet.example.org/a")
    assert (event.capacity, event.speakers, event.summary) == (30, "Ada, Bo", "How towns tell their story")
    assert event.starts_at.isoformat() == "2026-12-03T13:00:00+00:00"
    assert event.ends_at.isoformat() == "2026-12-03T14:30:00+00:00"
    assert seen(preview).ephemeral
    text = text_of(preview)
    assert "Only you can see this" in text
    assert "Storytelling" in text
    assert "https://meet.example.org/a" not in text
    assert labels_of(preview) == ["Publish", "Edit", "Discard"]
    assert world.posted() == []


async def test_a_message_below_the_form_opens_it_again(world: World) -> None:
    """Nobody tells a bot that a form was closed; what was begun is not lost, and the message goes once it is sent."""
    shown = await begin(world)
    below = seen(shown)
    assert "Storytelling" in text_of(below)
    again = await world.click(world.organiser, below, "Open the form")
    await world.fill(world.organiser, again, summary="Second try")
    [event] = await drafts(world)
    assert event.summary == "Second try"
    assert shown.followups == []


async def test_a_restart_between_command_and_form(world: World) -> None:
    shown = await begin(world)
    await world.restart()
    await world.fill(world.organiser, shown, summary="Kept")
    [event] = await drafts(world)
    assert (event.title, event.summary) == ("Storytelling", "Kept")


async def test_tomorrow_stays_tomorrow_after_midnight(world: World) -> None:
    """What was understood is kept, not only what was typed."""
    shown = await begin(world, when="tomorrow 9:00")
    world.clock.advance(hours=15)
    await world.fill(world.organiser, shown)
    [event] = await drafts(world)
    assert event.starts_at.isoformat() == "2026-11-03T08:00:00+00:00"


@pytest.mark.parametrize("typed", ["sometime", "2020-01-01 10:00", "31 Feb 10:00"])
async def test_a_time_that_is_not_understood_comes_back_in_a_form(world: World, typed: str) -> None:
    refusal = await begin(world, when=typed, ends="90 min")
    assert seen(refusal).ephemeral
    assert await drafts(world) == []
    again = await world.click(world.organiser, refusal, "Correct it")
    assert filled_in(again) == {"title": "Storytelling", "when": typed, "ends": "90 min", "zone": "", "channel": ""}
    begun = await world.fill(world.organiser, again, when="3 Dec 14:00")
    rest = await world.click(world.organiser, begun, "Open the form")
    preview = await world.fill(world.organiser, rest, summary="At last")
    assert labels_of(preview) == ["Publish", "Edit", "Discard"]
    [event] = await drafts(world)
    assert (event.kind, event.summary, event.starts_at.isoformat()) == (
        "webinar",
        "At last",
        "2026-12-03T13:00:00+00:00",
    )


async def test_a_second_mistake_in_the_correction_is_handed_back_too(world: World) -> None:
    refusal = await begin(world, when="sometime")
    again = await world.click(world.organiser, refusal, "Correct it")
    refused = await world.fill(world.organiser, again, when="whenever", title="Better title")
    once_more = await world.click(world.organiser, refused, "Back to the form")
    assert filled_in(once_more)["title"] == "Better title"
    assert filled_in(once_more)["when"] == "whenever"


async def test_a_refused_form_is_handed_back_with_everything_in_it(world: World) -> None:
    refused = await world.fill(
        world.organiser, await begin(world), summary="Long thought about", where="http://meet.example.org", seats="30"
    )
    assert "https://" in text_of(refused)
    assert await drafts(world) == []
    again = await world.click(world.organiser, refused, "Back to the form")
    assert filled_in(again)["summary"] == "Long thought about"
    await world.fill(world.organiser, again, where="https://meet.example.org")
    [event] = await drafts(world)
    assert (event.summary, event.join_link, event.capacity) == ("Long thought about", "https://meet.example.org", 30)


@pytest.mark.parametrize("seats", ["many", "-3", "1.5", "³"])
async def test_seats_are_a_number_or_nothing(world: World, seats: str) -> None:
    refused = await world.fill(world.organiser, await begin(world), seats=seats)
    assert "is not a number of seats" in text_of(refused)


@pytest.mark.parametrize("title", ["\u200b", "   "])
async def test_a_title_that_nobody_sees_is_corrected_before_the_form(world: World, title: str) -> None:
    refusal = await begin(world, title=title)
    assert world.counted.refusals == ["event.title_empty"]
    again = await world.click(world.organiser, refusal, "Correct it")
    begun = await world.fill(world.organiser, again, title="Better")
    assert "Better" in text_of(begun)


async def test_an_event_may_have_its_own_channel(world: World) -> None:
    given = {"kind": "webinar", "title": "Elsewhere", "when": "3 Dec 14:00", "channel": world.announcements}
    shown = await world.organiser.slash(world.general, "event create", **given)
    preview = await world.fill(world.organiser, shown)
    assert f"announced in {world.announcements.mention}" in text_of(preview)
    [event] = await drafts(world)
    assert event.channel_id == world.announcements.id


async def test_the_zone_may_be_named_by_a_city(world: World) -> None:
    await world.fill(world.organiser, await begin(world, zone="helsinki"))
    [event] = await drafts(world)
    assert (event.zone, event.starts_at.isoformat()) == ("Europe/Helsinki", "2026-12-03T12:00:00+00:00")


async def test_an_unknown_kind_is_refused(world: World) -> None:
    assert world.counted.refusals == []
    await begin(world, kind="séance")
    assert world.counted.refusals == ["kind.unknown"]


async def test_a_participant_is_told_who_can(world: World) -> None:
    """The group is visible to all (decision 60); the form does not even open for those who may not use it."""
    refusal = await world.slash(world.participant, "event create", kind="webinar", title="Mine", when="3 Dec 14:00")
    assert refusal.modal is None
    assert world.counted.refusals == ["permission.organiser"]


async def test_sending_the_form_twice_makes_one_event(world: World) -> None:
    shown = await begin(world)
    again = await world.click(world.organiser, seen(shown), "Open the form")
    await world.restart()  # so that the message below stays
    await world.fill(world.organiser, shown)
    second = await world.fill(world.organiser, again)
    assert "start again with /event create" in text_of(second)
    assert len(await drafts(world)) == 1


async def test_a_discarded_draft_comes_back(world: World) -> None:
    event, preview = await draft(world)
    gone = await world.click(world.organiser, preview, "Discard")
    assert "is discarded" in text_of(gone)
    assert await drafts(world) == []
    back = await world.click(world.organiser, gone, "Bring it back")
    assert labels_of(back) == ["Publish", "Edit", "Discard"]
    assert [each.id for each in await drafts(world)] == [event.id]


async def test_the_preview_works_after_a_restart(world: World) -> None:
    _, preview = await draft(world)
    await world.restart()
    parts = await world.click(world.organiser, preview, "Edit")
    assert labels_of(parts)[:6] == [
        "Text",
        "Place and link",
        "Seats and registration",
        "Audience",
        "Host, language, recording",
        "Times and reminders",
    ]


async def test_the_preview_says_what_is_missing(world: World) -> None:
    await world.set_up(announce_channel_id=None)
    _, preview = await draft(world)
    text = text_of(preview)
    assert "No channel is set" in text
    assert "no place or link yet" in text


async def test_everything_in_polish_for_one_who_reads_polish(world: World) -> None:
    world.speaks(world.organiser, "pl")
    shown = await begin(world, when="3 gru 14:00")
    assert shown.modal is not None
    assert shown.modal["title"] == "Więcej o wydarzeniu"
    preview = await world.fill(world.organiser, shown)
    assert "Widzisz to tylko Ty" in text_of(preview)
    assert labels_of(preview) == ["Opublikuj", "Edytuj", "Odrzuć"]


async def part(world: World, preview: Any, label: str, **fields: Any) -> InteractionResult:
    """Change one part of an event through its form."""
    parts = await world.click(world.organiser, preview, "Edit") if "Edit" in labels_of(preview) else preview
    return await world.fill(world.organiser, await world.click(world.organiser, parts, label), **fields)


async def test_every_part_of_a_draft_can_be_changed(world: World) -> None:
    """The forms hold what the event has, and write what they get."""
    event, preview = await draft(world, summary="Before")
    opened = await world.click(world.organiser, preview, "Edit")
    text = await world.click(world.organiser, opened, "Text")
    assert filled_in(text)["summary"] == "Before"
    shown = await world.fill(world.organiser, text, title="After", description="# Loud\n**bold**", speakers="Cy")
    assert "Saved." in text_of(shown)
    await part(world, preview, "Place and link", place="Cēsis", link="https://meet.example.org/b", opens="1 hour")
    await part(world, preview, "Seats and registration", seats="12", closes="2 Dec 12:00")
    await part(world, preview, "Audience", audience=["roles"], roles=[world.cohort])
    await part(
        world,
        preview,
        "Host, language, recording",
        host=[world.mentor],
        language=["pl"],
        recorded=["yes"],
        channel=[world.closed],
    )
    await part(world, preview, "Times and reminders", when="2026-12-04 10:00", leads="1 day, 10 min")
    await world.organiser.select(seen(preview), ["workshop"], custom_id=f"draft:{event.id}:kind")
    [now] = await drafts(world)
    assert (now.title, now.summary, now.speakers) == ("After", "Before", "Cy")
    assert (now.mode, now.place, now.link_opens_minutes) == (Mode.HYBRID, "Cēsis", 60)
    assert now.capacity == 12
    assert (now.audience, now.role_ids) == (Audience.ROLES, frozenset({world.cohort.id}))
    assert (now.host_id, now.language, now.channel_id) == (world.mentor.id, "pl", world.closed.id)
    assert now.starts_at.isoformat() == "2026-12-04T09:00:00+00:00"
    assert now.ends_at - now.starts_at == event.ends_at - event.starts_at
    assert (now.lead_minutes, now.kind, now.recorded) == ((1440, 10), "workshop", True)


async def test_no_text_of_theirs_pings_or_formats(world: World) -> None:
    """What people write is shown as they wrote it."""
    shown = await begin(world, title="@everyone **now** <@&1>")
    preview = await world.fill(world.organiser, shown, summary="@here", description="<@1> [x](https://bad.example)")
    assert "**now**" not in text_of(preview)
    assert world.pings() == []


async def test_autocomplete_says_in_words_what_was_understood(world: World) -> None:
    choices = await world.organiser.autocomplete(world.general, "event create", "when", "3 Dec 14:00")
    assert choices[0]["name"].startswith("Thu 3 Dec 2026, 14:00 CET")
    assert choices[0]["name"].endswith(" · in 1 month")
    kinds = await world.organiser.autocomplete(world.general, "event create", "kind", "work")
    assert [choice["value"] for choice in kinds] == ["workshop"]


async def test_a_time_offered_in_another_zone_is_that_very_time(world: World) -> None:
    """What was shown before is what is made, and the event keeps that zone's clock."""
    choices = await world.organiser.autocomplete(world.general, "event create", "when", "3 Dec 14:00 ri")
    assert choices[0]["name"].startswith("Thu 3 Dec 2026, 14:00 EET")
    await world.fill(world.organiser, await begin(world, when=choices[0]["value"]))
    [event] = await drafts(world)
    assert (event.zone, event.starts_at.isoformat()) == ("Europe/Riga", "2026-12-03T12:00:00+00:00")


async def test_custom_ids_are_short_and_ours(world: World) -> None:
    event, preview = await draft(world)
    assert ids_of(preview) == [f"draft:{event.id}:{verb}" for verb in ("publish", "parts", "discard")]
