"""/poll as people use it: Discord's own poll, asked by organisers and mentors, whose result is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import InteractionResult

from bot.domain.events import Audience
from bot.domain.people import Actor
from bot.domain.polls import Poll, PollStatus
from bot.services import communities, polls
from cogs import _polls as words
from tests.cogs.world import World, filled_in, labels_of, parts_of, seen, text_of
from tests.walks.surface import Control, Walker

QUESTION, ANSWERS = "Shall we meet **again**?", "Yes; No ;Maybe later"


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.events", "cogs.rsvps", "cogs.polls"]


async def ask(world: World, person: Any = None, **options: Any) -> InteractionResult:
    given = {"question": QUESTION, "answers": ANSWERS, **options}
    typed = {name: value for name, value in given.items() if value is not None}
    result: InteractionResult = await (person or world.organiser).slash(world.general, "poll ask", **typed)
    return result


async def asked(world: World, actor: Actor | None = None) -> Poll:
    return (await world.client.ask(polls.latest, actor or world.actor(world.organiser)))[0]


def vote(world: World, poll: Poll, person: Any, answer: int) -> None:
    assert poll.message_id is not None
    world.env.backend.add_poll_vote(poll.channel_id, poll.message_id, answer, person.id)


def over(world: World, poll: Poll) -> None:
    """Discord ends it."""
    assert poll.message_id is not None
    world.env.backend.expire_poll(poll.channel_id, poll.message_id)


def delete(world: World, poll: Poll) -> None:
    assert poll.message_id is not None
    world.env.backend.delete_message(poll.channel_id, poll.message_id)


async def test_a_poll_is_posted_as_discords_own(world: World) -> None:
    await world.set_up()
    shown = await ask(world, lasts="72", choose="several")
    assert "Everybody there can see who voted" in text_of(shown)
    await world.soon()
    [message] = world.posted(world.general)
    poll = message.poll
    assert poll is not None
    assert (poll.question, [answer.text for answer in poll.answers]) == (QUESTION, ["Yes", "No", "Maybe later"])
    assert (poll.multiple, poll.duration) == (True, timedelta(hours=72))
    assert (await asked(world)).message_id == message.id
    assert world.pings() == []


async def test_its_votes_are_read_when_it_is_over_and_kept(world: World) -> None:
    """By fetching the message: no intent tells us of votes, none is needed."""
    await world.set_up()
    await ask(world, lasts="24")
    await world.soon()
    poll = await asked(world)
    for person, answer in ((world.participant, 1), (world.other, 1), (world.towner, 3)):
        vote(world, poll, person, answer)
    shown = await world.slash(world.organiser, "poll results", poll=str(poll.id))
    assert "This is how it stands now" in text_of(shown)
    assert "2 (67%)" in text_of(shown)
    over(world, poll)
    world.clock.advance(hours=24, minutes=2)
    await world.run_due()
    kept = await asked(world)
    assert (kept.status, kept.results) == (PollStatus.CLOSED, (2, 0, 1))
    delete(world, poll)
    kept_for_long = text_of(await world.slash(world.organiser, "poll results", poll=str(poll.id)))
    assert "3 votes in all" in kept_for_long
    assert r"meet \*\*again\*\*" in kept_for_long


async def test_it_is_read_again_until_discord_has_counted(world: World) -> None:
    await world.set_up()
    await ask(world)
    await world.soon()
    poll = await asked(world)
    world.clock.advance(hours=24, minutes=2)
    await world.run_due()
    assert (await asked(world)).status is PollStatus.OPEN
    over(world, poll)
    world.clock.advance(minutes=2)
    await world.run_due()
    assert (await asked(world)).results == (0, 0, 0)


async def test_whoever_asked_ends_it_early(world: World) -> None:
    await world.set_up()
    await ask(world, world.mentor)
    await world.soon()
    poll = await asked(world)
    vote(world, poll, world.participant, 2)
    shown = await world.slash(world.mentor, "poll results", poll=str(poll.id))
    assert labels_of(shown) == ["End it now"]
    await world.restart()
    await world.click(world.mentor, shown, "End it now")
    await world.soon()
    assert (await asked(world)).results == (0, 1, 0)
    ended = await world.slash(world.mentor, "poll results", poll=str(poll.id))
    assert labels_of(ended) == []
    world.clock.advance(days=2)
    await world.run_due()
    assert (await asked(world)).results == (0, 1, 0)


async def test_a_deleted_poll_is_lost_and_says_so(world: World) -> None:
    await world.set_up()
    await ask(world)
    await world.soon()
    poll = await asked(world)
    delete(world, poll)
    world.clock.advance(hours=25)
    await world.run_due()
    assert (await asked(world)).status is PollStatus.LOST
    assert "the result is lost" in text_of(await world.slash(world.organiser, "poll results"))


async def test_mentors_see_their_own_polls_and_participants_none(world: World) -> None:
    await world.set_up()
    await ask(world)
    poll = await asked(world)
    await world.slash(world.mentor, "poll results", poll=str(poll.id))
    await ask(world, world.participant)
    await world.slash(world.participant, "poll results", poll=str(poll.id))
    assert world.counted.refusals == ["poll.unknown", *["permission.mentor_or_organiser"] * 2]
    assert await world.participant.autocomplete(world.general, "poll results", "poll", "") == []
    assert await world.mentor.autocomplete(world.general, "poll results", "poll", "") == []
    [offered] = await world.organiser.autocomplete(world.general, "poll results", "poll", "AGAIN meet")
    assert offered["name"].endswith("· open")


async def test_answers_can_be_written_in_a_form(world: World) -> None:
    await world.set_up()
    form = await ask(world, answers=None)
    assert filled_in(form)["question"] == QUESTION
    await world.fill(world.organiser, form, answers="One\n\nTwo; and a half")
    assert (await asked(world)).options == ("One", "Two", "and a half")


async def test_what_does_not_fit_comes_back_in_the_form(world: World) -> None:
    await world.set_up()
    refusal = await ask(world, answers="Only this")
    assert "2 to 10 answers" in text_of(refusal)
    form = await world.click(world.organiser, refusal, "Correct it")
    assert filled_in(form)["answers"] == "Only this"
    await world.fill(world.organiser, form, answers="This; or that")
    assert (await asked(world)).options == ("This", "or that")


async def test_a_poll_about_an_event_goes_into_its_thread(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    await ask(world, event=str(event.id))
    await world.soon()
    poll = await asked(world)
    assert poll.channel_id == world.card().id, "a thread has the id of the message it began with"
    assert poll.event_id == event.id


async def test_one_about_a_restricted_event_is_never_posted_where_all_read(world: World) -> None:
    await world.set_up()
    cohort: dict[str, Any] = {"audience": Audience.ROLES, "role_ids": frozenset({world.cohort.id})}
    event = await world.announce(channel=world.closed, **cohort)
    await ask(world, event=str(event.id), channel=world.general)
    await ask(world, world.mentor, event=str(event.id))
    assert world.counted.refusals == ["poll.channel_open", "event.unknown"]
    await ask(world, event=str(event.id))
    found = world.bot.get_channel(world.closed.id)
    assert isinstance(found, discord.TextChannel)
    await found.set_permissions(found.guild.default_role, view_channel=True)
    await world.env.settle()
    await world.soon()
    assert [message for message in world.posted(world.closed) if message.poll] == []
    troubles = await world.client.ask(communities.troubles, world.actor(world.organiser))
    assert "channel_open" in [trouble.code for trouble in troubles]
    world.clock.advance(days=2)
    await world.run_due()
    assert (await asked(world)).status is PollStatus.LOST


async def test_a_mentor_posts_only_where_they_may_write(world: World) -> None:
    """Else Nacre would lend them its own permissions."""
    await world.set_up()
    silent = world.guild.create_text_channel(
        "silent", overwrites={world.mentors: discord.PermissionOverwrite(send_messages=False)}
    )
    await ask(world, world.mentor, channel=silent)
    assert world.counted.refusals == ["poll.channel_closed"]
    assert await world.client.ask(polls.latest, world.actor(world.mentor)) == ()


async def test_a_mentor_posts_in_an_events_thread_only_where_they_may_write(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    await ask(world, world.mentor, event=str(event.id))
    assert world.counted.refusals == []
    found = world.bot.get_channel(world.announcements.id)
    assert isinstance(found, discord.TextChannel)
    await found.set_permissions(found.guild.default_role, view_channel=True, send_messages_in_threads=False)
    await world.env.settle()
    await ask(world, world.mentor, event=str(event.id))
    assert world.counted.refusals == ["poll.channel_closed"]
    await ask(world, event=str(event.id))
    assert world.counted.refusals == ["poll.channel_closed"], "organisers post wherever Nacre may"


async def test_where_polls_are_not_allowed_it_says_so(world: World) -> None:
    await world.set_up()
    me = world.bot.user
    assert me is not None
    channel = world.guild.create_text_channel(
        "no-polls", overwrites={me: discord.PermissionOverwrite(send_polls=False)}
    )
    refusal = await ask(world, channel=channel)
    assert "Send Polls" in text_of(refusal)


async def test_many_are_listed_on_pages(world: World) -> None:
    await world.set_up()
    for number in range(9):
        await ask(world, question=f"{number} {'?' * 280}")
    first = await world.slash(world.organiser, "poll results")
    assert len(text_of(first)) < 4000
    second = await world.click(world.organiser, first, "Next page")
    assert "0 ?" in text_of(second)
    offered = next(part["options"] for part in parts_of(second) if part.get("options"))
    opened = await world.organiser.select(seen(second), [offered[-1]["value"]])
    assert "## 0 ?" in text_of(opened)


async def test_a_poll_is_opened_from_the_list(world: World) -> None:
    """By whoever may read it, after a restart too."""
    await world.set_up()
    await ask(world)
    listed = await world.slash(world.organiser, "poll results")
    [menu] = [part for part in parts_of(listed) if part.get("options")]
    assert [each["description"] for each in menu["options"]] == ["open"]
    await world.restart()
    opened = await world.organiser.select(seen(listed), [menu["options"][0]["value"]])
    assert "Shall we meet" in text_of(opened)
    chosen = [menu["options"][0]["value"]]
    stranger = await Walker(world).click(world.mentor, menu["custom_id"], world.general, chosen, Control.MENU)
    assert stranger.refusals == ["poll.unknown"]


async def test_shares_are_written_as_everywhere(world: World) -> None:
    """Half a per cent is rounded up, and nothing has no share."""
    await world.set_up()
    await ask(world)
    poll = replace(await asked(world), status=PollStatus.CLOSED, results=(7, 1, 0))
    shown = "".join(words._bars("en", poll, poll.results or ()))
    assert "7 (88%)" in shown
    assert "1 (13%)" in shown
    assert all(line.endswith(" 0 (–)") for line in words._bars("en", poll, (0, 0, 0)))


async def test_what_is_no_poll_is_refused(world: World) -> None:
    await world.set_up()
    for given in ("0", "99", "which"):
        await world.slash(world.organiser, "poll results", poll=given)
    assert world.counted.refusals == ["poll.unknown", "poll.unknown", "poll.pick"]


async def test_in_polish(world: World) -> None:
    await world.set_up()
    world.speaks(world.organiser, "pl")
    assert "wynik zostanie zachowany" in text_of(await ask(world))
