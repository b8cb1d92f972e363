"""Find in what is open (Ctrl+F): a field, how it went in words, next and previous, Esc to close."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from studydesk.ui.icons import Icons
from studydesk.ui.widgets.buttons import IconButton
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class FindBar(QWidget):
    """A narrow bar, hidden until asked for.

    Signals:
        sought: words, and whether backwards, and whether they were just typed (then the current place counts too).
        closed: it was hidden.
    """

    sought = Signal(str, bool, bool)
    closed = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._field = QLineEdit()
        self._field.setPlaceholderText(tr("Find on this page"))
        self._field.setAccessibleName(tr("Find on this page"))
        self._field.setMaximumWidth(320)
        self._said = label("", "meta", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self._field, 1)
        row.addWidget(IconButton(icons, "chevron-up", tr("The one before"), lambda: self._seek(backwards=True)))
        row.addWidget(IconButton(icons, "chevron-down", tr("The next one"), self._seek))
        row.addWidget(self._said)
        row.addStretch(1)
        row.addWidget(IconButton(icons, "close", tr("Close"), self.close_bar))
        self._field.textChanged.connect(lambda text: self.sought.emit(text, False, True))
        self._field.returnPressed.connect(self._seek)
        self.hide()

    def open_bar(self) -> None:
        """Show it and take the keyboard."""
        self.show()
        self._field.setFocus()
        self._field.selectAll()

    def close_bar(self) -> None:
        """Hide it again."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def say(self, text: str) -> None:
        """Tell how it went."""
        self._said.setText(text)

    def _seek(self, *, backwards: bool = False) -> None:
        self.sought.emit(self._field.text(), backwards, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._seek(backwards=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)
