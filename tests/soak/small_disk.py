"""A disk so small that it can be filled at will: a tmpfs, where this process may mount one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE_BYTES = 48_000_000
_STEP = 64 * 1024


class SmallDisk:
    """A folder on a disk of its own.

    Attributes:
        fills: how often it was filled.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fills = 0
        self._ballast = folder / "somebody-elses-film"

    def fill(self, left_bytes: int) -> None:
        """Leave so much room and no more."""
        self.fills += 1
        with self._ballast.open("wb", buffering=0) as file:
            while (room := shutil.disk_usage(self.folder).free - left_bytes) > 0:
                try:
                    file.write(bytes(min(room, _STEP)))
                except OSError:  # somebody else took the last of it
                    return

    def release(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)


def why_not() -> str | None:
    """Return why no disk can be made here, None when one can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "mounting a disk needs root"
    if shutil.which("mount") is None:
        return "there is no mount command"
    return None


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk | None]:
    """Mount a small disk at `folder`; yield None where that cannot be done."""
    folder.mkdir(parents=True)
    if why_not() is not None:
        yield None
        return
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_BYTES},mode=700", "studydesk-soak", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    disk = SmallDisk(folder)
    try:
        yield disk
    finally:
        disk.release()
        shutil.copytree(folder, folder.with_name(f"{folder.name}-as-it-was"))  # a mounted disk leaves nothing behind
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=True)
