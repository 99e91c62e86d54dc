"""The gateway: one WebSocket per shard of a bot, events in order, resumable.

https://docs.discord.com/developers/events/gateway
"""

import asyncio
import logging
import time
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from local_discord import gateway_requests, guild_shapes, intents, shapes
from local_discord.audience import Listener
from local_discord.errors import ApiError
from local_discord.gateway_payloads import (
    HEARTBEAT,
    HEARTBEAT_ACK,
    HELLO,
    IDENTIFY,
    INVALID_SESSION,
    LARGEST_PAYLOAD,
    PRESENCE,
    RECONNECT,
    REQUEST_MEMBERS,
    RESUME,
    VOICE_STATE,
    GatewayError,
    as_object,
    read,
)
from local_discord.gateway_socket import Socket
from local_discord.records import Json
from local_discord.sessions import DISPATCH, Session
from local_discord.world import World

__all__ = ["DISPATCH", "Gateway", "Session", "payload_of"]

log = logging.getLogger(__name__)

_MOST_SENT, _SENT_SECONDS = 120, 60.0


class Gateway:
    """All sessions of all bots.

    `heartbeat_ms`: what HELLO asks for; who is silent for one and a half of it is closed with 4009.
    `acknowledge`: without it no heartbeat is answered. `strict`: 120 payloads a minute and no more.
    `privileged_allowed`: whether bots may have the intents that have to be asked for.
    """

    def __init__(self, world: World, *, heartbeat_ms: int = 41_250, strict: bool = False) -> None:
        self.world = world
        self.heartbeat_ms = heartbeat_ms
        self.strict = strict
        self.acknowledge = True
        self.privileged_allowed = False
        self.shards = 1  # how many GET /gateway/bot recommends
        self.url = ""  # set when the server listens
        self.sessions: dict[str, Session] = {}
        self.identified = 0  # how many IDENTIFYs were accepted: Discord allows 1000 a day
        self.record: list[tuple[Session, Json]] | None = None  # a list here keeps everything that is dispatched
        self._changed = asyncio.Condition()
        world.tellers.append(self._tell)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint."""
        if request.query.get("encoding", "json") != "json":
            raise web.HTTPBadRequest(text="only encoding=json is spoken here")
        ws = web.WebSocketResponse(max_msg_size=LARGEST_PAYLOAD * 4, compress=False)
        await ws.prepare(request)
        socket = Socket(ws, request.query.get("compress"))
        if request.query.get("v", "10") != "10":
            await socket.close(4012)
            return ws
        socket.send(HELLO, {"heartbeat_interval": self.heartbeat_ms, "_trace": ["local"]})
        session: Session | None = None
        try:
            session = await self._converse(socket)
        finally:
            socket.stop()
            await self._parted(socket, session)
        return ws

    async def _converse(self, socket: Socket) -> Session | None:
        session: Session | None = None
        sent: list[float] = []
        patience = self.heartbeat_ms / 1000 * 1.5
        beat = time.monotonic()
        while True:
            left = beat + patience - time.monotonic()
            try:
                message = await socket.ws.receive(timeout=max(left, 0.001))
                if message.type is not WSMsgType.TEXT:
                    return session
                sent = self._counted(sent)
                payload = read(message.data)
                if payload["op"] == HEARTBEAT:
                    beat = time.monotonic()
                session = await self._receive(socket, session, payload)
            except TimeoutError:
                await socket.close(4009)
                return session
            except GatewayError as error:
                await socket.close(error.code)
                return session
            except (AttributeError, KeyError, TypeError, ValueError):
                log.exception("a payload could not be understood")
                await socket.close(4002)
                return session

    def _counted(self, sent: list[float]) -> list[float]:
        now = time.monotonic()
        recent = [each for each in sent if each > now - _SENT_SECONDS] + [now]
        if self.strict and len(recent) > _MOST_SENT:
            raise GatewayError(4008)
        return recent

    async def _parted(self, socket: Socket, session: Session | None) -> None:
        """A client that closes with 1000 or 1001 gives its session up; any other end leaves it to be resumed."""
        if session is None or session.socket is not socket:
            return
        session.socket = None
        if not socket.closed_here and socket.ws.close_code in (1000, 1001):
            self.sessions.pop(session.id, None)
        await self._notify()

    async def _receive(self, socket: Socket, session: Session | None, payload: Json) -> Session | None:
        op, data = payload["op"], payload.get("d")
        if op == HEARTBEAT:
            if self.acknowledge:
                # not at once: discord.py 2.7.1 notes when it sent only after it sent, and would take an answer
                # that came in between for one to the heartbeat before
                asyncio.get_running_loop().call_later(0.02, socket.send, HEARTBEAT_ACK)
        elif op in (IDENTIFY, RESUME) and session is not None:
            raise GatewayError(4005)
        elif op == IDENTIFY:
            return await self._identify(socket, as_object(data))
        elif op == RESUME:
            return await self._resume(socket, as_object(data))
        elif session is None:
            raise GatewayError(4003)
        elif op == REQUEST_MEMBERS:
            gateway_requests.members(self.world, session, as_object(data))
        elif op == VOICE_STATE:
            gateway_requests.voice_state(self.world, session, as_object(data))
        elif op != PRESENCE:
            raise GatewayError(4001)
        return session

    async def _identify(self, socket: Socket, data: Json) -> Session:
        try:
            application = self.world.application_of(data["token"])
        except (ApiError, KeyError):
            raise GatewayError(4004) from None
        wanted = int(data.get("intents", -1))
        if wanted < 0 or wanted & ~intents.EVERY:
            raise GatewayError(4013)
        if wanted & intents.PRIVILEGED and not self.privileged_allowed:
            raise GatewayError(4014)
        number, total = data.get("shard") or (0, 1)
        if not 0 <= number < total:
            raise GatewayError(4010)
        listener = Listener(self.world, application.id, wanted, (number, total))
        session = Session(application, listener, socket=socket, record=self.record)
        self.sessions[session.id] = session
        self.identified += 1
        self._ready(session)
        await self._notify()
        return session

    def _ready(self, session: Session) -> None:
        guilds = [guild for guild in self.world.guilds.values() if session.listener.is_in(guild.id)]
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
                "shard": list(session.listener.shard),
                "application": {"id": str(session.application.id), "flags": 0},
            },
        )
        everybody = bool(session.intents & intents.MEMBERS)
        if not session.intents & intents.GUILDS:
            return
        for guild in guilds:
            whole = guild_shapes.whole(self.world, guild, session.user_id, everybody=everybody)
            session.dispatch("GUILD_CREATE", whole)

    async def _resume(self, socket: Socket, data: Json) -> Session | None:
        session = self.sessions.get(data.get("session_id", ""))
        if session is None or session.application.token != data.get("token"):
            socket.send(INVALID_SESSION, False)
            return None
        if data["seq"] > session.sequence:
            raise GatewayError(4007)
        missed = session.since(data["seq"])
        if missed is None:
            del self.sessions[session.id]
            socket.send(INVALID_SESSION, False)
            return None
        session.socket = socket
        for payload in missed:
            socket.send_payload(payload)
        session.dispatch("RESUMED", {"_trace": []})
        await self._notify()
        return session

    def _tell(self, name: str, body: Json, guild_id: int | None, only: int | None) -> None:
        for session in list(self.sessions.values()):
            listener = session.listener
            if listener.hears(name, body, guild_id, only):
                told = listener.told(name, body)
                if name == "GUILD_CREATE" and guild_id is not None and session.intents & intents.MEMBERS:
                    guild = self.world.guild(guild_id)
                    told = guild_shapes.whole(self.world, guild, session.user_id, everybody=True)
                session.dispatch(name, told)

    # --- faults on demand ---

    async def drop(self, code: int = WSCloseCode.GOING_AWAY, *, forget: bool = False) -> None:
        """Close every socket; `forget` the sessions too, so that nobody can resume."""
        sessions = list(self.sessions.values())
        if forget:
            self.sessions.clear()
        for session in sessions:
            if session.socket is not None:
                await session.socket.close(code)

    def cut(self) -> None:
        """Break every connection without a close frame."""
        for session in self.sessions.values():
            if session.socket is not None:
                session.socket.cut()

    def ask_to_reconnect(self) -> None:
        for session in self.sessions.values():
            if session.socket is not None:
                session.socket.send(RECONNECT)

    def invalidate(self) -> None:
        """Tell every client that its session is no longer valid: it has to identify anew."""
        sessions = list(self.sessions.values())
        self.sessions.clear()
        for session in sessions:
            if session.socket is not None:
                session.socket.send(INVALID_SESSION, False)

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


def payload_of(session: Session, name: str) -> list[Any]:
    """Every body dispatched to a session under a name, for tests."""
    return [each["d"] for each in session.sent if each["t"] == name]
