"""The PDF "Field guide to soil and compost", eight pages."""

from __future__ import annotations

from pathlib import Path

import pictures_garden
import scenes_soil
from ink import (
    ACCENT,
    EARTH,
    EARTH_DARK,
    EARTH_LIGHT,
    LEAF,
    LINE,
    MUTED,
    PANEL_H,
    SAND,
    STONE,
    TEXT,
    fill,
    label,
    mix,
    stroke,
    write,
)
from lecture import STILL
from nature import cloud, down, grass, land, roots, sky, sprout, stones, tree, worm
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from sheet import MARGIN, Sheet


def field_guide(path: Path) -> None:
    sheet = Sheet(path, "Field guide to soil and compost")
    _cover(sheet)
    _contents(sheet)
    _profile(sheet)
    _texture(sheet)
    _jar(sheet)
    _compost(sheet)
    _life(sheet)
    _notes(sheet)
    sheet.close()


def _cover(sheet: Sheet) -> None:
    p = sheet.p
    sheet.mark("Cover")
    p.fillRect(QRectF(0, 0, 595, 842), "#FBF7EF")
    p.save()
    p.setClipRect(QRectF(0, 300, 595, 542))
    p.translate(-440, 300)
    p.scale(542 / PANEL_H, 542 / PANEL_H)
    scenes_soil.landscape(p, STILL)
    p.restore()
    p.fillRect(QRectF(0, 0, 595, 302), "#FBF7EF")
    write(p, MARGIN, 118, "Field guide to", 26, MUTED)
    write(p, MARGIN, 166, "soil and compost", 44, TEXT, 700)
    fill(p, ACCENT)
    p.drawRoundedRect(QRectF(MARGIN, 188, 84, 5), 2.5, 2.5)
    write(p, MARGIN, 228, "Water and Soil for Village Schools", 15, MUTED)


def _contents(sheet: Sheet) -> None:
    sheet.next_page("How to use this guide")
    sheet.text(
        "<p>Take it outside. It fits into a bag, it needs no current, and a little mud does it no harm. Each page "
        "is one "
        "morning's work for a class. You do not have to go in order.</p>"
    )
    sheet.table(
        [
            ("Page", "What you find there", "What you need"),
            ("3", "What lies under our feet: the layers of the soil", "a spade, a ruler"),
            ("4", "Which soil is it? A key for your fingers", "your hands, some water"),
            ("5", "The jar test, with a table for your figures", "a jar, two days"),
            ("6", "Compost: what goes in and what goes wrong", "leaves, kitchen waste, a fork"),
            ("7", "Who lives here? Counting worms and others", "a spade, a white sheet"),
            ("8", "Field notes: a page to copy", "a pencil"),
        ],
        (1, 5, 3),
    )
    sheet.figure(lambda p: scenes_soil.made_of(p, STILL), "What a handful of good garden soil is made of.")
    sheet.heading("Three things first")
    sheet.text(
        "<ol><li>Ask whose ground it is before you dig.</li><li>Put everything back: first the lower soil, then the "
        "upper, then the grass.</li><li>Wash your hands with soap. Cover cuts. Soil can carry tetanus.</li></ol>"
    )
    sheet.box(
        "<b>A word about words.</b> <i>Soil</i> is alive. <i>Dirt</i> is soil in the wrong place. This guide is "
        "about soil."
    )


def _profile(sheet: Sheet) -> None:
    sheet.next_page("1  What lies under our feet")
    sheet.text(
        "<p>Dig a hole as deep as your arm, with one straight, clean side. Look at that side. It tells a story that is "
        "thousands of years long: the oldest part is at the bottom.</p>"
    )
    sheet.figure(_profile_drawing, "Four layers. In your hole they may be thinner, thicker, or missing.")
    sheet.table(
        [
            ("Layer", "What it looks like", "What happens there"),
            ("Leaf layer", "Leaves, twigs, threads of fungi", "Everything that falls is eaten here"),
            ("Topsoil", "Dark, crumbly, full of roots", "Food and water for nearly all plants"),
            ("Subsoil", "Lighter or redder, firmer", "Water is stored; deep roots fetch it"),
            ("Broken rock", "Stones with a little earth", "Rock slowly becomes soil: 1 cm in some hundred years"),
        ],
        (2, 4, 5),
    )
    sheet.heading("Measure")
    sheet.text(
        "<p>How deep is the dark layer? Less than 10 cm is poor, 10 to 20 cm is usual, more than 20 cm is a treasure. "
        "Measure in three places and write down the middle one.</p>"
    )


