"""Drawings of lecture 1, "How water moves"."""

from __future__ import annotations

from math import sin

from ink import (
    ACCENT,
    EARTH,
    EARTH_DARK,
    EARTH_LIGHT,
    LEAF,
    LEAF_DARK,
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
    faded,
    fill,
    label,
    mix,
    stroke,
    wrapped,
    write,
)
from lecture import Moment
from nature import (
    cloud,
    down,
    drop,
    grass,
    house,
    land,
    pool,
    rain,
    ridge,
    ripple,
    roots,
    sky,
    soil,
    sprout,
    stones,
    sun,
    tree,
)
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath


def title(p: QPainter, m: Moment) -> None:
    """The opening picture, 854 × 480; its left side leaves room for the title."""
    p.save()
    p.translate(-150, 0)
    p.scale(480 / PANEL_H, 480 / PANEL_H)
    landscape(p, m)
    p.restore()


def landscape(p: QPainter, m: Moment) -> None:
    """A valley in the morning."""
    sky(p, "#BFDCF2", "#FDF6E8")
    sun(p, 640, 96, 34, m.t)
    cloud(p, 250 + m.t * 3, 56, 110, "#F4F8FB")
    cloud(p, 440 + m.t * 2.4, 100, 84, "#F4F8FB")
    land(p, [(0, 236), (150, 196), (330, 240), (520, 190), (790, 232)], "#B9D6BE")
    land(p, [(0, 280), (210, 244), (430, 284), (640, 240), (790, 270)], "#8FC096")
    pool(p, QRectF(430, 296, 330, 62), m.t)
    land(p, [(0, 320), (160, 300), (360, 338), (520, 356), (790, 350)], LEAF)
    house(p, 560, 268, 62)
    tree(p, 700, 284, 84, m.t)
    for index in range(7):
        sprout(p, 190 + index * 26, 328 + index * 3.2, 24, m.t, LEAF_LIGHT)


def rising(p: QPainter, m: Moment) -> None:
    sky(p)
    sun(p, 108, 78, 36, m.t)
    land(p, [(0, 250), (200, 214), (420, 246), (620, 206), (790, 230)], "#CFE3CE")
    land(p, [(0, 292), (240, 270), (480, 290), (790, 262)], down(262, 372, LEAF_LIGHT, LEAF))
    tree(p, 640, 286, 118, m.t)
    for row in range(2):
        for index in range(6):
            sprout(p, 348 + index * 30 + row * 12, 302 + row * 22, 26, m.t)
    pool(p, QRectF(56, 290, 236, 60), m.t)
    for index, (x, line) in enumerate(((120, 0), (172, 0), (224, 0), (380, 0), (440, 0), (500, 0), (612, 2), (668, 2))):
        _vapour(p, x, 282 if x < 520 else 160, m.shown(line, 1.2 + index % 3 * 0.3, 1.6), m.t + index)
    label(p, 174, 366 - 26, "pond", shown=m.shown(0, 1.0))
    label(p, 430, 352, "wet soil", shown=m.shown(0, 1.6))
    label(p, 722, 150, "leaves", shown=m.shown(2, 0.4))
    label(p, 400, 62, "Evaporation: water goes up as a gas", 18, ACCENT, m.shown(1))


def _vapour(p: QPainter, x: float, y: float, shown: float, t: float) -> None:
    if shown <= 0.02:
        return
    lift = 4 * sin(t * 1.2)
    height = 116 if y > 200 else 66
    path = curve((x, y + lift), (x - 16, y - height * 0.3), (x + 16, y - height * 0.6), (x, y - height + lift))
    arrow(p, path, mix(WATER, "#FFFFFF", 0.15), 3.6, shown, 0.85)


def falling(p: QPainter, m: Moment) -> None:
    sky(p, "#A9C6E0", "#EAF3F9")
    gather = m.shown(1, 0, 2.5)
    heavy = m.shown(2)
    land(p, [(0, 300), (260, 268), (520, 300), (790, 262)], down(262, 372, LEAF_LIGHT, LEAF))
    house(p, 572, 288, 70)
    tree(p, 716, 284, 88, m.t)
    for index in range(9):
        sprout(p, 70 + index * 34, 304 - 18 * sin(index * 0.42), 26, m.t)
    _tiny_drops(p, m, gather)
    tone = mix("#FFFFFF", "#8FA3B8", 0.35 + 0.45 * heavy)
    with faded(p, gather):
        cloud(p, 300 + 5 * sin(m.t * 0.4), 152, 230, tone)
        cloud(p, 480 + 6 * sin(m.t * 0.3), 166, 250, tone)
    if heavy > 0:
        rain(p, QRectF(206, 170, 352, 118), m.t, 60, heavy)
    label(p, 104, 44, "cold air", shown=m.shown(0, 0.6))
    label(p, 690, 108, "tiny drops: a cloud", shown=m.shown(1, 1.6))
    label(p, 398, 240, "heavy drops: rain", 18, ACCENT, m.shown(2, 0.8))


