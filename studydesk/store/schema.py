"""The tables of the library: what can be fetched or derived again. Columns are named like the domain's fields."""

from sqlalchemy import DDL, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text, event, text

from studydesk.domain.assignments import BriefFile, Status
from studydesk.domain.courses import Completion, Kind, Media
from studydesk.domain.downloads import FileState
from studydesk.domain.forums import PostFile
from studydesk.store.columns import Instant, Json, Word, one_of, owner

library = MetaData()

site = Table(
    "site",
    library,
    owner(),
    Column("url", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("user", Integer, nullable=False),
    Column("username", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("functions", Json(frozenset[str]), nullable=False),
    Column("release", Text, nullable=False),
    Column("max_upload_bytes", Integer, nullable=False),
)

course = Table(
    "course",
    library,
    owner(),
    Column("id", Integer, primary_key=True),
    Column("short_name", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("summary_html", Text, nullable=False),
    Column("image_url", Text),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("progress", Float),
    Column("is_hidden", Boolean, nullable=False),
)

# How fresh a course is. Its own table, so that a refresh of the list of courses does not touch it.
mark = Table(
    "mark",
    library,
    owner(),
    Column("course", Integer, primary_key=True),
    Column("since", Instant),
    Column("checked_at", Instant),
)

named_mark = Table(
    "named_mark",
    library,
    owner(),
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

section = Table(
    "section",
    library,
    owner(),
    Column("id", Integer, primary_key=True),
    Column("course", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary_html", Text, nullable=False),
    Column("restriction", Text),
    Index("section_by_course", "account", "course", "position"),
)

activity = Table(
    "activity",
    library,
    owner(),
    Column("id", Integer, primary_key=True),
    Column("course", Integer, nullable=False),
    Column("section", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("instance", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("intro_html", Text, nullable=False),
    Column("address", Text),
    Column("restriction", Text),
    Column("completion", Word(Completion), nullable=False),
    Column("is_done", Boolean, nullable=False),
    Column("opens_at", Instant),
    Column("due_at", Instant),
    Column("modified_at", Instant),
    one_of("kind", Kind),
    one_of("completion", Completion),
    Index("activity_by_course", "account", "course"),
    Index("activity_by_instance", "account", "kind", "instance"),
)

page = Table(
    "page",
    library,
    owner(),
    Column("activity", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("modified_at", Instant),
)

file = Table(
    "file",
    library,
    Column("key", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("course", Integer, nullable=False),
    Column("activity", Integer, nullable=False),
    Column("owner", Text, nullable=False),  # "" for files of the contents, else see files.discussion_files
    Column("slot", Text, nullable=False),  # what stays the same when the site has a newer version of the file
    Column("address", Text, nullable=False),  # the url as links write it (files.address_of)
    Column("url", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("mime", Text, nullable=False),
    Column("media", Word(Media), nullable=False),
    Column("is_generated", Boolean, nullable=False),
    Column("modified_at", Instant),
    Column("position", Integer, nullable=False),
    Column("state", Word(FileState), nullable=False),
    Column("sha256", Text),
    Column("done_bytes", Integer, nullable=False),
    Column("problem", Text),
    Column("not_before", Instant),
    Column("finished_no", Integer),  # grows with every file that becomes PRESENT
    Column("rank", Integer, nullable=False, server_default=text("0")),  # the learner's own order, smaller first
    Column("is_urgent", Boolean, nullable=False, server_default=text("0")),  # now, whatever hours and allowance say
    one_of("state", FileState),
    one_of("media", Media),
    Index("file_by_slot", "account", "activity", "owner", "slot", unique=True),
    Index("file_by_course", "account", "course"),
    Index("file_by_address", "account", "address"),
    Index("file_by_state", "account", "state"),
    Index("file_by_sha256", "sha256"),
    Index("file_by_size", "size_bytes", "name"),
    Index("file_by_finish", "finished_no"),
    sqlite_autoincrement=True,  # a key names a part file too, so it is never given twice
)

part = Table(
    "part",
    library,
    Column("key", Integer, ForeignKey("file.key", ondelete="CASCADE"), primary_key=True),
    Column("url", Text, nullable=False),
    Column("etag", Text),
    Column("total_bytes", Integer),
    Column("synced", Json(tuple[tuple[int, int], ...]), nullable=False),  # ranges that survive a power cut
    Column("written", Json(tuple[tuple[int, int, int], ...]), nullable=False),  # ranges since, each with its CRC-32
)

blob = Table(
    "blob",
    library,
    Column("sha256", Text, primary_key=True),
    Column("sha1", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("is_released", Boolean, nullable=False),  # a file let go of it; a blob never used is not released
    Index("blob_by_sha1", "sha1"),
    Index("blob_by_size", "size_bytes"),
)

forum = Table(
    "forum",
    library,
    owner(),
    Column("id", Integer, primary_key=True),
    Column("activity", Integer, nullable=False),
    Column("course", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("intro_html", Text, nullable=False),
    Column("can_start", Boolean, nullable=False),
    Column("max_attachments", Integer, nullable=False),
    Column("max_bytes", Integer, nullable=False),
    Column("due_at", Instant),
    Column("cut_off_at", Instant),
    Column("modified_at", Instant),
    Index("forum_by_activity", "account", "activity"),
)

discussion = Table(
    "discussion",
    library,
    owner(),
    Column("id", Integer, primary_key=True),
    Column("forum", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_id", Integer, nullable=False),
    Column("first_post", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_post_at", Instant, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("is_pinned", Boolean, nullable=False),
    Column("is_locked", Boolean, nullable=False),
    Column("can_reply", Boolean, nullable=False),
    Column("posts_at", Instant),  # last_post_at and replies as they were when the posts were fetched
    Column("posts_replies", Integer),
    Index("discussion_by_forum", "account", "forum"),
    Index("discussion_by_time", "account", "last_post_at"),
)

post = Table(
    "post",
    library,
    owner(),
    Column("id", Integer, primary_key=True),
    Column("discussion", Integer, nullable=False),
    Column("parent", Integer),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_id", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("modified_at", Instant, nullable=False),
    Column("files", Json(tuple[PostFile, ...]), nullable=False),
    Column("can_edit", Boolean, nullable=False),
    Column("can_delete", Boolean, nullable=False),
    Column("can_reply", Boolean, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    # Covers `post_times`, which counts unread posts of all discussions without reading a text.
    Index("post_by_discussion", "account", "discussion", "created_at", "author_id"),
)

assignment = Table(
    "assignment",
    library,
    owner(),
    Column("id", Integer, primary_key=True),
    Column("activity", Integer, nullable=False),
    Column("course", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("brief_html", Text, nullable=False),
    Column("files", Json(tuple[BriefFile, ...]), nullable=False),
    Column("opens_at", Instant),
    Column("due_at", Instant),
    Column("cut_off_at", Instant),
    Column("takes_text", Boolean, nullable=False),
    Column("takes_files", Boolean, nullable=False),
    Column("max_files", Integer, nullable=False),
    Column("max_bytes", Integer, nullable=False),
    Column("word_limit", Integer),
    Column("file_types", Json(tuple[str, ...]), nullable=False),
    Column("has_drafts", Boolean, nullable=False),
    Column("needs_statement", Boolean, nullable=False),
    Column("is_team", Boolean, nullable=False),
    Column("max_grade", Float),
    Column("modified_at", Instant),
    Index("assignment_by_activity", "account", "activity"),
)

submission = Table(
    "submission",
    library,
    owner(),
    Column("assignment", Integer, primary_key=True),
    Column("status", Word(Status), nullable=False),
    Column("text_html", Text, nullable=False),
    Column("files", Json(tuple[BriefFile, ...]), nullable=False),
    Column("modified_at", Instant),
    Column("can_edit", Boolean, nullable=False),
    Column("can_submit", Boolean, nullable=False),
    Column("is_locked", Boolean, nullable=False),
    Column("is_graded", Boolean, nullable=False),
    Column("grade", Text),
    Column("graded_at", Instant),
    Column("feedback_html", Text, nullable=False),
    Column("feedback_files", Json(tuple[BriefFile, ...]), nullable=False),
    Column("extension_due_at", Instant),
    one_of("status", Status),
)

calendar_event = Table(
    "event",
    library,
    owner(),
    Column("id", Integer, primary_key=True),
    Column("course", Integer),
    Column("title", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("description_html", Text, nullable=False),
    Column("activity", Integer),
    Column("kind", Text, nullable=False),
    Index("event_by_time", "account", "at"),
)

grade = Table(
    "grade",
    library,
    owner(),
    Column("course", Integer, primary_key=True),
    Column("item", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("range", Text, nullable=False),
    Column("percentage", Text, nullable=False),
    Column("feedback_html", Text, nullable=False),
    Column("activity", Integer),
    Column("graded_at", Instant),
    Column("is_total", Boolean, nullable=False),
    Column("position", Integer, nullable=False, server_default=text("0")),  # the site's order
)

search_entry = Table(
    "search_entry",
    library,
    Column("id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("course", Integer, nullable=False),
    Column("activity", Integer),
    Column("discussion", Integer),
    Column("post", Integer),
    Column("file_key", Integer),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("search_entry_by_ref", "account", "kind", "ref", unique=True),
    Index("search_entry_by_activity", "account", "activity"),
    Index("search_entry_by_discussion", "account", "discussion"),
)

# The texts stand in search_entry; the index only points there (external content), kept in step by triggers. SQLite
# forgets the words of a deleted row only when it is told the old text, hence the 'delete' commands.
_FORGET = "INSERT INTO search_index(search_index, rowid, title, text) VALUES('delete', old.id, old.title, old.text);"
_LEARN = "INSERT INTO search_index(rowid, title, text) VALUES (new.id, new.title, new.text);"
SEARCH_DDL = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "title, text, content='search_entry', content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {_LEARN} END",
    f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN {_FORGET} END",
    "CREATE TRIGGER search_entry_changed AFTER UPDATE OF title, text ON search_entry "
    f"BEGIN {_FORGET} {_LEARN} END",
)
for _statement in SEARCH_DDL:
    event.listen(search_entry, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]  # DDL has no types
