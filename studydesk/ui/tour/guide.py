"""Leads through the steps: one after the other, each with its deadline, its verdict and its picture."""

import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QMainWindow

from studydesk.ui.tour import camera
from studydesk.ui.tour.moves import Failed, Moves, Step, Wait

TICK_MS = 15
FAULT = 70
Report = Callable[[dict[str, object]], None]


class Guide(QObject):
    """Plays steps on the GUI thread from a timer; when all are done, the program ends.

    A step that fails is reported with what was missing; the next one is tried all the same. A fault in a slot of the
    program, which Qt would only print, makes the step fail in which it happened.
    """

    def __init__(self, window: QMainWindow, steps: Sequence[Step], pictures: Path, first: int, report: Report) -> None:
        super().__init__(window)
        self._window, self._pictures, self._number, self._report = window, pictures, first, report
        self._left = list(steps)
        self._moves: Moves[None] | None = None
        self._wait: Wait | None = None
        self._deadline = 0.0
        self._is_moving = False
        self._faults: list[str] = []
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """Start with the first step."""
        sys.excepthook = self._fault
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        if self._is_moving:  # a move is under way further up in the stack
            return
        self._is_moving = True
        try:
            self._go_on()
        except BaseException:
            # A fault of the tour itself: Qt would print it and go on ticking.
            self._timer.stop()
            QApplication.exit(FAULT)
            raise
        finally:
            self._is_moving = False

    def _go_on(self) -> None:
        if self._moves is None:
            if not self._left:
                self._timer.stop()
                self._window.close()
                return
            self._moves, self._wait = self._left[0].moves(), None
        if self._wait is not None and not _is_so(self._wait):
            if time.monotonic() < self._deadline:
                return
            self._end(f"did not come: {self._wait.what}")
            return
        try:
            self._wait = next(self._moves)
        except StopIteration:
            self._end("")
        except (Failed, RuntimeError) as failure:  # RuntimeError: a widget that went away while it was used
            self._end(str(failure))
        else:
            self._deadline = time.monotonic() + self._wait.seconds

    def _fault(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._faults.append(f"{kind.__name__}: {error}")
        traceback.print_exception(kind, error, trace)

    def _end(self, why: str) -> None:
        why = "; ".join([*self._faults, *([why] if why else [])])
        self._faults.clear()
        step = self._left.pop(0)
        self._moves, self._wait = None, None
        if step.is_shown or why:
            name = f"{self._number:02}-{step.name}.png"
            self._number += 1
            camera.take(self._window, self._pictures / name)
            self._report({"step": {"name": step.name, "ok": not why, "picture": name} | ({"why": why} if why else {})})
        if why:
            _close_what_is_over(self._window)


def _is_so(wait: Wait) -> bool:
    try:
        return bool(wait.until())
    except RuntimeError:  # a page was drawn anew and the widget looked at is gone: look again
        return False


def _close_what_is_over(window: QMainWindow) -> None:
    """After a step that failed: the next one begins at the window again."""
    for one in QApplication.topLevelWidgets():
        if one is not window and one.isVisible():
            one.close()
