"""The roster: private lists by answer, and a table that cannot run anything."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

from bot.domain.events import Event
from bot.domain.rsvps import Choice
from bot.services import attendance, rsvps
from tests.cogs.world import World, ids_of, labels_of, seen, text_of
from tests.exports.test_tables import cells, sheet_names

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


async def roster(world: World, event: Event, person: Any = None) -> Any:
    return await world.slash(person or world.organiser, "event roster", event=str(event.id))


async def test_it_lists_who_comes_with_their_notes(world: World) -> None:
    await world.set_up()
    event = await world.announce(capacity=2)
    await world.answer(world.participant, event, Choice.GOING)
    await world.client.do(rsvps.note, world.actor(world.participant), event.id, "**Vegan** @everyone")
    await world.answer(world.other, event, Choice.MAYBE)
    shown = await roster(world, event)
    assert seen(shown).ephemeral
    text = text_of(shown)
    assert f"<@{world.participant.id}>" in text
    assert f"<@{world.other.id}>" not in text
    assert "Going: 1 · Maybe: 1" in text
    assert "1 of 2 seats are taken" in text
    assert "**Vegan**" not in text
    assert "Vegan" in text
    assert world.pings() == []


async def test_other_lists_are_one_choice_away_and_survive_a_restart(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    await world.answer(world.other, event, Choice.MAYBE)
    shown = await roster(world, event)
    assert "Nobody is in this list" in text_of(shown)
    await world.restart()
    maybe = await world.organiser.select(seen(shown), ["maybe"], custom_id=f"roster:{event.id}:list")
    assert f"<@{world.other.id}>" in text_of(maybe)


async def test_ten_people_on_a_page(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    people = [world.person(f"person {number}") for number in range(12)]
    for person in people:
        await world.answer(person, event, Choice.GOING)
    first = await roster(world, event)
    assert "Page 1 of 2" in text_of(first)
    assert f"roster:1:page:{event.id}.going" in ids_of(first)
    second = await world.click(world.organiser, first, "Next page")
    assert f"12\\. <@{people[11].id}>" in text_of(second)
    assert f"<@{people[0].id}>" not in text_of(second)


async def test_people_are_counted_from_one_whoever_left_before_them(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    for choice in (Choice.GOING, Choice.DECLINED):
        await world.answer(world.other, event, choice)
    await world.answer(world.participant, event, Choice.GOING)
    assert f"1\\. <@{world.participant.id}>" in text_of(await roster(world, event))


async def test_an_empty_roster_says_where_people_answer(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    shown = await roster(world, event)
    assert "Nobody has answered yet" in text_of(shown)
    assert labels_of(shown) == []


async def test_those_whose_data_was_removed_are_counted(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    await world.answer(world.participant, event, Choice.GOING)
    world.clock.advance(days=8)  # of an event that is over the totals stay; before it, the seat is free again
    await world.run_due()
    await world.client.do(rsvps.forget_person, world.guild.id, world.participant.id)
    text = text_of(await roster(world, event))
    assert "and 1 person whose data was removed" in text
    assert "Going: 1" in text


async def test_the_table_has_names_answers_and_harmless_notes(world: World) -> None:
    await world.set_up()
    event = await world.announce()
    await world.answer(world.participant, event, Choice.GOING)
    await world.client.do(rsvps.note, world.actor(world.participant), event.id, '=HYPERLINK("https://bad.example")')
    done = await world.click(world.organiser, await roster(world, event), "Download as a table")
    assert "personal data" in text_of(done)
    assert seen(done).ephemeral
    [attachment] = seen(done).attachments
    assert attachment.filename == f"roster-{event.id}.csv"
    rows = list(csv.reader(StringIO((await attachment.read()).decode("utf-8-sig"))))
    answered = ["Person", "Name", "Answer", "Place in the queue", "Answered (Europe/Warsaw)", "Note"]
    assert rows[0] == [*answered, "Was there", "Minutes", "How we know"]
    assert rows[1] == [
        f"<@{world.participant.id}>",
        "participant",
        "going",
        "1",
        "2026-11-02 10:00",
        '\'=HYPERLINK("https://bad.example")',
        "",
        "",
        "",
    ]


async def test_after_the_event_the_table_says_who_was_there(world: World) -> None:
    """Who just came is in it, too; the workbook holds the same, its minutes as numbers."""
    await world.set_up()
    event = await world.announce(starts_in=timedelta(hours=1))
    for person in (world.participant, world.other):
        await world.answer(person, event, Choice.GOING)
    world.clock.advance(hours=2)
    people = [world.participant.id, world.mentor.id]
    await world.client.do(attendance.mark, world.actor(world.organiser), event.id, people, minutes=45)
    shown = await roster(world, event)
    csv_file, book = [
        await seen(await world.click(world.organiser, shown, label)).attachments[0].read()
        for label in ("Download as a table", "Download for Excel")
    ]
    rows = list(csv.reader(StringIO(csv_file.decode("utf-8-sig"))))
    assert [(row[1], row[2], *row[6:]) for row in rows[1:]] == [
        ("participant", "going", "yes", "45", "noted by hand"),
        ("other", "going", "no", "", ""),
        ("mentor", "", "yes", "45", "noted by hand"),
    ]
    assert [[*row, *[None] * 9][7] for row in cells(book)[1:]] == ["45", None, "45"]
    assert sheet_names(book) == ["Roster"]


async def test_buttons_of_the_roster_check_again(world: World) -> None:
    """Who lost the organiser's role keeps the old message, but gets nothing more out of it."""
    await world.set_up()
    event = await world.announce()
    await world.answer(world.participant, event, Choice.GOING)
    shown = await roster(world, event)
    await world.set_up(organiser_role_ids=[world.mentors.id])
    refusal = await world.click(world.organiser, shown, "Download as a table")
    assert seen(refusal).attachments == []
    assert world.counted.refusals == ["permission.organiser"]


async def test_other_languages_get_semicolons_and_their_words(world: World) -> None:
    """Excel splits at semicolons where the decimal comma is used."""
    await world.set_up()
    event = await world.announce()
    await world.answer(world.participant, event, Choice.GOING)
    await world.client.do(rsvps.note, world.actor(world.participant), event.id, "a;b")
    world.speaks(world.organiser, "pl")
    done = await world.press(world.organiser, await roster(world, event), f"roster:{event.id}:csv")
    text = (await seen(done).attachments[0].read()).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Osoba;Nazwa;Odpowiedź")
    assert text.splitlines()[0].endswith("Obecność;Minuty;Skąd wiadomo")
    assert f'<@{world.participant.id}>;participant;przyjdzie;1;2026-11-02 10:00;"a;b";;;' in text
