"""Lists of events: what is coming up for everybody, everything for organisers, and what nobody else may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.events import Audience
from bot.domain.rsvps import Choice
from bot.services import events
from tests.cogs.world import World, ids_of, labels_of, seen, text_of

pytestmark = pytest.mark.usefixtures("configured")


@pytest.fixture
async def configured(world: World) -> None:
    await world.set_up()


def for_cohort(world: World) -> dict[str, Any]:
    return {"audience": Audience.ROLES, "role_ids": frozenset({world.cohort.id}), "channel": world.closed}


async def upcoming(world: World, person: Any = None, **options: Any) -> Any:
    return await world.slash(person or world.participant, "events", **options)


async def test_what_is_coming_up_next_first(world: World) -> None:
    await world.announce("Later", starts_in=timedelta(days=9))
    event = await world.announce("Sooner", starts_in=timedelta(days=2), capacity=30)
    shown = await upcoming(world)
    assert seen(shown).ephemeral
    text = text_of(shown)
    assert text.index("Sooner") < text.index("Later")
    assert f"<t:{int(event.starts_at.timestamp())}:F>" in text
    assert "Registration is open" in text
    assert "30 seats left" in text
    assert world.posted()[-1].jump_url in text
    assert "https://meet.example.org" not in text


async def test_it_says_what_the_reader_answered(world: World) -> None:
    event = await world.announce()
    await world.answer(world.participant, event, Choice.GOING)
    assert "You: going" in text_of(await upcoming(world))
    assert "You:" not in text_of(await upcoming(world, world.other))


async def test_drafts_past_and_cancelled_events_are_not_coming_up(world: World) -> None:
    await world.draft("Secret draft")
    cancelled = await world.announce("Called off")
    await world.client.do(events.cancel, world.actor(world.organiser), cancelled.id)
    await world.announce("Soon over", starts_in=timedelta(hours=1))
    world.clock.advance(hours=4)
    text = text_of(await upcoming(world))
    assert "Nothing is planned yet" in text


async def test_only_one_kind(world: World) -> None:
    await world.announce("A webinar")
    await world.announce("A workshop", kind="workshop")
    text = text_of(await upcoming(world, kind="workshop"))
    assert "A workshop" in text
    assert "A webinar" not in text
    assert "See everything with /events" in text_of(await upcoming(world, kind="club_session"))


async def test_a_kind_that_is_none_is_refused(world: World) -> None:
    await upcoming(world, kind="Webinar!")
    assert world.counted.refusals == ["kind.unknown"]


async def test_five_on_a_page_and_the_way_on_survives_a_restart(world: World) -> None:
    for number in range(7):
        await world.announce(f"Event {number}", starts_in=timedelta(days=number + 1))
    first = await upcoming(world)
    assert "7 events · Page 1 of 2" in text_of(first)
    assert labels_of(first) == ["Next page"]
    await world.restart()
    second = await world.click(world.participant, first, "Next page")
    assert "Event 6" in text_of(second)
    assert "Event 0" not in text_of(second)
    assert labels_of(second) == ["Earlier page"]


async def test_pages_keep_to_the_kind(world: World) -> None:
    for number in range(6):
        await world.announce(f"Webinar {number}")
    await world.announce("A workshop", kind="workshop")
    first = await upcoming(world, kind="webinar")
    assert ids_of(first) == ["events:1:page:webinar"]
    assert "workshop" not in text_of(await world.click(world.participant, first, "Next page"))


async def test_organisers_see_everything_by_state(world: World) -> None:
    await world.draft("My draft")
    await world.announce("Published one")
    everything = text_of(await world.slash(world.organiser, "event list"))
    assert "My draft" in everything
    assert "Published one" in everything
    assert "Draft" in everything
    drafts = text_of(await world.slash(world.organiser, "event list", status="draft"))
    assert "My draft" in drafts
    assert "Published one" not in drafts
    none = text_of(await world.slash(world.organiser, "event list", status="archived"))
    assert "No event is in this state" in none


async def test_the_first_list_says_how_to_begin(world: World) -> None:
    assert "/event create" in text_of(await world.slash(world.organiser, "event list"))


async def test_organisers_pages_keep_to_the_state(world: World) -> None:
    for number in range(6):
        await world.draft(f"Draft {number}")
    first = await world.slash(world.organiser, "event list", status="draft")
    assert ids_of(first) == ["event_list:1:page:draft", "event_list:0:open"]
    assert "Draft 5" in text_of(await world.click(world.organiser, first, "Next page"))


async def test_an_event_is_opened_from_the_list(world: World) -> None:
    draft = await world.draft("My draft")
    event = await world.announce("Published one")
    listed = await world.slash(world.organiser, "event list")
    preview = await world.organiser.select(seen(listed), [str(draft.id)], custom_id="event_list:0:open")
    assert labels_of(preview) == ["Publish", "Edit", "Discard"]
    listed = await world.slash(world.organiser, "event list")
    details = await world.organiser.select(seen(listed), [str(event.id)], custom_id="event_list:0:open")
    assert f"event:{event.id}:going" in ids_of(details)
    assert f"event:{event.id}:details" not in ids_of(details)


async def test_a_draft_put_away_long_ago_comes_back_from_the_list(world: World) -> None:
    draft = await world.draft("Second thoughts")
    await world.client.do(events.discard, world.actor(world.organiser), draft.id)
    assert "Second thoughts" not in text_of(await world.slash(world.organiser, "event list"))
    listed = await world.slash(world.organiser, "event list", status="discarded")
    away = await world.organiser.select(seen(listed), [str(draft.id)], custom_id="event_list:0:open")
    back = await world.click(world.organiser, away, "Bring it back")
    assert labels_of(back) == ["Publish", "Edit", "Discard"]


async def test_a_list_of_long_texts_still_fits(world: World) -> None:
    for number in range(5):
        await world.announce(f"{number}{'*' * 99}", place="_" * 200)
    assert len(text_of(await upcoming(world))) < 4000


async def test_participants_get_no_list_of_everything(world: World) -> None:
    await world.draft("My draft")
    refusal = await world.slash(world.participant, "event list")
    assert world.counted.refusals == ["permission.organiser"]
    assert "My draft" not in text_of(refusal)


async def test_restricted_events_are_not_counted_for_outsiders(world: World) -> None:
    await world.announce("Only for us", **for_cohort(world))
    assert "Only for us" not in text_of(await upcoming(world))
    assert "Nothing is planned yet" in text_of(await upcoming(world))
    assert "1 event" in text_of(await upcoming(world, world.towner))


async def test_communities_are_strangers(world: World) -> None:
    await world.announce("Ours")
    stranger = World(world.env, world.client, world.clock)
    await stranger.set_up()
    assert "Ours" not in text_of(await upcoming(stranger))
    assert "Ours" not in text_of(await stranger.slash(stranger.organiser, "event list"))


async def test_what_organisers_typed_is_shown_as_typed(world: World) -> None:
    await world.announce("**Bold** @everyone [x](https://bad.example)", place="_Hall_", join_link="")
    text = text_of(await upcoming(world))
    assert "**Bold**" not in text
    assert "@everyone" not in text
    assert "_Hall_" not in text.replace("\\_", "")
    assert world.pings() == []


async def test_in_polish(world: World) -> None:
    world.speaks(world.participant, "pl")
    for number in range(2):
        await world.announce(f"Event {number}", capacity=5)
    text = text_of(await upcoming(world))
    assert "Nadchodzące wydarzenia" in text
    assert "2 wydarzenia" in text
    assert "5 wolnych miejsc" in text
