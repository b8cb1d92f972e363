"""A column of widgets of different heights that are only made when they come into sight.

500 posts cost what the visible ones cost: heights are estimated until a row is made, then corrected, and the row at the
top of the view stays where it is meanwhile.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from studydesk.ui.widgets.stacked import Rows

KEPT = 48  # rows that stay made when they are out of sight
MOST_ROUNDS = 6
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_Space: 1, Qt.Key.Key_PageUp: -1}


class LazyColumn(QAbstractScrollArea):
    """Rows below one another.

    Signals:
        current_changed: the row the arrows stand on, -1 for none.
    """

    current_changed = Signal(int)

    def __init__(self, *, width: int, margin: int = 16, spacing: int = 8) -> None:
        super().__init__()
        self._most_width, self._margin, self._spacing = width, margin, spacing
        self._keys: Sequence[str] = ()
        self._make: Callable[[int], QWidget] | None = None
        self._estimate: Callable[[int, int], int] = lambda _index, _width: 80
        self._rows = Rows(spacing)
        self._made: dict[int, QWidget] = {}
        self._current = -1
        self._is_placing = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(40)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._place())

    def put(self, keys: Sequence[str], make: Callable[[int], QWidget], estimate: Callable[[int, int], int]) -> None:
        """Show other rows: `make(index)` returns a row's widget, `estimate(index, width)` its height about.

        The row at the top, the current row and the focus stay with their keys.
        """
        (top_key, offset), current = self._top(), self._keys[self._current] if self._current >= 0 else ""
        focused = QApplication.focusWidget()
        held = focused.objectName() if focused is not None and self.viewport().isAncestorOf(focused) else ""
        for widget in self._made.values():
            widget.hide()
            widget.deleteLater()
        self._made.clear()
        self._keys, self._make, self._estimate = keys, make, estimate
        places = {key: index for index, key in enumerate(keys)}
        self._current = places.get(current, -1)
        self._measure()
        if top_key in places:
            self.verticalScrollBar().setValue(self._rows.tops[places[top_key]] + offset)
        self._place()
        if held:
            again = self.viewport().findChild(QWidget, held)
            if again is not None:
                again.setFocus()

    @property
    def current(self) -> int:
        """The row the arrows stand on, -1 for none."""
        return self._current

    def made(self) -> dict[int, QWidget]:
        """Return the rows that exist now, by index."""
        return dict(self._made)

    def show_row(self, index: int) -> None:
        """Scroll a row to the top and make it the current one."""
        if 0 <= index < len(self._keys):
            for _round in range(MOST_ROUNDS):  # heights above become exact on the way
                self.verticalScrollBar().setValue(self._rows.tops[index])
                self._place()
            self.set_current(index)

    def set_current(self, index: int) -> None:
        """Stand on a row and scroll it into sight."""
        if not self._keys:
            return
        self._current = max(0, min(index, len(self._keys) - 1))
        self._reveal(self._current)
        self.current_changed.emit(self._current)

    def _row_width(self) -> int:
        return min(self._most_width, self.viewport().width() - 2 * self._margin)

    def _measure(self) -> None:
        width = self._row_width()
        self._rows.put([self._estimate(index, width) for index in range(len(self._keys))], self._margin)
        self._set_range()

    def _set_range(self) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, self._rows.bottom + self._margin - self.viewport().height()))

    def _top(self) -> tuple[str | None, int]:
        if not self._keys:
            return None, 0
        value = self.verticalScrollBar().value()
        index = self._rows.at(value)
        return self._keys[index], value - self._rows.tops[index]

    def _visible(self) -> range:
        value = self.verticalScrollBar().value()
        return self._rows.between(value, value + self.viewport().height())

    def _place(self) -> None:
        """Make what is in sight, correct the heights, and put everything where it belongs."""
        if self._is_placing or self._make is None:
            return
        self._is_placing = True
        width = self._row_width()
        for _round in range(MOST_ROUNDS):
            if not self._correct(width):
                break
        self._show_made(width)
        self._is_placing = False

    def _correct(self, width: int) -> bool:
        """Return whether a height was corrected; what is at the top of the view stays there."""
        bar, changed, anchor = self.verticalScrollBar(), False, self._visible()
        first = anchor.start if anchor else 0
        offset = bar.value() - self._rows.tops[first]
        for index in anchor:
            height = self._height_of(self._row(index), width)
            changed = self._rows.correct(index, height) or changed
        if changed:
            self._rows.stack(self._margin)
            self._set_range()
            bar.setValue(self._rows.tops[first] + offset)
        return changed

    def _row(self, index: int) -> QWidget:
        if index not in self._made:
            assert self._make is not None  # `_place` returns before
            widget = self._make(index)
            widget.setParent(self.viewport())
            for part in (widget, *widget.findChildren(QWidget)):
                part.ensurePolished()  # sizes come from the style sheet
            self._made[index] = widget
        return self._made[index]

    @staticmethod
    def _height_of(widget: QWidget, width: int) -> int:
        if widget.width() != width:
            widget.resize(width, widget.height())
        layout = widget.layout()
        if layout is not None:
            layout.activate()
        return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()

    def _show_made(self, width: int) -> None:
        visible, value = self._visible(), self.verticalScrollBar().value()
        left = (self.viewport().width() - width) // 2
        for index, widget in list(self._made.items()):
            if index in visible:
                widget.setGeometry(QRect(left, self._rows.tops[index] - value, width, self._rows.heights[index]))
                widget.show()
            elif widget.isAncestorOf(QApplication.focusWidget() or self):
                widget.move(left, self._rows.tops[index] - value)  # hiding it would lose the focus
            else:
                widget.hide()
        spare = sorted((i for i in self._made if i not in visible), key=lambda i: -abs(i - visible.start))
        for index in spare[: max(0, len(self._made) - KEPT)]:
            if not self._made[index].isAncestorOf(QApplication.focusWidget() or self):
                self._made.pop(index).deleteLater()

    def _reveal(self, index: int) -> None:
        bar = self.verticalScrollBar()
        for _round in range(MOST_ROUNDS):
            top, bottom = self._rows.tops[index], self._rows.tops[index] + self._rows.heights[index]
            if top < bar.value():
                bar.setValue(top - self._margin)
            elif bottom > bar.value() + self.viewport().height():
                bar.setValue(min(top - self._margin, bottom + self._margin - self.viewport().height()))
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        top_key, offset = self._top()
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._measure()
        else:
            self._set_range()
        if top_key is not None:
            self.verticalScrollBar().setValue(self._rows.tops[list(self._keys).index(top_key)] + offset)
        self._place()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks through rows that are not made yet too: the next one is made before the focus leaves the last."""
        focused = QApplication.focusWidget()
        for holder in [i for i, widget in self._made.items() if focused is not None and widget.isAncestorOf(focused)]:
            following = holder + (1 if forward else -1)
            if 0 <= following < len(self._keys):
                self._reveal(following)
        return bool(super().focusNextPrevChild(forward))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self.set_current(self._current + _STEPS[Qt.Key(event.key())] if self._current >= 0 else 0)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.set_current(0 if event.key() == Qt.Key.Key_Home else len(self._keys) - 1)
        elif event.key() in _PAGES:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + _PAGES[Qt.Key(event.key())] * (self.viewport().height() - 60))
        else:
            event.ignore()
