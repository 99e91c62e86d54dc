"""The gateway: one WebSocket per shard of a bot, events in order, resumable.

https://docs.discord.com/developers/events/gateway
"""

import asyncio
import json
import logging
import secrets
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import zstandard
from aiohttp import WSCloseCode, WSMsgType, web

from local_discord import permissions, shapes
from local_discord.errors import ApiError
from local_discord.world import DM, Application, Json, World

log = logging.getLogger(__name__)

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, REQUEST_MEMBERS = 0, 1, 2, 6, 7, 8
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
_GUILDS, _MEMBERS, _VOICE, _MESSAGES, _REACTIONS = 1 << 0, 1 << 1, 1 << 7, 1 << 9, 1 << 10
_DIRECT, _DIRECT_REACTIONS, _CONTENT, _EVENTS = 1 << 12, 1 << 13, 1 << 15, 1 << 16
_PRIVILEGED = _MEMBERS | 1 << 8 | _CONTENT
# an event's name begins with … and needs this intent in a server
_INTENTS = (
    ("GUILD_MEMBER_", _MEMBERS),
    ("GUILD_SCHEDULED_EVENT_", _EVENTS),
    ("GUILD_", _GUILDS),
    ("CHANNEL_", _GUILDS),
    ("THREAD_", _GUILDS),
    ("VOICE_STATE_", _VOICE),
    ("MESSAGE_REACTION_", _REACTIONS),
    ("MESSAGE_", _MESSAGES),
)


@dataclass
class Session:
    """A bot's shard: it outlives its socket for as long as it can be resumed."""

    id: str
    application: Application
    intents: int
    shard: tuple[int, int]
    sequence: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=2000))
    socket: "_Socket | None" = None

    @property
    def user_id(self) -> int:
        return self.application.id

    def dispatch(self, name: str, body: Json) -> None:
        self.sequence += 1
        payload = {"op": DISPATCH, "t": name, "s": self.sequence, "d": body}
        self.sent.append(payload)
        if self.socket is not None:
            self.socket.send(payload)


class _Socket:
    """Sends JSON in the order asked for, compressed as the client wished; one compressor for its whole life."""

    def __init__(self, ws: web.WebSocketResponse, compress: str | None) -> None:
        self.ws = ws
        self._queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._zlib = zlib.compressobj() if compress == "zlib-stream" else None
        self._zstd = zstandard.ZstdCompressor().compressobj() if compress == "zstd-stream" else None
        self._writer = asyncio.create_task(self._write())

    def send(self, payload: Json) -> None:
        self._queue.put_nowait(payload)

    async def _write(self) -> None:
        while (payload := await self._queue.get()) is not None:
            text = json.dumps(payload)
            try:
                await self._send(text)
            except ConnectionError:
                return

    async def _send(self, text: str) -> None:
        data = text.encode()
        if self._zlib is not None:
            await self.ws.send_bytes(self._zlib.compress(data) + self._zlib.flush(zlib.Z_SYNC_FLUSH))
        elif self._zstd is not None:
            flushed = self._zstd.compress(data) + self._zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            await self.ws.send_bytes(flushed)
        else:
            await self.ws.send_str(text)

    def stop(self) -> None:
        self._writer.cancel()

    async def close(self, code: int) -> None:
        self._queue.put_nowait(None)
        await self._writer
        await self.ws.close(code=code)


