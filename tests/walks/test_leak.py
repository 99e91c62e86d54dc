"""An event for some roles, and a draft, walked out of by everybody they are not for: no word of them is ever sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from sqlalchemy import delete

from bot.commands import archiving, database, exporting
from bot.config import Settings
from bot.domain.events import Audience
from bot.domain.materials import Passage
from bot.domain.outbox import Route, Saying
from bot.domain.refused import Refused
from bot.domain.reminders import Target
from bot.domain.rsvps import Choice
from bot.services import events, materials, polls, preferences, reminders, rsvps
from bot.store import outbox
from bot.store.database import Connection
from bot.store.schema import event as event_table
from bot.store.schema import material as material_table
from bot.store.schema import rsvp as rsvp_table
from tests.cogs.world import World
from tests.walks.surface import Heard, Walker, dump, every_autocomplete, everything, restore
from tests.walks.table import ROWS, Scene, add_material, arrange, ask_about

SECRET = {
    "title": "Quokka hour",
    "summary": "Zirconium for towns",
    "description": "Axolotl stories",
    "place": "Vulpecula hall",
    "speakers": "Ptarmigan",
    "join_link": "https://meet.example.org/kestrel",
}
NOTE, OWN = "narwhal", "Bring an umbrella"
WORDS = ("quokka", "zirconium", "axolotl", "vulpecula", "ptarmigan", "kestrel", NOTE, "umbrella")


def told(heard: Heard) -> list[str]:
    """The unmistakable words in anything sent."""
    said = heard.said.casefold()
    return [word for word in WORDS if word in said]


@pytest.fixture
async def scene(world: World) -> Scene:
    """The secret event has a reminder of its own, and somebody of the cohort is going, with a note."""
    made = await arrange(world, **SECRET)
    organiser, do = world.actor(world.organiser), world.client.do
    for event_id in (made.restricted, made.hidden):
        own = await do(reminders.add, organiser, event_id, 5, OWN, Target.GOING)
    await do(preferences.allow_messages, world.actor(world.towner))
    await do(rsvps.respond, world.actor(world.towner), made.restricted, Choice.GOING)
    await do(rsvps.note, world.actor(world.towner), made.restricted, NOTE)
    words = {"text": SECRET["description"], "speakers": SECRET["speakers"], "link": SECRET["join_link"]}
    said = (Passage(0, SECRET["description"]),)
    secret = await add_material(world, made.restricted, f"{SECRET['title']}, the slides", passages=said, **words)
    gone = await add_material(world, made.restricted, f"{SECRET['title']}, other slides", text=SECRET["description"])
    await do(materials.remove, organiser, gone)
    asked = await ask_about(world, made.restricted)
    return replace(made, reminder=own.id - 1, material=secret, removed=gone, survey=asked)


def lose_role(world: World) -> None:
    """Somebody takes the towner out of the cohort."""
    world.env.backend.get_guild(world.guild.id).members[world.towner.id].role_ids.remove(world.cohort.id)


def regain_role(world: World) -> None:
    world.env.backend.get_guild(world.guild.id).members[world.towner.id].role_ids.append(world.cohort.id)


def pointed_at(scene: Scene, event_id: int) -> Scene:
    """The same rows, about another event."""
    return replace(scene, soon=event_id, week=event_id, shut=event_id, draft=event_id, away=event_id, over=event_id)


def unadmitted(world: World) -> dict[str, Any]:
    return {"participant": world.participant, "mentor": world.mentor, "lost the role": world.towner}


async def test_nothing_is_without_a_row(world: World) -> None:
    assert everything(world) == set(ROWS)


async def test_the_words_are_told_to_those_they_are_for(world: World, scene: Scene) -> None:
    """Else the walks below would find nothing, whatever leaked."""
    walker = Walker(world)
    heard = await walker.command(world.towner, "event show", {"event": str(scene.restricted)}, world.general)
    assert set(told(heard)) == set(WORDS) - {"kestrel", "umbrella"}
    heard = await walker.click(world.towner, f"event:{scene.restricted}:link", world.general)
    assert "kestrel" in told(heard)
    heard = await walker.click(world.towner, f"event:{scene.restricted}:calendar", world.general)
    assert {"quokka", "kestrel"} <= set(told(heard))
    heard = await walker.click(world.organiser, f"roster:{scene.restricted}:csv", world.general)
    assert NOTE in told(heard)
    heard = await walker.command(world.organiser, "reminder list", {"event": str(scene.restricted)}, world.general)
    assert "umbrella" in told(heard)


@pytest.mark.parametrize("who", ["participant", "mentor", "lost the role"])
async def test_nothing_anybody_does_shows_it(world: World, scene: Scene, who: str) -> None:
    """Every command, button, menu and form, used with the ids of the event and of the draft."""
    lose_role(world)
    walker, person = Walker(world), unadmitted(world)[who]
    before = await world.client.ask(dump)
    leaks = []
    for event_id in (scene.restricted, scene.hidden):
        about = pointed_at(scene, event_id)
        for name, rows in ROWS.items():
            for number, row in enumerate(rows):
                heard = await row.do(walker, person, name, about, world.general)
                # one's own note is one's own, in the file with all that is held about oneself
                words = [word for word in told(heard) if not (name == "/my data export" and word == NOTE)]
                leaks += [f"{name} [{number}] of {event_id}: {words} {heard.said[:300]}"] if words else []
                assert not heard.failures, f"{name} of {event_id}"
                if await world.client.ask(dump) != before:
                    await world.client.do(restore, before)
    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize("who", ["participant", "mentor", "lost the role"])
async def test_nothing_typed_offers_it(world: World, scene: Scene, who: str) -> None:
    """Every option that offers choices, whatever is typed into it."""
    lose_role(world)
    walker, person = Walker(world), unadmitted(world)[who]
    leaks, tried = [], 0
    for name, option in every_autocomplete(world):
        for typed in ("", "quokka", "Q", "umb", f"#{scene.restricted}", str(scene.restricted), str(scene.hidden)):
            heard = await walker.complete(person, name, option.name, typed, world.general)
            assert heard.answered, f"/{name} {option.name}"
            tried += 1
            # a new topic is offered back as it was typed
            own = typed.casefold() if name == "topic suggest" else ""
            words = [word for word in told(heard) if word not in own]
            leaks += [f"/{name} {option.name} {typed!r}: {heard.said[:200]}"] if words else []
    assert not leaks, "\n".join(leaks)
    assert tried > 100


@pytest.mark.parametrize("who", ["participant", "mentor"])
async def test_lists_and_counts_are_as_if_it_did_not_exist(world: World, scene: Scene, who: str) -> None:
    """Not only its words are missing: everything is said as in a server without it, numbers and pages too."""
    for number in range(6):
        await world.announce(f"Another {number}", starts_in=timedelta(days=number + 1))
    walker, person = Walker(world), unadmitted(world)[who]
    lists = ("/events", "/my events", "events:", "my:page", "/archive search", "/archive latest", "archive:page")
    wanted = [name for name, rows in ROWS.items() if name.startswith(lists)]

    async def shown() -> list[list[str]]:
        found = [await row.do(walker, person, name, scene, world.general) for name in wanted for row in ROWS[name]]
        found += [await walker.click(person, f"events:{page}:page", world.general) for page in (1, 2)]
        found += [
            await walker.complete(person, name, option.name, "", world.general)
            for name, option in every_autocomplete(world)
        ]
        return [heard.strings for heard in found]

    with_it = await shown()
    await world.client.do(_remove, (scene.restricted, scene.hidden))
    assert with_it == await shown()
    assert any("Another" in text for texts in with_it for text in texts)


@pytest.mark.parametrize("who", ["participant", "mentor", "lost the role"])
async def test_no_word_of_it_finds_anything(world: World, scene: Scene, who: str) -> None:
    """Title, text, speakers and transcript of its material, and its own words: nothing, not even a count."""
    walker, searched = Walker(world), ("quokka", "axolotl", "ptarmigan", "zirconium", "quokka slides")
    for text in searched:
        heard = await walker.command(world.towner, "archive search", {"text": text}, world.general)
        assert "1 found" in heard.said, text
    lose_role(world)
    for text in searched:
        heard = await walker.command(unadmitted(world)[who], "archive search", {"text": text}, world.general)
        assert "Nothing found" in heard.said, text


def _remove(conn: Connection, now: datetime, event_ids: Iterable[int]) -> None:
    conn.execute(delete(event_table).where(event_table.c.id.in_(event_ids)))


# --- what is said unprompted

# Each kind of thing that is said → what its row in the outbox holds; None: it speaks of no event
SAYINGS: dict[Saying, dict[str, int] | None] = {
    Saying.CARD: {},
    Saying.REMINDER: {"minutes": 10},
    Saying.OWN_REMINDER: {"minutes": 5},
    Saying.MOVED: {"was": 1_790_000_000},
    Saying.CANCELLED: {},
    Saying.OFFER: {},
    Saying.OFFER_LAPSED: {},
    Saying.PROMOTED: {},
    Saying.FEEDBACK: {},
    Saying.FEEDBACK_NUDGE: {},
    Saying.YOU_SAID: {},
    Saying.ANNOUNCEMENT: None,
    Saying.WELCOME: None,
    Saying.RECORDING: {},
    Saying.MISSED_RECORDING: {},
    Saying.CHASE: {"number": 1},
    Saying.DEAD_LINK: {},
    Saying.TOPIC_PLANNED: {},
    Saying.TOPIC_DECLINED: None,
    Saying.PULSE: None,
    Saying.POLL: {},
    Saying.POLL_RESULTS: None,
}
CASES = [
    (saying, route)
    for saying, args in SAYINGS.items()
    for route in Route
    if args is not None and not (saying in (Saying.CARD, Saying.POLL) and route is Route.DIRECT)
]


def test_every_saying_is_walked() -> None:
    """A new kind of message says here what it speaks of."""
    assert set(SAYINGS) == set(Saying)


async def due(world: World, scene: Scene, saying: Saying, route: Route) -> None:
    """Put one thing about the secret event into the outbox, for its channel or for the towner."""
    event_id, organiser, towner = scene.restricted, world.actor(world.organiser), world.towner.id
    args = {**(SAYINGS[saying] or {})}
    match saying:
        case Saying.CARD:
            await world.client.do(events.edit, organiser, event_id, summary="Zirconium again")
            return
        case Saying.POLL:
            asked: dict[str, Any] = {"hours": 24, "multiple": False, "channel_id": None, "channel_open_to_all": False}
            await world.client.do(polls.ask, organiser, "Axolotl?", ["Yes", "No"], **asked, event_id=event_id)
            return
        case Saying.OWN_REMINDER:
            args["reminder_id"] = scene.reminder
        case Saying.CANCELLED:
            await world.client.do(events.cancel, organiser, event_id, "The ptarmigan is ill")
        case Saying.OFFER_LAPSED:
            await world.client.do(rsvps.respond, world.actor(world.towner), event_id, Choice.MAYBE)
        case Saying.RECORDING | Saying.MISSED_RECORDING:
            args["material"] = scene.material
        case Saying.CHASE:
            await world.client.do(_expect_recording, event_id)
        case Saying.DEAD_LINK:
            args["material"] = scene.material
            await world.client.do(_dead, scene.material)
        case Saying.FEEDBACK | Saying.FEEDBACK_NUDGE:
            args["survey"] = scene.survey
        case Saying.YOU_SAID:
            args["shared"] = scene.heard
        case Saying.OFFER:
            args["ticket"] = 1
            await world.client.do(_offer, event_id, towner)
    alone = route is Route.DIRECT or saying in (Saying.OFFER, Saying.OFFER_LAPSED, Saying.PROMOTED)
    await world.client.do(_put, scene, saying, route, args, towner if alone else None)


async def said(world: World) -> Heard:
    """What the worker says then."""
    walker = Walker(world)
    mark = walker.mark()
    await world.soon()
    return walker.since(mark)


def _expect_recording(conn: Connection, now: datetime, event_id: int) -> None:
    conn.execute(event_table.update().where(event_table.c.id == event_id).values(recorded=True))


def _dead(conn: Connection, now: datetime, material_id: int) -> None:
    conn.execute(material_table.update().where(material_table.c.id == material_id).values(link_state="dead"))


def _offer(conn: Connection, now: datetime, event_id: int, user_id: int) -> None:
    values = {"choice": "offered", "offered_until": now + timedelta(minutes=5), "ticket": 1}
    conn.execute(
        rsvp_table.update().where(rsvp_table.c.event_id == event_id, rsvp_table.c.user_id == user_id).values(values)
    )


def _put(
    conn: Connection, now: datetime, scene: Scene, saying: Saying, route: Route, args: dict[str, int], user: int | None
) -> None:
    fact = f"event:{scene.restricted}/walk:{saying}"
    row = {
        "key": f"{fact}/{route}",
        "fact": fact,
        "community_id": scene.guild,
        "event_id": scene.restricted,
        "announcement_id": None,
        "user_id": user,
        "route": route.value,
        "kind": saying.value,
        "args": args,
        "due_at": now,
        "expires_at": now + timedelta(minutes=5),
    }
    outbox.put(conn, now, [row])


async def open_channel(world: World) -> None:
    """Somebody lets everybody read the cohort's channel."""
    found = world.bot.get_channel(world.closed.id)
    assert isinstance(found, discord.TextChannel)
    await found.set_permissions(found.guild.default_role, view_channel=True)
    await world.env.settle()


