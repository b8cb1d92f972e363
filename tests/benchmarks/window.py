"""Opens a window in a fresh process and prints when it was first painted and first useful, as monotonic seconds.

    python -m tests.benchmarks.window bare
    python -m tests.benchmarks.window studydesk PAGE [hidden SECONDS [burden]]

PAGE is the class whose first drawn content counts as useful. With `hidden` the window is then hidden and left alone for
that long; the context switches of the whole process in that time and its resident memory are printed too. A `burden`
of 100 MB and twenty wake-ups a second makes the slowed control.
"""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

if TYPE_CHECKING:
    from studydesk.ui.pages import Page

marks: dict[str, Any] = {}


class Watch(QObject):
    """Notes the first paint of a window and the first paint after a page has drawn its content.

    The filter sees every event of the program, which costs it a little: the error is to its disadvantage.
    """

    def __init__(self, app: QApplication, useful_page: str, idle_s: float) -> None:
        super().__init__(app)
        self._app, self._useful_page, self._idle_s = app, useful_page, idle_s
        self._page: Page | None = None
        self._is_drawn = False
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at paints and at pages that are shown; stop nothing."""
        kind = event.type()
        if kind == QEvent.Type.Show and self._page is None and type(watched).__name__ == self._useful_page:
            self._page = watched  # type: ignore[assignment]  # its class name says it is the page
            assert self._page is not None
            self._page.drawn.connect(self._drawn)
        elif kind == QEvent.Type.Paint and isinstance(watched, QMainWindow) and "paint" not in marks:
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        marks.setdefault("paint", time.monotonic())
        if not self._useful_page:
            self._app.quit()

    def _drawn(self) -> None:
        # The signal comes when the widgets are there; the next turn of the loop has painted them.
        if not self._is_drawn:
            self._is_drawn = True
            QTimer.singleShot(0, self._useful)

    def _useful(self) -> None:
        marks["useful"] = time.monotonic()
        if not self._idle_s:
            _leave(self._app)
            return
        for window in self._app.topLevelWidgets():
            window.hide()
        # What the start set in motion (a refresh, a sweep) is not idleness; it has a minute.
        QTimer.singleShot(int(min(60.0, self._idle_s / 2) * 1000), self._rest)

    def _rest(self) -> None:
        marks["rss_bytes"] = resident()
        self._before = switches()
        QTimer.singleShot(int(self._idle_s * 1000), self._rested)

    def _rested(self) -> None:
        marks["switches"] = switches() - self._before
        _leave(self._app)


def _leave(app: QApplication) -> None:
    for window in app.topLevelWidgets():
        window.close()
    app.quit()


def resident() -> int:
    """Return this process' resident memory, bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def switches() -> int:
    """Return the context switches of all threads of this process so far: each is a moment the processor woke for us."""
    total = 0
    for status in Path("/proc/self/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if "ctxt_switches" in line:
                total += int(line.split()[1])
    return total


def bare() -> None:
    """Show the least window PySide6 can make."""
    app = QApplication([])
    Watch(app, "", 0)
    window = QMainWindow()
    window.setCentralWidget(QLabel("bare"))
    window.resize(1280, 800)
    window.show()
    app.exec()


def main(arguments: list[str]) -> None:
    """Run one window and print the marks."""
    if arguments[0] == "bare":
        bare()
    else:
        idle_s = float(arguments[3]) if len(arguments) > 3 else 0.0
        app = QApplication([])
        if "burden" in arguments:
            app.setProperty("ballast", bytes(100_000_000).replace(b"\0", b"x"))
            QTimer(app, interval=50).start()
        Watch(app, arguments[1], idle_s)
        from studydesk import cli  # only this window pays for it

        cli.entry([])
    print(json.dumps(marks), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
