"""The persons' door: a page at `/`, and at `/door` a WebSocket on which a page says who it is and acts as that person.

It authenticates nobody, for one person may be everybody here; it answers this machine's own pages only.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import WSMsgType, web

from local_discord import door_files, door_views
from local_discord.clock import Clock
from local_discord.door_actions import ACTIONS, Refusal
from local_discord.door_read import ReadMarks
from local_discord.errors import ApiError
from local_discord.files import MOST_BYTES
from local_discord.interactions import TOKEN_SECONDS, Interaction
from local_discord.messages import Upload
from local_discord.people import Reply
from local_discord.server import LocalDiscord
from local_discord.world import THREADS, Channel, Json, Message, User

log = logging.getLogger(__name__)
_SOON = 0.03  # seconds within which many changes become one update of the page


@dataclass(frozen=True)
class Skip:
    """A jump in time that the embedder offers, e.g. "next thing due". `run` moves the clock itself."""

    key: str
    label: str
    run: Callable[[], Awaitable[object]]


@dataclass(eq=False)
class Seat:
    """One open page, and the person in it."""

    user: User
    ws: web.WebSocketResponse
    queue: "asyncio.Queue[Json]" = field(default_factory=asyncio.Queue)

    def send(self, body: Json) -> None:
        self.queue.put_nowait(body)


class Door:
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
        app.router.add_get("/", door_files.serve)
        app.router.add_get("/page/{name}", door_files.serve)
        app.router.add_get("/door", self._open)
        app.router.add_post("/door/upload", self._upload)
        app.on_shutdown.append(self._close)

    async def _close(self, _app: web.Application) -> None:
        for seat in list(self.seats):
            await seat.ws.close(code=1001)
        for task in list(self._tasks):
            task.cancel()

    async def _open(self, request: web.Request) -> web.StreamResponse:
        door_files.require_own_page(request)
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
        door_files.require_own_page(request)
        user = self._person(request)
        data = await request.read()
        if len(data) > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(data))
        name = Path(request.query.get("name") or "file").name
        kind = request.content_type or "application/octet-stream"
        shape = self.discord.messages.keep_file(user.id, name, data, kind)
        self.uploads[int(shape["id"])] = (Upload(0, name, kind, data), shape)
        return web.json_response(shape)

    def background(self, work: Awaitable[None]) -> "asyncio.Task[None]":
        """Run beside everything else; cancelled when the server stops."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

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
            answer["error"] = str(refusal)
        except Exception:
            log.exception("a page asked for something that went wrong: %s", asked.get("do"))
            answer["error"] = "Something went wrong here. The log says what."
        seat.send(answer)

    # --- what a page is told ---

    def _everybody(self) -> list[User]:
        if self.people is not None:
            return [self.world.users[each] for each in self.people]
        return [each for each in self.world.users.values() if not each.bot]

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

    def _state(self, user: User) -> Json:
        world = self.world
        direct = [each for each in world.direct.values() if user.id in each.recipients]
        alive = [each for each in direct if world.messages.get(each.id) or each.id in self.opened]
        return {
            "me": door_views.person(world, user),
            "people": [door_views.person(world, each) for each in self._everybody()],
            "guilds": [
                door_views.guild(world, each, user.id) for each in world.guilds.values() if user.id in each.members
            ],
            "direct": [
                door_views.channel(world, each, user.id)
                for each in sorted(alive, key=lambda each: -(each.last_message_id or each.id))
            ],
        }

    def unread(self, user: User) -> Json:
        """By channel: how many messages, and how many of them call this person."""
        return self._read.unread(user)

    def _time(self) -> Json:
        return {"now": self.clock.now().timestamp() * 1000}

    def history(self, channel: Channel, user: User, before: int | None) -> list[Message]:
        """Fifty messages up to `before`, oldest first."""
        every = self.world.messages.get(channel.id, {}).values()
        seen = [
            each
            for each in every
            if each.visible_to in (None, user.id)
            and (user.id, each.id) not in self.dismissed
            and (before is None or each.id < before)
        ]
        return sorted(seen, key=lambda each: each.id)[-50:]

    def mark_read(self, channel: Channel, user: User) -> None:
        """A person has seen all that a channel holds; their other windows learn it too."""
        self._read.up_to_here(channel, user)
        for seat in self.seats:
            if seat.user is user:
                seat.send({"type": "unread", "unread": self.unread(user)})

    def think(self, interaction: Interaction) -> None:
        """The bot deferred its answer: show that it is thinking until it is there or its token has expired."""
        channel = self.world.channel(interaction.channel_id)
        body: Json = {
            "type": "thinking",
            "channel": str(channel.id),
            "interaction": str(interaction.id),
            "by": interaction.application.name,
            "person": self.world.user(interaction.user_id).name,
            "used": self.used.get(interaction.id),
            "ephemeral": interaction.ephemeral,
        }

        async def until_answered() -> None:
            try:
                async with asyncio.timeout(TOKEN_SECONDS):
                    while interaction.original is None:
                        interaction.changed.clear()
                        await interaction.changed.wait()
            except TimeoutError:
                pass
            self._to_readers(channel, only, body | {"type": "thought"})

        only = interaction.user_id if interaction.ephemeral else None
        self._to_readers(channel, only, body)
        self.background(until_answered())

    # --- what happens ---

    def changed(self) -> None:
        """Something that no dispatch tells: every page is told what there is now."""
        self._soon("state")

    def _tell(self, name: str, body: Json, guild_id: int | None, only: int | None) -> None:
        if not self.seats or name == "INTERACTION_CREATE":
            return
        if name == "MESSAGE_DELETE":
            channel = self.world.channel(int(body["channel_id"]))
            self._to_readers(channel, only, {"type": "gone", "channel": body["channel_id"], "id": body["id"]})
            self._started_from(channel)
        elif name.startswith("MESSAGE_") and "channel_id" in body:
            self._message_changed(name, body, only)
            if name == "MESSAGE_CREATE":
                self._started_from(self.world.channel(int(body["channel_id"])))
        else:
            self._soon("state")
        self._soon("unread")

    def _message_changed(self, name: str, body: Json, only: int | None) -> None:
        channel = self.world.channel(int(body["channel_id"]))
        found = self.world.messages.get(channel.id, {}).get(int(body.get("message_id") or body["id"]))
        if found is None:
            return
        if channel.guild_id is None and name == "MESSAGE_CREATE":
            self._soon("state")  # the list of direct messages changes its order
        new = name == "MESSAGE_CREATE"
        for seat in self._readers(channel, only):
            shape = self.message(found, seat.user)
            calls = self._read.calls(found, channel, seat.user) and found.author_id != seat.user.id
            seat.send({"type": "message", "message": shape, "new": new, "calls": calls})

    def _started_from(self, thread: Channel) -> None:
        """The message that a thread was started from shows how many messages it has."""
        if thread.type not in THREADS or thread.parent_id is None:
            return
        parent = self.world.channel(thread.parent_id)
        start = self.world.messages.get(parent.id, {}).get(thread.id)
        if start is None:
            return
        for seat in self._readers(parent, start.visible_to):
            seat.send({"type": "message", "message": self.message(start, seat.user), "new": False, "calls": False})

    def message(self, of: Message, user: User) -> Json:
        """A message as this person reads it."""
        return door_views.message(self.world, of, user.id, self.used)

    def _readers(self, channel: Channel, only: int | None) -> list[Seat]:
        return [
            seat
            for seat in self.seats
            if only in (None, seat.user.id) and door_views.sees(self.world, channel, seat.user.id)
        ]

    def _to_readers(self, channel: Channel, only: int | None, body: Json) -> None:
        for seat in self._readers(channel, only):
            seat.send(body)

    async def _move(self, by: timedelta) -> None:
        self.clock.move(by)

    def _moved(self) -> None:
        for seat in self.seats:
            seat.send({"type": "clock", **self._time()})

    def _soon(self, what: str) -> None:
        """Tell every page a little later, once for all that changed until then."""
        if not self.seats:
            return  # whoever opens a page is told everything at once
        if not self._due:
            asyncio.get_running_loop().call_later(_SOON, self._now_due)
        self._due.add(what)

    def _now_due(self) -> None:
        due, self._due = self._due, set()
        for seat in self.seats:
            if "state" in due:
                seat.send({"type": "state", **self._state(seat.user)})
            seat.send({"type": "unread", "unread": self.unread(seat.user)})


def _step(step: Json) -> Json:
    """Ids as text: a page's numbers are too short for them."""
    waits = {key: str(value) if isinstance(value, int) else value for key, value in step.get("waits_for", {}).items()}
    ids = {key: str(step[key]) for key in ("as_user", "channel") if step.get(key)}
    return {**step, **ids, **({"waits_for": waits} if waits else {})}
