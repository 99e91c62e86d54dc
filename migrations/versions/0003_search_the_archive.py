"""Full-text search over materials and the minutes of their transcripts.

Revision: 0003
Revises: 0002
Date: 2026-11-22
Reason: what was said at an event could not be found again

Written by hand: these tables are the databases' own and not in the schema's metadata (decision 120). They are filled
from the materials by `store/archive.rebuild`, which a restore calls; nothing was released with materials before them.
Whoever makes the table `material` anew on SQLite makes the trigger anew, too.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE VIRTUAL TABLE archive_heading USING fts5("
    "title, event, names, topic, about, tokenize = 'ascii', prefix = '2 3')",
    "CREATE VIRTUAL TABLE archive_minute USING fts5("
    "words, heading, tokenize = 'ascii', prefix = '3', detail = column, columnsize = 0)",
    "CREATE TRIGGER archive_material_gone AFTER DELETE ON material BEGIN "
    "DELETE FROM archive_heading WHERE rowid = old.id; "
    "DELETE FROM archive_minute WHERE rowid BETWEEN old.id << 20 AND (old.id << 20) + 1048575; END",
)
_POSTGRES = (
    "CREATE TABLE archive_heading (material_id INTEGER NOT NULL, words TSVECTOR NOT NULL, "
    "CONSTRAINT pk_archive_heading PRIMARY KEY (material_id), "
    "CONSTRAINT fk_archive_heading_material_id_material FOREIGN KEY (material_id) "
    "REFERENCES material (id) ON DELETE CASCADE)",
    "CREATE INDEX ix_archive_heading_words ON archive_heading USING gin (words)",
    "CREATE TABLE archive_minute (material_id INTEGER NOT NULL, at_seconds INTEGER NOT NULL, words TSVECTOR NOT NULL, "
    "CONSTRAINT pk_archive_minute PRIMARY KEY (material_id, at_seconds), "
    "CONSTRAINT fk_archive_minute_material_id_material FOREIGN KEY (material_id) "
    "REFERENCES material (id) ON DELETE CASCADE)",
    "CREATE INDEX ix_archive_minute_words ON archive_minute USING gin (words)",
)


def upgrade() -> None:
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("there is no way back by migration: restore the backup made before the upgrade")
