"""The picture of a lecture, drawn by ourselves so that captions lie over it and pictures of the window show it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QImage, QMouseEvent, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtWidgets import QSizePolicy, QWidget

CAPTION_BACK = QColor(0, 0, 0, 190)
CAPTION_TEXT = QColor("#FFFFFF")
CAPTION_SIZES = {"small": 0.8, "normal": 1.0, "large": 1.4, "huge": 1.8}
STAGE = QColor("#000000")


class Picture(QWidget):
    """The frame of the video with captions over its lower edge, kept in its own proportions.

    Signals:
        clicked, double_clicked: with the left button.
        hovered: the mouse moved over it.
    """

    clicked = Signal()
    double_clicked = Signal()
    hovered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._caption = ""
        self._caption_scale = 1.0
        self._waiting: QVideoFrame | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 135)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        """Return 16:9 at a size that fits a small screen."""
        return QSize(720, 405)

    @property
    def caption(self) -> str:
        """What is written over the picture now, "" for nothing."""
        return self._caption

    @property
    def has_picture(self) -> bool:
        """Whether a frame was shown."""
        return self._waiting is not None or not self._image.isNull()

    def clear(self) -> None:
        """Show nothing."""
        self._image, self._waiting, self._caption = QImage(), None, ""
        self.update()

    @Slot(QVideoFrame)
    def show_frame(self, frame: QVideoFrame) -> None:
        """Show a frame; it is only converted when it is really painted."""
        self._waiting = frame
        self.update()

    def show_caption(self, text: str) -> None:
        """Write `text` over the picture, "" for nothing."""
        if text != self._caption:
            self._caption = text
            self.update()

    def set_caption_size(self, name: str) -> None:
        """Choose one of CAPTION_SIZES."""
        self._caption_scale = CAPTION_SIZES.get(name, 1.0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame, letter-boxed, and the caption."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), STAGE)
        if self._waiting is not None:
            self._image, self._waiting = self._waiting.toImage(), None
        place = self._place()
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._image)
        if self._caption:
            self._paint_caption(painter, place)
        painter.end()

    def _place(self) -> QRectF:
        """Return where the picture lies, in its own proportions."""
        whole = QRectF(self.rect())
        if self._image.isNull():
            return whole
        size = self._image.size().toSizeF().scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF((whole.width() - size.width()) / 2, (whole.height() - size.height()) / 2)
        return QRectF(corner, size)

    def caption_font(self, height: float) -> QFont:
        """Return the caption's font over a picture `height` pixels high: about a twentieth of it, as on television."""
        font = QFont(self.font())
        font.setPixelSize(max(self.fontMetrics().height() * 3 // 4, round(height / 20 * self._caption_scale), 12))
        return font

    def _paint_caption(self, painter: QPainter, place: QRectF) -> None:
        layout = QTextLayout(self._caption.replace("\n", "\u2028"), self.caption_font(place.height()))
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignHCenter))
        layout.setCacheEnabled(True)
        width = place.width() * 0.88
        height = lay_out(layout, width)
        top = QPointF(place.center().x() - width / 2, place.bottom() - height - place.height() * 0.05)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(CAPTION_BACK)
        for at in range(layout.lineCount()):
            box = layout.lineAt(at).naturalTextRect().translated(top)
            painter.drawRoundedRect(box.adjusted(-10, -2, 10, 2), 4, 4)
        painter.setPen(CAPTION_TEXT)
        layout.draw(painter, top)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell of a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.clicked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell of a double click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:
        """Tell that the mouse moves, so that hidden controls come back."""
        self.hovered.emit()


def lay_out(layout: QTextLayout, width: float) -> float:
    """Break the text into lines of `width` and return the height of all of them."""
    height = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height() + 4
    layout.endLayout()
    return height