def _tiny_drops(p: QPainter, m: Moment, gather: float) -> None:
    start = m.shown(0, 0.8)
    for index in range(46):
        x0, y0 = 60 + (index * 137) % 680, 40 + (index * 71) % 190
        x1, y1 = 270 + (index * 53) % 260, 96 + (index * 29) % 56
        x, y = x0 + (x1 - x0) * gather, y0 + (y1 - y0) * gather - 6 * sin(m.t + index)
        fill(p, "#FFFFFF", 0.9 * start * (1 - gather))
        p.drawEllipse(QPointF(x, y), 3.4, 3.4)


def two_slopes(p: QPainter, m: Moment) -> None:
    for side, draw in ((0.0, _bare), (PANEL_W / 2 + 3, _green)):
        p.save()
        p.translate(side, 0)
        p.setClipRect(QRectF(0, 0, PANEL_W / 2 - 3, PANEL_H), Qt.ClipOperation.IntersectClip)
        draw(p, m)
        p.restore()


def _slope(p: QPainter, m: Moment, tone: str) -> QPainterPath:
    sky(p, "#BBD0E2", "#EEF4F8")
    cloud(p, 196, 116, 190, "#C3CFDB")
    rain(p, QRectF(40, 122, 330, 120), m.t, 34, seed=7)
    land(p, [(0, 172), (130, 186), (280, 246), (392, 264)], tone)
    return land(p, [(0, 190), (130, 204), (280, 264), (392, 282)], down(190, PANEL_H, EARTH, EARTH_LIGHT))


def _bare(p: QPainter, m: Moment) -> None:
    _slope(p, m, "#B58A5E")
    stones(p, QRectF(30, 230, 330, 130), 12, 4, EARTH_LIGHT, 6)
    run = m.shown(0, 0.6, 1.6)
    path = ridge([(34, 172), (130, 186), (280, 246), (370, 262)], 6)
    arrow(p, path, mix(WATER_DEEP, EARTH, 0.45), 9, run * 0.97)
    for index in range(6):
        share = (m.t * 0.16 + index / 6) % 1
        where = path.pointAtPercent(share * max(run, 0.01))
        fill(p, EARTH_DARK, run)
        p.drawEllipse(where, 4.5, 3.6)
    arrow(p, curve((110, 206), (110, 226), (110, 232), (110, 240)), WATER, 4, m.shown(0, 1.4))
    label(p, 196, 32, "Bare, hard ground", 18, shown=m.shown(0))
    label(p, 284, 204, "most runs off", shown=m.shown(0, 2.0), tone="#7D4B00")


def _green(p: QPainter, m: Moment) -> None:
    _slope(p, m, LEAF)
    for index, (x, y) in enumerate(((60, 180), (130, 190), (200, 219), (268, 246), (336, 260))):
        if index % 2:
            roots(p, x, y + 4, 66, 1, index)
            sprout(p, x, y, 42, m.t)
        else:
            roots(p, x, y + 4, 92, 1, index)
            tree(p, x, y + 2, 76, m.t)
    grass(p, 6, 118, 182)
    for index, x in enumerate((28, 96, 166, 234, 302, 364)):
        top = 206 + index * 14
        path = curve((x, top), (x, top + 30), (x, top + 50), (x, top + 66))
        arrow(p, path, WATER_LIGHT, 5, m.shown(1, 0.6 + index * 0.15, 1.2))
    label(p, 196, 32, "Under plants", 18, shown=m.shown(1))
    label(p, 252, 346, "most sinks in", shown=m.shown(1, 2.0), tone="#17579E")


def underground(p: QPainter, m: Moment) -> None:
    sky(p)
    p.setClipRect(QRectF(0, 0, PANEL_W, PANEL_H), Qt.ClipOperation.IntersectClip)
    soil(p, QRectF(0, 116, PANEL_W, 60))
    fill(p, down(172, PANEL_H, EARTH_LIGHT, SAND))
    p.drawRect(QRectF(0, 172, PANEL_W, 200))
    stones(p, QRectF(0, 186, PANEL_W, 190), 190, 9, mix(SAND, STONE, 0.5), 8)
    level = 232 + 62 * m.shown(3, 0.4, 3.0)
    with faded(p, m.shown(1, 0.3)):
        fill(p, WATER, 0.55)
        p.drawRect(QRectF(0, level, PANEL_W, PANEL_H - level))
        ripple(p, 0, PANEL_W, level, m.t)
    grass(p, 0, 440, 116)
    grass(p, 560, 790, 116, 8)
    tree(p, 132, 118, 92, m.t)
    _well(p, 500, level, m)
    for index, x in enumerate((230, 300, 370, 660, 720)):
        share = m.shown(0, 0.5 + index * 0.2, 1.6)
        arrow(p, curve((x, 126), (x + 8, 150), (x - 8, 180), (x, 216)), WATER_LIGHT, 4.5, share)
    label(p, 120, 316, "groundwater", shown=m.shown(1, 1.0), tone=ACCENT)
    label(p, 340, level, "water table", shown=m.shown(1, 1.6))
    label(p, 656, 44, "a well must reach below it", shown=m.shown(2))
    label(p, 668, 262, "dry season: it sinks", shown=m.shown(3, 1.5), tone="#7D4B00")


