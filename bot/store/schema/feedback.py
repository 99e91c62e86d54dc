"""Asking for opinions. Who answered is nowhere; what was answered has no time (docs/decisions/0100)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, UniqueConstraint

from bot.store.schema.making import of_community, of_event, one_of, table
from bot.store.types import Flag, Json, Snowflake, UTCDateTime

feedback_form = table(  # a version of a form; versions are never changed, so that answers keep their questions
    "feedback_form",
    Column("id", Integer, primary_key=True),
    of_community(),
    Column("name", Text, nullable=False),  # the key of an event kind, or of a pulse
    Column("version", Integer, nullable=False),
    Column("questions", Json, nullable=False),
    Column("created_by", Snowflake),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("community_id", "name", "version"),
)

pulse = table(  # a form that is asked of the community again and again
    "pulse",
    Column("id", Integer, primary_key=True),
    of_community(index=True),
    Column("title", Text, nullable=False),
    Column("form_name", Text, nullable=False),
    Column("channel_id", Snowflake, nullable=False),
    Column("starts_local", Text, nullable=False),  # the wall clock it keeps: "2026-12-03T14:00"
    Column("zone", Text, nullable=False),
    Column("rule", Text),  # an RRULE value; null: once
    Column("open_days", Integer, nullable=False),
    Column("next_at", UTCDateTime),  # null: nothing more to come
    Column("created_by", Snowflake),
    Column("created_at", UTCDateTime, nullable=False),
    ids_are_shown=True,
)

survey = table(  # a form being asked: about an event, or as one round of a pulse
    "survey",
    Column("id", Integer, primary_key=True),
    of_community(index=True),
    Column("event_id", Integer, ForeignKey("event.id", ondelete="CASCADE"), unique=True),
    Column("pulse_id", Integer, ForeignKey("pulse.id", ondelete="CASCADE"), index=True),
    Column("form_id", Integer, ForeignKey("feedback_form.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("named", Flag, nullable=False),
    Column("circle", Text, nullable=False),  # who is asked
    Column("asked", Integer, nullable=False),  # how many people
    Column("opened_at", UTCDateTime, nullable=False),
    Column("closes_at", UTCDateTime, nullable=False),
    Column("closed_at", UTCDateTime),
    Column("shared_at", UTCDateTime),  # when "you said" was published
    CheckConstraint("event_id IS NULL OR pulse_id IS NULL", name="about"),
    one_of("circle", "attended", "going", "everybody"),
    ids_are_shown=True,
)

answer = table(
    "answer",
    Column("id", Snowflake, primary_key=True, autoincrement=False),  # random: the order of ids tells nothing
    Column("survey_id", Integer, ForeignKey("survey.id", ondelete="CASCADE"), nullable=False),
    Column("token", Text),  # finds one's own answer while the survey is open; nothing in the database leads to it
    Column("user_id", Snowflake, index=True),  # of a named survey only
    Column("answers", Json, nullable=False),
    UniqueConstraint("survey_id", "token"),
    Index("ix_answer_survey_id_user_id", "survey_id", "user_id"),
)

poll = table(  # Discord's own polls, with their results kept
    "poll",
    Column("id", Integer, primary_key=True),
    of_community(index=True),
    of_event(nullable=True, index=True),
    Column("channel_id", Snowflake, nullable=False),
    Column("message_id", Snowflake),
    Column("question", Text, nullable=False),
    Column("options", Json, nullable=False),  # [str]
    Column("multiple", Flag, nullable=False),
    Column("hours", Integer, nullable=False),  # how long it is open once it is posted
    Column("closes_at", UTCDateTime, nullable=False),
    Column("results", Json),  # [int], votes for each option; null until it is over
    Column("status", Text, nullable=False),
    Column("created_by", Snowflake),
    Column("created_at", UTCDateTime, nullable=False),
    one_of("status", "open", "closed", "lost"),
    ids_are_shown=True,
)

topic = table(  # what people would like to learn about
    "topic",
    Column("id", Integer, primary_key=True),
    of_community(index=True),
    Column("title", Text, nullable=False),
    Column("folded_title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", Text, nullable=False),
    # the event it became; a draft that is removed in the end leaves the wish behind
    Column("event_id", Integer, ForeignKey("event.id", ondelete="SET NULL"), index=True),
    Column("reason", Text, nullable=False),  # why it was declined
    Column("created_by", Snowflake),
    Column("created_at", UTCDateTime, nullable=False),
    one_of("status", "open", "planned", "declined"),
    ids_are_shown=True,
)

topic_vote = table(
    "topic_vote",
    Column("topic_id", Integer, ForeignKey("topic.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", Snowflake, nullable=False, index=True),
    UniqueConstraint("topic_id", "user_id"),
)
