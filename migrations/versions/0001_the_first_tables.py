"""The first tables.

Revision: 0001
Revises: nothing
Date: 2026-11-21
Reason: an event's way from announcement to reminder needs communities, people's choices, events, RSVPs, agenda, outbox
"""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "community",
        sa.Column("id", types.Snowflake, autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("announce_channel_id", types.Snowflake, nullable=True),
        sa.Column("organiser_role_ids", types.Json(), nullable=False),
        sa.Column("mentor_role_ids", types.Json(), nullable=False),
        sa.Column("dm_policy", sa.Text(), nullable=False),
        sa.Column("set_up_at", types.UTCDateTime(), nullable=True),
        sa.Column("left_at", types.UTCDateTime(), nullable=True),
        sa.CheckConstraint("dm_policy IN ('opt_in', 'never')", name=op.f("ck_community_dm_policy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sqlite_strict=True,
    )
    op.create_table(
        "fact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
        sqlite_strict=True,
    )
    op.create_table(
        "tombstone",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("erased_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tombstone")),
        sqlite_strict=True,
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("channel_id", types.Snowflake, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("starts_local", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("next_at", types.UTCDateTime(), nullable=True),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_announcement_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_announcement_community_id"), "announcement", ["community_id"], unique=False)
    op.create_table(
        "event",
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
    op.create_index("ix_event_community_id_starts_at", "event", ["community_id", "starts_at"], unique=False)
    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("user_id", types.Snowflake, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fields", types.Json(), nullable=False),
        sa.Column("kept_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_form_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("community_id", "user_id", "name", name=op.f("uq_form_community_id_user_id_name")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_form_community_id"), "form", ["community_id"], unique=False)
    op.create_index(op.f("ix_form_user_id"), "form", ["user_id"], unique=False)
    op.create_table(
        "member",
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("user_id", types.Snowflake, nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("direct_messages", types.Flag(), nullable=False),
        sa.Column("unreachable_since", types.UTCDateTime(), nullable=True),
        sa.Column("messages_chosen_at", types.UTCDateTime(), nullable=True),
        sa.Column("lead_minutes", types.Json(), nullable=True),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name=op.f("ck_member_quiet_hours")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_member_community_id_community"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("community_id", "user_id", name=op.f("uq_member_community_id_user_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_member_user_id"), "member", ["user_id"], unique=False)
    op.create_table(
        "trouble",
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("since", types.UTCDateTime(), nullable=False),
        sa.Column("last_seen", types.UTCDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_trouble_community_id_community"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("community_id", "subject", "code", name=op.f("uq_trouble_community_id_subject_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "agenda",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("announcement_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("due_at", types.UTCDateTime(), nullable=False),
        sa.Column("grace_seconds", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", types.UTCDateTime(), nullable=True),
        sa.Column("settled_at", types.UTCDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'done', 'missed', 'skipped', 'dropped')", name=op.f("ck_agenda_status")
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_agenda_announcement_id_announcement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_agenda_community_id_community"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_agenda_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda")),
        sa.UniqueConstraint("key", name=op.f("uq_agenda_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_agenda_announcement_id"), "agenda", ["announcement_id"], unique=False)
    op.create_index(op.f("ix_agenda_community_id"), "agenda", ["community_id"], unique=False)
    op.create_index(op.f("ix_agenda_event_id"), "agenda", ["event_id"], unique=False)
    op.create_index("ix_agenda_status_due_at", "agenda", ["status", "due_at"], unique=False)
    op.create_table(
        "card",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", types.Snowflake, nullable=False),
        sa.Column("message_id", types.Snowflake, nullable=True),
        sa.Column("thread_id", types.Snowflake, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_card_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_card")),
        sqlite_strict=True,
    )
    op.create_table(
        "erased_rsvp",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_erased_rsvp_event_id_event"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("event_id", "choice", name=op.f("uq_erased_rsvp_event_id_choice")),
        sqlite_strict=True,
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("actor_id", types.Snowflake, nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("details", types.Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_log_entry_community_id_community"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_log_entry_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_log_entry_actor_id"), "log_entry", ["actor_id"], unique=False)
    op.create_index("ix_log_entry_community_id_at", "log_entry", ["community_id", "at"], unique=False)
    op.create_index(op.f("ix_log_entry_event_id"), "log_entry", ["event_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("announcement_id", sa.Integer(), nullable=True),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("user_id", types.Snowflake, nullable=True),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("args", types.Json(), nullable=False),
        sa.Column("due_at", types.UTCDateTime(), nullable=False),
        sa.Column("expires_at", types.UTCDateTime(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", types.UTCDateTime(), nullable=True),
        sa.Column("claimed_at", types.UTCDateTime(), nullable=True),
        sa.Column("via_id", sa.Integer(), nullable=True),
        sa.Column("message_id", types.Snowflake, nullable=True),
        sa.Column("message_channel_id", types.Snowflake, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("settled_at", types.UTCDateTime(), nullable=True),
        sa.CheckConstraint("route = 'channel' OR user_id IS NOT NULL", name=op.f("ck_outbox_direct_to_a_person")),
        sa.CheckConstraint("route IN ('channel', 'direct')", name=op.f("ck_outbox_route")),
        sa.CheckConstraint(
            "status IN ('pending', 'claimed', 'sent', 'undeliverable', 'missed', 'dropped')",
            name=op.f("ck_outbox_status"),
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_outbox_announcement_id_announcement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_outbox_community_id_community"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_outbox_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_outbox_announcement_id"), "outbox", ["announcement_id"], unique=False)
    op.create_index(op.f("ix_outbox_community_id"), "outbox", ["community_id"], unique=False)
    op.create_index(op.f("ix_outbox_event_id"), "outbox", ["event_id"], unique=False)
    op.create_index("ix_outbox_route_status_due_at", "outbox", ["route", "status", "due_at"], unique=False)
    op.create_index(op.f("ix_outbox_user_id"), "outbox", ["user_id"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("role_id", types.Snowflake, nullable=True),
        sa.Column("created_by", types.Snowflake, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.CheckConstraint("(target = 'role') = (role_id IS NOT NULL)", name=op.f("ck_reminder_role")),
        sa.CheckConstraint(
            "target IN ('going', 'maybe', 'waiting', 'everyone', 'role')", name=op.f("ck_reminder_target")
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_reminder_minutes")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_reminder_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_reminder_event_id"), "reminder", ["event_id"], unique=False)
    op.create_table(
        "rsvp",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", types.Snowflake, nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("offered_until", types.UTCDateTime(), nullable=True),
        sa.Column("updated_at", types.UTCDateTime(), nullable=False),
        sa.CheckConstraint("(choice = 'offered') = (offered_until IS NOT NULL)", name=op.f("ck_rsvp_offered_until")),
        sa.CheckConstraint(
            "choice IN ('going', 'maybe', 'declined', 'waiting', 'offered')", name=op.f("ck_rsvp_choice")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_rsvp_event_id_event"), ondelete="CASCADE"),
        sa.UniqueConstraint("event_id", "ticket", name=op.f("uq_rsvp_event_id_ticket")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f("uq_rsvp_event_id_user_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_rsvp_event_id_choice_ticket", "rsvp", ["event_id", "choice", "ticket"], unique=False)
    op.create_index(op.f("ix_rsvp_user_id"), "rsvp", ["user_id"], unique=False)
    op.create_table(
        "skipped_step",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_skipped_step_event_id_event"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("event_id", "step", name=op.f("uq_skipped_step_event_id_step")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise RuntimeError("there is no way back by migration: restore the backup made before the upgrade")
