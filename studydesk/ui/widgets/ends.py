"""A bar with something at both ends, which goes on in further lines where the width ends."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLayoutItem

from studydesk.ui.widgets.flow import Flow


class Ends(Flow):
    """Widgets side by side; those added after `push` stand at the far end while all fit into one line."""

    def __init__(self, *, spacing: int = 8) -> None:
        super().__init__(spacing=spacing)
        self._far: list[QLayoutItem] = []
        self._is_pushed = False

    def push(self) -> None:
        """What is added from now on stands at the far end."""
        self._is_pushed = True

    def addItem(self, item: QLayoutItem) -> None:
        super().addItem(item)
        if self._is_pushed:
            self._far.append(item)

    def _place(self, line: list[QLayoutItem], rect: QRect, top: int, height: int, turn: Qt.LayoutDirection) -> None:
        far = [item for item in line if item in self._far]
        if len(line) < len(self._shown()) or not far:
            super()._place(line, rect, top, height, turn)
            return
        width = sum(item.sizeHint().width() for item in far) + self.spacing() * (len(far) - 1)
        room = QRect(rect)
        room.setLeft(rect.right() + 1 - width)
        mirrored = turn == Qt.LayoutDirection.RightToLeft
        near = [item for item in line if item not in far]
        if near:
            super()._place(near, rect, top, height, turn)
        super()._place(
            far, QRect(rect.left(), rect.top(), width, rect.height()) if mirrored else room, top, height, turn
        )