def _profile_drawing(p: QPainter) -> None:
    sky(p)
    cloud(p, 610, 62, 110, "#E4EBF2")
    bands = (
        (86, 106, EARTH_DARK, "#6B4A2E"),
        (104, 196, "#54371F", "#7B5534"),
        (196, 292, "#B5763F", "#C79363"),
        (292, 372, SAND, STONE),
    )
    for top, bottom, first, second in bands:
        land(
            p,
            [(0, top), (190, top + 6), (400, top - 3), (600, top + 5), (790, top)],
            down(top, bottom, first, second),
            bottom + 10,
        )
    stones(p, QRectF(0, 306, 790, 66), 90, 4, STONE, 13)
    stones(p, QRectF(0, 214, 790, 80), 16, 5, EARTH_LIGHT, 7)
    for index in range(60):
        fill(p, mix("#D9A13F", EARTH, (index * 7 % 10) / 10))
        p.drawEllipse(QPointF(6 + index * 13.3, 88 + index * 5 % 9), 9, 3)
    grass(p, 0, 790, 88, 5)
    tree(p, 130, 92, 84)
    roots(p, 130, 94, 150, 1, 4)
    for x in (300, 352, 404):
        roots(p, x, 96, 86, 1, x)
        sprout(p, x, 90, 46)
    worm(p, 230, 160, 60, 0)
    for y, words in ((96, "leaf layer"), (150, "topsoil"), (244, "subsoil"), (338, "broken rock")):
        label(p, 690, y, words, 17)


def _texture(sheet: Sheet) -> None:
    sheet.next_page("2  Which soil is it?")
    sheet.text(
        "<p>Take a spoonful of soil without stones. Drip water on it and knead it until it is like putty. Then "
        "follow the "
        "key from top to bottom and stop at the first line that is true.</p>"
    )
    sheet.table(
        [
            ("Try this", "If so, it is", "Good for", "Help it with"),
            ("It will not form a ball", "sand", "carrots, groundnuts", "compost, mulch, water often"),
            ("It forms a ball, but no ribbon", "loamy sand", "melons, cassava", "compost, green manure"),
            ("Ribbon under 2.5 cm, feels gritty", "sandy loam", "nearly everything", "mulch"),
            ("Ribbon under 2.5 cm, feels like flour", "silt loam", "cabbage, beans", "do not step on it when wet"),
            ("Ribbon of 2.5 to 5 cm", "clay loam", "maize, fruit trees", "compost, raised beds"),
            ("Ribbon over 5 cm, shiny", "clay", "rice, taro, bananas", "compost, and patience"),
        ],
        (4, 2, 3, 3.4),
    )
    sheet.figure(
        lambda p: scenes_soil.grains(p, STILL),
        "Seen through a lens. The circles are not to scale: clay is a thousand times smaller than sand.",
    )
    sheet.box(
        "<b>Why it matters.</b> Ten centimetres of sand hold about 8 mm of rain for plants. Ten centimetres of loam "
        "hold "
        "about 17 mm. After the same rain, loam can go without water for about twice as long."
    )


def _jar(sheet: Sheet) -> None:
    sheet.next_page("3  The jar test")
    sheet.figure(pictures_garden.jar_test, "Sand settles in a minute, silt in two hours, clay in two days or more.")
    sheet.text(
        "<ol><li>Fill a third of a jar with soil, the rest with water. Add a spoon of washing-up "
        "liquid.</li><li>Shake it for "
        "three minutes. Put it down and do not move it.</li><li>Mark the layers after 1 minute, 2 hours and 2 "
        "days.</li>"
        "<li>Share of a layer = its height ÷ height of all layers × 100.</li></ol>"
    )
    sheet.heading("Our figures")
    sheet.table(
        [("Place", "Sand, mm", "Silt, mm", "Clay, mm", "Sand, %", "Silt, %", "Clay, %")] + [("",) * 7] * 6,
        (2.2, 1.7, 1.5, 1.6, 1.5, 1.5, 1.5),
        least=28,
    )


