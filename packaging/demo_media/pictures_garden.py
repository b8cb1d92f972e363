"""The drawings of the pages about soil and of the garden book."""

from __future__ import annotations

from random import Random

from ink import (
    ACCENT,
    BAD,
    CLAY_RED,
    EARTH,
    EARTH_DARK,
    EARTH_LIGHT,
    LEAF,
    LEAF_DARK,
    LEAF_LIGHT,
    LINE,
    MUTED,
    OK,
    PANEL_H,
    PANEL_W,
    SAND,
    STONE,
    TEXT,
    WATER,
    WATER_LIGHT,
    WOOD,
    arrow,
    curve,
    fill,
    label,
    mix,
    stroke,
    write,
)
from nature import cloud, down, land, ridge, roots, sky, soil, sprout, stones, sun, worm
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

_MM = 1.74
LAYERS_MM = (("sand", 60, SAND), ("silt", 28, "#C9A878"), ("clay", 12, "#A9683F"))


def jar_test(p: QPainter) -> None:
    fill(p, down(0, 300, "#F3F6F8", "#E8EDF2"))
    p.drawRect(QRectF(0, 0, PANEL_W, 300))
    fill(p, down(300, PANEL_H, "#C79A6B", "#A87B50"))
    p.drawRect(QRectF(0, 300, PANEL_W, 72))
    jar(p, QRectF(230, 40, 170, 280), LAYERS_MM, _MM)
    bottom, left = 314.0, 440.0
    fill(p, "#F2D98B")
    p.drawRoundedRect(QRectF(left, bottom - 108 * _MM, 44, 108 * _MM + 2), 4, 4)
    for step in range(11):
        y = bottom - step * 10 * _MM
        stroke(p, TEXT, 1.6)
        p.drawLine(QPointF(left, y), QPointF(left + (10 if step % 5 else 15), y))
        if step % 2 == 0:
            write(p, left + 40, y + 4 if step else y, str(step * 10), 11, TEXT, 400, "right")
    top = bottom
    for name, height, _ in LAYERS_MM:
        middle = top - height * _MM / 2
        stroke(p, MUTED, 1.6, dashed=True)
        p.drawLine(QPointF(494, middle), QPointF(536, middle))
        write(p, 546, middle + 6, f"{height} mm {name}", 20, TEXT, 600)
        top -= height * _MM
    write(p, 440, 110, "after two days", 18, ACCENT, 600)
    write(p, 120, 120, "clear water", 18, MUTED, 400, "center")
    arrow(p, curve((176, 114), (192, 112), (204, 112), (226, 112)), MUTED, 2.4)


def jar(
    p: QPainter, box: QRectF, layers: tuple[tuple[str, int, str], ...], scale: float, water: str = "#D6E8F5"
) -> None:
    """A glass with a lid and settled layers; `scale` is units a millimetre."""
    glass = QPainterPath()
    glass.addRoundedRect(box, 18, 18)
    fill(p, "#FFFFFF", 0.7)
    p.drawPath(glass)
    inner = QPainterPath()
    inner.addRoundedRect(box.adjusted(6, 34, -6, -6), 12, 12)
    p.save()
    p.setClipPath(inner, Qt.ClipOperation.IntersectClip)
    fill(p, water)
    p.drawRect(box)
    top = box.bottom() - 6
    dice = Random(6)
    for index, (_, height, tone) in enumerate(layers):
        size = height * scale
        fill(p, tone)
        p.drawRect(QRectF(box.left(), top - size, box.width(), size + 0.6))
        for _grain in range(int(size * (3.4, 5, 6)[index])):
            fill(p, mix(tone, "#FFFFFF" if dice.random() < 0.4 else EARTH_DARK, dice.uniform(0.08, 0.34)), 0.85)
            r = (3.2, 1.5, 0.8)[index] * dice.uniform(0.6, 1)
            where = QPointF(dice.uniform(box.left(), box.right()), dice.uniform(top - size + r, top - r))
            p.drawEllipse(where, r, r * 0.85)
        top -= size
    p.restore()
    fill(p, "#FFFFFF", 0.5)
    p.drawRoundedRect(QRectF(box.left() + 16, box.top() + 44, 10, box.height() - 84), 5, 5)
    stroke(p, "#9FB0C0", 3)
    p.drawPath(glass)
    fill(p, "#7B8794")
    p.drawRoundedRect(QRectF(box.left() + 8, box.top() - 16, box.width() - 16, 26), 6, 6)
    fill(p, "#95A1AD")
    p.drawRoundedRect(QRectF(box.left() + 8, box.top() - 16, box.width() - 16, 9), 4, 4)


