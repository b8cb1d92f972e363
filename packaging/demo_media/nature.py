"""Sky, sun, clouds, rain, hills, trees, houses and soil: the things that the pictures are put together from."""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin
from random import Random

from ink import (
    CLAY_RED,
    CREAM,
    EARTH,
    EARTH_DARK,
    EARTH_LIGHT,
    LEAF,
    LEAF_DARK,
    LEAF_LIGHT,
    PANEL_H,
    PANEL_W,
    SKY_HIGH,
    SKY_LOW,
    STONE,
    SUN,
    WATER,
    WATER_DEEP,
    WATER_LIGHT,
    WOOD,
    color,
    curve,
    fill,
    mix,
    stroke,
)
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QLinearGradient, QPaintEngine, QPainter, QPainterPath, QPolygonF, QRadialGradient


def down(top: float, bottom: float, first: str, second: str) -> QBrush:
    """A brush that goes from `first` at `top` to `second` at `bottom`."""
    shade = QLinearGradient(0, top, 0, bottom)
    shade.setColorAt(0, color(first))
    shade.setColorAt(1, color(second))
    return QBrush(shade)


def sky(p: QPainter, high: str = SKY_HIGH, low: str = SKY_LOW) -> None:
    fill(p, down(0, PANEL_H, high, low))
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))


def sun(p: QPainter, x: float, y: float, r: float, t: float) -> None:
    # Qt's PDF engine draws a gradient that fades out as a solid disc.
    if p.paintEngine().type() != QPaintEngine.Type.Pdf:
        glow = QRadialGradient(QPointF(x, y), r * 3.2)
        glow.setColorAt(0, color(SUN, 0.45))
        glow.setColorAt(1, color(SUN, 0))
        fill(p, QBrush(glow))
        p.drawEllipse(QPointF(x, y), r * 3.2, r * 3.2)
    stroke(p, SUN, r * 0.16, 0.85)
    for ray in range(12):
        angle = ray * pi / 6 + t * 0.12
        near, far = r * 1.32, r * (1.62 + 0.06 * sin(t * 1.4 + ray))
        p.drawLine(
            QPointF(x + near * cos(angle), y + near * sin(angle)), QPointF(x + far * cos(angle), y + far * sin(angle))
        )
    fill(p, SUN)
    p.drawEllipse(QPointF(x, y), r, r)


