"""Assignments as shown."""

from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.assignments import Assignment, Status, Submission
from studydesk.domain.downloads import LocalFile, Price
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId
from studydesk.domain.outbox import State
from studydesk.domain.work import Attachment
from studydesk.study.views.outbox import ItemView


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An assignment in the list of tasks.

    Attributes:
        due_at: with the learner's own extension, where there is one.
        waiting: of a hand-in in the outbox, None when nothing waits.
        is_overdue: past due and nothing handed in or waiting.
        grade: as the site writes it, None when not graded.
    """

    id: AssignmentId
    activity: ActivityId
    course: CourseId
    course_title: str
    title: str
    due_at: datetime | None
    cut_off_at: datetime | None
    status: Status
    waiting: State | None
    is_overdue: bool
    grade: str | None
    draft_exists: bool


@dataclass(frozen=True, slots=True)
class WorkDraft:
    """Work the learner is preparing.

    Attributes:
        attachments: new files, copied into the profile already.
        keep: names of files at the school that stay.
        final: submit for grading when sent; statement: "this is my own work" was confirmed.
        updated_at: None when nothing was changed yet.
        base: the version at the school when this was begun (`Submission.version`); "" = not known.
    """

    text: str
    attachments: tuple[Attachment, ...]
    keep: tuple[str, ...]
    final: bool
    statement: bool
    updated_at: datetime | None
    base: str = ""


@dataclass(frozen=True, slots=True)
class TaskView:
    """An assignment opened.

    Attributes:
        brief_html, feedback_html: cleaned, `sd:` addresses as in Document (ask Reading with `row.activity`).
        brief_files, feedback_files, handed_in: files the teacher gave, gave back, and those at the school.
        why_not: a code for `wording.why_not` when `may_submit` is False.
        upload: files and bytes of the draft and the time at the measured rate.
        submitted_text: the online text at the school as plain words.
    """

    assignment: Assignment
    submission: Submission | None
    row: TaskRow
    brief_html: str
    feedback_html: str
    submitted_text: str
    brief_files: tuple[LocalFile, ...]
    draft: WorkDraft
    waiting: ItemView | None
    may_submit: bool
    why_not: str | None
    upload: Price
