"""Of which events people are told beforehand that it is noted who is there.

Revision: 0004
Revises: 0003
Date: 2026-11-22
Reason: only a channel or a check-in code said so; of a list that is brought afterwards nobody heard before
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance_notice",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_attendance_notice_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_attendance_notice")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise RuntimeError("there is no way back by migration: restore the backup made before the upgrade")
