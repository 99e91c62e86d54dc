"""/attendance import as organisers use it: attach a list, decide what is doubtful, note everybody at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.domain.events import Event
from bot.domain.rsvps import Choice
from bot.services import attendance, events
from tests.cogs.world import World, labels_of, parts_of, seen, text_of

LIST = """Name (Original Name),User Email,Total Duration (Minutes),Guest
Anna Kowalska (Pearl of Kiel),,62,Yes
A. Nowak,,30,Yes
Galaxy A52,,9,Yes
"""


@pytest.fixture
def loaded() -> Sequence[str]:
    return ("cogs.events", "cogs.rsvps", "cogs.attendance")


class Scene:
    """An event that is over, two who answered, and one who did not."""

    def __init__(self, world: World, event: Event) -> None:
        self.world, self.event = world, event
        self.anna = world.guild.add_member(world.env.create_user("anna"), nick="Anna Kowalska")
        self.nowak = world.guild.add_member(world.env.create_user("nowak"), nick="Adam Nowak")
        self.ewa = world.guild.add_member(world.env.create_user("ewa"), nick="Ewa Lis")

    async def bring(self, content: str | bytes = LIST, person: Any = None) -> Any:
        data = content if isinstance(content, bytes) else content.encode()
        return await self.world.slash(
            person or self.world.organiser,
            "attendance import",
            event=str(self.event.id),
            file=("participants.csv", data),
        )

    async def again(self) -> Any:
        return await self.world.slash(self.world.organiser, "attendance import", event=str(self.event.id))

    async def there(self) -> dict[int, int | None]:
        actor = self.world.actor(self.world.organiser)
        turnout = await self.world.client.ask(attendance.roster, actor, self.event.id)
        return {record.user_id: record.minutes for record in turnout.there}


@pytest.fixture
async def scene(world: World) -> Scene:
    await world.set_up()
    made = Scene(world, await world.announce(starts_in=timedelta(hours=1)))
    for person in (made.anna, made.nowak):
        await world.answer(person, made.event, Choice.GOING)
    world.clock.advance(hours=3)
    return made


async def test_a_list_is_noted_after_a_look(scene: Scene) -> None:
    """Sure is the one whose name it is; the doubtful one is asked about; who is like nobody is told and not counted."""
    world = scene.world
    shown = await scene.bring()
    assert seen(shown).ephemeral
    text = text_of(shown)
    assert "I read a participant list of Zoom." in text
    assert "Found: 1 · To decide: 1 · Nobody of ours: 1" in text
    assert f"Anna Kowalska (Pearl of Kiel) → <@{scene.anna.id}> · 62 minutes" in text
    assert await scene.there() == {}
    asked = await world.click(world.organiser, shown, "Decide name by name")
    assert "Name 1 of 2: who is this?\n**A. Nowak** · 30 minutes" in text_of(asked)
    assert f"Perhaps <@{scene.nowak.id}>?" in text_of(asked)
    listed = await world.click(world.organiser, asked, "Yes, that is them")
    assert "Found: 2 · To decide: 0 · Nobody of ours: 1" in text_of(listed)
    done = await world.click(world.organiser, listed, "Note 2 people")
    assert "2 people are noted as having been at **Storytelling for towns**" in text_of(done)
    assert "1 name is nobody of ours and counts nowhere: Galaxy A52." in text_of(done)
    assert "Nobody was told beforehand that it is noted who is there" in text_of(done)
    assert await scene.there() == {scene.anna.id: 62, scene.nowak.id: 30}
    assert world.pings() == []


async def test_of_an_event_that_announced_it_nothing_more_is_said(world: World) -> None:
    await world.set_up()
    scene = Scene(world, await world.announce(starts_in=timedelta(hours=1)))
    await world.slash(world.organiser, "attendance announce", event=str(scene.event.id))
    world.clock.advance(hours=3)
    done = await world.click(world.organiser, await scene.bring("Name\nEwa Lis\n"), "Note 1 person")
    assert "Nobody was told beforehand" not in text_of(done)


async def test_another_person_is_chosen_in_the_menu(scene: Scene) -> None:
    """Also for a name that is like nobody's; the button no longer offers the guess."""
    world = scene.world
    asked = await world.click(world.organiser, await scene.bring(), "Decide name by name")
    picker = next(part["custom_id"] for part in parts_of(asked) if part.get("type") == 5)
    listed = await world.organiser.select(seen(asked), [scene.ewa.user], custom_id=picker)
    looked = await world.click(world.organiser, listed, "Look at the other names")
    assert f"Decided: <@{scene.ewa.id}>" in text_of(looked)
    assert "Yes, that is them" not in labels_of(looked)
    following = await world.click(world.organiser, looked, "Next name")
    assert "Galaxy A52" in text_of(following)
    assert "No member is called like this" in text_of(following)
    await world.click(world.organiser, following, "Nobody of ours")
    await world.click(world.organiser, listed, "Note 2 people")
    assert await scene.there() == {scene.anna.id: 62, scene.ewa.id: 30}


