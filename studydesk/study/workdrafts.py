"""Drafts of work: text and files prepared for an assignment, kept as they change."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from studydesk.domain.assignments import Assignment, Submission
from studydesk.domain.forums import as_text
from studydesk.domain.ids import AssignmentId
from studydesk.domain.outbox import Item
from studydesk.domain.work import SaveSubmission
from studydesk.store import drafts
from studydesk.store.database import Reader
from studydesk.study.drafts import take
from studydesk.study.learner import Learner
from studydesk.study.views.assignments import WorkDraft

State = tuple[Assignment, Submission | None, Item | None]


def draft_key(assignment: AssignmentId) -> str:
    """Return the key of the draft of a hand-in."""
    return f"submission:{assignment}"


class WorkDrafts:
    """Drafts of hand-ins of one account."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def draft(self, found: Assignment, submission: Submission | None, waiting: Item | None) -> WorkDraft:
        """Return the draft; where none was begun, what waits in the outbox, else what the school has."""
        with self._learner.store.work.read() as r:
            return self._draft(r, found, submission, waiting)

    def at_school(self, found: Assignment, submission: Submission | None) -> WorkDraft:
        """Return the work as the school has it, as something to change."""
        names = tuple(file.name for file in submission.files) if submission else ()
        text = as_text(submission.text_html) if submission and found.takes_text else ""
        base = (submission or Submission(found.id)).version
        return WorkDraft(text, (), names, final=False, statement=False, updated_at=None, base=base)

    def change(self, state: State, change: Callable[[WorkDraft], WorkDraft]) -> WorkDraft:
        """Keep a changed draft in the place of the one that is there now, and return it with its time.

        Read and written in one transaction: words are kept from the window's thread while a file is added in a lane,
        and neither may undo the other.
        """
        assignment, now = state[0].id, self._learner.clock.now()
        with self._learner.store.work.write() as w:
            draft = change(self._draft(w, *state))
            told = {"keep": draft.keep, "final": draft.final, "statement": draft.statement, "base": draft.base}
            extra = json.dumps(told)
            key = draft_key(assignment)
            drafts.put(w, drafts.Draft(self._learner.id, key, "", draft.text, now, draft.attachments, extra))
        return replace(draft, updated_at=now)

    def attach(self, state: State, file: Path) -> WorkDraft:
        """Copy a file into the profile and add it; it replaces one of the same name, new or at the school."""
        taken = take(self._learner, file)

        def added(now: WorkDraft) -> WorkDraft:
            others = tuple(other for other in now.attachments if other.name != taken.name)
            keep = tuple(name for name in now.keep if name != taken.name)
            return replace(now, attachments=(*others, taken), keep=keep)

        return self.change(state, added)

    def drop(self, assignment: AssignmentId) -> None:
        """Throw the draft away."""
        with self._learner.store.work.write() as w:
            drafts.delete(w, self._learner.id, draft_key(assignment))

    def _draft(self, r: Reader, found: Assignment, submission: Submission | None, waiting: Item | None) -> WorkDraft:
        kept = drafts.get(r, self._learner.id, draft_key(found.id))
        if kept:
            return _from_store(kept, tuple(file.name for file in submission.files) if submission else ())
        if waiting and isinstance(waiting.intent, SaveSubmission):
            intent = waiting.intent
            told = (intent.keep, intent.final, intent.statement)
            return WorkDraft(intent.text or "", waiting.attachments, *told, None, intent.base)
        return self.at_school(found, submission)


def _from_store(kept: drafts.Draft, names: tuple[str, ...]) -> WorkDraft:
    told = json.loads(kept.extra) if kept.extra else {}
    return WorkDraft(
        text=kept.text,
        attachments=kept.attachments,
        # A file that left the school since cannot stay there.
        keep=tuple(name for name in told.get("keep", names) if name in names),
        final=bool(told.get("final", False)),
        statement=bool(told.get("statement", False)),
        updated_at=kept.updated_at,
        base=str(told.get("base", "")),
    )
