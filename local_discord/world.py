"""What exists: people, servers, channels, messages. Plain records and the questions one asks of them.

Whoever changes the world says so with `World.tell`: the gateway dispatches it to bots, a page shows it to people.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from local_discord.errors import ApiError
from local_discord.ids import Ids

Json = dict[str, Any]

TEXT, DM, VOICE, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM = 10, 11, 12, 13, 15
THREADS = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})
EPHEMERAL, COMPONENTS_V2 = 1 << 6, 1 << 15


@dataclass
class User:
    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    zone: str = "Europe/Warsaw"
    accepts_direct_messages: bool = True


@dataclass
class Role:
    id: int
    name: str
    permissions: int = 0
    position: int = 1
    colour: int = 0
    mentionable: bool = False
    managed: bool = False


@dataclass
class Overwrite:
    """What one role (kind 0) or member (kind 1) is allowed and denied in a channel."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass
class Member:
    user_id: int
    role_ids: set[int] = field(default_factory=set)
    nick: str | None = None
    joined_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Channel:
    id: int
    type: int
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    overwrites: list[Overwrite] = field(default_factory=list)
    recipients: tuple[int, ...] = ()  # of a DM
    owner_id: int | None = None  # of a thread
    archived: bool = False
    locked: bool = False
    thread_members: set[int] = field(default_factory=set)
    created_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    last_message_id: int | None = None


@dataclass
class Message:
    id: int
    channel_id: int
    author_id: int
    timestamp: datetime
    content: str = ""
    type: int = 0
    flags: int = 0
    embeds: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    mention_ids: tuple[int, ...] = ()
    mention_role_ids: tuple[int, ...] = ()
    mention_everyone: bool = False
    edited_at: datetime | None = None
    nonce: str | None = None
    pinned: bool = False
    tts: bool = False
    reference: Json | None = None
    application_id: int | None = None
    webhook_id: int | None = None
    interaction: Json | None = None
    visible_to: int | None = None  # an ephemeral message is seen by this person only
    thread_id: int | None = None


@dataclass
class Guild:
    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)  # threads too
    locale: str = "en-US"
    system_channel_id: int | None = None


@dataclass
class Application:
    id: int
    name: str
    token: str
    commands: dict[int | None, dict[int, Json]] = field(default_factory=dict)  # by server; None: everywhere


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

    def mutual_guilds(self, one: int, other: int) -> Iterator[Guild]:
        return (guild for guild in self.guilds.values() if {one, other} <= guild.members.keys())

    def application_of(self, token: str) -> Application:
        for application in self.applications.values():
            if application.token == token:
                return application
        raise ApiError(0)
