"""The drawings of the pages about water."""

from __future__ import annotations

from ink import (
    ACCENT,
    BAD,
    EARTH_LIGHT,
    LEAF,
    LEAF_LIGHT,
    MUTED,
    PANEL_H,
    PANEL_W,
    SAND,
    STONE,
    TEXT,
    WATER,
    WATER_DEEP,
    WATER_LIGHT,
    WOOD,
    arrow,
    card,
    curve,
    fill,
    label,
    number,
    stroke,
    wrapped,
    write,
)
from nature import cloud, down, drop, house, land, pool, rain, sky, sprout, stones, sun, tree
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF


def water_cycle(p: QPainter) -> None:
    sky(p)
    sun(p, 96, 70, 32, 0)
    land(p, [(0, 262), (240, 250), (440, 230), (600, 150), (790, 118)], "#CFE3CE")
    land(p, [(0, 300), (200, 292), (420, 280), (600, 206), (790, 172)], down(170, 320, LEAF_LIGHT, LEAF))
    fill(p, EARTH_LIGHT)
    land(p, [(0, 340), (300, 336), (500, 306), (640, 256), (790, 222)], down(230, 372, EARTH_LIGHT, SAND))
    stones(p, QRectF(300, 316, 490, 56), 50, 2, STONE, 7)
    pool(p, QRectF(60, 292, 230, 52), 0)
    tree(p, 700, 196, 88)
    house(p, 420, 280, 58)
    tree(p, 366, 284, 66)
    cloud(p, 560, 96, 210, "#C9D5E1")
    cloud(p, 420, 86, 150, "#E4EBF2")
    rain(p, QRectF(476, 102, 180, 82), 2, 36)
    for x in (128, 178, 228):
        arrow(p, curve((x, 282), (x - 14, 240), (x + 14, 200), (x, 164)), WATER, 4.5)
    arrow(p, curve((190, 128), (224, 92), (270, 72), (330, 66)), WATER, 4.5)
    arrow(p, curve((650, 216), (640, 276), (500, 330), (318, 334)), WATER_DEEP, 5)
    for digit, x, y, words, dx in (
        (1, 178, 224, "rising", 62),
        (2, 258, 92, "gathering", 76),
        (3, 548, 144, "falling", 62),
        (4, 560, 302, "sinking and running", -122),
    ):
        number(p, x, y, digit)
        label(p, x + dx, y, words, 15)


def roof_tank(p: QPainter) -> None:
    sky(p, "#B4CDE2", "#EEF5FA")
    cloud(p, 240, 70, 170, "#C3D0DD")
    cloud(p, 470, 58, 140, "#CBD7E2")
    land(p, [(0, 300), (300, 290), (560, 304), (790, 286)], down(286, 372, LEAF_LIGHT, LEAF))
    rain(p, QRectF(140, 72, 420, 110), 3, 56)
    _school(p)
    _tank(p)
    for index in range(4):
        sprout(p, 690 + index * 26, 324, 34)
    label(p, 300, 340, "length 12 m", 16)
    _measure(p, QPointF(112, 322), QPointF(494, 322))
    label(p, 62, 146, "width 8 m", 16)
    _measure(p, QPointF(86, 198), QPointF(144, 114))
    label(p, 560, 128, "gutter", 16)
    arrow(p, curve((546, 142), (536, 166), (530, 176), (514, 192)), ACCENT, 3)
    label(p, 690, 190, "tank", 16)
    arrow(p, curve((676, 204), (664, 216), (656, 220), (640, 226)), ACCENT, 3)
    label(p, 640, 352, "overflow to the garden", 15)


