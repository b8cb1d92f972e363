"""Hears that another process, a command in a terminal, wrote something to this profile."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal, Slot


class Beside(QObject):
    """Watches the file that `app.services` writes to when it queues something without holding the profile.

    Signals:
        wrote: something was queued or changed by another process.
    """

    wrote = Signal()

    def __init__(self, file: Path, parent: QObject) -> None:
        super().__init__(parent)
        file.touch()  # only what is there can be watched
        self._watcher = QFileSystemWatcher([str(file)], self)
        self._watcher.fileChanged.connect(self._changed)

    @Slot(str)
    def _changed(self, _path: str) -> None:
        self.wrote.emit()
