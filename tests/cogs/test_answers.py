"""Whatever goes wrong, a person is told in their language what to do next, and we can find out what it was."""

import re
from collections.abc import Sequence

import pytest
import structlog

from tests.cogs.world import World, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["tests.cogs.probe"]


async def buttons(world: World) -> object:
    return await world.slash(world.participant, "probe", how="buttons")


async def test_a_refused_command_says_why_in_the_readers_language(world: World) -> None:
    english = await world.slash(world.participant, "probe", how="refuse")
    world.speaks(world.participant, "pl")
    polish = await world.slash(world.participant, "probe", how="refuse")
    assert english.ephemeral
    assert polish.ephemeral
    assert text_of(english) != text_of(polish)
    assert world.counted.refusals == ["event.unknown", "event.unknown"]
    assert world.counted.interactions == [("/probe", "refused")] * 2
    assert world.counted.errors == 0


async def test_an_unexpected_error_gives_a_reference_that_the_log_has_too(world: World) -> None:
    with structlog.testing.capture_logs() as log:
        failed = await world.slash(world.participant, "probe", how="crash")
    (entry,) = [line for line in log if line["event"] == "interaction_failed"]
    found = re.search(r"\*\*([0-9A-F]{6})\*\*", text_of(failed))
    assert found is not None
    assert entry["reference"] == found[1]
    assert "secret of ours" in str(entry["exc_info"])
    assert "secret" not in text_of(failed), "what broke is for the log, not for people"
    assert world.counted.errors == 1
    assert world.counted.interactions == [("/probe", "failed")]
    assert len(world.unexpected()) == 1


async def test_a_button_that_fails_is_answered_as_well(world: World) -> None:
    """Discord.py swallows the errors of dynamic items."""
    shown = await buttons(world)
    refused = await world.click(world.participant, shown, "refuse")
    failed = await world.click(world.participant, shown, "crash")
    assert world.counted.refusals == ["event.unknown"]
    assert "reference" in text_of(failed)
    assert refused.ephemeral
    assert failed.ephemeral
    assert world.counted.interactions[1:] == [("probe:refuse", "refused"), ("probe:crash", "failed")]


async def test_an_error_after_the_first_answer_is_told_in_a_second_message(world: World) -> None:
    result = await world.slash(world.participant, "probe", how="crash_later")
    assert result.response is not None
    assert result.response.content == "first"
    assert "reference" in seen(result).content
    assert seen(result).ephemeral
    world.unexpected()


async def test_a_refusal_without_words_is_our_mistake_and_still_answered(world: World) -> None:
    failed = await world.slash(world.participant, "probe", how="speechless")
    assert "reference" in text_of(failed)
    assert world.counted.errors == 1


async def test_two_answers_are_two_messages(world: World) -> None:
    result = await world.slash(world.participant, "probe", how="second")
    assert [part.content for part in (result.response, *result.followups) if part] == ["first", "second"]


async def test_an_interaction_that_expired_is_logged_quietly(world: World) -> None:
    """We were slower than three seconds: nobody can be told, and nothing is broken."""
    world.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=None)
    with structlog.testing.capture_logs() as log:
        await world.slash(world.participant, "probe", how="hello")
        await world.slash(world.participant, "probe", how="refuse")
        await world.slash(world.participant, "probe", how="form")
    assert world.counted.errors == 0
    assert {line["log_level"] for line in log} == {"info"}
    world.unexpected()


async def test_discord_being_down_while_we_answer_breaks_nothing(world: World) -> None:
    world.env.inject_error("POST", "/interactions/*/*/callback", status=500, times=None)
    with structlog.testing.capture_logs() as log:
        await world.slash(world.participant, "probe", how="refuse")
    assert "could_not_answer" in {line["event"] for line in log}
    assert world.counted.interactions == [("/probe", "failed")]


@pytest.mark.parametrize("typed", ["crash", "refuse"])
async def test_an_autocomplete_that_fails_offers_nothing(world: World, typed: str) -> None:
    assert await world.participant.autocomplete(world.general, "probe", "how", typed) == []


async def test_an_autocomplete_offers_no_more_and_no_longer_names_than_discord_takes(world: World) -> None:
    choices = await world.participant.autocomplete(world.general, "probe", "how", "x")
    assert len(choices) == 25
    assert {len(choice["name"]) for choice in choices} == {100}


async def test_the_log_knows_who_where_and_what_but_no_words(world: World) -> None:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as log:
        await world.slash(world.participant, "probe", how="refuse")
    (entry,) = [line for line in log if line["event"] == "refused"]
    assert entry["name"] == "/probe"
    assert entry["user"] == world.participant.id
    assert entry["community"] == world.guild.id
    assert "how" not in entry


async def test_a_command_discord_still_shows_but_we_no_longer_have_asks_to_reload(world: World) -> None:
    world.bot.tree.remove_command("probe")
    result = await world.slash(world.participant, "probe", how="x")
    assert world.counted.refusals == ["command.outdated"]
    assert result.ephemeral
    world.unexpected()