def _school(p: QPainter) -> None:
    fill(p, "#FBF7EF")
    p.drawRect(QRectF(130, 196, 350, 108))
    fill(p, "#8D99A8")
    p.drawPolygon(QPolygonF([QPointF(106, 200), QPointF(164, 116), QPointF(448, 116), QPointF(506, 200)]))
    stroke(p, "#7A8796", 1.6)
    for step in range(15):
        p.drawLine(QPointF(122 + step * 26.5, 198), QPointF(174 + step * 19, 118))
    stroke(p, WATER_LIGHT, 4)
    for x in (190, 260, 330, 400):
        arrow(p, curve((x + 8, 134), (x + 4, 150), (x, 166), (x - 6 + (x - 300) * 0.1, 184)), WATER_LIGHT, 4)
    for x in (220, 296, 372):
        fill(p, "#CFE3F4")
        p.drawRoundedRect(QRectF(x, 222, 44, 38), 3, 3)
        stroke(p, WOOD, 3)
        p.drawRoundedRect(QRectF(x, 222, 44, 38), 3, 3)
    fill(p, WOOD)
    p.drawRoundedRect(QRectF(152, 228, 42, 76), 3, 3)
    fill(p, "#5A6675")
    p.drawRoundedRect(QRectF(102, 198, 412, 9), 4, 4)


def _tank(p: QPainter) -> None:
    stroke(p, "#5A6675", 9)
    p.drawPath(curve((508, 204), (530, 214), (560, 196), (566, 214)))
    fill(p, "#4F83B5")
    p.drawRoundedRect(QRectF(530, 218, 104, 92), 12, 12)
    fill(p, "#6B9BC8")
    p.drawRoundedRect(QRectF(540, 226, 20, 76), 8, 8)
    fill(p, "#3E6D9C")
    for y in (242, 264, 286):
        p.drawRect(QRectF(530, y, 104, 3))
    p.drawRoundedRect(QRectF(556, 210, 52, 12), 5, 5)
    stroke(p, "#5A6675", 6)
    p.drawPath(curve((634, 238), (660, 238), (664, 260), (664, 318)))
    drop(p, 664, 334, 5)


def _measure(p: QPainter, start: QPointF, end: QPointF) -> None:
    stroke(p, BAD, 2.4)
    p.drawLine(start, end)
    for tip in (start, end):
        fill(p, BAD)
        p.drawEllipse(tip, 4.5, 4.5)


def safe_water(p: QPainter) -> None:
    fill(p, "#EEF1F5")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    ways = (
        ("Boil", "1 minute of large bubbles", _pot),
        ("Sun", "6 hours in full sun", _bottles),
        ("Chlorine", "wait 30 minutes", _chlorine),
    )
    for index, (head, words, draw) in enumerate(ways):
        x = 22 + index * 252
        card(p, QRectF(x, 22, 242, 328))
        p.save()
        p.translate(x + 12, 34)
        window = QPainterPath()
        window.addRoundedRect(QRectF(0, 0, 218, 206), 8, 8)
        p.setClipPath(window, Qt.ClipOperation.IntersectClip)
        fill(p, down(0, 206, "#E2EEF7", "#F6FAFC"))
        p.drawRect(QRectF(0, 0, 218, 206))
        draw(p)
        p.restore()
        write(p, x + 121, 282, head, 25, TEXT, 700, "center")
        wrapped(p, QRectF(x + 12, 298, 218, 44), words, 17, MUTED)


def _pot(p: QPainter) -> None:
    for x, h, tone in ((78, 34, "#E8893B"), (108, 48, "#F2A541"), (138, 36, "#E8893B"), (108, 28, "#F8D27A")):
        flame = curve((x - 14, 190), (x - 18, 190 - h * 0.5), (x - 2, 190 - h * 0.6), (x, 190 - h))
        flame.cubicTo(QPointF(x + 6, 190 - h * 0.6), QPointF(x + 18, 190 - h * 0.5), QPointF(x + 14, 190))
        fill(p, tone)
        p.drawPath(flame)
    stroke(p, WOOD, 9)
    p.drawLine(QPointF(60, 194), QPointF(156, 186))
    p.drawLine(QPointF(60, 186), QPointF(156, 194))
    fill(p, "#56616F")
    p.drawRoundedRect(QRectF(52, 72, 112, 72), 14, 14)
    fill(p, "#6C7887")
    p.drawRoundedRect(QRectF(44, 66, 128, 14), 7, 7)
    fill(p, WATER_LIGHT)
    p.drawEllipse(QPointF(108, 70), 56, 8)
    for x, y, r in ((78, 60, 7), (100, 50, 9), (126, 57, 8), (144, 64, 6), (112, 65, 6)):
        fill(p, "#FFFFFF", 0.95)
        p.drawEllipse(QPointF(x, y), r, r)
        stroke(p, WATER, 2)
        p.drawEllipse(QPointF(x, y), r, r)
    stroke(p, "#B7C6D4", 4)
    for x in (84, 112, 140):
        p.drawPath(curve((x, 34), (x - 10, 26), (x + 10, 16), (x, 6)))


