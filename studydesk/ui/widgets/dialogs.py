"""Questions and errors: what happened, what is safe, what to do; details one click away and to be copied."""

import traceback

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class Dialog(QDialog):
    """A title, sentences, and buttons at the end; `choice` is the name of the button that was pressed, "" for Esc."""

    def __init__(self, parent: QWidget | None, title: str, *sentences: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.choice = ""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 24, 24, 16)
        self.column.setSpacing(12)
        self.column.addWidget(label(title, "heading"))
        for sentence in sentences:
            if sentence:
                self.column.addWidget(label(sentence))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self.setMinimumWidth(460)
        self.setAccessibleName(title)

    def button(self, name: str, text: str, look: str = "") -> Button:
        """Add a button that closes the dialog with `name` as its choice."""
        if self._buttons.parent() is None:
            self.column.addSpacing(8)
            self.column.addLayout(self._buttons)
        made = Button(text, lambda: self._chosen(name), look)
        self._buttons.addWidget(made)
        return made

    def _chosen(self, name: str) -> None:
        self.choice = name
        self.accept()


class ErrorDialog(Dialog):
    """An error in words."""

    def __init__(self, parent: QWidget | None, error: Exception) -> None:
        message = wording.error(error)
        super().__init__(parent, message.happened, message.safe, message.todo)
        self._details = QPlainTextEdit("".join(traceback.format_exception(error)))
        self._details.setReadOnly(True)
        self._details.setAccessibleName(tr("Details"))
        self._details.setMinimumHeight(160)
        self._details.hide()
        self.column.addWidget(self._details)
        self._more = Button(tr("Details"), self._toggle, "quiet")
        copy = Button(tr("Copy details"), self._copy, "quiet")
        self._buttons.insertWidget(0, self._more)
        self._buttons.insertWidget(1, copy)
        self.button("close", tr("Close"), "primary").setFocus()

    def _toggle(self) -> None:
        self._details.setVisible(self._details.isHidden())
        self.adjustSize()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())


def ask(parent: QWidget, title: str, text: str, yes: str, *, danger: bool = False) -> bool:
    """Ask whether to do something; True when the learner said so. Esc and the other button mean no."""
    dialog = Dialog(parent, title, text)
    dialog.button("no", tr("Cancel"))
    sure = dialog.button("yes", yes, "danger" if danger else "primary")
    if not danger:
        sure.setFocus()
    dialog.exec()
    return dialog.choice == "yes"
