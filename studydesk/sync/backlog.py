"""What is still to be downloaded for one account, as the schedule must know it."""

from datetime import timedelta

from studydesk.domain.accounts import Account
from studydesk.domain.downloads import FileState
from studydesk.store import files
from studydesk.store.opening import Store
from studydesk.sync.loop import LONGEST
from studydesk.sync.reports import FetchReport
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.troubles import DISK_FULL_WAIT, DISK_STOPS

SOONEST = timedelta(seconds=2)
UNSEEN = timedelta(seconds=10)  # what became due so short a time ago the run may not have seen: it reads every 5 s
_LEFT = (FileState.QUEUED, FileState.RUNNING, FileState.FAILED)


class Backlog:
    """The files that wait."""

    def __init__(self, account: Account, store: Store, school: SchoolClock) -> None:
        self._account, self._store, self._school = account, store, school

    def any(self) -> bool:
        """Whether any file waits."""
        with self._store.library.read() as r:
            return files.any_of(r, self._account.id, _LEFT)

    def wait(self, report: FetchReport) -> timedelta:
        """Return how long after a run nothing is to be done: until a file may be tried again or the rules let it go."""
        with self._store.library.read() as r:
            times = [files.next_try(r, self._account.id, self._school.now() - UNSEEN)]
        if report.held is not None:
            times.append(report.held.until)
        if report.stopped in DISK_STOPS:
            times.append(self._school.now() + DISK_FULL_WAIT)
        if report.rests_until is not None:
            times = [report.rests_until]
        spans = [at - self._school.now() for at in times if at is not None]
        return min(max(min(spans), SOONEST), LONGEST) if spans else LONGEST
