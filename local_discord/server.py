"""The local Discord, put together: a world, its REST and gateway doors, on a port of this machine."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from local_discord import shapes
from local_discord.errors import ApiError
from local_discord.faults import Fault, Faults
from local_discord.gateway import Gateway
from local_discord.interactions import Interactions
from local_discord.limits import Limits
from local_discord.messages import Messages
from local_discord.rest import channels, guilds, interactions, users
from local_discord.rest.call import ROUTES, Answer, Call, Handler, read_body
from local_discord.world import (
    TEXT,
    Application,
    Channel,
    Guild,
    Json,
    Member,
    Overwrite,
    Role,
    User,
    World,
)

log = logging.getLogger(__name__)
API = "/api/v10"
_BODY: web.RequestKey[Json | list[Json]] = web.RequestKey("body", object)  # type: ignore[arg-type]
__all__ = ["LocalDiscord", "channels", "guilds", "interactions", "users"]

# What everybody may do in a new server, as Discord's own default for @everyone
EVERYONE = 0x0002_4100_0AB0_EC41 | 1 << 10 | 1 << 11 | 1 << 16 | 1 << 31 | 1 << 38 | 1 << 35


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Exchange:
    """One REST request and its answer. `route` is the path's pattern, None where nothing is built."""

    method: str
    path: str
    route: str | None
    status: int
    asked: Json | list[Json] | None = None
    answered: Json | list[Json] | None = None


