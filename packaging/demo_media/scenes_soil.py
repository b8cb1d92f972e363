"""Drawings of lecture 2, "Soil is alive"."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from ink import (
    ACCENT,
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
    SUN,
    TEXT,
    WATER,
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
from nature import cloud, down, grass, land, roots, sky, soil, sprout, stones, sun, tree, worm
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath


def title(p: QPainter, m: Moment) -> None:
    """The opening picture, 854 × 480; its left side leaves room for the title."""
    p.save()
    p.translate(-165, 0)
    p.scale(480 / PANEL_H, 480 / PANEL_H)
    landscape(p, m)
    p.restore()


def landscape(p: QPainter, m: Moment) -> None:
    """A garden bed cut open."""
    sky(p, "#CFE6F2", "#FDF6E8")
    sun(p, 676, 66, 30, m.t)
    cloud(p, 210 + m.t * 2, 70, 110, "#F4F8FB")
    land(p, [(0, 196), (240, 160), (520, 196), (790, 158)], "#B9D6BE")
    soil(p, QRectF(0, 220, PANEL_W, 160))
    stones(p, QRectF(0, 300, PANEL_W, 74), 22, 6, EARTH_LIGHT, 8)
    grass(p, 0, PANEL_W, 220)
    for index in range(6):
        x = 458 + index * 63
        roots(p, x, 220, 84, 1, index)
        sprout(p, x, 220, 54 + 10 * (index % 3), m.t)
    worm(p, 210, 286, 90, m.t)
    worm(p, 500, 338, 74, m.t + 1)


_PARTS = (
    ("Rock crumbs", 45, "#B07A4A"),
    ("Water", 25, WATER),
    ("Air", 25, "#DCE7F0"),
    ("Plant and animal remains", 5, EARTH_DARK),
)


def made_of(p: QPainter, m: Moment) -> None:
    fill(p, "#F1F4F7")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    p.translate(44, 0)
    jar = QRectF(96, 36, 190, 304)
    fill(p, "#FFFFFF")
    p.drawRoundedRect(jar, 16, 16)
    clip = QPainterPath()
    clip.addRoundedRect(jar.adjusted(5, 5, -5, -5), 12, 12)
    p.save()
    p.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    bottom = jar.bottom() - 5
    for index, (_, share, tone) in enumerate(_PARTS):
        height = (
            (jar.height() - 10) * share / 100 * m.shown(*((0, 1.0 + index) if index == 0 else (1, index * 1.0 - 0.6)))
        )
        fill(p, tone)
        p.drawRect(QRectF(jar.left(), bottom - height, jar.width(), height + 0.5))
        if index == 0 and height > 30:
            stones(p, QRectF(jar.left(), bottom - height, jar.width(), height), 60, 4, "#C89B6A", 9)
        bottom -= height
    p.restore()
    stroke(p, LINE, 3)
    p.drawRoundedRect(jar, 16, 16)
    middle = jar.bottom() - 5
    for index, (name, share, tone) in enumerate(_PARTS):
        height = (jar.height() - 10) * share / 100
        shown = m.shown(0, 1.4) if index == 0 else m.shown(1, index * 1.0 - 0.4)
        _part(p, middle - height / 2, name, share, tone, shown)
        middle -= height
    with faded(p, m.shown(2)):
        stroke(p, ACCENT, 3)
        p.drawPath(
            curve(
                (540, 70),
                (558, 70),
                (558, 70),
                (558, 84),
                (558, 120),
                (558, 160),
                (558, 188),
                (558, 203),
                (558, 203),
                (540, 203),
            )
        )
        wrapped(p, QRectF(568, 112, 112, 60), "half of soil is gaps", 18, ACCENT, 600)


def _part(p: QPainter, y: float, name: str, share: int, tone: str, shown: float) -> None:
    with faded(p, shown):
        stroke(p, LINE, 2)
        p.drawLine(QPointF(292, y), QPointF(330, y))
        fill(p, tone)
        p.drawEllipse(QPointF(346, y), 9, 9)
        write(p, 368, y + 7, f"{share} %", 20, TEXT, 700)
        write(p, 428, y + 7, name, 19, TEXT)


def grains(p: QPainter, m: Moment) -> None:
    fill(p, "#F1F4F7")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    kinds = (
        ("Sand", "0.05 to 2 mm", "scratches, lets water through", SAND, 22.0),
        ("Silt", "0.002 to 0.05 mm", "soft like flour", "#C9A878", 9.0),
        ("Clay", "under 0.002 mm", "sticky, holds water", "#B0704A", 3.6),
    )
    for index, (name, size, feel, tone, r) in enumerate(kinds):
        shown = m.shown(index)
        with faded(p, shown) as visible:
            if not visible:
                continue
            x = 138 + index * 257
            card(p, QRectF(x - 121, 22, 242, 328))
            _lens(p, x, 122, tone, r, index, m.t)
            write(p, x, 256, name, 25, TEXT, 700, "center")
            write(p, x, 284, size, 18, ACCENT, 600, "center")
            wrapped(p, QRectF(x - 106, 298, 212, 46), feel, 16, MUTED)


def _lens(p: QPainter, x: float, y: float, tone: str, r: float, seed: int, t: float) -> None:
    ring = QPainterPath()
    ring.addEllipse(QPointF(x, y), 86, 86)
    fill(p, "#E9F1F7")
    p.drawPath(ring)
    p.save()
    p.setClipPath(ring, Qt.ClipOperation.IntersectClip)
    dice = Random(seed)
    step = r * 2.02
    rows = int(190 / (step * 0.87)) + 1
    for row in range(rows):
        for column in range(int(190 / step) + 2):
            gx = x - 95 + column * step + (row % 2) * r + dice.uniform(-0.1, 0.1) * r
            gy = y - 95 + row * step * 0.87 + dice.uniform(-0.1, 0.1) * r + 0.3 * sin(t + row)
            fill(p, mix(tone, "#FFFFFF" if dice.random() < 0.5 else EARTH_DARK, dice.uniform(0.02, 0.28)))
            p.drawEllipse(QPointF(gx, gy), r * dice.uniform(0.86, 1.0), r * dice.uniform(0.78, 0.96))
    p.restore()
    stroke(p, LINE, 3)
    p.drawEllipse(QPointF(x, y), 86, 86)


def alive(p: QPainter, m: Moment) -> None:
    sky(p)
    soil(p, QRectF(0, 84, PANEL_W, PANEL_H - 84))
    grass(p, 0, PANEL_W, 84)
    for index, x in enumerate((96, 250, 404)):
        roots(p, x, 84, 130, 1, index + 4)
        sprout(p, x, 84, 60, m.t)
    stones(p, QRectF(20, 240, 470, 120), 10, 8, EARTH_LIGHT, 9)
    first = m.shown(0)
    with faded(p, first):
        _tunnel(p, 60, 282)
        worm(p, 70 + 12 * sin(m.t * 0.5), 282, 110, m.t)
        worm(p, 300 + 10 * sin(m.t * 0.4 + 1), 330, 90, m.t + 2)
        _beetle(p, 456 + 6 * sin(m.t), 250)
    with faded(p, m.shown(1)):
        _threads(p, m.shown(1, 0.2, 2.0))
    with faded(p, m.shown(2)):
        _teaspoon(p, m)
    label(p, 214, 246, "worms make tunnels", shown=m.shown(0, 0.8))
    label(p, 330, 140, "threads of fungi feed the roots", shown=m.shown(1, 0.8))
    label(p, 640, 346, "a billion bacteria", 18, ACCENT, m.shown(2, 1.0))


def _tunnel(p: QPainter, x: float, y: float) -> None:
    stroke(p, "#4A2F1D", 20)
    p.drawPath(curve((x - 30, y), (x + 40, y - 6), (x + 100, y + 12), (x + 190, y)))


def _beetle(p: QPainter, x: float, y: float) -> None:
    stroke(p, "#1B2330", 2)
    for leg in (-8, 0, 8):
        p.drawLine(QPointF(x + leg, y), QPointF(x + leg * 1.5, y + 12))
        p.drawLine(QPointF(x + leg, y), QPointF(x + leg * 1.5, y - 12))
    fill(p, "#2C3B4D")
    p.drawEllipse(QPointF(x, y), 16, 9)
    fill(p, "#44586F")
    p.drawEllipse(QPointF(x + 17, y), 6, 6)


def _threads(p: QPainter, shown: float) -> None:
    dice = Random(12)
    for index in range(26):
        x, y = 250 + dice.uniform(-90, 90), 160 + dice.uniform(-24, 44)
        dx, dy = dice.uniform(-70, 70) * shown, dice.uniform(-18, 60) * shown
        stroke(p, "#FFF6E2", 1.3, 0.8)
        p.drawPath(curve((x, y), (x + dx * 0.2, y + dy * 0.7), (x + dx * 0.6, y + dy * 0.2), (x + dx, y + dy)))
        if index % 5 == 0:
            p.drawLine(QPointF(x + dx, y + dy), QPointF(x + dx + 8, y + dy + 7))


def _teaspoon(p: QPainter, m: Moment) -> None:
    ring = QPainterPath()
    ring.addEllipse(QPointF(640, 216), 108, 108)
    fill(p, "#FFFFFF")
    p.drawEllipse(QPointF(640, 216), 114, 114)
    fill(p, "#F2E7D3")
    p.drawPath(ring)
    p.save()
    p.setClipPath(ring, Qt.ClipOperation.IntersectClip)
    dice = Random(5)
    for index in range(70):
        angle, far = dice.uniform(0, 2 * pi), 104 * dice.random() ** 0.5
        x = 640 + far * cos(angle) + 4 * sin(m.t * 1.3 + index)
        y = 216 + far * sin(angle) + 4 * cos(m.t * 1.1 + index * 2)
        p.save()
        p.translate(x, y)
        p.rotate(index * 47 + 20 * sin(m.t + index))
        fill(p, ("#6AA684", "#8A6BB0", "#D08A5A", "#5B9BD5")[index % 4], 0.9)
        p.drawRoundedRect(QRectF(-9, -3.4, 18 if index % 3 else 7, 6.8), 3.4, 3.4)
        p.restore()
    p.restore()


_STATIONS = (
    (395.0, 74.0, "leaves fall"),
    (592.0, 186.0, "they rot to compost"),
    (395.0, 302.0, "soil grows darker"),
    (198.0, 186.0, "plants grow strong"),
)


def wheel(p: QPainter, m: Moment) -> None:
    fill(p, "#EEF4EC")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    bends = (
        curve((462, 78), (536, 80), (574, 92), (586, 112)),
        curve((590, 252), (582, 280), (536, 296), (472, 300)),
        curve((326, 300), (262, 296), (212, 286), (201, 262)),
        curve((200, 128), (214, 98), (260, 82), (322, 78)),
    )
    for index, path in enumerate(bends):
        arrow(p, path, OK, 5, m.shown(0, 1.0 + index * 1.1) if index < 2 else m.shown(1, (index - 2) * 1.2))
    draw = (_falling_leaves, _heap, _dark_soil, _strong_plants)
    for index, (x, y, words) in enumerate(_STATIONS):
        shown = m.shown(0, index * 1.1) if index < 3 else m.shown(1, 0.6)
        with faded(p, shown) as visible:
            if visible:
                fill(p, "#FFFFFF")
                p.drawEllipse(QPointF(x, y), 57, 57)
                p.save()
                p.translate(x, y)
                ring = QPainterPath()
                ring.addEllipse(QPointF(0, 0), 52, 52)
                p.setClipPath(ring, Qt.ClipOperation.IntersectClip)
                draw[index](p, m.t)
                p.restore()
                side = {0: (x + 126, y - 30), 1: (x + 100, y - 76), 2: (x + 138, y + 40), 3: (x - 96, y - 76)}[index]
                label(p, *side, words, 16)


def _falling_leaves(p: QPainter, t: float) -> None:
    fill(p, "#E4F0F8")
    p.drawRect(QRectF(-52, -52, 104, 104))
    tree(p, -8, 46, 80, t)
    for index in range(5):
        fill(p, ("#D9A13F", "#C9772F", SUN)[index % 3])
        p.drawEllipse(QPointF(18 + 22 * sin(t + index * 2), -20 + (t * 14 + index * 17) % 70), 5, 3)


def _heap(p: QPainter, t: float) -> None:
    fill(p, "#F3EBDD")
    p.drawRect(QRectF(-52, -52, 104, 104))
    for row, tone in enumerate((EARTH_DARK, "#7B5534", LEAF_LIGHT, "#8A6238", "#D9B26A")):
        width = 76 - row * 11
        fill(p, tone)
        p.drawRoundedRect(QRectF(-width / 2, 30 - row * 15, width, 15), 5, 5)
    stroke(p, "#FFFFFF", 3, 0.9)
    for x in (-12, 10):
        p.drawPath(curve((x, -40), (x - 5, -44 + sin(t)), (x + 5, -46), (x, -50)))


def _dark_soil(p: QPainter, t: float) -> None:
    fill(p, "#E4F0F8")
    p.drawRect(QRectF(-52, -52, 104, 50))
    soil(p, QRectF(-52, -10, 104, 70))
    worm(p, -26, 20, 50, t)


def _strong_plants(p: QPainter, t: float) -> None:
    fill(p, "#E4F0F8")
    p.drawRect(QRectF(-52, -52, 104, 104))
    fill(p, EARTH)
    p.drawRect(QRectF(-52, 28, 104, 30))
    for x, h in ((-24, 50), (2, 66), (27, 46)):
        sprout(p, x, 30, h, t)


def three_rules(p: QPainter, m: Moment) -> None:
    fill(p, "#EEF1F5")
    p.drawRect(QRectF(0, 0, PANEL_W, PANEL_H))
    rules = (
        ("Cover it", "No bare soil, not even for a week", _covered),
        ("Feed it", "Compost, leaves, different plants", _fed),
        ("Let it rest", "Dig little, and do not step on beds", _rested),
    )
    for index, (head, words, draw) in enumerate(rules):
        shown = m.shown(index)
        with faded(p, shown) as visible:
            if not visible:
                continue
            x, lift = 22 + index * 252, 10 * (1 - shown)
            card(p, QRectF(x, 26 + lift, 242, 320))
            p.save()
            p.translate(x + 12, 38 + lift)
            window = QPainterPath()
            window.addRoundedRect(QRectF(0, 0, 218, 196), 8, 8)
            p.setClipPath(window, Qt.ClipOperation.IntersectClip)
            fill(p, down(0, 110, "#DDEBF5", "#F5F9FC"))
            p.drawRect(QRectF(0, 0, 218, 120))
            soil(p, QRectF(0, 110, 218, 90), index)
            draw(p, m.t)
            p.restore()
            write(p, x + 121, 274, head, 24, TEXT, 700, "center")
            wrapped(p, QRectF(x + 14, 288, 214, 50), words, 17, MUTED)


def _covered(p: QPainter, t: float) -> None:
    dice = Random(3)
    for x in (50, 112, 172):
        roots(p, x, 110, 62, 1, x)
        sprout(p, x, 104, 56, t)
    for _ in range(60):
        fill(p, mix("#E0BC74", EARTH, dice.uniform(0, 0.7)))
        p.drawEllipse(QPointF(dice.uniform(0, 218), dice.uniform(96, 112)), 10, 3)


def _fed(p: QPainter, t: float) -> None:
    for x, h, tone in ((36, 44, LEAF), (82, 70, LEAF_DARK), (182, 50, LEAF_LIGHT)):
        roots(p, x, 110, 60, 1, x)
        sprout(p, x, 110, h, t, tone)
    fill(p, EARTH_DARK)
    p.drawPath(_mound(132, 111, 44, 30))
    worm(p, 110, 160, 60, t)


def _mound(x: float, y: float, half: float, height: float) -> QPainterPath:
    path = curve((x - half, y), (x - half * 0.5, y), (x - half * 0.4, y - height), (x, y - height))
    path.cubicTo(QPointF(x + half * 0.4, y - height), QPointF(x + half * 0.5, y), QPointF(x + half, y))
    return path


def _rested(p: QPainter, t: float) -> None:
    for x in (52, 100):
        roots(p, x, 110, 66, 1, x)
        sprout(p, x, 110, 58, t)
    stroke(p, WOOD, 7)
    p.drawLine(QPointF(176, 20), QPointF(160, 108))
    fill(p, "#AAB2BC")
    p.drawRoundedRect(QRectF(144, 98, 30, 34), 5, 8)
    worm(p, 88, 164, 56, t)
