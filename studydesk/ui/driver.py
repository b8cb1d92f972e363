"""Drives what the machine does by itself: the sync loop and the transfers, each in its lane, each with one timer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from studydesk.domain.outside import Cancel
from studydesk.errors import Cancelled, StudyDeskError
from studydesk.ui.bridge import Bridge, Lane, Progress
from studydesk.ui.services import SyncControl

START_AFTER_MS = 400
AFTER_ERROR = timedelta(minutes=5)
AFTER_CUT = timedelta(seconds=5)
# A timer of Qt counts in 32-bit milliseconds.
LONGEST = timedelta(days=1)


class Cycle(QObject):
    """One job that runs, says how long to wait, and runs again; a wake in between runs it at once.

    Signals:
        progressed: a report of the running job (sync.reports.Step).
        turned: a run ended.
        failed: a run ended with an error that is not the link's (Exception).
    """

    progressed = Signal(object)
    turned = Signal()
    failed = Signal(object)

    def __init__(
        self, bridge: Bridge, lane: Lane, job: Callable[[Cancel, Progress], timedelta], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge, self._lane, self._job = bridge, lane, _always_ending(job)
        self._timer = QTimer(self, singleShot=True)
        # A battery is spared when the system may put wake-ups of several programs together.
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.wake)
        self._running = False
        self._again = False

    @property
    def is_running(self) -> bool:
        """Whether the job is running now."""
        return self._running

    @Slot()
    def wake(self) -> None:
        """Run now, or once more when the run under way ends."""
        self._timer.stop()
        if self._running:
            self._again = True
            return
        self._running = True
        self._bridge.start(self._lane, self, self._job, self._ended, self._broke, progress=self._tell)

    def _tell(self, step: Any) -> None:
        self.progressed.emit(step)

    def _ended(self, wait: timedelta) -> None:
        self._running = False
        self.turned.emit()
        if self._again:
            self._again = False
            self.wake()
        else:
            self._timer.start(int(min(wait, LONGEST) / timedelta(milliseconds=1)))

    def _broke(self, error: Exception) -> None:
        self._running = self._again = False
        self._timer.start(int(AFTER_ERROR / timedelta(milliseconds=1)))
        self.failed.emit(error)


def _always_ending(job: Callable[[Cancel, Progress], timedelta]) -> Callable[[Cancel, Progress], timedelta]:
    """Return the job with a run that was cut as a run that ended: the bridge says nothing of what was cancelled."""

    def run(cancel: Cancel, progress: Progress) -> timedelta:
        try:
            return job(cancel, progress)
        except Cancelled:
            return AFTER_CUT

    return run


class Driver(QObject):
    """Both cycles of the current account.

    Signals:
        progressed: Step of a sync run; transferred: Step of a transfer; neither is stored anywhere.
        turned: a sync run ended: the link may be known better now.
        failed: an error for the learner (each kind once).
    """

    progressed = Signal(object)
    transferred = Signal(object)
    turned = Signal()
    failed = Signal(object)

    def __init__(self, bridge: Bridge, sync: SyncControl, parent: QObject) -> None:
        super().__init__(parent)
        self._sync = sync
        self._told: set[type[Exception]] = set()
        self._start = QTimer(self, singleShot=True)
        self._start.timeout.connect(self._begin)
        self._turns = Cycle(bridge, Lane.SYNC, sync.turn, self)
        self._transfers = Cycle(bridge, Lane.TRANSFER, sync.fetch, self)
        self._turns.progressed.connect(self.progressed)
        self._turns.turned.connect(self.turned)
        self._transfers.progressed.connect(self.transferred)
        for cycle in (self._turns, self._transfers):
            cycle.failed.connect(self._failed)

    def start_soon(self) -> None:
        """Begin once the first page stands: the network's modules would hold the interpreter while it is read."""
        self._start.start(START_AFTER_MS)

    @Slot()
    def _begin(self) -> None:
        self.wake("signed_in")

    def wake(self, reason: str) -> None:
        """Look at once whether there is something to do: new work, another link, or the learner asks."""
        self._start.stop()
        self._sync.wake(reason)
        self._turns.wake()
        self._transfers.wake()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        expected = isinstance(error, StudyDeskError)
        if type(error) not in self._told or not expected:
            self._told.add(type(error))
            self.failed.emit(error)
