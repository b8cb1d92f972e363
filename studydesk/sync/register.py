"""What the library is told of a run of downloads, gathered so that many small files cost few transactions."""

from dataclasses import dataclass, field
from datetime import datetime

from studydesk.domain.accounts import Account
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.store import files, transfers
from studydesk.store.blobs import Batch, Blob
from studydesk.store.database import Writer
from studydesk.store.opening import Store
from studydesk.sync import chapters
from studydesk.sync.transfer import Transfer

_KEEPS_PART = frozenset({FileState.RUNNING, FileState.QUEUED, FileState.PAUSED, FileState.FAILED})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file whose bytes are here as a blob; `is_reused`: they were here before and did not travel."""

    file: LocalFile
    blob: Blob
    is_reused: bool = False


@dataclass(slots=True)
class Register:
    """Notes of one run. Called by whoever has the turn.

    Attributes:
        batch: blobs that are whole and have no name yet.
        present, reused: files noted as here.
        has_replaced: an older version of a file was let go of.
    """

    account: Account
    store: Store
    batch: Batch
    present: int = 0
    reused: int = 0
    has_replaced: bool = False
    _arrived: list[Arrival] = field(default_factory=list)
    _started: set[int] = field(default_factory=set)

    def arrived(self, arrival: Arrival) -> None:
        """Take note of a file that is whole; the library hears of it at the next `write`."""
        self._arrived.append(arrival)

    def write(self, active: list[Transfer]) -> None:
        """Commit how far the active transfers are and what arrived; drop those the learner paused or cancelled."""
        grown = [one for one in active if one.written.length != one.noted_bytes and not one.is_finishing]
        fresh = [one for one in active if one.file.key not in self._started]
        if not (grown or fresh or self._arrived):
            return
        self.batch.publish()  # before any row names them
        arrived, self._arrived = self._arrived, []
        synced = False
        with self.store.library.write() as w:
            for one in fresh:
                self._start(w, one)
            for one in grown:
                synced |= self._grew(w, one)
            here = [arrival for arrival in arrived if self._keep(w, arrival)]
        if synced:
            self.store.library.settle()  # a map that a power cut takes would fetch synced bytes again
        for arrival in here:
            chapters.index(arrival.file, arrival.blob, self.account, self.store)

    def put_back(
        self, one: Transfer, event: FileEvent, *, problem: str | None = None, not_before: datetime | None = None
    ) -> None:
        """Note that nobody works on a file any more: INTERRUPTED (it waits in the queue) or FAILED."""
        with self.store.library.write() as w:
            self._start(w, one)
            self._grew(w, one)
            files.move(w, one.file.key, FileState.RUNNING, event, problem=problem, not_before=not_before)
        self._started.discard(one.file.key)

    def forget(self, one: Transfer) -> None:
        """Note that nothing of the file is here any more."""
        with self.store.library.write() as w:
            transfers.drop_part(w, one.file.key)

    def _start(self, w: Writer, one: Transfer) -> None:
        if one.file.key in self._started:
            return
        if files.move(w, one.file.key, FileState.QUEUED, FileEvent.STARTED):
            self._started.add(one.file.key)
        else:
            one.dropped = "learner"

    def _grew(self, w: Writer, one: Transfer) -> bool:
        """Note how far a file is; return whether more of it survives a power cut now."""
        part = one.part
        if one.file.is_generated or not one.is_answered:
            return False  # its bytes differ on every request: nothing can be continued (moodle.md, 3)
        now = files.file(w, one.file.key)
        if now is None or now.state is not FileState.RUNNING:
            one.dropped = "learner"
        if now is None or now.state not in _KEEPS_PART or _is_other_version(now, one.file):
            return False
        before = transfers.part(w, one.file.key)
        transfers.put_part(w, part)
        one.noted_bytes = part.map.size_bytes
        return bool(part.synced) and (before is None or before.synced != part.synced)

    def _keep(self, w: Writer, arrival: Arrival) -> bool:
        key = arrival.file.key
        if key not in self._started:
            files.move(w, key, FileState.QUEUED, FileEvent.STARTED)
        self._started.discard(key)
        transfers.put_blob(w, arrival.blob)
        is_wanted = files.move(w, key, FileState.RUNNING, FileEvent.FINISHED, sha256=arrival.blob.sha256)
        self.present += is_wanted
        self.reused += arrival.is_reused
        self.has_replaced |= arrival.file.sha256 not in (None, arrival.blob.sha256)
        return is_wanted


def _is_other_version(now: LocalFile, begun: LocalFile) -> bool:
    """Whether the site has another version than the one whose bytes are coming."""
    return (now.modified_at, now.size_bytes) != (begun.modified_at, begun.size_bytes)
