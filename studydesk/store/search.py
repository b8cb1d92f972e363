"""Full-text search over what is on this computer (SQLite FTS5).

`courses.put_contents`, `put_pages`, `forums.put_posts` and `assignments.put_assignments` keep their own entries; only
texts inside files (book chapters) are indexed by whoever reads them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from studydesk.domain.ids import AccountId, ActivityId, CourseId, DiscussionId, PostId
from studydesk.store.database import Reader, Writer


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


def index(w: Writer, account: AccountId, entries: Sequence[Entry]) -> None:
    """Put entries in or replace those of the same kind and ref; unchanged ones are not touched."""
    raise NotImplementedError


def unindex(w: Writer, account: AccountId, kind: HitKind, refs: Collection[str]) -> None:
    """Take entries out."""
    raise NotImplementedError


def unindex_activities(w: Writer, account: AccountId, activities: Collection[ActivityId]) -> None:
    """Take out all entries of these activities."""
    raise NotImplementedError


def search(r: Reader, account: AccountId, query: str, limit: int = 50) -> list[Hit]:
    """Return what has all the words, best first; the last word may be unfinished. No query text raises."""
    raise NotImplementedError
