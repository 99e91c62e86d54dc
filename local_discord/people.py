"""What a person does: types commands, clicks, chooses, fills forms, reads. The page and the tests act through this."""

import asyncio
from dataclasses import dataclass
from typing import Any

from local_discord import commands, permissions, shapes, validate
from local_discord.acting import Acting
from local_discord.errors import ApiError
from local_discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, MODAL_SUBMIT, Interaction
from local_discord.server import LocalDiscord
from local_discord.world import Application, Channel, Json, Message, User

FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP = 19, 21, 22
USER_OPTION, CHANNEL_OPTION, ROLE_OPTION, MENTIONABLE_OPTION, ATTACHMENT_OPTION = 6, 7, 8, 9, 11
RESOLVED = {5: USER_OPTION, 6: ROLE_OPTION, 7: MENTIONABLE_OPTION, 8: CHANNEL_OPTION, FILE_UPLOAD: ATTACHMENT_OPTION}
USER_COMMAND, MESSAGE_COMMAND = 2, 3


@dataclass
class Reply:
    """What came back for one thing a person did. `failed` is Discord's "This interaction failed"."""

    interaction: Interaction
    failed: bool = False

    @property
    def modal(self) -> Json | None:
        if self.failed:
            return None
        answer = self.interaction.answer.result()
        return answer["data"] if answer["type"] == MODAL else None

    @property
    def message(self) -> Message | None:
        return self.interaction.original

    @property
    def text(self) -> str:
        """All that the answer says, content and displayed text, a line each."""
        return text_of(self.message) if self.message is not None else ""


def text_of(message: Message) -> str:
    shown = [each.get("content") or "" for each in validate.walk(message.components)]
    embeds = [f"{each.get('title', '')}\n{each.get('description', '')}" for each in message.embeds]
    return "\n".join(text for text in [message.content, *embeds, *shown] if text)


def find(message: Message, name: str) -> Json:
    """A button or select of a message, by custom id or label."""
    for component in validate.walk(message.components):
        if name in (component.get("custom_id"), component.get("label"), component.get("placeholder")):
            return component
    raise LookupError(f"no component {name!r} on message {message.id}")


