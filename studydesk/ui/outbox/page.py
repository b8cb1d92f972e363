"""The outbox: what is on its way to the school, and the receipts of what arrived."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.domain.ids import IntentId
from studydesk.study.views.conflicts import Restored
from studydesk.study.views.outbox import ItemView
from studydesk.ui.context import Context
from studydesk.ui.outbox.detail import Detail
from studydesk.ui.outbox.history import HistoryBar
from studydesk.ui.outbox.restored import RestoredNotice
from studydesk.ui.pages import Key, Page, Target
from studydesk.ui.widgets.badge import WRITING
from studydesk.ui.widgets.boxes import EmptyState, line
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.pair import Pair
from studydesk.ui.widgets.rows import Line, RowList
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

HISTORY = "history"  # as Target.at: the tab of what was sent
TICK_MS = 10_000  # words count minutes: often enough for the last one, and nothing is read for it
LEAST_PX = 260  # of the list and of what is open; where a notice in large text leaves less, the whole page scrolls
BAR_BESIDE_FROM = 700  # narrower, or in large text, it stands below the tabs
_LIST, _NOTHING_WAITS, _NOTHING_SENT, _NOTHING_FOUND = range(4)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows."""

    items: list[ItemView]
    history: list[ItemView]
    restored: Restored | None


class _Rest(QWidget):
    """What fills the height that is left of a page; it asks for no more than its least."""

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), max(least.height(), LEAST_PX))


