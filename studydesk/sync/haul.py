"""One run of downloads: hands stretches of files to connections, tells the library, and knows when to end."""

from functools import partial

from studydesk.domain.downloads import FileEvent
from studydesk.domain.outside import Cancel
from studydesk.domain.pace import Ramp
from studydesk.errors import Cancelled, DriveGone, StudyDeskError
from studydesk.store.parts import Blob
from studydesk.sync.gauge import Gauge
from studydesk.sync.porter import NETWORK_CHUNK, Line, Porter, Stopped
from studydesk.sync.register import Arrival, Register
from studydesk.sync.reports import FetchReport, Progress
from studydesk.sync.supply import Means, Supply
from studydesk.sync.transfer import Span, Transfer
from studydesk.sync.troubles import DISK_FULL_WAIT, DISK_TROUBLES, Troubles, of_disk

LOOK_EVERY_S = 0.2
NOTE_EVERY_S = 0.05  # or every `policy.chunk_bytes` of a file that is larger than this:
LARGE_BYTES = 512 * 1024


class Haul:
    """One run."""

    def __init__(self, means: Means, ramp: Ramp, troubles: Troubles, cancel: Cancel, progress: Progress) -> None:
        self.report = FetchReport()
        self._means, self._troubles = means, troubles
        self._supply = Supply(means, lambda: self._register.write(list(self._supply.active.values())))
        self._register = Register.of(means, self._supply.batch, LARGE_BYTES)
        self._is_over = False
        self._noted_at = 0.0
        turn, counting = means.hands.lock(), means.hands.lock()
        self._line = Line(means, cancel, self._tick_or_stop, self.report, ramp, LARGE_BYTES, turn, counting)
        self._gauge = Gauge(self._supply, self._line.rate, progress)

    def run(self) -> FetchReport:
        """Fetch until nothing is left, posts want the link, the rules say stop, or the link fails. Raises as Fetch."""
        failure: StudyDeskError | None = None
        begun = self._noted_at = self._line.now()
        try:
            while True:
                try:
                    if not self._staff():
                        self._means.hands.finish()  # else what the last of them met would be told to the next run
                        break
                    self._means.hands.rest(LOOK_EVERY_S)
                    self._line.reopen()
                    self._tick()
                except StudyDeskError as error:
                    self._is_over = True
                    if isinstance(error, DISK_TROUBLES) and not isinstance(error, DriveGone):
                        self.report.stopped = self.report.stopped or of_disk(error)  # of the library: see _settle
                    else:
                        failure = failure or error
            self._settle()
        finally:
            self._is_over = True  # whatever happened, nobody goes on behind the caller's back
            for one in self._supply.active.values():
                one.written.close()
        self.report.present, self.report.reused = self._register.present, self._register.reused
        self.report.measure(self._line.now() - begun, self._means.policy.chunk_bytes)
        if failure is not None:
            raise failure
        return self.report

    def nudge(self) -> None:
        """The way to the school changed: connections that bring nothing are opened anew."""
        self._line.nudge()

    def _staff(self) -> bool:
        """Start connections for what can be brought now; return whether anybody works."""
        while True:
            with self._line.turn:
                work = self._claim()
                if work is None:
                    return self._line.open > 0
                self._line.open += 1
                self.report.connections = max(self.report.connections, self._line.open)
            self._means.hands.start(partial(self._work, work))

    def _work(self, work: Span | Transfer | None) -> None:
        """Be one connection, until nothing is left for it."""
        try:
            while work is not None:
                self._do(work)
                with self._line.turn:
                    self._line.open -= 1
                    work = self._claim()
                    self._line.open += 1
        except BaseException:
            self._is_over = True
            raise
        finally:
            with self._line.turn:
                self._line.open -= 1

    def _do(self, work: Span | Transfer) -> None:
        transfer, begun = _transfer_of(work), self._line.now()
        try:
            if isinstance(work, Span):
                found = Porter(self._line, work).carry()
                with self._line.turn:
                    transfer.let_go(work)
                    if found is not None and self._supply.active.get(transfer.file.key) is transfer:
                        self._was_here(transfer, found)
            self._finish_if_whole(work, transfer)
        except Stopped:
            with self._line.turn:
                self._let_go(work, transfer)
        except StudyDeskError as error:
            with self._line.turn:
                if isinstance(work, Span) and self._line.excuses(work, error, begun):
                    transfer.let_go(work)
                else:
                    self._failed(work, transfer, error)

    def _was_here(self, transfer: Transfer, found: Blob) -> None:
        transfer.dropped = "here"  # others may still bring it
        self._supply.retire(transfer)
        self._means.store.blobs.drop_part(transfer.file.key)
        self._register.arrived(Arrival(transfer.file, found, is_reused=True))

    def _finish_if_whole(self, work: Span | Transfer, transfer: Transfer) -> None:
        with self._line.turn:
            if transfer.is_finishing or transfer.dropped or not transfer.is_complete:
                return
            if transfer.size_bytes > LARGE_BYTES:
                self._register.write([transfer])  # else a kill while it is hashed would cost its last piece
            transfer.finish_alone(work if isinstance(work, Span) else None)
        blob = transfer.finish()
        with self._line.turn:
            self._supply.retire(transfer, blob)
            self._gauge.arrived_bytes += blob.size_bytes
            self._register.arrived(Arrival(transfer.file, blob))
            self._troubles.went_well(transfer)
            self._gauge.say(transfer)
        self._tick()

    def _let_go(self, work: Span | Transfer, transfer: Transfer) -> None:
        if isinstance(work, Span):
            transfer.let_go(work)
        if transfer.dropped and not transfer.spans and self._supply.active.get(transfer.file.key) is transfer:
            self._register.put_back(transfer, FileEvent.INTERRUPTED)
            self._supply.retire(transfer)

    def _failed(self, work: Span | Transfer, transfer: Transfer, error: StudyDeskError) -> None:
        """Let the file wait, fail it, or end the run: a matter of the link is never the file's fault."""
        if isinstance(work, Span):
            transfer.let_go(work)
        is_late = isinstance(work, Span) and work.version != transfer.version  # it began anew, or is being finished
        if (is_late and not isinstance(error, Cancelled)) or self._supply.active.get(transfer.file.key) is not transfer:
            return
        verdict = self._troubles.judge(transfer, error, self._line.flow, self._line.now())
        if verdict.begins_anew:
            transfer.is_finishing = False
            transfer.restart()
            return
        if verdict.eases and not self._is_over:  # once, however many connections are told the same
            self._line.ramp.refused()
        if verdict.stops and self.report.stopped is None:
            self.report.stopped = verdict.stops
            self._is_over = True
        if verdict.event is not None:
            transfer.dropped = transfer.dropped or "failed"
            self._register.put_back(transfer, verdict.event, problem=verdict.problem, not_before=verdict.not_before)
            self.report.rests_until = verdict.rests_until or self.report.rests_until
            self.report.failed += verdict.event is FileEvent.FAILED
            self._supply.retire(transfer)
        if verdict.is_raised:
            raise error

    def _claim(self) -> Span | Transfer | None:
        if self._is_over or not self._line.has_room(self._supply):
            return None
        before = len(self._supply.active)
        work = self._supply.claim(*self._line.blocks())
        if work is not None and len(self._supply.active) > before:
            self._gauge.say(_transfer_of(work))
        return work

    def _tick_or_stop(self) -> None:
        self._tick()
        if self._is_over:
            raise Stopped

    def _tick(self) -> None:
        """Commit how far everything is, where it is time; a kill costs what came since."""
        now = self._line.now()
        is_little = self._line.unnoted_bytes < self._means.policy.chunk_bytes - NETWORK_CHUNK
        if is_little and now - self._noted_at < NOTE_EVERY_S:
            return
        self._noted_at, self._line.unnoted_bytes = now, 0  # first, so that nobody else does the same
        with self._line.turn:
            active = list(self._supply.active.values())
        self._register.write(active)
        with self._line.turn:
            for one in active:
                if one.is_finishing:
                    continue
                if one.dropped is None and self._means.gate.held(one.file) is not None:
                    one.dropped = "held"
                self._let_go(one, one)  # where nobody is under way with it who would
            if active:
                self._gauge.say(active[0])
            if self._means.should_yield() and not self._is_over:
                self.report.stopped = "posts"
                self._is_over = True

    def _settle(self) -> None:
        """Put back what is not whole, and free what was replaced. Raises StorageFull where that cannot be noted."""
        later = self._means.clock.now() + DISK_FULL_WAIT
        with self._line.turn:
            trouble = self._register.close(list(self._supply.active.values()), self.report.stopped, later)
            self.report.stopped = self.report.stopped or trouble
            for one in list(self._supply.active.values()):
                self._supply.retire(one)
        self._means.gate.flush()
        if self.report.stopped is None and self._supply.held is not None:
            self.report.stopped, self.report.held = "held", self._supply.held
        if self._register.has_leftovers:
            self._means.store.sweep()


def _transfer_of(work: Span | Transfer) -> Transfer:
    return work.transfer if isinstance(work, Span) else work
