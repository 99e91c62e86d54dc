"""What exists, and the questions one asks of it. The records themselves are in `records.py`.

Whoever changes the world says so with `World.tell`: the gateway dispatches it to bots, a page shows it to people.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from local_discord.errors import ApiError
from local_discord.ids import Ids
from local_discord.records import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    CATEGORY,
    COMPONENTS_V2,
    DM,
    EPHEMERAL,
    FORUM,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    STAGE,
    TEXT,
    THREADS,
    VOICE,
    Application,
    Channel,
    Guild,
    Json,
    Member,
    Message,
    Overwrite,
    Poll,
    Role,
    ScheduledEvent,
    Stage,
    Tag,
    User,
    VoiceState,
    Webhook,
)

__all__ = [
    "ANNOUNCEMENT",
    "ANNOUNCEMENT_THREAD",
    "CATEGORY",
    "COMPONENTS_V2",
    "DM",
    "EPHEMERAL",
    "FORUM",
    "PRIVATE_THREAD",
    "PUBLIC_THREAD",
    "STAGE",
    "TEXT",
    "THREADS",
    "VOICE",
    "Application",
    "Channel",
    "Guild",
    "Json",
    "Member",
    "Message",
    "Overwrite",
    "Poll",
    "Role",
    "ScheduledEvent",
    "Stage",
    "Tag",
    "Teller",
    "User",
    "VoiceState",
    "Webhook",
    "World",
]

Teller = Callable[[str, Json, int | None, int | None], None]


class World:
    """Everything there is. `clock` gives aware UTC."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.now = clock
        self.ids = Ids(clock)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.direct: dict[int, Channel] = {}
        self.messages: dict[int, dict[int, Message]] = {}  # by channel, in order of their ids
        self.applications: dict[int, Application] = {}
        self.files: dict[str, tuple[bytes, str]] = {}  # by path below /attachments/: bytes, content type
        self.tellers: list[Teller] = []
        self.open_polls: dict[int, Message] = {}

    def tell(self, name: str, body: Json, *, guild_id: int | None = None, only: int | None = None) -> None:
        """Say that something happened. `only`: a person who alone may know (direct and ephemeral messages)."""
        for teller in self.tellers:
            teller(name, body, guild_id, only)

    def user(self, user_id: int) -> User:
        try:
            return self.users[user_id]
        except KeyError:
            raise ApiError(10013) from None

    def guild(self, guild_id: int) -> Guild:
        try:
            return self.guilds[guild_id]
        except KeyError:
            raise ApiError(10004) from None

    def member(self, guild_id: int, user_id: int) -> Member:
        try:
            return self.guild(guild_id).members[user_id]
        except KeyError:
            raise ApiError(10007) from None

    def channel(self, channel_id: int) -> Channel:
        if channel_id in self.direct:
            return self.direct[channel_id]
        for guild in self.guilds.values():
            if channel_id in guild.channels:
                return guild.channels[channel_id]
        raise ApiError(10003)

    def message(self, channel_id: int, message_id: int) -> Message:
        try:
            return self.messages[channel_id][message_id]
        except KeyError:
            raise ApiError(10008) from None

    def direct_channel(self, one: int, other: int) -> Channel:
        """The DM between two users, opened if it is not there yet."""
        for channel in self.direct.values():
            if set(channel.recipients) == {one, other}:
                return channel
        channel = Channel(self.ids.draw(), DM, recipients=(one, other), created_at=self.now())
        self.direct[channel.id] = channel
        return channel

    def event(self, guild_id: int, event_id: int) -> ScheduledEvent:
        try:
            return self.guild(guild_id).events[event_id]
        except KeyError:
            raise ApiError(10070) from None

    def mutual_guilds(self, one: int, other: int) -> Iterator[Guild]:
        return (guild for guild in self.guilds.values() if {one, other} <= guild.members.keys())

    def application_of(self, token: str) -> Application:
        for application in self.applications.values():
            if application.token == token:
                return application
        raise ApiError(0)
