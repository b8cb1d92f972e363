"""Colours, lettering, arrows and labels: what every picture of the demo course is drawn with.

Pictures are drawn in a panel of PANEL_W × PANEL_H units; whoever wants them larger scales the painter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import atan2, degrees

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

PANEL_W, PANEL_H = 790.0, 372.0

# The light tokens of the program, so that a lecture looks at home in its window.
BG, SURFACE, RAISED, LINE = "#F6F7F9", "#FFFFFF", "#EEF1F5", "#C9D0DA"
TEXT, MUTED, ACCENT = "#1B2330", "#525E6E", "#17579E"
OK, WARN, BAD = "#1B6A3C", "#7D4B00", "#9E2226"
# The tones of the drawings.
SKY_HIGH, SKY_LOW = "#CFE3F4", "#F3F8FB"
WATER, WATER_LIGHT, WATER_DEEP = "#5B9BD5", "#A9CFEE", "#2F6FAE"
LEAF, LEAF_LIGHT, LEAF_DARK = "#5FA46F", "#A5CFA0", "#35714A"
EARTH, EARTH_LIGHT, EARTH_DARK, SAND, STONE = "#96673F", "#C39A6B", "#5E3F27", "#E8D5AC", "#AAB2BC"
SUN, CLAY_RED, WOOD, CREAM = "#F5BE4F", "#C0694A", "#8B6343", "#FBF7EF"


def color(name: str, alpha: float = 1.0) -> QColor:
    tone = QColor(name)
    tone.setAlphaF(max(0.0, min(1.0, alpha)))
    return tone


def mix(first: str, second: str, share: float) -> str:
    """The tone `share` of the way from `first` to `second`."""
    a, b = QColor(first), QColor(second)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(x + (y - x) * share) for x, y in pairs)).name()


def font(size: float, weight: int = 400) -> QFont:
    """Noto Sans, or DejaVu Sans where it is missing; `size` in units of the picture."""
    face = QFont()
    face.setFamilies(["Noto Sans", "DejaVu Sans"])
    face.setPixelSize(max(1, round(size)))
    face.setWeight(QFont.Weight(weight))
    # Hinting for screens would make letters jump while a label fades in at a fraction of a pixel.
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return face


@contextmanager
def faded(p: QPainter, share: float) -> Iterator[bool]:
    """Draws what is inside at `share` of its strength; yields whether there is anything to draw at all."""
    p.save()
    p.setOpacity(p.opacity() * max(0.0, min(1.0, share)))
    yield share > 0.003
    p.restore()


def fill(p: QPainter, tone: str | QBrush, alpha: float = 1.0) -> None:
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(color(tone, alpha) if isinstance(tone, str) else tone)


def stroke(p: QPainter, tone: str, width: float, alpha: float = 1.0, *, dashed: bool = False) -> None:
    pen = QPen(color(tone, alpha), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([2.2, 2.6])
    p.setPen(pen)
    p.setBrush(Qt.BrushStyle.NoBrush)


def write(
    p: QPainter,
    x: float,
    y: float,
    text: str,
    size: float = 17,
    tone: str = TEXT,
    weight: int = 400,
    align: str = "left",
) -> None:
    """Writes one line with its baseline at `y`; `align` says which part of it stands at `x`."""
    face = font(size, weight)
    width = QFontMetricsF(face).horizontalAdvance(text)
    p.setFont(face)
    p.setPen(color(tone))
    p.drawText(QPointF(x - {"left": 0.0, "center": width / 2, "right": width}[align], y), text)


def wrapped(p: QPainter, box: QRectF, text: str, size: float = 16, tone: str = TEXT, weight: int = 400) -> None:
    p.setFont(font(size, weight))
    p.setPen(color(tone))
    p.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), text)


def label(p: QPainter, x: float, y: float, text: str, size: float = 16, tone: str = TEXT, shown: float = 1.0) -> None:
    """A white tag with its middle at x, y."""
    width = QFontMetricsF(font(size, 600)).horizontalAdvance(text) + 24
    height = size + 14
    with faded(p, shown) as visible:
        if visible:
            lift = (1 - shown) * 8
            fill(p, "#FFFFFF", 0.94)
            p.drawRoundedRect(QRectF(x - width / 2, y - height / 2 + lift, width, height), height / 2, height / 2)
            write(p, x, y + size * 0.36 + lift, text, size, tone, 600, "center")


def number(p: QPainter, x: float, y: float, digit: int, shown: float = 1.0) -> None:
    with faded(p, shown):
        fill(p, ACCENT)
        p.drawEllipse(QPointF(x, y), 15, 15)
        write(p, x, y + 6.5, str(digit), 18, "#FFFFFF", 700, "center")


def curve(start: tuple[float, float], *bends: tuple[float, float]) -> QPainterPath:
    """A smooth path from `start`; `bends` come in threes: two handles and an end."""
    path = QPainterPath(QPointF(*start))
    for index in range(0, len(bends), 3):
        first, second, end = bends[index : index + 3]
        path.cubicTo(QPointF(*first), QPointF(*second), QPointF(*end))
    return path


def arrow(p: QPainter, path: QPainterPath, tone: str, width: float = 4, shown: float = 1.0, alpha: float = 1.0) -> None:
    """Draws `shown` of the path, with a head where it has got to."""
    if shown <= 0.02:
        return
    steps = max(2, int(40 * shown))
    line = QPolygonF([path.pointAtPercent(min(1.0, shown * i / steps)) for i in range(steps + 1)])
    stroke(p, tone, width, alpha)
    p.drawPolyline(line)
    tip, before = path.pointAtPercent(min(1.0, shown)), path.pointAtPercent(max(0.0, shown - 0.04))
    p.save()
    p.translate(tip)
    direction = tip - before
    p.rotate(degrees(atan2(direction.y(), direction.x())))
    head = width * 2.6
    fill(p, tone, alpha)
    p.drawPolygon(
        QPolygonF([QPointF(head, 0), QPointF(-head * 0.45, head * 0.72), QPointF(-head * 0.45, -head * 0.72)])
    )
    p.restore()


def card(p: QPainter, box: QRectF, tone: str = SURFACE, radius: float = 14) -> None:
    """A white card with a soft edge."""
    fill(p, "#1B2330", 0.05)
    p.drawRoundedRect(box.translated(0, 3), radius, radius)
    fill(p, tone)
    p.drawRoundedRect(box, radius, radius)
