"""/my: each person's own events, reminders and data, private to them and to this server."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.people import Actor, DmPolicy, Preferences
from bot.domain.rsvps import Choice
from bot.services import communities, events, forms, preferences, privacy, rsvps
from tests.cogs.panels import preselected
from tests.cogs.world import World, filled_in, ids_of, labels_of, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.my", "cogs.rsvps"]


def named(world: World, verb: str) -> str:
    return f"my:{world.guild.id}:{verb}"


async def chosen(world: World) -> Preferences:
    return await world.client.ask(preferences.get, world.actor(world.participant))


async def choice_of(world: World, event_id: int, person: Any) -> Choice | None:
    view = await world.client.ask(events.show, world.actor(person), event_id)
    return view.mine.choice if view.mine else None


# --- /my events


async def test_my_events_shows_what_i_answered_and_nothing_else(world: World) -> None:
    await world.set_up()
    mine, other = await world.announce(title="Mine"), await world.announce(title="Not mine")
    await world.client.do(rsvps.respond, world.actor(world.participant), mine.id, Choice.MAYBE)
    await world.client.do(rsvps.respond, world.actor(world.other), other.id, Choice.GOING)
    shown = await world.slash(world.participant, "my events")
    assert seen(shown).ephemeral
    assert "**Mine**" in text_of(shown)
    assert "Not mine" not in text_of(shown)
    assert labels_of(shown) == ["Going", "Can't"]


async def test_an_answer_is_changed_in_place(world: World) -> None:
    await world.set_up()
    event = await world.announce(title="Mine")
    await world.client.do(rsvps.respond, world.actor(world.participant), event.id, Choice.MAYBE)
    shown = await world.slash(world.participant, "my events")
    renewed = await world.press(world.participant, shown, f"my:{event.id}:going:0")
    assert "You are going to **Mine**" in text_of(renewed)
    assert renewed.followups == []
    assert await choice_of(world, event.id, world.participant) is Choice.GOING


async def test_giving_up_a_seat_takes_the_event_off_the_list_with_a_way_back(world: World) -> None:
    await world.set_up()
    event = await world.announce(title="Mine")
    await world.client.do(rsvps.respond, world.actor(world.participant), event.id, Choice.GOING)
    shown = await world.slash(world.participant, "my events")
    renewed = await world.press(world.participant, shown, f"my:{event.id}:declined:0")
    assert "You have not answered" in text_of(renewed)
    assert f"event:{event.id}:undo" in ids_of(renewed)


async def test_nothing_answered_says_where_to_look(world: World) -> None:
    assert "`/events`" in text_of(await world.slash(world.participant, "my events"))


async def test_many_answers_have_pages_also_after_a_restart(world: World) -> None:
    await world.set_up()
    for number in range(7):
        event = await world.announce(title=f"Event {number}", starts_in=timedelta(days=3 + number))
        await world.client.do(rsvps.respond, world.actor(world.participant), event.id, Choice.GOING)
    shown = await world.slash(world.participant, "my events")
    assert "Page 1 of 2" in text_of(shown)
    await world.restart()
    second = await world.click(world.participant, shown, "Next page")
    assert "**Event 6**" in text_of(second)
    assert "**Event 1**" not in text_of(second)


async def test_a_full_event_offers_its_waitlist(world: World) -> None:
    await world.set_up()
    event = await world.announce(title="Small", capacity=1)
    await world.client.do(rsvps.respond, world.actor(world.other), event.id, Choice.GOING)
    await world.client.do(rsvps.respond, world.actor(world.participant), event.id, Choice.MAYBE)
    shown = await world.slash(world.participant, "my events")
    renewed = await world.press(world.participant, shown, f"my:{event.id}:going:0")
    assert "waitlist" in text_of(renewed)
    assert await choice_of(world, event.id, world.participant) is Choice.WAITING


# --- /my reminders


async def panel_of(world: World) -> Any:
    return await world.slash(world.participant, "my reminders")


async def test_the_panel_shows_what_holds(world: World) -> None:
    panel = await panel_of(world)
    assert seen(panel).ephemeral
    words = text_of(panel)
    for part in ("As each event has them", "Direct messages: off", "Quiet hours: none", "as the server has it"):
        assert part in words


async def test_direct_messages_are_explained_before_they_are_switched_on(world: World) -> None:
    """The sentence beside the button says exactly what will be sent and how to stop."""
    panel = await panel_of(world)
    words = text_of(panel)
    for part in (
        "your reminders",
        "moved or cancelled",
        "a seat is free",
        "what you thought",
        "its recording",
        "Nothing else",
        "You stop it here",
    ):
        assert part in words
    assert not (await chosen(world)).direct_messages
    on = await world.click(world.participant, panel, "Switch direct messages on")
    assert (await chosen(world)).direct_messages
    assert "From now on I write to you privately" in text_of(on)


async def test_direct_messages_are_stopped_with_one_click_after_a_restart(world: World) -> None:
    await world.client.do(preferences.allow_messages, world.actor(world.participant))
    panel = await panel_of(world)
    await world.restart()
    await world.click(world.participant, panel, "Stop direct messages")
    assert not (await chosen(world)).direct_messages


async def test_a_server_without_direct_messages_offers_none(world: World) -> None:
    await world.client.do(communities.change, world.actor(world.administrator), dm_policy=DmPolicy.NEVER)
    panel = await panel_of(world)
    assert "does not let me write to anyone" in text_of(panel)
    assert "Switch direct messages on" not in labels_of(panel)


async def test_a_policy_that_changed_meanwhile_refuses_kindly(world: World) -> None:
    panel = await panel_of(world)
    await world.client.do(communities.change, world.actor(world.administrator), dm_policy=DmPolicy.NEVER)
    refused = await world.click(world.participant, panel, "Switch direct messages on")
    assert world.counted.refusals == ["messages.never"]
    assert "Something went wrong" not in text_of(refused)
    assert not (await chosen(world)).direct_messages


async def test_whom_discord_could_not_reach_is_told_how_to_allow_it(world: World) -> None:
    await world.client.do(preferences.allow_messages, world.actor(world.participant))
    await world.client.do(preferences.mark_unreachable, world.guild.id, world.participant.id)
    panel = await panel_of(world)
    assert "Privacy Settings" in text_of(panel)
    await world.click(world.participant, panel, "Switch direct messages on")
    assert (await chosen(world)).unreachable_since is None


async def test_own_reminder_times_are_typed_and_said_back(world: World) -> None:
    panel = await panel_of(world)
    form = await world.click(world.participant, panel, "Choose times …")
    renewed = await world.fill(world.participant, form, before="1 hour, 1 day")
    assert (await chosen(world)).lead_minutes == (1440, 60)
    assert "I remind you 1 day and 1 hour before the start" in text_of(renewed)
    again = await world.click(world.participant, renewed, "Choose times …")
    assert filled_in(again) == {"before": "1 day, 1 hour"}
    at_start = await world.fill(world.participant, again, before="1 hour, 0 min")
    assert "I remind you 1 hour before the start and at the start." in text_of(at_start)


async def test_own_times_without_direct_messages_say_that_they_need_them(world: World) -> None:
    await world.client.do(preferences.change, world.actor(world.participant), lead_minutes=(60,))
    assert "those are off" in text_of(await panel_of(world))


@pytest.mark.parametrize("typed", ["", "none"])
async def test_no_reminders_at_all_can_be_chosen(world: World, typed: str) -> None:
    form = await world.click(world.participant, await panel_of(world), "Choose times …")
    await world.fill(world.participant, form, before=typed)
    assert (await chosen(world)).lead_minutes == ()


async def test_times_go_back_to_those_of_each_event(world: World) -> None:
    await world.client.do(preferences.change, world.actor(world.participant), lead_minutes=(60,))
    await world.click(world.participant, await panel_of(world), "As each event has them")
    assert (await chosen(world)).lead_minutes is None


async def test_nonsense_is_refused_and_comes_back_to_be_mended(world: World) -> None:
    form = await world.click(world.participant, await panel_of(world), "Choose times …")
    refused = await world.fill(world.participant, form, before="a while")
    assert world.counted.refusals == ["when.lead"]
    again = await world.click(world.participant, refused, "Back to the form")
    assert filled_in(again) == {"before": "a while"}
    renewed = await world.fill(world.participant, again, before="2 days")
    assert "Saved." in text_of(renewed)
    assert (await chosen(world)).lead_minutes == (2880,)


async def test_quiet_hours_are_typed_shown_and_removed(world: World) -> None:
    form = await world.click(world.participant, await panel_of(world), "Choose quiet hours …")
    renewed = await world.fill(world.participant, form, start="22:00", end="7:00")
    assert "Quiet hours: 22:00 to 07:00" in text_of(renewed)
    assert ((await chosen(world)).quiet_from, (await chosen(world)).quiet_to) == (1320, 420)
    await world.click(world.participant, renewed, "No quiet hours")
    assert (await chosen(world)).quiet_from is None


async def test_a_time_zone_is_chosen_typed_and_given_back(world: World) -> None:
    panel = await panel_of(world)

    async def choose(value: str) -> Any:
        return await world.participant.select(seen(panel), [value], custom_id=named(world, "zone"))

    await choose("Europe/Helsinki")
    assert "Time zone: Helsinki (Europe/Helsinki)" in text_of(panel)
    await world.fill(world.participant, await choose("another"), city="Reykjavik")
    assert (await chosen(world)).zone == "Atlantic/Reykjavik"
    assert preselected(panel, named(world, "zone")) == ["Atlantic/Reykjavik"]
    await choose("none")
    assert (await chosen(world)).zone is None
    assert "as the server has it" in text_of(panel)


async def test_a_change_of_language_is_said_in_the_new_one(world: World) -> None:
    panel = await panel_of(world)
    await world.participant.select(seen(panel), ["pl"], custom_id=named(world, "language"))
    assert "Rozmawiamy po polsku" in text_of(panel)
    assert "Wiadomości prywatne: wyłączone" in text_of(panel)
    await world.participant.select(seen(panel), ["none"], custom_id=named(world, "language"))
    assert "I speak English with you" in text_of(panel)
    assert (await chosen(world)).language is None


async def test_the_panel_in_polish(world: World) -> None:
    world.speaks(world.participant, "pl")
    form = await world.click(world.participant, await panel_of(world), "Wybierz terminy …")
    renewed = await world.fill(world.participant, form, before="1 dzień, 1 godz")
    assert "Przypomnę 1 dzień i 1 godzinę przed początkiem" in text_of(renewed)


async def test_what_i_choose_holds_in_this_server_only(world: World) -> None:
    elsewhere = Actor(world.env.create_guild("Elsewhere").id, world.participant.id)
    await world.click(world.participant, await panel_of(world), "Switch direct messages on")
    assert not (await world.client.ask(preferences.get, elsewhere)).direct_messages


# --- /my data


async def exported(world: World) -> dict[str, Any]:
    result = await world.slash(world.participant, "my data export")
    assert seen(result).ephemeral
    (file,) = seen(result).attachments
    assert file.filename == "my-nacre-data.json"
    assert file.description == "A text file (JSON) with everything Nacre holds about you in this server"
    return json.loads(await file.read())  # type: ignore[no-any-return]


async def test_the_export_has_what_is_held_and_reads_well(world: World) -> None:
    await world.set_up()
    event = await world.announce(title="Żółć")
    await world.client.do(rsvps.respond, world.actor(world.participant), event.id, Choice.GOING)
    await world.client.do(rsvps.respond, world.actor(world.other), event.id, Choice.GOING)
    await world.client.do(rsvps.note, world.actor(world.participant), event.id, "with a wheelchair")
    held = await exported(world)
    assert held["events"][str(event.id)]["title"] == "Żółć"
    assert [row["note"] for row in held["held"]["rsvp"]] == ["with a wheelchair"]
    assert str(world.other.id) not in json.dumps(held)


async def test_the_export_of_one_server_says_nothing_of_another(world: World) -> None:
    elsewhere = Actor(world.env.create_guild("Elsewhere").id, world.participant.id)
    await world.client.do(preferences.change, elsewhere, zone="Asia/Tokyo")
    assert "Tokyo" not in json.dumps(await exported(world))


async def test_erasing_asks_first_and_can_be_left(world: World) -> None:
    await world.client.do(preferences.change, world.actor(world.participant), zone="Europe/Oslo")
    asked = await world.slash(world.participant, "my data erase")
    assert seen(asked).ephemeral
    assert "Nobody can bring it back" in text_of(asked)
    kept = await world.click(world.participant, asked, "Keep my data")
    assert "Nothing was erased" in text_of(kept)
    assert labels_of(kept) == []
    assert (await chosen(world)).zone == "Europe/Oslo"


async def test_erasing_removes_everything_and_frees_the_seat_for_the_next(world: World) -> None:
    await world.set_up()
    event = await world.announce(title="Small", capacity=1)
    await world.client.do(rsvps.respond, world.actor(world.participant), event.id, Choice.GOING)
    await world.client.do(rsvps.respond, world.actor(world.other), event.id, Choice.GOING)
    await world.client.do(preferences.change, world.actor(world.participant), zone="Europe/Oslo")
    await world.client.do(forms.keep, world.actor(world.participant), "some.form", {"field": "text"})

    asked = await world.slash(world.participant, "my data erase")
    done = await world.click(world.participant, asked, "Erase my data")
    assert "Your data is erased" in text_of(done)
    assert "1 answer to an event" in text_of(done)
    held = (await world.client.ask(privacy.export, world.actor(world.participant)))["held"]
    assert not any(held.values())
    assert await choice_of(world, event.id, world.other) is Choice.OFFERED


async def test_a_second_click_is_harmless_also_after_a_restart(world: World) -> None:
    asked = await world.slash(world.participant, "my data erase")
    again = await world.slash(world.participant, "my data erase")
    await world.click(world.participant, asked, "Erase my data")
    await world.restart()
    assert "Your data is erased" in text_of(await world.click(world.participant, again, "Erase my data"))


async def test_erasing_in_one_server_leaves_another_alone(world: World) -> None:
    elsewhere = Actor(world.env.create_guild("Elsewhere").id, world.participant.id)
    await world.client.do(preferences.change, elsewhere, zone="Asia/Tokyo")
    asked = await world.slash(world.participant, "my data erase")
    await world.click(world.participant, asked, "Erase my data")
    assert (await world.client.ask(preferences.get, elsewhere)).zone == "Asia/Tokyo"


async def test_erasing_in_polish(world: World) -> None:
    world.speaks(world.participant, "pl")
    asked = await world.slash(world.participant, "my data erase")
    assert "Twoje dane są usunięte" in text_of(await world.click(world.participant, asked, "Usuń moje dane"))
