"""The persons' door itself: whom it lets in, and what it serves."""

import json
from typing import Any

import aiohttp
import pytest

from tests.local_discord.page.conftest import Stage


async def ask(scene: Stage, user_id: int, **asked: Any) -> dict[str, Any]:
    """One question over the WebSocket, as a page puts it."""
    own = {"Origin": scene.discord.base}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{scene.discord.base}/door?as={user_id}", headers=own) as ws,
    ):
        await ws.send_json({"id": 1, **asked})
        while True:
            told: dict[str, Any] = json.loads((await ws.receive()).data)
            if told.get("reply") == 1:
                return told


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://rebound.example", "Host": "rebound.example"},
        {"Origin": "null"},
    ],
)
async def test_a_page_from_elsewhere_is_turned_away(scene: Stage, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession() as session:
        for method, path in (("GET", "/door"), ("POST", "/door/upload")):
            async with session.request(method, scene.discord.base + path, headers=headers) as answer:
                assert answer.status == 403


async def test_a_name_that_leads_here_from_outside_gets_no_page(scene: Stage) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(scene.discord.base, headers={"Host": "rebound.example"}) as answer,
    ):
        assert answer.status == 403


async def test_the_page_runs_nothing_but_what_is_served_here(scene: Stage) -> None:
    async with aiohttp.ClientSession() as session, session.get(scene.discord.base) as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "//" not in text.replace("<!doctype", "")


@pytest.mark.parametrize("path", ["/page/../door.py", "/page/%2e%2e%2fdoor.py", "/page/nothing.js", "/page/page.py"])
async def test_only_the_pages_own_files_are_served(scene: Stage, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(scene.discord.base + path) as answer:
        assert answer.status in (404, 501)


async def test_a_persons_file_is_never_run_as_a_page(scene: Stage) -> None:
    said = scene.person().say(scene.channel, "", ("page.html", b"<script>alert(1)</script>", "text/html"))
    async with aiohttp.ClientSession() as session, session.get(said.attachments[0]["url"]) as answer:
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_one_acts_only_where_one_may(scene: Stage) -> None:
    hidden = {"channel": str(scene.secret.id)}
    for asked in ({"do": "history"}, {"do": "send", "content": "hello"}, {"do": "commands"}, {"do": "read"}):
        told = await ask(scene, scene.anna.id, **asked, **hidden)
        assert (told["error"], told["code"]) == ("Missing Access", 50001)


async def test_time_is_not_moved_back(scene: Stage) -> None:
    before = scene.clock.now()
    told = await ask(scene, scene.anna.id, do="move", minutes=-5)
    assert told["error"] == "refused.time"
    assert (scene.clock.now() - before).total_seconds() < 60


async def test_what_was_there_before_is_old_news_once_all_is_read(scene: Stage) -> None:
    scene.person().say(scene.channel, f"hello <@{scene.anna.id}>")
    assert scene.door.unread(scene.anna) == {str(scene.channel.id): [1, 1]}
    scene.door.everything_is_read()
    assert scene.door.unread(scene.anna) == {}


async def test_what_only_one_person_sees_is_read_with_the_rest(scene: Stage) -> None:
    scene.discord.messages.create(scene.channel, scene.bot.id, {"content": "for you"}, visible_to=scene.anna.id)
    scene.door.mark_read(scene.channel, scene.anna)
    scene.person().say(scene.channel, "for all")
    assert scene.door.unread(scene.anna) == {str(scene.channel.id): [1, 0]}


async def test_where_a_thread_began_its_messages_are_counted_as_they_come(scene: Stage) -> None:
    start = scene.person().say(scene.channel, "Who comes by train?")
    thread = scene.discord.open_thread(scene.channel, 11, "By train", scene.olga.id, thread_id=start.id)
    start.thread_id = thread.id
    own = {"Origin": scene.discord.base}
    counted: list[int] = []
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{scene.discord.base}/door?as={scene.anna.id}", headers=own) as ws,
    ):
        await ws.receive()  # what there is
        for text in ("I do", "So do I"):
            scene.person().say(thread, text)
        while counted != [1, 2]:
            told: dict[str, Any] = json.loads((await ws.receive(timeout=5)).data)
            if told["type"] == "message" and told["message"]["id"] == str(start.id):
                counted.append(told["message"]["thread"]["message_count"])
                assert not told["new"]
