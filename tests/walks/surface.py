"""Everything people can do with the bot, done as Discord would deliver it, and everything the bot said to it.

Nothing here checks what a Discord client would: commands hidden from a person are run, buttons nobody showed them are
clicked, lengths are not looked at. The walks try what only our own rules stand in the way of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from discord import app_commands
from simcord import ChannelHandle, InteractionResult, MemberActor, RoleHandle
from simcord.backend import serializers
from simcord.interactions import base_payload, nest_options, resolve_handle, store_interaction_attachment
from sqlalchemy import delete, insert, select

from bot.store import archive
from bot.store.database import Connection
from bot.store.schema import metadata
from cogs._forms import Form
from cogs._forms import Kind as FieldKind
from tests.cogs.world import World

_COMMAND, _COMPONENT, _AUTOCOMPLETE, _FORM = 2, 3, 4, 5  # types of an interaction
_EPHEMERAL_V2 = 1 << 6 | 1 << 15
Tables = dict[str, list[dict[str, Any]]]


class Control(IntEnum):
    """https://docs.discord.com/developers/components/reference#component-object-component-types"""

    BUTTON = 2
    MENU = 3
    USERS = 5
    ROLES = 6
    CHANNEL = 8


# --- what there is


def every_command(world: World) -> dict[str, app_commands.Command[Any, ..., Any]]:
    """Each slash command and subcommand by its whole name: "my data export"."""
    found = world.bot.tree.walk_commands()
    return {each.qualified_name: each for each in found if isinstance(each, app_commands.Command)}


def every_autocomplete(world: World) -> list[tuple[str, app_commands.Parameter]]:
    """Each option that offers choices, with its command's name."""
    commands = every_command(world).items()
    return [(name, option) for name, command in commands for option in command.parameters if option.autocomplete]


def everything(world: World) -> set[str]:
    """The names of all that can be done: "/event create", "event:going", "form event:note"."""
    commands = {f"/{name}" for name in every_command(world)}
    return commands | set(world.bot.presses.names()) | {f"form {name}" for name in world.bot.forms.names()}


def form_named(world: World, name: str) -> Form:
    noun, _, verb = name.partition(":")
    return world.bot.forms.get(noun, verb)[0]


# --- what is stored


def dump(conn: Connection, now: datetime) -> Tables:
    """Every row of every table."""
    return {
        table.name: sorted((dict(row._mapping) for row in conn.execute(select(table))), key=repr)
        for table in metadata.sorted_tables
    }


def restore(conn: Connection, now: datetime, tables: Tables) -> None:
    """Put everything back as it was."""
    for table in reversed(metadata.sorted_tables):
        conn.execute(delete(table))
    for table in metadata.sorted_tables:
        if tables[table.name]:
            conn.execute(insert(table), tables[table.name])
    archive.rebuild(conn)  # what is found by words went with the rows


def differences(before: Tables, after: Tables) -> list[str]:
    """Rows that came, went or changed: "+event {…}", "-event {…}"."""
    return [
        f"{sign}{name} {row}"
        for name in before
        for sign, some, others in (("-", before, after), ("+", after, before))
        for row in some[name]
        if row not in others[name]
    ]


# --- what was said


@dataclass(frozen=True)
class Heard:
    """Everything the bot sent to Discord while one thing was done, and how that ended."""

    result: InteractionResult | None
    refusals: list[str]
    failures: int
    bodies: list[Any] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def strings(self) -> list[str]:
        """Every string in it: texts, labels, names, custom ids, addresses, choices, files."""
        found = [text for body in self.bodies for text in _strings(body)]
        for name, content in self.files:
            unfolded = content.decode("utf-8", "replace").replace("\r\n ", "")
            found += [name, unfolded]
        return found

    @property
    def said(self) -> str:
        return "\n".join(self.strings)

    @property
    def answered(self) -> bool:
        """Whether the person sees something: a message, a form, a changed message, choices."""
        return self.result is not None and self.result.acknowledged

    @property
    def messages(self) -> list[Mapping[str, Any]]:
        """Bodies that are messages, new or edited."""
        found: list[Mapping[str, Any]] = []
        for body in self.bodies:
            inner = body.get("data", body) if isinstance(body, dict) else {}
            if isinstance(inner, dict) and body.get("type") != 9 and {"content", "components", "embeds"} & inner.keys():
                found.append(inner)
        return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "nonce":
                yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


