"""The seek bar and the way times are written."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QToolTip, QWidget

from studydesk.wording import tr


def clock(ms: int) -> str:
    """Return a time as a player writes it: "0:07", "12:05", "1:02:05"."""
    seconds = max(0, ms) // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class SeekBar(QSlider):
    """A slider over the lecture, in milliseconds; a click goes there.

    Signals:
        sought: the learner chose this millisecond.
    """

    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(tr("Position in the lecture"))
        self.setSingleStep(10_000)
        self.setPageStep(30_000)
        self.setTracking(True)
        self.setMouseTracking(True)
        self.setMinimumHeight(24)
        self.sliderMoved.connect(self.sought)
        self.setRange(0, 0)

    def show_position(self, at_ms: int) -> None:
        """Stand at `at_ms` unless the learner is dragging."""
        if not self.isSliderDown():
            self.setValue(at_ms)
        self.setAccessibleDescription(tr("{at} of {length}").format(at=clock(at_ms), length=clock(self.maximum())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go by the keys of a slider; others belong to the player."""
        steps = {Qt.Key.Key_PageUp: -30_000, Qt.Key.Key_PageDown: 30_000}
        if event.key() in steps:
            self._choose(self.value() + steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self._choose(0)
        elif event.key() == Qt.Key.Key_End:
            self._choose(self.maximum())
        else:
            event.ignore()

    def _choose(self, at_ms: int) -> None:
        self.setValue(at_ms)
        self.sought.emit(self.value())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the click is, and drag on from there."""
        if event.button() == Qt.MouseButton.LeftButton and self.maximum():
            self._choose(self._at(event.position().x()))
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the time under the mouse."""
        super().mouseMoveEvent(event)
        if self.maximum():
            QToolTip.showText(event.globalPosition().toPoint(), clock(self._at(event.position().x())), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the time again."""
        QToolTip.hideText()
        super().leaveEvent(event)

    def _at(self, x: float) -> int:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        left, span = handle / 2, self.width() - handle
        share = min(1.0, max(0.0, (x - left) / max(1.0, span)))
        if self.isRightToLeft():
            share = 1 - share
        return round(share * self.maximum())
