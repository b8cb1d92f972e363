"""What the learner waits for and no schedule knows: a course that is not here, or the list of courses."""

from collections.abc import Callable

from studydesk.domain.accounts import Account
from studydesk.domain.ids import CourseId
from studydesk.domain.outside import Cancel
from studydesk.store import marks
from studydesk.store.opening import Store
from studydesk.sync.refresh import Refresh
from studydesk.sync.reports import Progress, RefreshReport
from studydesk.sync.school_clock import SchoolClock


class Wanted:
    """What is wanted of one account; may be asked for from any thread.

    Attributes:
        report: of the last visits.
    """

    def __init__(self, account: Account, store: Store, school: SchoolClock, takes_all: Callable[[], bool]) -> None:
        """`takes_all`: whether what was opened earlier, or in another process, is brought too."""
        self.report: RefreshReport | None = None
        self._account, self._store, self._school, self._takes_all = account, store, school, takes_all
        self._course = self._list = False

    def course(self, course: CourseId) -> None:
        """Have a course whose contents are not here brought before anything else; interrupted, it goes on later."""
        with self._store.library.write() as w:
            if course in marks.since(w, self._account.id):
                return
            marks.put_visit(w, self._account.id, course, self._school.now())
        self._course = True

    def list(self) -> None:
        """Have the list of courses asked for at the next turn, and nothing of them."""
        self._list = True

    def bring(self, refresh: Refresh, cancel: Cancel, progress: Progress, make_way: Callable[[], None]) -> None:
        """Bring what is wanted. Raises as Refresh.run does."""
        if self._list:
            refresh.courses(cancel, progress)
            self._list = False
        if self._course or self._takes_all():
            self.report = refresh.visits.run(cancel, progress, make_way)
            self._course = False
