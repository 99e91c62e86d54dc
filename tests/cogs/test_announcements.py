"""Announcements at a set time, as organisers schedule, list and take them back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.services import announcements
from tests.cogs.panels import channel_without
from tests.cogs.world import World, filled_in, seen, text_of

pytestmark = pytest.mark.usefixtures("configured")


@pytest.fixture
async def configured(world: World) -> None:
    await world.set_up()


async def add(world: World, **options: Any) -> Any:
    """In #general, about #announcements."""
    given = {"channel": world.announcements, "when": "3 Dec 14:00", "text": "The forum opens", **options}
    given = {name: value for name, value in given.items() if value is not None}
    return await world.organiser.slash(world.general, "announcement add", **given)


async def kept(world: World) -> tuple[Any, ...]:
    return await world.client.ask(announcements.listing, world.actor(world.organiser))


async def test_it_says_where_and_when(world: World) -> None:
    done = await add(world)
    assert seen(done).ephemeral
    assert world.announcements.mention in text_of(done)
    assert "<t:1796302800:F>" in text_of(done)
    assert "Once" in text_of(done)
    [one] = await kept(world)
    assert (one.channel_id, one.text, one.rule) == (world.announcements.id, "The forum opens", None)


async def test_it_is_said_at_its_time_and_pings_nobody(world: World) -> None:
    await add(world, text="@everyone the forum opens")
    world.clock.advance(days=31, hours=4)
    await world.run_due()
    [said] = world.posted()
    assert "the forum opens" in text_of(said)
    assert world.pings() == []


async def test_it_repeats_by_a_rule(world: World) -> None:
    await add(world, repeat="weekly", zone="helsinki")
    [one] = await kept(world)
    assert (one.rule, one.zone) == ("FREQ=WEEKLY", "Europe/Helsinki")


async def test_a_longer_text_is_written_in_a_form(world: World) -> None:
    form = await add(world, text=None, repeat="daily")
    shown = filled_in(form)
    assert (shown["when"], shown["repeat"], shown["channel"]) == ("3 Dec 14:00", "daily", str(world.announcements.id))
    await world.fill(world.organiser, form, text="One\n\nTwo", channel=[world.announcements])
    [one] = await kept(world)
    assert one.text == "One\n\nTwo"


@pytest.mark.parametrize("when", ["some day", "2020-01-01 10:00"])
async def test_a_refused_announcement_comes_back_in_a_form(world: World, when: str) -> None:
    refusal = await add(world, when=when)
    form = await world.click(world.organiser, refusal, "Correct it")
    assert filled_in(form)["text"] == "The forum opens"
    assert filled_in(form)["when"] == when
    await world.fill(world.organiser, form, when="3 Dec 14:00", channel=[world.announcements])
    assert len(await kept(world)) == 1


async def test_where_it_may_not_write_it_says_what_to_allow(world: World) -> None:
    deaf = channel_without(world, "deaf", "send_messages")
    refusal = await add(world, channel=deaf)
    assert "Send Messages" in text_of(refusal)
    assert await kept(world) == ()


async def test_they_are_listed_and_removed(world: World) -> None:
    empty = await world.slash(world.organiser, "announcement list")
    assert "/announcement add" in text_of(empty)
    await add(world, text="# **Loud**")
    listed = text_of(await world.slash(world.organiser, "announcement list"))
    assert "Next: <t:1796302800:F>" in listed
    assert "**Loud**" not in listed
    [offered] = await world.organiser.autocomplete(world.general, "announcement remove", "announcement", "loud")
    assert "Thu 3 Dec 2026, 14:00 CET" in offered["name"]
    await world.slash(world.organiser, "announcement remove", announcement=offered["value"])
    assert await kept(world) == ()


async def test_a_list_says_how_often_in_the_words_it_was_chosen_by(world: World) -> None:
    await add(world, repeat="fortnightly")
    assert "Every two weeks" in text_of(await world.slash(world.organiser, "announcement list"))


async def test_many_are_listed_on_pages(world: World) -> None:
    for number in range(8):
        await add(world, text=f"{number} {'*' * 300}", when=f"{number + 3} Dec 14:00")
    first = await world.slash(world.organiser, "announcement list")
    assert len(text_of(first)) < 4000
    second = await world.click(world.organiser, first, "Next page")
    assert "7 " in text_of(second)


@pytest.mark.parametrize("given", ["0", "99", "now", "9" * 30])
async def test_what_is_no_announcement_is_refused(world: World, given: str) -> None:
    await world.slash(world.organiser, "announcement remove", announcement=given)
    assert world.counted.refusals[0] in ("announcement.pick", "announcement.unknown")


async def test_announcements_of_another_community_are_not_there(world: World) -> None:
    await add(world)
    [one] = await kept(world)
    stranger = World(world.env, world.client, world.clock)
    await stranger.set_up()
    assert "/announcement add" in text_of(await stranger.slash(stranger.organiser, "announcement list"))
    assert await stranger.organiser.autocomplete(stranger.general, "announcement remove", "announcement", "") == []
    await stranger.slash(stranger.organiser, "announcement remove", announcement=str(one.id))
    assert world.counted.refusals == ["announcement.unknown"]
    assert len(await kept(world)) == 1


async def test_in_polish(world: World) -> None:
    world.speaks(world.organiser, "pl")
    assert "Zaplanowano na kanale" in text_of(await add(world, repeat="weekly"))
