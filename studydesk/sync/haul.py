"""One run of downloads: hands stretches of files to connections, tells the library, and knows when to end."""

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus
from studydesk.domain.downloads import FileEvent, LocalFile
from studydesk.domain.outside import Cancel, Chance, Clock, Hands
from studydesk.domain.pace import Ramp
from studydesk.domain.plan import Allows, Held
from studydesk.errors import StudyDeskError
from studydesk.policy import Policy
from studydesk.store import files, transfers
from studydesk.store.opening import Store
from studydesk.sync.porter import NETWORK_CHUNK, Line, Porter, Stopped
from studydesk.sync.register import Arrival, Register
from studydesk.sync.reports import FetchReport, FileStep, Progress, Step
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.transfer import Span, Transfer
from studydesk.sync.troubles import Troubles

LOOK_EVERY_S = 0.2
NOTE_EVERY_S = 0.05  # or every `policy.chunk_bytes` of a file that is larger than this:
LARGE_BYTES = 512 * 1024
READ_QUEUE_EVERY_S = 5.0
NOT_FULL = 0.85  # of the best rate so far: then a second connection for the same file may bring something


@dataclass(frozen=True, slots=True)
class Means:
    """What the downloads of one account work with.

    Attributes:
        clock: the school's; `stopwatch`: this computer's, for seconds.
        should_yield: whether posts want the link.
        gate: what the learner's rules let travel now.
    """

    account: Account
    campus: Campus
    store: Store
    clock: SchoolClock
    stopwatch: Clock
    chance: Chance
    policy: Policy
    hands: Hands
    gate: Allows
    should_yield: Callable[[], bool]


