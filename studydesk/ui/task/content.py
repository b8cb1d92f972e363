"""Everything of an assignment that scrolls: head, what waits, grade, brief, work."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studydesk.study.views.assignments import TaskView
from studydesk.ui.context import Context
from studydesk.ui.reader.browser import Resource
from studydesk.ui.task.brief import Brief
from studydesk.ui.task.head import Head
from studydesk.ui.task.waiting import Waiting
from studydesk.ui.task.work import Work
from studydesk.ui.widgets.column import READING_WIDTH
from studydesk.wording import tr


class Content(QScrollArea):
    """One assignment from top to bottom.

    Signals:
        followed: a link in the teacher's words.
        file_asked: a LocalFile of the teacher's.
        changed: what waits was withdrawn or brought back.
    """

    followed = Signal(str)
    file_asked = Signal(object)
    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._head, self._waiting = Head(context), Waiting(context)
        self._brief, self._answer = Brief(context, tr("What to do")), Brief(context, "")
        self.work = Work(context)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._column())
        for brief in (self._brief, self._answer):
            brief.followed.connect(self.followed)
            brief.file_asked.connect(self.file_asked)
        self._waiting.changed.connect(self.changed)

    def _column(self) -> QWidget:
        outer, inner = QWidget(), QWidget()
        outer.setProperty("look", "page")
        inner.setMaximumWidth(READING_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for part in (self._head, self._waiting, self._answer, self._brief, self.work):
            column.addWidget(part)
        column.addStretch(1)
        row = QHBoxLayout(outer)
        row.setContentsMargins(24, 24, 24, 24)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        return outer

    def put(self, view: TaskView) -> None:
        """Show an assignment."""
        self._head.put(view)
        self._waiting.put(view.waiting)
        self._brief.put(view.brief_html, view.brief_files, self._resource(view))
        self._put_answer(view)
        self.work.put(view)

    def _put_answer(self, view: TaskView) -> None:
        done = view.submission
        has_answer = done is not None and (done.is_graded or bool(view.feedback_html))
        self._answer.setVisible(has_answer)
        if done is not None and has_answer:
            said = tr("Grade {grade}").format(grade=done.grade) if done.grade else tr("Answer of your teacher")
            self._answer.heading.setText(said)
            self._answer.put(view.feedback_html, (), self._resource(view))

    def _resource(self, view: TaskView) -> Resource:
        reading, activity = self._context.desk.reading, view.assignment.activity
        return lambda address: reading.resource(activity, address)
