"""What open pages are told of what happens in the world: each person what they may know, and no more."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from local_discord.clock import Clock
from local_discord.door import views
from local_discord.door.read import ReadMarks
from local_discord.interactions import TOKEN_SECONDS, Interaction
from local_discord.records import THREADS, Channel, Json, Message, User
from local_discord.world import World

_SOON = 0.03  # seconds within which many changes become one update of the page


@dataclass(eq=False)
class Seat:
    """One open page, and the person in it."""

    user: User
    ws: web.WebSocketResponse
    queue: "asyncio.Queue[Json]" = field(default_factory=asyncio.Queue)

    def send(self, body: Json) -> None:
        self.queue.put_nowait(body)


class Telling:
    """The pages that are open, and what is said to them. `background` runs work beside everything else."""

    world: World
    clock: Clock
    people: Sequence[int] | None
    seats: list[Seat]
    used: dict[int, str]
    dismissed: set[tuple[int, int]]
    opened: set[int]
    _read: ReadMarks
    _due: set[str]
    _tasks: set["asyncio.Task[None]"]

    # --- what there is ---

    def _everybody(self) -> list[User]:
        if self.people is not None:
            return [self.world.users[each] for each in self.people]
        return [each for each in self.world.users.values() if not each.bot]

    def _state(self, user: User) -> Json:
        world = self.world
        direct = [each for each in world.direct.values() if user.id in each.recipients]
        alive = [each for each in direct if world.messages.get(each.id) or each.id in self.opened]
        return {
            "me": views.person(world, user),
            "people": [views.person(world, each) for each in self._everybody()],
            "guilds": [views.guild(world, each, user.id) for each in world.guilds.values() if user.id in each.members],
            "direct": [
                views.channel(world, each, user.id)
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

    # --- what happens ---

    def background(self, work: Awaitable[None]) -> "asyncio.Task[None]":
        """Run beside everything else; cancelled when the server stops."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

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
        elif name == "MESSAGE_DELETE_BULK":
            for each in body["ids"]:
                gone: Json = {"type": "gone", "channel": body["channel_id"], "id": each}
                self._to_readers(self.world.channel(int(body["channel_id"])), only, gone)
        elif name == "TYPING_START":
            self._typing(self.world.channel(int(body["channel_id"])), self.world.user(int(body["user_id"])))
            return
        elif name.startswith("MESSAGE_") and "channel_id" in body:
            self._message_changed(name, body, only)
            if name == "MESSAGE_CREATE":
                self._started_from(self.world.channel(int(body["channel_id"])))
        else:
            self._soon("state")
        self._soon("unread")

    def _typing(self, channel: Channel, writer: User) -> None:
        body: Json = {"type": "typing", "channel": str(channel.id), "user": str(writer.id), "name": writer.name}
        for seat in self._readers(channel, None):
            if seat.user is not writer:
                seat.send(body)

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
        return views.message(self.world, of, user.id, self.used)

    def _readers(self, channel: Channel, only: int | None) -> list[Seat]:
        return [
            seat
            for seat in self.seats
            if only in (None, seat.user.id) and views.sees(self.world, channel, seat.user.id)
        ]

    def _to_readers(self, channel: Channel, only: int | None, body: Json) -> None:
        for seat in self._readers(channel, only):
            seat.send(body)

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
