"""Taking things out of the library with all that hangs on them, and letting go of their blobs."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Table, Text, cast, delete, select, update

from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId, ActivityId, AssignmentId, CourseId, DiscussionId, ForumId
from studydesk.store import schema
from studydesk.store.database import Writer
from studydesk.store.rows import IDS_PER_STATEMENT

DISCUSSION = "discussion:"  # how the owner of a discussion's files begins
VISIT = "visit:"  # how the mark of a course that is to be brought begins


def release_blobs(w: Writer, *which: ColumnElement[bool]) -> None:
    """Mark the blobs of these file rows as let go of; `transfers.unused_blobs` leaves out what others still use."""
    held = select(schema.file.c.sha256).where(schema.file.c.sha256.is_not(None), *which)
    w.execute(update(schema.blob).where(schema.blob.c.sha256.in_(held)).values(is_released=True))


def remove_files(w: Writer, account: AccountId, *which: ColumnElement[bool]) -> int:
    """Remove file rows with their transfer maps and search entries; return how many."""
    mine = (schema.file.c.account == account, *which)
    release_blobs(w, *mine)
    entry = schema.search_entry
    refs = select(cast(schema.file.c.key, Text)).where(*mine)
    w.execute(delete(entry).where(entry.c.account == account, entry.c.kind == "file", entry.c.ref.in_(refs)))
    gone = w.execute(delete(schema.file).where(*mine)).rowcount
    if gone:
        w.changed(Subject.FILES, account)
    return gone


def remove_activities(w: Writer, account: AccountId, activities: Collection[ActivityId]) -> None:
    """Remove activities with their pages, files, forums, assignments and search entries."""
    for ids in _portions(activities):
        _remove_forums(w, account, schema.forum.c.activity.in_(ids))
        _remove_assignments(w, account, schema.assignment.c.activity.in_(ids))
        remove_files(w, account, schema.file.c.activity.in_(ids))
        for table, column in ((schema.page, "activity"), (schema.search_entry, "activity"), (schema.activity, "id")):
            _remove(w, account, table, table.c[column].in_(ids))


def remove_courses(w: Writer, account: AccountId, courses: Collection[CourseId]) -> None:
    """Remove courses with all the library has of them."""
    for ids in _portions(courses):
        activities = select(schema.activity.c.id).where(
            schema.activity.c.account == account, schema.activity.c.course.in_(ids)
        )
        _remove(w, account, schema.page, schema.page.c.activity.in_(activities))
        _remove_forums(w, account, schema.forum.c.course.in_(ids))
        _remove_assignments(w, account, schema.assignment.c.course.in_(ids))
        remove_files(w, account, schema.file.c.course.in_(ids))
        for table in (schema.activity, schema.section, schema.mark, schema.grade, schema.calendar_event):
            _remove(w, account, table, table.c.course.in_(ids))
        _remove(w, account, schema.search_entry, schema.search_entry.c.course.in_(ids))
        _remove(w, account, schema.named_mark, schema.named_mark.c.name.in_([f"{VISIT}{one}" for one in ids]))
        _remove(w, account, schema.course, schema.course.c.id.in_(ids))


def remove_forums(w: Writer, account: AccountId, forums: Collection[ForumId]) -> None:
    """Remove forums with their discussions."""
    for ids in _portions(forums):
        _remove_forums(w, account, schema.forum.c.id.in_(ids))


def remove_discussions(w: Writer, account: AccountId, discussions: Collection[DiscussionId]) -> None:
    """Remove discussions with their posts, files and search entries."""
    for ids in _portions(discussions):
        remove_files(w, account, schema.file.c.owner.in_([f"{DISCUSSION}{one}" for one in ids]))
        _remove(w, account, schema.search_entry, schema.search_entry.c.discussion.in_(ids))
        _remove(w, account, schema.post, schema.post.c.discussion.in_(ids))
        _remove(w, account, schema.discussion, schema.discussion.c.id.in_(ids))


def remove_submissions(w: Writer, account: AccountId, assignments: Collection[AssignmentId]) -> None:
    """Remove what the site held of the work on these assignments."""
    for ids in _portions(assignments):
        _remove(w, account, schema.submission, schema.submission.c.assignment.in_(ids))


def _remove_forums(w: Writer, account: AccountId, which: ColumnElement[bool]) -> None:
    forums = select(schema.forum.c.id).where(schema.forum.c.account == account, which)
    table = schema.discussion
    discussions = w.execute(select(table.c.id).where(table.c.account == account, table.c.forum.in_(forums)))
    remove_discussions(w, account, [DiscussionId(discussion) for discussion in discussions.scalars()])
    _remove(w, account, schema.forum, which)


def _remove_assignments(w: Writer, account: AccountId, which: ColumnElement[bool]) -> None:
    assignments = select(schema.assignment.c.id).where(schema.assignment.c.account == account, which)
    _remove(w, account, schema.submission, schema.submission.c.assignment.in_(assignments))
    _remove(w, account, schema.assignment, which)


def _remove(w: Writer, account: AccountId, table: Table, which: ColumnElement[bool]) -> None:
    w.execute(delete(table).where(table.c.account == account, which))


def _portions(ids: Collection[int]) -> list[list[int]]:
    ordered = sorted(ids)
    return [ordered[start : start + IDS_PER_STATEMENT] for start in range(0, len(ordered), IDS_PER_STATEMENT)]
