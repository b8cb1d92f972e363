"""Downloads under way: pieces are written where they belong and hashed, and published as a blob when all are here."""

import hashlib
import os
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from studydesk.domain import ranges
from studydesk.domain.ranges import Range
from studydesk.store.disk import Disk, translated

CHUNK_BYTES = 1 << 20  # for reading files through the hashes; a megabyte keeps memory flat
Written = tuple[int, int, int]  # start, stop, CRC-32 of the bytes between


@dataclass(frozen=True, slots=True)
class Blob:
    """The name of some bytes: hexadecimal SHA-256 (ours), SHA-1 (Moodle's ETag), and their number."""

    sha256: str
    sha1: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Map:
    """Which bytes of a part file are there.

    Attributes:
        synced: ranges that survive a power cut.
        written: ranges written since, which survive the death of this process; their CRC-32 tells after a power cut.
    """

    synced: tuple[Range, ...] = ()
    written: tuple[Written, ...] = ()

    @property
    def have(self) -> tuple[Range, ...]:
        """All of them."""
        return ranges.joined([*self.synced, *((start, stop) for start, stop, _ in self.written)])

    @property
    def size_bytes(self) -> int:
        """How many bytes are there."""
        return ranges.size(self.have)


class Hashes:
    """Both hashes of a stream of bytes."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self.length = 0

    def add(self, data: bytes) -> None:
        """Take the next bytes in."""
        self._sha256.update(data)
        self._sha1.update(data)
        self.length += len(data)

    @property
    def blob(self) -> Blob:
        """The name of the bytes so far."""
        return Blob(self._sha256.hexdigest(), self._sha1.hexdigest(), self.length)


def hashed(file: BinaryIO, into: Hashes | None = None) -> Hashes:
    """Return the hashes of a file from its position to its end, those of `into` continued."""
    hashes = into or Hashes()
    while data := file.read(CHUNK_BYTES):
        hashes.add(data)
    return hashes


class PartFile:
    """A download under way. A context manager that closes; made by `Blobs.open_part`. Several threads may `add`.

    Nothing is ever offered to a reader from here; `finish` publishes it as a blob.

    Attributes:
        beginning: grows with every `restart`.
    """

    def __init__(self, path: Path, disk: Disk, publish: Callable[[Path, Blob], None], known: Map) -> None:
        """Open it; of what `known` says only those ranges count whose bytes are really there."""
        self.path = path
        self._disk = disk
        self._publish = publish
        self._turn = Lock()
        self._sync_turn = Lock()  # held by who syncs or closes: what another sync has not covered is not synced
        self.beginning = 0
        self._reserved = 0
        with translated(path):
            # Unbuffered: what `add` returned from is the system's and survives the death of this process.
            self._file: BinaryIO = FileIO(path, "r+b", opener=_made)
            try:
                self._synced = _within(known.synced, os.fstat(self._file.fileno()).st_size)
                self._written = [run for run in known.written if self._is_there(run)]
            except BaseException:
                self._file.close()
                raise
        self._syncing: list[Written] = []
        self._hashes = Hashes()
        self.unsynced_bytes = 0

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be written here."""
        return self._file.closed

    @property
    def map(self) -> Map:
        """Which bytes are here."""
        with self._turn:
            return Map(self._synced, (*self._syncing, *self._written))

    @property
    def length(self) -> int:
        """How many bytes are here, those of earlier sessions included."""
        return self.map.size_bytes

    def reserve(self, total_bytes: int) -> None:
        """Make sure that there is room for all of it: a full disk shows now and not after hours. Raises StorageFull."""
        missing = max(0, total_bytes - self.length)
        with self._turn, translated(self.path, missing):
            if not self.is_closed and total_bytes > self._reserved:  # once: some sticks take long for it
                self._disk.reserve(self._file, total_bytes)
                self._reserved = total_bytes

    def add(self, at: int, data: bytes, beginning: int | None = None) -> bool:
        """Write bytes that belong at `at` and return True. Raises StorageFull.

        With `beginning` (as it was when they were asked for) nothing is written, and False returned, once another
        connection began anew or closed the file: two versions must not mix.
        """
        with self._turn, translated(self.path, len(data)):
            if beginning is not None and (self.is_closed or beginning != self.beginning):
                return False
            self._file.seek(at)
            self._disk.write(self._file, data)
            if at == self._hashes.length:
                self._hashes.add(data)
            self._note(at, data)
            self.unsynced_bytes += len(data)
            return True

    def append(self, data: bytes) -> None:
        """Write the next bytes of a file that comes from its beginning to its end. Raises StorageFull."""
        self.add(self._hashes.length, data)

    def restart(self) -> None:
        """Throw away what was written: the site has another version or ignored the range."""
        with self._turn, translated(self.path):
            self._file.truncate(0)
            self._reserved = 0
            self._synced, self._written, self._syncing = (), [], []
            self._hashes = Hashes()
            self.unsynced_bytes = 0
            self.beginning += 1

    def sync(self) -> None:
        """Return once what was written before survives a power cut; others may go on writing meanwhile."""
        with self._sync_turn:
            if self.is_closed:
                return
            with self._turn:
                self._syncing, self._written = [*self._syncing, *self._written], []
                self.unsynced_bytes = 0
            with translated(self.path):
                self._disk.sync(self._file)
            with self._turn:
                self._synced = ranges.joined([*self._synced, *((start, stop) for start, stop, _ in self._syncing)])
                self._syncing = []

    def blob(self) -> Blob:
        """Return what was written from the first byte on without a gap, as the blob it would be.

        Bytes that came out of order or in an earlier session are read back for it.
        """
        with self._turn, translated(self.path):
            stop = ranges.leading([*self._synced, *((a, b) for a, b, _ in (*self._syncing, *self._written))])
            self._file.seek(self._hashes.length)
            while self._hashes.length < stop:
                data = self._file.read(min(CHUNK_BYTES, stop - self._hashes.length))
                if not data:
                    break  # shorter than its map says: the caller compares the length
                self._hashes.add(data)
            return self._hashes.blob

    def finish(self) -> Blob:
        """Publish the bytes as a blob (fsync, list of uses, rename, fsync of the folder) and return its name."""
        blob = self.blob()
        with self._sync_turn, translated(self.path):
            with self._turn:
                self._file.truncate(blob.size_bytes)  # the room reserved beyond them
            self._disk.sync(self._file)
            with self._turn:
                self._file.close()  # Windows does not rename an open file
            self._publish(self.path, blob)
        return blob

    def close(self) -> None:
        """Close the file; its bytes stay for the next session."""
        with self._sync_turn, self._turn:
            self._file.close()

    def __enter__(self) -> "PartFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _note(self, at: int, data: bytes) -> None:
        for index, (start, stop, crc) in enumerate(self._written):
            if stop == at:
                self._written[index] = (start, at + len(data), zlib.crc32(data, crc))
                return
        self._written.append((at, at + len(data), zlib.crc32(data)))

    def _is_there(self, run: Written) -> bool:
        """Whether the bytes of a range are those that were written: after a power cut they may be zeros."""
        start, stop, wanted = run
        self._file.seek(start)
        crc = 0
        while start < stop:
            data = self._file.read(min(CHUNK_BYTES, stop - start))
            if not data:
                return False
            crc, start = zlib.crc32(data, crc), start + len(data)
        return crc == wanted


def _made(path: str, flags: int) -> int:
    """Open a file, made where it is missing, with its folder: one call to the system where that is there."""
    flags |= os.O_CREAT
    try:
        return os.open(path, flags, 0o666)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o666)


def _within(known: Sequence[Range], length: int) -> tuple[Range, ...]:
    """Return the ranges that lie in a file of this length: it may have been cut by hand or by a repair of the disk."""
    return ranges.joined((start, min(stop, length)) for start, stop in known)
