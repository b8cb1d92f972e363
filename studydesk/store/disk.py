"""The few writes to the disk outside SQLite, behind one protocol so that tests and the simulation can fail them."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from studydesk.errors import StorageFailed, StorageFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_ON_WINDOWS = {39, 112}  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
_PIECE_BYTES = 1 << 20
# What a file system that cannot reserve or sync this way answers; it loses nothing but the early warning.
_UNSUPPORTED = {errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENODEV}


class Disk(Protocol):
    """What the store asks of a disk. Every method may raise OSError; `translated` makes a learner's error of it."""

    def write(self, file: BinaryIO, data: bytes) -> None:
        """Write all of `data` at the file's position."""
        ...

    def reserve(self, file: BinaryIO, size_bytes: int) -> None:
        """Make sure that the file can grow to `size_bytes`; a full disk shows here and not after hours."""
        ...

    def sync(self, file: BinaryIO) -> None:
        """Return once the file's bytes survive a power cut."""
        ...

    def replace(self, source: Path, target: Path) -> None:
        """Give `source` the name `target` in one step."""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Return once the names in the folder survive a power cut."""
        ...

    def remove(self, file: Path) -> None:
        """Remove a file; a file that is not there is fine."""
        ...


class RealDisk:
    """The disk of this computer."""

    def write(self, file: BinaryIO, data: bytes) -> None:
        left = memoryview(data)
        while left:  # an unbuffered file may take less than it was given
            left = left[file.write(left) :]

    def reserve(self, file: BinaryIO, size_bytes: int) -> None:
        if not hasattr(os, "posix_fallocate"):
            return
        try:
            os.posix_fallocate(file.fileno(), 0, size_bytes)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise

    def sync(self, file: BinaryIO) -> None:
        file.flush()
        os.fsync(file.fileno())

    def replace(self, source: Path, target: Path) -> None:
        os.replace(source, target)

    def sync_folder(self, folder: Path) -> None:
        if os.name == "nt":
            return  # Windows has no handle on a folder to sync; NTFS journals names itself
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
        finally:
            os.close(handle)

    def remove(self, file: Path) -> None:
        file.unlink(missing_ok=True)


@contextmanager
def translated(file: Path, needed_bytes: int | None = None) -> Iterator[None]:
    """Make StorageFull or StorageFailed of every OSError in the block: the one place where the disk's errors change."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL or getattr(error, "winerror", None) in _FULL_ON_WINDOWS:
            raise StorageFull(needed_bytes) from error
        raise StorageFailed(file.name) from error


def publish(disk: Disk, file: Path, target: Path) -> None:
    """Give a complete, synced file its final name, so that after any crash it is there whole or not at all."""
    disk.replace(file, target)
    disk.sync_folder(target.parent)


def bring(disk: Disk, file: Path, target: Path) -> None:
    """Give a synced file its final name; from another drive it is copied first. One that has it already is fine."""
    if not file.exists() and target.is_file():
        return
    if file.parent.stat().st_dev == target.parent.stat().st_dev:
        disk.replace(file, target)
        return
    near = target.with_name(f"{target.name}.{os.getpid()}.half")
    try:
        with file.open("rb") as source, near.open("wb") as copy:
            while data := source.read(_PIECE_BYTES):
                disk.write(copy, data)
            disk.sync(copy)
        disk.replace(near, target)
    finally:
        disk.remove(near)
    disk.remove(file)
