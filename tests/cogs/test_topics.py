"""/topic as people use it: suggest, find what is there already, vote; organisers make events of what is wished for."""

from collections.abc import Sequence
from typing import Any

import pytest
from simcord import InteractionResult

from bot.services import preferences, topics
from bot.words import say
from tests.cogs.world import World, filled_in, ids_of, labels_of, text_of
from tests.walks.surface import Walker

WHEN = "3 Dec 14:00"


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.events", "cogs.rsvps", "cogs.topics"]


async def suggest(world: World, person: Any, title: str, **options: Any) -> InteractionResult:
    return await world.slash(person, "topic suggest", title=title, **options)


async def number(world: World, title: str) -> str:
    """What a person picks from the list for a topic."""
    found = await world.client.ask(topics.offer, world.actor(world.participant), title)
    return f"#{found[0].topic.id}"


async def test_a_topic_is_suggested_and_voted_for(world: World) -> None:
    await world.set_up()
    shown = await suggest(world, world.participant, "Maps **for** towns", description="Old and new")
    assert "Others can vote" in text_of(shown)
    assert r"Maps \*\*for\*\* towns" in text_of(shown)
    assert labels_of(shown) == ["Take back my vote", "Say more", "Withdraw this topic"]
    listed = await world.slash(world.other, "topic list")
    assert "1 vote" in text_of(listed)
    listed = await world.click(world.other, listed, "I want this too")
    assert "2 votes · you voted" in text_of(listed)
    listed = await world.click(world.other, listed, "Take back my vote")
    assert "1 vote" in text_of(listed)
    assert labels_of(listed) == ["I want this too"]


async def test_while_typing_what_is_there_is_offered_and_picked(world: World) -> None:
    await suggest(world, world.participant, "Łódź and its murals")
    offered = await world.other.autocomplete(world.general, "topic suggest", "title", "lodz")
    assert [each["name"] for each in offered] == ["Suggest: lodz", "Łódź and its murals · 1 vote"]
    shown = await suggest(world, world.other, offered[1]["value"])
    assert "2 votes · you voted" in text_of(shown)


async def test_one_like_another_is_asked_about(world: World) -> None:
    await suggest(world, world.participant, "Storytelling with seniors")
    asked = await suggest(world, world.other, "Story telling with seniors", description="Mine")
    assert "sounds like something" in text_of(asked)
    voted = await world.click(world.other, asked, "Vote for this one")
    assert "2 votes" in text_of(voted)
    asked = await suggest(world, world.other, "Storytelling with seniors", description="Mine")
    anyway = next(each for each in ids_of(asked) if "anyway" in each)
    await world.restart()
    made = await world.click(world.other, asked, "Suggest mine anyway")
    assert "Mine" in text_of(made)
    assert (await world.client.ask(topics.listing, world.actor(world.other))).total == 2
    await Walker(world).click(world.other, anyway, world.general)
    assert world.counted.refusals == ["topic.form_gone"]


async def test_ones_own_topic_is_described_and_withdrawn(world: World) -> None:
    shown = await suggest(world, world.participant, "Maps")
    form = await world.click(world.participant, shown, "Say more")
    shown = await world.fill(world.participant, form, description="Old ones\n\nand new ones")
    assert "and new ones" in text_of(shown)
    assert filled_in(await world.click(world.participant, shown, "Say more")) == {
        "description": "Old ones\n\nand new ones"
    }
    gone = await world.click(world.participant, shown, "Withdraw this topic")
    assert "is withdrawn" in text_of(gone)
    assert "none yet" in text_of(await world.slash(world.other, "topic list"))


async def test_who_suggested_it_is_for_organisers_only(world: World) -> None:
    await world.set_up()
    await suggest(world, world.participant, "Maps")
    topic = await number(world, "Maps")
    assert f"<@{world.participant.id}>" in text_of(await world.slash(world.organiser, "topic show", topic=topic))
    assert "Suggested by" not in text_of(await world.slash(world.other, "topic show", topic=topic))


async def test_a_topic_becomes_an_event(world: World) -> None:
    """The form has its words; who wanted it is told when the event is published, and may come with one click."""
    await world.set_up()
    await suggest(world, world.participant, "Maps for towns", description="Old and new")
    await world.client.do(preferences.allow_messages, world.actor(world.participant))
    topic = await number(world, "Maps")
    form = await world.slash(world.organiser, "topic plan", topic=topic, kind="webinar", when=WHEN)
    assert filled_in(form)["description"] == "Old and new"
    preview = await world.fill(world.organiser, form, where="https://meet.example.org/maps")
    assert "Maps for towns" in text_of(preview)
    assert "1 vote" in text_of(await world.slash(world.other, "topic list")), "a draft is for organisers only"
    assert world.letters(world.participant) == []
    await world.click(world.organiser, preview, "Publish")
    await world.soon()
    [letter] = world.letters(world.participant)
    assert "A topic you wished for" in text_of(letter)
    await world.click(world.participant.user, letter, "Going")
    planned = await world.slash(world.other, "topic list", status="planned")
    assert "Planned: **Maps for towns**" in text_of(planned)
    assert world.pings() == []


