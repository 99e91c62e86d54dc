"""Bots' commands, buttons and forms, as a person uses them at a page."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from local_discord.door import offered
from local_discord.door.asked import Refusal, action, channel_of, message_of
from local_discord.interactions import COMMAND, FIRST_ANSWER_SECONDS, Interaction
from local_discord.people import Person, Reply
from local_discord.records import Application, Channel, Json, Message, User

if TYPE_CHECKING:
    from local_discord.door.serving import Door

NO_ANSWER = "failed.silent"


class Visitor(Person):
    """A person at a page: they see that the bot is thinking instead of waiting for it."""

    def __init__(self, door: "Door", user: User, application: Application) -> None:
        super().__init__(door.discord, user, application)
        self.door = door

    def _begin(
        self,
        kind: int,
        channel: Channel,
        data: Json,
        message: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        begun = super()._begin(kind, channel, data, message, trigger)
        if kind == COMMAND:
            self.door.used[begun.id] = _words(data)
        return begun

    async def _answered(self, interaction: Interaction) -> Reply:
        try:
            await asyncio.wait_for(asyncio.shield(interaction.answer), FIRST_ANSWER_SECONDS)
        except TimeoutError:
            return Reply(interaction, failed=True)
        if interaction.deferred and interaction.original is None:
            self.door.think(interaction)
        return Reply(interaction)

    def _uploaded(self, number: int) -> Json | None:
        known = self.door.uploads.get(number)
        return known[1] if known else None


def _words(data: Json) -> str:
    words, options = [data["name"]], data.get("options") or []
    while options and options[0]["type"] in (1, 2):
        words.append(options[0]["name"])
        options = options[0].get("options") or []
    return " ".join(words)


def _visitor(door: "Door", user: User, application_id: int | None) -> Visitor:
    application = door.world.applications.get(application_id or 0)
    if application is None:
        raise Refusal("refused.no-bot")
    return Visitor(door, user, application)


def _answer(door: "Door", reply: Reply) -> Json:
    """What the page has to know; messages come to it by themselves."""
    if reply.failed:
        return {"failed": NO_ANSWER}
    if reply.modal is None:
        return {}
    door.forms[reply.interaction.id] = reply
    return {"modal": reply.modal, "form": str(reply.interaction.id)}


@action("commands")
async def commands(door: "Door", user: User, asked: Json) -> Json:
    return {"commands": offered.commands(door.world, channel_of(door, user, asked), user)}


@action("complete")
async def complete(door: "Door", user: User, asked: Json) -> Json:
    visitor = _visitor(door, user, int(asked["application"]))
    channel, options = channel_of(door, user, asked), asked.get("options") or {}
    return {"choices": await visitor.complete(asked["path"], channel, asked["focused"], **options)}


@action("use")
async def use(door: "Door", user: User, asked: Json) -> Json:
    visitor = _visitor(door, user, int(asked["application"]))
    channel = channel_of(door, user, asked)
    try:
        return _answer(door, await visitor.use(asked["path"], channel, **(asked.get("options") or {})))
    except LookupError:
        raise Refusal("refused.command-gone") from None


@action("use_on")
async def use_on(door: "Door", user: User, asked: Json) -> Json:
    """A command of the menu of a message or of a person."""
    visitor, channel = _visitor(door, user, int(asked["application"])), channel_of(door, user, asked)
    target = message_of(door, user, asked) if asked.get("message") else door.world.user(int(asked["user"]))
    try:
        return _answer(door, await visitor.use_on(asked["path"], target, channel))
    except LookupError:
        raise Refusal("refused.command-gone") from None


@action("press")
async def press(door: "Door", user: User, asked: Json) -> Json:
    message = message_of(door, user, asked)
    return await _on_message(door, message, _visitor(door, user, _application(message)).press, asked, ())


@action("choose")
async def choose(door: "Door", user: User, asked: Json) -> Json:
    message = message_of(door, user, asked)
    values = tuple(str(each) for each in asked["values"])
    return await _on_message(door, message, _visitor(door, user, _application(message)).choose, asked, values)


def _application(message: Message) -> int:
    return message.application_id or message.author_id


async def _on_message(
    door: "Door", message: Message, act: Callable[..., Awaitable[Reply]], asked: Json, values: tuple[str, ...]
) -> Json:
    try:
        reply = await act(message, asked["custom_id"], *values)
    except LookupError:
        raise Refusal("refused.button-gone") from None
    return {"failed": "failed.component"} if reply.failed else _answer(door, reply)


@action("submit")
async def submit(door: "Door", user: User, asked: Json) -> Json:
    form = door.forms.get(int(asked["form"]))
    if form is None or form.interaction.user_id != user.id:
        raise Refusal("refused.form-gone")
    visitor = Visitor(door, user, form.interaction.application)
    fields: dict[str, Any] = asked.get("fields") or {}
    reply = await visitor.submit(form, **fields)
    if reply.failed:
        return {"failed": "failed.form"}
    del door.forms[form.interaction.id]
    return {}
