"""What is kept after an event: attendance, feedback, materials; and what people would like next.

Revision: 0002
Revises: 0001
Date: 2026-11-22
Reason: who was there, what they thought and what there is to watch again had no place
"""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LISTING = ["community_id", "starts_at", "id", "ends_at", "status", "kind", "audience", "role_ids", "folded_title"]


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _event_on_sqlite()
    else:
        _event_on_postgres()
    op.create_table(
        "checkin_guess",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("user_id", types.Snowflake, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_checkin_guess_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_guess")),
        sa.UniqueConstraint("community_id", "user_id", name=op.f("uq_checkin_guess_community_id_user_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_checkin_guess_user_id"), "checkin_guess", ["user_id"], unique=False)
    op.create_table(
        "feedback_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions", types.Json(), nullable=False),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_feedback_form_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_form")),
        sa.UniqueConstraint("community_id", "name", "version", name=op.f("uq_feedback_form_community_id_name_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("form_name", sa.Text(), nullable=False),
        sa.Column("channel_id", types.Snowflake, nullable=False),
        sa.Column("starts_local", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("next_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_pulse_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_pulse_community_id"), "pulse", ["community_id"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", types.Snowflake, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("sources", types.Json(), nullable=False),
        sa.Column("noted_by", types.Snowflake, nullable=True),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name=op.f("ck_attendance_minutes")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_attendance_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f("uq_attendance_event_id_user_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attendance_user_id"), "attendance", ["user_id"], unique=False)
    op.create_table(
        "attendance_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.CheckConstraint("format IN ('zoom', 'teams', 'other')", name=op.f("ck_attendance_import_format")),
        sa.CheckConstraint("status IN ('open', 'done', 'discarded')", name=op.f("ck_attendance_import_status")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_attendance_import_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_import")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attendance_import_event_id"), "attendance_import", ["event_id"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", types.Snowflake, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("issued_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_certificate_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f("uq_certificate_event_id_user_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_certificate_user_id"), "certificate", ["user_id"], unique=False)
    op.create_table(
        "checkin_code",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("opens_at", types.UTCDateTime(), nullable=False),
        sa.Column("closes_at", types.UTCDateTime(), nullable=False),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_checkin_code_window")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_checkin_code_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_checkin_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "erased_attendance",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_erased_attendance_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_erased_attendance")),
        sqlite_strict=True,
    )
    op.create_table(
        "material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.Text(), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("speakers", sa.Text(), nullable=False),
        sa.Column("tags", types.Json(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("role_ids", types.Json(), nullable=False),
        sa.Column("held_at", types.UTCDateTime(), nullable=False),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("removed_at", types.UTCDateTime(), nullable=True),
        sa.Column("told_at", types.UTCDateTime(), nullable=True),
        sa.Column("link_state", sa.Text(), nullable=False),
        sa.Column("link_checked_at", types.UTCDateTime(), nullable=True),
        sa.Column("link_failures", sa.Integer(), nullable=False),
        sa.Column("link_failing_since", types.UTCDateTime(), nullable=True),
        sa.Column("link_problem", sa.Text(), nullable=False),
        sa.Column("link_due_at", types.UTCDateTime(), nullable=True),
        sa.CheckConstraint("audience <> 'event' OR event_id IS NOT NULL", name=op.f("ck_material_audience_of_event")),
        sa.CheckConstraint("audience IN ('event', 'public', 'community', 'roles')", name=op.f("ck_material_audience")),
        sa.CheckConstraint(
            "kind IN ('recording', 'slides', 'takeaways', 'transcript', 'tool', 'document')",
            name=op.f("ck_material_kind"),
        ),
        sa.CheckConstraint("link_state IN ('unknown', 'ok', 'failing', 'dead')", name=op.f("ck_material_link_state")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_material_community_id_community"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_material_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_material_community_id_held_at", "material", ["community_id", "held_at"], unique=False)
    op.create_index(op.f("ix_material_event_id"), "material", ["event_id"], unique=False)
    op.create_index(op.f("ix_material_link_due_at"), "material", ["link_due_at"], unique=False)
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("channel_id", types.Snowflake, nullable=False),
        sa.Column("message_id", types.Snowflake, nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("options", types.Json(), nullable=False),
        sa.Column("multiple", types.Flag(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("closes_at", types.UTCDateTime(), nullable=False),
        sa.Column("results", types.Json(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed', 'lost')", name=op.f("ck_poll_status")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_poll_community_id_community"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_poll_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_poll_community_id"), "poll", ["community_id"], unique=False)
    op.create_index(op.f("ix_poll_event_id"), "poll", ["event_id"], unique=False)
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", types.Snowflake, nullable=False),
        sa.Column("joined_at", types.UTCDateTime(), nullable=False),
        sa.Column("left_at", types.UTCDateTime(), nullable=True),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.CheckConstraint("ended IN ('left', 'end', 'lost')", name=op.f("ck_presence_ended")),
        sa.CheckConstraint("(left_at IS NULL) = (ended IS NULL)", name=op.f("ck_presence_left_at")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_presence_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sqlite_strict=True,
    )
    op.create_index("ix_presence_event_id_user_id", "presence", ["event_id", "user_id"], unique=False)
    op.create_index(op.f("ix_presence_user_id"), "presence", ["user_id"], unique=False)
    op.create_table(
        "presence_gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("from_at", types.UTCDateTime(), nullable=False),
        sa.Column("to_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_presence_gap_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_gap")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_presence_gap_event_id"), "presence_gap", ["event_id"], unique=False)
    op.create_table(
        "presence_watch",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_presence_watch_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_presence_watch")),
        sqlite_strict=True,
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("pulse_id", sa.Integer(), nullable=True),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("named", types.Flag(), nullable=False),
        sa.Column("circle", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("opened_at", types.UTCDateTime(), nullable=False),
        sa.Column("closes_at", types.UTCDateTime(), nullable=False),
        sa.Column("closed_at", types.UTCDateTime(), nullable=True),
        sa.Column("shared_at", types.UTCDateTime(), nullable=True),
        sa.CheckConstraint("circle IN ('attended', 'going', 'everybody')", name=op.f("ck_survey_circle")),
        sa.CheckConstraint("event_id IS NULL OR pulse_id IS NULL", name=op.f("ck_survey_about")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_survey_community_id_community"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_survey_event_id_event"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["form_id"], ["feedback_form.id"], name=op.f("fk_survey_form_id_feedback_form"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["pulse_id"], ["pulse.id"], name=op.f("fk_survey_pulse_id_pulse"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("event_id", name=op.f("uq_survey_event_id")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_survey_community_id"), "survey", ["community_id"], unique=False)
    op.create_index(op.f("ix_survey_form_id"), "survey", ["form_id"], unique=False)
    op.create_index(op.f("ix_survey_pulse_id"), "survey", ["pulse_id"], unique=False)
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded_title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'planned', 'declined')", name=op.f("ck_topic_status")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_topic_community_id_community"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_topic_event_id_event"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_topic_community_id"), "topic", ["community_id"], unique=False)
    op.create_index(op.f("ix_topic_event_id"), "topic", ["event_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("id", types.Snowflake, autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("user_id", types.Snowflake, nullable=True),
        sa.Column("answers", types.Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_answer_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("survey_id", "token", name=op.f("uq_answer_survey_id_token")),
        sqlite_strict=True,
    )
    op.create_index("ix_answer_survey_id_user_id", "answer", ["survey_id", "user_id"], unique=False)
    op.create_index(op.f("ix_answer_user_id"), "answer", ["user_id"], unique=False)
    op.create_table(
        "attendance_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("user_id", types.Snowflake, nullable=True),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("decided", types.Flag(), nullable=False),
        sa.CheckConstraint(
            "certainty IN ('sure', 'doubtful', 'none')", name=op.f("ck_attendance_import_row_certainty")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["attendance_import.id"],
            name=op.f("fk_attendance_import_row_import_id_attendance_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_import_row")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attendance_import_row_import_id"), "attendance_import_row", ["import_id"], unique=False)
    op.create_index(op.f("ix_attendance_import_row_user_id"), "attendance_import_row", ["user_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("at_seconds", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["material_id"], ["material.id"], name=op.f("fk_passage_material_id_material"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sqlite_strict=True,
    )
    op.create_index("ix_passage_material_id_at_seconds", "passage", ["material_id", "at_seconds"], unique=False)
    op.create_table(
        "topic_vote",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("user_id", types.Snowflake, nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_topic_vote_topic_id_topic"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("topic_id", "user_id", name=op.f("uq_topic_vote_topic_id_user_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_topic_vote_user_id"), "topic_vote", ["user_id"], unique=False)


def _event_on_sqlite() -> None:
    """SQLite adds no column without a default: the table is made anew beside the old one. Foreign keys are off now.

    https://www.sqlite.org/lang_altertable.html#otheralter
    """
    conn = op.get_bind()
    names = ", ".join(column["name"] for column in sa.inspect(conn).get_columns("event"))
    _make_event()
    last = conn.execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'event'")).scalar()
    conn.execute(
        sa.text(f"INSERT INTO event_new ({names}, feedback, recorded) SELECT {names}, 'anonymous', 0 FROM event")  # noqa: S608
    )
    op.drop_table("event")
    op.rename_table("event_new", "event")
    if last is not None:  # a number that was given away once is never given away again
        conn.execute(sa.text("DELETE FROM sqlite_sequence WHERE name IN ('event', 'event_new')"))
        conn.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('event', :last)"), {"last": last})
    op.create_index("ix_event_listing", "event", _LISTING, unique=False)


def _make_event() -> None:
    op.create_table(
        "event_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded_title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("starts_at", types.UTCDateTime(), nullable=False),
        sa.Column("ends_at", types.UTCDateTime(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("join_link", sa.Text(), nullable=False),
        sa.Column("lead_minutes", types.Json(), nullable=False),
        sa.Column("link_opens_minutes", sa.Integer(), nullable=False),
        sa.Column("speakers", sa.Text(), nullable=False),
        sa.Column("host_id", types.Snowflake, nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("closes_at", types.UTCDateTime(), nullable=True),
        sa.Column("registration_open", types.Flag(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("role_ids", types.Json(), nullable=False),
        sa.Column("channel_id", types.Snowflake, nullable=True),
        sa.Column("voice_channel_id", types.Snowflake, nullable=True),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("recorded", types.Flag(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.Column("published_at", types.UTCDateTime(), nullable=True),
        sa.Column("going", sa.Integer(), nullable=False),
        sa.Column("maybe", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("last_ticket", sa.Integer(), nullable=False),
        sa.CheckConstraint("audience IN ('public', 'community', 'roles')", name=op.f("ck_event_audience")),
        sa.CheckConstraint("feedback IN ('anonymous', 'named', 'none')", name=op.f("ck_event_feedback")),
        sa.CheckConstraint("mode IN ('online', 'on_site', 'hybrid')", name=op.f("ck_event_mode")),
        sa.CheckConstraint(
            "status IN ('draft', 'discarded', 'published', 'live', 'ended', 'archived', 'cancelled')",
            name=op.f("ck_event_status"),
        ),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_event_capacity")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_event_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def _event_on_postgres() -> None:
    op.add_column("event", sa.Column("voice_channel_id", types.Snowflake, nullable=True))
    op.add_column("event", sa.Column("feedback", sa.Text(), nullable=False, server_default="anonymous"))
    op.add_column("event", sa.Column("recorded", types.Flag(), nullable=False, server_default=sa.false()))
    for name in ("feedback", "recorded"):
        op.alter_column("event", name, server_default=None)
    op.drop_index("ix_event_community_id_starts_at", table_name="event")
    op.create_index("ix_event_listing", "event", _LISTING, unique=False)
    op.create_check_constraint(op.f("ck_event_feedback"), "event", "feedback IN ('anonymous', 'named', 'none')")


def downgrade() -> None:
    raise RuntimeError("there is no way back by migration: restore the backup made before the upgrade")
