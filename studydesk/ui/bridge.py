"""Lanes of threads behind one signal: the only way work leaves the GUI thread, and the only way it comes back."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from studydesk.domain.outside import Cancel
from studydesk.errors import Cancelled

log = logging.getLogger(__name__)
T = TypeVar("T")
Progress = Callable[[object], None]
PROGRESS_EVERY_S = 0.1
QUIT_WITHIN_S = 2.0


class Lane(StrEnum):
    """Where a job runs. READ is for the disk (reads and the learner's writes); nothing in it may wait for a network."""

    READ = "read"
    SYNC = "sync"
    TRANSFER = "transfer"


WORKERS = {Lane.READ: 1, Lane.SYNC: 1, Lane.TRANSFER: 3}


class Inline(Executor):
    """Runs each job at once in the caller's thread, so that tests wait for nothing."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        """Return a future that is already finished."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@dataclass(eq=False, slots=True)
class _Job:
    owner: QObject
    work: Callable[[Cancel, Progress], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    progress: Callable[[Any], None] | None
    cancel: Cancel
    slot: tuple[int, str] | None
    must_run: bool = False
    last_progress: float = 0.0


@dataclass(frozen=True, slots=True)
class _Report:
    """What comes back of a job: one callback for the GUI thread, None = nothing to tell; `over`: it was the last."""

    job: _Job
    to: Callable[[Any], None] | None
    value: object
    over: bool


class Bridge(QObject):
    """Runs jobs in lanes and hands what comes out to the GUI thread.

    A report for a widget that is gone, for a job that was cancelled, or for a read that a newer one with the same key
    has replaced, is dropped.
    """

    _came_back = Signal(object)

    def __init__(self, *, inline: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[Lane, Executor] = {
            lane: Inline() if inline else ThreadPoolExecutor(n, thread_name_prefix=f"studydesk-{lane}")
            for lane, n in WORKERS.items()
        }
        self._running: set[_Job] = set()
        self._futures: set[Future[None]] = set()  # changed from any thread; a set's add and discard are atomic
        self._newest: dict[tuple[int, str], _Job] = {}
        self._closed = False
        # Set by the window: told about what no page handles.
        self.on_error: Callable[[Exception], None] = self._only_log
        how = Qt.ConnectionType.DirectConnection if inline else Qt.ConnectionType.QueuedConnection
        self._came_back.connect(self._deliver, how)

    def read(
        self,
        owner: QObject,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        key: str = "",
    ) -> Cancel:
        """Run `job` in the disk lane and call `done` with what it returns, on the GUI thread.

        `key` names what is being read for this owner: of several with the same non-empty key only the newest reports.
        """
        return self.start(Lane.READ, owner, lambda _cancel, _progress: job(), done, failed, key=key)

    def act(
        self,
        owner: QObject,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run a write the learner asked for in the disk lane: as `read`, but once queued it runs even after `close`."""
        self.start(Lane.READ, owner, lambda _cancel, _progress: job(), done, failed, must_run=True)

    def start(
        self,
        lane: Lane,
        owner: QObject,
        job: Callable[[Cancel, Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        progress: Callable[[Any], None] | None = None,
        key: str = "",
        must_run: bool = False,
    ) -> Cancel:
        """Run `job` in a lane; `progress` gets at most ten reports a second. The Cancel that comes back stops it.

        `close` stops it too, unless it `must_run`.
        """
        slot = (id(owner), key) if key else None
        started = _Job(owner, job, done, failed or self._fail, progress, Cancel(), slot, must_run)
        if self._closed:
            started.cancel.stop()
            return started.cancel
        if slot:
            self._newest[slot] = started
        self._running.add(started)
        future = self._lanes[lane].submit(self._run, started)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)
        return started.cancel

    def close(self) -> None:
        """Stop everything but what must run: every Cancel closes its socket, and nothing is waited for here.

        What is queued is left in its lane: a stopped job ends as it begins, and behind it may be one that must run.
        """
        self._closed = True
        for job in list(self._running):
            if not job.must_run:
                job.cancel.stop()
        for lane in self._lanes.values():
            lane.shutdown(wait=False)

    def is_idle(self) -> bool:
        """Whether nothing is running or waiting in any lane."""
        return not self._futures

    def _run(self, job: _Job) -> None:
        try:
            job.cancel.check()
            value = job.work(job.cancel, lambda note: self._report(job, note))
        except Cancelled:
            self._post(job, None, None)
        except Exception as error:  # the border between threads: every error goes to a person
            if self._closed and job.must_run:  # no window is left to say it
                log.error("a write failed while the window closed", exc_info=error)
            self._post(job, job.failed, error)
        else:
            self._post(job, job.done, value)

    def _report(self, job: _Job, note: object) -> None:
        now = time.monotonic()
        if job.progress is not None and now - job.last_progress >= PROGRESS_EVERY_S:
            job.last_progress = now
            self._post(job, job.progress, note, over=False)

    def _post(self, job: _Job, to: Callable[[Any], None] | None, value: object, *, over: bool = True) -> None:
        if not self._closed and shiboken6.isValid(self):
            self._came_back.emit(_Report(job, to, value, over))

    @Slot(object)
    def _deliver(self, report: _Report) -> None:
        job = report.job
        replaced = job.slot is not None and self._newest.get(job.slot) is not job
        if report.over:
            self._running.discard(job)
            if job.slot is not None and not replaced:
                del self._newest[job.slot]
        if report.to is None or replaced or self._closed or job.cancel.is_stopped:
            return
        if shiboken6.isValid(job.owner):
            report.to(report.value)

    def _fail(self, error: Exception) -> None:
        self.on_error(error)

    @staticmethod
    def _only_log(error: Exception) -> None:
        log.error("a job failed with no window to say so", exc_info=error)
