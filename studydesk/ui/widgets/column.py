"""A page's scrolling column, at most 960 px wide, whose content is replaced as a whole."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studydesk.ui.sheet import BAR

READING_WIDTH = 960


class Column(QScrollArea):
    """A scroll area that never scrolls sideways. Fill `begin()`'s layout, then `end()`: focus and scroll stay.

    Nothing moves when the scroll bar comes or goes: its width is kept free.
    """

    def __init__(self, *, width: int = READING_WIDTH, margin: int = 24, spacing: int = 16) -> None:
        super().__init__()
        self._width, self._margin, self._spacing = width, margin, spacing
        self._next: QWidget | None = None
        self._around: QHBoxLayout | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The area is not a stop for Tab: what is inside is, and it scrolls itself into view.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._keep_free)

    def begin(self) -> QVBoxLayout:
        """Return the layout of a new content, not yet shown."""
        outer = QWidget()
        outer.setProperty("look", "page")
        row = QHBoxLayout(outer)
        inner = QWidget()
        inner.setMaximumWidth(self._width)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._spacing)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        self._next, self._around = outer, row
        self._keep_free()
        return column

    @Slot()
    def _keep_free(self) -> None:
        if self._around is not None:
            end = self._margin if self.verticalScrollBar().maximum() else self._margin + BAR
            self._around.setContentsMargins(self._margin, self._margin, end, self._margin)

    def end(self) -> None:
        """Show the new content in place of the old, at the same scroll position and with the focus where it was."""
        if self._next is None:
            return
        at = self.verticalScrollBar().value()
        focused = self.focusWidget()
        name = ""
        if focused is not None and self.isAncestorOf(focused) and focused.hasFocus():
            name = focused.objectName()
            focused.clearFocus()  # a field tells what was typed when it is left, and must not be half gone by then
        self.setWidget(self._next)
        self._next = None
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus()
        self.verticalScrollBar().setValue(at)
