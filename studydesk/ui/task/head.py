"""The head of an assignment: what it is, when it is due, where the work stands."""

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.assignments import Status
from studydesk.study.views.assignments import TaskView
from studydesk.ui.context import Context
from studydesk.ui.widgets.badge import Sign, StateBadge
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

SIGNS = {
    Status.NONE: Sign("circle", "muted"),
    Status.DRAFT: Sign("info", "warn"),
    Status.SUBMITTED: Sign("check-circle", "ok"),
    Status.REOPENED: Sign("refresh", "warn"),
}


class Head(QWidget):
    """Title, dates and state."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._title = label("", "title")
        self._course = label("", "muted")
        self._due = label("")
        self._state = StateBadge(context.icons, SIGNS[Status.NONE], "", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._title, self._course, self._due, self._state):
            column.addWidget(part)

    def put(self, view: TaskView) -> None:
        """Show this assignment."""
        now, status = self._context.now(), view.submission.status if view.submission else Status.NONE
        self._title.setText(view.assignment.title)
        self._course.setText(view.row.course_title)
        self._due.setText(dates(view, now))
        said = wording.status(status)
        if view.submission and view.submission.modified_at and status is not Status.NONE:
            said = f"{said}, {wording.when(view.submission.modified_at, now)}"
        sign = SIGNS[status]
        if view.row.is_overdue and status is Status.NONE:
            sign, said = Sign("warning", "bad"), tr("Late: nothing is handed in yet")
        self._state.say(sign, said)


def dates(view: TaskView, now: datetime) -> str:
    """Return when it opens, is due and closes, in the time of this computer."""
    assignment, lines = view.assignment, []
    if assignment.opens_at and assignment.opens_at > now:
        lines.append(tr("Opens {when}").format(when=wording.when(assignment.opens_at, now)))
    if view.row.due_at:
        lines.append(tr("Due {when} (time of this computer)").format(when=wording.when(view.row.due_at, now)))
    else:
        lines.append(tr("No due date"))
    cut_off = assignment.cut_off_at
    if cut_off and cut_off != view.row.due_at:
        words = tr("Late work is taken until {when}") if cut_off > now else tr("Closed {when}")
        lines.append(words.format(when=wording.when(cut_off, now)))
    return " · ".join(lines)
