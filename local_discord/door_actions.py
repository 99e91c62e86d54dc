"""What a page may ask for as its person. Each action answers with JSON, or refuses with words for the person."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from local_discord import door_views
from local_discord.acting import Acting
from local_discord.errors import ApiError
from local_discord.interactions import COMMAND, FIRST_ANSWER_SECONDS, Interaction
from local_discord.people import Person, Reply
from local_discord.world import Application, Channel, Json, Message, User

if TYPE_CHECKING:
    from local_discord.door import Door

Action = Callable[["Door", User, Json], Awaitable[Json]]
ACTIONS: dict[str, Action] = {}
NO_ANSWER = "The application did not respond"
_MOST_MINUTES = 60 * 24 * 366


class Refusal(Exception):  # noqa: N818 - a no, not an error
    """Said to the person as it is."""


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


def action(name: str) -> Callable[[Action], Action]:
    def register(handler: Action) -> Action:
        ACTIONS[name] = handler
        return handler

    return register


def _channel(door: "Door", user: User, asked: Json) -> Channel:
    channel = door.world.channel(int(asked["channel"]))
    if not door_views.sees(door.world, channel, user.id):
        raise ApiError(50001)
    return channel


def _message(door: "Door", user: User, asked: Json) -> Message:
    found = door.world.message(_channel(door, user, asked).id, int(asked["message"]))
    if found.visible_to not in (None, user.id):
        raise ApiError(10008)
    return found


def _visitor(door: "Door", user: User, application_id: int | None) -> Visitor:
    application = door.world.applications.get(application_id or 0)
    if application is None:
        raise Refusal("Nobody answers here: this message is no bot's.")
    return Visitor(door, user, application)


class _Member(Acting):
    """A person by themselves, without any bot."""

    def __init__(self, door: "Door", user: User) -> None:
        self.discord, self.user = door.discord, user


def _answer(door: "Door", reply: Reply) -> Json:
    """What the page has to know; messages come to it by themselves."""
    if reply.failed:
        return {"failed": NO_ANSWER}
    if reply.modal is None:
        return {}
    door.forms[reply.interaction.id] = reply
    return {"modal": reply.modal, "form": str(reply.interaction.id)}


# --- reading ---


@action("history")
async def history(door: "Door", user: User, asked: Json) -> Json:
    before = int(asked["before"]) if asked.get("before") else None
    found = door.history(_channel(door, user, asked), user, before)
    return {"messages": [door.message(each, user) for each in found], "complete": len(found) < 50}


@action("read")
async def read(door: "Door", user: User, asked: Json) -> Json:
    door.mark_read(_channel(door, user, asked), user)
    return {}


@action("dismiss")
async def dismiss(door: "Door", user: User, asked: Json) -> Json:
    """Only a message that only this person sees can be put away."""
    message = _message(door, user, asked)
    if message.visible_to == user.id:
        door.dismissed.add((user.id, message.id))
    return {}


@action("commands")
async def commands(door: "Door", user: User, asked: Json) -> Json:
    return {"commands": door_views.commands(door.world, _channel(door, user, asked), user)}


# --- saying ---


@action("send")
async def send(door: "Door", user: User, asked: Json) -> Json:
    kept = [door.uploads[int(each)][0] for each in asked.get("uploads") or []]
    files = [(each.name, each.data, each.content_type) for each in kept]
    message = _Member(door, user).say(_channel(door, user, asked), str(asked.get("content") or ""), *files)
    return {"id": str(message.id)}


@action("react")
async def react(door: "Door", user: User, asked: Json) -> Json:
    """Put a reaction, or take one's own back."""
    message, emoji, member = _message(door, user, asked), str(asked["emoji"]), _Member(door, user)
    shown = door.message(message, user).get("reactions") or []
    mine = any(each["me"] and each["emoji"]["name"] == emoji for each in shown)
    (member.take_back if mine else member.react)(message, emoji)
    return {}


