"""How REST answers: JSON, refusals for too many requests, and the failures that were asked for."""

import json
import math

from aiohttp import web

from local_discord.errors import ApiError
from local_discord.faults import Fault
from local_discord.records import Json


def as_json(body: Json | list[Json], status: int, headers: dict[str, str]) -> web.Response:
    # exactly this Content-Type: with a charset behind it discord.py takes the body for text
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json", headers=headers)


def limited(after: float, headers: dict[str, str], *, everywhere: bool) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": round(after, 3), "global": everywhere}
    # discord.py believes a 429 only when it came through a proxy: without Via it takes it for a ban
    return as_json(body, 429, {"Via": "1.1 local"} | headers)


async def tear(request: web.Request, response: web.Response) -> web.StreamResponse:
    """Promise the whole answer, send half of it, and cut the connection. One without a body does not come at all."""
    whole = response.body if isinstance(response.body, bytes) else b""
    if not whole:
        if request.transport is not None:
            request.transport.abort()
        return response
    torn = web.StreamResponse(status=response.status, headers={"Content-Type": "application/json"})
    torn.content_length = len(whole) + 1
    await torn.prepare(request)
    await torn.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.abort()
    return torn


def failed(fault: Fault) -> web.Response:
    if fault.code is not None:
        error = ApiError(fault.code)
        return as_json(error.body(), error.status, {})
    if fault.status == 429:
        everywhere = fault.scope == "global"
        headers = {"Retry-After": str(math.ceil(fault.retry_after)), "X-RateLimit-Scope": fault.scope}
        return limited(
            fault.retry_after, headers | ({"X-RateLimit-Global": "true"} if everywhere else {}), everywhere=everywhere
        )
    return as_json({"message": f"{fault.status}: fault on demand", "code": 0}, fault.status or 500, {})
