"""A long job on the files of courses: a check or a move, with its progress, its cancel and its result in words."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.outside import Cancel
from studydesk.errors import StudyDeskError
from studydesk.study.views.storage import StorageStep
from studydesk.ui.bridge import Lane, Progress
from studydesk.ui.context import Context
from studydesk.ui.widgets.aside import Aside
from studydesk.ui.widgets.badge import StateBadge
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.signs import Sign
from studydesk.ui.widgets.steady import Bar, SteadyLabel
from studydesk.wording import tr
from studydesk.wording.storage import storage_step

T = TypeVar("T")
BESIDE_FROM = 520


class Job(QObject):
    """One job at a time, in the transfer lane; it goes on while another page is shown.

    Attributes:
        words, share: what is happening and how far it is; result, sign: what the last one came to.

    Signals:
        began: one is under way.
        changed: words and share are others.
        ended: it came to its end, was stopped, or failed.
    """

    began = Signal()
    changed = Signal()
    ended = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._cancel: Cancel | None = None
        self._stopped = ""
        self.words, self.share = "", 0.0
        self.result, self.sign = "", Sign("done", "ok")

    @property
    def is_running(self) -> bool:
        """Whether one is under way."""
        return self._cancel is not None

    def start(
        self,
        job: Callable[[Cancel, Progress], T],
        told: Callable[[T], tuple[Sign, str]],
        *,
        words: str,
        stopped: str,
    ) -> None:
        """Run `job`; `told` returns the result in words, `stopped` is said when the learner stops it."""
        self.words, self.share, self.result, self._stopped = words, 0.0, "", stopped
        self._cancel = Cancel()  # inline lanes end before `start` returns

        def done(value: T) -> None:
            self._end(*told(value))

        started = self._context.bridge.start(
            Lane.TRANSFER, self, job, done, self._failed, progress=self._tell, key="job"
        )
        if self._cancel is not None:
            self._cancel = started
            self.began.emit()

    @Slot()
    def stop(self) -> None:
        """Stop it where it is."""
        if self._cancel is not None:
            self._cancel.stop()  # the bridge says nothing more of a job that was stopped
            self._end(Sign("withdrawn", "muted"), self._stopped)

    def _tell(self, step: object) -> None:
        if isinstance(step, StorageStep) and self.is_running:
            self.words = storage_step(step.doing, step.done, step.total)
            self.share = step.done / step.total if step.total else 0.0
            self.changed.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, StudyDeskError):
            self._context.explain(error)  # a fault of ours is never told quietly
        said = wording.error(error)
        self._end(Sign("problem", "bad"), " ".join(part for part in (said.happened, said.safe, said.todo) if part))

    def _end(self, sign: Sign, words: str) -> None:
        self._cancel = None
        self.sign, self.result = sign, words
        self.ended.emit()


class JobLine(QWidget):
    """Shows a job under way with its cancel, or what the last one came to."""

    def __init__(self, context: Context, job: Job) -> None:
        super().__init__()
        self._job = job
        self._words = SteadyLabel(job.words)
        self._bar = Bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        if job.is_running:
            progress = QWidget()
            inside = QVBoxLayout(progress)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(6)
            inside.addWidget(self._words)
            inside.addWidget(self._bar)
            stop = Button(tr("Stop"), job.stop)
            stop.setObjectName("stop-job")
            column.addWidget(Aside(context.theme.px, BESIDE_FROM, progress, stop))
            job.changed.connect(self._say)
            self._say()
        else:
            column.addWidget(StateBadge(context.icons, job.sign, job.result, wrap=True))

    @Slot()
    def _say(self) -> None:
        self._words.setText(self._job.words)
        self._bar.say(self._job.share, self._job.words)
