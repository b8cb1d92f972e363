"""A short message at the bottom of the window, with undo where something can be undone."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

SHOWN_MS = 6_000
SHOWN_WITH_UNDO_MS = 12_000
READ_MS = 1_000  # shown for so long it was seen: going to another page takes it away


class Toast(QFrame):
    """One message at a time; a newer one takes the place of the older."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("look", "toast")
        self._words = label("", wrap=True)
        self._undo = Button(tr("Undo"), self._undone)
        self._do: Callable[[], object] | None = None
        self._can_be_undone = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        row.addWidget(self._undo)
        self.hide()

    def say(self, text: str, undo: Callable[[], object] | None = None, action: str = "") -> None:
        """Show `text`; with `undo` a button calls it, named `action` or "Undo"."""
        self._do = undo
        self._words.setText(text)
        self.setAccessibleName(text)
        self._undo.say(action or tr("Undo"))
        self._undo.setVisible(undo is not None)
        self.place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._can_be_undone = undo is not None and not action
        self._timer.start(SHOWN_WITH_UNDO_MS if self._can_be_undone else SHOWN_MS)

    def page_turned(self) -> None:
        """Go away when another page is shown, unless it was said just now or offers to undo."""
        if not self._can_be_undone and SHOWN_MS - self._timer.remainingTime() > READ_MS:
            self.hide()

    def place(self) -> None:
        """Stand at the bottom in the middle of the window."""
        self._words.setMinimumWidth(min(420, self._words.fontMetrics().horizontalAdvance(self._words.text()) + 4))
        self._words.setMaximumWidth(420)
        row = self.layout()
        if row is not None:
            row.activate()
        width = min(self.sizeHint().width(), self._window.width() - 48)
        height = max(self.sizeHint().height(), self.heightForWidth(width))
        self.setGeometry((self._window.width() - width) // 2, self._window.height() - height - 24, width, height)

    @Slot()
    def _undone(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()
