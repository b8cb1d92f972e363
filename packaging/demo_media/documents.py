"""The PDFs of the demo course: the field guide, two sheets for the garden, and a page about clear writing."""

from __future__ import annotations

from pathlib import Path

from field_guide import field_guide
from ink import ACCENT, LINE, MUTED, OK, TEXT, fill, stroke, write
from PySide6.QtCore import QPointF, QRectF
from sheet import MARGIN, Sheet

_Crop = tuple[str, tuple[int, ...], tuple[int, ...], tuple[int, ...]]


def make_documents(files: Path) -> None:
    field_guide(files / "pages/field-guide.pdf")
    planting_calendar(files / "folder/planting-calendar.pdf")
    worksheet(files / "tasks/rain-plan-worksheet.pdf")
    clear_writing(files / "writing/clear-writing-on-one-page.pdf")


_CROPS: tuple[_Crop, ...] = (
    ("Maize", (3,), (4, 5, 6), (7, 8)),
    ("Beans", (3, 10), (4, 11), (5, 12)),
    ("Amaranth", (3, 4, 5), (4, 5, 6), (5, 6, 7)),
    ("Pumpkin", (3,), (4, 5), (6, 7)),
    ("Carrots", (4, 10), (5, 11), (7, 1)),
    ("Sweet potato", (4,), (5, 6, 7), (8, 9)),
    ("Cabbage", (9,), (10, 11), (12,)),
    ("Trees", (4,), (5, 6), ()),
)


def planting_calendar(path: Path) -> None:
    """One page to hang up: what is sown, cared for and harvested in which month."""
    sheet = Sheet(path, "Planting calendar", landscape=True)
    p = sheet.p
    write(p, MARGIN, 76, "Planting calendar", 30, TEXT, 700)
    write(
        p,
        MARGIN,
        100,
        "For places with long rains from March to May and short rains from October. Move it to fit your own rains.",
        12,
        MUTED,
    )
    left, top, step, row = MARGIN + 104, 136.0, 52.5, 44.0
    for index, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")):
        if index in (2, 3, 4, 9, 10):
            fill(p, "#E3EFF9")
            p.drawRect(QRectF(left + index * step, top - 20, step, 24 + row * len(_CROPS)))
        write(p, left + (index + 0.5) * step, top - 5, name, 12, TEXT, 600, "center")
    for number, (crop, sow, care, harvest) in enumerate(_CROPS):
        y = top + 6 + number * row
        write(p, MARGIN, y + 24, crop, 14, TEXT, 600)
        for months, tone, word in ((sow, "#8A5A2B", "sow"), (care, OK, "care"), (harvest, "#A8620A", "harvest")):
            for month in months:
                fill(p, tone)
                p.drawRoundedRect(QRectF(left + (month - 1) * step + 2, y + 8, step - 4, 24), 5, 5)
                write(p, left + (month - 0.5) * step, y + 24, word, 11, "#FFFFFF", 600, "center")
        stroke(p, LINE, 0.6)
        p.drawLine(QPointF(MARGIN, y + row - 4), QPointF(sheet.width - MARGIN, y + row - 4))
    fill(p, "#E3EFF9")
    p.drawRoundedRect(QRectF(MARGIN, 524, 18, 14), 3, 3)
    write(p, MARGIN + 26, 536, "months of rain", 12, MUTED)
    sheet.close()


def worksheet(path: Path) -> None:
    """The sheet that comes with the rain plan."""
    sheet = Sheet(path, "Rain plan: worksheet")
    write(sheet.p, MARGIN, 84, "Rain plan for one roof", 26, TEXT, 700)
    write(
        sheet.p,
        MARGIN,
        106,
        "Worksheet. Fill it in with a pencil, then photograph it and hand it in with your text.",
        11,
        MUTED,
    )
    sheet.y = 124
    sheet.heading("1  The roof")
    sheet.table(
        [("Which roof?", "Length, m", "Width from above, m", "Area A, m²", "Material", "Share c"), ("",) * 6],
        (3, 1.5, 2, 1.6, 2, 1.3),
        least=32,
    )
    sheet.heading("2  The rain of one month")
    sheet.table(
        [("Week", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Sum, mm")]
        + [(str(week), *("",) * 8) for week in range(1, 6)],
        (1, 1, 1, 1, 1, 1, 1, 1, 1.5),
        least=26,
    )
    sheet.heading("3  Work it out")
    sheet.box("V = A × h × c = ________ m² × ________ mm × ________ = ____________ litres")
    sheet.heading("4  The plan")
    sheet.text("What could be done with this water? Who does it, by when, and what does it cost?", 11, MUTED)
    sheet.lines(8)
    sheet.close()


def clear_writing(path: Path) -> None:
    sheet = Sheet(path, "Clear writing on one page")
    write(sheet.p, MARGIN, 92, "Clear writing on one page", 30, TEXT, 700)
    fill(sheet.p, ACCENT)
    sheet.p.drawRoundedRect(QRectF(MARGIN, 106, 60, 4), 2, 2)
    sheet.y = 130
    for head, words in (
        (
            "Begin with what you want",
            "The first sentence is the one that is always read. Put the request there, after the greeting.",
        ),
        ("One thought, one sentence", "Twenty words are enough. Where you run out of breath, put a full stop."),
        ("Say who does it", "“Class 6 cleans the tank on Friday”, not “the tank will be cleaned”."),
        (
            "Use words that your grandmother uses",
            "“Use”, not “avail yourself of”. “Before”, not “prior to”. “About”, not “with regard to”.",
        ),
        ("Give a name, a day, a number", "“Soon” is never. “By Friday the 12th” is a date."),
        ("Cut a third", "Then read it aloud. If nothing is missing, nothing was lost."),
    ):
        sheet.heading(head)
        sheet.text(words, 12)
    sheet.y += 10
    sheet.table(
        [
            ("Instead of", "Write"),
            ("in the event that", "if"),
            ("at this point in time", "now"),
            ("a large number of", "many"),
            ("make an application", "apply"),
            ("for the purpose of", "for"),
            ("has the ability to", "can"),
        ],
        (1, 1),
        size=12,
    )
    sheet.close()