def _well(p: QPainter, x: float, level: float, m: Moment) -> None:
    fill(p, "#3A4250")
    p.drawRect(QRectF(x - 26, 92, 52, 232))
    with faded(p, m.shown(1, 0.3)):
        fill(p, WATER_DEEP)
        p.drawRect(QRectF(x - 26, level, 52, 324 - level))
        ripple(p, x - 26, x + 26, level, m.t, WATER_LIGHT)
    fill(p, STONE)
    for side in (-36, 26):
        p.drawRoundedRect(QRectF(x + side, 88, 10, 238), 3, 3)
    p.drawRoundedRect(QRectF(x - 42, 84, 84, 12), 4, 4)
    stroke(p, WOOD, 6)
    p.drawLine(QPointF(x - 34, 86), QPointF(x - 34, 34))
    p.drawLine(QPointF(x + 34, 86), QPointF(x + 34, 34))
    p.drawLine(QPointF(x - 42, 36), QPointF(x + 42, 36))
    deep = min(level + 4, 170 + 40 * sin(m.t * 0.5))
    stroke(p, "#E9EDF3", 2)
    p.drawLine(QPointF(x, 36), QPointF(x, deep))
    fill(p, "#D8C08C")
    p.drawRoundedRect(QRectF(x - 11, deep, 22, 20), 3, 3)


def three_ways(p: QPainter, m: Moment) -> None:
    fill(p, "#EEF1F5")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    drawings = (
        ("Slow it", "Stones across a gully", _gully),
        ("Spread it", "Level ditches on a slope", _ditches),
        ("Sink it", "Leaves and roots open the soil", _mulch),
    )
    for index, (head, words, draw) in enumerate(drawings):
        with faded(p, m.shown(index)) as visible:
            if not visible:
                continue
            x = 22 + index * 252
            card(p, QRectF(x, 26 + 10 * (1 - m.shown(index)), 242, 320))
            p.save()
            p.translate(x + 12, 38 + 10 * (1 - m.shown(index)))
            window = QPainterPath()
            window.addRoundedRect(QRectF(0, 0, 218, 196), 8, 8)
            p.setClipPath(window, Qt.ClipOperation.IntersectClip)
            draw(p, m)
            p.restore()
            write(p, x + 121, 274, head, 24, TEXT, 700, "center")
            wrapped(p, QRectF(x + 14, 288, 214, 50), words, 17, MUTED)


def _gully(p: QPainter, m: Moment) -> None:
    fill(p, "#DCEBDD")
    p.drawRoundedRect(QRectF(0, 0, 218, 196), 8, 8)
    for side in (-1, 1):
        bank = curve((109 + side * 46, 0), (109 + side * 26, 60), (109 + side * 62, 120), (109 + side * 40, 196))
        bank.lineTo(QPointF(109 + side * 120, 196))
        bank.lineTo(QPointF(109 + side * 120, 0))
        fill(p, LEAF_LIGHT)
        p.drawPath(bank)
    for index in range(3):
        y = (m.t * 22 + index * 66) % 196
        stroke(p, WATER, 4, 0.8)
        p.drawPath(curve((92, y), (98, y + 10), (84, y + 20), (92, y + 30)))
        p.drawPath(curve((124, y - 20), (130, y - 10), (116, y), (124, y + 10)))
    for row in (64, 140):
        stones(p, QRectF(58, row, 104, 30), 22, row, STONE, 10)


def _ditches(p: QPainter, m: Moment) -> None:
    fill(p, down(0, 196, "#CFE3CE", "#A5CFA0"))
    p.drawRoundedRect(QRectF(0, 0, 218, 196), 8, 8)
    for index in range(3):
        y = 48 + index * 56
        stroke(p, EARTH, 13)
        p.drawPath(curve((-8, y + 8), (60, y - 22), (150, y + 24), (228, y - 8)))
        stroke(p, WATER, 6)
        p.drawPath(curve((-8, y + 7), (60, y - 23), (150, y + 23), (228, y - 9)))
        for step in range(5):
            sprout(p, 22 + step * 44, y + 24 - 10 * sin(step * 1.2), 17, m.t, LEAF_DARK)


def _mulch(p: QPainter, m: Moment) -> None:
    fill(p, "#E4F0F8")
    p.drawRoundedRect(QRectF(0, 0, 218, 196), 8, 8)
    soil(p, QRectF(0, 96, 218, 100))
    for index in range(26):
        fill(p, mix("#D9B26A", EARTH, (index * 7 % 10) / 14))
        p.drawEllipse(QPointF(6 + index * 8.4, 94 - index * 5 % 7), 9, 3.4)
    for x in (52, 112, 170):
        roots(p, x, 96, 70, 1, x)
        sprout(p, x, 92, 46, m.t)
    for index, x in enumerate((24, 82, 142, 198)):
        drop(p, x, 116 + (m.t * 16 + index * 19) % 66, 5, WATER_LIGHT)
