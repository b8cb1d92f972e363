"""Words with buttons beside them, which stand below where the width is small or the text is large."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from studydesk.ui.widgets.flow import Flow, flow


class Aside(QWidget):
    """A widget with others at its far end.

    Narrower than `beside_from` (pixels at text scale one, turned into those of now by `px`) they stand below it.
    """

    def __init__(
        self, px: Callable[[float], int], beside_from: int, words: QWidget, *buttons: QWidget, spacing: int = 12
    ) -> None:
        super().__init__()
        self._px, self._beside_from = px, beside_from
        self._buttons = flow(*buttons, to_end=True)
        self._way = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._way.setContentsMargins(0, 0, 0, 0)
        self._way.setSpacing(spacing)
        self._way.addWidget(words, 1)
        self._way.addWidget(self._buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        beside = event.size().width() >= self._px(self._beside_from)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        buttons = self._buttons.layout()
        if self._way.direction() != way and isinstance(buttons, Flow):
            self._way.setDirection(way)
            self._way.setSpacing(12 if beside else 6)
            buttons.begin_at(to_end=beside)
        super().resizeEvent(event)
