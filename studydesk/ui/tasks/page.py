"""The page of all assignments, by due date."""

from datetime import datetime

from studydesk import wording
from studydesk.domain.assignments import Status
from studydesk.domain.changes import Subject
from studydesk.study.views.assignments import TaskRow
from studydesk.ui.context import Context
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.badge import WRITING
from studydesk.ui.widgets.listpage import ListPage
from studydesk.ui.widgets.rows import Line
from studydesk.wording import ntr, tr
from studydesk.wording.states import Standing

WITH_TEACHER = frozenset({Status.SUBMITTED})


class TasksPage(ListPage):
    """Shows what is to be handed in, and what was."""

    subjects = frozenset({Subject.ASSIGNMENTS, Subject.OUTBOX, Subject.DRAFTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tr("Tasks"))

    def reload(self) -> None:
        """Read the assignments."""
        self.context.read(self, self.context.desk.assignments.tasks, self._show)

    def _show(self, tasks: list[TaskRow]) -> None:
        now = self.context.now()
        todo = [task for task in tasks if not is_settled(task, now)]
        settled = [task for task in tasks if is_settled(task, now)]
        lines = [Line(tr("To do"), is_heading=True)] if todo else []
        lines += [task_line(task, now) for task in todo]
        lines += [Line(tr("Handed in or over"), is_heading=True)] if settled else []
        lines += [task_line(task, now) for task in settled]
        self.say_facts(ntr("{n} task is waiting for you.", "{n} tasks are waiting for you.", len(todo)) if todo else "")
        text = tr("Assignments of your courses stand here by the day they are due.")
        self.put(lines, "tasks", tr("No tasks yet"), text)

    def open_line(self, payload: object) -> None:
        """Open an assignment."""
        if isinstance(payload, Target):
            self.context.navigate(payload)


def is_settled(task: TaskRow, now: datetime) -> bool:
    """Return whether nothing can or need be done about it any more."""
    handed_in = task.status in WITH_TEACHER or task.waiting is not None or task.grade is not None
    return handed_in or (task.cut_off_at is not None and task.cut_off_at < now)


def task_line(task: TaskRow, now: datetime) -> Line:
    """Return an assignment as a line of a list."""
    due = tr("Due {when}").format(when=wording.when(task.due_at, now)) if task.due_at else tr("No due date")
    end, icon, tone = _state(task, now)
    return Line(
        title=task.title,
        meta=" · ".join(part for part in (task.course_title, due) if part),
        icon="assignment",
        tone="bad" if task.is_overdue else "muted",
        end=end,
        end_icon=icon,
        end_tone=tone,
        payload=Target(Place.TASK, course=task.course, activity=task.activity, assignment=task.id),
    )


def _state(task: TaskRow, now: datetime) -> tuple[str, str, str]:
    """Return words, icon and colour of where it stands."""
    if task.waiting is not None:
        sign = WRITING[task.waiting]
        return wording.writing_state(Standing(task.waiting, None), now), sign.icon, sign.tone
    if task.grade is not None:
        return tr("Grade {grade}").format(grade=task.grade), "grades", "ok"
    if task.status is Status.SUBMITTED:
        return wording.status(task.status), "check-circle", "ok"
    if task.cut_off_at is not None and task.cut_off_at < now:
        return tr("Closed"), "lock", "muted"
    if task.is_overdue:
        return tr("Late"), "warning", "bad"
    if task.draft_exists:
        return tr("Draft begun"), "edit", "accent"
    if task.status is not Status.NONE:
        return wording.status(task.status), "info", "warn"
    return "", "", "muted"
