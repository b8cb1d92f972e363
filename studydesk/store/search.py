"""Full-text search over what is on this computer (SQLite FTS5).

`courses.put_contents`, `put_pages`, `forums.put_posts` and `assignments.put_assignments` keep their own entries; only
texts inside files (book chapters) are indexed by whoever reads them.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, delete, text

from studydesk.domain.ids import AccountId, ActivityId, CourseId, DiscussionId, PostId
from studydesk.store.database import Reader, Writer
from studydesk.store.rows import IDS_PER_STATEMENT, Rows
from studydesk.store.schema import search_entry as table


class HitKind(StrEnum):
    """What a search entry is about."""

    ACTIVITY = "activity"
    PAGE = "page"
    CHAPTER = "chapter"
    POST = "post"
    FILE = "file"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True, slots=True)
class Entry:
    """A text to be found.

    Attributes:
        ref: unique within its kind and account: the activity's, post's or file's id, "12/3" for a chapter.
        text: plain text.
    """

    kind: HitKind
    ref: str
    course: CourseId
    title: str
    text: str
    activity: ActivityId | None = None
    discussion: DiscussionId | None = None
    post: PostId | None = None
    file_key: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found. `snippet` has the found words between [ and ]."""

    kind: HitKind
    ref: str
    course: CourseId
    activity: ActivityId | None
    discussion: DiscussionId | None
    post: PostId | None
    file_key: int | None
    title: str
    snippet: str


_ENTRIES = Rows(table, Entry, "ref", unique=("account", "kind", "ref"))
_WORDS = 32  # more words than a person types; a pasted page must not become a query of a thousand terms

# bm25 weights: a word in a title counts five times.
_SEARCH = text(
    "SELECT e.kind, e.ref, e.course, e.activity, e.discussion, e.post, e.file_key, e.title,"
    " snippet(search_index, -1, '[', ']', '…', 16)"
    " FROM search_index JOIN search_entry AS e ON e.id = search_index.rowid"
    " WHERE search_index MATCH :words AND e.account = :account"
    " ORDER BY bm25(search_index, 5.0, 1.0), e.id LIMIT :most"
)


def index(w: Writer, account: AccountId, entries: Sequence[Entry]) -> None:
    """Put entries in or replace those of the same kind and ref; unchanged ones are not touched."""
    for kind in {entry.kind for entry in entries}:
        of_kind = [entry for entry in entries if entry.kind is kind]
        for start in range(0, len(of_kind), IDS_PER_STATEMENT):
            some = of_kind[start : start + IDS_PER_STATEMENT]
            _ENTRIES.reconcile(w, some, keep=True, account=account, kind=kind)


def unindex(w: Writer, account: AccountId, kind: HitKind, refs: Collection[str]) -> None:
    """Take entries out."""
    if refs:
        gone = delete(table).where(table.c.account == account, table.c.kind == kind, table.c.ref == bindparam("gone"))
        w.execute(gone, [{"gone": ref} for ref in refs])


def search(r: Reader, account: AccountId, query: str, limit: int = 50) -> list[Hit]:
    """Return what has all the words, best first; the last word may be unfinished. No query text raises."""
    words = match(query)
    if not words:
        return []
    found = r.execute(_SEARCH, {"words": words, "account": account, "most": limit})
    return [Hit(HitKind(kind), *rest) for kind, *rest in found]


def match(query: str) -> str:
    """Return an FTS5 expression for what a learner typed, "" when there is no word in it.

    Only letters and digits reach the expression, each word as a quoted string: nothing typed is ever an operator.
    """
    words = re.findall(r"[^\W_]+", query)[:_WORDS]
    return " ".join(f'"{word}"' for word in words) + "*" if words else ""
