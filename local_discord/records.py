"""The records the world is made of: people, servers, channels, messages. Plain data, no rules."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

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
    hoist: bool = False
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
    timed_out_until: datetime | None = None
    mute: bool = False
    deaf: bool = False


@dataclass
class VoiceState:
    """Where somebody is connected; `suppress`: they listen on a stage and may not speak."""

    user_id: int
    channel_id: int
    session_id: str
    mute: bool = False
    deaf: bool = False
    self_mute: bool = False
    self_deaf: bool = False
    self_video: bool = False
    self_stream: bool = False
    suppress: bool = False
    asks_to_speak_at: datetime | None = None


@dataclass
class Stage:
    """A stage channel that is live."""

    id: int
    channel_id: int
    topic: str
    event_id: int | None = None


@dataclass
class ScheduledEvent:
    id: int
    guild_id: int
    creator_id: int
    name: str
    kind: int  # 1 stage, 2 voice, 3 elsewhere
    starts_at: datetime
    ends_at: datetime | None = None
    description: str | None = None
    channel_id: int | None = None
    location: str | None = None
    image: str | None = None
    status: int = 1  # 1 scheduled, 2 active, 3 completed, 4 cancelled
    interested: list[int] = field(default_factory=list)
    empty_since: datetime | None = None  # since when nobody is in its channel, while it goes on


@dataclass
class Webhook:
    id: int
    token: str
    guild_id: int
    channel_id: int
    creator_id: int
    name: str
    avatar: str | None = None
    application_id: int | None = None


@dataclass
class Tag:
    """What a forum's posts can be filed under; only moderators give a `moderated` one."""

    id: int
    name: str
    moderated: bool = False
    emoji: str | None = None


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
    archived_at: datetime | None = None  # when that was last changed
    archive_minutes: int = 4320  # how long a thread stays open without a word; of a channel: the default of its threads
    invitable: bool = True  # of a private thread: may everybody in it bring others
    flags: int = 0  # 1 << 1: a pinned forum post; 1 << 4: a forum that requires a tag
    tags: list[Tag] = field(default_factory=list)  # of a forum
    applied_tags: tuple[int, ...] = ()  # of a post
    slowmode_seconds: int = 0
    nsfw: bool = False
    bitrate: int = 64_000  # of a voice or stage channel
    user_limit: int = 0
    last_pin_at: datetime | None = None
    followers: list[int] = field(default_factory=list)  # of an announcement channel: where its posts are copied to


@dataclass
class Poll:
    question: str
    answers: list[Json]  # as Discord sends them: answer_id and poll_media
    expires_at: datetime
    several: bool = False
    votes: dict[int, list[int]] = field(default_factory=dict)  # people by answer, in the order they voted
    finished: bool = False


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
    poll: Poll | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)  # people by emoji: a character, or name:id
    pinned_at: datetime | None = None
    snapshots: list[Json] = field(default_factory=list)  # of a forwarded message
    author_shape: Json | None = None  # of a webhook's message: the name it speaks under
    resolved: Json | None = None


@dataclass
class Invite:
    code: str
    channel_id: int
    inviter_id: int
    created_at: datetime
    max_age: int = 86_400  # seconds; 0: it never ends
    max_uses: int = 0  # 0: as many as like
    temporary: bool = False
    uses: int = 0


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
    voice: dict[int, VoiceState] = field(default_factory=dict)  # by person
    stages: dict[int, Stage] = field(default_factory=dict)  # by channel
    events: dict[int, ScheduledEvent] = field(default_factory=dict)
    webhooks: dict[int, Webhook] = field(default_factory=dict)
    bans: dict[int, str | None] = field(default_factory=dict)  # reason by person
    description: str | None = None
    emojis: dict[int, Json] = field(default_factory=dict)
    invites: dict[str, Invite] = field(default_factory=dict)
    audit: list[Json] = field(default_factory=list)  # what bots changed, oldest first


@dataclass
class Application:
    id: int
    name: str
    token: str
    commands: dict[int | None, dict[int, Json]] = field(default_factory=dict)  # by server; None: everywhere
    description: str = ""
    tags: list[str] = field(default_factory=list)
    emojis: dict[int, Json] = field(default_factory=dict)
