"""A server's settings, and what its members chose."""

from sqlalchemy import CheckConstraint, Column, Integer, Text, UniqueConstraint

from bot.store.schema.making import of_community, one_of, table
from bot.store.types import Flag, Json, Snowflake, UTCDateTime

community = table(
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
    one_of("dm_policy", "opt_in", "never"),
)

member = table(
    "member",
    of_community(),
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

compared_role = table(  # in reports
    "compared_role",
    of_community(),
    Column("role_id", Snowflake, nullable=False),
    Column("name", Text, nullable=False),  # as it was called: of a role that was deleted Discord tells nothing
    Column("place", Integer, nullable=False),
    UniqueConstraint("community_id", "role_id"),
)
