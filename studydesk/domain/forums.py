"""Forums, discussions and posts, and how plain words become a post's HTML and back."""

import html
import re
from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.ids import ActivityId, CourseId, DiscussionId, ForumId, PostId, UserId

SUBJECT_LIMIT = 255  # characters; longer ones fail in the site's database (dmlwriteexception, measured)


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum of a course.

    Attributes:
        kind: the site's word: "general", "news", "qanda", "single", "eachuser", "blog".
        can_start: whether the learner may start a discussion, as far as the site told.
        max_attachments, max_bytes: limits for one post; 0 bytes = the site's own limit.
        due_at, cut_off_at: after the cut-off nothing is accepted.
    """

    id: ForumId
    activity: ActivityId
    course: CourseId
    title: str
    kind: str = "general"
    intro_html: str = ""
    can_start: bool = True
    max_attachments: int = 1
    max_bytes: int = 0
    due_at: datetime | None = None
    cut_off_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Discussion:
    """A discussion in a forum; `last_post_at` moves with every new post."""

    id: DiscussionId
    forum: ForumId
    subject: str
    author: str
    author_id: UserId
    first_post: PostId
    created_at: datetime
    last_post_at: datetime
    replies: int = 0
    is_pinned: bool = False
    is_locked: bool = False
    can_reply: bool = True


@dataclass(frozen=True, slots=True)
class PostFile:
    """An attachment or inline picture of a post: `url` is the address it can be downloaded from, without a token."""

    url: str
    name: str
    size_bytes: int
    mime: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One post as the site has it. `parent` is None for the first of a discussion."""

    id: PostId
    discussion: DiscussionId
    parent: PostId | None
    subject: str
    html: str
    author: str
    author_id: UserId
    created_at: datetime
    modified_at: datetime
    files: tuple[PostFile, ...] = ()
    can_edit: bool = False
    can_delete: bool = False
    can_reply: bool = True
    is_deleted: bool = False


def as_html(text: str) -> str:
    """Return the learner's plain words as HTML: blank lines part paragraphs, single line breaks stay."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip("\n"))
    return "".join(f"<p>{html.escape(p, quote=False).replace(chr(10), '<br>')}</p>" for p in paragraphs if p.strip())


_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr|dt|dd|blockquote)>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def as_text(markup: str) -> str:
    """Return the words of a post's HTML as plain text; paragraphs become blank-line separated."""
    broken = _BREAK.sub(lambda m: "\n" if m.group().lower().startswith("<br") else "\n\n", markup.replace("\n", " "))
    lines = (" ".join(line.split()) for line in html.unescape(_TAG.sub("", _CELL.sub(" ", broken))).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fingerprint(markup: str) -> str:
    """Return what stays of a post's words after any cleaning: text only, one space between words.

    Two posts with the same fingerprint say the same to a reader (sync.md, protocol step 4).
    """
    return " ".join(as_text(markup).split())


def reply_subject(subject: str, prefix: str = "Re:") -> str:
    """Return the subject for an answer, with one prefix and within the site's limit."""
    bare = subject if subject.startswith(prefix) else f"{prefix} {subject}"
    return bare[:SUBJECT_LIMIT]
