"""${message}

Revision: ${up_revision}
Revises: ${down_revision | comma,n}
Date: ${create_date.date()}
Reason: say here what could not be done without it
"""

import sqlalchemy as sa
from alembic import op

from bot.store import types
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    raise RuntimeError("there is no way back by migration: restore the backup made before the upgrade")
