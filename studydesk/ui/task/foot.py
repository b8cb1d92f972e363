"""The end of an assignment: the draft's state, what sending costs, and the buttons that hand in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.study.views.assignments import TaskView
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.clicklabel import ClickLabel
from studydesk.ui.widgets.ends import Ends
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class Foot(QWidget):
    """Stays in sight below the work.

    Signals:
        asked: hand in for good (True) or only save at the school (False).
        stated: the learner confirmed, or took back, that the work is their own.
    """

    asked = Signal(bool)
    stated = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.state = label("", "meta", wrap=False)
        self._why = label("", "warn")
        self._said = label("", "bad")
        self._said.hide()
        self.statement = QCheckBox()
        self._statement_words = ClickLabel(tr("This is my own work, and what comes from others is marked."))
        self.statement.setAccessibleName(self._statement_words.text())
        self._statement_words.clicked.connect(self.statement.toggle)
        self.statement.toggled.connect(self.stated)
        self.statement.toggled.connect(self._on_statement)
        self._view: TaskView | None = None
        self.save = Button(tr("Save at the school"), lambda: self.asked.emit(False))
        self.hand_in = Button(tr("Hand in"), lambda: self.asked.emit(True), "primary")
        self._cost = label("", "meta", wrap=False)
        row = Ends(spacing=12)
        row.addWidget(self.state)
        row.push()
        for end in (self._cost, self.save, self.hand_in):
            row.addWidget(end)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 8, 24, 12)
        column.setSpacing(6)
        for part in (self._said, self._why):
            column.addWidget(part)
        own = QHBoxLayout()
        own.addWidget(self.statement)
        own.addWidget(self._statement_words, 1)
        column.addLayout(own)
        column.addLayout(row)

    def put(self, view: TaskView) -> None:
        """Show what can be done with this assignment now."""
        self._view = view
        assignment = view.assignment
        self._why.setText(wording.why_not(view.why_not))
        self._why.setVisible(not view.may_submit)
        self.save.setVisible(assignment.has_drafts and view.may_submit)
        self.hand_in.setVisible(view.may_submit)
        self.hand_in.say(tr("Replace what waits") if view.waiting is not None else tr("Hand in"))
        for part in (self.statement, self._statement_words):
            part.setVisible(assignment.needs_statement and view.may_submit)
        self.statement.blockSignals(True)
        self.statement.setChecked(view.draft.statement)
        self.statement.blockSignals(False)
        self._on_statement()
        files = view.upload.files
        self._cost.setText(tr("Sends {price}").format(price=wording.price(view.upload)) if files else "")
        for words in (self._cost, self.state):
            words.setVisible(view.may_submit)
        if view.draft.updated_at is not None:
            self.state.setText(wording.draft_state(view.draft.updated_at))
        elif not self.state.text():
            self.state.setText("")

    def _on_statement(self) -> None:
        needs = self._view is not None and self._view.assignment.needs_statement
        self.hand_in.setEnabled(not needs or self.statement.isChecked())

    def say(self, text: str) -> None:
        """Say what went wrong, "" for nothing."""
        self._said.setText(text)
        self._said.setVisible(bool(text))
