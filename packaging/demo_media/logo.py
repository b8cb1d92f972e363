"""The program's mark as a PNG, for desktops that take no SVG; and a sheet of all icons to look at."""

from __future__ import annotations

from pathlib import Path

from ink import BG, MUTED, TEXT, color, write
from pictures import brush, canvas
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

_CELL_W, _CELL_H, _COLUMNS = 132, 96, 10


def make_logo(icons: Path) -> None:
    image = QImage(256, 256, QImage.Format.Format_ARGB32)
    image.fill(0)
    p = brush(image)
    QSvgRenderer(str(icons / "studydesk.svg")).render(p, QRectF(0, 0, 256, 256))
    p.end()
    image.save(str(icons / "studydesk.png"))


def contact_sheet(icons: Path, target: Path, tone: str = TEXT) -> None:
    """Writes all icons at 20 and 40 pixels with their names into one picture, recoloured as the program does it."""
    files = sorted(path for path in icons.glob("*.svg") if path.stem != "studydesk")
    rows = -(-len(files) // _COLUMNS)
    image = canvas(_CELL_W * _COLUMNS, _CELL_H * rows)
    image.fill(color(BG))
    p = brush(image)
    for index, path in enumerate(files):
        x, y = index % _COLUMNS * _CELL_W, index // _COLUMNS * _CELL_H
        drawing = QSvgRenderer(QByteArray(path.read_bytes().replace(b"currentColor", tone.encode())))
        drawing.render(p, QRectF(x + 26, y + 14, 40, 40))
        drawing.render(p, QRectF(x + 82, y + 24, 20, 20))
        write(p, x + _CELL_W / 2, y + 78, path.stem, 13, MUTED, 400, "center")
    p.end()
    image.save(str(target))
