"""One connection at work: asks for a stretch of a file and writes what comes, until it is whole or has to make room."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from studydesk.domain.campus import Body
from studydesk.domain.outside import Cancel
from studydesk.domain.pace import Bucket, Flow, Ramp
from studydesk.errors import CaptivePortal, NeverSent, NoAnswer, StudyDeskError
from studydesk.store import transfers
from studydesk.store.blobs import Blob
from studydesk.sync.reports import FetchReport
from studydesk.sync.supply import LEVEL_OF_LOSS, Means, Supply
from studydesk.sync.transfer import LEAST_BYTES, MOST_LEAST_BYTES, Span, Transfer, is_foreign, is_sha1

NETWORK_CHUNK = 16 * 1024  # at most at once; what arrives is taken as it arrives
SMALL_FILE_CHUNK = 256 * 1024  # where nothing is noted before the file is whole
LEAST_CHUNK, AHEAD_S = 8 * 1024, 0.1
PATIENCE_S = 4.0  # of silence, where other connections are alive: this one waits for a packet that was lost again
PATIENCE_ROUND_TRIPS = 8
PATIENCE_ANSWERS = 3  # of the time answers take now: behind a long queue a lost packet takes as long
LAST_PATIENCE_S, LAST_ROUND_TRIPS = 2.0, 3  # in the end, on a line that loses: the next time-out is twice as long
RESTLESS_S = 1.0  # of silence, after the way changed
LONGEST_NAP_S = 0.5
SYNC_EVERY_S = 30.0
AT_ONCE_S, CROWDED_S, CROWDED_MOST_S = 2.0, 0.5, 16.0  # a failure that came at once; waits before one more is tried
LEAST_BLOCK_BYTES, BLOCK_S, LAST_BLOCK_S = 128 * 1024, 6.0, 8.0
WORTH_ASKING_S = 0.1  # what a fast line brings sooner is no stretch of its own: asking would cost more


class Stopped(Exception):
    """The span makes room; its bytes stay."""


@dataclass(slots=True)
class Line:
    """What all connections of a run share.

    Attributes:
        tick: called, without the turn, whenever something came or a second passed; raises Stopped when the run ends.
        report: of the run; bytes that travelled are counted there.
        small_bytes: files up to so long are noted only when they are whole, or by time.
        open: how many connections work now; until `crowded_until` none is added to them.
        turn: held by whoever hands out work or settles it; counting: for moments only, while something is counted.
        unnoted_bytes: of large files, that came since the library was told.
        nudged_at: when the way to the school changed under us last: old connections may be dead.
    """

    means: Means
    cancel: Cancel
    tick: Callable[[], None]
    report: FetchReport
    ramp: Ramp
    small_bytes: int
    turn: AbstractContextManager[object]
    counting: AbstractContextManager[object]
    flow: Flow = field(default_factory=Flow)
    bucket: Bucket = field(default_factory=Bucket)
    nudged_at: float | None = None
    is_reopened: bool = True
    open: int = 0
    unnoted_bytes: int = 0
    crowded_until: float = 0.0
    crowded_s: float = 0.0

    def now(self) -> float:
        """Return seconds that never jump."""
        return self.means.stopwatch.monotonic()

    def rate(self) -> float | None:
        """Return bytes per second just now, None in the first second."""
        with self.counting:
            return self.flow.rate(self.now())

    def blocks(self) -> tuple[int, int, int]:
        """Return how much to ask for at once, how much in the end, and for how many connections: as `Supply.claim`."""
        rate, level = self.rate() or 0.0, self.ramp.level
        last = min(max(LAST_BLOCK_S * rate / level, LEAST_BYTES), MOST_LEAST_BYTES)
        least = max(last, WORTH_ASKING_S * rate / level)
        return int(max(LEAST_BLOCK_BYTES, BLOCK_S * rate)), int(least), level

    def has_room(self, supply: Supply) -> bool:
        """Whether one more is to work. Those about to end do not count, or the line would be idle between two files."""
        most = self.means.gate.most_connections
        level = min(self.ramp.level, most)
        if self.open >= min(2 * level, most) or (self.open and self.now() < self.crowded_until):
            return False
        soon_bytes = 2 * self.ramp.round_trip_s * (self.rate() or 0.0)
        return self.open < level or self.open - supply.ending(soon_bytes) < level

    def nudge(self) -> None:
        """Note that the way to the school changed just now."""
        self.nudged_at, self.is_reopened = self.now(), False

    def reopen(self) -> None:
        """Close the connections that have waited for an answer since before the way changed, after a moment for it."""
        if not self.is_reopened and self.nudged_at is not None and self.now() - self.nudged_at >= 2 * RESTLESS_S:
            self.is_reopened = True
            self.means.campus.files.reopen(self.now() - self.nudged_at)

    def excuses(self, span: Span, error: StudyDeskError, begun: float) -> bool:
        """Whether a failure says nothing of file or link: the way changed since it was begun.

        After one that came at once beside others no connection is added for a while: some sites and routers reset
        every connection above a number, and would be asked again and again.
        """
        now = self.now()
        if span.at == span.begun and self.open > 1 and now - begun <= AT_ONCE_S:
            is_again = now - self.crowded_until < CROWDED_MOST_S
            self.crowded_s = min(2 * self.crowded_s, CROWDED_MOST_S) if is_again else CROWDED_S
            self.crowded_until = now + self.crowded_s
        is_of_link = isinstance(error, NoAnswer | NeverSent) and not isinstance(error, CaptivePortal)
        return is_of_link and self.nudged_at is not None and begun < self.nudged_at

    def took(self, transfer: Transfer, size_bytes: int) -> float:
        """Count bytes that came; return how many seconds nothing is to be read now."""
        now = self.now()
        with self.counting:
            self.flow.received(size_bytes, now)
            self.ramp.received(size_bytes, now, self.open)
            self.report.bytes += size_bytes
            self.means.gate.note(transfer.file, size_bytes)
            if transfer.size_bytes > self.small_bytes:
                self.unnoted_bytes += size_bytes
            return self.bucket.take(size_bytes, self.means.gate.rate_limit, now)


@dataclass(slots=True)
class Porter:
    """Carries one span."""

    line: Line
    span: Span
    heard_at: float = 0.0
    asked: str | None = None
    until: int | None = None
    synced_at: float = 0.0

    def carry(self) -> Blob | None:
        """Bring the span's bytes; return the blob when the file was here already and need not travel.

        Raises:
            Stopped: it is not wanted any more, or the run ends.
            NeverSent, NoAnswer, NotProcessed, SignedOut, Refused, StorageFull: what came is kept.
        """
        transfer = self.span.transfer
        with self._opened() as body:
            self._leave_to_twin(body)
            found = self._here_already(body)
            if found is not None:
                return found
            if is_foreign(transfer.file, body):  # before anything that is here is thrown away for it
                with self.line.counting:
                    self.line.flow.received(0, self.line.now())  # the line is alive; the listing is old
                raise NoAnswer("not of the listed length")
            with self.line.turn:
                goes_on = transfer.admit(self.span, body)
            if goes_on:
                if (transfer.total_bytes or 0) > self.line.small_bytes and not transfer.file.is_generated:
                    transfer.written.reserve(transfer.total_bytes or 0)  # a full disk shows now and not after hours
                self._receive(body)
        return None  # begins anew: somebody claims its first byte

    @contextmanager
    def _opened(self) -> Iterator[Body]:
        line, span, file = self.line, self.span, self.span.transfer.file
        line.cancel.check()
        is_first = not span.transfer.here_bytes and not span.at and not file.is_generated
        self.asked = self._likely() if is_first else None
        begun = self.heard_at = self.synced_at = line.now()
        self.until, rate = self._asks_until(), line.means.gate.rate_limit
        opened = line.means.campus.files.open(
            file.url, start=span.at, stop=self.until, etag=self.asked, rate=rate
        )
        with opened as body:
            now = self.heard_at = line.now()
            with line.counting:
                line.ramp.answered(now - begun)
            yield body

    def _asks_until(self) -> int | None:
        """Return the end to ask for; None where the span goes to the end of the file: fewer surprises on the wire."""
        span = self.span
        return None if span.stop is None or span.stop >= span.transfer.size_bytes else span.stop

    def _receive(self, body: Body) -> None:
        line, span = self.line, self.span
        is_small = span.transfer.size_bytes <= line.small_bytes
        most = SMALL_FILE_CHUNK if is_small else NETWORK_CHUNK
        limit = line.means.gate.rate_limit
        if limit:  # each connection may be so far ahead of it
            most = min(most, max(LEAST_CHUNK, int(limit * AHEAD_S)))
        for data in body.chunks(most):
            line.cancel.check()
            if not span.is_wanted:
                raise Stopped
            if not data:
                self._silent()
            elif not self._take(data) or self._is_past_its_end():
                break  # the site sends more than it was asked for, or another connection brings the rest by now
            line.tick()
        with line.turn:
            if span.is_wanted:
                span.transfer.ended(span)

    def _is_past_its_end(self) -> bool:
        """Whether the span is brought and the answer is not at its end: what still comes is not read."""
        return self.span.is_done and self.span.stop != (self.until or self.span.transfer.size_bytes)

    def _take(self, data: bytes) -> bool:
        """Write what came; return whether any of it belongs to the span."""
        line, transfer = self.line, self.span.transfer
        now = self.heard_at = line.now()
        is_own = transfer.write(self.span, data) > 0
        nap = line.took(transfer, len(data))
        if transfer.written.unsynced_bytes >= line.means.policy.sync_every_bytes or now - self.synced_at > SYNC_EVERY_S:
            transfer.written.sync()
            self.synced_at = now
        while nap > 0 and self.span.is_wanted:
            line.cancel.check()
            line.means.hands.pause(min(nap, LONGEST_NAP_S))
            nap -= LONGEST_NAP_S
            line.tick()
        return is_own

    def _silent(self) -> None:
        """Give the connection up where others bring bytes and this one does not, or where the way has changed."""
        line, now = self.line, self.line.now()
        silent_s = now - self.heard_at
        is_nudged = line.nudged_at is not None and line.nudged_at > self.heard_at
        if is_nudged and now - (line.nudged_at or now) >= RESTLESS_S:
            raise NoAnswer("the way changed")
        ramp = line.ramp
        patience = max(PATIENCE_S, PATIENCE_ROUND_TRIPS * ramp.round_trip_s, PATIENCE_ANSWERS * ramp.answers_in_s)
        if silent_s >= patience and not line.flow.is_dead(now, patience / 2):
            raise NoAnswer("others are faster")
        if silent_s >= max(LAST_PATIENCE_S, LAST_ROUND_TRIPS * ramp.round_trip_s) and self._may_hurry():
            raise Stopped

    def _may_hurry(self) -> bool:
        """Whether to ask again over a connection that has nothing else to do: a lost packet comes sooner that way.

        Once for what came meanwhile: a line that is dead, or a site that hangs, is not asked again and again.
        """
        line, transfer = self.line, self.span.transfer
        if line.open >= line.ramp.level or line.ramp.level < LEVEL_OF_LOSS or transfer.takes_ranges is not True:
            return False  # what comes in one piece would begin anew
        has_grown = transfer.here_bytes > transfer.hurried_at
        transfer.hurried_at = max(transfer.hurried_at, transfer.here_bytes)
        return has_grown

    def _likely(self) -> str | None:
        """Return the SHA-1 of bytes that are here, or come, and may be this file; one conditional request proves it."""
        transfer, store = self.span.transfer, self.line.means.store
        if transfer.may_be_here:
            with store.library.read() as r:
                same = transfers.find_same(r, transfer.file.name, transfer.file.size_bytes)
            here = next((blob.sha1 for blob in same if store.blobs.has(blob.sha256)), None)
            if here is not None:
                return here
        return min(transfer.twins, default=None)

    def _leave_to_twin(self, body: Body) -> None:
        """Make room where the answer names a file that is on its way already."""
        name, transfer = self._named(body), self.span.transfer
        if name in transfer.twins and not transfer.here_bytes:
            with self.line.turn:
                transfer.dropped, transfer.twin = "twin", name
            raise Stopped

    def _named(self, body: Body) -> str | None:
        return self.asked if body.status == 304 else body.etag

    def _here_already(self, body: Body) -> Blob | None:
        """Return the blob that the answer names, if it is here: 304, or another file with the same ETag."""
        store = self.line.means.store
        name = self._named(body)
        if name and is_sha1(name):
            with store.library.read() as r:
                found = transfers.blob_of_sha1(r, name)
            if found is not None and store.blobs.has(found.sha256):
                store.blobs.use(found.sha256)
                return found
        if body.status == 304:
            raise NoAnswer("304 for bytes that are not here")
        return None

