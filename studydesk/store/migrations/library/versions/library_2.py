"""Transfer maps of several ranges, and the learner's own order of downloads. Frozen, as every released schema."""

from alembic import op

revision = "library_2"
down_revision = "library_1"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "ALTER TABLE file ADD COLUMN rank INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE file ADD COLUMN is_urgent BOOLEAN DEFAULT 0 NOT NULL",
    """
    CREATE TABLE new_part (
            "key" INTEGER NOT NULL,
            url TEXT NOT NULL,
            etag TEXT,
            total_bytes INTEGER,
            synced TEXT NOT NULL,
            written TEXT NOT NULL,
            PRIMARY KEY ("key"),
            FOREIGN KEY("key") REFERENCES file ("key") ON DELETE CASCADE
    )
    """,
    # What was not known to survive a power cut is fetched again: there was no check sum to prove it with.
    """
    INSERT INTO new_part
    SELECT "key", url, etag, total_bytes,
            CASE synced_bytes WHEN 0 THEN '[]' ELSE '[[0,' || synced_bytes || ']]' END, '[]'
    FROM part
    """,
    "DROP TABLE part",
    "ALTER TABLE new_part RENAME TO part",
)


def upgrade() -> None:
    """Bring schema 1 to schema 2."""
    for statement in _STATEMENTS:
        op.execute(statement)
