"""Forums and discussions as shown."""

from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.downloads import FileState
from studydesk.domain.forums import Forum
from studydesk.domain.ids import DiscussionId, ForumId, IntentId, PostId
from studydesk.domain.outbox import Problem, State
from studydesk.domain.work import Attachment


@dataclass(frozen=True, slots=True)
class DiscussionRow:
    """A discussion in a list: one at the school (`id`), or one of the learner's own that waits (`intent`).

    Attributes:
        unread: posts newer than the learner's last look.
        state: of the learner's own unsent discussion; None for one at the school.
    """

    id: DiscussionId | None
    intent: IntentId | None
    forum: ForumId
    forum_title: str
    course_title: str
    subject: str
    author: str
    last_post_at: datetime
    replies: int
    unread: int
    is_pinned: bool = False
    is_locked: bool = False
    state: State | None = None

    @property
    def target(self) -> DiscussionId | IntentId:
        """What to open it by."""
        if self.id is not None:
            return self.id
        assert self.intent is not None  # a row is one or the other
        return self.intent


@dataclass(frozen=True, slots=True)
class ForumRow:
    """A forum in a list; `unread` counts discussions with something new."""

    forum: Forum
    course_title: str
    discussions: int
    unread: int


@dataclass(frozen=True, slots=True)
class ForumView:
    """A forum opened; own discussions that wait stand first. `why_not`: a code for `wording.why_not`."""

    forum: Forum
    course_title: str
    intro_html: str
    discussions: tuple[DiscussionRow, ...]
    may_start: bool
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class PostFileView:
    """An attachment; `key` is its file in the library once known, None for files of the learner's own unsent post."""

    name: str
    size_bytes: int
    key: int | None = None
    state: FileState | None = None


@dataclass(frozen=True, slots=True)
class PostView:
    """A post of a thread: at the school (`id`), or the learner's own that waits (`intent`).

    Attributes:
        key: "p12" for a post, the intent id for one that waits; `parent_key` likewise, None for the first.
        depth: 0 for the first post.
        html: cleaned, `sd:` addresses as in Document; `text` the same as plain words.
        state: None = at the school and nothing pending; else of the waiting reply, edit or deletion.
        pending: what waits: "reply", "discussion", "edit", "delete"; None = nothing.
        is_new: newer than the learner's last look.
    """

    id: PostId | None
    intent: IntentId | None
    key: str
    parent_key: str | None
    depth: int
    subject: str
    html: str
    text: str
    author: str
    is_mine: bool
    created_at: datetime
    is_edited: bool = False
    files: tuple[PostFileView, ...] = ()
    state: State | None = None
    pending: str | None = None
    problem: Problem | None = None
    can_edit: bool = False
    can_delete: bool = False
    can_reply: bool = False
    is_new: bool = False
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """A discussion opened; posts in the order of the tree, each after its parent."""

    discussion: DiscussionRow
    forum: Forum
    posts: tuple[PostView, ...]
    may_reply: bool
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a learner is writing and has not sent."""

    key: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    updated_at: datetime

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it that could be lost."""
        return not (self.subject.strip() or self.text.strip() or self.attachments)