def _bottles(p: QPainter) -> None:
    sun(p, 168, 46, 22, 0)
    fill(p, "#8D99A8")
    p.drawPolygon(QPolygonF([QPointF(0, 196), QPointF(30, 104), QPointF(218, 104), QPointF(218, 196)]))
    stroke(p, "#77848F", 2)
    for step in range(9):
        p.drawLine(QPointF(4 + step * 30, 196), QPointF(36 + step * 24, 104))
    for y in (116, 144, 172):
        fill(p, WATER_LIGHT, 0.95)
        p.drawRoundedRect(QRectF(52, y, 104, 22), 9, 9)
        p.drawRoundedRect(QRectF(152, y + 6, 18, 10), 3, 3)
        fill(p, ACCENT)
        p.drawRoundedRect(QRectF(168, y + 4, 9, 14), 2, 2)
        fill(p, "#FFFFFF", 0.7)
        p.drawRoundedRect(QRectF(60, y + 4, 82, 4), 2, 2)


def _chlorine(p: QPainter) -> None:
    fill(p, "#E9C46A")
    p.drawRoundedRect(QRectF(28, 84, 92, 108), 12, 12)
    stroke(p, "#E9C46A", 9)
    p.drawRoundedRect(QRectF(48, 66, 44, 26), 8, 8)
    fill(p, "#D3AC4C")
    p.drawRoundedRect(QRectF(40, 104, 68, 74), 8, 8)
    fill(p, "#56616F")
    p.drawRoundedRect(QRectF(92, 72, 22, 14), 3, 3)
    fill(p, "#7A8796")
    p.drawRoundedRect(QRectF(84, 8, 20, 26), 9, 9)
    fill(p, "#DCE7F0")
    p.drawPolygon(QPolygonF([QPointF(88, 32), QPointF(100, 32), QPointF(96, 50), QPointF(92, 50)]))
    drop(p, 94, 62, 4)
    stroke(p, TEXT, 4)
    fill(p, "#FFFFFF")
    p.drawEllipse(QPointF(168, 132), 38, 38)
    fill(p, WATER_LIGHT, 0.8)
    p.drawPie(QRectF(134, 98, 68, 68), 90 * 16, -180 * 16)
    stroke(p, TEXT, 4)
    p.drawEllipse(QPointF(168, 132), 38, 38)
    p.drawLine(QPointF(168, 132), QPointF(168, 106))
    p.drawLine(QPointF(168, 132), QPointF(168, 154))


def course_card(p: QPainter) -> None:
    """The picture of the course on its card, 640 × 360."""
    p.translate(-56, 0)
    p.scale(360 / PANEL_H, 360 / PANEL_H)
    sky(p, "#BFDCF2", "#FDF6E8")
    sun(p, 650, 84, 34, 0)
    land(p, [(0, 206), (190, 160), (420, 210), (790, 160)], "#B9D6BE")
    land(p, [(0, 250), (300, 216), (560, 250), (790, 220)], "#8FC096")
    pool(p, QRectF(380, 254, 380, 76), 0)
    land(p, [(0, 280), (220, 270), (430, 326), (790, 352)], LEAF)
    land(p, [(0, 322), (220, 314), (430, 352), (640, 372)], "#7B5534")
    drop(p, 270, 146, 58)
    for index, x in enumerate((88, 148, 208, 270, 334)):
        sprout(p, x, (286, 282, 284, 296, 312)[index], (44, 58, 66, 56, 44)[index])
