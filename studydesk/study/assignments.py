"""Assignments: briefs, drafts of work, handing in."""

from pathlib import Path

from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, IntentId
from studydesk.study.views.assignments import TaskRow, TaskView, WorkDraft


class Assignments:
    """Assignments of one account."""

    def tasks(self, course: CourseId | None = None) -> list[TaskRow]:
        """Return assignments by due date, those without one last."""
        raise NotImplementedError

    def task(self, assignment: AssignmentId) -> TaskView:
        """Return an assignment with its brief, draft and state. Raises NotFound."""
        raise NotImplementedError

    def assignment_of(self, activity: ActivityId) -> AssignmentId:
        """Return the assignment behind an activity. Raises NotFound."""
        raise NotImplementedError

    def keep_draft(
        self,
        assignment: AssignmentId,
        *,
        text: str | None = None,
        keep: tuple[str, ...] | None = None,
        final: bool | None = None,
        statement: bool | None = None,
    ) -> WorkDraft:
        """Keep what was changed of the draft; None leaves that part as it is."""
        raise NotImplementedError

    def attach(self, assignment: AssignmentId, file: Path) -> WorkDraft:
        """Copy a file into the profile and add it to the draft; one of the same name is replaced."""
        raise NotImplementedError

    def detach(self, assignment: AssignmentId, name: str) -> WorkDraft:
        """Take a file out of the draft: a new one, or one at the school that shall not stay."""
        raise NotImplementedError

    def submit(self, assignment: AssignmentId) -> IntentId:
        """Queue the draft; an unsent hand-in for the same assignment is replaced. Raises Invalid (domain check)."""
        raise NotImplementedError

    def drop_draft(self, assignment: AssignmentId) -> None:
        """Throw the draft away; only ever on the learner's word."""
        raise NotImplementedError
