"""Words that change many times a second without moving anything around them, and bars with their numbers."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from studydesk.ui.widgets.text import ElidedLabel, label

STEPS = 1000
_TALL = 10_000


class SteadyLabel(QLabel):
    """Words drawn by ourselves: a label of Qt lets the whole page be laid out again for each new text.

    With `wrap` they go on in further lines, and only another number of lines is told to the layout; without, they are
    shortened by … at their end, or where `elide` says.
    """

    def __init__(
        self,
        text: str = "",
        look: str = "",
        *,
        wrap: bool = False,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__()
        self._words, self._wraps, self._elide = text, wrap, elide
        self._lines_high = 0
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        if look:
            self.setProperty("look", look)
        self.setAccessibleName(text)

    def text(self) -> str:
        return self._words

    def setText(self, text: str) -> None:
        if text == self._words:
            return
        self._words = text
        self.setAccessibleName(text)
        high = self.heightForWidth(self.width())
        if self._wraps and (high != self._lines_high or high > self.height()):
            self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:  # Qt's label tells only of words of its own
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._wraps and self.heightForWidth(self.width()) > self.height():
            self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        metrics = self.fontMetrics()
        if not self._wraps or width <= 0:
            return metrics.height()
        flags = Qt.TextFlag.TextWordWrap
        return max(metrics.height(), metrics.boundingRect(QRect(0, 0, width, _TALL), flags, self._words).height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._words), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        leading = Qt.AlignmentFlag.AlignLeading
        self._lines_high = self.heightForWidth(self.width())
        if self._wraps:
            flags = int((leading | Qt.AlignmentFlag.AlignTop).value) | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.rect(), flags, self._words)
            return
        shown = self.fontMetrics().elidedText(self._words, self._elide, self.width())
        painter.drawText(self.rect(), leading | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


class Bar(QProgressBar):
    """A thin bar; its name says in words what it shows."""

    def __init__(self, share: float = 0.0, words: str = "") -> None:
        super().__init__(textVisible=False)
        self.setRange(0, STEPS)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when a download begins
        self.setSizePolicy(policy)
        self.say(share, words)

    def say(self, share: float, words: str) -> None:
        """Show another share, 0.0–1.0."""
        self.setValue(round(STEPS * min(1.0, max(0.0, share))))
        self.setAccessibleName(words)


class Meter(QWidget):
    """What something takes of a whole: its name, the numbers in words, and a bar below."""

    def __init__(self, name: str, words: str, share: float | None, *, look: str = "") -> None:
        """`share` None: there is no whole, and no bar."""
        super().__init__()
        self.setAccessibleName(f"{name}. {words}")
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(ElidedLabel(name, look), 1)
        first.addWidget(label(words, "muted", wrap=False))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(first)
        if share is not None:
            column.addWidget(Bar(share, f"{name}. {words}"))
