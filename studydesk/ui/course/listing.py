"""The list of a course's activities: one widget however many there are."""

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QMenu, QToolTip, QWidget

from studydesk.domain.downloads import FileState
from studydesk.ui.course.entries import Entry, Line, Tick
from studydesk.ui.course.painter import EntryPainter, EntryRole, Index, LineRole, tip
from studydesk.ui.icons import Icons
from studydesk.ui.theme import Theme
from studydesk.wording import size, tr


class Entries(QAbstractListModel):
    """The lines of a course."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self._now = datetime.fromtimestamp(0, UTC)
        self._made: dict[int, Entry] = {}

    def put(self, lines: list[Line], now: datetime) -> None:
        """Show these at `now`; what was there before stays in its place, and its words are drawn again."""
        before = [line.thing for line in self._lines]
        if not before or [line.thing for line in lines[: len(before)]] != before:
            self.beginResetModel()
            self._lines, self._now, self._made = lines, now, {}
            self.endResetModel()
            return
        if len(lines) > len(before):
            self.beginInsertRows(QModelIndex(), len(before), len(lines) - 1)
        self._lines, self._now, self._made = lines, now, {}
        if len(lines) > len(before):
            self.endInsertRows()
        self.dataChanged.emit(self.index(0, 0), self.index(len(before) - 1, 0))

    def line(self, index: Index) -> Line:
        """Return what an index is of, without its words."""
        return self._lines[index.row()]

    def entry(self, index: Index) -> Entry:
        """Return the words of an index, made when first asked for."""
        row = index.row()
        if row not in self._made:
            self._made[row] = self._lines[row].entry(self._now)
        return self._made[row]

    def heading_of(self, section: int) -> QModelIndex:
        """Return where a section begins; invalid when it is filtered out."""
        for row, line in enumerate(self._lines):
            if line.heading is not None and line.section == section:
                return self.index(row, 0)
        return QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == LineRole:
            return self._lines[index.row()]
        if role == EntryRole:
            return self.entry(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.entry(index).spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self._lines[index.row()].row is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ActivityList(QListView):
    """The list; Enter opens, Space ticks, Ctrl+D downloads.

    Signals:
        opened, ticked, fetched, freed: the ActivityRow.
        section_seen: index of the section at the top of what is visible.
    """

    opened = Signal(object)
    ticked = Signal(object)
    fetched = Signal(object)
    freed = Signal(object)
    section_seen = Signal(int)

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.entries = Entries(self)
        self._painter = EntryPainter(theme, icons, self)
        self.setModel(self.entries)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(tr("Activities"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("look", "card")
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().setSingleStep(theme.px(36))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self._restyle)

    def to_section(self, section: int) -> None:
        """Bring a section to the top."""
        index = self.entries.heading_of(section)
        if index.isValid():
            self.scrollTo(index, QListView.ScrollHint.PositionAtTop)

    def current(self) -> Entry | None:
        """Return the current line, None when there is none."""
        index = self.currentIndex()
        return self.entries.entry(index) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.current()
        if entry is None or entry.row is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(entry)
        elif event.key() == Qt.Key.Key_Space:
            self._tick(entry)
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def fetch_current(self) -> None:
        """Download the current activity."""
        entry = self.current()
        if entry is not None and entry.price:
            self.fetched.emit(entry.row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        entry, part = self._part_at(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or entry is None or entry.row is None:
            return
        if part == "tick":
            self._tick(entry)
        elif part == "fetch":
            self.fetched.emit(entry.row)
        else:
            self._open(entry)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        entry, part = self._part_at(at)
        hovered = (self.indexAt(at).row(), part)
        if hovered != self._painter.hovered:
            self._painter.hovered = hovered
            self.viewport().update()
        opens = entry is not None and entry.row is not None and not entry.is_note
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            entry, part = self._part_at(event.pos())
            words = tip(entry, part) if entry is not None else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid() and self.entries.entry(index).row is not None:
            at = self.visualRect(index).center() if by_key else event.pos()
            menu = self.menu_for(self.entries.entry(index))
            menu.exec(self.viewport().mapToGlobal(at))
            menu.deleteLater()

    def menu_for(self, entry: Entry) -> QMenu:
        """Return everything that can be done with an activity."""
        menu = QMenu(self)
        row = entry.row
        if row is None:
            return menu
        if not entry.is_closed:
            menu.addAction(tr("Open"), lambda: self._open(entry))
        if entry.tick in (Tick.OPEN, Tick.DONE):
            menu.addAction(tip(entry, "tick"), lambda: self.ticked.emit(row))
        if entry.price:
            menu.addAction(tip(entry, "fetch"), lambda: self.fetched.emit(row))
        if row.disk.state in (FileState.PRESENT, FileState.STALE):
            words = tr("Remove from this computer · frees {size}").format(size=size(row.disk.present_bytes))
            menu.addAction(words, lambda: self.freed.emit(row))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _open(self, entry: Entry) -> None:
        if entry.row is not None and not entry.is_closed and not entry.is_note:
            self.opened.emit(entry.row)

    def _tick(self, entry: Entry) -> None:
        if entry.tick in (Tick.OPEN, Tick.DONE):
            self.ticked.emit(entry.row)

    def _part_at(self, at: QPoint) -> tuple[Entry | None, str]:
        index = self.indexAt(at)
        if not index.isValid():
            return None, ""
        entry = self.entries.entry(index)
        if entry.row is None:
            return entry, ""
        places = self._painter.places(self.visualRect(index), entry)
        # The target is larger than the drawing: 24 px at least, and the whole height of the line for the tick.
        if not places.tick.isNull() and places.tick.adjusted(-8, -10, 8, 10).contains(at):
            return entry, "tick"
        if not places.fetch.isNull() and places.fetch.contains(at):
            return entry, "fetch"
        return entry, ""

    @Slot()
    def _scrolled(self) -> None:
        index = self.indexAt(QPoint(8, 24))
        if index.isValid():
            self.section_seen.emit(self.entries.line(index).section)

    @Slot()
    def _restyle(self) -> None:
        self._painter.refresh()
        self.scheduleDelayedItemsLayout()
