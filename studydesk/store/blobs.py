"""Course files named by what is in them (SHA-256), shared by all profiles of this operating-system account."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from studydesk.store.disk import Disk


@dataclass(frozen=True, slots=True)
class Blob:
    """The name of some bytes: hexadecimal SHA-256 (ours), SHA-1 (Moodle's ETag), and their number."""

    sha256: str
    sha1: str
    size_bytes: int


class PartFile:
    """A download under way: bytes are appended, and hashed as they come. A context manager that closes.

    Nothing is ever offered to a reader from here; `finish` publishes it as a blob.
    """

    @property
    def length(self) -> int:
        """Bytes written so far, those of earlier sessions included."""
        raise NotImplementedError

    def append(self, data: bytes) -> None:
        """Write the next bytes. Raises StorageFull."""
        raise NotImplementedError

    def restart(self) -> None:
        """Throw away what was written: the site has another version or ignored the range."""
        raise NotImplementedError

    def sync(self) -> None:
        """Return once what was written survives a power cut."""
        raise NotImplementedError

    @property
    def blob(self) -> Blob:
        """What was written so far, as the blob it would be; compare it with length and ETag before `finish`."""
        raise NotImplementedError

    def finish(self) -> Blob:
        """Publish the bytes as a blob (fsync, list of uses, rename, fsync of the folder) and return its name."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the file; its bytes stay for the next session."""
        raise NotImplementedError

    def __enter__(self) -> "PartFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Blobs:
    """The blobs as one profile sees them."""

    def __init__(self, folder: Path, uses_file: Path, disk: Disk | None = None) -> None:
        """`folder`: all blobs; `uses_file`: this profile's list; parts lie in `parts` beside the list."""
        raise NotImplementedError

    def path(self, sha256: str) -> Path:
        """Return where this blob is or would be."""
        raise NotImplementedError

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here (published ones are complete; see `verify` for damage since)."""
        raise NotImplementedError

    def open_part(self, key: int, *, at: int = 0, total_bytes: int | None = None) -> PartFile:
        """Return the part file of the library's file `key`, continued after its first `at` bytes.

        A file shorter than `at` continues where it ends: ask for `length`. `total_bytes` reserves the room.

        Raises:
            StorageFull: there is no room for `total_bytes`.
        """
        raise NotImplementedError

    def drop_part(self, key: int) -> None:
        """Remove a part file; one that is not there is fine."""
        raise NotImplementedError

    def put_bytes(self, data: bytes) -> Blob:
        """Publish bytes as a blob. Raises StorageFull."""
        raise NotImplementedError

    def adopt(self, file: Path, sha256: str) -> Path:
        """Publish a complete file under its name; the file is moved. The caller has checked its hash."""
        raise NotImplementedError

    def use(self, sha256: str) -> None:
        """Name a blob that is already here in this profile's list, so that no sweep of another profile takes it."""
        raise NotImplementedError

    def verify(self, sha256: str) -> None:
        """Return when the bytes are what their name says. Raises NotFound, Corrupt."""
        raise NotImplementedError

    def discard(self, sha256: str) -> None:
        """Remove a damaged blob, so that it can be fetched again."""
        raise NotImplementedError

    def release(self, unused: Iterable[str]) -> int:
        """Take blobs off this profile's list and remove those that no profile names; return the bytes freed."""
        raise NotImplementedError

    def used(self) -> frozenset[str]:
        """Return what this profile's list names."""
        raise NotImplementedError
