"""What the worker says in Discord: cards, notices in threads, direct messages, and what it does when it cannot."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.events import Audience, Event
from bot.domain.rsvps import Choice
from bot.services import communities, events, preferences
from tests.cogs.world import World, filled_in, ids_of, labels_of, parts_of, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.rsvps"]


def for_cohort(world: World) -> dict[str, Any]:
    return {"audience": Audience.ROLES, "role_ids": frozenset({world.cohort.id}), "channel": world.closed}


async def published(world: World, **details: Any) -> Event:
    await world.set_up()
    return await world.announce(**details)


async def writes(world: World, *people: Any) -> None:
    for person in people:
        await world.client.do(preferences.allow_messages, world.actor(person))


async def troubles(world: World) -> list[str]:
    return [trouble.code for trouble in await world.client.ask(communities.troubles, world.actor(world.organiser))]


async def test_publishing_posts_one_card_in_the_communitys_language(world: World) -> None:
    await world.set_up(language="pl")
    await world.announce()
    await world.run_due()
    assert len(world.posted()) == 1
    assert labels_of(world.card())[:3] == ["Będę", "Może", "Nie mogę"]


async def test_answers_change_the_card_in_place(world: World) -> None:
    event = await published(world, capacity=2)
    before = len(world.env.http_requests)
    for person in (world.mentor, world.towner, world.other):
        await world.answer(person, event, Choice.GOING)
    await world.soon()
    edits = [call for call in world.env.http_requests[before:] if call.method == "PATCH"]
    assert len(edits) == 1, "a burst costs one edit"
    assert len(world.posted()) == 1
    assert "Full, waitlist open" in text_of(world.card())
    assert "Join the waitlist" in labels_of(world.card())


async def test_a_deleted_card_is_noticed_and_never_tried_again(world: World) -> None:
    event = await published(world)
    card = world.card()
    await card.delete()
    await world.answer(world.participant, event, Choice.GOING)
    await world.soon()
    assert await troubles(world) == ["card_gone"]
    tried = len(world.env.http_requests)
    await world.answer(world.other, event, Choice.GOING)
    await world.soon()
    assert len(world.env.http_requests) == tried
    await world.client.do(events.repost, world.actor(world.organiser), event.id)
    await world.soon()
    assert len(world.posted()) == 1
    assert await troubles(world) == []


async def test_a_lost_permission_becomes_a_trouble(world: World) -> None:
    await world.set_up()
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    await world.announce()
    assert await troubles(world) == ["forbidden"]


async def test_a_deleted_channel_becomes_a_trouble(world: World) -> None:
    await world.set_up()
    world.env.inject_error("POST", "/channels/*/messages", status=404, code=10003)
    await world.announce()
    assert await troubles(world) == ["channel_gone"]


async def test_what_passes_by_itself_is_tried_again(world: World) -> None:
    await world.set_up()
    world.env.inject_error("POST", "/channels/*/messages", status=503)
    await world.announce()
    assert world.posted() == []
    world.clock.advance(minutes=1)
    await world.run_due()
    assert len(world.posted()) == 1
    assert await troubles(world) == []


async def test_reminders_come_into_the_events_thread_and_mention_those_who_come(world: World) -> None:
    event = await published(world)
    await world.answer(world.participant, event, Choice.GOING)
    await world.answer(world.other, event, Choice.DECLINED)
    await world.run_due()
    world.clock.move_to(event.starts_at - timedelta(hours=1))
    await world.run_due()
    (thread,) = world.announcements.threads
    reminder = world.posted(thread)[-1]
    assert "Reminder: **Storytelling for towns** starts" in text_of(reminder)
    assert world.participant.mention in text_of(reminder)
    assert world.other.mention not in text_of(reminder)
    assert world.pings()[-1][1]["users"] == [world.participant.id]
    assert "meet.example.org" not in str(parts_of(reminder))


async def test_where_threads_are_not_allowed_the_channel_is_used(world: World) -> None:
    event = await published(world)
    await world.answer(world.participant, event, Choice.GOING)
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013, times=None)
    world.clock.move_to(event.starts_at - timedelta(hours=1))
    await world.run_due()
    assert "Reminder:" in text_of(world.posted()[-1])


async def test_those_who_asked_get_direct_messages_with_a_way_out(world: World) -> None:
    event = await published(world)
    await writes(world, world.participant)
    world.speaks(world.participant, "pl")
    await world.client.do(preferences.change, world.actor(world.participant), language="pl")
    await world.answer(world.participant, event, Choice.GOING)
    world.clock.move_to(event.starts_at - timedelta(hours=1))
    await world.run_due()
    letter = world.letters(world.participant)[-1]
    assert "Przypomnienie: **Storytelling for towns**" in text_of(letter)
    assert "z serwera Pearls" in text_of(letter)
    assert labels_of(letter) == ["Link do spotkania", "Szczegóły", "Nie pisz do mnie więcej"]
    stopped = await world.click(world.participant.user, letter, "Nie pisz do mnie więcej")
    assert "koniec wiadomości prywatnych z **Pearls**" in text_of(stopped)
    assert not (await world.client.ask(preferences.get, world.actor(world.participant))).direct_messages


async def test_an_offer_is_accepted_in_the_direct_message(world: World) -> None:
    event = await published(world, capacity=1)
    await writes(world, world.participant)
    await world.answer(world.mentor, event, Choice.GOING)
    await world.answer(world.participant, event, Choice.GOING)
    await world.answer(world.mentor, event, Choice.DECLINED)
    await world.run_due()
    letter = world.letters(world.participant)[-1]
    assert labels_of(letter) == ["Take the seat", "Pass it on", "Stop these messages"]
    assert ids_of(letter)[0] == f"event:{event.id}:going:{world.guild.id}"
    await world.restart()
    taken = await world.click(world.participant.user, letter, "Take the seat")
    assert "The seat is yours" in text_of(taken)
    form = await world.click(world.participant.user, taken, "Add a note")
    saved = await world.participant.user.submit_modal(form, {"text": "by train"})
    assert "is saved" in text_of(saved)


async def test_an_offer_is_passed_on_in_the_direct_message(world: World) -> None:
    event = await published(world, capacity=1)
    await writes(world, world.participant)
    await world.answer(world.mentor, event, Choice.GOING)
    await world.answer(world.participant, event, Choice.GOING)
    await world.answer(world.mentor, event, Choice.DECLINED)
    await world.run_due()
    passed = await world.click(world.participant.user, world.letters(world.participant)[-1], "Pass it on")
    assert "goes to the next person" in text_of(passed)


async def test_one_who_left_the_server_can_do_nothing_but_stop(world: World) -> None:
    event = await published(world)
    await writes(world, world.participant)
    await world.answer(world.participant, event, Choice.GOING)
    world.clock.move_to(event.starts_at - timedelta(hours=1))
    await world.run_due()
    letter = world.letters(world.participant)[-1]
    world.guild.remove_member(world.participant)
    refused = await world.click(world.participant.user, letter, "Join link")
    assert "no longer a member" in text_of(refused)
    assert "no more direct messages" in text_of(
        await world.click(world.participant.user, letter, "Stop these messages")
    )


@pytest.mark.parametrize("code", [50007, 50278])
async def test_closed_direct_messages_fall_back_to_a_mention(world: World, code: int) -> None:
    event = await published(world)
    await writes(world, world.participant)
    await world.answer(world.participant, event, Choice.GOING)
    await world.run_due()
    await world.client.do(events.cancel, world.actor(world.organiser), event.id, "The speaker is ill")
    dm = world.participant.user.dm_channel
    world.env.inject_error("POST", f"/channels/{dm.id}/messages", status=403, code=code)
    await world.run_due()
    world.clock.advance(minutes=1)
    await world.run_due()
    (thread,) = world.announcements.threads
    told = [text_of(message) for message in world.posted(thread)]
    assert any(world.participant.mention in text and "is cancelled" in text for text in told)
    assert any("The speaker is ill" in text for text in told)
    chosen = await world.client.ask(preferences.get, world.actor(world.participant))
    assert chosen.unreachable_since is not None


async def test_moving_tells_the_old_and_the_new_time(world: World) -> None:
    event = await published(world)
    await world.answer(world.participant, event, Choice.GOING)
    await world.run_due()
    new_start = event.starts_at + timedelta(days=1)
    await world.client.do(events.move, world.actor(world.organiser), event.id, new_start, None, None)
    await world.soon()
    (thread,) = world.announcements.threads
    text = text_of(world.posted(thread)[-1])
    assert f"<t:{int(new_start.timestamp())}:F>" in text
    assert f"not <t:{int(event.starts_at.timestamp())}:F>" in text
    assert "New time" in text_of(world.card())


async def test_a_late_reminder_says_how_long_ago_it_started(world: World) -> None:
    event = await published(world)
    await world.answer(world.participant, event, Choice.GOING)
    await world.run_due()
    world.clock.move_to(event.starts_at + timedelta(minutes=10))
    await world.run_due()
    (thread,) = world.announcements.threads
    assert "started 10 minutes ago" in text_of(world.posted(thread)[-1])


async def test_who_lost_the_role_hears_nothing_of_a_restricted_event(world: World) -> None:
    await world.set_up()
    event = await world.announce(**for_cohort(world))
    await writes(world, world.towner)
    await world.answer(world.towner, event, Choice.GOING)
    await world.run_due()
    world.env.backend.get_guild(world.guild.id).members[world.towner.id].role_ids.clear()
    world.clock.move_to(event.starts_at - timedelta(hours=1))
    await world.run_due()
    assert world.letters(world.towner) == []


async def test_a_restricted_event_is_not_spoken_of_where_everybody_reads(world: World) -> None:
    """The organisers opened the channel after the event was published there."""
    await world.set_up()
    event = await world.announce(**for_cohort(world))
    (card,) = world.posted(world.closed)
    await world.answer(world.towner, event, Choice.GOING)
    world.env.backend.channels[world.closed.id].overwrites.clear()
    channel = world.bot.get_channel(world.closed.id)
    channel._overwrites.clear()  # type: ignore[union-attr]
    world.clock.move_to(event.starts_at - timedelta(hours=1))
    await world.run_due()
    assert [message.id for message in world.posted(world.closed)] == [card.id]
    assert world.closed.threads == []
    assert "channel_open" in await troubles(world)


async def test_a_nonce_names_the_item_so_that_discord_says_nothing_twice(world: World) -> None:
    await published(world)
    sent = [call.json for call in world.env.http_requests if re.fullmatch(r"/channels/\d+/messages", call.path)]
    nonced = [body for body in sent if isinstance(body, dict) and body.get("enforce_nonce")]
    assert nonced
    assert all(len(body["nonce"]) <= 25 for body in nonced)


async def test_a_form_refused_in_a_direct_message_comes_back_there(world: World) -> None:
    event = await published(world, capacity=1)
    await writes(world, world.participant)
    await world.answer(world.mentor, event, Choice.GOING)
    await world.answer(world.participant, event, Choice.GOING)
    await world.answer(world.mentor, event, Choice.DECLINED)
    await world.run_due()
    me = world.participant.user
    taken = await world.click(me, world.letters(world.participant)[-1], "Take the seat")
    form = await world.click(me, taken, "Add a note")
    await world.click(me, taken, "Undo")
    refused = await me.submit_modal(form, {"text": "by train"})
    again = await world.click(me, refused, "Back to the form")
    assert filled_in(again) == {"text": "by train"}
