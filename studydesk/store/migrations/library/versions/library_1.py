"""The first released schema of the library database. Frozen: it never changes, whatever the models become."""

from alembic import op

revision = "library_1"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE site (
            account TEXT NOT NULL,
            url TEXT NOT NULL,
            name TEXT NOT NULL,
            user INTEGER NOT NULL,
            username TEXT NOT NULL,
            full_name TEXT NOT NULL,
            functions TEXT NOT NULL,
            release TEXT NOT NULL,
            max_upload_bytes INTEGER NOT NULL,
            PRIMARY KEY (account)
    )
    """,
    """
    CREATE TABLE course (
            account TEXT NOT NULL,
            id INTEGER NOT NULL,
            short_name TEXT NOT NULL,
            full_name TEXT NOT NULL,
            summary_html TEXT NOT NULL,
            image_url TEXT,
            starts_at BIGINT,
            ends_at BIGINT,
            progress FLOAT,
            is_hidden BOOLEAN NOT NULL,
            PRIMARY KEY (account, id)
    )
    """,
    """
    CREATE TABLE mark (
            account TEXT NOT NULL,
            course INTEGER NOT NULL,
            since BIGINT,
            checked_at BIGINT,
            PRIMARY KEY (account, course)
    )
    """,
    """
    CREATE TABLE named_mark (
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (account, name)
    )
    """,
    """
    CREATE TABLE section (
            account TEXT NOT NULL,
            id INTEGER NOT NULL,
            course INTEGER NOT NULL,
            position INTEGER NOT NULL,
            title TEXT NOT NULL,
            summary_html TEXT NOT NULL,
            restriction TEXT,
            PRIMARY KEY (account, id)
    )
    """,
    """
    CREATE INDEX section_by_course ON section (account, course, position)
    """,
    """
    CREATE TABLE activity (
            account TEXT NOT NULL,
            id INTEGER NOT NULL,
            course INTEGER NOT NULL,
            section INTEGER NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            instance INTEGER NOT NULL,
            title TEXT NOT NULL,
            intro_html TEXT NOT NULL,
            address TEXT,
            restriction TEXT,
            completion TEXT NOT NULL,
            is_done BOOLEAN NOT NULL,
            opens_at BIGINT,
            due_at BIGINT,
            modified_at BIGINT,
            PRIMARY KEY (account, id),
            CONSTRAINT kind_is_known CHECK (kind IN ('page', 'book', 'resource', 'folder', 'url', 'label',
            'forum', 'assign', 'quiz', 'glossary', 'lesson', 'choice', 'feedback', 'h5pactivity', 'scorm',
            'other')),
            CONSTRAINT completion_is_known CHECK (completion IN ('none', 'manual', 'automatic'))
    )
    """,
    """
    CREATE INDEX activity_by_instance ON activity (account, kind, instance)
    """,
    """
    CREATE INDEX activity_by_course ON activity (account, course)
    """,
    """
    CREATE TABLE page (
            account TEXT NOT NULL,
            activity INTEGER NOT NULL,
            title TEXT NOT NULL,
            html TEXT NOT NULL,
            modified_at BIGINT,
            PRIMARY KEY (account, activity)
    )
    """,
    """
    CREATE TABLE file (
            "key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            account TEXT NOT NULL,
            course INTEGER NOT NULL,
            activity INTEGER NOT NULL,
            owner TEXT NOT NULL,
            slot TEXT NOT NULL,
            address TEXT NOT NULL,
            url TEXT NOT NULL,
            name TEXT NOT NULL,
            path TEXT NOT NULL,
            title TEXT NOT NULL,
            size_bytes INTEGER NOT NULL,
            mime TEXT NOT NULL,
            media TEXT NOT NULL,
            is_generated BOOLEAN NOT NULL,
            modified_at BIGINT,
            position INTEGER NOT NULL,
            state TEXT NOT NULL,
            sha256 TEXT,
            done_bytes INTEGER NOT NULL,
            problem TEXT,
            not_before BIGINT,
            finished_no INTEGER,
            CONSTRAINT state_is_known CHECK (state IN ('absent', 'queued', 'running', 'present', 'paused',
            'failed', 'stale')),
            CONSTRAINT media_is_known CHECK (media IN ('text', 'document', 'audio', 'video', 'other'))
    )
    """,
    """
    CREATE UNIQUE INDEX file_by_slot ON file (account, activity, owner, slot)
    """,
    """
    CREATE INDEX file_by_course ON file (account, course)
    """,
    """
    CREATE INDEX file_by_finish ON file (finished_no)
    """,
    """
    CREATE INDEX file_by_address ON file (account, address)
    """,
    """
    CREATE INDEX file_by_state ON file (account, state)
    """,
    """
    CREATE INDEX file_by_sha256 ON file (sha256)
    """,
    """
    CREATE INDEX file_by_size ON file (size_bytes, name)
    """,
    """
    CREATE TABLE blob (
            sha256 TEXT NOT NULL,
            sha1 TEXT NOT NULL,
            size_bytes INTEGER NOT NULL,
            is_released BOOLEAN NOT NULL,
            PRIMARY KEY (sha256)
    )
    """,
    """
    CREATE INDEX blob_by_sha1 ON blob (sha1)
    """,
    """
    CREATE INDEX blob_by_size ON blob (size_bytes)
    """,
    """
    CREATE TABLE forum (
            account TEXT NOT NULL,
            id INTEGER NOT NULL,
            activity INTEGER NOT NULL,
            course INTEGER NOT NULL,
            title TEXT NOT NULL,
            kind TEXT NOT NULL,
            intro_html TEXT NOT NULL,
            can_start BOOLEAN NOT NULL,
            max_attachments INTEGER NOT NULL,
            max_bytes INTEGER NOT NULL,
            due_at BIGINT,
            cut_off_at BIGINT,
            modified_at BIGINT,
            PRIMARY KEY (account, id)
    )
    """,
    """
    CREATE INDEX forum_by_activity ON forum (account, activity)
    """,
    """
    CREATE TABLE discussion (
            account TEXT NOT NULL,
            id INTEGER NOT NULL,
            forum INTEGER NOT NULL,
            subject TEXT NOT NULL,
            author TEXT NOT NULL,
            author_id INTEGER NOT NULL,
            first_post INTEGER NOT NULL,
            created_at BIGINT NOT NULL,
            last_post_at BIGINT NOT NULL,
            replies INTEGER NOT NULL,
            is_pinned BOOLEAN NOT NULL,
            is_locked BOOLEAN NOT NULL,
            can_reply BOOLEAN NOT NULL,
            posts_at BIGINT,
            posts_replies INTEGER,
            PRIMARY KEY (account, id)
    )
    """,
    """
    CREATE INDEX discussion_by_forum ON discussion (account, forum)
    """,
    """
    CREATE INDEX discussion_by_time ON discussion (account, last_post_at)
    """,
    """
    CREATE TABLE post (
            account TEXT NOT NULL,
            id INTEGER NOT NULL,
            discussion INTEGER NOT NULL,
            parent INTEGER,
            subject TEXT NOT NULL,
            html TEXT NOT NULL,
            author TEXT NOT NULL,
            author_id INTEGER NOT NULL,
            created_at BIGINT NOT NULL,
            modified_at BIGINT NOT NULL,
            files TEXT NOT NULL,
            can_edit BOOLEAN NOT NULL,
            can_delete BOOLEAN NOT NULL,
            can_reply BOOLEAN NOT NULL,
            is_deleted BOOLEAN NOT NULL,
            PRIMARY KEY (account, id)
    )
    """,
    """
    CREATE INDEX post_by_discussion ON post (account, discussion, created_at, author_id)
    """,
    """
    CREATE TABLE assignment (
            account TEXT NOT NULL,
            id INTEGER NOT NULL,
            activity INTEGER NOT NULL,
            course INTEGER NOT NULL,
            title TEXT NOT NULL,
            brief_html TEXT NOT NULL,
            files TEXT NOT NULL,
            opens_at BIGINT,
            due_at BIGINT,
            cut_off_at BIGINT,
            takes_text BOOLEAN NOT NULL,
            takes_files BOOLEAN NOT NULL,
            max_files INTEGER NOT NULL,
            max_bytes INTEGER NOT NULL,
            word_limit INTEGER,
            file_types TEXT NOT NULL,
            has_drafts BOOLEAN NOT NULL,
            needs_statement BOOLEAN NOT NULL,
            is_team BOOLEAN NOT NULL,
            max_grade FLOAT,
            modified_at BIGINT,
            PRIMARY KEY (account, id)
    )
    """,
    """
    CREATE INDEX assignment_by_activity ON assignment (account, activity)
    """,
    """
    CREATE TABLE submission (
            account TEXT NOT NULL,
            assignment INTEGER NOT NULL,
            status TEXT NOT NULL,
            text_html TEXT NOT NULL,
            files TEXT NOT NULL,
            modified_at BIGINT,
            can_edit BOOLEAN NOT NULL,
            can_submit BOOLEAN NOT NULL,
            is_locked BOOLEAN NOT NULL,
            is_graded BOOLEAN NOT NULL,
            grade TEXT,
            graded_at BIGINT,
            feedback_html TEXT NOT NULL,
            feedback_files TEXT NOT NULL,
            extension_due_at BIGINT,
            PRIMARY KEY (account, assignment),
            CONSTRAINT status_is_known CHECK (status IN ('none', 'draft', 'submitted', 'reopened'))
    )
    """,
    """
    CREATE TABLE event (
            account TEXT NOT NULL,
            id INTEGER NOT NULL,
            course INTEGER,
            title TEXT NOT NULL,
            at BIGINT NOT NULL,
            duration_minutes INTEGER NOT NULL,
            description_html TEXT NOT NULL,
            activity INTEGER,
            kind TEXT NOT NULL,
            PRIMARY KEY (account, id)
    )
    """,
    """
    CREATE INDEX event_by_time ON event (account, at)
    """,
    """
    CREATE TABLE grade (
            account TEXT NOT NULL,
            course INTEGER NOT NULL,
            item INTEGER NOT NULL,
            title TEXT NOT NULL,
            shown TEXT NOT NULL,
            range TEXT NOT NULL,
            percentage TEXT NOT NULL,
            feedback_html TEXT NOT NULL,
            activity INTEGER,
            graded_at BIGINT,
            is_total BOOLEAN NOT NULL,
            position INTEGER DEFAULT 0 NOT NULL,
            PRIMARY KEY (account, course, item)
    )
    """,
    """
    CREATE TABLE search_entry (
            id INTEGER NOT NULL,
            account TEXT NOT NULL,
            kind TEXT NOT NULL,
            ref TEXT NOT NULL,
            course INTEGER NOT NULL,
            activity INTEGER,
            discussion INTEGER,
            post INTEGER,
            file_key INTEGER,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX search_entry_by_activity ON search_entry (account, activity)
    """,
    """
    CREATE UNIQUE INDEX search_entry_by_ref ON search_entry (account, kind, ref)
    """,
    """
    CREATE INDEX search_entry_by_discussion ON search_entry (account, discussion)
    """,
    """
    CREATE VIRTUAL TABLE search_index USING fts5(title, text, content='search_entry', content_rowid='id',
            tokenize='unicode61 remove_diacritics 2')
    """,
    """
    CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN INSERT INTO search_index(rowid, title,
            text) VALUES (new.id, new.title, new.text); END
    """,
    """
    CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN INSERT INTO
            search_index(search_index, rowid, title, text) VALUES('delete', old.id, old.title, old.text); END
    """,
    """
    CREATE TRIGGER search_entry_changed AFTER UPDATE OF title, text ON search_entry BEGIN INSERT INTO
            search_index(search_index, rowid, title, text) VALUES('delete', old.id, old.title, old.text); INSERT
            INTO search_index(rowid, title, text) VALUES (new.id, new.title, new.text); END
    """,
    """
    CREATE TABLE part (
            "key" INTEGER NOT NULL,
            url TEXT NOT NULL,
            etag TEXT,
            total_bytes INTEGER,
            done_bytes INTEGER NOT NULL,
            synced_bytes INTEGER NOT NULL,
            PRIMARY KEY ("key"),
            FOREIGN KEY("key") REFERENCES file ("key") ON DELETE CASCADE
    )
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
