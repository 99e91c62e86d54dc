"""What is said unprompted: an outbox item names a fact, and a delivery says what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b


class Route(StrEnum):
    CHANNEL = "channel"  # in the event's thread or channel, or an announcement's channel
    DIRECT = "direct"  # a direct message to `user_id`, who asked for those


class Saying(StrEnum):
    """The kinds of outbox items, each with its renderer in cogs."""

    CARD = "card"  # an event's announcement: posted once, edited ever after (a refresh row)
    REMINDER = "reminder"  # args: minutes (before the start)
    OWN_REMINDER = "own_reminder"  # an organiser's own; args: reminder_id
    MOVED = "moved"  # args: was (Unix seconds of the earlier start), version
    CANCELLED = "cancelled"
    OFFER = "offer"  # a freed seat is kept for user_id; args: ticket
    OFFER_LAPSED = "offer_lapsed"  # it passed on to the next person
    PROMOTED = "promoted"  # user_id holds a seat now, without having to accept
    ANNOUNCEMENT = "announcement"  # args: occurrence (Unix seconds)
    WELCOME = "welcome"  # to a server that just added Nacre
    FEEDBACK = "feedback"  # what did you think? args: survey; in a channel shown anew when it closes
    FEEDBACK_NUDGE = "feedback_nudge"  # to everybody who was asked; who has answered is not written to; args: survey
    YOU_SAID = "you_said"  # what came of feedback, in the thread or channel; args: shared (a survey), quote<n>
    RECORDING = "recording"  # it is there: to those who attended, and in the event's thread; args: material
    MISSED_RECORDING = "missed_recording"  # the same, to those who registered and were not there; args: material
    CHASE = "chase"  # asks the host for the recording; args: number (1 is the first time), version
    DEAD_LINK = "dead_link"  # to whoever added it; args: material
    TOPIC_PLANNED = "topic_planned"  # to those who wished for it: their topic became this event
    TOPIC_DECLINED = "topic_declined"  # to whoever suggested it or voted for it; args: topic
    PULSE = "pulse"  # a round of it; shown anew when it is over; args: survey, pulse, channel
    POLL = "poll"  # Discord's own; args: poll, channel unless it goes into its event's thread
    POLL_RESULTS = "poll_results"  # says nothing: the poll's message is read (docs/decisions/0110); args: poll, end


@dataclass(frozen=True, slots=True)
class OutboxItem:
    id: int
    key: str
    community_id: int
    saying: Saying
    route: Route
    due_at: datetime
    event_id: int | None = None
    announcement_id: int | None = None
    user_id: int | None = None
    args: dict[str, int] = field(default_factory=dict)
    expires_at: datetime | None = None
    generation: int = 1
    attempts: int = 0
    message_id: int | None = None
    fact: str = ""  # what is being said, whoever hears it: "event:12@v3/remind:1440"
    lease_until: datetime | None = None  # of a claimed item: nobody else sends it before then
    claimed_at: datetime | None = None  # when it was first claimed without anybody telling yet what became of it
    message_channel_id: int | None = None  # the channel or thread in which `message_id` stands

    @property
    def nonce(self) -> str:
        """At most 25 characters; Discord returns the earlier message for the same nonce within some minutes.

        A card whose message was deleted is posted again under another nonce.
        https://docs.discord.com/developers/resources/message#create-message
        """
        posting = self.args.get("posting", 1)
        name = self.key if posting == 1 else f"{self.key}#{posting}"
        return blake2b(name.encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Sent:
    """Discord has it. A card's edit reports the message it edited."""

    channel_id: int
    message_id: int
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now: rate limited, or Discord is briefly down.

    `unsure` when it may have been said all the same (the connection broke, no answer came): it is then only tried
    again while Discord surely recognises the nonce.
    """

    after_seconds: float
    reason: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Never, as things stand. `trouble` is a code for /doctor ("channel_gone", "forbidden", "removed").

    For a direct message `closed` is True when the person cannot be written to (50007, 50278, 40003): their
    preferences are marked and what must be known is said in the event's thread or channel instead.
    """

    reason: str
    trouble: str | None = None
    subject: str | None = None  # of the trouble: "channel:123"
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """There is nothing left to say: the event was cancelled, the person left, the role was lost."""

    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A poll that is over was read. `votes` are those for each of its answers; None when its message is gone."""

    votes: tuple[int, ...] | None


Delivery = Sent | Retry | Undeliverable | Dropped | Counted
