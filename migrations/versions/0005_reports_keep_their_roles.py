"""The roles that a community's reports compare.

Revision: 0005
Revises: 0004
Date: 2026-11-22
Reason: every country had to be named for every report
"""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "compared_role",
        sa.Column("community_id", types.Snowflake, nullable=False),
        sa.Column("role_id", types.Snowflake, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_compared_role_community_id_community"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("community_id", "role_id", name=op.f("uq_compared_role_community_id_role_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    raise RuntimeError("there is no way back by migration: restore the backup made before the upgrade")
