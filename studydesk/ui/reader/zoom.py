"""A picture of a text, seen large."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from studydesk.wording import tr

STEPS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)


class PictureDialog(QDialog):
    """Shows a picture as large as the window allows; + and − zoom, dragging moves it, Esc or a click closes."""

    def __init__(self, parent: QWidget, image: QImage) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Picture"))
        self.setAccessibleName(tr("Picture"))
        self._image = image
        self._at: QPoint | None = None
        self._sheet = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._sheet.setAccessibleName(tr("Picture. Plus and minus change its size, Escape closes it."))
        self._area = QScrollArea()
        self._area.setWidget(self._sheet)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        window = parent.window()
        self.resize(window.size() * 0.92)
        self._scale = min(2.0, self.width() / max(1, image.width()), self.height() / max(1, image.height()))
        self._draw()

    @property
    def scale(self) -> float:
        """How large it is drawn, 1.0 = in its own size."""
        return self._scale

    def zoom(self, by: int) -> None:
        """Go to the next larger (1) or smaller (-1) size."""
        if by > 0:
            self._scale = next((s for s in STEPS if s > self._scale + 0.01), STEPS[-1])
        else:
            self._scale = next((s for s in reversed(STEPS) if s < self._scale - 0.01), STEPS[0])
        self._draw()

    def _draw(self) -> None:
        size = self._image.size() * self._scale * self.devicePixelRatioF()
        how = Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(self._image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, how))
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self._sheet.setPixmap(pixmap)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(-1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._at is not None:
            now = event.globalPosition().toPoint()
            bars = self._area.horizontalScrollBar(), self._area.verticalScrollBar()
            bars[0].setValue(bars[0].value() + self._at.x() - now.x())
            bars[1].setValue(bars[1].value() + self._at.y() - now.y())
            self._at = now

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.accept()
