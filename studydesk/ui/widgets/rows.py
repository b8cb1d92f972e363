"""A list of lines drawn by ourselves: thousands cost what the visible ones cost, and arrows walk through them."""

import re
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studydesk.ui.icons import Icons
from studydesk.ui.theme import Text, Theme

Index = QModelIndex | QPersistentModelIndex
LineRole = Qt.ItemDataRole.UserRole
GAP = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list.

    Attributes:
        meta: a quieter second line; `extra`: one more, for what was found.
        end: a state in words at the far end, with its icon and the token of its colour.
        is_strong: something new is in it; the words say so too.
        is_heading: a heading between lines; it cannot be chosen.
        payload: what the list tells when the line is chosen.
    """

    title: str
    meta: str = ""
    extra: str = ""
    icon: str = ""
    tone: str = "muted"
    end: str = ""
    end_icon: str = ""
    end_tone: str = "muted"
    is_strong: bool = False
    is_heading: bool = False
    payload: object = None

    @property
    def spoken(self) -> str:
        """The line for a screen reader."""
        return ". ".join(part for part in (self.title, self.end, self.meta, self.extra) if part)


class Lines(QAbstractListModel):
    """The lines of a list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def put(self, lines: list[Line]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def say(self, row: int, line: Line) -> None:
        """Show another line in the place of one; nothing happens when it is the same."""
        if self._lines[row] != line:
            self._lines[row] = line
            at = self.index(row, 0)
            self.dataChanged.emit(at, at)

    def line(self, index: Index) -> Line:
        """Return the line of an index."""
        return self._lines[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == LineRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self._lines[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class LinePainter(QStyledItemDelegate):
    """Draws a line in the theme's sizes and colours."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self.refresh()

    def refresh(self) -> None:
        """Take the sizes of the theme as it is now."""
        theme = self._theme
        self._body, self._strong = theme.font(Text.BODY), theme.font(Text.BODY, bold=True)
        self._meta, self._heading = theme.font(Text.META), theme.font(Text.META, bold=True)
        self._body_height = QFontMetrics(self._body).height()
        self._meta_height = QFontMetrics(self._meta).height()
        self._icon_side = theme.px(20)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(LineRole)
        if line.is_heading:
            return QSize(80, self._meta_height + (24 if index.row() else 14))
        height = self._body_height + 16 + sum(self._meta_height + 2 for text in (line.meta, line.extra) if text)
        return QSize(80, max(self._theme.px(40), height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LineRole)
        painter.save()
        rect: QRect = option.rect
        if line.is_heading:
            self._paint_heading(painter, rect, line)
        else:
            self._paint_ground(painter, option, rect, index)
            self._paint_line(painter, rect.adjusted(GAP, 0, -GAP, 0), option, line)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, line: Line) -> None:
        painter.setFont(self._heading)
        painter.setPen(self._theme.colour("muted"))
        where = rect.adjusted(GAP, 0, -GAP, -6)
        painter.drawText(where, _flags(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading), line.title)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, index: Index) -> None:
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.colour("hover"))
        following = index.sibling(index.row() + 1, 0)
        if following.isValid() and not following.data(LineRole).is_heading:
            painter.setPen(QPen(self._theme.colour("line"), 1))
            painter.drawLine(rect.bottomLeft() + QPoint(GAP, 0), rect.bottomRight() - QPoint(GAP, 0))
        view = self.parent()
        if isinstance(view, QListView) and view.hasFocus() and view.currentIndex() == index:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(3, 3, -3, -3), 6, 6)

    def _paint_line(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, line: Line) -> None:
        turned = option.direction == Qt.LayoutDirection.RightToLeft
        words = QRect(rect)
        if line.icon:
            place = QRect(rect.left(), 0, self._icon_side, self._icon_side)
            place.moveTop(rect.top() + 8 + (self._body_height - self._icon_side) // 2)
            painter.drawPixmap(_mirror(place, rect, turned), self._icons.pixmap(line.icon, line.tone))
            words.setLeft(rect.left() + self._icon_side + GAP)
        end_width = self._paint_end(painter, rect, turned, line)
        title = QRect(words.left(), rect.top() + 8, words.width() - end_width, self._body_height)
        self._write(
            painter, _mirror(title, rect, turned), self._strong if line.is_strong else self._body, "text", line.title
        )
        top = title.bottom() + 3
        for text in (line.meta, line.extra):
            if text:
                place = _mirror(QRect(words.left(), top, words.width(), self._meta_height), rect, turned)
                if text is line.extra and not turned:
                    self._write_marked(painter, place, text)
                else:
                    self._write(painter, place, self._meta, "muted", text)
                top += self._meta_height + 2

    def _paint_end(self, painter: QPainter, rect: QRect, turned: bool, line: Line) -> int:
        """Return how wide the end of the line is, with the gap before it."""
        if not line.end:
            return 0
        most = rect.width() // 2
        side = self._theme.px(16) + 6 if line.end_icon else 0
        metrics = QFontMetrics(self._meta)
        text = metrics.elidedText(line.end, Qt.TextElideMode.ElideRight, most - side)
        width = metrics.horizontalAdvance(text) + 2
        place = QRect(rect.right() - width + 1, rect.top() + 8, width, self._body_height)
        self._write(painter, _mirror(place, rect, turned), self._meta, line.end_tone, text)
        if line.end_icon:
            small = self._theme.px(16)
            where = QRect(place.left() - side, place.center().y() - small // 2, small, small)
            painter.drawPixmap(_mirror(where, rect, turned), self._icons.pixmap(line.end_icon, line.end_tone, 16))
        return width + side + GAP

    def _write_marked(self, painter: QPainter, place: QRect, text: str) -> None:
        """Write a line in which what was found stands in brackets, with that in strong letters instead."""
        left = place.left()
        for number, part in enumerate(re.split(r"[\[\]]", text)):
            font, token = (self._heading, "text") if number % 2 else (self._meta, "muted")
            room = QRect(left, place.top(), place.right() - left, place.height())
            if room.width() <= 0:
                return
            self._write(painter, room, font, token, part)
            left += QFontMetrics(font).horizontalAdvance(part)

    def _write(self, painter: QPainter, place: QRect, font: QFont, token: str, text: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _flags(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), shown)


def _flags(alignment: Qt.AlignmentFlag) -> int:
    return int(alignment.value) | Qt.TextFlag.TextSingleLine.value


def _mirror(place: QRect, within: QRect, turned: bool) -> QRect:
    if not turned:
        return place
    return QRect(within.left() + within.right() - place.right(), place.top(), place.width(), place.height())


class RowList(QListView):
    """A list of lines; Enter or a click chooses one.

    Signals:
        chosen: the payload of the line.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, icons: Icons, name: str) -> None:
        super().__init__()
        self.lines = Lines(self)
        self._painter = LinePainter(theme, icons, self)
        self.setModel(self.lines)
        self.setItemDelegate(self._painter)
        self.setProperty("look", "card")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Fixed)  # widths do not change heights here
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().setSingleStep(theme.px(40))
        self.clicked.connect(self._on_chosen)
        theme.changed.connect(self._on_theme)

    def put(self, lines: list[Line]) -> None:
        """Show these lines; the current line and the scroll position stay where they were."""
        at, row = self.verticalScrollBar().value(), self.currentIndex().row()
        self.lines.put(lines)
        if lines:
            wanted = min(max(row, 0), len(lines) - 1)
            usable = [i for i, line in enumerate(lines) if not line.is_heading and i >= wanted]
            if usable:
                self.setCurrentIndex(self.lines.index(usable[0], 0))
        self.verticalScrollBar().setValue(at)

    def current(self) -> object:
        """Return the payload of the current line, None when there is none."""
        index = self.currentIndex()
        return self.lines.line(index).payload if index.isValid() else None

    def choose_current(self) -> None:
        """Choose the current line, as Enter does."""
        self._on_chosen(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose_current()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and not self.lines.line(index).is_heading:
            self.chosen.emit(self.lines.line(index).payload)

    @Slot()
    def _on_theme(self) -> None:
        self._painter.refresh()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
