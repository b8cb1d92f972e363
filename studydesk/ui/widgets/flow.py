"""Widgets side by side that go on in the next line where the width ends; buttons at 200 % text size need it."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QStyle, QWidget


class Flow(QLayout):
    """A layout in lines. `to_end`: lines begin at the far edge."""

    def __init__(self, *, spacing: int = 8, to_end: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._to_end = to_end
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def begin_at(self, *, to_end: bool) -> None:
        """Let the lines begin at the near or at the far edge."""
        self._to_end = to_end
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._shown()]
        width = max((size.width() for size in sizes), default=0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the items in lines; returns the height of all lines."""
        top, lines = rect.top(), self._lines(rect.width())
        parent = self.parentWidget()
        turn = parent.layoutDirection() if parent is not None else Qt.LayoutDirection.LeftToRight
        for line in lines:
            height = max(item.sizeHint().height() for item in line)
            if move:
                self._place(line, rect, top, height, turn)
            top += height + self.spacing()
        return max(0, top - rect.top() - self.spacing()) if lines else 0

    def _place(self, line: list[QLayoutItem], rect: QRect, top: int, height: int, turn: Qt.LayoutDirection) -> None:
        width = sum(item.sizeHint().width() for item in line) + self.spacing() * (len(line) - 1)
        left = rect.left() + (max(0, rect.width() - width) if self._to_end else 0)
        for item in line:
            hint = item.sizeHint()
            box = QRect(QPoint(left, top + (height - hint.height()) // 2), hint)
            box.setWidth(min(hint.width(), rect.width()))
            item.setGeometry(QStyle.visualRect(turn, rect, box))
            left += hint.width() + self.spacing()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wanted = item.sizeHint().width()
            if lines and used + self.spacing() + wanted <= width:
                lines[-1].append(item)
                used += self.spacing() + wanted
            else:
                lines.append([item])
                used = wanted
        return lines


def flow(*widgets: QWidget, spacing: int = 8, to_end: bool = False) -> QWidget:
    """Return widgets in lines as wide as there is room."""
    made = QWidget()
    layout = Flow(spacing=spacing, to_end=to_end)
    for widget in widgets:
        layout.addWidget(widget)
    made.setLayout(layout)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made
