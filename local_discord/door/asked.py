"""What a page may ask for as its person. Each action answers with JSON, or refuses with words for the person."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from local_discord.acting import Acting
from local_discord.door import views
from local_discord.errors import ApiError
from local_discord.records import Channel, Json, Message, User

if TYPE_CHECKING:
    from local_discord.door.serving import Door

Action = Callable[["Door", User, Json], Awaitable[Json]]
ACTIONS: dict[str, Action] = {}


class Refusal(Exception):  # noqa: N818 - a no, not an error
    """Named by the key of the page's own words for it."""


def action(name: str) -> Callable[[Action], Action]:
    def register(handler: Action) -> Action:
        ACTIONS[name] = handler
        return handler

    return register


def channel_of(door: "Door", user: User, asked: Json) -> Channel:
    channel = door.world.channel(int(asked["channel"]))
    if not views.sees(door.world, channel, user.id):
        raise ApiError(50001)
    return channel


def message_of(door: "Door", user: User, asked: Json) -> Message:
    found = door.world.message(channel_of(door, user, asked).id, int(asked["message"]))
    if found.visible_to not in (None, user.id):
        raise ApiError(10008)
    return found


class Member(Acting):
    """A person by themselves, without any bot."""

    def __init__(self, door: "Door", user: User) -> None:
        self.discord, self.user = door.discord, user