def place(p: QPainter) -> None:
    """The school yard from above."""
    fill(p, "#DDEBD8")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    stroke(p, SAND, 30)
    p.drawPath(curve((0, 330), (160, 330), (220, 210), (330, 214), (480, 220), (520, 320), (790, 318)))
    fill(p, "#1B2330", 0.12)
    p.drawRect(QRectF(70, 66, 210, 96))
    fill(p, CLAY_RED)
    p.drawRect(QRectF(60, 54, 210, 48))
    fill(p, mix(CLAY_RED, "#000000", 0.14))
    p.drawRect(QRectF(60, 102, 210, 48))
    write(p, 165, 108, "school", 18, "#FFFFFF", 700, "center")
    fill(p, "#4F83B5")
    p.drawEllipse(QPointF(316, 128), 26, 26)
    fill(p, "#6B9BC8")
    p.drawEllipse(QPointF(316, 128), 15, 15)
    label(p, 316, 176, "tank", 15)
    fill(p, "#1B2330", 0.16)
    p.drawEllipse(QPointF(676, 150), 80, 60)
    for dx, dy, r, tone in ((0, 0, 52, LEAF_DARK), (-14, -12, 36, LEAF), (-20, -20, 16, LEAF_LIGHT)):
        fill(p, tone)
        p.drawEllipse(QPointF(640 + dx, 110 + dy), r, r)
    label(p, 706, 196, "shade at noon", 15)
    garden = QRectF(398, 116, 168, 82)
    fill(p, EARTH)
    p.drawRoundedRect(garden, 6, 6)
    for row in range(4):
        fill(p, EARTH_DARK)
        p.drawRoundedRect(QRectF(406, 122 + row * 19, 152, 13), 4, 4)
        for step in range(9):
            fill(p, LEAF_LIGHT if row % 2 else LEAF)
            p.drawEllipse(QPointF(416 + step * 16.5, 128.5 + row * 19), 5, 5)
    stroke(p, OK, 3.2, dashed=True)
    p.drawRoundedRect(garden.adjusted(-9, -9, 9, 9), 10, 10)
    label(p, 474, 84, "best place: sun, water near", 16, OK)
    label(p, 150, 284, "path", 15)
    stroke(p, MUTED, 3)
    arrow(p, curve((736, 344), (736, 330), (736, 322), (736, 300)), MUTED, 3)
    write(p, 736, 362, "north", 14, MUTED, 600, "center")


def contour(p: QPainter) -> None:
    sky(p, "#CFE3F4", "#F6FAFC")
    cloud(p, 640, 74, 130, "#E4EBF2")
    hill = [(0.0, 90.0), (140.0, 110.0), (560.0, 292.0), (790.0, 320.0)]
    land(p, hill, down(90, 372, LEAF_LIGHT, LEAF))
    land(p, [(x, y + 22) for x, y in hill], down(110, 372, EARTH, EARTH_LIGHT))
    line = ridge(hill, -2)
    for index, share in enumerate((0.24, 0.46, 0.68)):
        at = line.pointAtPercent(share)
        fill(p, EARTH)
        p.drawEllipse(at + QPointF(-22, 4), 26, 14)
        fill(p, WATER)
        p.drawChord(QRectF(at.x() - 46, at.y() - 8, 48, 24), 180 * 16, 180 * 16)
        fill(p, EARTH_LIGHT)
        p.drawEllipse(at + QPointF(18, 0), 22, 12)
        sprout(p, at.x() + 8, at.y() - 8, 44)
        sprout(p, at.x() + 28, at.y() - 4, 36)
        roots(p, at.x() + 16, at.y() + 6, 56, 1, index)
        down_arrow = curve(
            (at.x() - 24, at.y() + 24),
            (at.x() - 24, at.y() + 40),
            (at.x() - 26, at.y() + 52),
            (at.x() - 26, at.y() + 70),
        )
        arrow(p, down_arrow, WATER_LIGHT, 4.5)
    for share in (0.06, 0.31, 0.53):
        start, end = line.pointAtPercent(share), line.pointAtPercent(share + 0.1)
        arrow(
            p,
            curve(
                (start.x(), start.y() - 12),
                (start.x() + 20, start.y() - 6),
                (end.x() - 20, end.y() - 16),
                (end.x(), end.y() - 10),
            ),
            WATER,
            5,
        )
    label(p, 436, 120, "level lines hold the water", 18, ACCENT)
    label(p, 160, 330, "and it sinks in", 16)


