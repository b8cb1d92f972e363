"""Two widgets side by side, which stand below one another where the width is small or the text is large."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget


class Pair(QWidget):
    """`first` beside `second`; narrower than `beside_from` (pixels at text scale one, turned by `px`) above it."""

    def __init__(self, px: Callable[[float], int], beside_from: int, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self._px, self._beside_from = px, beside_from
        self._way = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._way.setContentsMargins(0, 0, 0, 0)
        self._way.setSpacing(12)
        self._way.addWidget(first, 1)
        self._way.addWidget(second, 1)

    @property
    def is_beside(self) -> bool:
        """Whether they stand side by side now."""
        return self._way.direction() == QBoxLayout.Direction.LeftToRight

    def resizeEvent(self, event: QResizeEvent) -> None:
        beside = event.size().width() >= self._px(self._beside_from)
        if beside != self.is_beside:
            direction = QBoxLayout.Direction
            self._way.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())  # it may always become narrow: then they stand stacked
