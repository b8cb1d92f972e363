"""Pictures of texts: decoded from bytes that the library gave, never from a file or the network."""

import re

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPen
from PySide6.QtSvg import QSvgRenderer

LARGEST = QSize(4096, 4096)  # a picture is decoded no larger than this; a screen shows no more
# QtSvg opens the files that an <image> names, and entities can grow without bound.
_UNSAFE_SVG = re.compile(rb"<\s*(?:\w+:)?(?:image|feimage|script|foreignobject)\b|<!(?:doctype|entity)", re.IGNORECASE)


def looks_like_svg(raw: bytes) -> bool:
    """Return whether these bytes are a drawing in SVG."""
    return b"<svg" in raw[:1024].lower()


def decode(raw: bytes, ink: QColor, scale: float = 1.0) -> QImage:
    """Return the picture in `raw`, a null image when it is none or not safe.

    A drawing (SVG) comes in its own size times `scale`; `currentColor` in it is `ink`.
    """
    return _drawing(raw, ink, scale) if looks_like_svg(raw) else _photo(raw)


def _photo(raw: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(raw))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()).lower() in (b"svg", b"svgz", b"pdf"):
        return QImage()
    size = reader.size()
    if size.width() > LARGEST.width() or size.height() > LARGEST.height():
        reader.setScaledSize(size.scaled(LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _drawing(raw: bytes, ink: QColor, scale: float) -> QImage:
    if _UNSAFE_SVG.search(raw):
        return QImage()
    renderer = QSvgRenderer(QByteArray(raw.replace(b"currentColor", ink.name().encode())))
    size = (QSizeF(renderer.defaultSize()) * scale).toSize().boundedTo(LARGEST)
    if not renderer.isValid() or size.isEmpty():
        return QImage()
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def placeholder(line: QColor, ink: QColor, size: QSize | None = None) -> QImage:
    """Return the picture that stands for one that is not here: a quiet frame with a mountain and a sun, crossed out."""
    image = QImage(size or QSize(72, 48), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(image.rect()).adjusted(1, 1, -1, -1)
    painter.setPen(QPen(line, 1.5, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QPen(ink, 1.5))
    hills = QPainterPath(box.bottomLeft() + _offset(box, 0.18, -0.2))
    for x, y in ((0.38, -0.62), (0.52, -0.4), (0.64, -0.55), (0.84, -0.2)):
        hills.lineTo(box.bottomLeft() + _offset(box, x, y))
    painter.drawPath(hills)
    painter.drawEllipse(box.bottomLeft() + _offset(box, 0.7, -0.74), 3, 3)
    painter.end()
    return image


def _offset(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.width() * x, box.height() * y)


def on_paper(image: QImage, paper: QColor) -> QImage:
    """Return the picture on `paper` where it is see-through, so that dark drawings stay readable on a dark page."""
    if not image.hasAlphaChannel():
        return image
    sheet = QImage(image.size(), QImage.Format.Format_RGB32)
    sheet.setDevicePixelRatio(image.devicePixelRatio())
    sheet.fill(paper)
    painter = QPainter(sheet)
    painter.drawImage(0, 0, image)
    painter.end()
    return sheet


def inked(image: QImage, ink: QColor) -> QImage:
    """Return a black drawing in the colour `ink`; what is see-through stays so."""
    drawing = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(drawing)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(drawing.rect(), ink)
    painter.end()
    return drawing
