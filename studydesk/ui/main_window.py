"""The window: rail, top bar and pages, and the ways between them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QSettings, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow

from studydesk.domain.changes import Subject
from studydesk.settings import Settings
from studydesk.ui import keys, speech
from studydesk.ui.bridge import Bridge
from studydesk.ui.context import Context
from studydesk.ui.demo_menu import DemoControl
from studydesk.ui.driver import Driver
from studydesk.ui.feed import Feed
from studydesk.ui.frame import Frame
from studydesk.ui.icons import Icons
from studydesk.ui.leaving import Leaving
from studydesk.ui.menus import learner_menu, link_menu
from studydesk.ui.page_stack import PageStack
from studydesk.ui.pages import Place, Target
from studydesk.ui.rail import upper
from studydesk.ui.services import Services
from studydesk.ui.theme import Theme
from studydesk.ui.widgets.dialogs import ErrorDialog
from studydesk.ui.widgets.focus import FocusRing
from studydesk.ui.widgets.toast import Toast
from studydesk.wording import tr

if TYPE_CHECKING:  # they bring SQLAlchemy along; the window is painted before
    from studydesk.study.views.conflicts import Restored
    from studydesk.study.views.outbox import ItemView

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
        self.feed = Feed(parent=self)
        self.feed.changed.connect(self._changed)
        self._leaving = Leaving(self)
        bridge.on_error = self.explain
        self.setMinimumSize(*SMALLEST)
        self._build()
        self._ring = FocusRing(self, theme)
        self._toast = Toast(self)
        self._bind_keys()
        self._restore_size()

    def navigate(self, target: Target) -> None:
        """Go to a target; it enters the history."""
        self._frame.go(target)

    def back(self) -> None:
        """Go one visit back."""
        self._frame.back()

    def forward(self) -> None:
        """Go one visit forward."""
        self._frame.forward()

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
        if self.driver is not None:
            self.driver.deleteLater()
        desk, sync = self.services.desk(), self.services.sync()
        self.driver = Driver(self._bridge, sync, self) if sync is not None else None
        if self.driver is not None:
            self.driver.turned.connect(self._say_link)
            self.driver.failed.connect(self.explain)
        self._context = Context(self.services, self._bridge, self._theme, self._icons, self, self.driver, sync, desk)
        self._frame.begin(has_account=desk is not None)
        self._frame.rail.set_learner(desk.account.full_name if desk else "", lambda: learner_menu(self))
        self._count_waiting()
        self._say_link()
        self.navigate(Target(Place.TODAY if desk is not None else Place.WELCOME))
        if self.driver is not None:
            self.driver.start_soon()

    def settings_changed(self) -> None:
        """Follow the learner's choices; another language draws everything anew."""
        if self.services is not None:
            self._bridge.read(self, self.services.preferences.get, self._use_settings, key="settings")

    def open(self, services: Services) -> None:
        """Show what is in the profile."""
        self.services = services
        self.feed.listen(services.feed)
        self._use_settings(services.preferences.get())
        self.accounts_changed()

    @property
    def context(self) -> Context | None:
        """What the pages were given; None before `open`."""
        return self._context

    @property
    def stack(self) -> PageStack:
        """The pages that are open."""
        return self._frame.stack

    def closeEvent(self, event: QCloseEvent) -> None:
        has_kept = self._leaving.has_kept(self._frame.stack.leave)
        self._kept.setValue("geometry", self.saveGeometry())
        self._kept.sync()
        event.setAccepted(has_kept and self._leaving.may_leave())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._frame.rail.set_narrow(self.width() < NARROW_BELOW)
        if hasattr(self, "_toast"):
            self._toast.place()

    def _build(self) -> None:
        self._frame = Frame(self._theme, self._icons, lambda: self._context)
        self._frame.titled.connect(self._say_title)
        self._frame.top_bar.link_asked.connect(self._show_link)
        self._frame.rail.set_narrow(self.width() < NARROW_BELOW)  # built anew for another language, nothing resizes
        self.setCentralWidget(self._frame)
        self._frame.setFocus()  # the first Tab goes to the first entry; nothing is ringed before a key is pressed
        self.setWindowTitle("StudyDesk")

    def _bind_keys(self) -> None:
        for number, (place, _icon, _words) in enumerate(upper(), 1):
            keys.bind(self, f"Ctrl+{number}", partial(self._go_to, place))
        keys.bind(self, "Ctrl+K", lambda: self._frame.top_bar.focus_search())
        keys.bind(self, "Alt+Left", self.back)
        keys.bind(self, "Alt+Right", self.forward)
        keys.bind(self, "F6", lambda: keys.walk_panes(self._frame.stack.page, self._frame.rail, self._frame.top_bar, 1))
        keys.bind(
            self, "Shift+F6", lambda: keys.walk_panes(self._frame.stack.page, self._frame.rail, self._frame.top_bar, -1)
        )
        keys.bind(self, "F5", self._look_now)
        keys.bind(self, "Esc", self._close_topmost)
        keys.bind(self, "?", lambda: keys.show(self, self._frame.stack.page))

    def _go_to(self, place: Place) -> None:
        self._frame.to_place(place)  # the frame of now: another language makes a new one

    @Slot(str)
    def _say_title(self, title: str) -> None:
        self._toast.page_turned()
        self.setWindowTitle(f"{title} · StudyDesk" if title else "StudyDesk")

    @Slot(object)
    def _changed(self, subjects: frozenset[Subject]) -> None:
        self._frame.stack.changed(subjects)
        if Subject.OUTBOX in subjects or Subject.PROGRESS in subjects:
            self._count_waiting()
        if Subject.LINK in subjects:
            self._say_link()

    def _count_waiting(self) -> None:
        desk = self._context.the_desk if self._context else None
        if desk is not None:
            outbox = desk.outbox
            self._bridge.read(self, lambda: (outbox.items(), outbox.restored()), self._say_waiting, key="waiting")

    def _say_waiting(self, read: "tuple[list[ItemView], Restored | None]") -> None:
        self._frame.say_outbox(len(read[0]), read[1])
        self._leaving.say_waiting(read[0])

    @Slot()
    def _say_link(self) -> None:
        if self._context is not None:
            self._frame.say_link(self._context.link)

    @Slot()
    def _show_link(self) -> None:
        button = self._frame.top_bar.link_button
        menu = link_menu(self)
        corner = button.mapToGlobal(button.rect().bottomRight())
        menu.exec(QPoint(corner.x() - menu.sizeHint().width(), corner.y()))

    def _look_now(self) -> None:
        self.wake("learner")
        self.toast(tr("Looking for news at the school"))

    def _close_topmost(self) -> None:
        page = self._frame.stack.page
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
        where = self._frame.history.current
        self._frame.stack.clear()
        self._build()
        self._ring.raise_()
        self.accounts_changed()
        if where is not None:
            self.navigate(where)

    def _restore_size(self) -> None:
        geometry = self._kept.value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(1280, 800)
