"""What stands where something cannot be shown: what happened, what is safe, and the button that helps."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studydesk.domain.downloads import FileState
from studydesk.domain.ids import ActivityId
from studydesk.errors import NotFound, StudyDeskError
from studydesk.study.views.courses import ActivityRow
from studydesk.ui.context import Context
from studydesk.ui.downloads import asking
from studydesk.ui.widgets.boxes import EmptyState
from studydesk.wording import disk_state, error, size, tr

UNDER_WAY = (FileState.QUEUED, FileState.RUNNING)


class Absent(QWidget):
    """Fills the place of an activity that is not on this computer, or that cannot be opened.

    Signals:
        titled: the activity's title, once it is known.
    """

    titled = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._inside: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def explain(self, activity: ActivityId, problem: Exception) -> None:
        """Say why the activity cannot be shown, and offer to download it where that helps."""
        if not isinstance(problem, NotFound):
            self.tell("error", problem)
            return
        courses = self._context.desk.courses
        self._context.read(self, lambda: courses.activity(activity), self._offer, lambda _error: self._gone())

    def tell(self, icon: str, problem: Exception) -> None:
        """Tell of an error in words."""
        if not isinstance(problem, StudyDeskError):
            self._context.explain(problem)  # a fault of ours is never told quietly
        said = error(problem)
        self._put(icon, said.happened, " ".join(part for part in (said.safe, said.todo) if part))

    def say(self, icon: str, title: str, text: str) -> None:
        """Say something else."""
        self._put(icon, title, text)

    def _gone(self) -> None:
        self._put("cloud-download", tr("This is not in your courses any more."), tr("Your own work is safe."))

    def _offer(self, row: ActivityRow) -> None:
        self.titled.emit(row.title)
        if row.restriction:
            self._put("lock", tr("This is not open to you yet."), row.restriction)
        elif row.disk.state in UNDER_WAY:
            self._put("download", row.title, disk_state(row.disk))
        else:
            price = size(row.disk.missing_bytes) if row.disk.missing_bytes else ""
            action = tr("Download · {size}").format(size=price) if price else tr("Download")
            text = tr("{title} is not on this computer yet. Download it once, then it works without a link.")
            self._put("cloud-download", tr("Not downloaded yet"), text.format(title=row.title), action, row)

    def _put(self, icon: str, title: str, text: str, action: str = "", row: ActivityRow | None = None) -> None:
        if self._inside is not None:
            self._inside.deleteLater()
        self._inside = EmptyState(
            self._context.icons, icon, title, text, action, (lambda: self._want(row)) if row else None
        )
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self._inside)

    def _want(self, row: ActivityRow) -> None:
        asking.want_activity(self._context, self, row.id, row.title, lambda: self.explain(row.id, NotFound()))
