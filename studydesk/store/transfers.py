"""Transfer maps of downloads under way, and which bytes are already here."""

from dataclasses import dataclass

from studydesk.store.blobs import Blob
from studydesk.store.database import Reader, Writer


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of a part file.

    Attributes:
        url, etag, total_bytes: of the version its bytes belong to; compare before going on.
        done_bytes: bytes from the start that are in the part file.
        synced_bytes: of these, those that survive a power cut.
    """

    key: int
    url: str
    etag: str | None
    total_bytes: int | None
    done_bytes: int = 0
    synced_bytes: int = 0


def part(r: Reader, key: int) -> Part | None:
    """Return the transfer map of a file, None when nothing was begun."""
    raise NotImplementedError


def put_part(w: Writer, part: Part) -> None:
    """Keep a transfer map; sets the file's `done_bytes` too. Publishes nothing: progress has its own stream."""
    raise NotImplementedError


def note_progress(w: Writer, key: int, done_bytes: int, synced_bytes: int | None = None) -> None:
    """Keep how far a transfer is. Publishes nothing."""
    raise NotImplementedError


def drop_part(w: Writer, key: int) -> None:
    """Forget a transfer map; the file's `done_bytes` is 0 again."""
    raise NotImplementedError


def put_blob(w: Writer, blob: Blob) -> None:
    """Keep both hashes of a blob that is here."""
    raise NotImplementedError


def blob(r: Reader, sha256: str) -> Blob | None:
    """Return a blob's hashes and size, None when it is not known."""
    raise NotImplementedError


def blob_of_sha1(r: Reader, sha1: str, size_bytes: int | None = None) -> Blob | None:
    """Return the blob with this SHA-1 (Moodle's ETag), None when no such bytes are here."""
    raise NotImplementedError


def find_same(r: Reader, name: str, size_bytes: int, limit: int = 3) -> list[Blob]:
    """Return blobs that may be this file (same size; same name first): candidates for a conditional request."""
    raise NotImplementedError


def unused_blobs(r: Reader) -> frozenset[str]:
    """Return the blobs that a file let go of and none uses now."""
    raise NotImplementedError


def forget_blobs(w: Writer, sha256s: frozenset[str]) -> None:
    """Drop the hashes of blobs that were swept."""
    raise NotImplementedError
