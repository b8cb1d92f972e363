"""Icons: one-colour drawings from resources/icons, coloured with the theme; a simple drawing where one is missing."""

from pathlib import Path
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from studydesk.ui.theme import Theme

# Drawings that point somewhere are mirrored where people read from right to left.
POINTING = frozenset({"back", "forward", "chevron-right", "send", "sign-out", "next", "previous", "undo", "reply"})

# What things mean → which drawing says so; code asks for the meaning.
MEANING = {
    "not-here": "cloud-download",
    "waiting": "clock",
    "problem": "error",
    "newer": "refresh",
    "uncertain": "info",
    "sent": "check-circle",
    "refused": "error",
    "conflict": "warning",
    "withdrawn": "undo",
    "done": "check-circle",
    "locked": "lock",
    "link-unknown": "cloud",
    "link-online": "online",
    "link-slow": "slow",
    "link-none": "offline",
    "link-portal": "lock",
    "link-no-campus": "cloud",
    "link-maintenance": "warning",
    "signed-out": "sign-out",
}


class Icons(QObject):
    """The program's icons in the current theme's colours, each drawn once per colour and size."""

    def __init__(self, theme: Theme, folder: Path) -> None:
        super().__init__(theme)
        self._theme = theme
        self._folder = folder
        self._sources: dict[str, bytes | None] = {}
        self._drawn: dict[tuple[str, str, int, float, bool], QPixmap] = {}
        self._worn: WeakKeyDictionary[QAbstractButton | QLabel, tuple[str, str, int]] = WeakKeyDictionary()
        theme.changed.connect(self._again)

    def put(self, on: QAbstractButton | QLabel, name: str, token: str = "text", size: int = 20) -> None:
        """Give a button or label an icon that follows the theme; `size` in pixels at text scale one."""
        self._worn[on] = (name, token, size)
        if isinstance(on, QLabel):
            on.setPixmap(self.pixmap(name, token, size))
        else:
            on.setIcon(self.icon(name, token, size))
            on.setIconSize(QSize(self._theme.px(size), self._theme.px(size)))

    def icon(self, name: str, token: str = "text", size: int = 20) -> QIcon:
        """Return an icon for a menu or a button; `token` is the colour's name."""
        return QIcon(self.pixmap(name, token, size))  # Qt pales it by itself where a button is disabled

    def pixmap(self, name: str, token: str = "text", size: int = 20) -> QPixmap:
        """Return the drawing for painting; it grows with the text."""
        side = self._theme.px(size)
        colour = self._theme.colour(token).name()
        app = QApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
        mirrored = name in POINTING and QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
        key = (name, colour, side, ratio, mirrored)
        if key not in self._drawn:
            self._drawn[key] = self._draw(name, colour, side, ratio, mirrored)
        return self._drawn[key]

    def _draw(self, name: str, colour: str, side: int, ratio: float, mirrored: bool) -> QPixmap:
        pixmap = QPixmap(QSize(side, side) * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, 0, pixmap.width(), pixmap.height())
        if mirrored:
            painter.translate(pixmap.width(), 0)
            painter.scale(-1, 1)
        source = self._source(name)
        if source is None:
            _square(painter, box, colour)
        else:
            recoloured = source.replace(b"currentColor", colour.encode())
            QSvgRenderer(QByteArray(recoloured)).render(painter, box)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _source(self, name: str) -> bytes | None:
        if name not in self._sources:
            file = self._folder / f"{MEANING.get(name, name)}.svg"
            self._sources[name] = file.read_bytes() if file.is_file() else None
        return self._sources[name]

    @Slot()
    def _again(self) -> None:
        for on, (name, token, size) in list(self._worn.items()):
            if shiboken6.isValid(on):
                self.put(on, name, token, size)


def _square(painter: QPainter, box: QRectF, colour: str) -> None:
    side = box.width() * 0.22
    painter.setPen(QPen(QColor(colour), box.width() * 0.09))
    painter.drawRoundedRect(box.adjusted(side, side, -side, -side), box.width() * 0.12, box.width() * 0.12)
