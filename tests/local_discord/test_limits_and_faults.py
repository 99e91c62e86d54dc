"""Rate limits as Discord has them, and what can be made to go wrong."""

import aiohttp
import discord
import pytest

from local_discord.faults import Fault
from local_discord.limits import Limits
from tests.local_discord.conftest import TOKEN, Connect, EchoBot, Scene

MESSAGES = "/channels/{channel_id}/messages"


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_a_routes_and_a_channels_own() -> None:
    limits = Limits(strict=True, clock=Time())
    taken = [limits.take("POST", MESSAGES, "1") for _ in range(6)]
    assert [each.retry_after is None for each in taken] == [True] * 5 + [False]
    assert [each.headers["X-RateLimit-Remaining"] for each in taken] == ["4", "3", "2", "1", "0", "0"]
    assert taken[5].headers["X-RateLimit-Scope"] == "user"
    other = limits.take("POST", MESSAGES, "2")
    assert other.retry_after is None
    assert other.headers["X-RateLimit-Bucket"] == taken[0].headers["X-RateLimit-Bucket"]


def test_a_bucket_fills_again_when_its_time_is_over() -> None:
    clock = Time()
    limits = Limits(strict=True, clock=clock)
    for _ in range(6):
        wait = limits.take("POST", MESSAGES, "1").retry_after
    assert wait is not None
    clock.now += wait
    assert limits.take("POST", MESSAGES, "1").retry_after is None


def test_fifty_requests_a_second_in_all_but_interactions_are_free() -> None:
    limits = Limits(strict=True, clock=Time())
    verdicts = [limits.take("GET", "/users/{user_id}", str(number)) for number in range(51)]
    assert [each.everywhere for each in verdicts].count(True) == 1
    assert verdicts[-1].headers["X-RateLimit-Global"] == "true"
    for number in range(200):
        callback = limits.take("POST", "/interactions/{interaction_id}/{token}/callback", str(number))
        assert callback.retry_after is None


def test_ten_thousand_invalid_requests_in_ten_minutes_ban_an_address() -> None:
    clock = Time()
    limits = Limits(strict=True, clock=clock)
    for _ in range(9_999):
        limits.note(403)
    limits.note(200)
    limits.note(429, "shared")
    assert not limits.banned
    limits.note(401)
    assert limits.banned
    clock.now += 601
    assert not limits.banned


async def test_a_banned_address_hears_no_json(scene: Scene) -> None:
    scene.discord.limits.strict = True
    for _ in range(10_000):
        scene.discord.limits.note(403)
    async with aiohttp.ClientSession() as session, session.get(f"{scene.discord.api}/users/@me") as answer:
        assert (answer.status, answer.content_type) == (429, "text/plain")
        assert "Via" not in answer.headers


async def test_a_refused_request_says_how_long_to_wait(scene: Scene) -> None:
    scene.discord.limits.strict = True
    address = f"{scene.discord.api}/channels/{scene.channel.id}/messages"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        for _ in range(5):
            async with session.post(address, json={"content": "x"}) as answer:
                assert answer.status == 200
        async with session.post(address, json={"content": "x"}) as answer:
            body = await answer.json()
            assert (answer.status, body["global"]) == (429, False)
            assert 0 < body["retry_after"] <= 5
            assert answer.headers["Via"]
    assert scene.discord.limits.invalid_requests == 1


@pytest.mark.parametrize("how", ["lost", "drop", "torn"])
async def test_a_connection_is_cut_before_after_or_within_the_answer(scene: Scene, how: str) -> None:
    scene.discord.faults.plan(Fault("POST", "/messages", **{how: True}))  # type: ignore[arg-type]
    address = f"{scene.discord.api}/channels/{scene.channel.id}/messages"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        with pytest.raises(aiohttp.ClientError):
            async with session.post(address, json={"content": "x"}) as answer:
                await answer.json()
    assert len(scene.person().reads(scene.channel)) == (0 if how == "lost" else 1)


async def test_any_error_of_discords_can_be_made_to_happen(scene: Scene, connect: Connect) -> None:
    async with connect(EchoBot()) as bot:
        channel = bot.get_partial_messageable(scene.channel.id)
        for code in (200000, 50013, 30038):
            scene.discord.faults.plan(Fault("POST", "/messages", code=code))
            with pytest.raises(discord.HTTPException) as caught:
                await channel.send("x")
            assert caught.value.code == code
        scene.discord.faults.plan(Fault("POST", "/messages", delay=0.05))
        await channel.send("x")


async def test_a_body_that_is_no_json_and_a_missing_field_are_refused(scene: Scene) -> None:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        for body, code in (("{", 50109), ("{}", 50035)):
            async with session.post(f"{scene.discord.api}/users/@me/channels", data=body) as answer:
                assert (answer.status, (await answer.json())["code"]) == (400, code)
        async with session.get(f"{scene.discord.api}/channels/nothing") as answer:
            assert (await answer.json())["code"] == 50035


async def test_a_body_of_the_wrong_kind_is_refused_and_no_failure_of_ours(scene: Scene) -> None:
    parts = aiohttp.FormData({"payload_json": "{"})
    parts.add_field("files[0]", b"x", filename="x.txt")
    address = f"{scene.discord.api}/channels/{scene.channel.id}/messages"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        for body, code in (('{"content": 5}', 50035), ('{"embeds": "x"}', 50035), (parts, 50109)):
            async with session.post(address, data=body) as answer:
                assert (answer.status, (await answer.json())["code"]) == (400, code)
