"""Pictures of the window as a learner sees it: with the menus and dialogs that lie over it."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

FRAME = QColor("#7A8696")


def take(window: QMainWindow, file: Path) -> None:
    """Write a picture of the window. Raises OSError when it cannot be written."""
    picture = window.grab()
    painter = QPainter(picture)
    for above in _above(window):
        place = QRect(_place(window, above), above.size())
        painter.drawPixmap(place.topLeft(), above.grab())
        painter.setPen(FRAME)
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
    painter.end()
    if not picture.save(str(file)):
        raise OSError(f"{file} cannot be written")


def colours(picture: QPixmap, most: int) -> int:
    """Return how many different colours a picture has, counting to `most`: a black stage has one or two."""
    image = picture.toImage()
    seen: set[int] = set()
    for y in range(0, image.height(), 4):
        for x in range(0, image.width(), 4):
            seen.add(image.pixel(x, y))
            if len(seen) >= most:
                return most
    return len(seen)


def _above(window: QMainWindow) -> list[QWidget]:
    """Return what lies over the window, the lowest first: dialogs, then menus as they were opened."""
    found = [one for one in QApplication.topLevelWidgets() if one is not window and one.isVisible() and one.width() > 1]
    return sorted(found, key=_depth)


def _depth(above: QWidget) -> int:
    """Return 0 for a dialog, 1 for a menu, 2 for a menu that an entry of it opened, …"""
    depth = int(above.windowType() == Qt.WindowType.Popup)
    parent = above.parentWidget()
    while parent is not None:
        depth += isinstance(parent, QMenu)
        parent = parent.parentWidget()
    return depth


def _place(window: QMainWindow, above: QWidget) -> QPoint:
    """Return where something stands over the window."""
    return above.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())
