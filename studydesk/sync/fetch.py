"""Fetching what the learner asked for: text first, one file after the other, resumed and verified."""

from collections.abc import Callable
from datetime import timedelta

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.outbox import backoff
from studydesk.domain.outside import Cancel, Chance, Clock
from studydesk.errors import (
    Cancelled,
    Corrupt,
    NeverSent,
    NoAnswer,
    NotAvailable,
    NotProcessed,
    Refused,
    SignedOut,
    StorageFull,
    StudyDeskError,
)
from studydesk.policy import Policy
from studydesk.store import files, transfers
from studydesk.store.opening import Store
from studydesk.sync import chapters
from studydesk.sync.outcomes import resting
from studydesk.sync.reports import FetchReport, Progress, Step, silent
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.transfer import Stopped, Transfer

DISK_FULL_WAIT = timedelta(minutes=10)
BUSY_WAIT = timedelta(seconds=30)
ENOUGH_BYTES = 64 * 1024  # fewer say nothing about the rate
MOST_SILENT_FILES = 3  # files in a row that got no further: then it is the link, not the files


class Fetch:
    """Downloads of one account. Only for the holder of the profile's lock."""

    def __init__(
        self,
        account: Account,
        campus: Campus,
        store: Store,
        clock: SchoolClock,
        stopwatch: Clock,
        chance: Chance,
        policy: Policy,
        *,
        should_yield: Callable[[], bool] = lambda: False,
    ) -> None:
        self._account, self._campus, self._store = account, campus, store
        self._clock, self._stopwatch, self._chance, self._policy = clock, stopwatch, chance, policy
        self._should_yield = should_yield
        self._failures: dict[int, int] = {}
        self._reached: dict[int, int] = {}
        self._silent = 0

    def run(self, cancel: Cancel, progress: Progress = silent) -> FetchReport:
        """Fetch what is queued until nothing is left, posts want the link, or the link fails; return what was done.

        Raises Cancelled, and Corrupt or StorageFull of the library itself.
        """
        report = FetchReport()
        self._take_up()
        self._silent = 0
        seconds = 0.0
        while report.stopped is None:
            cancel.check()
            if self._should_yield():
                report.stopped = "posts"
                break
            file = self._next()
            if file is None:
                break
            begun, before = self._stopwatch.monotonic(), report.bytes
            self._one(file, cancel, progress, report)
            if report.bytes - before:
                seconds += self._stopwatch.monotonic() - begun
        if report.bytes >= ENOUGH_BYTES and seconds > 0:
            report.rate = report.bytes / seconds
        return report

    def _take_up(self) -> None:
        """Put back what a crash left RUNNING, and what failed and may be tried again."""
        now = self._clock.now()
        with self._store.library.write() as w:
            for file in files.files(w, self._account.id, states=(FileState.RUNNING, FileState.FAILED)):
                if file.state is FileState.RUNNING:
                    files.move(w, file.key, file.state, FileEvent.INTERRUPTED)
                elif file.not_before is not None and file.not_before <= now:
                    files.move(w, file.key, file.state, FileEvent.RESUMED)

    def _next(self) -> LocalFile | None:
        with self._store.library.read() as r:
            queue = files.queued(r, self._account.id, self._clock.now())
        return queue[0] if queue else None

    def _one(self, file: LocalFile, cancel: Cancel, progress: Progress, report: FetchReport) -> None:
        with self._store.library.write() as w:
            if not files.move(w, file.key, FileState.QUEUED, FileEvent.STARTED):
                return
        transfer = Transfer(
            file,
            self._campus,
            self._store,
            self._policy,
            cancel,
            self._should_yield,
            lambda done, total: progress(Step("fetching", file.name, done, total)),
        )
        progress(Step("fetching", file.name, file.done_bytes, file.size_bytes))
        try:
            blob = transfer.run()
        except Stopped as stopped:
            self._put_back(file)
            report.stopped = "posts" if stopped.reason == "posts" else None
            return
        except StudyDeskError as error:
            self._failed(file, error, transfer, report)
            return
        finally:
            report.bytes += transfer.travelled
        with self._store.library.write() as w:
            transfers.put_blob(w, blob)
            is_wanted = files.move(w, file.key, FileState.RUNNING, FileEvent.FINISHED, sha256=blob.sha256)
        self._failures.pop(file.key, None)
        self._reached.pop(file.key, None)
        self._silent = 0
        report.present += is_wanted
        report.reused += transfer.is_reused
        if is_wanted:
            chapters.index(file, blob, self._account, self._store)

    def _put_back(self, file: LocalFile, wait: timedelta | None = None) -> None:
        with self._store.library.write() as w:
            files.move(
                w,
                file.key,
                FileState.RUNNING,
                FileEvent.INTERRUPTED,
                not_before=self._clock.now() + wait if wait else None,
            )

    def _failed(self, file: LocalFile, error: StudyDeskError, transfer: Transfer, report: FetchReport) -> None:
        """Let the file wait, fail it, or end the run: a matter of the link is never the file's fault."""
        match error:
            case NeverSent():
                self._put_back(file)
                report.stopped = "link"
            case NoAnswer():
                self._no_answer(file, transfer, report)
            case SignedOut():
                self._put_back(file)
                report.stopped = "signed_out"
            case NotProcessed(reason=reason, retry_after=after):
                self._put_back(file, after or BUSY_WAIT)
                report.stopped = resting(reason)
            case StorageFull():
                self._fail(file, "disk_full", report, DISK_FULL_WAIT)
                report.stopped = "disk_full"
            case Corrupt():
                self._fail(file, "corrupt", report)
            case Refused(code=code):
                self._fail(file, "gone" if code in ("filenotfound", "invalidrecord") else "refused", report)
            case NotAvailable():
                self._fail(file, "not_available", report)
            case Cancelled():
                self._put_back(file)
                raise error
            case _:
                self._put_back(file)
                raise error

    def _no_answer(self, file: LocalFile, transfer: Transfer, report: FetchReport) -> None:
        """Go on with it at once when it got further; else let others go first, and rest when none of them does."""
        if transfer.reached > self._reached.get(file.key, 0):
            self._reached[file.key] = transfer.reached
            self._failures.pop(file.key, None)
            self._silent = 0
            self._put_back(file)
            return
        tries = self._failures[file.key] = self._failures.get(file.key, 0) + 1
        policy = self._policy
        wait = backoff(tries, self._chance.jitter(), policy.item_backoff_first, policy.item_backoff_most)
        self._put_back(file, wait)
        self._silent += 1
        if self._silent >= MOST_SILENT_FILES:
            report.stopped = "link"

    def _fail(self, file: LocalFile, problem: str, report: FetchReport, wait: timedelta | None = None) -> None:
        not_before = self._clock.now() + wait if wait else None
        with self._store.library.write() as w:
            files.move(w, file.key, FileState.RUNNING, FileEvent.FAILED, problem=problem, not_before=not_before)
        report.failed += 1
