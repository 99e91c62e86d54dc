"""What is due (`agenda`), what is said unprompted (`outbox`), and announcements that belong to no event."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from bot.store.schema.making import of_community, of_event, one_of, table
from bot.store.types import Json, Snowflake, UTCDateTime

announcement = table(  # stand-alone, to a channel, once or repeating
    "announcement",
    Column("id", Integer, primary_key=True),
    of_community(index=True),
    Column("channel_id", Snowflake, nullable=False),
    Column("text", Text, nullable=False),
    Column("starts_local", Text, nullable=False),  # the wall clock it keeps: "2026-12-03T14:00"
    Column("zone", Text, nullable=False),
    Column("rule", Text),  # an RRULE value (RFC 5545 section 3.3.10); null: once
    Column("next_at", UTCDateTime),  # null: nothing more to come
    Column("created_by", Snowflake),
    Column("created_at", UTCDateTime, nullable=False),
    ids_are_shown=True,
)

agenda = table(
    "agenda",
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "event:12@v3/remind:1440"
    of_community(index=True),
    of_event(nullable=True, index=True),
    Column("announcement_id", Integer, ForeignKey("announcement.id", ondelete="CASCADE"), index=True),
    Column("step", Text, nullable=False),  # "remind:1440"
    Column("due_at", UTCDateTime, nullable=False),
    Column("grace_seconds", Integer),  # later than this after due_at it becomes missed; null: never too late
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", UTCDateTime),
    Column("settled_at", UTCDateTime),  # when it was done, missed, skipped or dropped
    Column("reason", Text, nullable=False),
    one_of("status", "planned", "done", "missed", "skipped", "dropped"),
    Index("ix_agenda_status_due_at", "status", "due_at"),
)

outbox = table(
    "outbox",
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "event:12@v3/remind:1440/u:34"
    of_community(index=True),
    of_event(nullable=True, index=True),
    Column("announcement_id", Integer, ForeignKey("announcement.id", ondelete="CASCADE"), index=True),
    Column("fact", Text, nullable=False),  # what is being said, whoever hears it: "event:12@v3/remind:1440"
    Column("user_id", Snowflake, index=True),  # the one it is for; null: for a channel
    Column("route", Text, nullable=False),
    Column("kind", Text, nullable=False),  # what is said: "card", "reminder", "moved", …
    Column("args", Json, nullable=False),  # ids and numbers only, never text
    Column("due_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime),  # not sent after this: it becomes missed
    Column("status", Text, nullable=False),
    Column("generation", Integer, nullable=False),  # raised by every refresh, so that none is lost while one is sent
    Column("attempts", Integer, nullable=False),
    Column("lease_until", UTCDateTime),  # nobody takes it before this: it is being sent, or it was put off
    Column("claimed_at", UTCDateTime),  # the first send whose outcome is not known yet; null: nothing is in the air
    Column("via_id", Integer),  # their direct messages are closed: the outbox row that mentions them instead
    Column("message_id", Snowflake),
    Column("message_channel_id", Snowflake),
    Column("reason", Text, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("settled_at", UTCDateTime),
    one_of("route", "channel", "direct"),
    one_of("status", "pending", "claimed", "sent", "undeliverable", "missed", "dropped"),
    CheckConstraint("route = 'channel' OR user_id IS NOT NULL", name="direct_to_a_person"),
    Index("ix_outbox_route_status_due_at", "route", "status", "due_at"),
)