async def test_it_is_said_to_those_it_is_for(world: World, scene: Scene) -> None:
    """Else the next walk would find nothing, whatever leaked."""
    before = await world.client.ask(dump)
    for saying, route in CASES:
        await due(world, scene, saying, route)
        assert told(await said(world)), (saying, route)
        await world.client.do(restore, before)


async def test_nothing_is_said_where_all_read_nor_to_who_lost_the_role(world: World, scene: Scene) -> None:
    """The channel was opened to everybody since, and the person was taken out of the cohort since."""
    before = await world.client.ask(dump)
    await open_channel(world)
    for saying, route in CASES:
        await due(world, scene, saying, route)
        lose_role(world)
        heard = await said(world)
        assert not told(heard), (saying, route, heard.said)
        await world.client.do(restore, before)
        regain_role(world)


async def test_closed_direct_messages_do_not_bring_it_into_an_open_channel(world: World, scene: Scene) -> None:
    """What cannot be said privately is said in the event's channel instead, but not where everybody reads."""
    await open_channel(world)
    dm = world.towner.user.dm_channel
    world.env.inject_error("POST", f"/channels/{dm.id}/messages", status=403, code=50007)
    await due(world, scene, Saying.PROMOTED, Route.DIRECT)
    heard = await said(world)
    refused = [body for body in heard.messages if told(replace(heard, bodies=[body], files=[]))]
    assert len(refused) == 1, "only the private message that Discord did not take"
    assert not [message for message in world.posted(world.closed) if f"<@{world.towner.id}>" in message.content]


