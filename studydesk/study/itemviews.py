"""Things in the outbox as shown: where they belong, what the learner may do, what the school has instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.courses import Activity
from studydesk.domain.forums import Forum, as_text
from studydesk.domain.ids import ActivityId, CourseId, DiscussionId, ForumId
from studydesk.domain.outbox import Item, State
from studydesk.domain.work import (
    KINDS,
    DeletePost,
    EditPost,
    MarkDone,
    NewDiscussion,
    Reply,
    SaveSubmission,
    View,
    text_of,
)
from studydesk.store import assignments, courses, forums
from studydesk.store.database import Reader
from studydesk.study.learner import Learner
from studydesk.study.views.outbox import ItemView

_WORDED = (Reply, NewDiscussion, EditPost, SaveSubmission)
_MAY: Mapping[State, frozenset[str]] = {
    State.QUEUED: frozenset({"edit", "withdraw", "retry"}),
    State.SENDING: frozenset(),
    State.UNCERTAIN: frozenset(),
    State.SENT: frozenset(),
    State.REJECTED: frozenset({"edit", "retry", "withdraw"}),
    State.CONFLICT: frozenset({"choose", "edit", "withdraw"}),
    State.DISCARDED: frozenset({"restore"}),
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an item belongs, as far as the library knows it."""

    course: CourseId | None = None
    course_title: str = ""
    title: str = ""
    activity: Activity | None = None
    forum: ForumId | None = None
    discussion: DiscussionId | None = None


def view(learner: Learner, item: Item) -> ItemView:
    """Return an item as shown."""
    with learner.store.library.read() as r:
        place = _place(r, learner, item)
        theirs = _theirs(r, learner, item) if item.state is State.CONFLICT else None
    return ItemView(
        id=item.id,
        kind=KINDS[type(item.intent)],
        title=item.title,
        where=" · ".join(part for part in (place.course_title, place.title) if part),
        subject=getattr(item.intent, "subject", ""),
        text=text_of(item.intent),
        attachments=item.attachments,
        state=item.state,
        problem=item.problem,
        created_at=item.created_at,
        created_server_at=item.created_server_at,
        size_bytes=len(text_of(item.intent).rstrip().encode()) + sum(file.size_bytes for file in item.attachments),
        next_try_at=item.not_before if item.state is State.QUEUED else None,
        checking_at=_checking_at(learner, item),
        sent_at=item.receipt.server_time if item.state is State.SENT and item.receipt else None,
        receipt=item.receipt,
        can=_can(item),
        theirs=theirs,
        is_final=isinstance(item.intent, SaveSubmission) and item.intent.final,
        done=item.intent.done if isinstance(item.intent, MarkDone) else None,
        activity=place.activity.id if place.activity else None,
        activity_kind=place.activity.kind if place.activity else None,
        discussion=place.discussion,
        forum=place.forum,
        course=place.course,
    )


def _can(item: Item) -> frozenset[str]:
    able = _MAY[item.state]
    if not isinstance(item.intent, _WORDED):
        return able - {"edit"}
    if isinstance(item.intent, SaveSubmission) and item.intent.text is None:
        able -= {"edit"}  # the assignment takes files only
    return able | {"copy"}


def _checking_at(learner: Learner, item: Item) -> datetime | None:
    if item.state is not State.UNCERTAIN:
        return None
    since = item.uncertain_since
    return item.not_before or (since + learner.policy.grace if since else None)


def _place(r: Reader, learner: Learner, item: Item) -> _Place:
    match item.intent:
        case Reply(forum=forum, discussion=discussion):
            return _in_forum(r, learner, forum, discussion)
        case NewDiscussion(forum=forum):
            arrived = DiscussionId(item.receipt.server_id) if item.receipt and item.state is State.SENT else None
            return _in_forum(r, learner, forum, arrived)
        case EditPost(discussion=where) | DeletePost(discussion=where):
            known = forums.discussion(r, learner.id, where)
            return _in_forum(r, learner, known.forum if known else None, where)
        case SaveSubmission(activity=activity) | MarkDone(activity=activity) | View(activity=activity):
            return _at_activity(r, learner, activity)


def _in_forum(r: Reader, learner: Learner, forum: ForumId | None, discussion: DiscussionId | None) -> _Place:
    known: Forum | None = forums.forum(r, learner.id, forum) if forum is not None else None
    if known is None:
        return _Place(forum=forum, discussion=discussion)
    course = courses.course(r, learner.id, known.course)
    activity = courses.activity(r, learner.id, known.activity)
    return _Place(known.course, course.full_name if course else "", known.title, activity, forum, discussion)


def _at_activity(r: Reader, learner: Learner, activity: ActivityId) -> _Place:
    known = courses.activity(r, learner.id, activity)
    if known is None:
        return _Place()
    course = courses.course(r, learner.id, known.course)
    return _Place(known.course, course.full_name if course else "", known.title, known)


def _theirs(r: Reader, learner: Learner, item: Item) -> str | None:
    """Return what the school has in the place of a conflicting item, as plain words."""
    match item.intent:
        case EditPost(post=post):
            known = forums.post(r, learner.id, post)
            return as_text(known.html) if known else None
        case SaveSubmission(assignment=assignment):
            submission = assignments.submission(r, learner.id, assignment)
            if submission is None:
                return None
            names = "\n".join(file.name for file in submission.files)
            return "\n\n".join(part for part in (as_text(submission.text_html), names) if part)
    return None
