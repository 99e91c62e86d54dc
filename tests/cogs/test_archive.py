"""/archive as people use it: searching, turning pages, opening, and the page of an event that is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.attendance import Source
from bot.domain.events import Audience, Event
from bot.domain.materials import Material, MaterialAudience, MaterialKind, Passage
from bot.services import materials, preferences
from bot.store import archive as index
from bot.store import attendance
from bot.store import materials as store
from bot.store.database import Connection
from tests.cogs.world import World, filled_in, ids_of, labels_of, parts_of, seen, text_of

FILM = "https://youtu.be/aaaaaaaaaaa"


@pytest.fixture
def loaded() -> Sequence[str]:
    return ["cogs.archive", "cogs.events", "cogs.rsvps", "cogs.materials"]


@pytest.fixture(autouse=True)
async def configured(world: World) -> None:
    await world.set_up()


def put(conn: Connection, now: datetime, made: Material, said: Sequence[str]) -> int:
    number = store.add(conn, made)
    store.put_passages(conn, number, [Passage(60 * place, text) for place, text in enumerate(said)])
    index.index(conn, number)
    return number


async def add(world: World, title: str, *said: str, **more: Any) -> int:
    now = world.clock.now()
    values: dict[str, Any] = {
        "community_id": world.guild.id,
        "kind": MaterialKind.RECORDING,
        "held_at": now,
        "link": FILM,
        **more,
    }
    return await world.client.do(put, Material(id=0, title=title, created_at=now, updated_at=now, **values), said)


async def past(world: World, title: str = "Storytelling in Łódź", **details: Any) -> Event:
    """An event that is over."""
    event = await world.announce(title, starts_in=timedelta(hours=1), **details)
    world.clock.advance(hours=4)
    await world.run_due()
    return event


def links_of(found: Any) -> list[str]:
    return [part["url"] for part in parts_of(found) if part.get("url")]


async def search(world: World, person: Any = None, **options: Any) -> Any:
    return await world.slash(person or world.participant, "archive search", **options)


async def test_a_word_that_was_said_leads_to_its_minute(world: World) -> None:
    event = await past(world)
    await add(world, "The film", "Good morning", "The mayor of Łódź bakes", event_id=event.id)
    shown = await search(world, text="lodz mayor")
    assert seen(shown).ephemeral
    text = text_of(shown)
    assert "Archive: “lodz mayor”" in text
    assert "1 found" in text
    assert "**The film**" in text
    assert "Storytelling in Łódź" in text
    assert "The **mayor** of **Łódź** bakes" in text
    assert "[1:00](<https://youtu.be/aaaaaaaaaaa?t=60>)" in text
    assert links_of(shown) == ["https://youtu.be/aaaaaaaaaaa?t=60"]
    assert labels_of(shown) == ["Open at 1:00", "More about it"]


@pytest.mark.parametrize(
    ("language", "label", "line"),
    [("en-GB", "Open, go to 1:00", "> Go to 1:00: The"), ("pl", "Otwórz, przejdź do 1:00", "> Przejdź do 1:00: The")],
)
async def test_where_no_link_leads_to_a_minute_it_is_said_where_to_go(
    world: World, language: str, label: str, line: str
) -> None:
    """Teams, Stream and Zoom have no such links that anybody may rely on."""
    await add(world, "The film", "We **begin**", "The mayor bakes", link="https://zoom.us/rec/share/abc")
    world.speaks(world.participant, language)
    shown = await search(world, text="mayor")
    assert labels_of(shown)[0] == label
    assert line in text_of(shown)


async def test_a_transcript_without_times_names_no_minute(world: World) -> None:
    await add(world, "The film", "The mayor of Łódź bakes")
    text = text_of(await search(world, text="lodz mayor"))
    assert "> The **mayor** of **Łódź** bakes" in text
    assert "0:00" not in text


async def test_a_word_of_its_text_is_shown_in_its_sentence(world: World) -> None:
    await add(world, "Takeaways", kind=MaterialKind.TAKEAWAYS, link="", text="- Bring *flour*, say mayors")
    assert "> \\- Bring \\*flour\\*, say **mayors**" in text_of(await search(world, text="mayor"))
    assert "> \\- Bring \\*flour\\*, say mayors" in text_of(await world.slash(world.participant, "archive latest"))


async def test_in_polish(world: World) -> None:
    world.speaks(world.participant, "pl")
    for number in range(2):
        await add(world, f"Film {number}", "Burmistrz piecze")
    shown = await search(world, text="burmistrz")
    assert "2 wyniki" in text_of(shown)
    assert labels_of(shown)[:2] == ["Otwórz", "Więcej"]
    assert "Nic nie znaleziono" in text_of(await search(world, text="zamek"))


async def test_nothing_found_says_what_to_do(world: World) -> None:
    assert "There is nothing in the archive for you yet" in text_of(
        await world.slash(world.participant, "archive latest")
    )
    await add(world, "Cake")
    assert "Try fewer or other words" in text_of(await search(world, text="castle"))
    assert "Leave a filter out" in text_of(await search(world, language="pl"))


async def test_filters_are_said_and_hold(world: World) -> None:
    event = await past(world, kind="workshop")
    await add(world, "Cake one", event_id=event.id, topic="Food", language="pl")
    await add(world, "Cake two", kind=MaterialKind.SLIDES)
    shown = await search(
        world, text="cake", kind="workshop", material="recording", topic="food", year=2026, language="pl"
    )
    text = text_of(shown)
    assert "Cake one" in text
    assert "Cake two" not in text
    assert "Workshop · Recording · Topic: food · 2026 · Polish" in text


async def test_a_kind_that_is_none_is_refused(world: World) -> None:
    await search(world, text="cake", kind="Webinar!")
    await search(world, text="?!")
    await search(world, year=1990)
    assert world.counted.refusals == ["kind.unknown", "archive.no_words"]


@pytest.mark.parametrize("text", ["cake", "cake and a very long text of many words, more than a button carries along"])
async def test_pages_are_turned_and_survive_a_restart(world: World, text: str) -> None:
    for number in range(7):
        await add(world, f"Cake {number}", text=text)
    first = await search(world, text=text)
    assert "7 found · Page 1 of 2" in text_of(first)
    assert "Cake 6" in text_of(first)
    assert labels_of(first)[-1] == "Next page"
    await world.restart()
    second = await world.click(world.participant, first, "Next page")
    assert "Page 2 of 2" in text_of(second)
    assert "Cake 0" in text_of(second)
    assert text[:40] in text_of(second)
    back = await world.click(world.participant, second, "Earlier page")
    assert text_of(back) == text_of(first)


@pytest.mark.parametrize("text", ["said", "what was said with great love of detail at the table in the garden"])
@pytest.mark.parametrize("direct", [False, True])
async def test_pages_are_turned_within_one_event(world: World, text: str, direct: bool) -> None:
    """In a direct message, too, where Discord names no server; long words are found again after a restart."""
    event = await past(world)
    for number in range(12):
        await add(world, f"Part {number}", text, event_id=event.id)
    await add(world, "Elsewhere", text)
    if direct:
        await world.client.do(_was_there, event.id, world.participant.id)
        await world.client.do(preferences.allow_messages, world.actor(world.participant))
        link = "https://vimeo.com/76979871"
        await world.client.do(materials.add, world.actor(world.organiser), MaterialKind.RECORDING, event.id, link=link)
        await world.soon()
        letter = world.letters(world.participant)[-1]
        page = await world.press(world.participant.user, letter, ids_of(letter)[0])
    else:
        page = await world.slash(world.participant, "event show", event=str(event.id))
    person: Any = world.participant.user if direct else world.participant
    form = await world.click(person, page, "Search what was said")
    first = await person.submit_modal(form, {"text": text})
    assert "12 found · Page 1 of 3" in text_of(first)
    assert labels_of(first)[-2:] == ["Next page", "Search again"]
    read = text_of(first)
    await world.restart()
    second = await world.click(person, first, "Next page")
    read += text_of(second)
    last = await world.click(person, second, "Next page")
    assert "Page 3 of 3" in text_of(last)
    read += text_of(last)
    assert all(read.count(f"**Part {number}**") == 1 for number in range(12))
    assert "Elsewhere" not in read
    again = await world.click(person, last, "Search again")
    assert filled_in(again) == {"text": ""}


@pytest.mark.parametrize("arg", ["", "x", "1", "1._", "1.+0123456789abcdef"])
async def test_a_page_within_an_event_that_is_none_of_ours_is_refused(world: World, arg: str) -> None:
    from tests.walks.surface import Walker

    event = await past(world)
    name = f"archive:{event.id}:within" + (f":{arg}" if arg else "")
    heard = await Walker(world).click(world.participant, name, world.general)
    assert heard.refusals in (["archive.forgotten"], ["archive.no_words"])


async def test_a_search_that_was_forgotten_says_so(world: World) -> None:
    await add(world, "Cake")
    shown = await world.slash(world.participant, "archive latest")
    await world.env.settle()
    assert "Cake" in text_of(shown)
    from tests.walks.surface import Walker

    heard = await Walker(world).click(world.participant, "archive:1:page:+0123456789abcdef", world.general)
    assert heard.refusals == ["archive.forgotten"]
    heard = await Walker(world).click(world.participant, "archive:1:page:_", world.general)
    assert heard.refusals == ["archive.forgotten"]


async def test_latest_first(world: World) -> None:
    await add(world, "Older", held_at=world.clock.now() - timedelta(days=3))
    await add(world, "Newer")
    text = text_of(await world.slash(world.participant, "archive latest"))
    assert text.index("Newer") < text.index("Older")
    assert "From the archive, the latest first" in text


async def test_one_material_with_the_ways_on(world: World) -> None:
    event = await past(world)
    number = await add(world, "The film", "The mayor bakes", event_id=event.id, text="All about **cakes**")
    shown = await world.slash(world.participant, "archive show", item=f"#{number}")
    assert seen(shown).ephemeral
    assert "All about **cakes**" in text_of(shown)
    assert labels_of(shown) == ["Open", "The event", "Search what was said"]
    page = await world.click(world.participant, shown, "The event")
    assert "What remains of it" in text_of(page)
    more = await world.click(world.participant, await search(world, text="mayor"), "More about it")
    assert text_of(more) == text_of(shown)


async def test_the_archive_in_polish(world: World) -> None:
    for person in (world.participant, world.organiser):
        world.speaks(person, "pl")
    assert "nic dla Ciebie" in text_of(await world.slash(world.participant, "archive latest"))
    assert "nic jeszcze nie ma" in text_of(await world.slash(world.organiser, "archive export"))
    event = await past(world)
    number = await add(world, "Film", "The mayor bakes", event_id=event.id)
    latest = await world.slash(world.participant, "archive latest")
    assert "Z archiwum, od najnowszych" in text_of(latest)
    assert labels_of(latest) == ["Otwórz", "Więcej"]
    shown = await world.slash(world.participant, "archive show", item=f"#{number}")
    assert "**Nagranie**" in text_of(shown)
    assert labels_of(shown) == ["Otwórz", "Wydarzenie", "Szukaj w wypowiedziach"]
    assert "Wybierz pozycję z listy" in text_of(await world.slash(world.participant, "archive show", item="Film"))
    assert "organiz" in text_of(await world.slash(world.participant, "archive export"))
    exported = await world.slash(world.organiser, "archive export")
    assert "Oto archiwum: 1 materiał." in text_of(exported)
    assert [file.filename for file in seen(exported).attachments] == ["archive.zip"]


async def test_titles_are_offered_and_something_else_is_refused(world: World) -> None:
    number = await add(world, "Storytelling")
    await add(world, "Secret story", audience=MaterialAudience.ROLES, role_ids=frozenset({world.cohort.id}))
    choices = await world.participant.autocomplete(world.general, "archive show", "item", "sto")
    assert [(each["name"].split(" · ")[0], each["value"]) for each in choices] == [("Storytelling", f"#{number}")]
    await world.slash(world.participant, "archive show", item="Storytelling")
    assert world.counted.refusals == ["archive.pick"]


async def test_a_file_is_given_out_when_it_is_small_enough(world: World) -> None:
    small = {"kind": MaterialKind.SLIDES, "link": "", "file_digest": "0" * 64, "file_name": "slides.pdf"}
    await add(world, "Small", file_size=1000, **small)
    assert "Download" in labels_of(await search(world, text="small"))
    await add(world, "Huge", file_size=600 * 2**20, **small)
    assert "Download" not in labels_of(await search(world, text="huge"))


async def test_a_past_event_is_its_archive_page(world: World) -> None:
    event = await past(world, speakers="Ada Lovelace")
    await add(world, "The film", "The mayor bakes", event_id=event.id)
    await add(
        world, "What we took home", event_id=event.id, kind=MaterialKind.TAKEAWAYS, link="", text="- Bake **more**"
    )
    await world.client.do(_was_there, event.id, world.participant.id)
    shown = await world.slash(world.participant, "event show", event=str(event.id))
    text = text_of(shown)
    assert "Ada Lovelace" in text
    assert "You were there,** for 55 minutes" in text
    assert "The film" in text
    assert "- Bake **more**" in text
    assert labels_of(shown) == ["Watch the recording", "Search what was said"]
    other = await world.slash(world.other, "event show", event=str(event.id))
    assert "You were there" not in text_of(other)
    opened = await world.participant.select(seen(shown), values=[ids_values(shown)[0]])
    assert "The film" in text_of(opened)


async def test_its_buttons_work_in_a_direct_message(world: World) -> None:
    """Who is told of a recording opens the details there, where Discord names no server."""
    event = await past(world)
    file: dict[str, Any] = {"kind": MaterialKind.SLIDES, "link": "", "file_digest": "0" * 64, "file_name": "a.pdf"}
    slides = await add(world, "Slides", event_id=event.id, **file)
    await world.client.do(_was_there, event.id, world.participant.id)
    await world.client.do(preferences.allow_messages, world.actor(world.participant))
    given: dict[str, Any] = {"link": FILM, "passages": (Passage(60, "Kestrel"),)}
    await world.client.do(materials.add, world.actor(world.organiser), MaterialKind.RECORDING, event.id, **given)
    await world.soon()
    letter = world.letters(world.participant)[-1]
    page = await world.press(world.participant.user, letter, ids_of(letter)[0])
    opened = await world.participant.user.select(seen(page), values=[str(slides)])
    assert "a.pdf" in text_of(opened)
    assert "What remains of it" in text_of(await world.click(world.participant.user, opened, "The event"))
    form = await world.click(world.participant.user, page, "Search what was said")
    found = await world.participant.user.submit_modal(form, {"text": "kestrel"})
    assert "1 found" in text_of(found)
    more = await world.click(world.participant.user, found, "More about it")
    assert "The event" in labels_of(more)
    await world.click(world.participant.user, page, "Slides")
    assert world.counted.refusals == ["file.lost"]  # asked for, and not there in this test


async def test_a_material_with_everything_at_its_limit_fits_into_a_message(world: World) -> None:
    """A long link gives way to the name of its service."""
    event = await past(world, "*" * 100)
    long: dict[str, Any] = {"link": f"https://example.org/{'(' * 970}", "text": "t" * 3500, "speakers": "*" * 300}
    roles = {"audience": MaterialAudience.ROLES, "role_ids": frozenset(range(10**18, 10**18 + 25))}
    tags = tuple(f"{number}{'*' * 39}" for number in range(10))
    number = await add(world, "*" * 100, event_id=event.id, topic="*" * 100, tags=tags, **long, **roles)
    shown = await world.slash(world.organiser, "archive show", item=f"#{number}")
    assert len(text_of(shown)) <= 4000
    assert "Link: example.org" in text_of(shown)


async def test_what_was_found_in_an_event_fits_into_a_message(world: World) -> None:
    event = await past(world, "*" * 100)
    for number in range(6):
        said = [f"word {'*' * 300} {minute}" for minute in range(8)]
        await add(world, f"{number}{'*' * 99}", *said, event_id=event.id, link=f"https://example.org/{'x' * 970}.mp4")
    page = await world.slash(world.participant, "event show", event=str(event.id))
    form = await world.click(world.participant, page, "Search what was said")
    found = await world.participant.submit_modal(form, {"text": f"word {'*' * 190}"})
    assert len(text_of(found)) <= 4000
    assert "6 found" in text_of(found)


async def test_a_page_with_everything_at_its_limit_fits_into_a_message(world: World) -> None:
    long = {"description": "d" * 2000, "summary": "*" * 300, "speakers": "*" * 300, "place": "_" * 200}
    event = await past(world, "*" * 100, **long)
    for number in range(2):
        await add(
            world, "*" * 100, event_id=event.id, link=f"https://example.org/{number}/{'(' * 960}", text="*" * 3500
        )
    await add(world, "T", event_id=event.id, kind=MaterialKind.TAKEAWAYS, link="", text="*" * 3500)
    shown = await world.slash(world.participant, "event show", event=str(event.id))
    assert len(text_of(shown)) <= 4000
    assert "Key takeaways" in text_of(shown)


async def test_a_page_with_long_titles_and_links_fits_into_a_message(world: World) -> None:
    event = await past(world, description="d" * 2000)
    for number in range(25):
        link = f"https://contoso.sharepoint.com/:v:/s/{number}/{'x' * 150}"
        await add(world, f"{number}{'*' * 97}", event_id=event.id, link=link, text="t" * 3500)
    shown = await world.slash(world.participant, "event show", event=str(event.id))
    assert len(text_of(shown)) <= 4000
    assert "more" in text_of(shown)


def ids_values(found: Any) -> list[str]:
    return [option["value"] for part in parts_of(found) for option in part.get("options") or ()]


def _was_there(conn: Connection, now: datetime, event_id: int, user_id: int) -> None:
    attendance.note(conn, now, event_id, user_id, Source.HAND, 55, None)


async def test_one_event_is_searched_alone(world: World) -> None:
    event = await past(world)
    await add(world, "The film", "cake", "tea", "more cake", event_id=event.id)
    await add(world, "Another", "cake")
    page = await world.slash(world.participant, "event show", event=str(event.id))
    form = await world.click(world.participant, page, "Search what was said")
    assert filled_in(form) == {"text": ""}
    shown = await world.fill(world.participant, form, text="cake")
    text = text_of(shown)
    assert "“cake” in Storytelling in Łódź" in text
    assert "[0:00]" in text
    assert "[2:00]" in text
    assert "Another" not in text
    assert labels_of(shown)[-1] == "Search again"


async def test_an_event_without_materials_says_so_and_a_coming_one_is_as_before(world: World) -> None:
    event = await past(world)
    shown = await world.slash(world.participant, "event show", event=str(event.id))
    assert "No recording and no materials are here yet" in text_of(shown)
    coming = await world.announce("Coming")
    shown = await world.slash(world.participant, "event show", event=str(coming.id))
    assert "No recording" not in text_of(shown)
    assert f"event:{coming.id}:going" in ids_of(shown)


async def test_what_is_not_for_somebody_is_in_no_answer(world: World) -> None:
    cohort: dict[str, Any] = {"audience": Audience.ROLES, "role_ids": frozenset({world.cohort.id})}
    event = await past(world, "Quokka hour", channel=world.closed, channel_id=world.closed.id, **cohort)
    number = await add(world, "Quokka film", "quokka", event_id=event.id, audience=MaterialAudience.EVENT)
    assert "Quokka film" in text_of(await search(world, world.towner, text="quokka"))
    assert "Nothing found" in text_of(await search(world, text="quokka"))
    await world.slash(world.participant, "archive show", item=f"#{number}")
    await world.slash(world.participant, "event show", event=str(event.id))
    assert world.counted.refusals == ["material.unknown", "event.unknown"]


async def test_a_recording_added_by_an_organiser_is_found_at_once(world: World) -> None:
    event = await past(world)
    await world.client.do(
        materials.add,
        world.actor(world.organiser),
        MaterialKind.RECORDING,
        event.id,
        link=FILM,
        title="Ptarmigan",
        passages=(Passage(0, "Kestrel"),),
    )
    assert "Ptarmigan" in text_of(await search(world, text="kestrel"))


async def test_organisers_get_the_whole_archive_as_a_zip(world: World) -> None:
    await world.slash(world.organiser, "archive export")
    assert world.counted.refusals == ["archive.nothing"]
    cohort: dict[str, Any] = {"audience": MaterialAudience.ROLES, "role_ids": frozenset({world.cohort.id})}
    await add(world, "Quokka film", "said", text="All of it", **cohort)
    shown = await world.slash(world.organiser, "archive export")
    assert "Here is the archive with its 1 material" in text_of(shown)
    assert seen(shown).ephemeral
    await world.slash(world.participant, "archive export")
    assert world.counted.refusals == ["archive.nothing", "permission.organiser"]


async def test_an_archive_too_large_for_discord_is_for_the_operators(world: World) -> None:
    await add(world, "Film", file_digest="0" * 64, file_size=10**9, file_name="film.mp4")
    await world.slash(world.organiser, "archive export")
    assert world.counted.refusals == ["archive.too_large"]
