"""What is kept whatever is freed, and how many bytes travelled. Frozen, as every released schema."""

from alembic import op

revision = "work_2"
down_revision = "work_1"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE pin (
            account TEXT NOT NULL,
            course INTEGER NOT NULL,
            activity INTEGER NOT NULL,
            PRIMARY KEY (account, course, activity)
    )
    """,
    """
    CREATE TABLE usage (
            account TEXT NOT NULL,
            day TEXT NOT NULL,
            course INTEGER NOT NULL,
            media TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (account, day, course, media),
            CONSTRAINT media_is_known CHECK (media IN ('text', 'document', 'audio', 'video', 'other'))
    )
    """,
    "CREATE INDEX usage_by_day ON usage (day)",
)


def upgrade() -> None:
    """Bring schema 1 to schema 2."""
    for statement in _STATEMENTS:
        op.execute(statement)
