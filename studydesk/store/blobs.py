"""Course files named by what is in them (SHA-256), shared by all profiles of this operating-system account."""

import io
import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from weakref import WeakSet

from studydesk.errors import Corrupt, NotFound
from studydesk.store.disk import Disk, RealDisk, publish, translated
from studydesk.store.parts import Blob, PartFile, hashed

__all__ = ["Blob", "Blobs", "PartFile"]


class Blobs:
    """The blobs as one profile sees them."""

    def __init__(self, folder: Path, uses_file: Path, disk: Disk | None = None) -> None:
        """`folder`: all blobs; `uses_file`: this profile's list; parts lie in `parts` beside the list."""
        self._folder = folder
        self._uses = uses_file
        self._parts = uses_file.parent / "parts"
        self._disk = disk or RealDisk()
        self._open_parts: WeakSet[PartFile] = WeakSet()
        self._turn = Lock()  # downloads add to the list and open parts while a sweep goes through both

    def path(self, sha256: str) -> Path:
        """Return where this blob is or would be."""
        return self._folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here (published ones are complete; see `verify` for damage since)."""
        return self.path(sha256).is_file()

    def open_part(self, key: int, *, at: int = 0, total_bytes: int | None = None) -> PartFile:
        """Return the part file of the library's file `key`, continued after its first `at` bytes.

        A file shorter than `at` continues where it ends: ask for `length`. `total_bytes` reserves the room.

        Raises:
            StorageFull: there is no room for `total_bytes`.
        """
        part = PartFile(self._part(key), self._disk, self._adopt)
        try:
            part.resume(at, total_bytes)
        except BaseException:
            part.close()
            raise
        with self._turn:
            self._open_parts.add(part)
        return part

    def drop_part(self, key: int) -> None:
        """Remove a part file; one that is not there is fine."""
        with translated(self._part(key)):
            self._disk.remove(self._part(key))

    def drop_parts_except(self, keys: frozenset[int]) -> None:
        """Remove the part files of no download under way (after a crash, or when a file left the library).

        One that is open stays in any case: its map is not there before the school's answer is, and a generated page
        has none at all.
        """
        with self._turn:
            being_written = {part.path for part in self._open_parts if not part.is_closed}
        for file in self._parts.glob("*.part"):
            if file not in being_written and (not file.stem.isdigit() or int(file.stem) not in keys):
                with translated(file):
                    self._disk.remove(file)

    def put_bytes(self, data: bytes) -> Blob:
        """Publish bytes as a blob. Raises StorageFull."""
        blob = hashed(io.BytesIO(data)).blob
        if self.has(blob.sha256):
            self.use(blob.sha256)
            return blob
        half = self._parts / f"{blob.sha256}.{os.getpid()}.half"
        with translated(half, len(data)):
            half.parent.mkdir(parents=True, exist_ok=True)
            try:
                with half.open("wb", buffering=0) as file:
                    self._disk.write(file, data)
                    self._disk.sync(file)
                self._adopt(half, blob)
            finally:
                self._disk.remove(half)
        return blob

    def adopt(self, file: Path, sha256: str) -> Path:
        """Publish a complete file under its name; the file is moved. The caller has checked its hash."""
        with translated(file):
            with file.open("r+b") as opened:
                self._disk.sync(opened)
            self._publish(file, sha256)
        return self.path(sha256)

    def use(self, sha256: str) -> None:
        """Name a blob that is already here in this profile's list, so that no sweep of another profile takes it."""
        with translated(self._uses):
            self._note_use(sha256)

    def verify(self, sha256: str) -> None:
        """Return when the bytes are what their name says. Raises NotFound, Corrupt."""
        if self.read(sha256).sha256 != sha256:
            raise Corrupt(sha256)

    def read(self, sha256: str) -> Blob:
        """Return both hashes and the length of the bytes under this name, read from the disk. Raises NotFound."""
        path = self.path(sha256)
        if not path.is_file():
            raise NotFound(sha256)
        with translated(path), path.open("rb") as file:
            return hashed(file).blob

    def discard(self, sha256: str) -> None:
        """Remove a damaged blob, so that it can be fetched again."""
        with translated(self.path(sha256)):
            self._disk.remove(self.path(sha256))

    def release(self, unused: Iterable[str]) -> int:
        """Take blobs off this profile's list and remove those that no profile names; return the bytes freed."""
        letting_go = frozenset(unused)
        if not letting_go:
            return 0
        with translated(self._uses):
            with self._turn:
                self._write_uses(self.used() - letting_go)
            named = frozenset[str]().union(*map(_lines, self._uses.parent.parent.glob(f"*/{self._uses.name}")))
            freed = 0
            for sha256 in letting_go - named:
                if self.has(sha256):
                    freed += self.path(sha256).stat().st_size
                    self._disk.remove(self.path(sha256))
        return freed

    def used(self) -> frozenset[str]:
        """Return what this profile's list names."""
        return _lines(self._uses)

    def _part(self, key: int) -> Path:
        return self._parts / f"{key}.part"

    def _adopt(self, file: Path, blob: Blob) -> None:
        self._publish(file, blob.sha256)

    def _publish(self, file: Path, sha256: str) -> None:
        """The list first, then the name: a blob that no list names may be swept by another profile at any moment."""
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._note_use(sha256)
        publish(self._disk, file, target)

    def _note_use(self, sha256: str) -> None:
        with self._turn:
            if sha256 in self.used():
                return
            self._uses.parent.mkdir(parents=True, exist_ok=True)
            with self._uses.open("ab", buffering=0) as file:
                self._disk.write(file, f"\n{sha256}\n".encode())
                self._disk.sync(file)

    def _write_uses(self, sha256s: frozenset[str]) -> None:
        half = self._uses.with_name(f"{self._uses.name}.{os.getpid()}.half")
        try:
            with half.open("wb") as file:
                self._disk.write(file, "".join(f"{sha256}\n" for sha256 in sorted(sha256s)).encode())
                self._disk.sync(file)
            publish(self._disk, half, self._uses)
        finally:
            half.unlink(missing_ok=True)


def _lines(uses: Path) -> frozenset[str]:
    """Return what a list names; a last line cut short by a crash is no name of 64 characters and does not count."""
    if not uses.is_file():
        return frozenset()
    return frozenset(line for line in uses.read_text("ascii", "replace").split() if len(line) == 64)
