"""The window: rail, top bar and pages, and the ways between them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QSettings, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from studydesk.domain.changes import Subject
from studydesk.settings import Settings
from studydesk.ui import keys, speech
from studydesk.ui.bridge import Bridge
from studydesk.ui.context import Context
from studydesk.ui.demo_menu import DemoControl
from studydesk.ui.driver import Driver
from studydesk.ui.feed import Feed
from studydesk.ui.history import History
from studydesk.ui.icons import Icons
from studydesk.ui.leaving import Leaving
from studydesk.ui.menus import learner_menu, link_menu
from studydesk.ui.page_stack import PageStack
from studydesk.ui.pages import Place, Target
from studydesk.ui.rail import Rail, upper
from studydesk.ui.services import Services
from studydesk.ui.theme import Theme
from studydesk.ui.top_bar import TopBar
from studydesk.ui.widgets.dialogs import ErrorDialog
from studydesk.ui.widgets.focus import FocusRing
from studydesk.ui.widgets.toast import Toast
from studydesk.wording import tr

NARROW_BELOW = 1100
SMALLEST = (820, 520)


class MainWindow(QMainWindow):
    """The window of one profile. It is painted before the profile is opened; `open` brings it to life.

    It keeps no data: pages read from disk, and this class only leads between them.
    """

    def __init__(
        self, theme: Theme, icons: Icons, bridge: Bridge, kept: QSettings, demo: DemoControl | None = None
    ) -> None:
        super().__init__()
        self._theme, self._icons, self._bridge, self._kept = theme, icons, bridge, kept
        self.demo = demo
        self.services: Services | None = None
        self.driver: Driver | None = None
        self._context: Context | None = None
        self._feed = Feed(parent=self)
        self._feed.changed.connect(self._changed)
        self._leaving = Leaving(self)
        self._history = History()
        bridge.on_error = self.explain
        self.setMinimumSize(*SMALLEST)
        self._build()
        self._ring = FocusRing(self, theme)
        self._toast = Toast(self)
        self._bind_keys()
        self._restore_size()

    # -- what pages ask for (context.Window) -----------------------------------------------------------------------

    def navigate(self, target: Target) -> None:
        """Go to a target; it enters the history."""
        self._history.go(target)
        self._show(target)

    def back(self) -> None:
        """Go one visit back."""
        self._show(self._history.back())

    def forward(self) -> None:
        """Go one visit forward."""
        self._show(self._history.forward())

    def toast(self, text: str, undo: Callable[[], object] | None = None, action: str = "") -> None:
        """Say something for a few seconds."""
        self._toast.say(text, undo, action)

    def explain(self, error: Exception) -> None:
        """Tell of an error in a dialog that blocks nothing."""
        ErrorDialog(self, error).open()

    def wake(self, reason: str = "work") -> None:
        """Let the sync loop look at once whether there is something to do."""
        if self.driver is not None:
            self.driver.wake(reason)

    def accounts_changed(self) -> None:
        """Show the account that is current now, or the welcome page."""
        if self.services is None:
            return
        self._stack.clear()
        self._history = History()
        if self.driver is not None:
            self.driver.deleteLater()
        desk, sync = self.services.desk(), self.services.sync()
        self.driver = Driver(self._bridge, sync, self) if sync is not None else None
        if self.driver is not None:
            self.driver.turned.connect(self._say_link)
            self.driver.failed.connect(self.explain)
        self._context = Context(self.services, self._bridge, self._theme, self._icons, self, self.driver, sync, desk)
        self._rail.setVisible(desk is not None)
        self._top_bar.setVisible(desk is not None)
        self._rail.set_learner(desk.account.full_name if desk else "", lambda: learner_menu(self))
        self._count_waiting()
        self._say_link()
        self.navigate(Target(Place.TODAY if desk is not None else Place.WELCOME))
        self.wake("signed_in")

    def settings_changed(self) -> None:
        """Follow the learner's choices; another language draws everything anew."""
        if self.services is not None:
            self._bridge.read(self, self.services.preferences.get, self._use_settings, key="settings")

    # -- life -------------------------------------------------------------------------------------------------------

    def open(self, services: Services) -> None:
        """Show what is in the profile."""
        self.services = services
        self._feed.listen(services.feed)
        self._use_settings(services.preferences.get())
        self.accounts_changed()

    @property
    def context(self) -> Context | None:
        """What the pages were given; None before `open`."""
        return self._context

    @property
    def stack(self) -> PageStack:
        """The pages that are open."""
        return self._stack

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stack.leave()
        self._kept.setValue("geometry", self.saveGeometry())
        self._kept.sync()
        if self._leaving.may_leave():
            event.accept()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rail.set_narrow(self.width() < NARROW_BELOW)
        if hasattr(self, "_toast"):
            self._toast.place()

    # -- inside -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._rail = Rail(self._theme, self._icons)
        self._top_bar = TopBar(self._theme, self._icons)
        self._stack = PageStack()
        self._stack.titled.connect(self._say_title)
        self._rail.chosen.connect(self._to_place)
        self._top_bar.back.connect(self.back)
        self._top_bar.forward.connect(self.forward)
        self._top_bar.searched.connect(self._search)
        self._top_bar.link_asked.connect(self._show_link)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._top_bar)
        right.addWidget(self._stack, 1)
        central = QWidget()
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(right, 1)
        self.setCentralWidget(central)
        central.setFocus()  # the first Tab goes to the first entry; nothing is ringed before a key is pressed
        self.setWindowTitle("StudyDesk")

    def _bind_keys(self) -> None:
        for number, (place, _icon, _words) in enumerate(upper(), 1):
            keys.bind(self, f"Ctrl+{number}", partial(self._to_place, place))
        keys.bind(self, "Ctrl+K", lambda: self._top_bar.focus_search())
        keys.bind(self, "Alt+Left", self.back)
        keys.bind(self, "Alt+Right", self.forward)
        keys.bind(self, "F6", lambda: keys.walk_panes(self._stack.page, self._rail, self._top_bar, 1))
        keys.bind(self, "Shift+F6", lambda: keys.walk_panes(self._stack.page, self._rail, self._top_bar, -1))
        keys.bind(self, "F5", self._look_now)
        keys.bind(self, "Esc", self._close_topmost)
        keys.bind(self, "?", lambda: keys.show(self, self._stack.page))

    def _show(self, target: Target | None) -> None:
        if target is None or self._context is None:
            return
        self._rail.light(target.place)
        self._top_bar.say_ways(self._history.can_back, self._history.can_forward)
        self._top_bar.say_search(target.text)
        self._stack.show_target(target, self._context)

    @Slot(object)
    def _to_place(self, place: Place) -> None:
        if self._context is not None and self._context.the_desk is not None:
            self.navigate(Target(place))

    @Slot(str, bool)
    def _search(self, text: str, entered: bool) -> None:
        here = self._history.current
        searching = here is not None and here.place is Place.SEARCH
        if searching and not entered:
            self._history.replace(Target(Place.SEARCH, text=text))
            self._show(self._history.current)
        elif text and (entered or len(text) > 1):
            self.navigate(Target(Place.SEARCH, text=text))

    @Slot(str)
    def _say_title(self, title: str) -> None:
        self._top_bar.say_where(title)
        self.setWindowTitle(f"{title} · StudyDesk" if title else "StudyDesk")

    @Slot(object)
    def _changed(self, subjects: frozenset[Subject]) -> None:
        self._stack.changed(subjects)
        if Subject.OUTBOX in subjects or Subject.PROGRESS in subjects:
            self._count_waiting()
        if Subject.LINK in subjects:
            self._say_link()

    def _count_waiting(self) -> None:
        desk = self._context.the_desk if self._context else None
        if desk is not None:
            self._bridge.read(self, desk.outbox.count, self._say_waiting, key="waiting")

    def _say_waiting(self, count: int) -> None:
        self._rail.say_count(Place.OUTBOX, count)
        self._leaving.say_waiting(count)

    @Slot()
    def _say_link(self) -> None:
        if self._context is not None:
            self._top_bar.say_link(self._context.link)

    @Slot()
    def _show_link(self) -> None:
        button = self._top_bar.link_button
        link_menu(self).exec(button.mapToGlobal(button.rect().bottomLeft()))

    def _look_now(self) -> None:
        self.wake("learner")
        self.toast(tr("Looking for news at the school"))

    def _close_topmost(self) -> None:
        page = self._stack.page
        if self._toast.isVisible():
            self._toast.hide()
        elif page is not None and not page.back_out():
            page.setFocus()

    def _use_settings(self, settings: Settings) -> None:
        for name in ("theme", "text_scale", "reduce_motion", "language"):
            self._kept.setValue(name, getattr(settings, name))  # for the first paint of the next start
        if speech.use(settings.language):
            self._speak_anew()
        self._theme.use(settings)

    def _speak_anew(self) -> None:
        where = self._history.current
        self._stack.clear()
        self._build()
        self._ring.raise_()
        self.accounts_changed()
        if where is not None:
            self.navigate(where)

    def _restore_size(self) -> None:
        geometry = self._kept.value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(1280, 800)
