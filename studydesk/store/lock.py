"""One writer per profile: a lock that the system releases when its process dies."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from studydesk.errors import ProfileInUse
from studydesk.store.disk import translated

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCKED_BYTE = 1 << 20  # beyond the pid: Windows denies others the locked bytes, and they want to read it


class ProfileLock:
    """The lock of one profile, held from `acquire` to `release`; a context manager too. The file holds the pid."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._file is not None

    def acquire(self) -> None:
        """Take the lock. Raises ProfileInUse when another process (or another lock here) holds it."""
        if self._file is not None:
            return
        with translated(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.open("a+b")
        if not _try_lock(file):
            file.close()
            raise ProfileInUse
        with translated(self._path):
            file.truncate(0)
            file.write(str(os.getpid()).encode())
            file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held. The file stays: removing it would race."""
        if self._file is not None:
            _unlock(self._file)
            self._file.close()
            self._file = None

    def __enter__(self) -> "ProfileLock":
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def holder(path: Path) -> int | None:
    """Return the process id that holds the lock, None when nobody does."""
    if not path.is_file():
        return None
    with translated(path), path.open("r+b") as file:
        if _try_lock(file):
            _unlock(file)
            return None
        written = file.read(32)
    return int(written) if written.isdigit() else None


def _try_lock(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            # flock and not lockf: it belongs to this open file, so a second lock in the same process is refused too.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _unlock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)
