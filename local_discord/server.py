"""The local Discord, put together: a world, its REST and gateway doors, on a port of this machine."""

import asyncio
import copy
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from aiohttp import web

from local_discord import audit, rest, scheduled, threads
from local_discord.answers import as_json, failed, limited, tear
from local_discord.errors import ApiError
from local_discord.faults import Fault, Faults
from local_discord.gateway import Gateway
from local_discord.interactions import Interactions
from local_discord.limits import Limits
from local_discord.making import EVERYONE, Making
from local_discord.messages import Messages
from local_discord.rest.call import ROUTES, Answer, Call, Handler, read_body
from local_discord.world import Json, World

log = logging.getLogger(__name__)
API = "/api/v10"
_MOST_EXCHANGES = 200_000
_BODY: web.RequestKey[Json | list[Json]] = web.RequestKey("body", object)  # type: ignore[arg-type]
__all__ = ["EVERYONE", "LocalDiscord", "rest"]


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


class LocalDiscord(Making):
    """`async with LocalDiscord() as discord:` then point a bot at `discord.api` and `discord.gateway.url`.

    `strict` counts rate limits as Discord does. `clock` gives what "now" is for ids and timestamps.
    """

    def __init__(self, *, strict: bool = False, clock: Callable[[], datetime] = _now) -> None:
        self.world = World(clock)
        self.gateway = Gateway(self.world, strict=strict)
        self.messages = Messages(self.world)
        self.interactions = Interactions(self.world, self.messages)
        self.limits = Limits(strict=strict)
        self.faults = Faults()
        self.exchanges: list[Exchange] = []  # every REST request and what was answered
        self.keep_bodies = False  # in `exchanges`: for checking them against Discord's own specification
        self.doors: list[Callable[[web.Application], None]] = []  # who else serves on this port: told before it opens
        self._runner: web.AppRunner | None = None
        self._ticking: asyncio.Task[None] | None = None
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
        for method, path, handler in sorted(ROUTES, key=_literal_first):
            app.router.add_route(method, API + path, self._door(path, handler))
        for attach in self.doors:
            attach(app)
        app.router.add_route("*", "/{path:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        actual = self._runner.addresses[0][1]
        self.base = f"http://127.0.0.1:{actual}"
        self.messages.base = self.base
        self.gateway.url = f"ws://127.0.0.1:{actual}/gateway"
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
        await self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    def tick(self) -> None:
        """Carry out what became due by itself: called every second, and by whoever moves the clock."""
        self.messages.tick()
        scheduled.tick(self.world)
        threads.tick(self.world)

    async def _tick(self) -> None:
        while True:
            try:
                self.tick()
            except Exception:  # the next second has other things to do
                log.exception("what became due by itself went wrong")
            await asyncio.sleep(1.0)

    # --- doors ---

    def _door(self, path: str, handler: Handler) -> Callable[[web.Request], "asyncio.Future[web.StreamResponse]"]:
        async def serve(request: web.Request) -> web.StreamResponse:
            self.faults.on_request(request.method, request.path)
            if self.limits.banned:
                return web.Response(status=429, text="error code: 1015")
            fault = self.faults.next(request.method, request.path)
            if fault is None:
                return self._noted(request, path, await self._answer(request, path, handler))
            return await self._disturbed(request, path, handler, fault)

        return serve  # type: ignore[return-value]

    async def _disturbed(self, request: web.Request, path: str, handler: Handler, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.delay)
        if fault.status is not None or fault.code is not None:
            return self._noted(request, path, failed(fault))
        if fault.lost and request.transport is not None:
            request.transport.abort()
            return web.Response(status=500)
        response = self._noted(request, path, await self._answer(request, path, handler))
        if fault.torn:
            return await tear(request, response)
        if fault.drop and request.transport is not None:
            request.transport.abort()
        return response

    def _noted(self, request: web.Request, route: str | None, response: web.Response) -> web.Response:
        path = request.path.removeprefix(API)
        asked = request.get(_BODY) if self.keep_bodies else None
        answered = json.loads(response.body) if self.keep_bodies and isinstance(response.body, bytes) else None
        self.exchanges.append(Exchange(request.method, path, route, response.status, asked, answered))
        if len(self.exchanges) > _MOST_EXCHANGES:
            del self.exchanges[: _MOST_EXCHANGES // 2]
        self.limits.note(response.status, response.headers.get("X-RateLimit-Scope"))
        return response

    async def _answer(self, request: web.Request, path: str, handler: Handler) -> web.Response:
        params = dict(request.match_info)
        resource = params.get("channel_id") or params.get("guild_id") or params.get("token") or ""
        verdict = self.limits.take(request.method, path, resource)
        if verdict.retry_after is not None:
            return limited(verdict.retry_after, verdict.headers, everywhere=verdict.everywhere)
        try:
            call = await self._read(request, path, params)
            place = audit.place(call, request.method, path)
            body: Answer = await handler(call)
            if place is not None:
                audit.note(place, call, body)
        except ApiError as error:
            return as_json(error.body(), error.status, verdict.headers)
        except (AttributeError, KeyError, TypeError, ValueError):
            log.exception("could not be understood: %s %s", request.method, request.path)
            unclear = ApiError(50035)
            return as_json(unclear.body(), unclear.status, verdict.headers)
        if body is None:
            return web.Response(status=204, headers=verdict.headers)
        return as_json(body, 200, verdict.headers)

    async def _read(self, request: web.Request, path: str, params: dict[str, str]) -> Call:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        application = self.world.application_of(token) if kind == "Bot" else None
        if application is None and not path.startswith(("/interactions", "/webhooks", "/gateway")):
            raise ApiError(0)
        body, uploads = await read_body(request)
        # as it came: what is kept of it in the world gets numbers and addresses
        request[_BODY] = copy.deepcopy(body) if self.keep_bodies else body
        wrapped = body if isinstance(body, dict) else {"items": body}
        reason = request.headers.get("X-Audit-Log-Reason")
        return Call(
            self, application, params, dict(request.query), wrapped, uploads, unquote(reason) if reason else None
        )

    async def _file(self, request: web.Request) -> web.Response:
        data, kind = self.world.files.get(request.match_info["path"], (b"", ""))
        if not kind:
            raise web.HTTPNotFound
        # a file is somebody's: a browser that opens it must not run it as a page of this address
        safe = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=data, content_type=kind.split(";")[0], headers=safe)

    async def _unknown(self, request: web.Request) -> web.Response:
        log.error("not built: %s %s", request.method, request.path)
        return self._noted(request, None, as_json({"message": f"501: not built: {request.path}", "code": 0}, 501, {}))


def _literal_first(entry: tuple[str, str, Handler]) -> list[bool]:
    """`/messages/pins` has to be tried before `/messages/{message_id}`."""
    return [part.startswith("{") for part in entry[1].split("/")]
