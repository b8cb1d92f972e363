"""Downloads under way: bytes are appended and hashed as they come, and published as a blob when they are complete."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from studydesk.store.disk import Disk, translated

CHUNK_BYTES = 1 << 20  # for reading files through the hashes; a megabyte keeps memory flat


@dataclass(frozen=True, slots=True)
class Blob:
    """The name of some bytes: hexadecimal SHA-256 (ours), SHA-1 (Moodle's ETag), and their number."""

    sha256: str
    sha1: str
    size_bytes: int


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


def hashed(file: BinaryIO, most: int | None = None) -> Hashes:
    """Return the hashes of a file from its position, of at most `most` bytes; the position is after them."""
    hashes = Hashes()
    left = most
    while data := file.read(CHUNK_BYTES if left is None else min(CHUNK_BYTES, left)):
        hashes.add(data)
        if left is not None:
            left -= len(data)
    return hashes


class PartFile:
    """A download under way. A context manager that closes; made by `Blobs.open_part`.

    Nothing is ever offered to a reader from here; `finish` publishes it as a blob.
    """

    def __init__(self, path: Path, disk: Disk, publish: Callable[[Path, Blob], None]) -> None:
        self.path = path
        self._disk = disk
        self._publish = publish
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            # Unbuffered: what `append` returned from is the system's and survives the death of this process.
            self._file: BinaryIO = path.open("r+b", buffering=0)
        self._hashes = Hashes()

    def resume(self, at: int, total_bytes: int | None) -> None:
        """Go on after the first `at` bytes, which are hashed again; reserve the room for all of it."""
        with translated(self.path, None if total_bytes is None else total_bytes - at):
            self._file.seek(0)
            self._hashes = hashed(self._file, at)
            self._file.truncate(self.length)
            if total_bytes is not None and total_bytes > self.length:
                self._disk.reserve(self._file, total_bytes)
            self._file.seek(self.length)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be written here."""
        return self._file.closed

    @property
    def length(self) -> int:
        """Bytes written so far, those of earlier sessions included."""
        return self._hashes.length

    def append(self, data: bytes) -> None:
        """Write the next bytes. Raises StorageFull."""
        with translated(self.path, len(data)):
            self._disk.write(self._file, data)
        self._hashes.add(data)

    def restart(self) -> None:
        """Throw away what was written: the site has another version or ignored the range."""
        self.resume(0, None)

    def sync(self) -> None:
        """Return once what was written survives a power cut."""
        with translated(self.path):
            self._disk.sync(self._file)

    @property
    def blob(self) -> Blob:
        """What was written so far, as the blob it would be; compare it with length and ETag before `finish`."""
        return self._hashes.blob

    def finish(self) -> Blob:
        """Publish the bytes as a blob (fsync, list of uses, rename, fsync of the folder) and return its name."""
        blob = self.blob
        with translated(self.path):
            self._file.truncate(blob.size_bytes)  # the room reserved beyond them
            self._disk.sync(self._file)
            self._file.close()  # Windows does not rename an open file
            self._publish(self.path, blob)
        return blob

    def close(self) -> None:
        """Close the file; its bytes stay for the next session."""
        self._file.close()

    def __enter__(self) -> "PartFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