class Gateway:
    """All sessions of all bots. `heartbeat_ms` is what HELLO asks for; without `acknowledge` no heartbeat is heard."""

    def __init__(self, world: World, *, heartbeat_ms: int = 41_250) -> None:
        self.world = world
        self.heartbeat_ms = heartbeat_ms
        self.acknowledge = True
        self.privileged_allowed = False
        self.url = ""  # set when the server listens
        self.sessions: dict[str, Session] = {}
        self.identified = 0  # how many IDENTIFYs were accepted: Discord allows 1000 a day
        self._changed = asyncio.Condition()
        world.tellers.append(self._tell)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint."""
        if request.query.get("encoding", "json") != "json":
            raise web.HTTPBadRequest(text="only encoding=json is spoken here")
        ws = web.WebSocketResponse(max_msg_size=4096 * 4, compress=False)
        await ws.prepare(request)
        socket = _Socket(ws, request.query.get("compress"))
        socket.send({"op": HELLO, "s": None, "t": None, "d": {"heartbeat_interval": self.heartbeat_ms, "_trace": []}})
        session: Session | None = None
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    session = await self._receive(socket, session, json.loads(message.data))
        finally:
            if session is not None and session.socket is socket:
                session.socket = None
                await self._notify()
            socket.stop()
        return ws

    async def _receive(self, socket: _Socket, session: Session | None, payload: Json) -> Session | None:
        op: int = payload["op"]
        data: Any = payload.get("d")
        if op == HEARTBEAT:
            if self.acknowledge:
                socket.send({"op": HEARTBEAT_ACK, "s": None, "t": None, "d": None})
        elif op == IDENTIFY:
            return await self._identify(socket, data)
        elif op == RESUME:
            return await self._resume(socket, data)
        elif session is None:
            await socket.close(4003)
        elif op == REQUEST_MEMBERS:
            self._members(session, data)
        return session

    async def _identify(self, socket: _Socket, data: Json) -> Session | None:
        try:
            application = self.world.application_of(data["token"])
        except ApiError:
            await socket.close(4004)
            return None
        intents = int(data["intents"])
        if intents & _PRIVILEGED and not self.privileged_allowed:
            await socket.close(4014)
            return None
        shard = tuple(data.get("shard", (0, 1)))
        session = Session(secrets.token_hex(16), application, intents, (shard[0], shard[1]), socket=socket)
        self.sessions[session.id] = session
        self.identified += 1
        self._ready(session)
        await self._notify()
        return session

    def _ready(self, session: Session) -> None:
        guilds = [guild for guild in self.world.guilds.values() if self._of_shard(session, guild.id)]
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": shapes.user(self.world.user(session.user_id)) | {"verified": True, "mfa_enabled": True},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self.url,
                "session_type": "normal",
                "private_channels": [],
                "shard": list(session.shard),
                "application": {"id": str(session.application.id), "flags": 0},
            },
        )
        for guild in guilds:
            session.dispatch("GUILD_CREATE", shapes.guild(self.world, guild, session.user_id))

    async def _resume(self, socket: _Socket, data: Json) -> Session | None:
        session = self.sessions.get(data.get("session_id", ""))
        missed = None
        if session is not None and session.application.token == data.get("token"):
            missed = [payload for payload in session.sent if payload["s"] > data["seq"]]
            if missed and missed[0]["s"] != data["seq"] + 1:
                missed = None  # too long ago: what was said in between is no longer kept
        if session is None or missed is None:
            socket.send({"op": INVALID_SESSION, "s": None, "t": None, "d": False})
            return None
        session.socket = socket
        for payload in missed:
            socket.send(payload)
        session.dispatch("RESUMED", {"_trace": []})
        await self._notify()
        return session

    def _members(self, session: Session, data: Json) -> None:
        guild = self.world.guilds.get(int(data["guild_id"]))
        if guild is None or guild.id not in self.world.guilds:
            return
        wanted = data.get("user_ids")
        wanted_ids = {int(each) for each in ([wanted] if isinstance(wanted, str) else wanted or [])}
        found = [each for each in guild.members.values() if not wanted_ids or each.user_id in wanted_ids]
        body: Json = {
            "guild_id": str(guild.id),
            "members": [shapes.member(self.world, each) for each in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(each) for each in wanted_ids - guild.members.keys()],
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", body | ({"nonce": data["nonce"]} if data.get("nonce") else {}))

    # --- what happens in the world, to those who may know ---

    def _of_shard(self, session: Session, guild_id: int) -> bool:
        number, total = session.shard
        guild = self.world.guilds.get(guild_id)
        return (guild_id >> 22) % total == number and guild is not None and session.user_id in guild.members

    def _tell(self, name: str, body: Json, guild_id: int | None, only: int | None) -> None:
        for session in list(self.sessions.values()):
            if self._may_know(session, name, body, guild_id, only):
                session.dispatch(name, self._censored(session, name, body))

    def _may_know(self, session: Session, name: str, body: Json, guild_id: int | None, only: int | None) -> bool:
        if name == "INTERACTION_CREATE":
            return body["application_id"] == str(session.application.id) and self._home(session, guild_id)
        if name in ("GUILD_CREATE", "GUILD_DELETE"):
            return only == session.user_id
        if only is not None and only != session.user_id:
            return False
        if guild_id is None:
            return self._knows_direct(session, name, body)
        if not self._of_shard(session, guild_id) or not session.intents & _intent(name):
            return False
        place = body.get("channel_id") or (body["id"] if name.startswith(("CHANNEL_", "THREAD_")) else None)
        return place is None or name.endswith("_DELETE") or self._sees(session, int(place))

    def _home(self, session: Session, guild_id: int | None) -> bool:
        return session.shard[0] == 0 if guild_id is None else self._of_shard(session, guild_id)

    def _knows_direct(self, session: Session, name: str, body: Json) -> bool:
        channel = self.world.direct.get(int(body.get("channel_id") or 0))
        intent = _DIRECT_REACTIONS if name.startswith("MESSAGE_REACTION_") else _DIRECT
        return channel is not None and session.user_id in channel.recipients and bool(session.intents & intent)

    def _sees(self, session: Session, channel_id: int) -> bool:
        try:
            held = permissions.in_channel(self.world, self.world.channel(channel_id), session.user_id)
        except ApiError:
            return False
        return bool(held & permissions.VIEW_CHANNEL)

    def _censored(self, session: Session, name: str, body: Json) -> Json:
        """Without the message content intent a bot reads only its own, direct, and mentioning messages."""
        if name not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or session.intents & _CONTENT:
            return body
        mine = str(session.user_id)
        if body["author"]["id"] == mine or body.get("channel_type") == DM:
            return body
        if any(person["id"] == mine for person in body["mentions"]):
            return body
        return body | {"content": "", "embeds": [], "attachments": [], "components": []}

    # --- faults on demand ---

    async def drop(self, code: int = WSCloseCode.GOING_AWAY, *, forget: bool = False) -> None:
        """Close every socket; `forget` the sessions too, so that nobody can resume."""
        sessions = list(self.sessions.values())
        if forget:
            self.sessions.clear()
        for session in sessions:
            if session.socket is not None:
                await session.socket.close(code)

    def ask_to_reconnect(self) -> None:
        for session in self.sessions.values():
            if session.socket is not None:
                session.socket.send({"op": RECONNECT, "s": None, "t": None, "d": None})

    async def connected(self, token: str) -> None:
        """Wait until a bot of this token has a socket."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._is_connected(token))

    async def disconnected(self, token: str) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: not self._is_connected(token))

    def _is_connected(self, token: str) -> bool:
        return any(each.application.token == token and each.socket is not None for each in self.sessions.values())

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _intent(name: str) -> int:
    for beginning, intent in _INTENTS:
        if name.startswith(beginning):
            return intent
    return ~0


def payload_of(session: Session, name: str) -> list[Any]:
    """Every body dispatched to a session under a name, for tests."""
    return [each["d"] for each in session.sent if each["t"] == name]
