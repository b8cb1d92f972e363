"""What the learner can do with downloads; what takes something away can be undone."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtWidgets import QWidget

from studydesk.domain.downloads import FileState
from studydesk.domain.ids import CourseId
from studydesk.study.views.downloads import CourseQueue, DownloadRow, Undo
from studydesk.ui.context import Context
from studydesk.ui.pages import Place, Target
from studydesk.wording import ntr


class Act(StrEnum):
    """Something that is done with one file, with all of a course, or with all."""

    PAUSE = "pause"
    GO_ON = "go_on"
    CANCEL = "cancel"
    FIRST = "first"
    EARLIER = "earlier"
    LATER = "later"
    NOW = "now"
    OPEN = "open"


class Acts:
    """Does it, says what was taken away, and lets the page read again.

    Attributes:
        rows: the queue as it is shown; "earlier" is before the file above.
    """

    def __init__(self, context: Context, owner: QWidget, read: Callable[[], None]) -> None:
        self._context, self._owner, self._read = context, owner, read
        self.rows: tuple[DownloadRow, ...] = ()

    def file(self, act: Act, row: DownloadRow) -> None:
        """Do something with one file."""
        downloads = self._context.desk.downloads
        if act is Act.OPEN:
            self._context.navigate(Target(Place.COURSE, course=row.course))
        elif act is Act.EARLIER:
            above = self._beside(row, -1)
            if above is not None:
                self._do(partial(downloads.put_before, above, row.key))
        elif act is Act.LATER:
            below = self._beside(row, 1)
            if below is not None:
                self._do(partial(downloads.put_before, row.key, below))
        else:
            self._way(act, row.key, None)

    def course(self, act: Act, queue: CourseQueue) -> None:
        """Do something with everything of a course."""
        self._way(act, None, queue.course)

    def everything(self, act: Act) -> None:
        """Do something with all that is on its way."""
        self._way(act, None, None)

    def _way(self, act: Act, key: int | None, course: CourseId | None) -> None:
        downloads = self._context.desk.downloads
        if act is Act.CANCEL:
            self._do(partial(downloads.cancel, key, course=course), self._cancelled)
            return
        ways: dict[Act, Callable[..., object]] = {
            Act.PAUSE: downloads.pause,
            Act.GO_ON: downloads.resume,
            Act.FIRST: downloads.put_first,
            Act.NOW: downloads.start_now,
        }
        self._do(partial(ways[act], key, course=course))

    def _do(self, job: Callable[[], object], told: Callable[[Undo], None] | None = None) -> None:
        def done(taken: object) -> None:
            if told is not None and isinstance(taken, Undo) and taken:
                told(taken)
            self._read()

        self._context.act(self._owner, job, done)

    def _cancelled(self, undo: Undo) -> None:
        downloads = self._context.desk.downloads
        words = ntr("{n} download cancelled", "{n} downloads cancelled", undo.count)
        self._context.toast(words, partial(self._do, partial(downloads.undo, undo)))

    def _beside(self, row: DownloadRow, step: int) -> int | None:
        """Return the key of the file of the same course that waits before or after it."""
        keys = [one.key for one in self.rows if one.course == row.course and one.state is FileState.QUEUED]
        if row.key not in keys:
            return None
        place = keys.index(row.key) + step
        return keys[place] if 0 <= place < len(keys) else None
