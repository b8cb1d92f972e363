"""What waits, and what was sent."""

from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.courses import Kind
from studydesk.domain.ids import ActivityId, CourseId, DiscussionId, ForumId, IntentId
from studydesk.domain.outbox import Problem, Receipt, State
from studydesk.domain.work import Attachment, IntentKind


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing the learner did, on its way to the school.

    Attributes:
        where: course and forum or assignment, e.g. "Water and Soil · General forum".
        created_at: by this computer's clock; `created_server_at`: the same moment by the school's clock as then known.
        size_bytes: of the words and the files.
        next_try_at: QUEUED and waiting: when it is tried next; None = at the next chance.
        checking_at: UNCERTAIN: when it is looked up at the school.
        sent_at: SENT: the school's time.
        can: what the learner may do: "edit", "retry", "withdraw", "restore", "copy", "choose".
        theirs: CONFLICT: what the school has, plain text; None otherwise or when unknown.
        is_final: a submission that also submits for grading.
        activity, discussion, forum, course: where it belongs, for opening it.
    """

    id: IntentId
    kind: IntentKind
    title: str
    where: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    state: State
    problem: Problem | None
    created_at: datetime
    next_try_at: datetime | None
    checking_at: datetime | None
    sent_at: datetime | None
    receipt: Receipt | None
    can: frozenset[str]
    theirs: str | None = None
    is_final: bool = False
    done: bool | None = None
    activity: ActivityId | None = None
    activity_kind: Kind | None = None
    discussion: DiscussionId | None = None
    forum: ForumId | None = None
    course: CourseId | None = None
    created_server_at: datetime | None = None
    size_bytes: int = 0
