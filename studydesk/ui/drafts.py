"""Keeping what is typed: within a second while typing, and at once when the page is left."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from studydesk.ui.context import Context

KEPT_AFTER_MS = 700
T = TypeVar("T")


class DraftKeeper(QObject, Generic[T]):
    """Keeps the newest of what `read` returns by `keep`.

    A save that waits in the disk lane must never overwrite a newer one that was made at once on leaving: each has a
    number, and one that comes too late does nothing. One that is still waiting (the lane is busy with a big file, and
    quitting drops what waits there) or that failed (a full disk) counts as not kept, so that leaving makes up for it.

    Signals:
        kept: what `keep` returned, on the GUI thread.
    """

    kept = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._read: Callable[[], Callable[[], T]] | None = None
        self._lock = Lock()
        self._number = 0
        self._kept = 0
        # Not restarted by each key: somebody who types without a pause is saved as well.
        self._timer = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._timer.timeout.connect(self._save)

    def watch(self, read: Callable[[], Callable[[], T]] | None) -> None:
        """Keep by `read` from now on: it takes the words from the screen and returns the job that keeps them."""
        self.flush()
        self._read = read

    @Slot()
    def touch(self) -> None:
        """Something was typed."""
        if self._read is not None and not self._timer.isActive():
            self._timer.start()

    @property
    def is_waiting(self) -> bool:
        """Whether something typed is not kept yet: not begun, still waiting in the lane, or failed."""
        return self._timer.isActive() or self._kept < self._number

    def flush(self) -> None:
        """Keep at once, in this thread, what was typed since the last time. Raises as `keep`; it is then not kept."""
        if self._read is not None and self.is_waiting:
            self._timer.stop()
            job = self._numbered(self._read())
            kept = job()
            if kept is not None:
                self.kept.emit(kept)

    def forget(self) -> None:
        """Do not keep what was typed: it was sent, or thrown away."""
        self._timer.stop()
        with self._lock:
            self._kept = self._number

    @Slot()
    def _save(self) -> None:
        if self._read is not None:
            self._context.read(self, self._numbered(self._read()), self._tell, key="draft")

    def _tell(self, kept: T | None) -> None:
        if kept is not None:
            self.kept.emit(kept)

    def _numbered(self, job: Callable[[], T]) -> Callable[[], T | None]:
        self._number += 1
        number = self._number

        def keep() -> T | None:
            with self._lock:
                if number <= self._kept:
                    return None
                kept = job()
                self._kept = number
                return kept

        return keep
