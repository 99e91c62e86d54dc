"""One REST request, read: who asks, what for, with which body and files; and the table of routes."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from local_discord.errors import ApiError, invalid
from local_discord.files import Upload
from local_discord.records import Application, Json
from local_discord.world import World

if TYPE_CHECKING:
    from local_discord.server import LocalDiscord

MOST_REQUEST_BYTES = 25 * 1024 * 1024


@dataclass
class Call:
    """What a route is given."""

    server: "LocalDiscord"
    application: Application | None  # None where a webhook's or interaction's token speaks for itself
    params: dict[str, str]
    query: dict[str, str]
    body: Json
    uploads: tuple[Upload, ...] = field(default=())
    reason: str | None = None  # X-Audit-Log-Reason

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def me(self) -> int:
        """The bot's own user id, which is its application's."""
        if self.application is None:
            raise ApiError(0)
        return self.application.id

    def id(self, name: str) -> int:
        """A snowflake of the path; `@me` is the bot."""
        value = self.params[name]
        if value != "@me" and not value.isdecimal():
            raise invalid(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return self.me if value == "@me" else int(value)

    def required(self, name: str) -> Any:
        """A field of the body; 50035 when it is not there."""
        if self.body.get(name) is None:
            raise invalid(name, "BASE_TYPE_REQUIRED", "This field is required")
        return self.body[name]


Answer = Json | list[Json] | None  # None: 204
Handler = Callable[[Call], Awaitable[Answer]]
ROUTES: list[tuple[str, str, Handler]] = []


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    """Register a handler for a path below /api/v10."""

    def register(handler: Handler) -> Handler:
        ROUTES.append((method, path, handler))
        return handler

    return register


async def read_body(request: web.Request) -> tuple[Json | list[Json], tuple[Upload, ...]]:
    """JSON, or multipart with `payload_json` and `files[n]`; 40005 when it is more than 25 MiB."""
    if (request.content_length or 0) > MOST_REQUEST_BYTES:
        raise ApiError(40005)
    try:
        if request.content_type == "multipart/form-data":
            return await _read_parts(request)
        text = await request.text()
        return (json.loads(text) if text else {}), ()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(40005) from None
    except ValueError:
        raise ApiError(50109) from None


async def _read_parts(request: web.Request) -> tuple[Json | list[Json], tuple[Upload, ...]]:
    payload: Json | list[Json] = {}
    uploads: list[Upload] = []
    read = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = bytes(await part.read(decode=True))
        read += len(data)
        if read > MOST_REQUEST_BYTES:
            raise ApiError(40005)
        name = part.name or ""
        if name == "payload_json":
            payload = json.loads(data)
        elif name.startswith("files["):
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads.append(Upload(int(name[6:-1]), part.filename or "file", kind, data))
    return payload, tuple(uploads)
