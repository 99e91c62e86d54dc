"""What Nacre keeps to run: half-typed forms, the log, troubles, tombstones, single facts."""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint

from bot.store.schema.making import of_community, of_event, table
from bot.store.types import Json, Snowflake, UTCDateTime

form = table(  # what a person typed into a form that failed or was left: handed back, never lost
    "form",
    Column("id", Integer, primary_key=True),
    of_community(index=True),
    Column("user_id", Snowflake, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("fields", Json, nullable=False),
    Column("kept_at", UTCDateTime, nullable=False),
    UniqueConstraint("community_id", "user_id", "name"),
)

log_entry = table(
    "log_entry",
    Column("id", Integer, primary_key=True),
    of_community(),
    Column("at", UTCDateTime, nullable=False),
    Column("actor_id", Snowflake, index=True),  # null once that person's data was erased
    Column("action", Text, nullable=False),
    of_event(nullable=True, index=True),
    Column("details", Json, nullable=False),
    Index("ix_log_entry_community_id_at", "community_id", "at"),
)

trouble = table(
    "trouble",
    of_community(),
    Column("subject", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("last_seen", UTCDateTime, nullable=False),
    Column("count", Integer, nullable=False),
    UniqueConstraint("community_id", "subject", "code"),
)

tombstone = table(  # outlives a restored backup: whom to erase again. Holds no id, only a keyed digest of one
    "tombstone",
    Column("digest", Text, primary_key=True),
    Column("erased_at", UTCDateTime, nullable=False),
)

fact = table(  # single values of the installation: the hash of the synced commands, the tombstones' salt
    "fact",
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