async def test_a_bot_is_no_participant(scene: Scene) -> None:
    world = scene.world
    asked = await world.click(world.organiser, await scene.bring(), "Decide name by name")
    picker = next(part["custom_id"] for part in parts_of(asked) if part.get("type") == 5)
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    refusal = await world.organiser.select(seen(asked), [robot], custom_id=picker)
    assert text_of(refusal) == "That is a bot. Please choose a person."


async def test_the_rest_can_be_left_out(scene: Scene) -> None:
    world = scene.world
    shown = await scene.bring()
    assert "Note 2 people" not in labels_of(shown)
    done = await world.click(world.organiser, shown, "Note 1, leave out the rest")
    assert "2 names are nobody of ours and count nowhere: A. Nowak and Galaxy A52." in text_of(done)
    assert await scene.there() == {scene.anna.id: 62}


async def test_a_review_goes_on_after_a_restart(scene: Scene) -> None:
    """The buttons work, and the command without a file finds the review again."""
    world = scene.world
    shown = await scene.bring()
    await world.restart()
    asked = await world.click(world.organiser, shown, "Decide name by name")
    assert "A. Nowak" in text_of(asked)
    assert "To decide: 1" in text_of(await scene.again())


async def test_a_second_click_says_that_it_is_done(scene: Scene) -> None:
    world = scene.world
    shown, twice = await scene.bring(), await scene.again()
    await world.click(world.organiser, shown, "Note 1, leave out the rest")
    again = await world.click(world.organiser, twice, "Note 1, leave out the rest")
    assert "was noted already" in text_of(again)
    assert "There is no list to go on with" in text_of(await scene.again())


async def test_an_event_called_off_meanwhile_notes_nobody(scene: Scene) -> None:
    world = scene.world
    coming = await world.announce("Another", starts_in=timedelta(minutes=20))
    shown = await Scene.bring(_at(scene, coming))
    await world.client.do(events.cancel, world.actor(world.organiser), coming.id)
    refusal = await world.click(world.organiser, shown, "Note 1 person")
    assert world.counted.refusals[-1] == "event.cancelled"
    assert seen(refusal).ephemeral


def _at(scene: Scene, event: Event) -> Scene:
    scene.event = event
    return scene


async def test_a_list_can_be_thrown_away(scene: Scene) -> None:
    world = scene.world
    done = await world.click(world.organiser, await scene.bring(), "Throw the list away")
    assert "Nobody was noted" in text_of(done)
    assert await scene.there() == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "This is an Excel workbook. Open it, choose Save as"),
        (b"Product;Price\nBread;2\n", "I find no participant list in this file"),
        (b"Name\n" + b"x" * 2_000_000, "more than 2 MB"),
        (b"Name,Email\n", "names nobody who came"),
    ],
)
async def test_what_is_no_list_is_refused_with_what_to_do(scene: Scene, content: bytes, said: str) -> None:
    assert said in text_of(await scene.bring(content))


async def test_it_speaks_polish(scene: Scene) -> None:
    world = scene.world
    world.speaks(world.organiser, "pl")
    shown = await scene.bring()
    assert "Rozpoznane: 1 · Do decyzji: 1 · Spoza serwera: 1" in text_of(shown)
    asked = await world.click(world.organiser, shown, "Zdecyduj po kolei")
    assert "Nazwisko 1 z 2: kto to?" in text_of(asked)
    listed = await world.click(world.organiser, asked, "Tak, to ta osoba")
    done = await world.click(world.organiser, listed, "Zapisz 2 osoby")
    assert "Zapisano obecność 2 osób na **Storytelling for towns**" in text_of(done)


async def test_who_no_longer_organises_notes_nobody(scene: Scene) -> None:
    """Every button asks again."""
    world = scene.world
    shown = await scene.bring()
    await world.set_up(organiser_role_ids=[world.mentors.id])
    refusal = await world.click(world.organiser, shown, "Note 1, leave out the rest")
    assert seen(refusal).ephemeral
    assert world.counted.refusals == ["permission.organiser"]
    await world.set_up()
    assert await scene.there() == {}


async def test_where_discord_gives_no_names_people_are_chosen_by_hand(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: object, **__: object) -> list[discord.Member]:
        raise TimeoutError

    monkeypatch.setattr(discord.Guild, "query_members", silent)
    assert "Found: 0 · To decide: 0 · Nobody of ours: 3" in text_of(await scene.bring())


async def test_members_who_did_not_answer_are_found_by_how_their_name_begins(scene: Scene) -> None:
    shown = await scene.bring("Name;Minutes\nEwa Lis;20\nLis, Ewa;3\n")
    assert text_of(shown).count(f"<@{scene.ewa.id}>") == 0  # the same name twice: somebody has to look
    shown = await scene.bring("Name;Minutes\nEwa Lis;20\n")
    assert f"Ewa Lis → <@{scene.ewa.id}> · 20 minutes" in text_of(shown)
