"""A PDF page by page: headings, running text, tables and drawings under each other, with an outline.

Units are points (1/72 inch) on A4; text stays text, drawings stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from ink import ACCENT, LINE, MUTED, PANEL_H, PANEL_W, RAISED, TEXT, fill, font, stroke, write
from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPainterPath, QPdfWriter, QTextDocument

MARGIN = 54.0
_CELL_PAD = 7.0


class Sheet:
    """A PDF file in the making. `y` is where the next thing goes."""

    def __init__(self, path: Path, title: str, *, landscape: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._title = title
        self._writer = QPdfWriter(str(path))
        self._writer.setTitle(title)
        self._writer.setCreator("StudyDesk demo course")
        self._writer.setResolution(1200)
        turn = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
        self._writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), turn, QMarginsF(0, 0, 0, 0)))
        self.width, self.height = (842.0, 595.0) if landscape else (595.0, 842.0)
        self.p = QPainter(self._writer)
        self.p.scale(1200 / 72, 1200 / 72)
        self.y = MARGIN
        self._page = 0
        self._outline: list[tuple[str, int]] = []

    @property
    def inner(self) -> float:
        return self.width - 2 * MARGIN

    def next_page(self, heading: str) -> None:
        """Begins a page with a running head, a foot and `heading`, which also goes into the outline."""
        self._writer.newPage()
        self._page += 1
        self.mark(heading)
        write(self.p, MARGIN, 34, self._title, 9, MUTED)
        write(self.p, self.width - MARGIN, 34, str(self._page + 1), 9, MUTED, 600, "right")
        stroke(self.p, LINE, 0.6)
        self.p.drawLine(QPointF(MARGIN, 42), QPointF(self.width - MARGIN, 42))
        self.y = 78
        write(self.p, MARGIN, self.y, heading, 23, TEXT, 700)
        fill(self.p, ACCENT)
        self.p.drawRoundedRect(QRectF(MARGIN, self.y + 10, 44, 3), 1.5, 1.5)
        self.y += 30

    def mark(self, heading: str) -> None:
        """Puts the page that is being made into the outline."""
        self._outline.append((heading, self._page))

    def heading(self, text: str) -> None:
        self.y += 14
        write(self.p, MARGIN, self.y + 6, text, 14, TEXT, 700)
        self.y += 16

    def text(self, html: str, size: int = 12, tone: str = TEXT) -> None:
        self.y += self._flow(html, MARGIN, self.y, self.inner, size, tone) + 6

    def figure(self, draw: Callable[[QPainter], None], caption: str) -> None:
        """A drawing over the whole width, with rounded corners and a line below it."""
        scale = self.inner / PANEL_W
        box = QRectF(MARGIN, self.y, self.inner, PANEL_H * scale)
        self.p.save()
        path = QPainterPath()
        path.addRoundedRect(box, 8, 8)
        self.p.setClipPath(path, Qt.ClipOperation.IntersectClip)
        self.p.translate(box.topLeft())
        self.p.scale(scale, scale)
        draw(self.p)
        self.p.restore()
        write(self.p, MARGIN, box.bottom() + 15, caption, 9, MUTED)
        self.y = box.bottom() + 26

    def table(
        self, rows: Sequence[Sequence[str]], shares: Sequence[float], *, least: float = 0.0, size: int = 11
    ) -> None:
        """A table whose first row is its head; `shares` divide the width; rows are at least `least` high."""
        widths = [self.inner * share / sum(shares) for share in shares]
        for number, row in enumerate(rows):
            cells = [f"<b>{cell}</b>" if number == 0 else cell for cell in row]
            texts = [
                self._document(cell, width - 2 * _CELL_PAD, size, TEXT)
                for cell, width in zip(cells, widths, strict=True)
            ]
            height = max(max(text.size().height() for text in texts) + 8, least if number else 0.0)
            if number == 0:
                fill(self.p, RAISED)
                self.p.drawRect(QRectF(MARGIN, self.y, self.inner, height))
            x = MARGIN
            for text, width in zip(texts, widths, strict=True):
                self._draw(text, x + _CELL_PAD, self.y + 4)
                x += width
            self.y += height
            stroke(self.p, LINE, 0.7)
            self.p.drawLine(QPointF(MARGIN, self.y), QPointF(self.width - MARGIN, self.y))
        self.y += 12

    def box(self, html: str, tone: str = "#E8F0F8") -> None:
        """A tinted box with text."""
        text = self._document(html, self.inner - 28, 12, TEXT)
        height = text.size().height() + 18
        fill(self.p, tone)
        self.p.drawRoundedRect(QRectF(MARGIN, self.y, self.inner, height), 6, 6)
        self._draw(text, MARGIN + 14, self.y + 9)
        self.y += height + 12

    def lines(self, count: int, gap: float = 26) -> None:
        """Empty lines to write on."""
        stroke(self.p, LINE, 0.8)
        for _ in range(count):
            self.y += gap
            self.p.drawLine(QPointF(MARGIN, self.y), QPointF(self.width - MARGIN, self.y))

    def close(self) -> None:
        self.p.end()
        if self._outline:
            add_outline(self._path, self._outline)

    def _flow(self, html: str, x: float, y: float, width: float, size: int, tone: str) -> float:
        text = self._document(html, width, size, tone)
        self._draw(text, x, y)
        return text.size().height()

    def _document(self, html: str, width: float, size: int, tone: str) -> QTextDocument:
        text = QTextDocument()
        text.setUseDesignMetrics(True)
        text.setDocumentMargin(0)
        text.setDefaultFont(font(size))
        text.setDefaultStyleSheet(
            f"body {{ color: {tone}; }} p {{ margin: 0 0 6px 0; line-height: 112%; }} li {{ margin-bottom: 3px; }}"
        )
        text.setHtml(f"<body>{html}</body>")
        text.setTextWidth(width)
        return text

    def _draw(self, text: QTextDocument, x: float, y: float) -> None:
        self.p.save()
        self.p.translate(x, y)
        text.drawContents(self.p)
        self.p.restore()


def add_outline(path: Path, entries: Sequence[tuple[str, int]]) -> None:
    """Adds an outline to the PDF at `path`: (heading, page from 0) each. Qt's writer cannot; an incremental update can
    (ISO 32000-1, 7.5.6 and 12.3.3)."""
    data = path.read_bytes()
    root = re.search(rb"/Root (\d+) 0 R", data)
    size = re.search(rb"/Size (\d+)", data)
    before = re.findall(rb"startxref\s+(\d+)", data)
    if root is None or size is None or not before:
        raise ValueError(f"{path} is not a PDF with a plain cross-reference table")
    catalog = re.search(rb"\n" + root[1] + rb" 0 obj\s*<<(.*?)>>\s*endobj", data, re.DOTALL)
    kids = re.search(rb"/Kids\s*\[(.*?)\]", data, re.DOTALL)
    if catalog is None or kids is None:
        raise ValueError(f"{path} has no plain catalogue")
    pages = re.findall(rb"(\d+) 0 R", kids[1])
    first = int(size[1])
    objects = [(int(root[1]), catalog[1].decode("latin-1").strip() + f" /Outlines {first} 0 R /PageMode /UseOutlines")]
    last = first + len(entries)
    objects.append((first, f"/Type /Outlines /First {first + 1} 0 R /Last {last} 0 R /Count {len(entries)}"))
    for index, (heading, page) in enumerate(entries, start=first + 1):
        around = (f" /Prev {index - 1} 0 R" if index > first + 1 else "") + (
            f" /Next {index + 1} 0 R" if index < last else ""
        )
        words = heading.encode("utf-16-be").hex().upper()
        target = pages[page].decode()
        objects.append(
            (index, f"/Title <FEFF{words}> /Parent {first} 0 R /Dest [{target} 0 R /XYZ null null null]{around}")
        )
    path.write_bytes(data + _update(len(data), objects, int(root[1]), last + 1, int(before[-1])))


def _update(offset: int, objects: list[tuple[int, str]], root: int, size: int, before: int) -> bytes:
    """The bytes of an incremental update that starts at `offset`."""
    out, table = bytearray(b"\n"), bytearray(b"xref\n")
    for number, body in objects:
        table += f"{number} 1\n{offset + len(out):010d} 00000 n \n".encode()
        out += f"{number} 0 obj\n<< {body} >>\nendobj\n".encode("latin-1")
    start = offset + len(out)
    tail = f"trailer\n<< /Size {size} /Root {root} 0 R /Prev {before} >>\nstartxref\n{start}\n%%EOF\n"
    return bytes(out + table + tail.encode())