class Walker:
    """Does things as any person, and listens."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._files: list[tuple[str, bytes]] = []
        cdn = world.env.backend.cdn
        store = cdn.store_attachment

        def listening(attachment_id: int, channel_id: int, filename: str, data: bytes, description: str | None) -> Any:
            self._files.append((f"{filename} {description or ''}", data))
            return store(attachment_id, channel_id, filename, data, description)

        cdn.store_attachment = listening  # type: ignore[method-assign]

    # --- listening

    def mark(self) -> tuple[int, int, int, int]:
        counted = self.world.counted
        return len(self.world.env.http_requests), len(counted.refusals), counted.errors, len(self._files)

    def since(self, mark: tuple[int, int, int, int], result: InteractionResult | None = None) -> Heard:
        requests, refusals, errors, files = mark
        counted = self.world.counted
        return Heard(
            result,
            counted.refusals[refusals:],
            counted.errors - errors + len(self.world.unexpected()),
            [call.json for call in self.world.env.http_requests[requests:] if call.json is not None],
            self._files[files:],
        )

    # --- doing

    async def command(self, person: Any, name: str, given: Mapping[str, Any], channel: ChannelHandle) -> Heard:
        """Run a command. Options are texts, or handles of roles and channels."""
        data, _ = self._options(person, name, given, channel)
        return await self._do(person, _COMMAND, channel, data)

    async def complete(
        self, person: Any, name: str, option: str, typed: str, channel: ChannelHandle, **others: str
    ) -> Heard:
        """Type into an option."""
        data, leaf = self._options(person, name, others, channel)
        leaf.append({"name": option, "type": 3, "value": typed, "focused": True})
        return await self._do(person, _AUTOCOMPLETE, channel, data)

    async def click(
        self,
        person: Any,
        custom_id: str,
        channel: ChannelHandle,
        values: Sequence[str] = (),
        control: Control = Control.BUTTON,
    ) -> Heard:
        """Click a button, or choose in a menu, of a message that stands there."""
        return await self.press(person, self.plant(custom_id, channel, values, control), custom_id, values, control)

    def plant(
        self, custom_id: str, channel: ChannelHandle, values: Sequence[str] = (), control: Control = Control.BUTTON
    ) -> Any:
        """A private message of the bot's with one button or menu in it."""
        part: dict[str, Any] = {"type": int(control), "custom_id": custom_id}
        if control is Control.BUTTON:
            part |= {"style": 2, "label": "press"}
        if control is Control.MENU:
            part["options"] = [{"label": value, "value": value} for value in values]
        me = self.world.env.backend.bot_user.id
        row = {"type": 1, "components": [part]}
        return self.world.env.backend.create_message(
            channel.id, me, "", components=[row], flags=_EPHEMERAL_V2, broadcast=False
        )

    async def press(
        self, person: Any, message: Any, custom_id: str, values: Sequence[str], control: Control = Control.BUTTON
    ) -> Heard:
        backend = self.world.env.backend
        channel = ChannelHandle(self.world.env, getattr(person, "guild", None), backend.get_channel(message.channel_id))
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": int(control)}
        if control is not Control.BUTTON:
            data |= {"values": list(values), "resolved": {}}
        return await self._do(person, _COMPONENT, channel, data, message)

    async def submit(
        self, person: Any, custom_id: str, form: Form, values: Mapping[str, str], channel: ChannelHandle
    ) -> Heard:
        """Send a form. Chosen people, roles and channels are ids with commas between them."""
        parts = [{"type": 18, "component": _filled(each, values.get(each.name, ""))} for each in form.fields]
        return await self._do(person, _FORM, channel, {"custom_id": custom_id, "components": parts})

    async def _do(
        self, person: Any, type_: int, channel: ChannelHandle, data: dict[str, Any], message: Any = None
    ) -> Heard:
        """Deliver an interaction and wait for the tasks it starts, which costs a tenth of SimCord's settling."""
        mark, env = self.mark(), self.world.env
        guild = getattr(person, "guild", None)
        record, payload = base_payload(
            env.backend,
            type=type_,
            channel_id=channel.id,
            guild_id=guild.id if guild is not None else None,
            user_id=person.id,
            data=data,
        )
        if message is not None:
            payload["message"] = dict(serializers.message_payload(env.backend, message))
            record.source_message_id = message.id
        others = set(env._work.tasks)
        env.backend.emit("INTERACTION_CREATE", payload)
        while running := [task for task in env._work.tasks if task not in others and not _idle(task)]:
            await asyncio.wait(running)
        await asyncio.sleep(0)  # what went wrong in them is noted now
        return self.since(mark, InteractionResult(env, record))

    def _options(
        self, person: Any, name: str, given: Mapping[str, Any], channel: ChannelHandle
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        root_name, *path = name.split()
        root = self.world.env.backend.find_command(root_name, None)
        assert root is not None, f"/{root_name} was not synced"
        types = {each.name: each.type.value for each in every_command(self.world)[name].parameters}
        resolved: dict[str, dict[str, Any]] = {}
        leaf = []
        for option, value in given.items():
            entity = isinstance(value, ChannelHandle | RoleHandle | MemberActor)
            if entity:
                resolve_handle(person, value, resolved, channel_id=channel.id)
            if isinstance(value, tuple):
                filename, content = value
                sent: Any = self._upload(channel, filename, content, resolved)
            else:
                sent = str(value.id) if entity else value
            leaf.append({"name": option, "type": types[option], "value": sent})
        data: dict[str, Any] = {"id": root["id"], "name": root_name, "type": 1, "resolved": resolved}
        data["options"] = nest_options(root, path, leaf)
        return data, leaf

    def _upload(self, channel: ChannelHandle, name: str, content: bytes, resolved: dict[str, Any]) -> str:
        return store_interaction_attachment(self.world.env.backend, channel.id, name, content, resolved)


def _idle(task: asyncio.Task[Any]) -> bool:
    """Done, or only there to forget a private message's buttons after a quarter of an hour."""
    return task.done() or "__timeout_task_impl" in repr(task.get_coro())


def _filled(asked: Any, value: str) -> dict[str, Any]:
    match asked.kind:
        case FieldKind.LINE | FieldKind.TEXT:
            return {"type": 4, "custom_id": asked.name, "value": value}
        case FieldKind.CHOICE:
            return {"type": 3, "custom_id": asked.name, "values": [part for part in value.split(",") if part]}
        case other:
            kind = {FieldKind.USER: 5, FieldKind.ROLES: 6, FieldKind.CHANNEL: 8}[other]
            return {"type": kind, "custom_id": asked.name, "values": [part for part in value.split(",") if part]}
