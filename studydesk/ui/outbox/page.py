"""The outbox: what is on its way to the school, and the receipts of what arrived."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.domain.ids import IntentId
from studydesk.study.views.outbox import ItemView
from studydesk.ui.context import Context
from studydesk.ui.outbox.detail import Detail
from studydesk.ui.pages import Key, Page, Target
from studydesk.ui.widgets.badge import WRITING
from studydesk.ui.widgets.boxes import EmptyState
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.rows import Line, RowList
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class OutboxPage(Page):
    """Everything waiting, being sent, uncertain, refused or in conflict; and the history."""

    subjects = frozenset({Subject.OUTBOX, Subject.PROGRESS, Subject.LINK})

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
        self._set_up()
        self.set_title(tr("Outbox"))

    def show_for(self, target: Target) -> None:
        """Show the outbox; `Target.at` names the item to open."""
        if target.at:
            self._shown = IntentId(target.at)
        super().show_for(target)

    def reload(self) -> None:
        """Read what waits and the history, and draw them."""
        outbox = self.context.desk.outbox
        self.context.read(self, lambda: (outbox.items(), outbox.history()), self._draw)

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
        """Stop editing."""
        return self._detail.stop_editing()

    def _draw(self, read: tuple[list[ItemView], list[ItemView]]) -> None:
        self._items, self._history = read
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

    def _fill(self) -> None:
        history = self._arrived.isChecked()
        self._waiting.setChecked(not history)
        items = self._history if history else self._items
        shown = next((item for item in items if item.id == self._shown), items[0] if items else None)
        self._list.lines.put([self._line(item) for item in items])
        if shown is not None:
            self._list.setCurrentIndex(self._list.lines.index(items.index(shown), 0))
        self._detail.show_item(shown)
        self._stack.setCurrentIndex(0 if items else 2 if history else 1)

    def _line(self, item: ItemView) -> Line:
        sign = WRITING[item.state]
        state = wording.writing_state(item, self.context.now())
        what = wording.intent_kind(item.kind, item.done, item.is_final)
        return Line(item.title, state, f"{what} · {item.where}", icon=sign.icon, tone=sign.tone, payload=item.id)

    def _choose(self, payload: object) -> None:
        for item in (*self._items, *self._history):
            if item.id == payload and item.id != self._shown:
                self._shown = item.id
                self._detail.show_item(item)

    def _set_up(self) -> None:
        for tab in (self._waiting, self._arrived):
            tab.setCheckable(True)
            tab.setAutoExclusive(False)
        tabs = QHBoxLayout()
        tabs.setSpacing(8)
        tabs.addWidget(self._waiting)
        tabs.addWidget(self._arrived)
        tabs.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(16)
        split.setChildrenCollapsible(False)
        split.addWidget(self._list)
        split.addWidget(self._detail)
        split.setSizes([500, 540])
        self._list.setMinimumWidth(280)
        icons = self.context.icons
        inside = QWidget()
        self._stack = QStackedLayout(inside)
        self._stack.addWidget(split)
        self._stack.addWidget(
            EmptyState(
                icons, "sent", tr("Everything is at the school"), tr("What you write shows here until it is sent.")
            )
        )
        self._stack.addWidget(
            EmptyState(icons, "outbox", tr("Nothing was sent yet"), tr("Receipts of what you send are kept here."))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Outbox"), "title"))
        column.addLayout(tabs)
        column.addWidget(inside, 1)
