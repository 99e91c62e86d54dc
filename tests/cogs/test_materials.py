"""Recordings and materials as people add, change and find them, and what is said about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from simcord import MemberActor

from bot.domain.attendance import Source
from bot.domain.events import Audience, Event
from bot.domain.link_health import Probe
from bot.domain.materials import Material
from bot.domain.rsvps import Choice
from bot.services import communities, events, materials, preferences
from bot.services.materials import checking
from bot.store import attendance
from bot.store import materials as store
from tests.cogs.world import World, filled_in, ids_of, labels_of, seen, text_of

pytestmark = pytest.mark.usefixtures("configured")

LINK = "https://youtu.be/dQw4w9WgXcQ?si=abc"
PDF = ("../../Slides of Łódź.exe", b"%PDF-1.7 slides")
VTT = (
    "talk.vtt",
    "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Ona>Labas, Rūjiena!</v>\n\n"
    "00:02:00.000 --> 00:02:05.000\n<v Piotr>Cześć!</v>\n".encode(),
)


@pytest.fixture
def loaded() -> list[str]:
    return ["cogs.materials", "cogs.events", "cogs.rsvps", "cogs.doctor"]


@pytest.fixture
async def configured(world: World) -> None:
    await world.set_up()


async def past(world: World, title: str = "Storytelling for towns", **details: Any) -> Event:
    """An event that was announced, took place and ended an hour ago."""
    event = await world.announce(title, starts_in=timedelta(hours=1), **details)
    world.clock.advance(hours=4)
    await world.run_due()
    return await current(world, event)


async def current(world: World, event: Event) -> Event:
    return (await world.client.ask(events.show, world.actor(world.organiser), event.id)).event


async def add(world: World, event: Event, person: MemberActor | None = None, **options: Any) -> Any:
    given = {"event": str(event.id), "link": LINK, **options}
    return await world.slash(person or world.organiser, "recording add", **given)


async def kept(world: World, event: Event) -> list[Material]:
    return list(await world.client.ask(materials.of_event, world.actor(world.organiser), event.id))


async def writes_to(world: World, *people: MemberActor) -> None:
    for person in people:
        await world.client.do(preferences.allow_messages, world.actor(person))


async def test_a_recording_is_added_and_everybody_hears_of_it_once(world: World) -> None:
    """Who was there and who missed it get their own words; the thread and the card link to it; nobody is mentioned."""
    event = await world.announce(starts_in=timedelta(hours=1))
    await world.answer(world.participant, event, Choice.GOING)
    await world.answer(world.other, event, Choice.MAYBE)
    await writes_to(world, world.participant, world.other)
    world.clock.advance(hours=4)
    await world.run_due()
    await world.client.do(attendance.note, event.id, world.participant.id, Source.HAND, None, None)
    before = len(world.pings())
    added = await add(world, event)
    assert seen(added).ephemeral
    assert "Those who were there and those who missed it are told now" in text_of(added)
    await world.soon()
    there, missed = world.letters(world.participant)[-1], world.letters(world.other)[-1]
    assert f"The recording of **{event.title}** is here: {LINK}" in there.content
    assert f"You missed **{event.title}**? Here is the recording: {LINK}" in missed.content
    assert f"[YouTube](<{LINK}>)" in text_of(world.card())
    thread = world.bot.get_channel(world.card().id)
    assert thread is not None
    assert len(world.pings()) == before
    letters = len(world.letters(world.participant))
    await add(world, event, link="https://vimeo.com/76979871")
    await world.soon()
    assert len(world.letters(world.participant)) == letters
    assert "[Vimeo](<https://vimeo.com/76979871>)" in text_of(world.card())


async def test_in_polish(world: World) -> None:
    event = await past(world)
    world.speaks(world.organiser, "pl")
    assert "Dodano" in text_of(await add(world, event))
    assert "To już jest" in text_of(await add(world, event))


async def test_changing_and_removing_in_polish(world: World) -> None:
    event = await past(world)
    world.speaks(world.organiser, "pl")
    listed = await world.slash(world.organiser, "material list", event=str(event.id))
    assert "nie ma jeszcze materiałów" in text_of(listed)
    await add(world, event, title="Opowieści")
    (made,) = await kept(world, event)
    listed = await world.slash(world.organiser, "material list", event=str(event.id))
    assert "Materiały wydarzenia" in text_of(listed)
    assert "**Nagranie** · Opowieści · [YouTube]" in text_of(listed)
    panel = await world.slash(world.organiser, "material edit", material=f"#{made.id}")
    assert labels_of(panel) == ["Zmień teksty", "Zmień link i odbiorców", "Usuń"]
    form = await world.click(world.organiser, panel, "Zmień teksty")
    assert "Zapisano." in text_of(await world.fill(world.organiser, form, topic="Baśnie"))
    gone = await world.slash(world.organiser, "material remove", material=f"#{made.id}")
    assert "Usunięto **Opowieści**." in text_of(gone)
    assert "Przywrócono." in text_of(await world.click(world.organiser, gone, "Cofnij"))
    for command in ("material edit", "material remove"):
        assert "Wybierz materiał z listy" in text_of(await world.slash(world.organiser, command, material="Opowieści"))


async def test_no_recording_in_polish(world: World) -> None:
    event = await past(world, recorded=True)
    world.speaks(world.organiser, "pl")
    none = await world.slash(world.organiser, "recording none", event=str(event.id))
    assert f"nagrania **{event.title}** nie będzie" in text_of(none)
    back = await world.click(world.organiser, none, "Jednak będzie")
    assert "Jeśli do <t:" in text_of(back)
    await add(world, event)
    there = await world.slash(world.organiser, "recording none", event=str(event.id))
    assert "już jest, więc nikogo o nie nie pytam" in text_of(there)


async def test_a_transcript_comes_along(world: World) -> None:
    event = await past(world)
    added = await add(world, event, transcript=VTT, language="lt")
    assert "talk.vtt" in text_of(added)
    (made,) = await kept(world, event)
    passages = await world.client.ask(lambda conn, now: store.passages_of(conn, made.id))
    assert [(one.at_seconds, one.text) for one in passages] == [(1, "Ona: Labas, Rūjiena!"), (120, "Piotr: Cześć!")]


@pytest.mark.parametrize("command", ["recording add", "material add"])
async def test_an_old_transcript_is_read_in_the_language_of_its_event(world: World, command: str) -> None:
    """Windows of Poland wrote its letters in a way of its own; nobody has to say so."""
    event = await past(world, language="pl")
    said = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nŹródło w Łodzi\n"
    file = ("talk.vtt", said.encode("cp1250"))
    link: dict[str, Any] = {"transcript": file, "link": LINK}
    given = link if command == "recording add" else {"kind": "transcript", "file": file}
    await world.slash(world.organiser, command, event=str(event.id), **given)
    (made,) = await kept(world, event)
    passages = await world.client.ask(lambda conn, now: store.passages_of(conn, made.id))
    assert [one.text for one in passages] == ["Źródło w Łodzi"]


@pytest.mark.parametrize(("kind", "words"), [("recording", "needs a link"), ("transcript", "needs its file")])
async def test_no_form_opens_that_could_not_be_taken(world: World, kind: str, words: str) -> None:
    """It has a field for neither."""
    answer = await world.slash(world.organiser, "material add", kind=kind, event=str((await past(world)).id))
    assert words in text_of(answer)


async def test_slides_are_kept_and_given_out_again(world: World) -> None:
    """By their content, under a clean name; whoever may see the event gets them."""
    event = await past(world)
    added = await world.slash(world.organiser, "material add", kind="slides", event=str(event.id), file=PDF)
    assert "Slides of Łódź.exe.pdf" in text_of(added)
    (made,) = await kept(world, event)
    listed = await world.slash(world.participant, "material list", event=str(event.id))
    assert "Slides of Łódź.exe.pdf (1 KB)" in text_of(listed)
    opened = await world.participant.select(seen(listed), [str(made.id)], custom_id=f"material:{event.id}:open")
    assert labels_of(opened) == ["Get the file"]
    given = await world.click(world.participant, opened, "Get the file")
    assert "Here is the file" in text_of(given)
    assert [await file.read() for file in seen(given).attachments] == [PDF[1]]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("run.pdf", b"MZ\x90\x00\x03\x00\x00\x00"), "I do not keep this kind of file"),
        (("page.txt", b"<html><script>alert(1)</script></html>"), "I do not keep this kind of file"),
        (("empty.pdf", b""), "The file is empty"),
    ],
)
async def test_what_is_no_document_is_refused(world: World, file: tuple[str, bytes], words: str) -> None:
    event = await past(world)
    answer = await world.slash(world.organiser, "material add", kind="document", event=str(event.id), file=file)
    assert words in text_of(answer)
    assert await kept(world, event) == []


async def test_takeaways_are_written_in_a_form(world: World) -> None:
    event = await past(world)
    form = await world.slash(
        world.organiser, "material add", kind="takeaways", event=str(event.id), tags="stories, towns", language="en"
    )
    assert filled_in(form)["tags"] == "stories, towns"
    done = await world.fill(world.organiser, form, text="Listen first.\n- then speak")
    assert "Listen first." in text_of(done)
    (made,) = await kept(world, event)
    assert (made.tags, made.language, made.title) == (("stories", "towns"), "en", event.title)


async def test_takeaways_of_a_page_are_shown_to_the_end(world: World) -> None:
    """As many as a material takes: who reads them has no form to see the rest in."""
    event = await past(world)
    text = "Listen first. " * 248 + "The end."
    kind = materials.MaterialKind.TAKEAWAYS
    made = await world.client.do(materials.add, world.actor(world.organiser), kind, event.id, text=text)
    listed = await world.slash(world.participant, "material list", event=str(event.id))
    assert "The end." in text_of(await world.participant.select(seen(listed), [str(made.id)]))


async def test_a_form_that_was_refused_comes_back_filled(world: World) -> None:
    event = await past(world)
    form = await world.slash(world.organiser, "material add", kind="takeaways", event=str(event.id))
    refused = await world.fill(world.organiser, form, text="Listen.", tags=",".join(f"t{n}" for n in range(11)))
    assert "too many tags" in text_of(refused)
    again = await world.click(world.organiser, refused, "Back to the form")
    assert filled_in(again)["text"] == "Listen."


async def test_material_is_changed_removed_and_brought_back(world: World) -> None:
    event = await past(world)
    await add(world, event)
    (made,) = await kept(world, event)
    panel = await world.slash(world.organiser, "material edit", material=f"#{made.id}")
    assert labels_of(panel) == ["Change the texts", "Change link and readers", "Remove"]
    form = await world.click(world.organiser, panel, "Change the texts")
    changed = await world.fill(world.organiser, form, title="Part one", topic="Stories")
    assert "Part one" in text_of(changed)
    form = await world.click(world.organiser, changed, "Change link and readers")
    changed = await world.fill(world.organiser, form, audience=["public"], link="https://vimeo.com/76979871")
    assert "Everyone, also outside this server" in text_of(changed)
    gone = await world.click(world.organiser, changed, "Remove")
    assert "removed" in text_of(gone)
    assert await kept(world, event) == []
    back = await world.click(world.organiser, gone, "Undo")
    assert "It is back" in text_of(back)
    assert [one.title for one in await kept(world, event)] == ["Part one"]


async def test_the_host_adds_and_others_do_not(world: World) -> None:
    event = await past(world, host_id=world.participant.id)
    assert "Added" in text_of(await add(world, event, world.participant))
    for link in (LINK, "https://vimeo.com/76979871"):
        refused = await add(world, event, world.other, link=link)
        assert "organisers" in text_of(refused)
    assert "organisers" in text_of(await world.slash(world.other, "material add", kind="tool"))
    offered = await world.participant.autocomplete(world.general, "recording add", "event", "", link=LINK)
    assert [choice["value"] for choice in offered] == [str(event.id)]
    assert not await world.other.autocomplete(world.general, "recording add", "event", "", link=LINK)


async def test_a_restricted_event_s_material_is_told_to_its_own_only(world: World) -> None:
    """By direct message only to who still holds the role; nothing where others read; the list knows nothing."""
    secret: dict[str, Any] = {"audience": Audience.ROLES, "role_ids": frozenset({world.cohort.id})}
    event = await world.announce(
        "Quokka hour", starts_in=timedelta(hours=1), channel=world.closed, channel_id=world.closed.id, **secret
    )
    await world.answer(world.towner, event, Choice.GOING)
    await writes_to(world, world.towner)
    world.clock.advance(hours=4)
    await world.run_due()
    world.env.backend.get_guild(world.guild.id).members[world.towner.id].role_ids.remove(world.cohort.id)
    before = len(world.letters(world.towner))
    await add(world, event)
    await world.soon()
    assert len(world.letters(world.towner)) == before
    assert all("youtu" not in message.content for message in world.posted())
    for person in (world.participant, world.towner):
        answer = await world.slash(person, "material list", event=str(event.id))
        assert "Quokka" not in text_of(answer)


async def test_the_host_is_asked_and_answers_in_the_message(world: World) -> None:
    event = await world.announce(starts_in=timedelta(hours=1), host_id=world.participant.id, recorded=True)
    await writes_to(world, world.participant)
    world.clock.advance(days=2, hours=4)
    await world.run_due()
    asked = world.letters(world.participant)[-1]
    assert "Is there a recording of" in asked.content
    assert ids_of(asked)[:2] == [
        f"recording:{event.id}:give:{world.guild.id}",
        f"recording:{event.id}:none:{world.guild.id}",
    ]
    form = await world.press(world.participant.user, asked, ids_of(asked)[0])
    done = await world.participant.user.submit_modal(form, {"link": LINK})
    assert "Added" in text_of(done)
    assert all(custom_id.endswith(str(world.guild.id)) for custom_id in ids_of(done))
    world.clock.advance(days=20)
    await world.run_due()
    assert sum("recording of" in each.content for each in world.letters(world.participant)) == 1


async def said_that_there_is_none(world: World) -> tuple[Event, Any, Any]:
    """The event, the question that its host was asked after two days, and the reply to "there is none"."""
    event = await world.announce(starts_in=timedelta(hours=1), host_id=world.participant.id, recorded=True)
    await writes_to(world, world.participant)
    world.clock.advance(days=2, hours=4)
    await world.run_due()
    asked = world.letters(world.participant)[-1]
    return event, asked, await world.press(world.participant.user, asked, ids_of(asked)[1])


async def test_no_recording_this_time(world: World) -> None:
    event, asked, answer = await said_that_there_is_none(world)
    assert "I do not ask again" in text_of(answer)
    world.clock.advance(days=20)
    await world.run_due()
    assert world.letters(world.participant)[-1].id == asked.id
    assert not (await current(world, event)).recorded


async def test_that_there_will_be_none_can_be_taken_back(world: World) -> None:
    """In the same message, which may be a direct one; then the question comes again."""
    event, _, answer = await said_that_there_is_none(world)
    back = await world.click(world.participant.user, answer, "One will follow after all")
    assert f"a recording of **{event.title}** will follow" in text_of(back)
    world.clock.advance(days=7)
    await world.run_due()
    assert "I have no recording of" in world.letters(world.participant)[-1].content


@pytest.mark.parametrize(
    ("days", "language", "words"),
    [
        (0, "en-GB", "If it is not here by <t:"),
        (0, "pl", "zapytam o nie gospodarza"),
        (20, "en-GB", "please add it yourself: `/recording add`"),
        (20, "pl", "dodaj je przez `/recording add`"),
    ],
)
async def test_a_recording_of_any_event_can_be_expected(world: World, days: int, language: str, words: str) -> None:
    """When it is too late to ask by itself, Nacre promises nothing."""
    event = await past(world, kind="workshop", host_id=world.participant.id)
    assert not event.recorded
    await writes_to(world, world.participant)
    world.clock.advance(days=days)
    await world.run_due()
    world.speaks(world.organiser, language)
    assert words in text_of(await world.slash(world.organiser, "recording expect", event=str(event.id)))
    before = len(world.letters(world.participant))
    world.clock.advance(days=2)
    await world.run_due()
    asked = world.letters(world.participant)[before:]
    assert ["Is there a recording of" in each.content for each in asked] == ([] if days else [True])


async def test_what_is_there_is_not_expected(world: World) -> None:
    event = await past(world)
    await add(world, event)
    refused = await world.slash(world.organiser, "recording expect", event=str(event.id))
    assert "is here already" in text_of(refused)
    others = await world.slash(world.other, "recording expect", event=str(event.id))
    assert "organisers" in text_of(others)


async def test_where_nobody_can_be_asked_the_doctor_says_it(world: World) -> None:
    event = await world.announce(starts_in=timedelta(hours=1), recorded=True)
    world.clock.advance(days=2, hours=4)
    await world.run_due()
    found = await world.slash(world.organiser, "doctor")
    assert "A recording has not come" in text_of(found)
    assert event.title in text_of(found)
    await world.slash(world.organiser, "recording none", event=str(event.id))
    assert await world.client.ask(communities.troubles, world.actor(world.organiser)) == ()


async def test_a_dead_link_is_told_and_changed_from_the_message(world: World) -> None:
    """Of material that belongs to no event, too."""
    await writes_to(world, world.organiser)
    await world.slash(world.organiser, "material add", kind="tool", link="https://example.org/tool", title="A tool")
    for days in (1, 4):
        world.clock.advance(days=days)
        for due in await world.client.ask(checking.due, 10):
            await world.client.do(checking.seen, due, Probe.GONE)
    await world.run_due()
    told = world.letters(world.organiser)[-1]
    assert "The link of **A tool** does not work any more: https://example.org/tool" in told.content
    form = await world.press(world.organiser.user, told, ids_of(told)[0])
    assert filled_in(form)["link"] == "https://example.org/tool"
    done = await world.organiser.user.submit_modal(form, {"link": "https://example.org/moved"})
    assert "Saved" in text_of(done)
    assert "does not work" not in text_of(done)


async def test_a_link_that_is_silent_for_a_month_is_told_in_honest_words(world: World) -> None:
    """Its server may be well again tomorrow."""
    event = await past(world)
    await writes_to(world, world.organiser)
    await add(world, event)
    (made,) = await kept(world, event)
    for _ in range(33):
        world.clock.advance(days=1)
        for due in await world.client.ask(checking.due, 10):
            await world.client.do(checking.seen, due, Probe.TROUBLE)
    await world.run_due()
    [told] = [each.content for each in world.letters(world.organiser) if LINK in each.content]
    assert "has not answered for a month, or only with errors" in told
    listed = await world.slash(world.participant, "material list", event=str(event.id))
    assert "link has not answered for a month" in text_of(listed)
    shown = text_of(await world.participant.select(seen(listed), [str(made.id)]))
    assert "If it does not work for you either, tell an organiser" in shown
    assert "any more" not in shown


async def test_who_cannot_change_a_dead_link_is_not_asked_to(world: World) -> None:
    event = await past(world)
    await add(world, event)
    (made,) = await kept(world, event)
    for days in (1, 4):
        world.clock.advance(days=days)
        for due in await world.client.ask(checking.due, 10):
            await world.client.do(checking.seen, due, Probe.GONE)
    for person, words in ((world.participant, "Tell an organiser"), (world.organiser, "Please change it")):
        listed = await world.slash(person, "material list", event=str(event.id))
        shown = await person.select(seen(listed), [str(made.id)])
        assert "does not work any more" in text_of(shown)
        assert words in text_of(shown)


async def test_a_list_that_is_too_long_says_so(world: World) -> None:
    """A menu has 25 choices; where the others are is said."""
    event = await past(world)
    for number in range(27):
        given: dict[str, Any] = {"link": f"https://example.org/{number}", "title": f"Tool {number}"}
        kind = materials.MaterialKind.TOOL
        await world.client.do(materials.add, world.actor(world.organiser), kind, event.id, **given)
    listed = text_of(await world.slash(world.participant, "material list", event=str(event.id)))
    assert "Tool 24" in listed
    assert "Tool 25" not in listed
    assert "… and 2 more. Find them with `/archive search`." in listed


async def test_a_transcript_stands_by_itself_and_a_broken_one_is_refused(world: World) -> None:
    event = await past(world)
    given: dict[str, Any] = {"kind": "transcript", "event": str(event.id)}
    refused = await world.slash(world.organiser, "material add", **given, file=("talk.vtt", b"WEBVTT\n\n"))
    assert "I find nothing said" in text_of(refused)
    refused = await world.slash(world.organiser, "material add", **given, file=PDF)
    assert "A transcript is a VTT, SRT or text file" in text_of(refused)
    added = await world.slash(world.organiser, "material add", **given, file=VTT)
    assert "talk.vtt" in text_of(added)


async def test_what_is_for_one_role_is_told_to_those_who_hold_it_alone(world: World) -> None:
    """The event is everybody's, its recording is not: no card, no thread, no list and no message shows it to others."""
    event = await world.announce(starts_in=timedelta(hours=1))
    for person in (world.participant, world.towner):
        await world.answer(person, event, Choice.GOING)
    await writes_to(world, world.participant, world.towner)
    world.clock.advance(hours=4)
    await world.run_due()
    role: dict[str, Any] = {"kind": "recording", "event": str(event.id), "link": LINK, "role": world.cohort}
    added = await world.slash(world.organiser, "material add", **role)
    assert f"<@&{world.cohort.id}>" in text_of(added)
    await world.soon()
    assert "youtu" in world.letters(world.towner)[-1].content
    assert not any("youtu" in each.content for each in world.letters(world.participant))
    assert "youtu" not in text_of(world.card())
    (made,) = await kept(world, event)
    assert "no material" in text_of(await world.slash(world.participant, "material list", event=str(event.id)))
    assert "YouTube" in text_of(await world.slash(world.towner, "material list", event=str(event.id)))
    refused = await world.slash(world.participant, "material edit", material=f"#{made.id}")
    assert "I know no such material" in text_of(refused)
