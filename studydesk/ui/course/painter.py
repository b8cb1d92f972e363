"""Draws the lines of a course."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studydesk.ui.course.entries import Entry, Line, Tick
from studydesk.ui.icons import Icons
from studydesk.ui.theme import Text, Theme
from studydesk.wording import tr

Index = QModelIndex | QPersistentModelIndex
EntryRole = Qt.ItemDataRole.UserRole
LineRole = EntryRole + 1
EDGE, GAP = 16, 12
LEADING = Qt.AlignmentFlag.AlignLeading.value
LINE = Qt.AlignmentFlag.AlignVCenter.value | LEADING | Qt.TextFlag.TextSingleLine.value
WRAP = Qt.TextFlag.TextWordWrap.value | LEADING


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of an activity's line are, already mirrored for right-to-left; empty where there is none."""

    tile: QRect
    words: QRect
    due: QRect
    fetch: QRect
    tick: QRect


class EntryPainter(QStyledItemDelegate):
    """Draws headings and activities in the theme's sizes and colours, and knows where their buttons are."""

    def __init__(self, theme: Theme, icons: Icons, view: QListView) -> None:
        super().__init__(view)
        self._view, self._theme, self._icons = view, theme, icons
        self.hovered: tuple[int, str] = (-1, "")
        self.refresh()

    def refresh(self) -> None:
        """Take the sizes of the theme as it is now."""
        theme = self._theme
        self._fonts = {name: theme.font(name) for name in (Text.BODY, Text.META)}
        self._strong = theme.font(Text.BODY, bold=True)
        self._heading = theme.font(Text.HEADING, bold=True)
        self._body, self._meta = (QFontMetrics(self._fonts[name]) for name in (Text.BODY, Text.META))
        self._heading_metrics = QFontMetrics(self._heading)
        self._tile, self._tick, self._icon, self._small = (theme.px(n) for n in (36, 22, 20, 16))
        self._plain = QSize(80, max(self._tile, self._body.height() + self._meta.height() + 4) + 16)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(LineRole)
        if line.is_plain:
            return self._plain
        entry: Entry = index.data(EntryRole)
        if entry.row is None:
            meta = self._meta.height() + 2 if entry.meta else 0
            return QSize(80, self._heading_metrics.height() + meta + (32 if index.row() else 20))
        return QSize(80, min(3, self._note_lines(entry)) * self._body.lineSpacing() + 20)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(EntryRole)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.row is None:
            self._paint_heading(painter, rect, entry, index.row() == 0)
        else:
            self._paint_ground(painter, option, rect, index, entry)
            if entry.is_note:
                self._paint_note(painter, rect, entry)
            else:
                self._paint_activity(painter, rect, entry, index.row())
        painter.restore()

    def places(self, rect: QRect, entry: Entry) -> Places:
        """Return where the parts of a line are."""
        middle = rect.center().y()
        right = rect.right() - EDGE
        tick = fetch = due = QRect()
        if entry.tick is not Tick.NONE:
            tick = QRect(right - self._tick, middle - self._tick // 2, self._tick, self._tick)
        right -= self._tick + GAP
        if entry.price:
            width = self._meta.horizontalAdvance(entry.price) + self._small + 28
            fetch = QRect(right - width, middle - 16, width, 32)
            right -= width + GAP
        if entry.due:
            width = self._meta.horizontalAdvance(entry.due) + 2
            due = QRect(right - width, rect.top(), width, rect.height())
            right -= width + GAP
        tile = QRect(rect.left() + EDGE, middle - self._tile // 2, self._tile, self._tile)
        words = QRect(tile.right() + GAP, rect.top(), max(40, right - tile.right() - GAP), rect.height())
        return Places(*(self._turned(rect, part) for part in (tile, words, due, fetch, tick)))

    def _turned(self, within: QRect, part: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), within, part) if not part.isNull() else part

    def _note_lines(self, entry: Entry) -> int:
        width = max(80, self._view.viewport().width() - 2 * EDGE - self._tick - GAP)
        box = self._body.boundingRect(QRect(0, 0, width, 4000), WRAP, entry.title)
        return box.height() // self._body.lineSpacing() or 1

    def _paint_heading(self, painter: QPainter, rect: QRect, entry: Entry, first: bool) -> None:
        top = rect.top() + (8 if first else 20)
        title = QRect(rect.left() + EDGE, top, rect.width() - 2 * EDGE, self._heading_metrics.height())
        self._write(painter, title, self._heading, "text", entry.title)
        if entry.meta:
            below = QRect(title.left(), title.bottom() + 3, title.width(), self._meta.height())
            self._write(painter, below, self._fonts[Text.META], "muted", entry.meta)

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, index: Index, entry: Entry
    ) -> None:
        state: QStyle.StateFlag = option.state
        inside = QRectF(rect).adjusted(4, 1, -4, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_MouseOver and not entry.is_note:
            painter.setBrush(self._theme.colour("hover"))
            painter.drawRoundedRect(inside, 6, 6)
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(inside.adjusted(1, 1, -1, -1), 6, 6)

    def _paint_note(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        painter.setFont(self._fonts[Text.BODY])
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(rect.adjusted(EDGE, 8, -EDGE - self._tick - GAP, -8), WRAP, entry.title)
        self._paint_tick(painter, self.places(rect, entry).tick, entry.tick)

    def _paint_activity(self, painter: QPainter, rect: QRect, entry: Entry, row: int) -> None:
        places = self.places(rect, entry)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(QRectF(places.tile), 8, 8)
        inset = (self._tile - self._icon) // 2
        tone = "muted" if entry.is_closed else "accent"
        painter.drawPixmap(places.tile.adjusted(inset, inset, -inset, -inset), self._icons.pixmap(entry.icon, tone))
        self._paint_words(painter, places.words, entry)
        if entry.due:
            self._write(painter, places.due, self._fonts[Text.META], entry.due_tone, entry.due)
        if entry.price:
            self._paint_fetch(painter, places.fetch, entry, self.hovered == (row, "fetch"))
        self._paint_tick(painter, places.tick, entry.tick)
        if entry.share is not None:
            self._paint_share(painter, places.words, entry.share)

    def _paint_words(self, painter: QPainter, words: QRect, entry: Entry) -> None:
        height = self._body.height() + self._meta.height() + 2
        top = words.center().y() - height // 2
        title = QRect(words.left(), top, words.width(), self._body.height())
        self._write(painter, title, self._fonts[Text.BODY], "muted" if entry.is_closed else "text", entry.title)
        below = QRect(words.left(), title.bottom() + 3, words.width(), self._meta.height())
        if entry.sign is not None:
            side = self._small
            icon = self._turned(below, QRect(below.left(), below.center().y() - side // 2, side, side))
            painter.drawPixmap(icon, self._icons.pixmap(entry.sign.icon, entry.sign.tone, 16))
            rest = QRect(below.left() + side + 5, below.top(), below.width() - side - 5, below.height())
            below = self._turned(below, rest)
        tone = entry.sign.tone if entry.sign is not None and entry.sign.tone in ("warn", "bad") else "muted"
        self._write(painter, below, self._fonts[Text.META], tone, entry.meta)

    def _paint_fetch(self, painter: QPainter, place: QRect, entry: Entry, hovered: bool) -> None:
        painter.setBrush(self._theme.colour("soft" if hovered else "surface"))
        painter.setPen(QPen(self._theme.colour("muted"), 1))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        side = self._small
        icon = QRect(place.left() + 10, place.center().y() - side // 2 + 1, side, side)
        painter.drawPixmap(self._turned(place, icon), self._icons.pixmap("download", "accent", 16))
        text = QRect(place.left() + 10 + side + 6, place.top(), place.width() - side - 22, place.height())
        self._write(painter, self._turned(place, text), self._fonts[Text.META], "text", entry.price)

    def _paint_tick(self, painter: QPainter, place: QRect, tick: Tick) -> None:
        if tick is Tick.NONE:
            return
        box = QRectF(place).adjusted(1.5, 1.5, -1.5, -1.5)
        done = tick in (Tick.DONE, Tick.DONE_AUTO)
        automatic = tick in (Tick.OPEN_AUTO, Tick.DONE_AUTO)
        pen = QPen(self._theme.colour("ok" if done else "muted"), 1.5)
        pen.setStyle(Qt.PenStyle.DotLine if tick is Tick.OPEN_AUTO else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("ok") if done else Qt.BrushStyle.NoBrush)
        # Round: the school says so; square: the learner does. The words say it too.
        radius = box.width() / 2 if automatic else 5
        painter.drawRoundedRect(box, radius, radius)
        if done:
            inset = self._tick // 6
            mark = place.adjusted(inset, inset, -inset, -inset)
            painter.drawPixmap(mark, self._icons.pixmap("check", "surface", 16))

    def _paint_share(self, painter: QPainter, words: QRect, share: float) -> None:
        bar = QRectF(words.left(), words.bottom() - 4, words.width(), 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        done = QRectF(bar.left(), bar.top(), bar.width() * share, bar.height())
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            done.moveRight(bar.right())
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(done, 1.5, 1.5)

    def _write(self, painter: QPainter, place: QRect, font: QFont, token: str, text: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, LINE, shown)


def tip(entry: Entry, part: str) -> str:
    """Return the tool tip of a part of a line."""
    if part == "fetch":
        return tr("Download · {price}").format(price=entry.price)
    if part == "tick":
        return {
            Tick.OPEN: tr("Mark as done"),
            Tick.DONE: tr("Not done after all"),
            Tick.OPEN_AUTO: tr("The school ticks this off by itself"),
            Tick.DONE_AUTO: tr("Done"),
        }.get(entry.tick, "")
    return ""
