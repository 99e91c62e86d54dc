"""What will be said around an event, and the reminders organisers add, as they see and change them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.events import Event
from bot.domain.reminders import Target
from bot.domain.rsvps import Choice
from bot.services import reminders
from tests.cogs.world import World, filled_in, ids_of, labels_of, parts_of, seen, text_of

pytestmark = pytest.mark.usefixtures("configured")


@pytest.fixture
async def configured(world: World) -> None:
    await world.set_up()


async def plan(world: World, event: Event) -> Any:
    return await world.slash(world.organiser, "event plan", event=str(event.id))


def options_of(panel: Any) -> list[str]:
    return [option["value"] for part in parts_of(panel) for option in part.get("options") or ()]


async def add(world: World, event: Event, **options: Any) -> Any:
    given = {"before": "2 hours", "text": "Bring your story", **options}
    return await world.slash(world.organiser, "reminder add", event=str(event.id), **given)


async def kept(world: World, event: Event) -> tuple[Any, ...]:
    return await world.client.ask(reminders.listing, world.actor(world.organiser), event.id)


async def test_the_plan_says_what_when_and_to_whom(world: World) -> None:
    event = await world.announce()
    await world.answer(world.participant, event, Choice.GOING)
    shown = await plan(world, event)
    assert seen(shown).ephemeral
    text = text_of(shown)
    assert "Reminder, 1 day before" in text
    assert "Reminder, 10 minutes before" in text
    assert "planned" in text
    assert "1 person mentioned" in text
    assert f"<t:{int((event.starts_at - timedelta(days=1)).timestamp())}:f>" in text
    assert "Add a reminder" in labels_of(shown)


async def test_a_step_is_left_out_and_brought_back(world: World) -> None:
    event = await world.announce()
    shown = await plan(world, event)
    assert "skip|remind:1440" in options_of(shown)
    menu = f"plan:{event.id}:change"
    assert menu in ids_of(shown)
    out = await world.organiser.select(seen(shown), ["skip|remind:1440"], custom_id=menu)
    assert "left out" in text_of(out)
    assert "unskip|remind:1440" in options_of(out)
    back = await world.organiser.select(seen(out), ["unskip|remind:1440"], custom_id=menu)
    assert "skip|remind:1440" in options_of(back)
    assert "left out" not in text_of(back)


async def test_a_reminder_is_added_from_the_plan(world: World) -> None:
    event = await world.announce()
    form = await world.click(world.organiser, await plan(world, event), "Add a reminder")
    after = await world.fill(world.organiser, form, before="3 hours", text="Charge your laptop")
    assert "Your reminder, 3 hours before: Charge your laptop" in text_of(after)


async def test_the_plan_of_a_draft_says_that_it_waits(world: World) -> None:
    draft = await world.draft("Storytelling")
    text = text_of(await plan(world, draft))
    assert "The plan starts when you publish it" in text
    assert "Reminder, 1 day before" in text


async def test_the_plan_works_after_a_restart(world: World) -> None:
    event = await world.announce()
    shown = await plan(world, event)
    await world.restart()
    out = await world.organiser.select(seen(shown), ["skip|remind:60"], custom_id=f"plan:{event.id}:change")
    assert "unskip|remind:60" in options_of(out)


async def test_a_reminder_says_when_and_to_whom(world: World) -> None:
    event = await world.announce()
    done = await add(world, event, to="everyone")
    text = text_of(done)
    assert f"<t:{int((event.starts_at - timedelta(hours=2)).timestamp())}:F>" in text
    assert "Everyone who answered" in text
    [reminder] = await kept(world, event)
    assert (reminder.minutes, reminder.text, reminder.target) == (120, "Bring your story", Target.EVERYONE)


async def test_choosing_a_role_says_for_whom_it_is(world: World) -> None:
    event = await world.announce()
    await add(world, event, role=world.cohort)
    [reminder] = await kept(world, event)
    assert (reminder.target, reminder.role_id) == (Target.ROLE, world.cohort.id)


async def test_without_a_text_a_form_opens(world: World) -> None:
    event = await world.announce()
    form = await world.slash(world.organiser, "reminder add", event=str(event.id), before="1 day")
    assert filled_in(form) == {"before": "1 day", "text": "", "to": "going", "role": ""}
    await world.fill(world.organiser, form, text="Line one\nline two", to=["maybe"])
    [reminder] = await kept(world, event)
    assert (reminder.minutes, reminder.text, reminder.target) == (1440, "Line one\nline two", Target.MAYBE)


@pytest.mark.parametrize(
    ("before", "key"), [("a while", "when.lead"), ("8 days", "reminder.past"), ("4000 days", "when.lead_too_long")]
)
async def test_a_refused_reminder_comes_back_in_a_form(world: World, before: str, key: str) -> None:
    event = await world.announce()
    refusal = await add(world, event, before=before)
    assert world.counted.refusals == [key]
    form = await world.click(world.organiser, refusal, "Correct it")
    assert filled_in(form)["text"] == "Bring your story"
    await world.fill(world.organiser, form, before="1 day")
    assert len(await kept(world, event)) == 1


async def test_a_reminder_at_the_start_is_named_so_everywhere(world: World) -> None:
    event = await world.announce()
    await add(world, event, before="0 min")
    listed = text_of(await world.slash(world.organiser, "reminder list", event=str(event.id)))
    assert "At the start (<t:" in listed
    [offered] = await world.organiser.autocomplete(world.general, "reminder remove", "reminder", "")
    assert offered["name"].startswith("At the start of")


async def test_reminders_are_listed_and_removed(world: World) -> None:
    event = await world.announce()
    empty = await world.slash(world.organiser, "reminder list", event=str(event.id))
    assert "/reminder add" in text_of(empty)
    await add(world, event, text="@everyone **now**")
    listed = text_of(await world.slash(world.organiser, "reminder list", event=str(event.id)))
    assert "2 hours before" in listed
    assert "**now**" not in listed
    [offered] = await world.organiser.autocomplete(world.general, "reminder remove", "reminder", "now")
    assert "2 hours before Storytelling" in offered["name"]
    gone = await world.slash(world.organiser, "reminder remove", reminder=offered["value"])
    assert "is gone" in text_of(gone)
    assert await kept(world, event) == ()
    assert world.pings() == []


async def test_many_long_reminders_still_fit(world: World) -> None:
    event = await world.announce()
    for number in range(20):
        await add(world, event, before=f"{number + 10} min", text="*" * 300)
    assert len(text_of(await world.slash(world.organiser, "reminder list", event=str(event.id)))) < 4000
    assert len(text_of(await plan(world, event))) < 4000


@pytest.mark.parametrize("given", ["0", "99", "now", "9" * 30])
async def test_what_is_no_reminder_is_refused(world: World, given: str) -> None:
    await world.slash(world.organiser, "reminder remove", reminder=given)
    assert world.counted.refusals[0] in ("reminder.pick", "reminder.unknown")


async def test_reminders_of_another_community_are_not_there(world: World) -> None:
    event = await world.announce()
    await add(world, event)
    [reminder] = await kept(world, event)
    stranger = World(world.env, world.client, world.clock)
    await stranger.set_up()
    for command, given in (
        ("reminder add", {"event": str(event.id), "before": "1 day", "text": "Hello"}),
        ("reminder add", {"event": str(event.id), "before": "1 day"}),
        ("reminder list", {"event": str(event.id)}),
        ("reminder remove", {"reminder": str(reminder.id)}),
    ):
        refusal = await stranger.organiser.slash(stranger.general, command, **given)
        assert refusal.modal is None
        assert "Storytelling" not in text_of(refusal)
    assert set(world.counted.refusals) == {"event.unknown", "reminder.unknown"}
    assert await stranger.organiser.autocomplete(stranger.general, "reminder remove", "reminder", "") == []
    assert len(await kept(world, event)) == 1


async def test_the_plan_in_polish(world: World) -> None:
    world.speaks(world.organiser, "pl")
    text = text_of(await plan(world, await world.announce()))
    assert "Przypomnienie, 1 dzień wcześniej" in text
    assert "Przypomnienie, 1 godzinę wcześniej" in text
