"""A disk that fails at its n-th call: a stand-in, because a real disk cannot be filled at will."""

import errno
from pathlib import Path
from typing import BinaryIO

from studydesk.store.disk import RealDisk


class FailingDisk(RealDisk):
    """The real disk, except that call number `fail_at` (from 0) has no room or an I/O error; `calls` counts them."""

    def __init__(self, fail_at: int, code: int = errno.ENOSPC) -> None:
        self.calls = 0
        self._fail_at = fail_at
        self._code = code

    @property
    def fails_at(self) -> int:
        """The number of the call that fails."""
        return self._fail_at

    def fail_after(self, calls: int) -> None:
        """Fail once more, after so many calls from now."""
        self._fail_at = self.calls + calls

    def _step(self) -> None:
        self.calls += 1
        if self.calls - 1 == self._fail_at:
            raise OSError(self._code, "injected")

    def write(self, file: BinaryIO, data: bytes) -> None:
        self._step()
        super().write(file, data)

    def reserve(self, file: BinaryIO, size_bytes: int) -> None:
        self._step()
        super().reserve(file, size_bytes)

    def sync(self, file: BinaryIO) -> None:
        self._step()
        super().sync(file)

    def replace(self, source: Path, target: Path) -> None:
        self._step()
        super().replace(source, target)

    def sync_folder(self, folder: Path) -> None:
        self._step()
        super().sync_folder(folder)


class Killed(BaseException):
    """The process is no more: nothing catches it."""


class DeadlyDisk(FailingDisk):
    """The real disk, until the process is killed at call number `fail_at`; removing is a call too."""

    def _step(self) -> None:
        self.calls += 1
        if self.calls > self._fail_at >= 0:
            raise Killed

    def remove(self, file: Path) -> None:
        self._step()
        super().remove(file)
