"""Which stretch of which file a free connection brings: a missing one, or the next file."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus
from studydesk.domain.downloads import LocalFile
from studydesk.domain.outside import Chance, Clock, Hands
from studydesk.domain.plan import Allows, Held
from studydesk.policy import Policy
from studydesk.store import files, transfers
from studydesk.store.opening import Store
from studydesk.store.parts import Blob
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.transfer import LEAST_BYTES, Span, Transfer, is_sha1

READ_QUEUE_EVERY_S = 5.0  # so soon the learner's new order is followed
LEVEL_OF_LOSS = 4  # so many connections are worth having only on a line that loses packets
AT_ONCE = 500  # files taken from the queue together, unless all of them have to wait
_Likeness = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Means:
    """What the downloads of one account work with.

    Attributes:
        clock: the school's; `stopwatch`: this computer's, for seconds.
        gate: what the learner's rules let travel now.
        should_yield: whether posts want the link.
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


class Supply:
    """The files of one run. Asked by whoever has the turn.

    Attributes:
        active: transfers under way, by the file's key.
        batch: what is whole and waits to be published.
        waiting_bytes: how much is queued behind what is under way.
        held: why files were passed over when it was asked last, the first to end; None = none was.
    """

    def __init__(self, means: Means, before_reading: Callable[[], None]) -> None:
        """`before_reading`: called before the queue is read from the library, which should know what has arrived."""
        self.active: dict[int, Transfer] = {}
        self.held: Held | None = None
        self.waiting_bytes = 0
        self.batch = means.store.blobs.batch()
        self._means, self._before_reading = means, before_reading
        self._queue: deque[LocalFile] = deque()
        self._read_at: float | None = None
        self._at_once, self._is_cut = AT_ONCE, False  # how many are read together; whether there may be more
        self._over: set[int] = set()  # what ended since: the queue as it was read still has it
        self._here: set[_Likeness] = set()  # of what is here and might be a file of the queue
        self._whole: set[_Likeness] = set()  # of those, files of which the library may not know yet
        self._came_as: dict[int, str] = {}  # by length, the first blob of this run
        self._differ: set[int] = set()  # lengths of files that turned out to be different ones
        self._twins: dict[int, str] = {}  # by a file's key, the SHA-1 it shares with one that came before it

    def claim(self, block_bytes: int, least_bytes: int, level: int) -> Span | Transfer | None:
        """Return what a free connection should do; a Transfer is whole already and only wants to be finished.

        `block_bytes`, `least_bytes`: how much to ask for at once, and in the end, with `level` connections at work.
        """
        how = (block_bytes, least_bytes, level)
        work = None
        if level >= LEVEL_OF_LOSS and self._is_nearly_out(level * least_bytes):
            work = self._claim_next(*how)  # its first answer may be lost, and would leave all others idle
        work = work or self._claim_active(*how) or self._claim_next(*how) or self._claim_active(*how, is_stuck=True)
        if work is not None or level < LEVEL_OF_LOSS or self.held is not None:
            return work
        return next((span for one in self.active.values() if (span := one.split(least_bytes)) is not None), None)

    def _claim_active(self, block_bytes: int, least_bytes: int, level: int, *, is_stuck: bool = False) -> Span | None:
        """Return a stretch of what is under way; of what no connection got further with, only where `is_stuck`."""
        some = [one for one in self.active.values() if (one.stuck_at == one.here_bytes) is is_stuck]
        claims = (one.claim(block_bytes, least_bytes, level, self.waiting_bytes) for one in some)
        return next((span for span in claims if span is not None), None)

    def _claim_next(self, block_bytes: int, least_bytes: int, level: int) -> Span | Transfer | None:
        while (file := self._next()) is not None:
            begun = self._begin(file)
            span = begun.claim(block_bytes, least_bytes, level, self.waiting_bytes)
            if span is not None or begun.is_complete:
                return span or begun
        return None

    def _is_nearly_out(self, least_bytes: float) -> bool:
        """Whether so little of what is under way has nobody yet, and all of it may be had in stretches."""
        free_bytes = 0
        for one in self.active.values():
            if not one.is_answered:
                return False
            free_bytes += one.size_bytes - one.here_bytes - sum(span.left_bytes for span in one.spans)
        return free_bytes < least_bytes

    def ending(self, within_bytes: float) -> int:
        """Return how many stretches under way are brought once so many bytes more have come."""
        left = 0.0
        spans = sorted(span.left_bytes for one in self.active.values() for span in one.spans)
        for number, size in enumerate(spans):
            left += size
            if left > within_bytes:
                return number
        return len(spans)

    def retire(self, transfer: Transfer, blob: Blob | None = None) -> None:
        """Close a transfer: it is whole, as this blob, or nobody works on it any more."""
        transfer.written.close()
        if self.active.get(transfer.file.key) is transfer:  # else it is on its way anew
            del self.active[transfer.file.key]
            self._over.add(transfer.file.key)
            self._means.gate.end(transfer.file, is_whole=blob is not None)
        if transfer.twin is not None and transfer.dropped == "twin":
            self._twins[transfer.file.key] = transfer.twin
            self._over.discard(transfer.file.key)
            self._queue.append(transfer.file)
            self.waiting_bytes += _left(transfer.file)
        if blob is not None:
            if self._came_as.setdefault(blob.size_bytes, blob.sha256) != blob.sha256:
                self._differ.add(blob.size_bytes)
            likenesses = {(blob.size_bytes, ""), (blob.size_bytes, transfer.file.name)}
            self._here |= likenesses
            self._whole |= likenesses

    def _next(self) -> LocalFile | None:
        file = self._next_of_read()
        while file is None and self._is_cut:  # all that was read has to wait: there may be others behind it
            self._at_once *= 4
            self._read_at = None
            file = self._next_of_read()
        return file

    def _next_of_read(self) -> LocalFile | None:
        now = self._means.stopwatch.monotonic()
        if not self._queue or self._read_at is None or now - self._read_at > READ_QUEUE_EVERY_S:
            self._read_at = now
            self._before_reading()
            with self._means.store.library.read() as r:
                account, now_there = self._means.account.id, self._means.clock.now()
                found = files.queued(r, account, now_there, keys=self._means.gate.named, limit=self._at_once)
                self._queue = deque(found)
                self._is_cut = len(found) >= self._at_once
                self._over.clear()
                self._here = transfers.likenesses(r, {file.size_bytes for file in self._queue if file.size_bytes})
            self.waiting_bytes = sum(_left(file) for file in self._queue)
        self.held = None
        for _ in range(len(self._queue)):
            file = self._queue.popleft()
            if file.key in self._over:
                self.waiting_bytes -= _left(file)
                continue
            held = None if file.key in self.active else self._means.gate.held(file)
            if held is None and self._may_be_coming(file):
                self._queue.append(file)
                continue
            if held is None:
                self.waiting_bytes -= _left(file)
                if file.key in self.active:
                    continue
                return file
            self._queue.append(file)
            self._note(held)
        return None

    def _may_be_coming(self, file: LocalFile) -> bool:
        """Whether to wait: another file under way is this one too, or nobody can ask yet whether it is."""
        if file.size_bytes >= LEAST_BYTES and self._likeness(file) in self._whole:
            self._before_reading()  # only what the library knows can be proven
            self._whole.clear()
        twin = self._twins.get(file.key)
        told = [(one.etag, one.is_answered) for one in self._alike(file)]
        return (None, False) in told or (twin is not None and any(etag == twin for etag, _ in told))

    def _alike(self, file: LocalFile) -> list[Transfer]:
        """Return what is under way and may bring the same bytes as this file."""
        if file.size_bytes < LEAST_BYTES:
            return []
        like = self._likeness(file)
        return [one for one in self.active.values() if one.file.key != file.key and self._likeness(one.file) == like]

    def _likeness(self, file: LocalFile) -> _Likeness:
        """Return what copies of a file have in common: the length; the name too, where that alone told nothing."""
        return file.size_bytes, file.name if file.size_bytes in self._differ else ""

    def _note(self, held: Held) -> None:
        known = self.held
        if known is None or (held.until is not None and (known.until is None or held.until < known.until)):
            self.held = held

    def _begin(self, file: LocalFile) -> Transfer:
        known = None
        # The bytes of generated pages differ on every request: nothing can be continued (moodle.md, 3).
        if file.done_bytes and not file.is_generated:
            with self._means.store.library.read() as r:
                known = transfers.part(r, file.key)
        written = self._means.store.blobs.open_part(file.key, known.map if known else None, into=self.batch)
        made = self.active[file.key] = Transfer.of(file, known, written, partial(self._forget, file.key))
        self._means.gate.begin(file)
        made.may_be_here = self._likeness(file) in self._here
        made.twins = frozenset(one.etag for one in self._alike(file) if one.etag is not None and is_sha1(one.etag))
        return made

    def _forget(self, key: int) -> None:
        """Let the library forget, beyond a power cut, what it knows of a part file that begins anew.

        Else a program that is killed then would take what stands in the new file for bytes of the old version.
        """
        library = self._means.store.library
        with library.read() as r:
            known = transfers.part(r, key)
        with library.write() as w:  # in any case: it waits for whoever notes something of it just now
            transfers.drop_part(w, key)
        if known is not None:
            library.settle()


def _left(file: LocalFile) -> int:
    return max(0, file.size_bytes - file.done_bytes)
