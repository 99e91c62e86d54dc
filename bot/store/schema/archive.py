"""What remains of an event: recordings, slides, takeaways, transcripts, and other material for learning."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from bot.store.schema.making import of_community, of_event, one_of, table
from bot.store.types import Json, Snowflake, UTCDateTime

material = table(
    "material",
    Column("id", Integer, primary_key=True),
    of_community(),
    of_event(nullable=True, index=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("link", Text, nullable=False),  # https, or ""
    Column("file_name", Text, nullable=False),
    Column("file_digest", Text, nullable=False),  # names the stored file: SHA-256 of its bytes; "" for none
    Column("file_size", Integer, nullable=False),  # bytes
    Column("media_type", Text, nullable=False),
    Column("text", Text, nullable=False),  # the takeaways, or a description
    Column("language", Text, nullable=False),
    Column("speakers", Text, nullable=False),
    Column("tags", Json, nullable=False),  # [str]
    Column("topic", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("role_ids", Json, nullable=False),  # [int], for audience "roles"
    Column("held_at", UTCDateTime, nullable=False),  # the event's start, else when it was added
    Column("created_by", Snowflake),
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    Column("removed_at", UTCDateTime),
    Column("told_at", UTCDateTime),  # when people were told of this recording
    Column("link_state", Text, nullable=False),
    Column("link_checked_at", UTCDateTime),
    Column("link_failures", Integer, nullable=False),  # in a row
    Column("link_failing_since", UTCDateTime),
    Column("link_problem", Text, nullable=False),  # of the last check; "" when it answered
    Column("link_due_at", UTCDateTime, index=True),  # when it is looked at next
    one_of("kind", "recording", "slides", "takeaways", "transcript", "tool", "document"),
    one_of("audience", "event", "public", "community", "roles"),
    one_of("link_state", "unknown", "ok", "failing", "dead"),
    CheckConstraint("audience <> 'event' OR event_id IS NOT NULL", name="audience_of_event"),
    Index("ix_material_community_id_held_at", "community_id", "held_at"),
    ids_are_shown=True,
)

passage = table(  # about a minute of a transcript
    "passage",
    Column("id", Integer, primary_key=True),
    Column("material_id", Integer, ForeignKey("material.id", ondelete="CASCADE"), nullable=False),
    Column("at_seconds", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_passage_material_id_at_seconds", "material_id", "at_seconds"),
)
