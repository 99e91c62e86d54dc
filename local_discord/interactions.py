"""Interactions: from a person's command, click or form to the bot's answer, with Discord's rules for it.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

import asyncio
import secrets
import time
from dataclasses import dataclass, field

from local_discord import media, permissions, shapes, validate
from local_discord.errors import ApiError, invalid
from local_discord.messages import Messages, Upload
from local_discord.world import EPHEMERAL, Application, Json, Message, World

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5
PONG, MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9
FIRST_ANSWER_SECONDS, TOKEN_SECONDS = 3.0, 900.0


@dataclass
class Interaction:
    id: int
    token: str
    type: int
    application: Application
    user_id: int
    guild_id: int | None
    channel_id: int
    data: Json
    message: Message | None = None  # the one a component sits on
    trigger: "Interaction | None" = None  # the one that opened the modal
    began: float = field(default_factory=time.monotonic)
    answer: "asyncio.Future[Json]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    deferred: bool = False
    ephemeral: bool = False
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def age(self) -> float:
        return time.monotonic() - self.began


class Interactions:
    def __init__(self, world: World, messages: Messages) -> None:
        self.world = world
        self.messages = messages
        self._by_token: dict[str, Interaction] = {}

    def begin(
        self,
        kind: int,
        application: Application,
        user_id: int,
        channel_id: int,
        data: Json,
        message: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        """A person did something that the bot has to answer: dispatched to it at once."""
        channel = self.world.channel(channel_id)
        interaction = Interaction(
            self.world.ids.draw(),
            secrets.token_urlsafe(48),
            kind,
            application,
            user_id,
            channel.guild_id,
            channel_id,
            data,
            message,
            trigger,
        )
        self._prune()
        self._by_token[interaction.token] = interaction
        self.world.tell("INTERACTION_CREATE", self._payload(interaction), guild_id=channel.guild_id)
        return interaction

    def _prune(self) -> None:
        """Let go of those whose token works no longer; they are in the order in which they began."""
        while self._by_token:
            token = next(iter(self._by_token))
            if self._by_token[token].age <= TOKEN_SECONDS:
                return
            del self._by_token[token]

    def _payload(self, of: Interaction) -> Json:
        world, person = self.world, self.world.user(of.user_id)
        channel = world.channel(of.channel_id)
        held = permissions.in_channel(world, channel, of.user_id)
        payload: Json = {
            "id": str(of.id),
            "application_id": str(of.application.id),
            "type": of.type,
            "token": of.token,
            "version": 1,
            "data": of.data,
            "channel_id": str(of.channel_id),
            "channel": shapes.channel(world, channel, of.application.id) | {"permissions": str(held)},
            "locale": person.locale,
            "app_permissions": str(permissions.in_channel(world, channel, of.application.id)),
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(of.guild_id or 0)},
            "context": 0 if of.guild_id is not None else 1,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if of.guild_id is None:
            payload["user"] = shapes.user(person)
        else:
            guild = world.guild(of.guild_id)
            member = shapes.member(world, guild.members[of.user_id]) | {"permissions": str(held)}
            payload |= {"guild_id": str(guild.id), "guild_locale": guild.locale, "member": member}
            payload["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
        if of.message is not None:
            payload["message"] = shapes.message(world, of.message)
        return payload

    # --- the bot's side ---

    def callback(self, interaction_id: int, token: str, body: Json, uploads: tuple[Upload, ...]) -> Interaction:
        """The first answer, within three seconds and once."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise ApiError(10062)
        if interaction.answer.done():
            raise ApiError(40060)
        if interaction.age > FIRST_ANSWER_SECONDS:
            raise ApiError(10062)
        kind, data = int(body["type"]), body.get("data") or {}
        self._carry_out(interaction, kind, data, uploads)
        interaction.answer.set_result({"type": kind, "data": data})
        interaction.changed.set()
        return interaction

    def _carry_out(self, of: Interaction, kind: int, data: Json, uploads: tuple[Upload, ...]) -> None:
        if kind in (DEFERRED, DEFERRED_UPDATE) and int(data.get("flags") or 0) & ~EPHEMERAL:
            raise invalid("data.flags", "BASE_TYPE_CHOICES", "Only whether it is private can be said now")
        if kind not in _ALLOWED[of.type]:
            raise invalid("type", "BASE_TYPE_CHOICES", f"Not an answer to an interaction of type {of.type}")
        of.ephemeral = bool(int(data.get("flags") or 0) & EPHEMERAL)
        if kind == MESSAGE:
            of.original = self._say(of, data, uploads, ephemeral=of.ephemeral)
        elif kind in (UPDATE, DEFERRED_UPDATE) and of.message is None:
            raise invalid("type", "BASE_TYPE_CHOICES", "There is no message to change")
        elif kind == UPDATE and of.message is not None:
            of.original = self.messages.edit(of.message, data, uploads)
        elif kind in (DEFERRED, DEFERRED_UPDATE):
            of.deferred = kind == DEFERRED
            of.original = of.message if kind == DEFERRED_UPDATE else None
        elif kind == CHOICES:
            if len(data.get("choices") or []) > 25:
                raise invalid("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
            for number, choice in enumerate(data.get("choices") or []):
                if not 1 <= len(choice["name"]) <= 100:
                    raise invalid(f"data.choices.{number}.name", "BASE_TYPE_BAD_LENGTH", "1 to 100 characters")
        elif kind == MODAL:
            validate.modal(data)
            media.begin_as_text(data["components"])

    def _say(self, of: Interaction, data: Json, uploads: tuple[Upload, ...], *, ephemeral: bool) -> Message:
        return self.messages.create(
            self.world.channel(of.channel_id),
            of.application.id,
            data,
            uploads,
            application_id=of.application.id,
            interaction=self._metadata(of),
            visible_to=of.user_id if ephemeral else None,
            type=20 if of.type == COMMAND else 0,
        )

    def _metadata(self, of: Interaction) -> Json:
        metadata: Json = {
            "id": str(of.id),
            "type": of.type,
            "user": shapes.user(self.world.user(of.user_id)),
            "authorizing_integration_owners": {},
        }
        if of.type == COMPONENT and of.message is not None:
            metadata["interacted_message_id"] = str(of.message.id)
        if of.type == MODAL_SUBMIT and of.trigger is not None:
            metadata["triggering_interaction_metadata"] = self._metadata(of.trigger)
        return metadata

    def forget(self, of: Interaction) -> None:
        """The person closed it: it and what it said to them alone are kept no longer, and its token is no use."""
        self._by_token.pop(of.token, None)
        for said in [of.original, *of.followups]:
            if said is not None and said.visible_to is not None:
                self.world.messages.get(said.channel_id, {}).pop(said.id, None)

    def living(self, application_id: int, token: str) -> Interaction:
        """An answered interaction whose token still works."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.application.id != application_id or interaction.age > TOKEN_SECONDS:
            raise ApiError(10015)
        return interaction

    def follow_up(self, of: Interaction, data: Json, uploads: tuple[Upload, ...]) -> Message:
        """A further message; the first after a defer becomes the answer itself, as private as the defer was."""
        if not of.answer.done():
            raise ApiError(10015)
        if of.deferred and of.original is None:
            return self.edit_original(of, data, uploads)
        ephemeral = bool(int(data.get("flags") or 0) & EPHEMERAL)
        message = self._say(of, data, uploads, ephemeral=ephemeral)
        of.followups.append(message)
        of.changed.set()
        return message

    def edit_original(self, of: Interaction, data: Json, uploads: tuple[Upload, ...]) -> Message:
        if of.deferred and of.original is None:
            of.original = self._say(of, data, uploads, ephemeral=of.ephemeral)
        elif of.original is None:
            raise ApiError(10008)
        else:
            self.messages.edit(of.original, data, uploads)
        of.changed.set()
        return of.original

    def edit(self, of: Interaction, message_id: str, data: Json, uploads: tuple[Upload, ...]) -> Message:
        if message_id == "@original":
            return self.edit_original(of, data, uploads)
        edited = self.messages.edit(self.message_of(of, message_id), data, uploads)
        of.changed.set()
        return edited

    def delete(self, of: Interaction, message_id: str) -> None:
        """The answer or a follow-up; neither is found again afterwards."""
        found = self.message_of(of, message_id)
        self.messages.delete(found)
        of.followups = [each for each in of.followups if each is not found]
        if of.original is found:
            of.original, of.deferred = None, False
        of.changed.set()

    def message_of(self, of: Interaction, message_id: str) -> Message:
        """`@original`, or a follow-up by its id."""
        if message_id == "@original":
            if of.original is None:
                raise ApiError(10008)
            return of.original
        for message in [*of.followups, *([of.original] if of.original else [])]:
            if str(message.id) == message_id:
                return message
        raise ApiError(10008)


_ALLOWED = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}
