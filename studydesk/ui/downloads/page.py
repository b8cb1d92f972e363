"""Downloads: what is on its way, how much data was used, and what takes space."""

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QScrollBar, QStackedWidget, QVBoxLayout, QWidget

from studydesk.domain.changes import Subject
from studydesk.domain.outbox import State
from studydesk.study.views.storage import StorageView
from studydesk.sync.reports import Step
from studydesk.ui.context import Context
from studydesk.ui.downloads.acts import Acts
from studydesk.ui.downloads.queue import QueueFacts, QueuePanel
from studydesk.ui.downloads.space import SpacePanel
from studydesk.ui.downloads.used import UsedPanel
from studydesk.ui.driver import Driver
from studydesk.ui.pages import Key, Page, Place, Target
from studydesk.ui.sheet import BAR
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.column import READING_WIDTH
from studydesk.ui.widgets.flow import flow
from studydesk.wording import tr

QUEUE, USED, SPACE = "", "used", "space"
TABS = (QUEUE, USED, SPACE)
# While files arrive by the dozen the disk is not read again for each of them.
READ_EVERY_MS, SPACE_EVERY_MS = 1000, 5000


class DownloadsPage(Page):
    """Three tabs; `Target.at` names one: "" the queue, "used", "space"."""

    subjects = frozenset({Subject.FILES, Subject.COURSES, Subject.LINK, Subject.OUTBOX, Subject.SETTINGS})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._queue = QueuePanel(context, Acts(context, self, self._read))
        self._used = UsedPanel(context)
        self._space = SpacePanel(context, self._read)
        self._stack = QStackedWidget()
        for panel in (self._queue, self._used, self._space):
            self._stack.addWidget(panel)
        self._tabs = self._make_tabs()
        self._bar = flow(*self._tabs, spacing=4)
        self._pace = QTimer(self, singleShot=True)
        self._pace.timeout.connect(self._read_again)
        self._is_behind = False
        self._lay_out()
        self._queue.freeing_asked.connect(partial(self._go, SPACE))
        self._queue.reading_asked.connect(self._read)
        self.set_title(tr("Downloads"))
        if isinstance(context.transfers, Driver):
            context.transfers.transferred.connect(self._step)

    def show_for(self, target: Target) -> None:
        """Show a tab and read what it shows."""
        self.target = target
        place = TABS.index(target.at) if target.at in TABS else 0
        self._stack.setCurrentIndex(place)
        self._tabs[place].setChecked(True)
        self._read()

    def reload(self) -> None:
        """Read what the tab shows, at most once a second."""
        if self._pace.isActive():
            self._is_behind = True
        else:
            self._read()

    def panes(self) -> list[QWidget]:
        """Return the tabs and what the chosen one shows."""
        shown: QWidget | None = self._stack.currentWidget()
        return [self._bar, shown if shown is not None else self._queue]

    def keys(self) -> list[Key]:
        """Return the keys of the lines of files."""
        if self._stack.currentWidget() is not self._queue:
            return []
        return [
            Key("↑ ↓", tr("File before or after")),
            Key(tr("Space"), tr("Pause, or go on")),
            Key(tr("Enter"), tr("Everything that can be done with the file")),
            Key("Alt+↑  Alt+↓", tr("Download earlier, or later")),
            Key("Alt+Home", tr("Download first")),
            Key(tr("Delete"), tr("Cancel")),
        ]

    def scroll_bar(self) -> QScrollBar:
        """Return the bar of the tab that is shown."""
        shown = self._stack.currentWidget()
        return next(one for one in (self._queue, self._used, self._space) if one is shown).scroll_bar()

    @Slot()
    def _read(self) -> None:
        self._is_behind = False
        is_space = self._stack.currentWidget() is self._space
        self._pace.start(SPACE_EVERY_MS if is_space else READ_EVERY_MS)
        desk, preferences = self.context.desk, self.context.services.preferences
        if is_space:
            self.context.read(self, desk.storage.view, self._draw_space, key="space")
            return

        def read() -> QueueFacts:
            posts = sum(item.state in (State.QUEUED, State.SENDING) for item in desk.outbox.items())
            return QueueFacts(desk.downloads.view(), posts, preferences.get().price_per_mb)

        self.context.read(self, read, self._draw)

    @Slot()
    def _read_again(self) -> None:
        if self._is_behind and self.isVisible():
            self._read()

    def _draw(self, facts: QueueFacts) -> None:
        self._queue.put(facts)
        count = len(facts.view.rows)
        self._tabs[0].say(tr("On the way ({n})").format(n=count) if count else tr("On the way"))
        if self._stack.currentWidget() is self._used:
            self._used.put(facts.view.usage, facts.per_mb)
        self.drawn.emit()

    def _draw_space(self, view: StorageView) -> None:
        self._space.put(view)
        self.drawn.emit()

    @Slot(object)
    def _step(self, step: object) -> None:
        if isinstance(step, Step) and self.isVisible():
            self._queue.say_step(step)

    def _go(self, tab: str) -> None:
        self.context.navigate(Target(Place.DOWNLOADS, at=tab))

    def _make_tabs(self) -> list[Button]:
        words = (tr("On the way"), tr("Data used"), tr("Space"))
        tabs = [Button(text, partial(self._go, tab), "tab") for text, tab in zip(words, TABS, strict=True)]
        group = QButtonGroup(self)
        for tab in tabs:
            tab.setCheckable(True)
            group.addButton(tab)
        return tabs

    def _lay_out(self) -> None:
        self._bar.setMaximumWidth(READING_WIDTH)
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 24 + BAR, 0)  # the column below keeps room for its scroll bar
        head.addStretch(1)
        head.addWidget(self._bar, 1000)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