class OutboxPage(Page):
    """Everything waiting, being sent, uncertain, refused or in conflict; and the history."""

    subjects = frozenset(
        {Subject.OUTBOX, Subject.PROGRESS, Subject.LINK, Subject.FORUMS, Subject.ASSIGNMENTS}
    )  # the last two: what a conflict is with

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._items: list[ItemView] = []
        self._history: list[ItemView] = []
        self._shown: IntentId | None = None
        self._waiting = Button("", lambda: self._turn_to(False), "tab")
        self._arrived = Button("", lambda: self._turn_to(True), "tab")
        self._list = RowList(context.theme, context.icons, tr("Outbox"))
        self._list.chosen.connect(self._choose)
        self._list.selectionModel().currentChanged.connect(lambda *_: self._choose(self._list.current()))
        self._detail = Detail(context)
        self._bar = HistoryBar(context)
        self._bar.searched.connect(self.reload)
        self._notice = RestoredNotice(context)
        self._notice.shown.connect(self._look_at)
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._all = QScrollArea()
        self._lay_out()
        self.set_title(tr("Outbox"))

    def show_for(self, target: Target) -> None:
        """Show the outbox; `Target.at` names the item to open, or "history"."""
        if target.at == HISTORY:
            self._arrived.setChecked(True)
            self._shown = None
        elif target.at:
            self._shown = IntentId(target.at)
        super().show_for(target)

    def reload(self) -> None:
        """Read what waits and the history, and draw them."""
        outbox, words = self.context.desk.outbox, self._bar.words

        def read() -> _Read:
            return _Read(outbox.items(), outbox.history(words=words), outbox.restored())

        self.context.read(self, read, self._draw)

    def panes(self) -> list[QWidget]:
        """Return the list and what is open."""
        return [self._list, self._detail]

    def keys(self) -> list[Key]:
        """Return the keys of the list."""
        return [Key("↑ ↓", tr("Go from one to the next"))]

    def scroll_bar(self) -> QScrollBar:
        """Return the list's bar."""
        return self._list.verticalScrollBar()

    def back_out(self) -> bool:
        """Stop editing, or searching."""
        return self._detail.stop_editing() or (self._arrived.isChecked() and self._bar.stop())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    @Slot()
    def _tick(self) -> None:
        """Say the states by the time of now: minutes count down while the page is open."""
        if self._arrived.isChecked() or self._list.lines.rowCount() != len(self._items):
            return
        for row, item in enumerate(self._items):
            self._list.lines.say(row, self._line(item))
        self._detail.say_state()

    def _draw(self, read: _Read) -> None:
        self._items, self._history = read.items, read.history
        self._notice.put(read.restored)
        if self._shown is not None and any(item.id == self._shown for item in self._history):
            self._arrived.setChecked(True)
        elif self._shown is not None and any(item.id == self._shown for item in self._items):
            self._arrived.setChecked(False)
        self._waiting.say(tr("Waiting ({n})").format(n=len(self._items)))
        self._arrived.say(tr("Sent and withdrawn ({n})").format(n=len(self._history)))
        self._fill()
        self.drawn.emit()

    def _turn_to(self, history: bool) -> None:
        self._arrived.setChecked(history)
        self._shown = None
        self._fill()

    def _look_at(self, item: str) -> None:
        self._arrived.setChecked(False)
        self._shown = IntentId(item)
        self._fill()
        self._list.setFocus()
        self._all.ensureWidgetVisible(self._list)

    def _fill(self) -> None:
        history = self._arrived.isChecked()
        self._waiting.setChecked(not history)
        self._bar.setVisible(history)
        items = self._history if history else self._items
        shown = next((item for item in items if item.id == self._shown), items[0] if items else None)
        self._list.lines.put([self._line(item) for item in items])
        if shown is not None:
            self._list.setCurrentIndex(self._list.lines.index(items.index(shown), 0))
        self._detail.show_item(shown)
        empty = _NOTHING_WAITS if not history else _NOTHING_FOUND if self._bar.words else _NOTHING_SENT
        self._stack.setCurrentIndex(_LIST if items else empty)

    def _line(self, item: ItemView) -> Line:
        """Return the line of an item. A state of two sentences takes both lines: none of its minutes is cut off."""
        sign = WRITING[item.state]
        state, _, more = wording.writing_state(item, self.context.now()).partition(". ")
        what = wording.intent_kind(item.kind, item.done, item.is_final)
        below = more or f"{what} · {item.where}"
        return Line(item.title, state, below, icon=sign.icon, tone=sign.tone, payload=item.id)

    def _choose(self, payload: object) -> None:
        for item in (*self._items, *self._history):
            if item.id == payload and item.id != self._shown:
                self._shown = item.id
                self._detail.show_item(item)

    def _lay_out(self) -> None:
        for tab in (self._waiting, self._arrived):
            tab.setCheckable(True)
            tab.setAutoExclusive(False)
        tabs = line(self._waiting, self._arrived)
        rest = _Rest()
        self._stack = QStackedLayout(rest)
        for widget in (self._split(), *self._empty()):
            self._stack.addWidget(widget)
        inside = QWidget()
        inside.setProperty("look", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Outbox"), "title"))
        column.addWidget(self._notice)
        column.addWidget(Pair(self.context.theme.px, BAR_BESIDE_FROM, tabs, self._bar))
        column.addWidget(rest, 1)
        self._all.setWidgetResizable(True)
        self._all.setFrameShape(QFrame.Shape.NoFrame)
        self._all.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._all.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is inside is a stop for Tab, and scrolls into view
        self._all.setWidget(inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._all)

    def _split(self) -> QWidget:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(16)
        split.setChildrenCollapsible(False)
        split.addWidget(self._list)
        split.addWidget(self._detail)
        split.setSizes([360, 660])
        split.setStretchFactor(1, 1)  # two versions side by side need the room more than the list
        self._list.setMinimumWidth(280)
        return split

    def _empty(self) -> list[QWidget]:
        icons = self.context.icons
        waits = tr("What you write shows here until it is sent.")
        receipts = tr("Receipts of what you send are kept here.")
        return [
            EmptyState(icons, "sent", tr("Everything is at the school"), waits),
            EmptyState(icons, "outbox", tr("Nothing was sent yet"), receipts),
            EmptyState(icons, "search", tr("Nothing found"), tr("Try fewer or other words.")),
        ]
