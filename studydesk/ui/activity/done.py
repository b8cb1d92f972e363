"""Marking an activity as done, at the end of whatever it is."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from studydesk.domain.courses import Completion
from studydesk.domain.ids import ActivityId
from studydesk.study.views.courses import ActivityRow
from studydesk.ui.context import Context
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class DoneMark(QWidget):
    """Says whether an activity is done, and lets the learner tick it off where that is theirs to say."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._row: ActivityRow | None = None
        self._button = Button("", self._toggle)
        self._icon = QLabel()
        self._words = label("", "meta", wrap=False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._icon)
        line.addWidget(self._words)
        line.addWidget(self._button)
        self.hide()

    def read(self, activity: ActivityId) -> None:
        """Look again whether it is done."""
        courses = self._context.desk.courses
        self._context.read(self, lambda: courses.activity(activity), self.show_row, lambda _error: self.hide())

    def show_row(self, row: ActivityRow) -> None:
        """Show the state of this activity."""
        self._row = row
        manual = row.completion is Completion.MANUAL
        self.setVisible(row.completion is not Completion.NONE)
        self._button.setVisible(manual)
        self._button.say(tr("Mark as not done") if row.is_done else tr("Mark as done"))
        self._icon.setVisible(row.is_done)
        if row.is_done:
            self._context.icons.put(self._icon, "check-circle", "ok")
        self._words.setText(_state(row))

    def _toggle(self) -> None:
        row = self._row
        if row is None:
            return
        courses = self._context.desk.courses
        self._context.act(self, lambda: courses.set_done(row.id, not row.is_done), lambda _none: self.read(row.id))


def _state(row: ActivityRow) -> str:
    if row.done_waiting:
        return tr("Done. Waiting to send") if row.is_done else tr("Not done. Waiting to send")
    if row.is_done:
        return tr("Done")
    if row.completion is Completion.AUTOMATIC:
        return tr("The school ticks this off by itself")
    return ""
