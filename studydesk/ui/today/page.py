"""Today: where to go on, what is due, what waits, what is new, and what is still missing."""

from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QVBoxLayout, QWidget

from studydesk.domain.changes import Subject
from studydesk.study.views.today import TodayView
from studydesk.ui.context import Context
from studydesk.ui.pages import Page
from studydesk.ui.today import parts
from studydesk.ui.widgets.boxes import EmptyState
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

# Below this width the cards stand below each other.
TWO_COLUMNS_FROM = 760


class TodayPage(Page):
    """The first screen."""

    subjects = frozenset(
        {Subject.COURSES, Subject.FILES, Subject.FORUMS, Subject.ASSIGNMENTS, Subject.EVENTS, Subject.OUTBOX,
         Subject.PROGRESS, Subject.ACCOUNTS}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._column = Column()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)
        self.set_title(tr("Today"))

    def reload(self) -> None:
        """Read the view and draw it."""
        self.context.read(self, self.context.desk.today.view, self._draw)

    def scroll_bar(self) -> QScrollBar:
        """Return the column's bar."""
        return self._column.verticalScrollBar()

    def _draw(self, view: TodayView) -> None:
        column = self._column.begin()
        column.addWidget(self._head(view))
        if not view.has_courses:
            column.addWidget(self._nothing())
        else:
            if view.missing is not None:
                column.addWidget(parts.missing(self.context, self, view.missing, view.missing_keys))
            if view.continue_:
                column.addWidget(parts.go_on(self.context, view.continue_))
            else:
                column.addWidget(parts.begin(self.context, view.has_downloads))
            column.addWidget(self._grid(view))
        column.addStretch(1)
        self._column.end()
        self.drawn.emit()

    def _head(self, view: TodayView) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(parts.greeting(view), "title"))
        column.addWidget(label(parts.week(view), "muted"))
        return head

    def _grid(self, view: TodayView) -> QWidget:
        cards = [
            card
            for card in (
                parts.due(self.context, view),
                parts.waiting(self.context, view) if view.waiting else None,
                parts.discussions(self.context, view) if view.discussions else None,
            )
            if card is not None
        ]
        grid = QWidget()
        row = QHBoxLayout(grid)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        wide = self.width() >= TWO_COLUMNS_FROM and len(cards) > 1
        for part in (cards[:1], cards[1:]) if wide else (cards,):
            column = QVBoxLayout()
            column.setSpacing(16)
            for card in part:
                column.addWidget(card)
            column.addStretch(1)
            row.addLayout(column, 1)
        return grid

    def _nothing(self) -> QWidget:
        return EmptyState(
            self.context.icons,
            "courses",
            tr("Your courses are on their way"),
            tr("StudyDesk asks the school for your courses as soon as there is a link. Then download what you need."),
        )
