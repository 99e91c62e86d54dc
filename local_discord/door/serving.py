"""The persons' door: a page at `/`, and at `/door` a WebSocket on which a page says who it is and acts as that person.

It authenticates nobody, for one person may be everybody here; it answers this machine's own pages only.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import WSMsgType, web

from local_discord.clock import Clock
from local_discord.door import files
from local_discord.door.asked import ACTIONS, Refusal
from local_discord.door.read import ReadMarks
from local_discord.door.telling import Seat, Telling
from local_discord.errors import ApiError
from local_discord.files import MOST_BYTES
from local_discord.messages import Upload
from local_discord.people import Reply
from local_discord.server import LocalDiscord
from local_discord.world import Json, User

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Skip:
    """A jump in time that the embedder offers, e.g. "next thing due". `run` moves the clock itself."""

    key: str
    label: str
    run: Callable[[], Awaitable[object]]


class Door(Telling):
    """Make it before `LocalDiscord.start`; it serves on the same port.

    `people`: user ids in the switcher's order, else everybody who is no bot. `tour`: the steps of the guide, each
    {title, text, as_user?, channel?, waits_for?: {"event": "message" | "interaction" | "clock"}, suggestion?}.
    `zone`: the community's time zone, an IANA name.
    """

    def __init__(
        self,
        discord: LocalDiscord,
        clock: Clock,
        people: Sequence[int] | None = None,
        skips: Sequence[Skip] = (),
        tour: Sequence[Json] = (),
        zone: str = "Europe/Warsaw",
    ) -> None:
        self.discord, self.world, self.clock = discord, discord.world, clock
        self.people, self.tour, self.zone = people, tour, zone
        self.skips = {skip.key: skip for skip in skips}
        self.move: Callable[[timedelta], Awaitable[object]] = self._move  # an embedder may have a way of its own
        self.seats: list[Seat] = []
        self.used: dict[int, str] = {}  # by interaction: the command's words
        self.forms: dict[int, Reply] = {}  # open modals, by interaction
        self.uploads: dict[int, tuple[Upload, Json]] = {}
        self.dismissed: set[tuple[int, int]] = set()  # (person, ephemeral message)
        self.opened: set[int] = set()  # direct channels shown though nothing was said in them
        self._read = ReadMarks(self.world)
        self._due: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        discord.doors.append(self._attach)
        self.world.tellers.append(self._tell)
        clock.on_move.append(discord.tick)  # polls, events and threads whose time has come
        clock.on_move.append(self._moved)

    def everything_is_read(self) -> None:
        """What was said so far is old news to everybody: call it when a world has been filled in."""
        self._read.everything()
        self._soon("unread")

    # --- serving ---

    def _attach(self, app: web.Application) -> None:
        app.router.add_get("/", files.serve)
        app.router.add_get("/page/{name}", files.serve)
        app.router.add_get("/door", self._open)
        app.router.add_post("/door/upload", self._upload)
        app.on_shutdown.append(self._close)

    async def _close(self, _app: web.Application) -> None:
        for seat in list(self.seats):
            await seat.ws.close(code=1001)
        for task in list(self._tasks):
            task.cancel()

    async def _open(self, request: web.Request) -> web.StreamResponse:
        files.require_own_page(request)
        user = self._person(request)
        ws = web.WebSocketResponse(heartbeat=30, max_msg_size=1024 * 1024)
        await ws.prepare(request)
        seat = Seat(user, ws)
        self.seats.append(seat)
        seat.send(self._welcome(user))
        writer = self.background(self._write(seat))
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self.background(self._act(seat, json.loads(message.data)))
        finally:
            self.seats.remove(seat)
            writer.cancel()
        return ws

    def _person(self, request: web.Request) -> User:
        known = self._everybody()
        asked = request.query.get("as", "")
        return next((each for each in known if str(each.id) == asked), known[0])

    async def _upload(self, request: web.Request) -> web.Response:
        """A file somebody is about to send: kept until it is, and answered with its attachment object."""
        files.require_own_page(request)
        user = self._person(request)
        data = await request.read()
        if len(data) > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(data))
        name = Path(request.query.get("name") or "file").name
        kind = request.content_type or "application/octet-stream"
        shape = self.discord.messages.keep_file(user.id, name, data, kind)
        self.uploads[int(shape["id"])] = (Upload(0, name, kind, data), shape)
        return web.json_response(shape)

    async def _write(self, seat: Seat) -> None:
        while True:
            body = await seat.queue.get()
            try:
                await seat.ws.send_str(json.dumps(body))
            except ConnectionError:
                return

    async def _act(self, seat: Seat, asked: Json) -> None:
        answer: Json = {"reply": asked.get("id")}
        try:
            answer |= {"ok": await ACTIONS[asked["do"]](self, seat.user, asked)}
        except ApiError as error:
            answer["error"] = error.message
            answer["code"] = error.code
        except Refusal as refusal:
            answer["error"] = answer["key"] = str(refusal)
        except Exception:
            log.exception("a page asked for something that went wrong: %s", asked.get("do"))
            answer["error"] = answer["key"] = "refused.broken"
        seat.send(answer)

    def _welcome(self, user: User) -> Json:
        return {
            "type": "welcome",
            "base": self.discord.base,
            "skips": [{"key": each.key, "label": each.label} for each in self.skips.values()],
            "tour": [_step(each) for each in self.tour],
            "zone": self.zone,
            **self._state(user),
            "unread": self.unread(user),
            **self._time(),
        }

    async def _move(self, by: timedelta) -> None:
        self.clock.move(by)

    def _moved(self) -> None:
        for seat in self.seats:
            seat.send({"type": "clock", **self._time()})


def _step(step: Json) -> Json:
    """Ids as text: a page's numbers are too short for them."""
    waits = {key: str(value) if isinstance(value, int) else value for key, value in step.get("waits_for", {}).items()}
    ids = {key: str(step[key]) for key in ("as_user", "channel") if step.get(key)}
    return {**step, **ids, **({"waits_for": waits} if waits else {})}
