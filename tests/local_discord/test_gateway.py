"""The gateway as a client meets it: intents, shards, compression, and how connections end."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
import zstandard

from local_discord import permissions
from local_discord.world import Overwrite
from tests.local_discord.conftest import TOKEN, Connect, Listener, Scene, until

ALL = 0b11 << 24 | (1 << 17) - 1
UNPRIVILEGED = ALL & ~(1 << 1 | 1 << 8 | 1 << 15)


class Wire:
    """A bare client: it shows every frame as it came."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    async def send(self, op: int, data: Any) -> None:
        await self.ws.send_json({"op": op, "d": data})

    async def identify(self, intents: int = UNPRIVILEGED, token: str = TOKEN, **more: Any) -> None:
        await self.send(2, {"token": token, "intents": intents, "properties": {}} | more)

    async def receive(self) -> Any:
        return await self.ws.receive_json(timeout=5)

    async def until(self, name: str) -> Any:
        """The body of the next event of this name."""
        while True:
            payload = await self.receive()
            if payload["t"] == name:
                return payload["d"]

    async def closed(self) -> int | None:
        while (await self.ws.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        return self.ws.close_code


@asynccontextmanager
async def wire(scene: Scene, query: str = "?v=10&encoding=json") -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession() as session, session.ws_connect(scene.discord.gateway.url + query) as ws:
        yield Wire(ws)


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (2, {"token": "wrong", "intents": 1}, 4004),
        (2, {"token": TOKEN, "intents": 1 << 40}, 4013),
        (2, {"token": TOKEN, "intents": 1 << 1}, 4014),
        (2, {"token": TOKEN, "intents": 1, "shard": [2, 2]}, 4010),
        (2, "nothing", 4002),
        (2, {"token": TOKEN, "intents": "many"}, 4002),
        (8, {"guild_id": "1"}, 4003),
    ],
)
async def test_what_discord_closes_a_connection_for(scene: Scene, op: int, data: Any, code: int) -> None:
    async with wire(scene) as client:
        await client.send(op, data)
        assert await client.closed() == code


async def test_an_unknown_opcode_a_second_identify_and_no_json_close_it_too(scene: Scene) -> None:
    for op, code in ((77, 4001), (2, 4005)):
        async with wire(scene) as client:
            await client.identify()
            await client.send(op, {"token": TOKEN, "intents": 1})
            assert await client.closed() == code
    async with wire(scene) as client:
        await client.ws.send_str("{")
        assert await client.closed() == 4002
    async with wire(scene, "?v=6&encoding=json") as client:
        assert await client.closed() == 4012


async def test_only_json_is_spoken(scene: Scene) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with wire(scene, "?v=10&encoding=etf"):
            pass


async def test_who_does_not_beat_is_closed(scene: Scene) -> None:
    scene.discord.gateway.heartbeat_ms = 40
    async with wire(scene) as client:
        await client.identify()
        for _ in range(4):  # longer than the patience in all
            await client.send(1, None)
            await asyncio.sleep(0.03)
        assert any(each.socket for each in scene.discord.gateway.sessions.values())
        assert await client.closed() == 4009


async def test_heartbeats_are_answered_unless_they_shall_not_be(scene: Scene) -> None:
    async with wire(scene) as client:
        assert (await client.receive())["op"] == 10
        await client.send(1, None)
        assert (await client.receive())["op"] == 11
        scene.discord.gateway.acknowledge = False
        await client.send(1, None)
        await client.send(77, None)
        assert await client.closed() == 4003


async def test_too_many_payloads_in_a_minute_close_it_in_strict_mode(scene: Scene) -> None:
    scene.discord.gateway.strict = True
    async with wire(scene) as client:
        for _ in range(121):
            await client.send(1, None)
        assert await client.closed() == 4008


@pytest.mark.parametrize("way", ["zlib-stream", "zstd-stream"])
async def test_both_compressions_are_one_stream_for_a_whole_connection(scene: Scene, way: str) -> None:
    inflate = zlib.decompressobj() if way == "zlib-stream" else zstandard.ZstdDecompressor().decompressobj()
    async with wire(scene, f"?v=10&encoding=json&compress={way}") as client:
        await client.identify()
        names = [json.loads(inflate.decompress(await client.ws.receive_bytes(timeout=5)))["t"] for _ in range(3)]
        assert names == [None, "READY", "GUILD_CREATE"]


async def test_a_session_is_resumed_with_what_was_missed_and_only_by_its_owner(scene: Scene) -> None:
    async with wire(scene) as client:
        await client.identify()
        ready = await client.until("READY")
        await client.until("GUILD_CREATE")
        await client.ws.close(code=4000)
    scene.person().say(scene.channel, "while you were away")
    resume = {"token": TOKEN, "session_id": ready["session_id"], "seq": 2}
    async with wire(scene) as client:
        await client.send(6, resume)
        assert (await client.until("MESSAGE_CREATE"))["channel_id"] == str(scene.channel.id)
        await client.until("RESUMED")
        await client.ws.close(code=4000)
    for wrong in ({"token": "other"}, {"session_id": "other"}):
        async with wire(scene) as client:
            await client.send(6, resume | wrong)
            await client.receive()
            assert (await client.receive())["op"] == 9
    async with wire(scene) as client:
        await client.send(6, resume | {"seq": 99})
        assert await client.closed() == 4007