class Person(Acting):
    """One user at their client. Everything waits for the bot's first answer, three seconds at most."""

    def __init__(self, discord: LocalDiscord, user: User, application: Application) -> None:
        self.discord = discord
        self.user = user
        self.application = application
        self._files: dict[int, Json] = {}

    async def use(self, path: str, channel: Channel, /, **options: Any) -> Reply:
        """`await anna.use("event create", general, title="…")`; raises LookupError for what is not registered."""
        data = self._command_data(path, channel, options)
        return await self._answered(self._begin(COMMAND, channel, data))

    async def use_on(self, name: str, target: User | Message, channel: Channel) -> Reply:
        """A user or message command, from the menu of a person or of a message."""
        kind = MESSAGE_COMMAND if isinstance(target, Message) else USER_COMMAND
        command = commands.find_kind(self.application, channel.guild_id, name, kind)
        data: Json = {"id": command["id"], "name": command["name"], "type": kind, "target_id": str(target.id)}
        if isinstance(target, Message):
            shown = shapes.message(self.discord.world, target, self.application.id)
            data["resolved"] = {"messages": {str(target.id): shown}}
        else:
            data["resolved"] = {}
            self._resolve(data["resolved"], USER_OPTION, target.id)
        return await self._answered(self._begin(COMMAND, channel, data))

    def upload(self, name: str, data: bytes, content_type: str = "application/octet-stream") -> str:
        """Make a file ready for a form's file upload or a command's attachment option; its id is the value there."""
        shape = self.discord.messages.keep_file(self.user.id, name, data, content_type)
        self._files[int(shape["id"])] = shape
        return str(shape["id"])

    async def complete(self, path: str, channel: Channel, focused: str, /, **options: Any) -> list[Json]:
        """The choices offered for the option being typed."""
        data = self._command_data(path, channel, options, focused)
        reply = await self._answered(self._begin(AUTOCOMPLETE, channel, data))
        if reply.failed:
            return []
        choices: list[Json] = reply.interaction.answer.result()["data"].get("choices") or []
        return choices

    async def press(self, message: Message, name: str) -> Reply:
        """Click a button, by custom id or label."""
        button = find(message, name)
        if button.get("disabled"):
            raise ApiError(50035)
        return await self._on_component(message, button, {})

    async def choose(self, message: Message, name: str, *values: str) -> Reply:
        """Choose in a select: option values, or ids of roles, channels, people."""
        return await self._on_component(message, find(message, name), {"values": list(values)})

    async def submit(self, form: Reply, /, **fields: Any) -> Reply:
        """Fill in a modal, by custom id, and send it; what is not named keeps its prefilled value."""
        modal = form.modal
        if modal is None:
            raise LookupError("no form is open")
        resolved: Json = {}
        components = [self._filled(each, fields, resolved) for each in modal["components"]]
        data = {"custom_id": modal["custom_id"], "components": components} | (
            {"resolved": resolved} if resolved else {}
        )
        channel = self.discord.world.channel(form.interaction.channel_id)
        return await self._answered(
            self._begin(MODAL_SUBMIT, channel, data, form.interaction.message, form.interaction)
        )

    def direct_messages(self) -> list[Message]:
        return self.reads(self.discord.world.direct_channel(self.user.id, self.application.id))

    # --- details ---

    def _begin(
        self,
        kind: int,
        channel: Channel,
        data: Json,
        message: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        permissions.require(self.discord.world, channel, self.user.id, permissions.VIEW_CHANNEL)
        begin = self.discord.interactions.begin
        return begin(kind, self.application, self.user.id, channel.id, data, message, trigger)

    async def _answered(self, interaction: Interaction) -> Reply:
        try:
            await asyncio.wait_for(asyncio.shield(interaction.answer), 3.0)
        except TimeoutError:
            return Reply(interaction, failed=True)
        while interaction.deferred and interaction.original is None:
            interaction.changed.clear()
            await asyncio.wait_for(interaction.changed.wait(), 15.0)
        return Reply(interaction)

    async def _on_component(self, message: Message, component: Json, extra: Json) -> Reply:
        data: Json = {
            "custom_id": component["custom_id"],
            "component_type": component["type"],
            "id": component["id"],
        } | extra
        if component["type"] in RESOLVED:
            data["resolved"] = self._resolved_values(component["type"], extra.get("values", []))
        channel = self.discord.world.channel(message.channel_id)
        return await self._answered(self._begin(COMPONENT, channel, data, message))

    def _resolved_values(self, kind: int, values: list[str]) -> Json:
        resolved: Json = {}
        for value in values:
            self._resolve(resolved, RESOLVED[kind], int(value))
        return resolved

    def _command_data(self, path: str, channel: Channel, options: dict[str, Any], focused: str | None = None) -> Json:
        command, chain = commands.find(self.application, channel.guild_id, path)
        declared = (chain[-1] if chain else command).get("options") or []
        resolved: Json = {}
        given = [self._option(each, options, focused, resolved) for each in declared if each["name"] in options]
        for step in reversed(chain):
            given = [{"name": step["name"], "type": step["type"], "options": given}]
        data: Json = {"id": command["id"], "name": command["name"], "type": 1, "options": given}
        return data | ({"resolved": resolved} if resolved else {})

    def _option(self, declared: Json, options: dict[str, Any], focused: str | None, resolved: Json) -> Json:
        value = options[declared["name"]]
        if declared["type"] in RESOLVED.values():
            self._resolve(resolved, declared["type"], int(value))
            value = str(value)
        shape = {"name": declared["name"], "type": declared["type"], "value": value}
        return shape | ({"focused": True} if declared["name"] == focused else {})

    def _resolve(self, resolved: Json, kind: int, snowflake: int) -> None:
        world, key = self.discord.world, str(snowflake)
        if kind == CHANNEL_OPTION:
            channel = world.channel(snowflake)
            held = permissions.in_channel(world, channel, self.user.id)
            shape = shapes.channel(world, channel) | {"permissions": str(held)}
            resolved.setdefault("channels", {})[key] = shape
        elif kind == ATTACHMENT_OPTION:
            file = self._uploaded(snowflake)
            if file is None:
                raise LookupError(f"no file {snowflake} was made ready")
            resolved.setdefault("attachments", {})[key] = file | {"ephemeral": True}
        elif kind == ROLE_OPTION or (kind == MENTIONABLE_OPTION and snowflake not in world.users):
            roles = {each.id: each for guild in world.guilds.values() for each in guild.roles.values()}
            resolved.setdefault("roles", {})[key] = shapes.role(roles[snowflake])
        else:
            resolved.setdefault("users", {})[key] = shapes.user(world.user(snowflake))
            for guild in world.mutual_guilds(self.user.id, snowflake):
                member = shapes.member(world, guild.members[snowflake], with_user=False)
                resolved.setdefault("members", {})[key] = member | {"permissions": "0"}

    def _uploaded(self, number: int) -> Json | None:
        """The attachment a person made ready under this id."""
        return self._files.get(number)

    def _filled(self, component: Json, fields: dict[str, Any], resolved: Json) -> Json:
        """A modal's component as it is sent back: only ids, types and values."""
        shape: Json = {"type": component["type"], "id": component.get("id", 0)}
        if component["type"] == validate.LABEL:
            return shape | {"component": self._filled(component["component"], fields, resolved)}
        if component["type"] == validate.ROW:
            return shape | {"components": [self._filled(each, fields, resolved) for each in component["components"]]}
        if component["type"] == validate.TEXT_DISPLAY:
            return shape
        value = _value(component, fields.get(component["custom_id"]))
        if component["type"] in RESOLVED:
            for each in value["values"]:
                self._resolve(resolved, RESOLVED[component["type"]], int(each))
        return shape | {"custom_id": component["custom_id"]} | value


def _value(component: Json, given: Any) -> Json:
    chosen = [each["value"] for each in component.get("options") or [] if each.get("default")]
    if component["type"] == validate.TEXT_INPUT:
        return {"value": str(component.get("value") or "" if given is None else given)}
    if component["type"] in validate.SELECTS or component["type"] in (FILE_UPLOAD, CHECKBOX_GROUP):
        chosen += [str(each["id"]) for each in component.get("default_values") or []]
        return {"values": chosen if given is None else [str(each) for each in given]}
    if component["type"] == RADIO_GROUP:
        return {"value": given if given is not None else next(iter(chosen), None)}
    return {"value": bool(component.get("default", False) if given is None else given)}
