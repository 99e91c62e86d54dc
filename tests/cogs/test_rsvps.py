"""The buttons under a card, as people click them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from simcord import InteractionResult

from bot.domain.events import Audience
from bot.domain.people import DmPolicy
from bot.domain.rsvps import Choice
from bot.services import events, preferences, rsvps
from tests.cogs.world import World, filled_in, ids_of, labels_of, seen, text_of

IN_AN_HOUR = timedelta(hours=1)


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.rsvps"]


def for_cohort(world: World) -> dict[str, Any]:
    return {"audience": Audience.ROLES, "role_ids": frozenset({world.cohort.id})}


async def choice_of(world: World, event_id: int, person: object) -> Choice | None:
    view = await world.client.ask(events.show, world.actor(person), event_id)  # type: ignore[arg-type]
    return view.mine.choice if view.mine else None


async def test_going_gives_a_seat_and_says_what_comes_next(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    result = await world.click(world.participant, world.card(), "Going")
    assert result.ephemeral
    assert "You are going to **Storytelling for towns**" in text_of(result)
    assert f"<t:{int((event.starts_at - timedelta(minutes=15)).timestamp())}:F>" in text_of(result)
    assert labels_of(result) == ["Undo", "Add a note", "Join link", "Message me reminders"]
    assert await choice_of(world, event.id, world.participant) is Choice.GOING


@pytest.mark.parametrize(
    ("label", "words", "choice"),
    [("Maybe", "Noted: maybe", Choice.MAYBE), ("Can't", "Noted: you can't come", Choice.DECLINED)],
)
async def test_maybe_and_cant_are_noted(world: World, label: str, words: str, choice: Choice) -> None:
    await world.set_up()
    event = await world.announce()
    result = await world.click(world.participant, world.card(), label)
    assert words in text_of(result)
    assert await choice_of(world, event.id, world.participant) is choice


async def test_every_click_costs_one_acknowledgement_and_no_other_call(world: World) -> None:
    await world.set_up()
    await world.announce()
    before = len(world.env.http_requests)
    await world.click(world.participant, world.card(), "Going")
    calls = world.env.http_requests[before:]
    assert [call.path.rsplit("/", 1)[1] for call in calls] == ["callback"]


async def test_a_person_is_answered_in_their_own_language(world: World) -> None:
    await world.set_up()
    await world.announce()
    world.speaks(world.participant, "pl")
    result = await world.click(world.participant, world.card(), "Going")
    assert "Będziesz na **Storytelling for towns**" in text_of(result)
    assert labels_of(result) == ["Cofnij", "Dodaj notatkę", "Link do spotkania", "Przypominaj mi w wiadomości"]


async def test_their_setting_wins_over_discords_locale(world: World) -> None:
    await world.set_up()
    await world.announce()
    await world.client.do(preferences.change, world.actor(world.participant), language="pl")
    assert "Będziesz" in text_of(await world.click(world.participant, world.card(), "Going"))


async def test_a_full_event_puts_people_on_the_waitlist_with_their_number(world: World) -> None:
    await world.set_up()
    event = await world.announce(capacity=1)
    await world.answer(world.mentor, event, Choice.GOING)
    await world.answer(world.towner, event, Choice.GOING)
    result = await world.click(world.participant, world.card(), "Going")
    assert "on the waitlist, number 2" in text_of(result)
    assert await choice_of(world, event.id, world.participant) is Choice.WAITING


async def test_an_offered_seat_is_taken_with_going(world: World) -> None:
    await world.set_up()
    event = await world.announce(capacity=1)
    await world.answer(world.mentor, event, Choice.GOING)
    await world.answer(world.participant, event, Choice.GOING)
    await world.answer(world.mentor, event, Choice.DECLINED)
    assert await choice_of(world, event.id, world.participant) is Choice.OFFERED
    result = await world.click(world.participant, world.card(), "Going")
    assert "The seat is yours" in text_of(result)


async def test_undo_takes_an_answer_back(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    result = await world.click(world.participant, world.card(), "Going")
    again = await world.click(world.participant, result, "Undo")
    assert "taken back" in text_of(again)
    assert await choice_of(world, event.id, world.participant) is None


async def test_leaving_a_seat_says_that_it_is_free_again(world: World) -> None:
    await world.set_up()
    await world.announce()
    await world.click(world.participant, world.card(), "Going")
    result = await world.click(world.participant, world.card(), "Can't")
    assert "is free again" in text_of(result)
    assert "Message me reminders" not in labels_of(result), "asked once an event"


async def test_a_note_is_written_and_shown_again_when_it_is_changed(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    result = await world.click(world.participant, world.card(), "Going")
    form = await world.click(world.participant, result, "Add a note")
    saved = await world.fill(world.participant, form, text="Is there a lift?")
    assert "is saved" in text_of(saved)
    form = await world.click(world.participant, result, "Add a note")
    assert filled_in(form) == {"text": "Is there a lift?"}
    view = await world.client.ask(events.show, world.actor(world.participant), event.id)
    assert view.mine is not None
    assert view.mine.note == "Is there a lift?"


async def test_a_refused_note_is_handed_back(world: World) -> None:
    """The answer was taken back in another window: the words are not lost, and are sent once there is an answer."""
    await world.set_up()
    event = await world.announce()
    result = await world.click(world.participant, world.card(), "Going")
    form = await world.click(world.participant, result, "Add a note")
    await world.client.do(rsvps.undo, world.actor(world.participant), event.id)
    refused = await world.fill(world.participant, form, text="Is there a lift?")
    assert labels_of(refused) == ["Back to the form"]
    await world.restart()
    await world.answer(world.participant, event, Choice.MAYBE)
    form = await world.click(world.participant, refused, "Back to the form")
    assert filled_in(form) == {"text": "Is there a lift?"}
    assert "is saved" in text_of(await world.fill(world.participant, form))
    form = await world.press(world.participant, result, ids_of(result)[1])
    assert filled_in(form) == {"text": "Is there a lift?"}, "now it is the saved note"


async def test_the_join_link_is_for_seat_holders_from_its_opening(world: World) -> None:
    await world.set_up()
    event = await world.announce(starts_in=IN_AN_HOUR)
    refused = await world.click(world.participant, world.card(), "Join link")
    assert "meet.example.org" not in text_of(refused) + str(refused.response)
    assert world.counted.refusals == ["link.no_seat"]
    await world.click(world.participant, world.card(), "Going")
    early = await world.click(world.participant, world.card(), "Join link")
    opens = event.starts_at - timedelta(minutes=event.link_opens_minutes)
    assert f"<t:{int(opens.timestamp())}" in text_of(early)
    world.clock.move_to(opens)
    shown = await world.click(world.participant, world.card(), "Join link")
    assert shown.ephemeral
    assert "Your join link" in text_of(shown)
    assert shown.response is not None
    assert shown.response.components[0]["components"][0]["url"] == "https://meet.example.org/room"


async def test_details_show_everything_and_the_persons_own_answer(world: World) -> None:
    await world.set_up()
    await world.announce(description="We write **one** story each.")
    await world.click(world.participant, world.card(), "Going")
    result = await world.click(world.participant, world.card(), "Details")
    assert result.ephemeral
    assert "We write **one** story each." in text_of(result)
    assert "**Your answer:** going" in text_of(result)


async def test_direct_messages_begin_with_a_click_and_are_not_offered_again(world: World) -> None:
    await world.set_up()
    await world.announce()
    result = await world.click(world.participant, world.card(), "Going")
    wanted = await world.click(world.participant, result, "Message me reminders")
    assert "direct messages" in text_of(wanted)
    assert (await world.client.ask(preferences.get, world.actor(world.participant))).direct_messages
    await world.announce("Another one")
    result = await world.click(world.participant, world.card(), "Going")
    assert "Message me reminders" not in labels_of(result)


async def test_where_the_community_has_no_direct_messages_none_are_offered(world: World) -> None:
    await world.set_up(dm_policy=DmPolicy.NEVER)
    await world.announce()
    result = await world.click(world.participant, world.card(), "Going")
    assert "Message me reminders" not in labels_of(result)


async def test_buttons_work_after_a_restart(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    await world.restart()
    result = await world.click(world.participant, world.card(), "Going")
    await world.restart()
    form = await world.click(world.participant, result, "Add a note")
    await world.restart()
    saved = await world.fill(world.participant, form, text="I come by train")
    assert "is saved" in text_of(saved)
    assert await choice_of(world, event.id, world.participant) is Choice.GOING


async def test_a_restricted_event_does_not_exist_for_others(world: World) -> None:
    """Even with the custom id in hand: the same refusal as for an event that never was."""
    await world.set_up()
    event = await world.announce(kind="mentor_meeting", channel=world.closed, **for_cohort(world))
    await world.post(event, world.announcements)
    hidden = await world.click(world.participant, world.card(), "Going")
    details = await world.click(world.participant, world.card(), "Details")
    calendar = await world.click(world.participant, world.card(), "Add to calendar")
    assert world.counted.refusals == ["event.unknown"] * 3
    assert len({text_of(hidden), text_of(details), text_of(calendar)}) == 1
    assert "Storytelling" not in text_of(hidden)


async def test_answers_are_refused_in_words_once_registration_is_closed(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    card = world.card()
    await world.client.do(events.close, world.actor(world.organiser), event.id)
    refused = await world.click(world.participant, card, "Going")
    assert refused.ephemeral
    assert world.counted.refusals == ["rsvp.closed"]
    assert world.counted.interactions[-1] == ("event:going", "refused")


@pytest.mark.parametrize("title", ["@everyone come", "**bold** [x](https://evil.example)", "<@1> <#2> <t:0:R>"])
async def test_what_people_write_is_shown_as_written_and_never_pings(world: World, title: str) -> None:
    await world.set_up()
    await world.announce(title, description="@here " + "x" * 1900, speakers="<@&1>")
    await world.click(world.participant, world.card(), "Going")
    await world.click(world.participant, world.card(), "Details")
    assert world.pings() == []
    assert "@everyone" not in text_of(world.card())
    assert "@here" not in text_of(world.card())


async def test_the_calendar_file_is_of_this_event_and_has_the_link_only_when_it_is_open(world: World) -> None:
    await world.set_up()
    event = await world.announce(starts_in=IN_AN_HOUR)
    await world.click(world.participant, world.card(), "Going")
    early = await world.click(world.participant, world.card(), "Add to calendar")
    assert early.ephemeral
    assert b"meet.example.org" not in await file_of(early)
    world.clock.move_to(event.starts_at - timedelta(minutes=5))
    opened = await file_of(await world.click(world.participant, world.card(), "Add to calendar"))
    assert b"meet.example.org" in opened
    assert b"SUMMARY:Storytelling for towns" in opened
    nobody = await file_of(await world.click(world.other, world.card(), "Add to calendar"))
    assert b"meet.example.org" not in nobody


async def file_of(result: InteractionResult) -> bytes:
    (attachment,) = seen(result).attachments
    assert attachment.filename.endswith(".ics")
    return (await attachment.read()).replace(b"\r\n ", b"")


async def test_people_of_another_server_cannot_use_a_button_of_this_one(world: World) -> None:
    """A forged or forwarded custom id: the event does not exist there."""
    await world.set_up()
    event = await world.announce()
    elsewhere = world.env.create_guild("Elsewhere")
    channel = elsewhere.create_text_channel("general")
    stranger = elsewhere.add_member(world.env.create_user("stranger"))
    await world.post(event, channel)
    await world.click(stranger, world.card(channel), "Going")
    assert world.counted.refusals == ["event.unknown"]


async def test_clicking_twice_at_once_is_one_answer(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    for _ in range(3):
        assert "A seat is yours" in text_of(await world.click(world.participant, world.card(), "Going"))
    view = await world.client.ask(events.show, world.actor(world.organiser), event.id)
    assert view.seats.going == 1


@pytest.mark.parametrize("note", ["@everyone", "<@&1> **x**" * 20, "\u202e\u0000|||", "x" * 300])
async def test_any_note_is_taken_or_refused_in_words(world: World, note: str) -> None:
    await world.set_up()
    await world.announce()
    result = await world.click(world.participant, world.card(), "Going")
    form = await world.click(world.participant, result, "Add a note")
    answered = await world.fill(world.participant, form, text=note)
    assert answered.ephemeral
    await world.click(world.participant, world.card(), "Details")
    assert world.pings() == []
    assert world.counted.errors == 0


async def test_a_language_we_do_not_speak_falls_back_to_the_communitys(world: World) -> None:
    await world.set_up(language="pl")
    await world.announce()
    world.speaks(world.participant, "uk")
    assert "Zapisane: może" in text_of(await world.click(world.participant, world.card(), "Może"))


async def test_who_is_offered_a_seat_takes_it_from_the_details(world: World) -> None:
    """The card says "Join the waitlist" to everybody, so the way to the seat is private."""
    await world.set_up()
    event = await world.announce(capacity=1)
    for person in (world.other, world.participant):
        await world.answer(person, event, Choice.GOING)
    await world.answer(world.other, event, Choice.DECLINED)
    details = await world.click(world.participant, world.card(), "Details")
    assert labels_of(details) == ["Take the seat", "Pass it on"]
    assert "The seat is yours" in text_of(await world.click(world.participant, details, "Take the seat"))
    assert labels_of(await world.click(world.participant, world.card(), "Details")) == []


async def test_direct_messages_come_in_the_language_they_were_asked_for_in(world: World) -> None:
    """Nobody tells which language somebody's Discord speaks when Nacre writes first."""
    await world.set_up()
    await world.announce()
    world.speaks(world.participant, "pl")
    answered = await world.click(world.participant, world.card(), "Going")
    await world.click(world.participant, answered, "Przypominaj mi w wiadomości")
    chosen = await world.client.ask(preferences.get, world.actor(world.participant))
    assert chosen.language == "pl"
