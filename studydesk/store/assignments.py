"""Assignments and what the site holds of the learner's work on them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_

from studydesk.domain import names
from studydesk.domain.assignments import Assignment, Submission
from studydesk.domain.changes import Subject
from studydesk.domain.courses import RemoteFile
from studydesk.domain.forums import as_text
from studydesk.domain.ids import AccountId, ActivityId, AssignmentId, CourseId
from studydesk.store import search
from studydesk.store.database import Reader, Writer
from studydesk.store.files import assignment_files, put_extra_files
from studydesk.store.removal import remove_submissions
from studydesk.store.rows import Rows
from studydesk.store.schema import assignment as table
from studydesk.store.schema import submission as submission_table
from studydesk.store.search import Entry, HitKind

_ASSIGNMENTS = Rows(table, Assignment, "id")
_SUBMISSIONS = Rows(submission_table, Submission, "assignment")


def put_assignments(w: Writer, account: AccountId, course: CourseId, assignments: Sequence[Assignment]) -> None:
    """Make these the assignments of a course; absent ones go. The teacher's files become files of the activity."""
    difference = _ASSIGNMENTS.reconcile(w, assignments, account=account, course=course)
    if not difference:
        return
    remove_submissions(w, account, [assignment.id for assignment in difference.gone])
    for gone in difference.gone:
        put_extra_files(w, account, course, gone.activity, assignment_files(gone.id), [])
    for one in difference.new:
        put_extra_files(w, account, course, one.activity, assignment_files(one.id), _files(one))
    search.unindex(w, account, HitKind.ASSIGNMENT, [str(gone.id) for gone in difference.gone])
    search.index(w, account, [_entry(one) for one in difference.new])
    w.changed(Subject.ASSIGNMENTS, account)


def assignments(r: Reader, account: AccountId, course: CourseId | None = None) -> list[Assignment]:
    """Return the assignments of a course, or of all courses, by due date (without one last)."""
    return _ASSIGNMENTS.all(r, _of(account, course), order=[table.c.due_at.nulls_last(), table.c.id])


def assignment(r: Reader, account: AccountId, assignment: AssignmentId) -> Assignment | None:
    """Return one assignment, None when it is unknown."""
    return _ASSIGNMENTS.one(r, account=account, id=assignment)


def assignment_of(r: Reader, account: AccountId, activity: ActivityId) -> Assignment | None:
    """Return the assignment of an activity, None when it is unknown."""
    return _ASSIGNMENTS.one(r, account=account, activity=activity)


def put_submission(w: Writer, account: AccountId, submission: Submission) -> None:
    """Keep what the site holds of the learner's work."""
    if _SUBMISSIONS.put(w, submission, account=account):
        w.changed(Subject.ASSIGNMENTS, account)


def submission(r: Reader, account: AccountId, assignment: AssignmentId) -> Submission | None:
    """Return what the site held at the last refresh, None when it was never asked."""
    return _SUBMISSIONS.one(r, account=account, assignment=assignment)


def submissions(r: Reader, account: AccountId) -> dict[AssignmentId, Submission]:
    """Return all submissions of an account."""
    return {one.assignment: one for one in _SUBMISSIONS.all(r, submission_table.c.account == account)}


def _of(account: AccountId, course: CourseId | None) -> ColumnElement[bool]:
    mine = table.c.account == account
    return mine if course is None else and_(mine, table.c.course == course)


def _files(assignment: Assignment) -> list[RemoteFile]:
    return [
        RemoteFile(
            assignment.activity,
            file.url,
            names.shown(file.name),
            size_bytes=file.size_bytes,
            modified_at=file.modified_at,
            mime=file.mime,
            position=position,
        )
        for position, file in enumerate(assignment.files)
    ]


def _entry(assignment: Assignment) -> Entry:
    text = as_text(assignment.brief_html)
    ref = str(assignment.id)
    return Entry(HitKind.ASSIGNMENT, ref, assignment.course, assignment.title, text, assignment.activity)
