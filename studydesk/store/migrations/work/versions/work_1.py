"""The first released schema of the work database. Frozen: it never changes, whatever the models become."""

from alembic import op

revision = "work_1"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE account (
            id TEXT NOT NULL,
            site_url TEXT NOT NULL,
            site_name TEXT NOT NULL,
            user INTEGER NOT NULL,
            username TEXT NOT NULL,
            full_name TEXT NOT NULL,
            added_at BIGINT NOT NULL,
            is_demo BOOLEAN NOT NULL,
            is_current BOOLEAN DEFAULT 0 NOT NULL,
            PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE outbox (
            number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL,
            account TEXT NOT NULL,
            kind TEXT NOT NULL,
            intent TEXT NOT NULL,
            queue TEXT NOT NULL,
            title TEXT NOT NULL,
            state TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            created_server_at BIGINT NOT NULL,
            attachments TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            not_before BIGINT,
            first_sent_at BIGINT,
            uncertain_since BIGINT,
            problem TEXT,
            receipt TEXT,
            CONSTRAINT state_is_known CHECK (state IN ('queued', 'sending', 'uncertain', 'sent', 'rejected',
            'conflict', 'discarded')),
            CONSTRAINT kind_is_known CHECK (kind IN ('reply', 'discussion', 'edit', 'delete', 'submission',
            'completion', 'view')),
            UNIQUE (id)
    )
    """,
    """
    CREATE INDEX outbox_by_state ON outbox (account, state)
    """,
    """
    CREATE TABLE draft (
            account TEXT NOT NULL,
            "key" TEXT NOT NULL,
            subject TEXT NOT NULL,
            text TEXT NOT NULL,
            updated_at BIGINT NOT NULL,
            attachments TEXT NOT NULL,
            extra TEXT NOT NULL,
            PRIMARY KEY (account, "key")
    )
    """,
    """
    CREATE TABLE position (
            account TEXT NOT NULL,
            activity INTEGER NOT NULL,
            item TEXT NOT NULL,
            at FLOAT NOT NULL,
            length FLOAT NOT NULL,
            updated_at BIGINT NOT NULL,
            PRIMARY KEY (account, activity, item)
    )
    """,
    """
    CREATE INDEX position_by_time ON position (account, updated_at)
    """,
    """
    CREATE TABLE read_mark (
            account TEXT NOT NULL,
            discussion INTEGER NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (account, discussion)
    )
    """,
    """
    CREATE TABLE setting (
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (name)
    )
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
