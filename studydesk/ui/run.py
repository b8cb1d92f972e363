"""From the process to the window: paint first, open the profile in a thread, and out again within two seconds."""

import gc
import hashlib
import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from studydesk.domain.changes import Change, Subject
from studydesk.paths import Paths, resources
from studydesk.settings import Settings
from studydesk.ui import speech
from studydesk.ui.beside import Beside
from studydesk.ui.bridge import QUIT_WITHIN_S, Bridge, Lane
from studydesk.ui.demo_menu import DemoControl
from studydesk.ui.icons import Icons
from studydesk.ui.main_window import MainWindow
from studydesk.ui.services import Services
from studydesk.ui.theme import Theme
from studydesk.ui.widgets.dialogs import ErrorDialog

Build = Callable[[], Services]
GARBAGE_AFTER_MS = 2000
UNPAINTED_MS = 1000  # a window that begins minimised is never painted


def run(
    build_services: Build,
    paths: Paths,
    *,
    demo: DemoControl | None = None,
    attend: Callable[[MainWindow], None] | None = None,
) -> int:
    """Show the window of a profile until it is closed; returns the exit code.

    `build_services` may import what is heavy: it is called in a thread after the first paint. `attend` is given the
    window once it is shown.
    """
    gc.disable()  # a start makes nothing but lasting objects, and looking through them again and again costs 10 %
    app = application()
    QTimer.singleShot(GARBAGE_AFTER_MS, collect_from_now_on)
    kept = QSettings(str(paths.profile / "window.ini"), QSettings.Format.IniFormat)
    first = _first_settings(kept)
    speech.use(first.language)
    theme = Theme(app, first)
    bridge = Bridge()
    window = MainWindow(theme, Icons(theme, resources() / "icons"), bridge, kept, demo)
    window.show()
    if attend is not None:
        attend(window)
    starter = Starter(window, bridge, build_services, paths)
    starter.start_after_paint()
    code = app.exec()
    app.processEvents()  # what pages let go of while the window closed (a lecture's file) is let go of now
    _leave(bridge, window.services)
    return code


def collect_from_now_on() -> None:
    """Let Python look for garbage again, but no more among what the start has made."""
    gc.collect()
    gc.freeze()
    gc.enable()


def application() -> QApplication:
    """Return the one QApplication, made when there is none."""
    there = QApplication.instance()
    app = there if isinstance(there, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("StudyDesk")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("studydesk")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "studydesk.png")))
    return app


class Starter(QObject):
    """What happens after the first paint: is there another window? open the profile, listen to the network."""

    def __init__(self, window: MainWindow, bridge: Bridge, build: Build, paths: Paths) -> None:
        super().__init__(window)
        self._window, self._bridge, self._build, self._paths = window, bridge, build, paths
        self._waiting = QTimer(self, singleShot=True)
        self._waiting.timeout.connect(self.start)

    def start_after_paint(self) -> None:
        """Start once the window has been painted."""
        self._window.installEventFilter(self)
        self._waiting.start(UNPAINTED_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._waiting.start(0)  # the event is seen before it is handled
        return False

    @Slot()
    def start(self) -> None:
        """Open the profile, or raise the window that has it open."""
        from studydesk.ui.single import Single  # QtNetwork costs 10 ms that are not needed for the first paint

        self._single = Single(single_name(self._paths), self)
        if self._single.raised_other():
            self._window.close()
            return
        self._single.asked.connect(self._raise)
        self._bridge.read(self._window, self._build, self._opened, self._failed)

    def _opened(self, services: Services) -> None:
        self._window.open(services)
        # After the first run of the loop: the lane takes one job after the other.
        self._bridge.start(Lane.SYNC, self, lambda _cancel, _progress: services.tidy(), lambda _none: None)
        self._single.network_changed.connect(self._network)
        self._single.listen_to_network()
        self._services = services
        self._single.metered_changed.connect(self._say_metered)
        self._say_metered()
        self._beside = Beside(self._paths.beside, self)
        self._beside.wrote.connect(self._written_beside)

    def _failed(self, error: Exception) -> None:
        dialog = ErrorDialog(self._window, error)
        dialog.finished.connect(self._window.close)
        dialog.open()

    @Slot()
    def _raise(self) -> None:
        self._window.setWindowState(self._window.windowState() & ~self._window.windowState().WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    @Slot()
    def _written_beside(self) -> None:
        """A command in a terminal queued something: show it, and do it, for this window delivers."""
        self._window.feed.arrive([Change(subject) for subject in Subject])
        self._window.wake("work")

    @Slot()
    def _network(self) -> None:
        self._window.wake("link")

    @Slot()
    def _say_metered(self) -> None:
        self._services.say_metered(self._single.is_metered())
        self._window.wake("link")


def single_name(paths: Paths) -> str:
    """Return the name by which the windows of one profile find each other."""
    return "studydesk-" + hashlib.sha256(str(paths.profile).encode()).hexdigest()[:16]


def _first_settings(kept: QSettings) -> Settings:
    """Return what the last run looked like: the database is not open yet when the window is painted."""

    def number(name: str, otherwise: float) -> float:
        try:
            return float(str(kept.value(name, otherwise)))
        except ValueError:
            return otherwise

    return Settings(
        language=str(kept.value("language", "system")),
        theme=str(kept.value("theme", "system")),
        text_scale=number("text_scale", 1.0),
        reduce_motion=str(kept.value("reduce_motion", "false")) == "true",
    )


def _leave(bridge: Bridge, services: Services | None) -> None:
    bridge.close()
    deadline = time.monotonic() + QUIT_WITHIN_S
    while not bridge.is_idle() and time.monotonic() < deadline:
        time.sleep(0.01)
    if services is not None:
        services.close()
    if not bridge.is_idle():
        # A thread that hangs in the system would be joined by the interpreter for as long as it likes. Everything is
        # on disk already, so the process ends here.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
