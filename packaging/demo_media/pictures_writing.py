"""The drawings of the course "Writing clearly", and Amina's picture of her jar."""

from __future__ import annotations

from random import Random

from ink import (
    ACCENT,
    BAD,
    LINE,
    MUTED,
    OK,
    PANEL_H,
    PANEL_W,
    SAND,
    SURFACE,
    TEXT,
    card,
    color,
    curve,
    fill,
    stroke,
    write,
)
from nature import down
from pictures_garden import jar
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QPainter, QPolygonF, QRadialGradient

_WIDTHS = (46, 30, 62, 24, 54, 38, 70, 28, 50, 34, 58)


def sentence(p: QPainter) -> None:
    fill(p, "#EEF1F5")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    card(p, QRectF(24, 24, 742, 142))
    write(p, 48, 62, "One long sentence", 20, BAD, 700)
    _words(p, 48, 84, 690, 22, (), "#D9A6A8")
    card(p, QRectF(24, 188, 742, 160))
    write(p, 48, 226, "The same words in three sentences", 20, OK, 700)
    _words(p, 48, 248, 690, 22, (6, 13), "#9CC7AC")


def _words(p: QPainter, x: float, y: float, right: float, count: int, stops: tuple[int, ...], tone: str) -> None:
    """Bars that stand for words; after a stop there is a full stop and a new line."""
    left = x
    for index in range(count):
        width = float(_WIDTHS[index % len(_WIDTHS)])
        if x + width > left + right:
            x, y = left, y + 30
        fill(p, tone)
        p.drawRoundedRect(QRectF(x, y, width, 16), 5, 5)
        x += width + 9
        if index in stops or index == count - 1:
            fill(p, TEXT)
            p.drawEllipse(QPointF(x - 3, y + 13), 3.6, 3.6)
            if index in stops:
                x, y = left, y + 30


def course_card(p: QPainter) -> None:
    """A desk with a letter, a pen and a lamp's light, 640 × 360."""
    fill(p, down(0, 360, "#2B4A6B", "#1C3450"))
    p.drawRect(QRectF(0, 0, 640, 360))
    glow = QRadialGradient(QPointF(330, 120), 330)
    glow.setColorAt(0, color("#FFE9B8", 0.75))
    glow.setColorAt(1, color("#FFE9B8", 0))
    fill(p, QBrush(glow))
    p.drawRect(QRectF(0, 0, 640, 360))
    p.save()
    p.translate(300, 196)
    p.rotate(-7)
    fill(p, "#0B1A2B", 0.25)
    p.drawRoundedRect(QRectF(-142, -142, 300, 330), 6, 6)
    fill(p, "#FDFBF5")
    p.drawRoundedRect(QRectF(-150, -150, 300, 330), 6, 6)
    fill(p, ACCENT)
    p.drawRoundedRect(QRectF(-118, -116, 120, 12), 6, 6)
    for row, width in enumerate((226, 190, 0, 214, 232, 150, 0, 90)):
        if width:
            fill(p, "#B9C3CF")
            p.drawRoundedRect(QRectF(-118, -76 + row * 26, width, 9), 4.5, 4.5)
    stroke(p, OK, 4)
    p.drawPath(curve((-50, 136), (-20, 100), (-10, 150), (16, 124), (40, 104), (44, 146), (70, 128)))
    p.restore()
    p.save()
    p.translate(496, 236)
    p.rotate(32)
    fill(p, "#0B1A2B", 0.25)
    p.drawRoundedRect(QRectF(-4, -138, 26, 210), 8, 8)
    fill(p, "#C0694A")
    p.drawRoundedRect(QRectF(-13, -146, 26, 200), 8, 8)
    fill(p, "#A4553A")
    p.drawRect(QRectF(-13, 18, 26, 10))
    fill(p, SAND)
    p.drawPolygon(QPolygonF([QPointF(-13, 52), QPointF(13, 52), QPointF(0, 94)]))
    fill(p, TEXT)
    p.drawPolygon(QPolygonF([QPointF(-4, 81), QPointF(4, 81), QPointF(0, 94)]))
    p.restore()


def our_jar(p: QPainter) -> None:
    """Like a snapshot: a jar on a window sill, warm light, brown water, no labels."""
    fill(p, down(0, PANEL_H, "#DDE9EE", "#F5EBD8"))
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    stroke(p, "#B98F63", 22)
    p.drawLine(QPointF(560, -10), QPointF(560, 310))
    p.drawLine(QPointF(-10, 70), QPointF(800, 70))
    fill(p, down(306, PANEL_H, "#B07D4F", "#8B5E38"))
    p.drawRect(QRectF(0, 306, PANEL_W, 66))
    fill(p, "#3A2414", 0.25)
    p.drawEllipse(QPointF(360, 330), 170, 16)
    jar(p, QRectF(250, 52, 180, 276), (("sand", 71, "#DDBB7C"), ("silt", 24, "#B99266")), 1.75, "#CDA574")
    fill(p, MUTED)
    p.drawRoundedRect(QRectF(478, 300, 90, 14), 3, 3)
    fill(p, LINE)
    p.drawRoundedRect(QRectF(478, 300, 24, 14), 3, 3)
    fill(p, SURFACE)
    p.drawRoundedRect(QRectF(286, 206, 108, 44), 3, 3)
    write(p, 340, 233, "Amina, class 7", 14, "#3E4C63", 400, "center")
    dice = Random(2)
    for _ in range(2600):
        fill(p, "#FFFFFF" if dice.random() < 0.5 else "#000000", 0.035)
        p.drawRect(QRectF(dice.uniform(0, PANEL_W), dice.uniform(0, PANEL_H), 2.2, 2.2))
