"""Course files named by what is in them (SHA-256), shared by all profiles of this operating-system account."""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from weakref import WeakSet

from studydesk.errors import Corrupt, Invalid, NotFound, StorageFailed
from studydesk.store.disk import Disk, RealDisk, bring, translated
from studydesk.store.parts import Blob, Map, PartFile, hashed
from studydesk.store.place import Place
from studydesk.store.uses import Uses

__all__ = ["Batch", "Blob", "Blobs", "PartFile"]

PARTS = "parts"  # a folder beside the blobs: giving a finished part its name must not cross from one drive to another


class Batch:
    """Finished part files that are published together: one fsync of the list and one of each folder for all of them.

    Made by `Blobs.batch`; `PartFile.finish` of a part opened `into` it hands the file over. Only after `publish` may a
    row name the blobs. May be handed files by several threads.
    """

    def __init__(self, publish: Callable[[list[tuple[Path, str]]], frozenset[str]]) -> None:
        self._publish = publish
        self._waiting: list[tuple[Path, str]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def paths(self) -> list[Path]:
        """The files that are finished and have no name yet."""
        return [file for file, _ in list(self._waiting)]

    def take(self, file: Path, blob: Blob) -> None:
        """Take a complete, synced file over."""
        self._waiting.append((file, blob.sha256))

    def publish(self) -> frozenset[str]:
        """Return once all that was taken over is there by name, after a power cut too; but for what is returned.

        Those files were taken away meanwhile, by the learner or another program, and can only be fetched again.

        Raises StorageFull or StorageFailed; what could not be published waits for the next call.
        """
        return self._publish(self._waiting)

    def forget(self) -> None:
        """Let go of what has no name yet: nobody publishes it any more, and its parts may be opened again."""
        self._waiting.clear()


class Blobs:
    """The blobs as one profile sees them.

    Attributes:
        place: where they lie; on a drive that may not be here. Then nothing is made, and nothing swept.
        profile: the folder of the profile.
    """

    def __init__(self, place: Place, uses_file: Path, disk: Disk | None = None) -> None:
        """`uses_file`: this profile's list, in its folder."""
        self.place = place
        self.profile = uses_file.parent
        self._disk = disk or RealDisk()
        self._uses = Uses(uses_file, self._disk)
        self._open_parts: WeakSet[PartFile] = WeakSet()
        self._batches: WeakSet[Batch] = WeakSet()
        self._naming = Lock()  # blobs get their names while a sweep takes others away
        self._turn = Lock()  # parts are opened while a sweep goes through them

    def path(self, sha256: str) -> Path:
        """Return where this blob is or would be."""
        return self.place.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here (published ones are complete; see `verify` for damage since)."""
        return self.path(sha256).is_file()

    def open_part(
        self, key: int, known: Map | None = None, *, total_bytes: int | None = None, into: Batch | None = None
    ) -> PartFile:
        """Return the part file of the library's file `key`, with those bytes that `known` says are in it.

        Without `known` it begins empty. `total_bytes` reserves the room. `into`: finishing hands it over to this batch
        instead of publishing it.

        Raises:
            StorageFull: there is no room for `total_bytes`. DriveGone: the drive of the courses is not here.
            Invalid("downloading"): the file is whole and waits for its name.
        """
        self.place.need()
        with self._turn:
            if any(self._part(key) in batch.paths for batch in self._batches):
                raise Invalid("downloading")
            part = PartFile(self._part(key), self._disk, into.take if into is not None else self._adopt, known or Map())
            self._open_parts.add(part)
        try:
            if not part.length:
                part.restart()
            if total_bytes:
                part.reserve(total_bytes)
        except BaseException:
            part.close()
            raise
        return part

    def batch(self) -> Batch:
        """Return an empty batch."""
        made = Batch(self._publish)
        self._batches.add(made)
        return made

    def drop_part(self, key: int) -> None:
        """Remove a part file; one that is not there is fine."""
        file = self._part(key)
        with translated(file):
            self._disk.remove(file)

    def drop_parts_except(self, keys: frozenset[int]) -> None:
        """Remove the part files of no download under way (after a crash, or when a file left the library).

        One that is open stays in any case: its map is not there before the school's answer is, and a generated page
        has none at all. So does one that waits for its name.
        """
        with self._turn:
            being_written = {part.path for part in self._open_parts if not part.is_closed}
            being_written.update(file for batch in self._batches for file in batch.paths)
            for file in self.parts.glob("*.part"):
                if file not in being_written and (not file.stem.isdigit() or int(file.stem) not in keys):
                    with translated(file):
                        self._disk.remove(file)

    def put_bytes(self, data: bytes) -> Blob:
        """Publish bytes as a blob. Raises StorageFull, DriveGone."""
        blob = hashed(io.BytesIO(data)).blob
        if self.has(blob.sha256):
            self.use(blob.sha256)
            return blob
        self.place.need()
        half = self.parts / f"{blob.sha256}.{os.getpid()}.half"
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
            if self._publish([(file, sha256)]):
                raise StorageFailed(file.name)
        return self.path(sha256)

    def use(self, sha256: str) -> None:
        """Name a blob that is already here in this profile's list, so that no sweep of another profile takes it."""
        with translated(self._uses.file):
            self._uses.add([sha256])

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
        folder, freed = self.place.need(), 0
        with self._naming, translated(self._uses.file):
            self._uses.drop(letting_go)
            for sha256 in letting_go - self._uses.of_all_profiles():
                file = folder / sha256[:2] / sha256
                if file.is_file():
                    freed += file.stat().st_size
                    self._disk.remove(file)
        return freed

    def used(self) -> frozenset[str]:
        """Return what this profile's list names."""
        return self._uses.names()

    def named(self) -> frozenset[str]:
        """Return what the lists of all profiles name."""
        return self._uses.of_all_profiles()

    def profiles(self) -> list[Path]:
        """Return the folders of all profiles of this computer, this one's included."""
        return sorted(folder for folder in self.profile.parent.glob("*") if folder.is_dir())

    @property
    def parts(self) -> Path:
        """The folder of this profile's part files."""
        return self.place.folder / PARTS / self.profile.name

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Let nothing get a name and no part be opened in this block. Raises Invalid("downloading") if one is open."""
        with self._naming, self._turn:
            if any(not part.is_closed for part in self._open_parts) or any(len(batch) for batch in self._batches):
                raise Invalid("downloading")
            yield

    def _part(self, key: int) -> Path:
        return self.parts / f"{key}.part"

    def _adopt(self, file: Path, blob: Blob) -> None:
        if self._publish([(file, blob.sha256)]):
            raise StorageFailed(file.name)

    def _publish(self, finished: list[tuple[Path, str]]) -> frozenset[str]:
        """Name these files, and take out of `finished` what is done; return those of which there is no file.

        The list first, then the names: a blob that no list names may be swept by another profile at any moment.
        """
        with self._naming, translated(self._uses.file):
            now = list(finished)
            here = [(file, sha256) for file, sha256 in now if file.exists() or self.has(sha256)]
            folder = self.place.need()  # after that look: of a drive that is gone no single file is missing
            self._uses.add([sha256 for _, sha256 in here])
            made = _make_folders(folder, here)
            for file, sha256 in here:
                bring(self._disk, file, folder / sha256[:2] / sha256)
            for parent in sorted({folder / sha256[:2] for _, sha256 in here}):
                self._disk.sync_folder(parent)
            if made:
                self._disk.sync_folder(folder)
            del finished[: len(now)]  # in one step: others may hand over more meanwhile
        return frozenset(sha256 for _, sha256 in now) - {sha256 for _, sha256 in here}


def _make_folders(folder: Path, finished: Sequence[tuple[Path, str]]) -> bool:
    """Make the folders these files need; return whether one was missing."""
    missing = [parent for parent in {folder / sha256[:2] for _, sha256 in finished} if not parent.is_dir()]
    for parent in missing:
        parent.mkdir(parents=True, exist_ok=True)
    return bool(missing)