def a_frame(p: QPainter) -> None:
    fill(p, "#F3F6F8")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    land(p, [(0, 322), (300, 326), (560, 316), (790, 322)], down(316, 372, LEAF_LIGHT, LEAF))
    top, left, right = QPointF(394, 46), QPointF(258, 322), QPointF(530, 322)
    stroke(p, WOOD, 13)
    p.drawLine(top + QPointF(-6, -14), right)
    p.drawLine(top + QPointF(6, -14), left)
    bar = 214.0
    stroke(p, mix(WOOD, "#FFFFFF", 0.2), 11)
    p.drawLine(QPointF(296, bar), QPointF(492, bar))
    stroke(p, "#E2C893", 4)
    for x, y in ((394, 46), (311, bar), (477, bar)):
        for turn in (-5, 0, 5):
            p.drawLine(QPointF(x - 9, y + turn - 3), QPointF(x + 9, y + turn + 3))
    stroke(p, TEXT, 2)
    p.drawLine(top, QPointF(394, 262))
    fill(p, STONE)
    p.drawEllipse(QPointF(394, 274), 17, 14)
    stroke(p, BAD, 3.4)
    p.drawLine(QPointF(394, bar - 12), QPointF(394, bar + 12))
    label(p, 566, 120, "two sticks of 2 m", 16)
    arrow(p, curve((488, 122), (470, 126), (460, 130), (446, 136)), MUTED, 2.6)
    label(p, 606, 214, "one stick of 1.2 m", 16)
    arrow(p, curve((522, 214), (516, 214), (512, 214), (506, 214)), MUTED, 2.6)
    label(p, 190, 180, "level mark", 16, BAD)
    arrow(p, curve((246, 182), (290, 184), (350, 188), (384, 204)), BAD, 2.6)
    label(p, 176, 270, "stone on a string", 16)
    arrow(p, curve((262, 272), (300, 276), (340, 276), (366, 275)), MUTED, 2.6)
    stroke(p, ACCENT, 2.6)
    p.drawLine(QPointF(262, 346), QPointF(526, 346))
    label(p, 394, 346, "1.5 m", 15, ACCENT)


def bed(p: QPainter) -> None:
    sky(p)
    sun(p, 690, 64, 28, 0)
    surface = [
        (0.0, 214.0),
        (90.0, 212.0),
        (150.0, 148.0),
        (470.0, 148.0),
        (530.0, 214.0),
        (660.0, 214.0),
        (720.0, 150.0),
        (790.0, 148.0),
    ]
    land(p, surface, down(150, 372, "#8A5E3B", EARTH_LIGHT))
    p.save()
    clip = ridge(surface)
    clip.lineTo(QPointF(790, 236))
    clip.lineTo(QPointF(0, 236))
    clip.closeSubpath()
    p.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    soil(p, QRectF(140, 140, 342, 110), 4)
    soil(p, QRectF(706, 140, 84, 110), 4)
    p.restore()
    fill(p, WATER, 0.85)
    p.drawChord(QRectF(524, 184, 140, 36), 180 * 16, 180 * 16)
    p.drawChord(QRectF(-50, 184, 146, 36), 180 * 16, 180 * 16)
    for x, h in ((190, 52), (250, 66), (312, 58), (374, 68), (432, 50)):
        roots(p, x, 150, 96, 1, x)
        sprout(p, x, 142, h)
    dice = Random(3)
    for _ in range(150):
        fill(p, mix("#E0BC74", EARTH, dice.uniform(0, 0.7)))
        p.drawEllipse(QPointF(dice.uniform(152, 470), dice.uniform(134, 150)), 10, 3.2)
    worm(p, 262, 270, 60, 0)
    stones(p, QRectF(0, 310, 790, 60), 26, 7, EARTH_LIGHT, 8)
    for x in (560, 620):
        arrow(p, curve((x, 226), (x - 16, 250), (x - 50, 262), (x - 100, 262)), WATER_LIGHT, 4.5)
    label(p, 104, 96, "mulch, a hand thick", 16)
    arrow(p, curve((120, 112), (130, 126), (140, 134), (158, 142)), MUTED, 2.6)
    label(p, 596, 160, "low path holds rain", 16, ACCENT)
    label(p, 130, 300, "compost and loose soil", 16)
    arrow(p, curve((176, 284), (190, 266), (196, 256), (206, 244)), "#FFFFFF", 2.6)