def _compost(sheet: Sheet) -> None:
    sheet.next_page("4  Compost")
    sheet.text(
        "<p>A heap of one cubic metre becomes warm by itself. Mix two or three baskets of <b>brown</b> with one "
        "basket of "
        "<b>green</b>, as moist as a cloth that has been wrung out.</p>"
    )
    sheet.figure(_heap_drawing, "Loose twigs at the bottom let air in. A lid of leaves keeps rain out and warmth in.")
    sheet.table(
        [
            ("Green (wet, soft)", "Brown (dry, hard)", "Never"),
            (
                "vegetable peel, fruit, fresh grass, coffee and tea, chicken or goat manure",
                "dry leaves, straw, maize stalks, small twigs, cardboard, a little ash",
                "meat, bones, oil, plastic, sick plants, dung of dogs and cats",
            ),
        ],
        (1, 1, 1),
    )
    sheet.heading("When something goes wrong")
    sheet.table(
        [
            ("What you notice", "Why", "What to do"),
            ("It smells bad", "too wet, no air", "turn it, add dry leaves"),
            ("It stays cold", "too small or too dry", "make it bigger, add water and green"),
            ("Flies", "food lies open", "cover each layer with leaves"),
            ("Ants live in it", "too dry", "water it and turn it"),
        ],
        (3, 3, 4),
    )
    sheet.text(
        "<p>Turn the heap every two weeks. When it smells like a forest and you can no longer tell what it was, it is "
        "ready: after two to four months where it is warm.</p>"
    )


def _heap_drawing(p: QPainter) -> None:
    sky(p, "#DDEBF5", "#F8F5EC")
    land(p, [(0, 318), (300, 312), (560, 320), (790, 314)], down(310, 372, "#9CC79A", LEAF))
    layers = (
        ("twigs", "#8B6343", 34),
        ("brown: dry leaves", "#C9963F", 52),
        ("green: peel and grass", "#7FB069", 34),
        ("brown: straw", "#DDB766", 50),
        ("green: manure", "#6E8B4A", 32),
        ("a lid of leaves", "#A87432", 30),
    )
    y = 318.0
    for index, (words, tone, height) in enumerate(layers):
        y -= height
        half = 196 - index * 17
        fill(p, tone)
        p.drawRoundedRect(QRectF(330 - half, y, 2 * half, height + 4), 12, 12)
        for step in range(int(half / 6)):
            fill(p, mix(tone, "#FFFFFF" if step % 2 else EARTH_DARK, 0.25), 0.7)
            p.drawEllipse(QPointF(330 - half + 14 + step * 11.4, y + 8 + step * 13 % max(8, height - 12)), 6, 2.4)
        stroke(p, MUTED, 1.6)
        p.drawLine(QPointF(330 + half + 4, y + height / 2), QPointF(560, y + height / 2))
        write(p, 570, y + height / 2 + 6, words, 18, TEXT, 600)
    stroke(p, "#C4CCD6", 5)
    for x in (280, 330, 380):
        p.drawLine(QPointF(x, 58), QPointF(x + 6, 36))
    write(p, 330, 24, "warm steam", 15, MUTED, 400, "center")


def _life(sheet: Sheet) -> None:
    sheet.next_page("5  Who lives here?")
    sheet.figure(
        lambda p: scenes_soil.alive(p, STILL),
        "What you can see is only a small part. Most of it is too small for the eye.",
    )
    sheet.text(
        "<p>Lift out a block of soil one spade wide, long and deep (about 20 cm each way). Lay it on a white sheet, "
        "crumble "
        "it, and count for ten minutes. Early morning after rain is best.</p>"
    )
    sheet.table(
        [
            ("You find", "It means"),
            ("10 earthworms or more", "Living soil with plenty to eat. Keep doing what you do."),
            ("3 to 9 earthworms", "On its way. More mulch, less digging."),
            ("None, but it is the dry season", "Worms have gone deep. Count again after rain."),
            ("Many kinds of small animals", "Good. Where there are many hunters, no pest gets out of hand."),
            ("White threads between the crumbs", "Fungi. They bring water and food to the roots."),
            ("A smell of bad eggs", "No air. The soil is too wet or has been pressed too hard."),
        ],
        (3, 5),
    )
    sheet.box("Put the animals back and cover them with soil at once. Most of them cannot bear the sun.", "#E9F3EC")


def _notes(sheet: Sheet) -> None:
    sheet.next_page("6  Field notes")
    sheet.text("<p>Copy this page as often as you like. A note without a date and a place is only a story.</p>")
    sheet.table([("Date and time", "Place", "Weather of the last three days"), ("", "", "")], (2, 3, 4), least=30)
    sheet.table(
        [("Depth of dark layer", "Texture (page 4)", "Worms in a block", "Smell"), ("", "", "", "")],
        (1, 1, 1, 1),
        least=30,
    )
    sheet.heading("What we saw")
    sheet.lines(7)
    sheet.y += 16
    sheet.heading("What we drew")
    stroke(sheet.p, LINE, 0.8)
    sheet.p.drawRoundedRect(QRectF(MARGIN, sheet.y, sheet.inner, 230), 6, 6)