class Haul:
    """One run."""

    def __init__(self, means: Means, ramp: Ramp, troubles: Troubles, cancel: Cancel, progress: Progress) -> None:
        self.report = FetchReport()
        self._means, self._troubles, self._progress = means, troubles, progress
        self._register = Register(means.account, means.store)
        self._active: dict[int, Transfer] = {}
        self._queue: deque[LocalFile] = deque()
        self._queue_read_at: float | None = None
        self._tried: set[int] = set()
        self._arrived_bytes = 0
        self._workers = 0
        self._is_over = False
        self._noted_at, self._since_note = 0.0, 0
        self._line = Line(
            campus=means.campus,
            store=means.store,
            policy=means.policy,
            cancel=cancel,
            clock=means.stopwatch,
            hands=means.hands,
            tick=self._tick_or_stop,
            came=self._came,
            limit=lambda: means.gate.rate_limit,
            small_bytes=LARGE_BYTES,
            ramp=ramp,
        )

    def run(self) -> FetchReport:
        """Fetch until nothing is left, posts want the link, the rules say stop, or the link fails. Raises as Fetch."""
        failure: StudyDeskError | None = None
        begun = self._noted_at = self._means.stopwatch.monotonic()
        try:
            while True:
                try:
                    if not self._staff():
                        break
                    self._means.hands.rest(LOOK_EVERY_S)
                    self._tick()
                except StudyDeskError as error:
                    failure = failure or error
                    self._is_over = True
            self._settle()
        finally:
            self._is_over = True  # whatever happened, nobody goes on behind the caller's back
            for one in self._active.values():
                one.written.close()
        self.report.present, self.report.reused = self._register.present, self._register.reused
        seconds = self._means.stopwatch.monotonic() - begun
        if self.report.bytes >= self._means.policy.chunk_bytes and seconds > 0:
            self.report.rate = self.report.bytes / seconds
        if failure is not None:
            raise failure
        return self.report

    def nudge(self) -> None:
        """The way to the school changed: connections that bring nothing are opened anew."""
        self._line.nudged_at = self._means.stopwatch.monotonic()

    # --- who works ----------------------------------------------------------------------------------------------
    def _staff(self) -> bool:
        """Start connections for what can be brought now; return whether anybody works."""
        while True:
            with self._turn():
                work = self._claim() if self._has_room() else None
                if work is None:
                    return self._workers > 0
                self._workers += 1
                self.report.connections = max(self.report.connections, self._workers)
            self._means.hands.start(partial(self._work, work))

    def _has_room(self) -> bool:
        return not self._is_over and self._workers < min(self._line.ramp.level, self._means.gate.most_connections)

    def _work(self, work: Span | Transfer | None) -> None:
        """Be one connection, until nothing is left for it."""
        try:
            while work is not None:
                self._do(work)
                with self._turn():
                    self._workers -= 1
                    work = self._claim() if self._has_room() else None
                    self._workers += 1
        except BaseException:
            self._is_over = True
            raise
        finally:
            with self._turn():
                self._workers -= 1

    def _do(self, work: Span | Transfer) -> None:
        transfer = work.transfer if isinstance(work, Span) else work
        try:
            if isinstance(work, Span):
                found = Porter(self._line, work).carry()
                with self._turn():
                    transfer.let_go(work)
                    if found is not None and transfer.file.key in self._active:
                        self._retire(transfer)
                        self._means.store.blobs.drop_part(transfer.file.key)
                        self._register.arrived(Arrival(transfer.file, found, is_reused=True))
            self._finish_if_whole(transfer)
        except Stopped:
            with self._turn():
                self._let_go(work, transfer)
        except StudyDeskError as error:
            with self._turn():
                self._failed(work, transfer, error)

    def _finish_if_whole(self, transfer: Transfer) -> None:
        with self._turn():
            if transfer.is_finishing or transfer.dropped or not transfer.is_complete:
                return
            if transfer.size_bytes > LARGE_BYTES:
                self._register.write([transfer])  # else a kill while it is hashed would cost its last piece
            transfer.is_finishing = True
            transfer.version += 1  # whoever still reads for it has nothing to bring
            transfer.spans.clear()
        blob = transfer.finish()
        with self._turn():
            self._retire(transfer)
            self._arrived_bytes += blob.size_bytes
            self._register.arrived(Arrival(transfer.file, blob))
            self._troubles.went_well(transfer)
        self._tick()

    def _let_go(self, work: Span | Transfer, transfer: Transfer) -> None:
        if isinstance(work, Span):
            transfer.let_go(work)
        if transfer.dropped and not transfer.spans and transfer.file.key in self._active:
            self._register.put_back(transfer, FileEvent.INTERRUPTED)
            self._retire(transfer)

    def _failed(self, work: Span | Transfer, transfer: Transfer, error: StudyDeskError) -> None:
        """Let the file wait, fail it, or end the run: a matter of the link is never the file's fault."""
        if isinstance(work, Span):
            transfer.let_go(work)
        if transfer.file.key not in self._active:
            return
        verdict = self._troubles.judge(transfer, error, self._line.flow, self._means.stopwatch.monotonic())
        if verdict.begins_anew:
            transfer.is_finishing = False
            transfer.restart()
            self._register.forget(transfer)
            return
        if verdict.eases:
            self._line.ramp.refused()
        if verdict.stops and self.report.stopped is None:
            self.report.stopped = verdict.stops
            self._is_over = True
        if verdict.event is not None:
            transfer.dropped = transfer.dropped or "failed"
            self._register.put_back(transfer, verdict.event, problem=verdict.problem, not_before=verdict.not_before)
            self.report.failed += verdict.event is FileEvent.FAILED
            self._retire(transfer)
        if verdict.is_raised:
            raise error

    # --- what is next -------------------------------------------------------------------------------------------
    def _claim(self) -> Span | Transfer | None:
        """Return what a free connection should do: missing stretches first, then the next file, then half of one."""
        for transfer in self._active.values():
            span = transfer.claim()
            if span is not None:
                return span
        while (file := self._next_file()) is not None:
            begun = self._begin(file)
            self._say(begun)
            span = begun.claim()
            if span is not None or begun.is_complete:
                return span or begun
        return self._half_of_one()

    def _half_of_one(self) -> Span | None:
        """Return half of what another connection still has to bring, where the line has room for it.

        A line that is full needs no second connection, and what is on its way to the first one beyond the middle is
        paid for nothing.
        """
        flow, now = self._line.flow, self._means.stopwatch.monotonic()
        rate = flow.rate(now)
        if rate is None or not (self._line.ramp.is_trying or rate < NOT_FULL * flow.best):
            return None
        longest = max(self._active.values(), key=lambda one: one.left_of_longest, default=None)
        return longest.split() if longest else None

    def _next_file(self) -> LocalFile | None:
        now = self._means.stopwatch.monotonic()
        is_old = self._queue_read_at is None or now - self._queue_read_at > READ_QUEUE_EVERY_S
        if is_old or not self._queue:
            self._queue_read_at = now
            self._register.write(list(self._active.values()))
            with self._means.store.library.read() as r:
                self._queue = deque(files.queued(r, self._means.account.id, self._means.clock.now()))
        self.report.held = None
        for _ in range(len(self._queue)):
            file = self._queue.popleft()
            if file.key in self._active:
                continue
            held = self._means.gate.held(file)
            if held is None:
                return file
            self._queue.append(file)
            self._hold(held)
        return None

    def _hold(self, held: Held) -> None:
        known = self.report.held
        if known is None or (held.until is not None and (known.until is None or held.until < known.until)):
            self.report.held = held

    def _begin(self, file: LocalFile) -> Transfer:
        known = None
        if not file.is_generated:  # their bytes differ on every request: nothing can be continued (moodle.md, 3)
            with self._means.store.library.read() as r:
                known = transfers.part(r, file.key)
        written = self._means.store.blobs.open_part(file.key, known.map if known else None)
        made = self._active[file.key] = Transfer.of(file, known, written)
        return made

    def _retire(self, transfer: Transfer) -> None:
        transfer.written.close()
        self._active.pop(transfer.file.key, None)

    # --- what is told -------------------------------------------------------------------------------------------
    def _came(self, transfer: Transfer, size_bytes: int) -> None:
        self.report.bytes += size_bytes
        self._means.gate.note(transfer.file, size_bytes)
        if transfer.size_bytes > LARGE_BYTES:
            self._since_note += size_bytes

    def _tick_or_stop(self) -> None:
        self._tick()
        if self._is_over:
            raise Stopped

    def _tick(self) -> None:
        """Commit how far everything is, where it is time; a kill costs what came since."""
        now = self._means.stopwatch.monotonic()
        if self._since_note < self._means.policy.chunk_bytes - NETWORK_CHUNK and now - self._noted_at < NOTE_EVERY_S:
            return
        with self._turn():
            self._noted_at, self._since_note = now, 0
            active = list(self._active.values())
            self._register.write(active)
            self._line.ramp.look(now, self._workers)
            for one in active:
                if one.dropped is None and self._means.gate.held(one.file) is not None:
                    one.dropped = "held"
            self._say(active[0] if active else None)
            if self._means.should_yield() and not self._is_over:
                self.report.stopped = "posts"
                self._is_over = True

    def _say(self, one: Transfer | None) -> None:
        if one is None:
            return
        under_way = tuple(
            FileStep(a.file.key, a.file.name, min(a.here_bytes, a.size_bytes), a.size_bytes)
            for a in self._active.values()
        )
        done = self._arrived_bytes + sum(step.done for step in under_way)
        left = sum(file.size_bytes - file.done_bytes for file in self._queue)
        total = self._arrived_bytes + sum(step.total for step in under_way) + left
        rate = self._line.flow.rate(self._means.stopwatch.monotonic())
        self._progress(Step("fetching", one.file.name, done, total, rate, under_way))

    def _settle(self) -> None:
        """Put back what is not whole, and free what was replaced."""
        with self._turn():
            for one in list(self._active.values()):
                self._register.put_back(one, FileEvent.INTERRUPTED)
                self._retire(one)
            self._register.write([])
        self._means.gate.flush()
        if self.report.stopped is None and self.report.held is not None:
            self.report.stopped = "held"
        if self._register.has_replaced:
            self._means.store.sweep()

    def _turn(self) -> AbstractContextManager[object]:
        return self._means.hands.turn()
