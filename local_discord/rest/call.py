"""One REST request, read: who asks, what for, with which body and files; and the table of routes."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import BodyPartReader, web

from local_discord.errors import ApiError
from local_discord.messages import Upload
from local_discord.world import Application, Json, World

if TYPE_CHECKING:
    from local_discord.server import LocalDiscord


@dataclass
class Call:
    server: "LocalDiscord"
    application: Application | None  # None where a webhook's or interaction's token speaks for itself
    params: dict[str, str]
    query: dict[str, str]
    body: Json
    uploads: tuple[Upload, ...] = field(default=())

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
        value = self.params[name]
        return self.me if value == "@me" else int(value)


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
    """JSON, or multipart with `payload_json` and `files[n]`."""
    if request.content_type == "multipart/form-data":
        payload: Json | list[Json] = {}
        uploads = []
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            name = part.name or ""
            data = await part.read(decode=True)
            if name == "payload_json":
                payload = json.loads(data)
            elif name.startswith("files["):
                kind = part.headers.get("Content-Type", "application/octet-stream")
                file_name = part.filename or "file"
                uploads.append(Upload(int(name[6:-1]), file_name, kind, bytes(data)))
        return payload, tuple(uploads)
    text = await request.text()
    return (json.loads(text) if text else {}), ()
