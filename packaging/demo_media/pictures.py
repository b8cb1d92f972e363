"""Every still picture of the demo course: which drawing goes into which file, at which size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pictures_garden as garden
import pictures_water as water
import pictures_writing as writing
from ink import PANEL_H, PANEL_W
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

Draw = Callable[[QPainter], None]

PAGE_SIZE = (1180, 556)
_ON_PAGES: dict[str, Draw] = {
    "pages/water-cycle.png": water.water_cycle,
    "pages/roof-tank.png": water.roof_tank,
    "pages/safe-water.png": water.safe_water,
    "pages/jar-test.png": garden.jar_test,
    "book/place.png": garden.place,
    "book/contour.png": garden.contour,
    "book/a-frame.png": garden.a_frame,
    "book/bed.png": garden.bed,
    "writing/sentence.png": writing.sentence,
    "folder/a-frame-cutting-plan.png": garden.cutting_plan,
    "forum/our-slope.png": garden.our_slope,
    "forum/our-jar.jpg": writing.our_jar,
}
_ON_CARDS: dict[str, Draw] = {
    "images/water-and-soil.jpg": water.course_card,
    "images/writing-clearly.jpg": writing.course_card,
}


def canvas(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    return image


def brush(image: QImage) -> QPainter:
    p = QPainter(image)
    p.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    return p


def make_pictures(files: Path) -> None:
    """Writes all pictures under `files`; PNG for drawings, JPEG where it should look like a photograph."""
    for name, draw in _ON_PAGES.items():
        image = canvas(*PAGE_SIZE)
        p = brush(image)
        p.scale(PAGE_SIZE[0] / PANEL_W, PAGE_SIZE[1] / PANEL_H)
        draw(p)
        p.end()
        _save(image, files / name)
    for name, draw in _ON_CARDS.items():
        image = canvas(1280, 720)
        p = brush(image)
        p.scale(2, 2)
        draw(p)
        p.end()
        _save(image.scaled(640, 360, mode=Qt.TransformationMode.SmoothTransformation), files / name)


def _save(image: QImage, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path), quality=88 if path.suffix == ".jpg" else 20):
        raise OSError(f"cannot write {path}")
