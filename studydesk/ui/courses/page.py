"""All courses as cards."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QScrollBar, QStackedLayout, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.study.views.courses import CourseCard
from studydesk.ui.context import Context
from studydesk.ui.courses.painter import GAP, WIDTH, CardPainter, CardRole, DueRole, Index, disk_words
from studydesk.ui.icons import Icons
from studydesk.ui.pages import Key, Page, Place, Target
from studydesk.ui.theme import Theme
from studydesk.ui.widgets.boxes import EmptyState
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class CoursesPage(Page):
    """The courses of the account."""

    subjects = frozenset({Subject.COURSES, Subject.FILES, Subject.PROGRESS, Subject.EVENTS, Subject.FORUMS})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._cards = CardGrid(context.theme, context.icons)
        self._cards.chosen.connect(self._open)
        empty = EmptyState(
            context.icons,
            "courses",
            tr("No courses yet"),
            tr("The school shows your courses here as soon as there is a link and you take part in one."),
        )
        inside = QWidget()
        self._stack = QStackedLayout(inside)
        self._stack.addWidget(self._cards)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(24 - GAP // 2, 20, 12, 0)
        column.setSpacing(8)
        heading = label(tr("Courses"), "title")
        heading.setContentsMargins(GAP // 2, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(inside, 1)
        self.set_title(tr("Courses"))

    def reload(self) -> None:
        """Read the courses and draw them."""
        self.context.read(self, self.context.desk.courses.cards, self._draw)

    def keys(self) -> list[Key]:
        """Return the keys of the cards."""
        return [Key(tr("Enter"), tr("Open the course")), Key("← ↑ → ↓", tr("Go from card to card"))]

    def panes(self) -> list[QWidget]:
        """Return the cards."""
        return [self._cards]

    def scroll_bar(self) -> QScrollBar:
        """Return the bar of the cards."""
        return self._cards.verticalScrollBar()

    def _draw(self, cards: list[CourseCard]) -> None:
        now = self.context.now()
        due = [
            tr("Next due {when}").format(when=wording.when(card.due_next, now)) if card.due_next else ""
            for card in cards
        ]
        self._cards.model_of_cards.put(cards, due)
        self._stack.setCurrentIndex(0 if cards else 1)
        self.drawn.emit()

    def _open(self, card: CourseCard) -> None:
        self.context.navigate(Target(Place.COURSE, course=card.id))


class Cards(QAbstractListModel):
    """The courses."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cards: list[CourseCard] = []
        self._due: list[str] = []

    def put(self, cards: list[CourseCard], due: list[str]) -> None:
        """Show these; the same courses in the same order are only drawn again."""
        same = [card.id for card in cards] == [card.id for card in self._cards]
        if same and cards:
            self._cards, self._due = cards, due
            self.dataChanged.emit(self.index(0, 0), self.index(len(cards) - 1, 0))
            return
        self.beginResetModel()
        self._cards, self._due = cards, due
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self._cards[index.row()]
        if role == CardRole:
            return card
        if role == DueRole:
            return self._due[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            done = tr("{done} of {all} done").format(done=card.done, all=card.completable)
            return ". ".join(
                part for part in (card.full_name, done, disk_words(card)[1], self._due[index.row()]) if part
            )
        if role == Qt.ItemDataRole.ToolTipRole:
            return card.full_name
        return None


class CardGrid(QListView):
    """Cards side by side, as many as fit; arrows walk through them.

    Signals:
        chosen: the CourseCard.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self.model_of_cards = Cards(self)
        self._painter = CardPainter(theme, icons, self)
        self.setModel(self.model_of_cards)
        self.setItemDelegate(self._painter)
        self.setProperty("look", "bare")
        self.setAccessibleName(tr("Courses"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(40)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._chosen)
        theme.changed.connect(self._refit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._chosen(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refit()
        super().resizeEvent(event)

    @Slot()
    def _refit(self) -> None:
        """Share the width among as many cards as fit, so that no gap is left at the end."""
        self._painter.refresh()
        # The view breaks lines as if its scroll bar were there; then it is as wide with and without one.
        bar = self.verticalScrollBar()
        room = self.viewport().width() - 2 - (0 if bar.isVisible() else bar.sizeHint().width())
        least = self._theme.px(WIDTH) + GAP
        columns = max(1, room // least)
        self._painter.width = max(200, min(room // columns, int(least * 1.5)) - GAP)
        option = self._painter.sizeHint(None, QModelIndex())  # type: ignore[arg-type]  # it looks at neither
        self.setGridSize(QSize(self._painter.width + GAP, option.height()))
        self.scheduleDelayedItemsLayout()

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(CardRole))