def cutting_plan(p: QPainter) -> None:
    """A plan of the A-frame's sticks with their lengths, black on white, for printing."""
    fill(p, "#FFFFFF")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    write(p, 40, 52, "A-frame: what to cut", 24, TEXT, 700)
    for row, (name, length, words) in enumerate((("A", 600, "2.0 m, twice"), ("B", 360, "1.2 m, once"))):
        y = 100 + row * 86
        fill(p, mix(WOOD, "#FFFFFF", 0.35))
        p.drawRoundedRect(QRectF(60, y, length, 22), 5, 5)
        write(p, 40, y + 17, name, 18, TEXT, 700, "center")
        stroke(p, MUTED, 1.6)
        p.drawLine(QPointF(60, y + 38), QPointF(60 + length, y + 38))
        for x in (60, 60 + length):
            p.drawLine(QPointF(x, y + 32), QPointF(x, y + 44))
        write(p, 60 + length / 2, y + 58, words, 16, MUTED, 600, "center")
    for row, words in enumerate(
        (
            "Notch each A 95 cm above its foot: there the bar B is tied on.",
            "String: 2 m for the knots, 1.5 m for the stone.",
            "Stone: as heavy as an orange, so that wind does not move it.",
        )
    ):
        fill(p, ACCENT)
        p.drawEllipse(QPointF(48, 284 + row * 28), 4, 4)
        write(p, 62, 290 + row * 28, words, 17, TEXT)


def our_slope(p: QPainter) -> None:
    """Kofi's pencil drawing: lines that tremble a little, on squared paper."""
    fill(p, "#FBFAF3")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    stroke(p, "#D6E2EC", 1)
    for x in range(0, 790, 24):
        p.drawLine(QPointF(x, 0), QPointF(x, PANEL_H))
    for y in range(0, 372, 24):
        p.drawLine(QPointF(0, y), QPointF(PANEL_W, y))
    dice = Random(11)
    for _ in range(2):
        points = [(x, 70 + x * 0.3 + dice.uniform(-2.5, 2.5)) for x in range(40, 700, 24)]
        stroke(p, "#4A4F57", 2.2, 0.8)
        p.drawPath(ridge([(float(x), float(y)) for x, y in points]))
    for index in range(26):
        fill(p, "#8C9197", 0.55)
        p.drawEllipse(QPointF(250 + dice.uniform(-60, 60), 176 + index % 5 * 9), 12, 8)
    stroke(p, "#4A4F57", 2.2, 0.85)
    p.drawEllipse(QPointF(640, 300), 26, 12)
    p.drawEllipse(QPointF(641, 301), 25, 12)
    for x in (90, 120, 150, 390, 424):
        foot = QPointF(x, 70 + x * 0.3)
        p.drawLine(foot, foot + QPointF(3, -30))
        p.drawEllipse(foot + QPointF(4, -40), 12, 13)
    stroke(p, "#3E6D9C", 2.4, 0.8)
    for x in (330, 500, 570):
        p.drawPath(curve((x, 60 + x * 0.3), (x + 8, 66 + x * 0.3), (x + 20, 62 + x * 0.3), (x + 30, 72 + x * 0.3)))
    for x, y, words in (
        (640, 340, "well, 14 m"),
        (250, 262, "stone"),
        (120, 156, "cassava"),
        (610, 128, "path, gully after rain"),
        (380, 345, "200 m from top to well"),
    ):
        write(p, x, y, words, 18, "#4A4F57", 400, "center")
    stroke(p, LINE, 2)
    p.drawRect(QRectF(1, 1, PANEL_W - 2, PANEL_H - 2))