def cloud(p: QPainter, x: float, y: float, w: float, tone: str = "#FFFFFF", alpha: float = 1.0) -> None:
    """A cloud of width `w` whose flat bottom has its middle at x, y."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(x - w / 2, y - w * 0.17, w, w * 0.17), w * 0.085, w * 0.085)
    for dx, dy, r in ((-0.24, 0.17, 0.14), (-0.02, 0.24, 0.2), (0.22, 0.16, 0.15)):
        puff = QPainterPath()
        puff.addEllipse(QPointF(x + dx * w, y - dy * w), r * w, r * w)
        path = path.united(puff)
    fill(p, down(y - w * 0.45, y, mix(tone, "#FFFFFF", 0.5), tone) if alpha >= 1 else tone, alpha)
    p.drawPath(path)


def rain(p: QPainter, box: QRectF, t: float, count: int, alpha: float = 1.0, seed: int = 1) -> None:
    """Falling rain inside `box`."""
    dice = Random(seed)
    stroke(p, WATER, 2.4, 0.8 * alpha)
    for _ in range(count):
        x = box.left() + dice.random() * box.width()
        y = box.top() + (dice.random() * box.height() + t * (170 + 50 * dice.random())) % box.height()
        p.drawLine(QPointF(x, y), QPointF(x - 1.2, min(y + 11, box.bottom())))


def drop(p: QPainter, x: float, y: float, r: float, tone: str = WATER) -> None:
    path = curve((x, y - r * 1.9), (x + r * 0.35, y - r * 1.05), (x + r, y - r * 0.55), (x + r, y))
    path.arcTo(QRectF(x - r, y - r, 2 * r, 2 * r), 0, -180)
    path.cubicTo(QPointF(x - r, y - r * 0.55), QPointF(x - r * 0.35, y - r * 1.05), QPointF(x, y - r * 1.9))
    fill(p, tone)
    p.drawPath(path)
    fill(p, "#FFFFFF", 0.45)
    p.drawEllipse(QPointF(x - r * 0.36, y + r * 0.08), r * 0.2, r * 0.32)


def ridge(points: list[tuple[float, float]], lift: float = 0.0) -> QPainterPath:
    """A smooth line through `points`, `lift` above them."""
    path = QPainterPath(QPointF(points[0][0], points[0][1] - lift))
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        path.cubicTo(QPointF(middle, y0 - lift), QPointF(middle, y1 - lift), QPointF(x1, y1 - lift))
    return path


def land(p: QPainter, points: list[tuple[float, float]], brush: str | QBrush, bottom: float = PANEL_H) -> QPainterPath:
    """Fills everything under a smooth line through `points`; returns the shape."""
    path = ridge(points)
    path.lineTo(QPointF(points[-1][0], bottom))
    path.lineTo(QPointF(points[0][0], bottom))
    path.closeSubpath()
    fill(p, brush)
    p.drawPath(path)
    return path


def pool(p: QPainter, box: QRectF, t: float) -> None:
    """Water seen from the side at a flat angle, with light moving on it."""
    path = QPainterPath()
    path.addEllipse(box)
    fill(p, down(box.top(), box.bottom(), WATER_LIGHT, WATER))
    p.drawPath(path)
    p.save()
    p.setClipPath(path)
    for row in range(4):
        y = box.top() + box.height() * (0.26 + 0.17 * row)
        shift = 14 * sin(t * 0.9 + row * 1.7)
        stroke(p, "#FFFFFF", 2, 0.5)
        for piece in range(3):
            x = box.left() + box.width() * (0.22 + 0.24 * piece + 0.05 * (row % 2)) + shift
            p.drawLine(QPointF(x, y), QPointF(x + box.width() * 0.08, y))
    p.restore()


def tree(p: QPainter, x: float, ground: float, h: float, t: float = 0.0) -> None:
    stroke(p, WOOD, h * 0.075)
    p.drawLine(QPointF(x, ground), QPointF(x, ground - h * 0.5))
    sway = h * 0.012 * sin(t * 0.9 + x)
    for dx, dy, r, tone in (
        (-0.2, 0.56, 0.21, LEAF_DARK),
        (0.2, 0.58, 0.2, LEAF_DARK),
        (0, 0.72, 0.27, LEAF),
        (-0.09, 0.79, 0.13, LEAF_LIGHT),
    ):
        fill(p, tone)
        p.drawEllipse(QPointF(x + dx * h + sway, ground - dy * h), r * h, r * h)


def sprout(p: QPainter, x: float, ground: float, h: float, t: float = 0.0, tone: str = LEAF) -> None:
    """A young plant with four leaves."""
    sway = h * 0.05 * sin(t * 1.1 + x * 0.05)
    top = QPointF(x + sway, ground - h)
    stroke(p, LEAF_DARK, max(1.4, h * 0.06))
    p.drawPath(curve((x, ground), (x, ground - h * 0.4), (x, ground - h * 0.7), (top.x(), top.y())))
    for share, side, size in ((0.4, -1, 0.42), (0.55, 1, 0.42), (0.8, -1, 0.34), (0.92, 1, 0.34)):
        _leaf(p, x + sway * share, ground - h * share, side * h * size, h * size * 0.5, tone)


def _leaf(p: QPainter, x: float, y: float, dx: float, lift: float, tone: str) -> None:
    path = curve((x, y), (x + dx * 0.2, y - lift * 1.3), (x + dx * 0.8, y - lift * 1.4), (x + dx, y - lift * 0.8))
    path.cubicTo(QPointF(x + dx * 0.85, y - lift * 0.1), QPointF(x + dx * 0.3, y + lift * 0.15), QPointF(x, y))
    fill(p, tone)
    p.drawPath(path)


def grass(p: QPainter, left: float, right: float, y: float, seed: int = 3, tone: str = LEAF) -> None:
    dice = Random(seed)
    stroke(p, tone, 2.2)
    x = left
    while x < right:
        lean = dice.uniform(-4, 4)
        p.drawLine(QPointF(x, y + 1), QPointF(x + lean, y - dice.uniform(6, 12)))
        x += dice.uniform(5, 9)


def house(p: QPainter, x: float, ground: float, w: float, roof: str = CLAY_RED) -> None:
    """A small house with its left wall at x."""
    h = w * 0.5
    fill(p, CREAM)
    p.drawRect(QRectF(x, ground - h, w, h))
    fill(p, roof)
    p.drawPolygon(
        QPolygonF(
            [QPointF(x - w * 0.1, ground - h), QPointF(x + w / 2, ground - h * 1.75), QPointF(x + w * 1.1, ground - h)]
        )
    )
    fill(p, WOOD)
    p.drawRoundedRect(QRectF(x + w * 0.14, ground - h * 0.66, w * 0.2, h * 0.66), 2, 2)
    fill(p, mix(WATER_LIGHT, "#FFFFFF", 0.35))
    p.drawRoundedRect(QRectF(x + w * 0.5, ground - h * 0.68, w * 0.28, h * 0.34), 2, 2)


def stones(p: QPainter, box: QRectF, count: int, seed: int, tone: str = STONE, size: float = 9) -> None:
    dice = Random(seed)
    for _ in range(count):
        r = dice.uniform(0.5, 1.0) * size
        fill(p, mix(tone, "#FFFFFF" if dice.random() < 0.5 else EARTH_DARK, dice.uniform(0, 0.2)))
        where = QPointF(dice.uniform(box.left() + r, box.right() - r), dice.uniform(box.top() + r, box.bottom() - r))
        p.drawEllipse(where, r * 1.25, r * 0.9)


def soil(p: QPainter, box: QRectF, seed: int = 5) -> None:
    """A cut through the ground: dark on top, lighter below, crumbs in it."""
    fill(p, down(box.top(), box.bottom(), EARTH_DARK, EARTH_LIGHT))
    p.drawRect(box)
    dice = Random(seed)
    for _ in range(int(box.width() * box.height() / 900)):
        y = dice.uniform(box.top() + 6, box.bottom() - 4)
        fill(p, mix(EARTH, "#FFFFFF" if dice.random() < 0.4 else EARTH_DARK, 0.35), 0.45)
        p.drawEllipse(QPointF(dice.uniform(box.left(), box.right()), y), dice.uniform(1.2, 3.6), dice.uniform(1, 2.6))


def roots(p: QPainter, x: float, ground: float, depth: float, shown: float = 1.0, seed: int = 2) -> None:
    dice = Random(seed)
    for index in range(5):
        side = (index - 2) * depth * 0.24 + dice.uniform(-6, 6)
        reach = depth * (1 - 0.16 * abs(index - 2)) * max(0.02, shown)
        stroke(p, "#EBD9B8", 3.2 - 0.5 * abs(index - 2), 0.95)
        end = (x + side * max(0.05, shown), ground + reach)
        p.drawPath(curve((x, ground), (x, ground + reach * 0.4), (end[0], ground + reach * 0.5), end))


def worm(p: QPainter, x: float, y: float, length: float, t: float) -> None:
    path = QPainterPath(QPointF(x, y + 5 * sin(t * 2)))
    for step in range(1, 25):
        path.lineTo(QPointF(x + length * step / 24, y + 7 * sin(t * 2 + step * 0.42) * (1 - step / 60)))
    stroke(p, "#D98C84", 9)
    p.drawPath(path)
    stroke(p, "#C46F68", 9.4)
    p.drawLine(path.pointAtPercent(0.6), path.pointAtPercent(0.68))


def ripple(
    p: QPainter, left: float, right: float, y: float, t: float, tone: str = WATER_DEEP, alpha: float = 0.9
) -> None:
    """A wavy water line."""
    path = QPainterPath(QPointF(left, y))
    x = left
    while x < right:
        x = min(right, x + 6)
        path.lineTo(QPointF(x, y + 2.2 * sin(x * 0.06 + t * 1.5)))
    stroke(p, tone, 2.6, alpha)
    p.drawPath(path)
