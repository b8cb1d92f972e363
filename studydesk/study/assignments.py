"""Assignments: briefs, drafts of work, handing in."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from studydesk.domain.assignments import Assignment, Submission
from studydesk.domain.downloads import Price
from studydesk.domain.forums import as_text
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, IntentId
from studydesk.domain.outbox import UNSENT, Item
from studydesk.domain.work import Attachment, SaveSubmission
from studydesk.errors import Invalid, NotFound
from studydesk.store import assignments as library
from studydesk.store import courses, drafts, files, outbox
from studydesk.store.database import Writer
from studydesk.study import html, itemviews, queueing, rules
from studydesk.study.drafts import take
from studydesk.study.formulas import Formulas
from studydesk.study.learner import Learner
from studydesk.study.views.assignments import TaskRow, TaskView, WorkDraft
from studydesk.study.workdrafts import WorkDrafts, draft_key


class Assignments:
    """Assignments of one account."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._drafts = WorkDrafts(learner)
        self._maths = Formulas()

    def tasks(self, course: CourseId | None = None) -> list[TaskRow]:
        """Return assignments by due date, those without one last."""
        with self._learner.store.library.read() as r:
            found = library.assignments(r, self._learner.id, course)
            submissions = library.submissions(r, self._learner.id)
            titles = {c.id: c.full_name for c in courses.courses(r, self._learner.id)}
        with self._learner.store.work.read() as r:
            waiting = _waiting(queueing.unsent(r, self._learner))
            keys = {draft.key for draft in drafts.all_drafts(r, self._learner.id)}
        rows = [
            rules.task_row(
                a,
                submissions.get(a.id),
                titles.get(a.course, ""),
                waiting.get(a.id),
                draft_key(a.id) in keys,
                self._learner.school.now(),
            )
            for a in found
        ]
        return sorted(
            rows, key=lambda row: (row.due_at is None, row.due_at or datetime.max.replace(tzinfo=UTC), row.title)
        )

    def task(self, assignment: AssignmentId) -> TaskView:
        """Return an assignment with its brief, draft and state. Raises NotFound."""
        found, submission, waiting = self._read(assignment)
        with self._learner.store.library.read() as r:
            local = files.files(r, self._learner.id, activity=found.activity)
            course = courses.course(r, self._learner.id, found.course)
        draft = self._drafts.draft(found, submission, waiting)
        now = self._learner.school.now()
        why_not = rules.why_not(found, submission, now)
        known = html.Files(local)
        site = self._learner.account.site_url
        title = course.full_name if course else ""
        feedback = submission.feedback_html if submission else ""
        return TaskView(
            assignment=found,
            submission=submission,
            row=rules.task_row(found, submission, title, waiting, draft.updated_at is not None, now),
            brief_html=html.clean(found.brief_html, site, known, self._maths).html,
            feedback_html=html.clean(feedback, site, known, self._maths).html if feedback else "",
            submitted_text=as_text(submission.text_html) if submission else "",
            brief_files=tuple(local),
            draft=draft,
            waiting=itemviews.view(self._learner, waiting) if waiting else None,
            may_submit=why_not is None,
            why_not=why_not,
            upload=_upload(draft, self._learner.link.current.rate),
        )

    def assignment_of(self, activity: ActivityId) -> AssignmentId:
        """Return the assignment behind an activity. Raises NotFound."""
        with self._learner.store.library.read() as r:
            found = library.assignment_of(r, self._learner.id, activity)
        if found is None:
            raise NotFound(activity)
        return found.id

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

        def changed(now: WorkDraft) -> WorkDraft:
            return replace(
                now,
                text=now.text if text is None else text,
                keep=now.keep if keep is None else keep,
                final=now.final if final is None else final,
                statement=now.statement if statement is None else statement,
            )

        return self._drafts.change(self._read(assignment), changed)

    def attach(self, assignment: AssignmentId, file: Path) -> WorkDraft:
        """Copy a file into the profile and add it to the draft; one of the same name is replaced.

        Limits are checked when it is handed in. Raises StorageFull, Invalid("no_file").
        """
        return self._drafts.attach(self._read(assignment), file)

    def detach(self, assignment: AssignmentId, name: str) -> WorkDraft:
        """Take a file out of the draft: a new one, or one at the school that shall not stay."""

        def without(now: WorkDraft) -> WorkDraft:
            return replace(
                now,
                attachments=tuple(file for file in now.attachments if file.name != name),
                keep=tuple(kept for kept in now.keep if kept != name),
            )

        return self._drafts.change(self._read(assignment), without)

    def drop_draft(self, assignment: AssignmentId) -> None:
        """Throw the draft away; only ever on the learner's word."""
        self._drafts.drop(assignment)

    def submit(self, assignment: AssignmentId) -> IntentId:
        """Queue the draft; an unsent hand-in for the same assignment is replaced.

        Raises:
            Invalid: as `domain.assignments.check`, `statement`, and `not_now` while an earlier one is on its way.
        """
        draft = self._drafts.draft(*self._read(assignment))
        return self.hand_in(assignment, draft, drops_draft=True)

    def take(self, file: Path) -> Attachment:
        """Copy a file into the profile for `hand_in`. Raises StorageFull, Invalid("no_file")."""
        return take(self._learner, file)

    def at_school(self, assignment: AssignmentId) -> WorkDraft:
        """Return the work as the school has it, for `hand_in` to change; whatever is drafted here stays aside."""
        found, submission, _ = self._read(assignment)
        return self._drafts.at_school(found, submission)

    def hand_in(self, assignment: AssignmentId, draft: WorkDraft, *, drops_draft: bool = False) -> IntentId:
        """Queue this work; what is drafted on the screen stays unless `drops_draft`. Raises as `submit`."""
        found, submission, _ = self._read(assignment)
        rules.check_work(found, submission, draft, self._learner.school.now())
        intent = SaveSubmission(
            assignment=assignment,
            activity=found.activity,
            text=draft.text if found.takes_text else None,
            keep=draft.keep,
            # Of when the draft was begun: what another device saved since then is a conflict, not to be written over.
            base=draft.base or (submission or Submission(assignment)).version,
            final=draft.final and found.has_drafts,
            statement=draft.statement,
        )
        with self._learner.store.work.write() as w:
            queued = self._queue(w, found, intent, draft)
            kept = drafts.get(w, self._learner.id, draft_key(assignment))
            if drops_draft and kept and kept.updated_at == draft.updated_at:  # newer words stay a draft
                drafts.delete(w, self._learner.id, draft_key(assignment))
        return queued

    def _queue(self, w: Writer, found: Assignment, intent: SaveSubmission, draft: WorkDraft) -> IntentId:
        before = _waiting(queueing.unsent(w, self._learner)).get(found.id)
        if before is None:
            return queueing.add(self._learner, w, intent, found.title, draft.attachments)
        if before.state not in queueing.CHANGEABLE:
            raise Invalid("not_now")
        if not queueing.reword(self._learner, w, before, intent, draft.attachments):
            raise Invalid("not_now")
        return before.id

    def _read(self, assignment: AssignmentId) -> tuple[Assignment, Submission | None, Item | None]:
        with self._learner.store.library.read() as r:
            found = library.assignment(r, self._learner.id, assignment)
            submission = library.submission(r, self._learner.id, assignment)
        if found is None:
            raise NotFound(assignment)
        with self._learner.store.work.read() as r:
            waiting = _waiting(outbox.items(r, self._learner.id, UNSENT)).get(assignment)
        return found, submission, waiting


def _waiting(items: list[Item]) -> dict[AssignmentId, Item]:
    """Return the last unsent hand-in by assignment."""
    return {item.intent.assignment: item for item in items if isinstance(item.intent, SaveSubmission)}


def _upload(draft: WorkDraft, rate: float | None) -> Price:
    size = sum(file.size_bytes for file in draft.attachments) + len(draft.text.encode())
    return Price(len(draft.attachments), size, size / rate if rate else None)
