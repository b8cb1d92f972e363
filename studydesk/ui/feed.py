"""Changes of the databases, gathered for a moment and told to the window once."""

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from studydesk.domain.changes import Change, Subject

GATHER_MS = 100


class Source(Protocol):
    """Where changes come from; `subscribe` may call back in any thread and returns a function that ends it."""

    def subscribe(self, listener: Callable[[list[Change]], None], /) -> object: ...


class Feed(QObject):
    """Gathers changes for 100 ms and tells what kinds of things changed.

    Signals:
        changed: frozenset[Subject], on the GUI thread.
    """

    changed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, *, gather_ms: int = GATHER_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gathered: set[Subject] = set()
        self._timer = QTimer(self, singleShot=True, interval=gather_ms)
        self._timer.timeout.connect(self._tell)
        self._arrived.connect(self._gather, Qt.ConnectionType.AutoConnection)

    def listen(self, source: Source) -> None:
        """Hear the changes of `source` from now on."""
        source.subscribe(self.arrive)

    def arrive(self, changes: Iterable[Change]) -> None:
        """Take changes, from any thread."""
        self._arrived.emit(frozenset(change.subject for change in changes))

    def flush(self) -> None:
        """Tell at once what was gathered (tests do not wait)."""
        self._timer.stop()
        self._tell()

    @Slot(object)
    def _gather(self, subjects: frozenset[Subject]) -> None:
        self._gathered |= subjects
        # Not restarted: a steady stream of changes must still reach the screen every 100 ms.
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _tell(self) -> None:
        if self._gathered:
            subjects, self._gathered = frozenset(self._gathered), set()
            self.changed.emit(subjects)
