"""Asking for the password of a document; it is not kept."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from studydesk.ui.context import Context
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import PrimaryButton
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class PasswordAsk(QWidget):
    """Stands where a document is that is locked with a password.

    Signals:
        given: what the learner typed.
    """

    given = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._tried = False
        self._said = label(tr("The document is locked. Ask your teacher for its password."), "muted")
        self._field = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self._field.setAccessibleName(tr("Password of the document"))
        self._field.setPlaceholderText(tr("Password of the document"))
        self._field.returnPressed.connect(self._give)
        card = Card().add(label(tr("This document has a password"), "heading"), self._said, self._field)
        card.column.addWidget(PrimaryButton(tr("Open"), self._give))
        card.setMaximumWidth(480)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def ask(self) -> None:
        """Wait for a password; say so when the one before was wrong."""
        if self._tried:
            self._said.setText(tr("This was not the password. Check capital letters and try again."))
        self._field.selectAll()
        self._field.setFocus()

    def _give(self) -> None:
        self._tried = bool(self._field.text())
        self.given.emit(self._field.text())