@action("vote")
async def vote(door: "Door", user: User, asked: Json) -> Json:
    """All votes in a poll at once; none takes them back."""
    _Member(door, user).vote(_message(door, user, asked), *(int(each) for each in asked["answers"]))
    return {}


@action("interested")
async def interested(door: "Door", user: User, asked: Json) -> Json:
    event_id = int(asked["event"])
    for guild in door.world.guilds.values():
        if event_id in guild.events and user.id in guild.members:
            _Member(door, user).be_interested(guild.events[event_id], interested=bool(asked["yes"]))
            return {}
    raise ApiError(10070)


@action("join_voice")
async def join_voice(door: "Door", user: User, asked: Json) -> Json:
    _Member(door, user).connect(_channel(door, user, asked))
    return {}


@action("leave_voice")
async def leave_voice(door: "Door", user: User, asked: Json) -> Json:
    channel = _channel(door, user, asked)
    _Member(door, user).disconnect(door.world.guild(channel.guild_id or 0))
    return {}


@action("direct")
async def direct(door: "Door", user: User, asked: Json) -> Json:
    """Open the direct messages with somebody."""
    other = door.world.user(int(asked["user"]))
    channel = door.world.direct_channel(user.id, other.id)
    door.opened.add(channel.id)
    door.changed()
    return {"channel": str(channel.id)}


# --- the bot's commands, buttons, forms ---


@action("complete")
async def complete(door: "Door", user: User, asked: Json) -> Json:
    visitor = _visitor(door, user, int(asked["application"]))
    channel, options = _channel(door, user, asked), asked.get("options") or {}
    return {"choices": await visitor.complete(asked["path"], channel, asked["focused"], **options)}


@action("use")
async def use(door: "Door", user: User, asked: Json) -> Json:
    visitor = _visitor(door, user, int(asked["application"]))
    channel = _channel(door, user, asked)
    try:
        return _answer(door, await visitor.use(asked["path"], channel, **(asked.get("options") or {})))
    except LookupError:
        raise Refusal("This command is no longer there. Type / to see what is.") from None


@action("use_on")
async def use_on(door: "Door", user: User, asked: Json) -> Json:
    """A command of the menu of a message or of a person."""
    visitor, channel = _visitor(door, user, int(asked["application"])), _channel(door, user, asked)
    target = _message(door, user, asked) if asked.get("message") else door.world.user(int(asked["user"]))
    try:
        return _answer(door, await visitor.use_on(asked["path"], target, channel))
    except LookupError:
        raise Refusal("This command is no longer there.") from None


@action("press")
async def press(door: "Door", user: User, asked: Json) -> Json:
    message = _message(door, user, asked)
    return await _on_message(door, message, _visitor(door, user, _application(message)).press, asked, ())


@action("choose")
async def choose(door: "Door", user: User, asked: Json) -> Json:
    message = _message(door, user, asked)
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
        raise Refusal("This button has gone: the message has changed.") from None
    return {"failed": "This interaction failed"} if reply.failed else _answer(door, reply)


@action("submit")
async def submit(door: "Door", user: User, asked: Json) -> Json:
    form = door.forms.get(int(asked["form"]))
    if form is None or form.interaction.user_id != user.id:
        raise Refusal("This form is no longer open.")
    visitor = Visitor(door, user, form.interaction.application)
    fields: dict[str, Any] = asked.get("fields") or {}
    reply = await visitor.submit(form, **fields)
    if reply.failed:
        return {"failed": "Something went wrong. Try again."}
    del door.forms[form.interaction.id]
    return {}


# --- time ---


@action("move")
async def move(door: "Door", _user: User, asked: Json) -> Json:
    minutes = int(asked["minutes"])
    if not 0 < minutes <= _MOST_MINUTES:
        raise Refusal("Time only moves forward, a year at most at once.")
    await door.move(timedelta(minutes=minutes))
    return {}


@action("skip")
async def skip(door: "Door", _user: User, asked: Json) -> Json:
    """One of the embedder's jumps; what it returns, if text, is said to the person."""
    said = await door.skips[asked["key"]].run()
    return {"said": said} if isinstance(said, str) else {}
