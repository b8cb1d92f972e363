"""Assignments and what the site holds of the learner's work on them."""

from collections.abc import Sequence

from studydesk.domain.assignments import Assignment, Submission
from studydesk.domain.ids import AccountId, ActivityId, AssignmentId, CourseId
from studydesk.store.database import Reader, Writer


def put_assignments(w: Writer, account: AccountId, course: CourseId, assignments: Sequence[Assignment]) -> None:
    """Make these the assignments of a course; absent ones go. The teacher's files become files of the activity."""
    raise NotImplementedError


def assignments(r: Reader, account: AccountId, course: CourseId | None = None) -> list[Assignment]:
    """Return the assignments of a course, or of all courses, by due date (without one last)."""
    raise NotImplementedError


def assignment(r: Reader, account: AccountId, assignment: AssignmentId) -> Assignment | None:
    """Return one assignment, None when it is unknown."""
    raise NotImplementedError


def assignment_of(r: Reader, account: AccountId, activity: ActivityId) -> Assignment | None:
    """Return the assignment of an activity, None when it is unknown."""
    raise NotImplementedError


def put_submission(w: Writer, account: AccountId, submission: Submission) -> None:
    """Keep what the site holds of the learner's work."""
    raise NotImplementedError


def submission(r: Reader, account: AccountId, assignment: AssignmentId) -> Submission | None:
    """Return what the site held at the last refresh, None when it was never asked."""
    raise NotImplementedError


def submissions(r: Reader, account: AccountId) -> dict[AssignmentId, Submission]:
    """Return all submissions of an account."""
    raise NotImplementedError
