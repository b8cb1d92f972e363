"""The focus ring: a 2 px line 2 px outside of whatever has the keyboard, everywhere the same."""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider, QWidget

from studydesk.ui.theme import Theme

OFFSET, WIDTH = 2, 2


class FocusRing(QWidget):
    """Lies over a window and draws the ring there; it takes no clicks.

    Fields show their focus by their own border, and lists by the ring around the current row (their delegate draws it).
    It shows from the first Tab on; a click with the mouse shows none on buttons.
    """

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    @Slot(QWidget, QWidget)
    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._let_go()
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if now is None or now.window() is not self.window() or by_mouse or not _wants_ring(now) or not _by_keys(now):
            self.hide()
            return
        self._around = now
        step: QWidget | None = now
        while step is not None and step is not self.window():
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("accent"), WIDTH))
        radius = 6 + OFFSET
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)

    def _place(self) -> None:
        around = self._around
        if around is None or not shiboken6.isValid(around) or not around.isVisible():
            self.hide()
            return
        seen = around.visibleRegion().boundingRect()
        if seen.isEmpty():
            self.hide()
            return
        grown = OFFSET + WIDTH
        corner = around.mapTo(self.window(), QPoint(0, 0)) + seen.topLeft()
        self.setGeometry(QRect(corner, seen.size()).adjusted(-grown, -grown, grown, grown))
        self.raise_()
        self.show()

    def _let_go(self) -> None:
        watched, self._watched, self._around = self._watched, [], None
        for widget in watched:
            if shiboken6.isValid(widget):  # a page that was drawn anew has taken its buttons along
                widget.removeEventFilter(self)


def _by_keys(widget: QWidget) -> bool:
    """Whether the learner has walked through this window with the keyboard; Qt marks it at the first Tab.

    Who only uses the mouse would see rings jump about where a button goes away and the focus moves on.
    """
    return widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def _wants_ring(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton | QSlider) or widget.property("ring") is True
