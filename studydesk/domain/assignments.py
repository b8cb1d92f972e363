"""Assignments, what the learner handed in, and what the rules of an assignment allow."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studydesk.domain.ids import ActivityId, AssignmentId, CourseId
from studydesk.errors import Invalid


@dataclass(frozen=True, slots=True)
class BriefFile:
    """A file the teacher gave with the assignment, or one that was handed in.

    Attributes:
        sha1: hexadecimal, known only where the site's ETag or an upload of ours told it.
    """

    url: str
    name: str
    size_bytes: int
    mime: str = ""
    modified_at: datetime | None = None
    sha1: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment and its rules.

    Attributes:
        takes_text, takes_files: which kinds of submission are enabled; every enabled one must be sent on each save.
        max_files, max_bytes: per submission and per file.
        word_limit: words of the online text, None = none.
        has_drafts: True: a save is a draft until it is submitted for grading. False: a save is the hand-in.
        needs_statement: the learner must confirm that the work is their own when submitting.
    """

    id: AssignmentId
    activity: ActivityId
    course: CourseId
    title: str
    brief_html: str = ""
    files: tuple[BriefFile, ...] = ()
    opens_at: datetime | None = None
    due_at: datetime | None = None
    cut_off_at: datetime | None = None
    takes_text: bool = True
    takes_files: bool = True
    max_files: int = 1
    max_bytes: int = 0
    word_limit: int | None = None
    file_types: tuple[str, ...] = ()
    has_drafts: bool = True
    needs_statement: bool = False
    is_team: bool = False
    max_grade: float | None = None
    modified_at: datetime | None = None


class Status(StrEnum):
    """How far the site says the learner's work is."""

    NONE = "none"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Submission:
    """What the site holds of the learner's work on one assignment.

    Attributes:
        modified_at: the site's time of the last save; None when nothing was ever saved.
        grade: as the site shows it, plain text, None when not graded.
        can_edit, can_submit: what the site allows now.
    """

    assignment: AssignmentId
    status: Status = Status.NONE
    text_html: str = ""
    files: tuple[BriefFile, ...] = ()
    modified_at: datetime | None = None
    can_edit: bool = True
    can_submit: bool = False
    is_locked: bool = False
    is_graded: bool = False
    grade: str | None = None
    graded_at: datetime | None = None
    feedback_html: str = ""
    feedback_files: tuple[BriefFile, ...] = ()
    extension_due_at: datetime | None = None

    @property
    def version(self) -> str:
        """A short name of this version: it differs when text, files, status or time differ."""
        when = int(self.modified_at.timestamp()) if self.modified_at else 0
        return f"{self.status}:{when}"


def words(text: str) -> int:
    """Return how many words a text has, counted the way learners count: runs without white space."""
    return len(text.split())


def check(assignment: Assignment, text: str, sizes: dict[str, int], now: datetime) -> None:
    """Say whether this could be handed in at `now` (the school's time).

    `sizes` maps file names to bytes, files already handed in and kept included.

    Raises:
        Invalid: with the reason (`closed`, `not_open`, `empty`, `too_many_files`, `file_too_large`, `too_many_words`,
            `file_type`) and the limit.
    """
    if assignment.opens_at and now < assignment.opens_at:
        raise Invalid("not_open")
    if assignment.cut_off_at and now > assignment.cut_off_at:
        raise Invalid("closed")
    if not text.strip() and not sizes:
        raise Invalid("empty")
    if assignment.takes_files and len(sizes) > assignment.max_files:
        raise Invalid("too_many_files", assignment.max_files)
    if assignment.max_bytes and any(size > assignment.max_bytes for size in sizes.values()):
        raise Invalid("file_too_large", assignment.max_bytes)
    if assignment.file_types and any(not name.lower().endswith(assignment.file_types) for name in sizes):
        raise Invalid("file_type")
    if assignment.word_limit and words(text) > assignment.word_limit:
        raise Invalid("too_many_words", assignment.word_limit)
