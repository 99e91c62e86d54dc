"""/certificate as people use it: get one, show it, check it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.events import Event
from bot.services import attendance, privacy
from tests.cogs.world import World, filled_in, seen, text_of


@pytest.fixture
def loaded() -> Sequence[str]:
    return ("cogs.events", "cogs.certificates")


@pytest.fixture
async def event(world: World) -> Event:
    """Over since half an hour; the participant was there for an hour."""
    await world.set_up()
    made = await world.announce(starts_in=timedelta(hours=1))
    world.clock.advance(hours=3)
    organiser = world.actor(world.organiser)
    await world.client.do(attendance.mark, organiser, made.id, [world.participant.id], minutes=60)
    return made


async def get(world: World, event: Event, name: str = "Anna Kowalska") -> Any:
    form = await world.slash(world.participant, "certificate get", event=str(event.id))
    return await world.fill(world.participant, form, name=name)


def code_in(text: str) -> str:
    return text.partition("the code **")[2].partition("**")[0]


async def check(world: World, code: str, person: Any = None) -> str:
    return text_of(await world.slash(person or world.other, "certificate verify", code=code))


async def test_who_was_there_gets_a_picture_with_the_name_they_chose(world: World, event: Event) -> None:
    form = await world.slash(world.participant, "certificate get", event=str(event.id))
    assert filled_in(form) == {"name": "participant"}
    done = await world.fill(world.participant, form, name="Anna Kowalska")
    assert seen(done).ephemeral
    [attachment] = seen(done).attachments
    assert attachment.filename == f"certificate-of-attendance-{event.id}.png"
    assert (await attachment.read()).startswith(b"\x89PNG")
    code = code_in(text_of(done))
    assert attachment.description == (
        "Certificate of attendance. This is to confirm that Anna Kowalska took part in Storytelling for towns."
        f" 2 November 2026. 60 minutes. Pearls. Code: {code}."
        " Check it in our Discord server with /certificate verify."
    )


async def test_everybody_can_check_a_code(world: World, event: Event) -> None:
    code = code_in(text_of(await get(world, event)))
    said = await check(world, code.lower().replace("-", " "))
    assert "This certificate is genuine: **Anna Kowalska** took part in **Storytelling for towns**" in said
    assert "2 November 2026. 60 minutes." in said


async def test_asked_for_again_it_is_the_same_and_another_name_makes_another(world: World, event: Event) -> None:
    first = code_in(text_of(await get(world, event)))
    form = await world.slash(world.participant, "certificate get", event=str(event.id))
    assert filled_in(form) == {"name": "Anna Kowalska"}
    assert code_in(text_of(await world.fill(world.participant, form))) == first
    second = code_in(text_of(await get(world, event, "Anna Nowak")))
    assert second != first
    assert "There is no certificate with this code" in await check(world, first)
    assert "**Anna Nowak**" in await check(world, second)


async def test_it_is_in_the_readers_language(world: World, event: Event) -> None:
    world.speaks(world.participant, "pl")
    done = await get(world, event, "Łucja Żak")
    [attachment] = seen(done).attachments
    assert attachment.description is not None
    assert attachment.description.startswith(
        "Zaświadczenie o udziale. Wydane dla Łucja Żak jako potwierdzenie udziału w wydarzeniu Storytelling for towns."
        " 2 listopada 2026. 60 minut. Pearls. Kod: "
    )
    assert "Oto Twoje zaświadczenie" in text_of(done)


async def test_with_a_public_address_it_says_where_to_check(world: World, event: Event) -> None:
    world.bot.public_url = "https://nacre.example.org"
    done = await get(world, event)
    code = code_in(text_of(done))
    assert f"<https://nacre.example.org/certificate/{code}>" in text_of(done)
    [attachment] = seen(done).attachments
    assert f"Check it at https://nacre.example.org/certificate/{code}." in (attachment.description or "")


async def test_who_was_not_there_is_told_whom_to_ask(world: World, event: Event) -> None:
    refusal = await world.slash(world.other, "certificate get", event=str(event.id))
    assert "It is not noted that you were at" in text_of(refusal)
    assert seen(refusal).ephemeral


async def test_a_name_without_letters_comes_back_with_the_form(world: World, event: Event) -> None:
    refusal = await get(world, event, "123")
    assert "Please write a name with letters." in text_of(refusal)
    form = await world.click(world.participant, refusal, "Back to the form")
    assert filled_in(form) == {"name": "123"}


async def test_only_own_events_are_suggested(world: World, event: Event) -> None:
    offered = await world.participant.autocomplete(world.general, "certificate get", "event", "story")
    assert [choice["value"] for choice in offered] == [str(event.id)]
    assert await world.other.autocomplete(world.general, "certificate get", "event", "") == []


async def test_markup_in_a_name_is_shown_as_written(world: World, event: Event) -> None:
    """The name was somebody's choice: it mentions nobody and hides nothing."""
    code = code_in(text_of(await get(world, event, "**Anna** @everyone <@1>")))
    said = await check(world, code)
    assert r"\*\*Anna\*\*" in said
    assert world.pings() == []


async def test_after_erasing_nobody_can_confirm_it(world: World, event: Event) -> None:
    code = code_in(text_of(await get(world, event)))
    await world.client.do(privacy.erase, world.actor(world.participant))
    assert "There is no certificate with this code" in await check(world, code)
