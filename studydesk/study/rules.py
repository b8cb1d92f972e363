"""What an assignment allows now, and how it stands in the list of tasks."""

from dataclasses import replace
from datetime import datetime

from studydesk.domain.assignments import Assignment, Status, Submission, check
from studydesk.domain.outbox import Item
from studydesk.errors import Invalid
from studydesk.study.views.assignments import TaskRow, WorkDraft


def check_work(found: Assignment, submission: Submission | None, draft: WorkDraft, now: datetime) -> None:
    """Return when this work can be handed in at `now` (school time). Raises Invalid."""
    there = {file.name: file.size_bytes for file in submission.files} if submission else {}
    sizes = {name: there[name] for name in draft.keep if name in there}
    sizes |= {file.name: file.size_bytes for file in draft.attachments}
    reason = why_not(found, submission, now)
    if reason:
        raise Invalid("not_open" if reason == "not_open" else "closed")
    rules = replace(found, cut_off_at=cut_off(found, submission))
    check(rules, draft.text if found.takes_text else "", sizes, now)
    if found.needs_statement and (draft.final or not found.has_drafts) and not draft.statement:
        raise Invalid("statement")


def why_not(found: Assignment, submission: Submission | None, now: datetime) -> str | None:
    """Return the code why nothing can be handed in here, None when it can (as far as the school told)."""
    last = cut_off(found, submission)
    if found.is_team:
        return "team"
    if not (found.takes_text or found.takes_files):
        return "unsupported"
    if found.opens_at and now < found.opens_at:
        return "not_open"
    if last and now > last:
        return "cut_off"
    if submission and submission.status is Status.SUBMITTED and not submission.can_edit:
        return "handed_in"
    return "closed" if submission and submission.is_locked else None


def task_row(
    found: Assignment,
    submission: Submission | None,
    title: str,
    waiting: Item | None,
    has_draft: bool,
    now: datetime,
) -> TaskRow:
    """Return an assignment as it stands in the list."""
    status = submission.status if submission else Status.NONE
    due = (submission.extension_due_at if submission else None) or found.due_at
    open_still = status in (Status.NONE, Status.DRAFT, Status.REOPENED) and waiting is None
    return TaskRow(
        id=found.id,
        activity=found.activity,
        course=found.course,
        course_title=title,
        title=found.title,
        due_at=due,
        cut_off_at=cut_off(found, submission),
        status=status,
        waiting=waiting.state if waiting else None,
        is_overdue=due is not None and due < now and open_still,
        grade=submission.grade if submission else None,
        draft_exists=has_draft,
    )


def cut_off(found: Assignment, submission: Submission | None) -> datetime | None:
    """Return the last moment for handing in; the learner's own extension moves it."""
    extension = submission.extension_due_at if submission else None
    return max(found.cut_off_at, extension) if found.cut_off_at and extension else found.cut_off_at
