"""Questions and errors: what happened, what is safe, what to do; details one click away and to be copied."""

import traceback
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

EDGE = 48  # what is seen of the window around a dialog


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


class TallDialog(Dialog):
    """A dialog that stays within the window: where that is too small for its content, its middle scrolls.

    Attributes:
        inside: where the content goes.
    """

    def __init__(self, parent: QWidget, title: str, px: Callable[[float], int], *sentences: str) -> None:
        super().__init__(parent, title)
        self._px = px
        self._part: QWidget | None = None
        self._middle, self._area = QWidget(), QScrollArea()
        self._middle.setProperty("look", "clear")
        self.inside = QVBoxLayout(self._middle)
        self.inside.setContentsMargins(0, 0, 4, 0)
        self.inside.setSpacing(12)
        for sentence in sentences:
            self.inside.addWidget(label(sentence))
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._middle)
        self.column.addWidget(self._area, 1)

    def fit(self, wide: int) -> None:
        """Be as high as the content, and `wide` pixels at text scale one, but stay within the window."""
        parent, inside = self.parentWidget(), self._middle
        if parent is None:
            return
        window = parent.window()
        width = min(self._px(wide), window.width() - EDGE)
        self.inside.activate()
        spare = self.column.contentsMargins()
        room = width - spare.left() - spare.right() - 8
        high = inside.heightForWidth(room) if inside.hasHeightForWidth() else inside.sizeHint().height()
        self._area.setMinimumHeight(min(high, self._px(80)))
        around = self.sizeHint().height() - self._area.sizeHint().height()
        self.resize(width, min(high + around + 4, window.height() - EDGE))

    def show_part(self, part: QWidget) -> None:
        """Scroll to a part of the content, once it is laid out."""
        self._part = part
        QTimer.singleShot(0, self._to_part)

    @Slot()
    def _to_part(self) -> None:
        if self._part is not None:
            self._area.ensureWidgetVisible(self._part)


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