class LocalDiscord:
    """`async with LocalDiscord() as discord:` then point a bot at `discord.api` and `discord.gateway.url`.

    `strict` counts rate limits as Discord does. `clock` gives what "now" is for ids and timestamps.
    """

    def __init__(self, *, strict: bool = False, clock: Callable[[], datetime] = _now) -> None:
        self.world = World(clock)
        self.gateway = Gateway(self.world)
        self.messages = Messages(self.world)
        self.interactions = Interactions(self.world, self.messages)
        self.limits = Limits(strict=strict)
        self.faults = Faults()
        self.exchanges: list[Exchange] = []  # every REST request and what was answered
        self.keep_bodies = False  # in `exchanges`: for checking them against Discord's own specification
        self._runner: web.AppRunner | None = None
        self.base = ""

    @property
    def api(self) -> str:
        return f"{self.base}{API}"

    async def __aenter__(self) -> "LocalDiscord":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes a free one."""
        app = web.Application(client_max_size=25 * 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_get("/attachments/{path:.+}", self._file)
        for method, path, handler in ROUTES:
            app.router.add_route(method, API + path, self._door(path, handler))
        app.router.add_route("*", "/{path:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        actual = self._runner.addresses[0][1]
        self.base = f"http://127.0.0.1:{actual}"
        self.messages.base = self.base
        self.gateway.url = f"ws://127.0.0.1:{actual}/gateway"

    async def stop(self) -> None:
        await self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- doors ---

    def _door(self, path: str, handler: Handler) -> Callable[[web.Request], "asyncio.Future[web.StreamResponse]"]:
        async def serve(request: web.Request) -> web.StreamResponse:
            self.faults.on_request(request.method, request.path)
            fault = self.faults.next(request.method, request.path)
            if fault is not None:
                await asyncio.sleep(fault.delay)
                if fault.status is not None:
                    return self._noted(request, path, _failed(fault))
            response = await self._answer(request, path, handler)
            if fault is not None and fault.drop and request.transport is not None:
                request.transport.abort()
            return self._noted(request, path, response)

        return serve  # type: ignore[return-value]

    def _noted(self, request: web.Request, route: str | None, response: web.Response) -> web.Response:
        path = request.path.removeprefix(API)
        asked = request.get(_BODY) if self.keep_bodies else None
        answered = json.loads(response.body) if self.keep_bodies and isinstance(response.body, bytes) else None
        self.exchanges.append(Exchange(request.method, path, route, response.status, asked, answered))
        if response.status in (401, 403, 429):
            self.limits.invalid_requests += 1
        return response

    async def _answer(self, request: web.Request, path: str, handler: Handler) -> web.Response:
        params = dict(request.match_info)
        resource = params.get("channel_id") or params.get("guild_id") or params.get("token") or ""
        verdict = self.limits.take(request.method, path, resource)
        if verdict.retry_after is not None:
            return _limited(verdict.retry_after, verdict.headers, everywhere=verdict.everywhere)
        try:
            call = await self._read(request, path, params)
            body: Answer = await handler(call)
        except ApiError as error:
            return _json(error.body(), error.status, verdict.headers)
        if body is None:
            return web.Response(status=204, headers=verdict.headers)
        return _json(body, 200, verdict.headers)

    async def _read(self, request: web.Request, path: str, params: dict[str, str]) -> Call:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        application = self.world.application_of(token) if kind == "Bot" else None
        if application is None and not path.startswith(("/interactions", "/webhooks", "/gateway")):
            raise ApiError(0)
        body, uploads = await read_body(request)
        request[_BODY] = body
        wrapped = body if isinstance(body, dict) else {"items": body}
        return Call(self, application, params, dict(request.query), wrapped, uploads)

    async def _file(self, request: web.Request) -> web.Response:
        data, kind = self.world.files.get(request.match_info["path"], (b"", ""))
        if not kind:
            raise web.HTTPNotFound
        return web.Response(body=data, content_type=kind.split(";")[0])

    async def _unknown(self, request: web.Request) -> web.Response:
        log.error("not built: %s %s", request.method, request.path)
        return self._noted(request, None, _json({"message": f"501: not built: {request.path}", "code": 0}, 501, {}))

    # --- making a world ---

    def add_user(self, name: str, *, bot: bool = False, locale: str = "en-US", zone: str = "Europe/Warsaw") -> User:
        user = User(self.world.ids.draw(), name, bot, locale, zone)
        self.world.users[user.id] = user
        return user

    def add_bot(self, name: str, token: str) -> Application:
        user = self.add_user(name, bot=True)
        application = Application(user.id, name, token)
        self.world.applications[user.id] = application
        return application

    def add_guild(self, name: str, owner: User, *, locale: str = "en-US") -> Guild:
        guild = Guild(self.world.ids.draw(), name, owner.id, locale=locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE, position=0)
        self.world.guilds[guild.id] = guild
        self.join(guild, owner)
        return guild

    def add_role(self, guild: Guild, name: str, allowed: int = 0) -> Role:
        role = Role(self.world.ids.draw(), name, allowed, position=len(guild.roles))
        guild.roles[role.id] = role
        self.world.tell("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": shapes.role(role)}, guild_id=guild.id)
        return role

    def add_channel(self, guild: Guild, name: str, kind: int = TEXT, overwrites: tuple[Overwrite, ...] = ()) -> Channel:
        position = len(guild.channels)
        channel = Channel(self.world.ids.draw(), kind, name, guild.id, position=position, overwrites=[*overwrites])
        guild.channels[channel.id] = channel
        self.world.tell("CHANNEL_CREATE", shapes.channel(self.world, channel), guild_id=guild.id)
        return channel

    def join(self, guild: Guild, user: User, *roles: Role) -> Member:
        """A person, or a bot that was invited, becomes a member."""
        member = Member(user.id, {role.id for role in roles}, joined_at=self.world.now())
        guild.members[user.id] = member
        body = shapes.member(self.world, member) | {"guild_id": str(guild.id)}
        self.world.tell("GUILD_MEMBER_ADD", body, guild_id=guild.id)
        if user.bot:
            self.world.tell("GUILD_CREATE", shapes.guild(self.world, guild, user.id), guild_id=guild.id, only=user.id)
        return member

    def set_roles(self, guild: Guild, user: User, *roles: Role) -> None:
        member = guild.members[user.id]
        member.role_ids = {role.id for role in roles}
        body = shapes.member(self.world, member) | {"guild_id": str(guild.id)}
        self.world.tell("GUILD_MEMBER_UPDATE", body, guild_id=guild.id)

    def set_overwrites(self, channel: Channel, *overwrites: Overwrite) -> None:
        channel.overwrites = [*overwrites]
        self.world.tell("CHANNEL_UPDATE", shapes.channel(self.world, channel), guild_id=channel.guild_id)

    def remove_bot(self, guild_id: int, user_id: int) -> None:
        del self.world.guild(guild_id).members[user_id]
        self.world.tell("GUILD_DELETE", {"id": str(guild_id)}, guild_id=guild_id, only=user_id)

    def delete_channel(self, channel_id: int) -> None:
        channel = self.world.channel(channel_id)
        guild = self.world.guild(channel.guild_id or 0)
        gone = [each for each in guild.channels.values() if channel_id in (each.id, each.parent_id)]
        for each in gone:
            name = "THREAD_DELETE" if each.id != channel_id else "CHANNEL_DELETE"
            self.world.tell(name, shapes.channel(self.world, each), guild_id=guild.id)
        for each in gone:
            del guild.channels[each.id]
            self.world.messages.pop(each.id, None)

    def open_thread(
        self, parent: Channel, kind: int, name: str, owner_id: int, *, thread_id: int | None = None
    ) -> Channel:
        """A thread; one started from a message has the message's own id."""
        made = Channel(
            thread_id or self.world.ids.draw(),
            kind,
            name,
            parent.guild_id,
            parent.id,
            owner_id=owner_id,
            thread_members={owner_id},
            created_at=self.world.now(),
        )
        self.world.guild(parent.guild_id or 0).channels[made.id] = made
        shape = shapes.channel(self.world, made) | {"newly_created": True}
        self.world.tell("THREAD_CREATE", shape, guild_id=made.guild_id)
        return made


def _json(body: Json | list[Json], status: int, headers: dict[str, str]) -> web.Response:
    # exactly this Content-Type: with a charset behind it discord.py takes the body for text
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json", headers=headers)


def _limited(after: float, headers: dict[str, str], *, everywhere: bool) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": round(after, 3), "global": everywhere}
    # discord.py believes a 429 only when it came through a proxy: without Via it takes it for a ban
    return _json(body, 429, {"Via": "1.1 local"} | headers)


def _failed(fault: Fault) -> web.Response:
    if fault.status == 429:
        return _limited(fault.retry_after, {"Retry-After": "1", "X-RateLimit-Scope": "user"}, everywhere=False)
    return _json({"message": f"{fault.status}: fault on demand", "code": 0}, fault.status or 500, {})