async def test_essentials_are_corrected_and_it_is_still_the_topics_event(world: World) -> None:
    await world.set_up()
    await suggest(world, world.participant, "Maps for towns", description="Old and new")
    topic = await number(world, "Maps")
    refusal = await world.slash(world.organiser, "topic plan", topic=topic, kind="webinar", when="some day")
    again = await world.click(world.organiser, refusal, "Correct it")
    begun = await world.fill(world.organiser, again, when=WHEN)
    form = await world.press(world.organiser, begun, next(each for each in ids_of(begun) if each.endswith("form")))
    assert filled_in(form)["description"] == "Old and new"
    await world.fill(world.organiser, form)
    assert "Planned: **Maps" in text_of(await world.slash(world.organiser, "topic show", topic=topic))


async def test_a_declined_topic_says_why(world: World) -> None:
    await world.set_up()
    await suggest(world, world.participant, "Maps")
    await world.client.do(preferences.allow_messages, world.actor(world.participant))
    topic = await number(world, "Maps")
    await world.slash(world.organiser, "topic decline", topic=topic, reason="We had it in _spring_")
    await world.soon()
    [letter] = world.letters(world.participant)
    assert r"We had it in \_spring\_" in text_of(letter)
    declined = text_of(await world.slash(world.other, "topic list", status="declined"))
    assert "will not become an event" in declined


async def test_a_declined_topic_is_opened_again_by_organisers(world: World) -> None:
    """Who voted was told that it will not be; the votes are still there."""
    await world.set_up()
    await suggest(world, world.participant, "Maps")
    topic = await number(world, "Maps")
    await suggest(world, world.other, topic)
    await world.client.do(preferences.allow_messages, world.actor(world.other))
    await world.slash(world.organiser, "topic decline", topic=topic, reason="We had it")
    await world.soon()
    [letter] = world.letters(world.other)
    assert "a topic you voted for, will not become an event" in text_of(letter)
    assert labels_of(await world.slash(world.participant, "topic show", topic=topic)) == []
    shown = await world.slash(world.organiser, "topic show", topic=topic)
    await world.restart()
    opened = await world.click(world.organiser, shown, "Open it again")
    assert "open again" in text_of(opened)
    assert "2 votes" in text_of(opened)
    assert "We had it" not in text_of(opened)
    assert labels_of(opened) == ["I want this too"]


async def test_two_topics_are_joined(world: World) -> None:
    await world.set_up()
    await suggest(world, world.participant, "Maps")
    await suggest(world, world.other, "Atlas")
    one, other = await number(world, "Maps"), await number(world, "Atlas")
    joined = await world.slash(world.organiser, "topic merge", topic=one, into=other)
    assert "2 votes now" in text_of(joined)


async def test_many_are_listed_on_pages_and_a_vote_stays_on_its_page(world: World) -> None:
    for title in ("Maps", "Parks", "Boats", "Films", "Bread", "Choirs"):
        await suggest(world, world.participant, title, description="x" * 900)
    first = await world.slash(world.other, "topic list")
    assert len(text_of(first)) < 4000
    second = await world.click(world.other, first, "Next page")
    assert "Page 2 of 2" in text_of(second)
    assert "Maps" in text_of(second)
    voted = await world.click(world.other, second, "I want this too")
    assert "Page 2 of 2" in text_of(voted)
    assert "you voted" not in text_of(voted), "with two votes it is the first of all"
    assert "**Maps**" in text_of(await world.click(world.other, voted, "Earlier page"))


async def test_what_is_no_topic_is_refused(world: World) -> None:
    for given in ("Maps", "#99", "#0"):
        await world.slash(world.participant, "topic show", topic=given)
    assert world.counted.refusals == ["topic.pick", "topic.unknown", "topic.unknown"]


async def test_in_polish(world: World) -> None:
    world.speaks(world.participant, "pl")
    shown = await suggest(world, world.participant, "Mapy")
    assert "Inni mogą już głosować" in text_of(shown)
    assert "1 głos · Twój głos też" in text_of(shown)
    assert say("pl", "topic.button.take_back") in labels_of(shown)
