"""What the library is told of a run of downloads, gathered so that many small files cost few transactions."""

from collections import deque
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

from studydesk.domain.accounts import Account
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.errors import StorageFailed, StorageFull
from studydesk.store import files, transfers
from studydesk.store.blobs import Batch, Blob
from studydesk.store.database import Writer
from studydesk.store.opening import Store
from studydesk.store.transfers import Part
from studydesk.sync import chapters
from studydesk.sync.supply import Means
from studydesk.sync.transfer import Transfer, to_note
from studydesk.sync.troubles import DISK_STOPS, of_disk

_KEEPS_PART = frozenset({FileState.RUNNING, FileState.QUEUED, FileState.PAUSED, FileState.FAILED})
_MAY_ARRIVE = frozenset({FileState.RUNNING, FileState.QUEUED, FileState.PAUSED})  # paused when it was whole already


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file whose bytes are here as a blob; `is_reused`: they were here before and did not travel."""

    file: LocalFile
    blob: Blob
    is_reused: bool = False


@dataclass(slots=True)
class Register:
    """Notes of one run; may be told by several connections at once.

    Attributes:
        lock: held while something is written.
        small_bytes: files up to so long are noted only if they are still under way at the write after their first.
        settle_bytes: of whole files so many at most are fetched again after a power cut.
        batch: blobs that are whole and have no name yet.
        present, reused: files noted as here.
        has_leftovers: bytes were let go of: an older version, or what nobody wants any more.
    """

    account: Account
    store: Store
    batch: Batch
    lock: AbstractContextManager[object]
    small_bytes: int
    settle_bytes: int
    present: int = 0
    reused: int = 0
    has_leftovers: bool = False
    _arrived: deque[Arrival] = field(default_factory=deque)
    _started: set[int] = field(default_factory=set)
    _seen: frozenset[int] = frozenset()
    _lost: set[str] = field(default_factory=set)
    _unsettled_bytes: int = 0  # of files that arrived, since the library was settled last

    @classmethod
    def of(cls, means: Means, batch: Batch, small_bytes: int) -> "Register":
        """Return the empty notes of a run."""
        return cls(means.account, means.store, batch, means.hands.lock(), small_bytes, means.policy.sync_every_bytes)

    def arrived(self, arrival: Arrival) -> None:
        """Take note of a file that is whole; the library hears of it at the next `write`."""
        self._arrived.append(arrival)

    def write(self, active: list[Transfer]) -> None:
        """Commit how far the active transfers are and what arrived; drop those the learner paused or cancelled."""
        with self.lock:
            lasting = [one for one in active if one.file.key in self._seen or one.size_bytes > self.small_bytes]
            self._seen = frozenset(one.file.key for one in active)
            here = self._note(lasting, self._published())
        for arrival in here:
            chapters.index(arrival.file, arrival.blob, self.account, self.store)

    def _published(self) -> list[Arrival]:
        """Return what arrived, with a name on the disk: only then may a row name it."""
        number = len(self._arrived)  # first: what arrives meanwhile may have no name yet
        self._lost |= self.batch.publish()
        arrived = [self._arrived.popleft() for _ in range(number)]
        lost = [one for one in arrived if one.blob.sha256 in self._lost]
        if not lost:
            return arrived
        with self.store.library.write() as w:
            for one in lost:
                self._begin_again(w, one)
        self._lost -= {one.blob.sha256 for one in lost}
        return [one for one in arrived if one not in lost]

    def _begin_again(self, w: Writer, arrival: Arrival) -> None:
        """Note that the bytes of a file were taken away: none of it is here, and the learner says when it comes again.

        By itself it would come again and again, where a guard against viruses takes it away each time.
        """
        key = arrival.file.key
        if key not in self._started:
            files.move(w, key, FileState.QUEUED, FileEvent.STARTED)
        self._started.discard(key)
        transfers.drop_part(w, key)
        files.move(w, key, FileState.RUNNING, FileEvent.FAILED, problem="disk_failed")

    def _note(self, active: list[Transfer], arrived: list[Arrival]) -> list[Arrival]:
        # What was dropped is put back by somebody else, who must have the last word.
        active = [one for one in active if one.dropped is None and not one.is_finishing]
        grown = [one for one in active if one.here_bytes != one.noted_bytes]
        fresh = [one for one in active if one.file.key not in self._started]
        if not (grown or fresh or arrived):
            return []
        synced = False
        with self.store.library.write() as w:
            for one in fresh:
                self._start(w, one)
            for one in grown:
                synced |= self._grew(w, one)
            here = [arrival for arrival in arrived if self._keep(w, arrival)]
        self._unsettled_bytes += sum(arrival.blob.size_bytes for arrival in here)
        if synced or self._unsettled_bytes >= self.settle_bytes:
            self._settle()
        return here

    def _settle(self) -> None:
        """Let what was noted survive a power cut: else synced bytes and whole files would be fetched again."""
        self.store.library.settle()
        self._unsettled_bytes = 0

    def close(self, active: list[Transfer], stopped: str | None, later: datetime) -> str | None:
        """Put back what is under way and note what arrived last; return the trouble of the disk, where it has one.

        Files that get no name wait until `later`: their bytes are whole and do not travel again. So does what is under
        way, where the run was `stopped` by such a trouble.
        """
        trouble = stopped if stopped in DISK_STOPS else None
        for one in active:
            if trouble:
                self.put_back(one, FileEvent.FAILED, problem=trouble, not_before=later)
            else:
                self.put_back(one, FileEvent.INTERRUPTED)
        try:
            self.write([])
            if self._unsettled_bytes:
                self._settle()
        except (StorageFull, StorageFailed) as error:
            trouble = of_disk(error)
            with self.lock, self.store.library.write() as w:
                for arrival in self._arrived:
                    if self.store.blobs.has(arrival.blob.sha256):
                        self._keep(w, arrival)  # this one still got its name
                    else:
                        self._leave(w, arrival, trouble, later)
            self.batch.forget()  # their maps are in the library, and the next run opens them
        return trouble

    def put_back(
        self, one: Transfer, event: FileEvent, *, problem: str | None = None, not_before: datetime | None = None
    ) -> None:
        """Note that nobody works on a file any more: INTERRUPTED (it waits in the queue) or FAILED."""
        with self.lock, self.store.library.write() as w:
            self._start(w, one)
            self._grew(w, one)
            files.move(w, one.file.key, FileState.RUNNING, event, problem=problem, not_before=not_before)
        self._started.discard(one.file.key)

    def _leave(self, w: Writer, arrival: Arrival, trouble: str, later: datetime) -> None:
        key, blob = arrival.file.key, arrival.blob
        if key not in self._started:
            files.move(w, key, FileState.QUEUED, FileEvent.STARTED)
        transfers.put_part(w, Part(key, arrival.file.url, blob.sha1, blob.size_bytes, ((0, blob.size_bytes),)))
        files.move(w, key, FileState.RUNNING, FileEvent.FAILED, problem=trouble, not_before=later)

    def _start(self, w: Writer, one: Transfer) -> None:
        if one.file.key in self._started:
            return
        if files.move(w, one.file.key, FileState.QUEUED, FileEvent.STARTED):
            self._started.add(one.file.key)
        else:
            one.dropped = "learner"

    def _grew(self, w: Writer, one: Transfer) -> bool:
        """Note how far a file is; return whether more of it survives a power cut now."""
        part = to_note(one)
        if one.file.is_generated or not one.is_answered:
            return False  # its bytes differ on every request: nothing can be continued (moodle.md, 3)
        stands = files.state_of(w, one.file)
        if stands is not FileState.RUNNING:
            one.dropped = "learner"
        if stands not in _KEEPS_PART:
            return False
        before = transfers.part(w, one.file.key)
        transfers.put_part(w, part)
        one.noted_bytes = part.map.size_bytes
        return bool(part.synced) and (before is None or before.synced != part.synced)

    def _fetch_after_all(self, w: Writer, key: int) -> None:
        """Let a file wait in the queue whose bytes were here, and were freed before it was noted that it uses them."""
        transfers.drop_part(w, key)
        if key in self._started:
            files.move(w, key, FileState.RUNNING, FileEvent.INTERRUPTED)
        self._started.discard(key)

    def _keep(self, w: Writer, arrival: Arrival) -> bool:
        key = arrival.file.key
        if not self.store.blobs.has(arrival.blob.sha256):
            if arrival.is_reused:
                self._fetch_after_all(w, key)
            else:
                self._begin_again(w, arrival)
            return False
        self._started.discard(key)
        transfers.put_blob(w, arrival.blob)
        stands = files.state_of(w, arrival.file)  # cancelled meanwhile, or of a version that is an older one by now?
        is_wanted = stands in _MAY_ARRIVE and files.move(w, key, stands, FileEvent.FINISHED, sha256=arrival.blob.sha256)
        self.present += is_wanted
        self.reused += arrival.is_reused
        self.has_leftovers |= not is_wanted or arrival.file.sha256 not in (None, arrival.blob.sha256)
        if not is_wanted:
            transfers.let_go(w, arrival.blob.sha256)
        return is_wanted
