"""Courses that the learner opened before they were here: brought before anything else, whatever is going on."""

from collections.abc import Callable
from datetime import datetime

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus
from studydesk.domain.ids import CourseId
from studydesk.domain.outside import Cancel
from studydesk.store import marks
from studydesk.store.opening import Store
from studydesk.sync import details
from studydesk.sync.arrival import Arrival
from studydesk.sync.asking import Asking, Scope
from studydesk.sync.ledger import Ledger
from studydesk.sync.reports import Progress, RefreshReport, silent
from studydesk.sync.school_clock import SchoolClock


class Visits:
    """The visits of one account.

    Attributes:
        in_hand: courses whose structure the refresh under way has brought and whose details it will bring.
        brought: courses that came whole since the last refresh began.
    """

    def __init__(
        self,
        account: Account,
        campus: Campus,
        store: Store,
        clock: SchoolClock,
        ledger: Ledger,
        count: Callable[[int], None],
    ) -> None:
        """`count` hears of the bytes of first texts."""
        self._account, self._campus, self._store = account, campus, store
        self._clock, self._ledger, self._count = clock, ledger, count
        self._under_way: dict[CourseId, Arrival] = {}
        self.in_hand: set[CourseId] = set()
        self.brought: set[CourseId] = set()

    @property
    def is_urgent(self) -> bool:
        """Whether somebody waits for a first text now: downloads make room for it. From any thread."""
        return any(arrival.seeks_text for arrival in list(self._under_way.values()))

    def run(
        self, cancel: Cancel, progress: Progress = silent, make_way: Callable[[], None] = lambda: None
    ) -> RefreshReport:
        """Bring what was opened, the last one first, and return what was asked; raises as Refresh.run does.

        Called again from its own `make_way` it brings what was opened meanwhile, and then the first one goes on.
        """
        report = RefreshReport()
        while (course := self._next()) is not None:
            asking = Asking(self._account, self._campus, self._store, cancel, progress, make_way, report, self._count)
            self._under_way[course] = arrival = Arrival(course, asking)
            try:
                self._bring(course, arrival)
            finally:
                del self._under_way[course]
        return report

    def _next(self) -> CourseId | None:
        with self._store.library.read() as r:
            wanted = marks.visits(r, self._account.id)
        return next((course for course in wanted if course not in self._under_way), None)

    def _bring(self, course: CourseId, arrival: Arrival) -> None:
        asking, account = arrival.asking, self._account.id
        begun = self._begun(course, arrival)
        if course in self.in_hand:
            arrival.text()
        told = None if course in self.in_hand else arrival.structure()
        if told is not None:
            details.fetch([(Scope(course, None), told)], self._ledger, asking)
        with self._store.library.write() as w:
            marks.drop_visit(w, account, course)
            if told is not None and course not in asking.report.problems:
                marks.put_since(w, account, course, begun)
                asking.report.changed_courses.add(course)
                self.brought.add(course)

    def _begun(self, course: CourseId, arrival: Arrival) -> datetime:
        """Return the school time from which changes must be asked for once the course is here."""
        with self._store.library.write() as w:
            begun = marks.checked(w, self._account.id, course) if arrival.is_begun else None
            if begun is None:
                begun = self._clock.asked_at()
                marks.put_checked(w, self._account.id, course, begun)
        return begun
