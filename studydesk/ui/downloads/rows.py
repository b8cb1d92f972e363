"""One download on its way."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.downloads import FileState
from studydesk.study.views.courses import DiskState
from studydesk.study.views.downloads import DownloadRow
from studydesk.sync.reports import Step
from studydesk.ui.context import Context
from studydesk.ui.widgets.badge import DISK, StateBadge
from studydesk.ui.widgets.buttons import IconButton
from studydesk.ui.widgets.text import ElidedLabel
from studydesk.wording import tr

Do = Callable[[Callable[[], None]], None]


class FileRow(QWidget):
    """A file with its state in words, how far it is, and its buttons."""

    def __init__(self, context: Context, row: DownloadRow, do: Do) -> None:
        super().__init__()
        self._row = row
        self._badge = StateBadge(context.icons, DISK[row.state], _words(row, row.done_bytes, row.total_bytes))
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(row.name)
        self._bar.setVisible(
            row.state in (FileState.RUNNING, FileState.PAUSED, FileState.FAILED) and row.done_bytes > 0
        )
        self._bar.setValue(_share(row.done_bytes, row.total_bytes))
        icon = QLabel()
        context.icons.put(icon, "file", "muted")
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(ElidedLabel(row.name))
        words.addWidget(self._badge)
        words.addWidget(self._bar)
        words.addWidget(ElidedLabel(f"{row.activity_title} · {row.course_title}", "meta"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(12)
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        if not (row.done_bytes and row.state in (FileState.RUNNING, FileState.PAUSED, FileState.FAILED)):
            self._bar.hide()
        for button in _buttons(context, row, do):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def say_step(self, step: object) -> None:
        """Show how far it is by a report of the transfer."""
        if isinstance(step, Step) and step.total > 0 and step.detail in ("", self._row.name):
            self._bar.setVisible(True)
            self._bar.setValue(_share(step.done, step.total))
            self._badge.say(DISK[FileState.RUNNING], _words(self._row, step.done, step.total))


def _buttons(context: Context, row: DownloadRow, do: Do) -> list[IconButton]:
    downloads = context.desk.downloads
    made = []
    if row.state in (FileState.RUNNING, FileState.QUEUED):
        words = tr("Pause {file}").format(file=row.name)
        made.append(IconButton(context.icons, "pause", words, partial(do, partial(downloads.pause, row.key))))
    else:
        again = tr("Try {file} again") if row.state is FileState.FAILED else tr("Go on with {file}")
        name = "refresh" if row.state is FileState.FAILED else "play"
        words = again.format(file=row.name)
        made.append(IconButton(context.icons, name, words, partial(do, partial(downloads.resume, row.key))))
    words = tr("Cancel {file}").format(file=row.name)
    made.append(IconButton(context.icons, "close", words, partial(do, partial(downloads.cancel, row.key))))
    return made


def _words(row: DownloadRow, done: int, total: int) -> str:
    return wording.disk_state(DiskState(row.state, total, 0, done, row.problem, row.not_before))


def _share(done: int, total: int) -> int:
    return round(1000 * done / total) if total else 0
