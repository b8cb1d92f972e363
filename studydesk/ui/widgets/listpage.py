"""A page that is one list: a title with facts, perhaps a button, and the rows."""

from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QStackedWidget, QVBoxLayout, QWidget

from studydesk.ui.context import Context
from studydesk.ui.pages import Key, Page
from studydesk.ui.widgets.boxes import EmptyState
from studydesk.ui.widgets.rows import Line, RowList
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

LIST_WIDTH = 1100


class ListPage(Page):
    """Shows lines below a title; subclasses read them and say where a line leads."""

    def __init__(self, context: Context, title: str) -> None:
        super().__init__(context)
        self.setProperty("look", "page")
        self.set_title(title)
        self.heading = label(title, "title")
        self.facts = label("", "muted")
        self.facts.hide()
        self.rows = RowList(context.theme, context.icons, title)
        self.rows.chosen.connect(self.open_line)
        self.head = QHBoxLayout()  # subclasses add a button at its end
        self.above = QVBoxLayout()  # and more between the title and the rows
        self._stack = QStackedWidget()
        self._stack.addWidget(self.rows)
        self._empty: QWidget | None = None
        inner = QWidget()
        inner.setMaximumWidth(LIST_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        self.head.addWidget(self.heading, 1)
        column.addLayout(self.head)
        column.addWidget(self.facts)
        column.addLayout(self.above)
        column.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)

    def say_facts(self, text: str) -> None:
        """Write a quiet line below the title, "" for none."""
        self.facts.setText(text)
        self.facts.setVisible(bool(text))

    def put(self, lines: list[Line], icon: str, title: str, text: str) -> None:
        """Show lines, or where there are none, what this place is for."""
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
        self.rows.put(lines)
        if not lines:
            self._empty = EmptyState(self.context.icons, icon, title, text)
            self._stack.addWidget(self._empty)
            self._stack.setCurrentWidget(self._empty)
        else:
            self._stack.setCurrentWidget(self.rows)
        self.drawn.emit()

    def open_line(self, payload: object) -> None:
        """Go where a line leads; subclasses write this."""

    def panes(self) -> list[QWidget]:
        """Return the rows."""
        return [self.rows]

    def keys(self) -> list[Key]:
        """Return the keys of a list."""
        return [Key("↑ ↓", tr("Line before or after")), Key(tr("Enter"), tr("Open"))]

    def scroll_bar(self) -> QScrollBar | None:
        """Return the bar of the rows."""
        return self.rows.verticalScrollBar()
