"""What a learner can want the school to get: one frozen value per kind of intent."""

from dataclasses import dataclass
from enum import StrEnum

from studydesk.domain.courses import Kind
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, ForumId, IntentId, PostId


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the learner's own work, copied into the profile before anything else happens.

    Attributes:
        sha256: hexadecimal; also its file name in the profile's attachments folder.
    """

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a post. `parent_intent` names the learner's own unsent post it answers; `parent` is then None.

    `discussion` is None only while the discussion itself waits in the outbox (`parent_intent` is its intent).
    """

    forum: ForumId
    discussion: DiscussionId | None
    parent: PostId | None
    parent_intent: IntentId | None
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class NewDiscussion:
    """A discussion to start."""

    forum: ForumId
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class EditPost:
    """A new text for one of the learner's own posts. `base` is the fingerprint of the text it replaces."""

    discussion: DiscussionId
    post: PostId
    subject: str
    text: str
    base: str


@dataclass(frozen=True, slots=True)
class DeletePost:
    """A post of the learner's own to be taken back."""

    discussion: DiscussionId
    post: PostId


@dataclass(frozen=True, slots=True)
class SaveSubmission:
    """Work to hand in on an assignment.

    Attributes:
        text: the online text as typed; None where the assignment takes none.
        keep: names of files already at the school that stay; files of neither `keep` nor the attachments go.
        base: the submission's version the learner saw (`Submission.version`).
        final: submit for grading once saved (only where the assignment has drafts).
        statement: the learner confirmed that the work is their own.
    """

    assignment: AssignmentId
    activity: ActivityId
    text: str | None
    keep: tuple[str, ...]
    base: str
    final: bool = False
    statement: bool = False


@dataclass(frozen=True, slots=True)
class MarkDone:
    """A tick, or the learner's own untick, on a manually completed activity."""

    course: CourseId
    activity: ActivityId
    done: bool


@dataclass(frozen=True, slots=True)
class View:
    """The learner opened an activity whose completion is automatic; the site's view call ticks it."""

    course: CourseId
    activity: ActivityId
    kind: Kind
    instance: int


Intent = Reply | NewDiscussion | EditPost | DeletePost | SaveSubmission | MarkDone | View


class IntentKind(StrEnum):
    """The name of an intent's kind as the database keeps it."""

    REPLY = "reply"
    DISCUSSION = "discussion"
    EDIT = "edit"
    DELETE = "delete"
    SUBMISSION = "submission"
    COMPLETION = "completion"
    VIEW = "view"


KINDS: dict[type, IntentKind] = {
    Reply: IntentKind.REPLY,
    NewDiscussion: IntentKind.DISCUSSION,
    EditPost: IntentKind.EDIT,
    DeletePost: IntentKind.DELETE,
    SaveSubmission: IntentKind.SUBMISSION,
    MarkDone: IntentKind.COMPLETION,
    View: IntentKind.VIEW,
}


def queue_of(intent: Intent, item: IntentId) -> str:
    """Return the queue whose order must be kept: items of one queue go one after the other, queues do not wait."""
    match intent:
        case Reply(discussion=None, parent_intent=parent):
            return f"discussion:{parent}"
        case Reply(discussion=discussion) | EditPost(discussion=discussion) | DeletePost(discussion=discussion):
            return f"discussion:{discussion}"
        case NewDiscussion():
            return f"discussion:{item}"
        case SaveSubmission(assignment=assignment):
            return f"assignment:{assignment}"
        case MarkDone(activity=activity) | View(activity=activity):
            return f"activity:{activity}"


def text_of(intent: Intent) -> str:
    """Return the words the learner wrote, "" for what has none."""
    match intent:
        case Reply(text=text) | NewDiscussion(text=text) | EditPost(text=text):
            return text
        case SaveSubmission(text=text):
            return text or ""
    return ""