async def test_who_says_goodbye_cannot_resume(scene: Scene) -> None:
    async with wire(scene) as client:
        await client.identify()
        await client.until("GUILD_CREATE")
        await client.ws.close(code=1000)
    await until(lambda: not scene.discord.gateway.sessions)


async def test_discord_py_comes_back_after_reconnect_invalid_session_and_a_cut_cable(
    scene: Scene, connect: Connect
) -> None:
    async with connect(Listener()) as bot:
        gateway = scene.discord.gateway
        gateway.ask_to_reconnect()
        await gateway.disconnected(TOKEN)
        await gateway.connected(TOKEN)
        assert gateway.identified == 1
        gateway.cut()
        await gateway.disconnected(TOKEN)
        await gateway.connected(TOKEN)
        scene.person().say(scene.channel, "still there?")
        await until(lambda: bool(bot.heard("message")))


@pytest.mark.slow
async def test_discord_py_identifies_anew_when_its_session_is_invalid(scene: Scene, connect: Connect) -> None:
    """It waits up to five seconds first, as Discord asks of clients."""
    async with connect(Listener()):
        scene.discord.gateway.invalidate()
        await until(lambda: scene.discord.gateway.identified == 2)


async def test_shards_hear_of_their_own_servers_and_the_first_of_direct_messages(scene: Scene) -> None:
    other = (scene.guild.id >> 22) % 2 == 0
    async with wire(scene) as mine, wire(scene) as another:
        await mine.identify(shard=[0 if other else 1, 2])
        await another.identify(shard=[1 if other else 0, 2])
        assert len((await mine.until("READY"))["guilds"]) == 1
        assert (await another.until("READY"))["guilds"] == []
        scene.person().say(scene.channel, "to the server")
        await mine.until("MESSAGE_CREATE")
        direct = scene.discord.world.direct_channel(scene.olga.id, scene.bot.id)
        scene.person().say(direct, "to you")
        told = await (mine if other else another).until("MESSAGE_CREATE")
        assert told["channel_id"] == str(direct.id)
        assert "guild_id" not in told


@pytest.mark.slow
async def test_discord_py_runs_as_many_shards_as_it_is_told_to(scene: Scene, connect: Connect) -> None:
    """It waits five seconds between two of them."""
    scene.discord.gateway.shards = 2
    async with connect(Listener()) as bot:
        assert len(bot.shards) == 2
        assert [guild.name for guild in bot.guilds] == ["Pearls"]
        await bot.get_partial_messageable(scene.channel.id).send("hello")
        await until(lambda: bool(bot.heard("message")))


async def test_only_what_was_asked_for_is_told(scene: Scene) -> None:
    async with wire(scene) as client:
        await client.identify(intents=1)
        await client.until("GUILD_CREATE")
        scene.person().say(scene.channel, "not for you")
        scene.discord.add_channel(scene.guild, "new")
        assert (await client.receive())["t"] == "CHANNEL_CREATE"


async def test_what_a_bot_cannot_see_is_not_told(scene: Scene) -> None:
    hidden = scene.discord.add_channel(
        scene.guild, "board", overwrites=(Overwrite(scene.guild.id, 0, deny=permissions.VIEW_CHANNEL),)
    )
    async with wire(scene) as client:
        await client.identify()
        await client.until("GUILD_CREATE")
        scene.person().say(hidden, "secret")
        scene.person().say(scene.channel, "public")
        assert (await client.until("MESSAGE_CREATE"))["channel_id"] == str(scene.channel.id)


async def test_others_words_are_left_out_without_the_content_intent(scene: Scene, connect: Connect) -> None:
    async with connect(Listener()) as bot:
        scene.person().say(scene.channel, "private thoughts")
        scene.person().say(scene.channel, f"<@{scene.bot.id}> listen")
        await until(lambda: len(bot.heard("message")) == 2)
        contents = [each.content for each in bot.heard("message") if isinstance(each, discord.Message)]
        assert contents == ["", f"<@{scene.bot.id}> listen"]
    scene.discord.gateway.privileged_allowed = True
    intents = discord.Intents.default()
    intents.message_content = True
    async with connect(Listener(intents)) as bot:
        scene.person().say(scene.channel, "private thoughts")
        await until(lambda: bool(bot.heard("message")))
        (message,) = bot.heard("message")
        assert isinstance(message, discord.Message)
        assert message.content == "private thoughts"
