"""The tables. Every one of them that speaks of a person joins export, erase and retention (`store/privacy.py`).

Conventions: names in the singular; ids of people, servers, channels and messages are Discord snowflakes; instants are
UTC; what refers to a community or an event goes with it (`ON DELETE CASCADE`). CHECKs are table-level, as Alembic's
autogenerate drops column-level ones.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.sql.schema import SchemaItem

from bot.store.types import Flag, Json, Snowflake, UTCDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *parts: SchemaItem, ids_are_shown: bool = False) -> Table:
    """`ids_are_shown`: an id stands in messages for years, so it is not given away again when its row is gone."""
    if ids_are_shown:  # PostgreSQL's sequences never go back anyway
        return Table(name, metadata, *parts, sqlite_strict=True, sqlite_autoincrement=True)
    return Table(name, metadata, *parts, sqlite_strict=True)


def _one_of(column: str, *allowed: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in allowed)})", name=column)


def _of_community(*, index: bool = False) -> "Column[int]":
    key = ForeignKey("community.id", ondelete="CASCADE")
    return Column("community_id", Snowflake, key, nullable=False, index=index)


def _of_event(*, primary_key: bool = False, nullable: bool = False, index: bool = False) -> "Column[int]":
    key = ForeignKey("event.id", ondelete="CASCADE")
    return Column("event_id", Integer, key, primary_key=primary_key, nullable=nullable, index=index)


community = _table(
    "community",
    Column("id", Snowflake, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("announce_channel_id", Snowflake),
    Column("organiser_role_ids", Json, nullable=False),  # [int]
    Column("mentor_role_ids", Json, nullable=False),  # [int]
    Column("dm_policy", Text, nullable=False),
    Column("set_up_at", UTCDateTime),
    Column("left_at", UTCDateTime),
    _one_of("dm_policy", "opt_in", "never"),
)

member = _table(
    "member",
    _of_community(),
    Column("user_id", Snowflake, nullable=False, index=True),
    Column("language", Text),
    Column("zone", Text),
    Column("direct_messages", Flag, nullable=False),
    Column("unreachable_since", UTCDateTime),
    Column("messages_chosen_at", UTCDateTime),  # when they last said yes or no to direct messages
    Column("lead_minutes", Json),  # [int] or null
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("updated_at", UTCDateTime, nullable=False),
    UniqueConstraint("community_id", "user_id"),
    CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet_hours"),
)

event = _table(
    "event",
    Column("id", Integer, primary_key=True),
    _of_community(),
    Column("uid", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("folded_title", Text, nullable=False),  # for autocomplete: lower case, without diacritics
    Column("summary", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Column("zone", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("join_link", Text, nullable=False),
    Column("lead_minutes", Json, nullable=False),  # [int]
    Column("link_opens_minutes", Integer, nullable=False),
    Column("speakers", Text, nullable=False),
    Column("host_id", Snowflake),
    Column("language", Text, nullable=False),
    Column("capacity", Integer),
    Column("closes_at", UTCDateTime),
    Column("registration_open", Flag, nullable=False),
    Column("audience", Text, nullable=False),
    Column("role_ids", Json, nullable=False),  # [int], for audience "roles"
    Column("channel_id", Snowflake),
    Column("status", Text, nullable=False),
    Column("cancel_reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("created_by", Snowflake),  # null once that person's data was erased
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    Column("published_at", UTCDateTime),
    # How it is filled, kept by the same transaction as the RSVPs: a click reads one row, not all RSVPs
    Column("going", Integer, nullable=False),
    Column("maybe", Integer, nullable=False),
    Column("declined", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("offered", Integer, nullable=False),
    Column("last_ticket", Integer, nullable=False),
    _one_of("mode", "online", "on_site", "hybrid"),
    _one_of("audience", "public", "community", "roles"),
    _one_of("status", "draft", "discarded", "published", "live", "ended", "archived", "cancelled"),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    Index("ix_event_community_id_starts_at", "community_id", "starts_at"),
    ids_are_shown=True,
)

card = _table(
    "card",
    _of_event(primary_key=True),
    Column("channel_id", Snowflake, nullable=False),
    Column("message_id", Snowflake),
    Column("thread_id", Snowflake),
)

rsvp = _table(
    "rsvp",
    _of_event(),
    Column("user_id", Snowflake, nullable=False, index=True),
    Column("choice", Text, nullable=False),
    Column("ticket", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("offered_until", UTCDateTime),
    Column("updated_at", UTCDateTime, nullable=False),
    UniqueConstraint("event_id", "user_id"),
    UniqueConstraint("event_id", "ticket"),
    _one_of("choice", "going", "maybe", "declined", "waiting", "offered"),
    CheckConstraint("(choice = 'offered') = (offered_until IS NOT NULL)", name="offered_until"),
    Index("ix_rsvp_event_id_choice_ticket", "event_id", "choice", "ticket"),
)

erased_rsvp = _table(  # totals survive: how many answers of each choice belonged to people erased since
    "erased_rsvp",
    _of_event(),
    Column("choice", Text, nullable=False),
    Column("people", Integer, nullable=False),
    UniqueConstraint("event_id", "choice"),
)

reminder = _table(  # added to one event by an organiser, beside those of its kind
    "reminder",
    Column("id", Integer, primary_key=True),
    _of_event(index=True),
    Column("minutes", Integer, nullable=False),  # before the start
    Column("text", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("role_id", Snowflake),
    Column("created_by", Snowflake),
    Column("created_at", UTCDateTime, nullable=False),
    _one_of("target", "going", "maybe", "waiting", "everyone", "role"),
    CheckConstraint("(target = 'role') = (role_id IS NOT NULL)", name="role"),
    CheckConstraint("minutes >= 0", name="minutes"),
    ids_are_shown=True,
)

skipped_step = _table(  # steps of the plan an organiser took out; a move does not bring them back
    "skipped_step",
    _of_event(),
    Column("step", Text, nullable=False),  # "remind:1440"
    UniqueConstraint("event_id", "step"),
)

announcement = _table(  # stand-alone, to a channel, once or repeating
    "announcement",
    Column("id", Integer, primary_key=True),
    _of_community(index=True),
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

agenda = _table(
    "agenda",
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "event:12@v3/remind:1440"
    _of_community(index=True),
    _of_event(nullable=True, index=True),
    Column("announcement_id", Integer, ForeignKey("announcement.id", ondelete="CASCADE"), index=True),
    Column("step", Text, nullable=False),  # "remind:1440"
    Column("due_at", UTCDateTime, nullable=False),
    Column("grace_seconds", Integer),  # later than this after due_at it becomes missed; null: never too late
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", UTCDateTime),
    Column("settled_at", UTCDateTime),  # when it was done, missed, skipped or dropped
    Column("reason", Text, nullable=False),
    _one_of("status", "planned", "done", "missed", "skipped", "dropped"),
    Index("ix_agenda_status_due_at", "status", "due_at"),
)

outbox = _table(
    "outbox",
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # "event:12@v3/remind:1440/u:34"
    _of_community(index=True),
    _of_event(nullable=True, index=True),
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
    _one_of("route", "channel", "direct"),
    _one_of("status", "pending", "claimed", "sent", "undeliverable", "missed", "dropped"),
    CheckConstraint("route = 'channel' OR user_id IS NOT NULL", name="direct_to_a_person"),
    Index("ix_outbox_route_status_due_at", "route", "status", "due_at"),
)

form = _table(  # what a person typed into a form that failed or was left: handed back, never lost
    "form",
    Column("id", Integer, primary_key=True),
    _of_community(index=True),
    Column("user_id", Snowflake, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("fields", Json, nullable=False),
    Column("kept_at", UTCDateTime, nullable=False),
    UniqueConstraint("community_id", "user_id", "name"),
)

log_entry = _table(
    "log_entry",
    Column("id", Integer, primary_key=True),
    _of_community(),
    Column("at", UTCDateTime, nullable=False),
    Column("actor_id", Snowflake, index=True),  # null once that person's data was erased
    Column("action", Text, nullable=False),
    _of_event(nullable=True, index=True),
    Column("details", Json, nullable=False),
    Index("ix_log_entry_community_id_at", "community_id", "at"),
)

trouble = _table(
    "trouble",
    _of_community(),
    Column("subject", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("last_seen", UTCDateTime, nullable=False),
    Column("count", Integer, nullable=False),
    UniqueConstraint("community_id", "subject", "code"),
)

tombstone = _table(  # outlives a restored backup: whom to erase again. Holds no id, only a keyed digest of one
    "tombstone",
    Column("digest", Text, primary_key=True),
    Column("erased_at", UTCDateTime, nullable=False),
)

fact = _table(  # single values of the installation: the hash of the synced commands, the tombstones' salt
    "fact",
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
