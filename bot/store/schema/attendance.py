"""Who was there: watched in a voice channel, checked in by code, noted by hand, imported; and certificates of it."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, UniqueConstraint

from bot.store.schema.making import of_community, of_event, one_of, table
from bot.store.types import Flag, Json, Snowflake, UTCDateTime

attendance = table(  # one record a person, whatever sources it is merged from
    "attendance",
    Column("id", Integer, primary_key=True),
    of_event(),
    Column("user_id", Snowflake, nullable=False, index=True),
    Column("minutes", Integer),  # null: there, but nobody measured for how long
    Column("sources", Json, nullable=False),  # ["voice", "code", "hand", "import"], those that saw them
    Column("noted_by", Snowflake),  # who noted it by hand or import; null once that person's data was erased
    Column("updated_at", UTCDateTime, nullable=False),
    UniqueConstraint("event_id", "user_id"),
    CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes"),
)

erased_attendance = table(  # totals survive: how many of those who were there have no row any more
    "erased_attendance",
    of_event(primary_key=True),
    Column("people", Integer, nullable=False),
)

presence = table(  # one stay in the event's voice or stage channel
    "presence",
    Column("id", Integer, primary_key=True),
    of_event(),
    Column("user_id", Snowflake, nullable=False, index=True),
    Column("joined_at", UTCDateTime, nullable=False),
    Column("left_at", UTCDateTime),  # null: still there
    Column("ended", Text),  # how the stay ended: they left, the event ended, or we lost sight of them
    one_of("ended", "left", "end", "lost"),
    CheckConstraint("(left_at IS NULL) = (ended IS NULL)", name="left_at"),
    Index("ix_presence_event_id_user_id", "event_id", "user_id"),
)

presence_gap = table(  # nobody watched then: restart, reconnect
    "presence_gap",
    Column("id", Integer, primary_key=True),
    of_event(index=True),
    Column("from_at", UTCDateTime, nullable=False),
    Column("to_at", UTCDateTime, nullable=False),
)

presence_watch = table(  # channels being watched, and until when that is sure: written once a minute
    "presence_watch",
    of_event(primary_key=True),
    Column("seen_at", UTCDateTime, nullable=False),
)

checkin_code = table(  # shown on site, typed as /checkin CODE
    "checkin_code",
    of_event(primary_key=True),
    Column("code", Text, nullable=False),
    Column("opens_at", UTCDateTime, nullable=False),
    Column("closes_at", UTCDateTime, nullable=False),
    Column("created_by", Snowflake),
    CheckConstraint("closes_at > opens_at", name="window"),
)

attendance_notice = table(  # people are told beforehand that it is noted who is there, whichever way
    "attendance_notice",
    of_event(primary_key=True),
)

checkin_guess = table(  # wrong codes a person typed lately
    "checkin_guess",
    Column("id", Integer, primary_key=True),
    of_community(),
    Column("user_id", Snowflake, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("since", UTCDateTime, nullable=False),
    UniqueConstraint("community_id", "user_id"),
)

attendance_import = table(  # a participant list under review
    "attendance_import",
    Column("id", Integer, primary_key=True),
    of_event(index=True),
    Column("format", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_by", Snowflake),
    Column("created_at", UTCDateTime, nullable=False),
    one_of("format", "zoom", "teams", "other"),
    one_of("status", "open", "done", "discarded"),
    ids_are_shown=True,
)

attendance_import_row = table(  # removed with the review: names are kept no longer than they are needed
    "attendance_import_row",
    Column("id", Integer, primary_key=True),
    Column("import_id", Integer, ForeignKey("attendance_import.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("minutes", Integer),
    Column("user_id", Snowflake, index=True),  # whom it is taken for
    Column("certainty", Text, nullable=False),
    Column("decided", Flag, nullable=False),
    one_of("certainty", "sure", "doubtful", "none"),
)

certificate = table(
    "certificate",
    Column("id", Integer, primary_key=True),
    of_event(),
    Column("user_id", Snowflake, nullable=False, index=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),  # as they asked for it to be printed
    Column("language", Text, nullable=False),
    Column("minutes", Integer),
    Column("issued_at", UTCDateTime, nullable=False),
    UniqueConstraint("event_id", "user_id"),
)