# --- where it may be announced


async def test_it_is_never_announced_where_everybody_reads(world: World, scene: Scene) -> None:
    walker = Walker(world)
    public = len(world.posted()) + len(world.posted(world.general))
    tried = [
        await walker.command(world.organiser, "event publish", {"event": str(scene.hidden)}, world.general),
        await walker.click(world.organiser, f"draft:{scene.hidden}:publish", world.general),
        await walker.command(
            world.organiser,
            "event repost",
            {"event": str(scene.restricted), "channel": world.announcements},
            world.general,
        ),
    ]
    await world.soon()
    assert all("event.open_channel" in heard.refusals for heard in tried), [heard.refusals for heard in tried]
    assert len(world.posted()) + len(world.posted(world.general)) == public


async def test_what_everybody_read_is_not_restricted_afterwards(world: World, scene: Scene) -> None:
    """Its card stands in an open channel already: to restrict it would promise what is not so."""
    cohort = frozenset({world.cohort.id})
    with pytest.raises(Refused, match=r"event\.audience_fixed"):
        await world.client.do(
            events.edit, world.actor(world.organiser), scene.week, audience=Audience.ROLES, role_ids=cohort
        )


# --- files for others


@pytest.mark.parametrize("form", ["ics", "json"])
async def test_it_is_in_no_public_export(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(database, "require_up_to_date", lambda settings: None)  # its tables come from the schema
    file = tmp_path / "out"
    exporting.export(Settings(data_dir=tmp_path), file, form, None, None, restricted=False)
    written = file.read_text().replace("\n ", "").casefold()
    assert "in a week" in written
    assert not [word for word in WORDS if word in written]


async def test_it_is_in_no_public_export_of_the_archive(
    world: World, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor in its names of files; in the whole export it is, for those who may have everything."""
    monkeypatch.setattr(database, "require_up_to_date", lambda settings: None)
    for name, public in (("public", True), ("whole", False)):
        archiving.export(Settings(data_dir=tmp_path), tmp_path / name, None, public=public)
    texts = {
        name: "\n".join(
            f"{path} {path.read_text(errors='replace')}" for path in (tmp_path / name).rglob("*") if path.is_file()
        ).casefold()
        for name in ("public", "whole")
    }
    assert not [word for word in WORDS if word in texts["public"]]
    assert {"quokka", "axolotl", "ptarmigan"} <= {word for word in WORDS if word in texts["whole"]}
