"""Events, where their cards stand, who answered what, and what an organiser changed in their plan."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from bot.store.schema.making import of_community, of_event, one_of, table
from bot.store.types import Flag, Json, Snowflake, UTCDateTime

event = table(
    "event",
    Column("id", Integer, primary_key=True),
    of_community(),
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
    Column("voice_channel_id", Snowflake),  # where it is held in Discord; presence there is attendance
    Column("feedback", Text, nullable=False),
    Column("recorded", Flag, nullable=False),  # a recording is expected, and asked for if it does not come
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
    one_of("mode", "online", "on_site", "hybrid"),
    one_of("audience", "public", "community", "roles"),
    one_of("feedback", "anonymous", "named", "none"),
    one_of("status", "draft", "discarded", "published", "live", "ended", "archived", "cancelled"),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    Index(  # all that lists and autocomplete choose by: rows are read only for what is shown
        "ix_event_listing",
        "community_id",
        "starts_at",
        "id",
        "ends_at",
        "status",
        "kind",
        "audience",
        "role_ids",
        "folded_title",
    ),
    ids_are_shown=True,
)

card = table(
    "card",
    of_event(primary_key=True),
    Column("channel_id", Snowflake, nullable=False),
    Column("message_id", Snowflake),
    Column("thread_id", Snowflake),
)

rsvp = table(
    "rsvp",
    of_event(),
    Column("user_id", Snowflake, nullable=False, index=True),
    Column("choice", Text, nullable=False),
    Column("ticket", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("offered_until", UTCDateTime),
    Column("updated_at", UTCDateTime, nullable=False),
    UniqueConstraint("event_id", "user_id"),
    UniqueConstraint("event_id", "ticket"),
    one_of("choice", "going", "maybe", "declined", "waiting", "offered"),
    CheckConstraint("(choice = 'offered') = (offered_until IS NOT NULL)", name="offered_until"),
    Index("ix_rsvp_event_id_choice_ticket", "event_id", "choice", "ticket"),
)

erased_rsvp = table(  # totals survive: how many answers of each choice belonged to people erased since
    "erased_rsvp",
    of_event(),
    Column("choice", Text, nullable=False),
    Column("people", Integer, nullable=False),
    UniqueConstraint("event_id", "choice"),
)

reminder = table(  # added to one event by an organiser, beside those of its kind
    "reminder",
    Column("id", Integer, primary_key=True),
    of_event(index=True),
    Column("minutes", Integer, nullable=False),  # before the start
    Column("text", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("role_id", Snowflake),
    Column("created_by", Snowflake),
    Column("created_at", UTCDateTime, nullable=False),
    one_of("target", "going", "maybe", "waiting", "everyone", "role"),
    CheckConstraint("(target = 'role') = (role_id IS NOT NULL)", name="role"),
    CheckConstraint("minutes >= 0", name="minutes"),
    ids_are_shown=True,
)

skipped_step = table(  # steps of the plan an organiser took out; a move does not bring them back
    "skipped_step",
    of_event(),
    Column("step", Text, nullable=False),  # "remind:1440"
    UniqueConstraint("event_id", "step"),
)
